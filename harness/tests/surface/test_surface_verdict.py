"""Exceptions from the surface: what they excuse, when they are out of date, how they are read."""

import json
from pathlib import Path
from typing import Any

import pytest

from sparity_lab.problems import UsageProblem
from sparity_lab.surface.exceptions import Exceptions, Meant, Scope, load_scope
from sparity_lab.surface.model import Surface
from sparity_lab.surface.verdict import judge


def surface(*names: str, submodules: tuple[str, ...] = ("sql",), **parameters: str) -> Surface:
    """A client whose module `sql` has these functions; keywords are one parameter's default."""
    functions: dict[str, Any] = {name: {"kind": "function", "parameters": []} for name in names}
    for name, default in parameters.items():
        one = [["a", "keyword_only", default]]
        functions[name] = {"kind": "function", "parameters": one}
    module = {"listed": sorted(functions), "names": functions}
    return Surface.model_validate(
        {
            "package": "x",
            "version": "1",
            "modules": {"sql": module},
            "classes": {},
            "submodules": submodules,
        }
    )


SCOPE = Scope(modules=("sql",))


def meant(*names: str, reason: str = "because") -> tuple[Meant, ...]:
    return (Meant(names=names, reason=reason),)


def test_without_differences_it_holds() -> None:
    verdict = judge(surface("a"), surface("a"), surface("a"), SCOPE, Exceptions())
    assert verdict.holds
    assert verdict.names == 1


def test_a_difference_that_nobody_means_does_not_hold() -> None:
    verdict = judge(surface("a"), surface("a", "b"), surface("a", "b"), SCOPE, Exceptions())
    assert not verdict.holds
    assert [one.name for one in verdict.differences] == ["sql.b"]


@pytest.mark.parametrize(
    ("candidate", "reference", "table"),
    [
        (surface(), surface("odd"), "missing"),
        (surface("odd"), surface(), "extensions"),
        (surface(odd="1"), surface(odd="2"), "different"),
    ],
)
def test_a_difference_that_is_meant_holds_and_is_counted(
    candidate: Surface, reference: Surface, table: str
) -> None:
    exceptions = Exceptions.model_validate({table: meant("sql.o*")})
    verdict = judge(candidate, reference, reference, SCOPE, exceptions)
    assert verdict.holds
    assert [(one.difference.name, one.reason) for one in verdict.excused] == [
        ("sql.odd", "because")
    ]
    others = {"missing", "extensions", "different"} - {table}
    for other in others:
        wrong = judge(
            candidate,
            reference,
            reference,
            SCOPE,
            Exceptions.model_validate({other: meant("sql.o*")}),
        )
        assert [one.name for one in wrong.differences] == ["sql.odd"]
        assert wrong.stale == (f"{other}: sql.o*",)


def test_an_exception_that_excuses_nothing_does_not_hold() -> None:
    exceptions = Exceptions(missing=meant("sql.b", "sql.gone"))
    verdict = judge(surface("a"), surface("a", "b"), surface("a", "b"), SCOPE, exceptions)
    assert verdict.stale == ("missing: sql.gone",)
    assert not verdict.holds


def test_what_is_missing_of_the_newest_is_no_stale_exception_from_an_older_one() -> None:
    exceptions = Exceptions(missing=meant("sql.new"))
    old, new = surface("a"), surface("a", "new")
    assert judge(surface("a"), old, new, SCOPE, exceptions).holds
    assert judge(surface("a"), new, new, SCOPE, exceptions).holds
    assert not judge(surface("a", "new"), old, new, SCOPE, exceptions).holds


def test_modules_of_which_nothing_is_said_do_not_hold() -> None:
    reference = surface("a", submodules=("ml", "sql", "sql.new", "worker"))
    scope = Scope(modules=("sql", "ml.linalg"), not_compared=meant("work*"))
    verdict = judge(surface("a"), reference, reference, scope, Exceptions())
    assert verdict.unknown_modules == ("sql.new",)
    assert not verdict.holds


def test_modules_that_are_gone_do_not_hold() -> None:
    scope = Scope(modules=("sql",), not_compared=meant("gone"))
    verdict = judge(surface("a"), surface("a"), surface("a"), scope, Exceptions())
    assert verdict.stale == ("not_compared: gone",)


def test_json_says_it_all() -> None:
    exceptions = Exceptions(missing=meant("sql.b"), different=meant("sql.z"))
    verdict = judge(surface("a", "x"), surface("a", "b"), surface("a", "b"), SCOPE, exceptions)
    said = json.loads(verdict.as_json())
    assert said["holds"] is False
    assert [one["name"] for one in said["differences"]] == ["sql.x"]
    assert [(one["name"], one["reason"]) for one in said["excused"]] == [("sql.b", "because")]
    assert said["stale"] == ["different: sql.z"]


# --- the table ------------------------------------------------------------------------------------


def scope_of(folder: Path, text: str) -> Scope:
    (folder / "matrix").mkdir()
    (folder / "matrix" / "surface.toml").write_text(text)
    return load_scope(folder)


def test_the_table_is_read(tmp_path: Path) -> None:
    scope = scope_of(
        tmp_path,
        """
        modules = ["sql"]
        [[clients.mine.missing]]
        names = ["sql.a"]
        reason = "later"
        """,
    )
    assert scope.clients["mine"].missing == (Meant(names=("sql.a",), reason="later"),)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("modules = ['a']\n[[clients.x.missing]]\nnames = ['a']", "clients.x.missing.0.reason"),
        (
            "modules = ['a']\n[[clients.x.missing]]\nnames = ['a']\nreason = ' '",
            "clients.x.missing.0.reason",
        ),
        ("modules = ['a']\n[[not_compared]]\nnames = []\nreason = 'b'", "not_compared.0.names"),
        ("modules = ['a']\n[[clients.x.forgiven]]\nnames = ['a']", "clients.x.forgiven"),
        ("modules = []", "modules"),
    ],
)
def test_a_mistake_in_the_table_is_told(tmp_path: Path, text: str, cause: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        scope_of(tmp_path, text)
    assert any(str(one).startswith(cause) for one in caught.value.causes)
    assert caught.value.exit_code == 2


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"cannot read matrix/surface\.toml"):
        load_scope(tmp_path)


def test_the_repositorys_own_table_is_in_order() -> None:
    scope = load_scope(Path(__file__).parents[3])
    assert "sql" in scope.modules
    assert scope.clients["sparity"].extensions
