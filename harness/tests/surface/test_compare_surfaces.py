"""Planted differences between two surfaces: each is found, in its own words, and nothing else."""

from typing import Any

import pytest

from sparity_lab.surface.compare import Difference, compare
from sparity_lab.surface.model import Surface

WORD = "positional_or_keyword"
SELECT = [["cols", "var_positional", None]]
SAMPLE = [["fraction", WORD, None], ["seed", WORD, "None"], ["exact", "keyword_only", "False"]]


def method(parameters: list[Any] | None, kind: str = "method") -> dict[str, Any]:
    return {"kind": kind, "parameters": parameters}


def surface(**changes: Any) -> Surface:
    """A client with one class that has two names, and a function; `changes` change members."""
    members = {"select": method(SELECT), "sample": method(SAMPLE), "schema": {"kind": "value"}}
    members |= {name: one for name, one in changes.items() if one is not None}
    for name in [name for name, one in changes.items() if one is None]:
        del members[name]
    frame = {"kind": "class", "klass": "Frame"}
    return Surface.model_validate(
        {
            "package": "x",
            "version": "1",
            "modules": {
                "sql": {"listed": ["Frame"], "names": {"Frame": frame}},
                "sql.frame": {"listed": ["Frame"], "names": {"Frame": frame}},
                "sql.functions": {
                    "listed": ["upper"],
                    "names": {"upper": method([["col", WORD, None]], "function")},
                },
            },
            "classes": {"Frame": members},
        }
    )


MODULES = ("sql", "sql.frame", "sql.functions")


def differences(candidate: Surface, reference: Surface, newest: Surface | None = None) -> Any:
    return compare(candidate, reference, newest or reference, MODULES).differences


def test_equal_surfaces_have_no_differences_and_every_name_is_counted() -> None:
    found = compare(surface(), surface(), surface(), MODULES)
    assert found.differences == ()
    # Frame twice, its three members once, and the function.
    assert found.names == 6


def test_a_missing_member() -> None:
    assert differences(surface(sample=None), surface()) == (
        Difference(
            "sql.Frame.sample", "missing", wanted="method (fraction, seed=None, *, exact=False)"
        ),
    )


def test_an_extra_member() -> None:
    assert differences(surface(), surface(sample=None)) == (
        Difference(
            "sql.Frame.sample", "extra", found="method (fraction, seed=None, *, exact=False)"
        ),
    )


@pytest.mark.parametrize(
    ("sample", "found"),
    [
        pytest.param(
            [["fraction", WORD, None], ["seed", WORD, "0"], ["exact", "keyword_only", "False"]],
            "method (fraction, seed=0, *, exact=False)",
            id="another default",
        ),
        pytest.param(
            [["fraction", WORD, None], ["seed", WORD, None], ["exact", "keyword_only", "False"]],
            "method (fraction, seed, *, exact=False)",
            id="no default",
        ),
        pytest.param(
            [["seed", WORD, "None"], ["fraction", WORD, None], ["exact", "keyword_only", "False"]],
            "method (seed=None, fraction, *, exact=False)",
            id="another order",
        ),
        pytest.param(
            [["fraction", WORD, None], ["seed", WORD, "None"], ["exact", WORD, "False"]],
            "method (fraction, seed=None, exact=False)",
            id="another kind",
        ),
        pytest.param(
            [["fraction", "positional_only", None], *SAMPLE[1:]],
            "method (fraction, /, seed=None, *, exact=False)",
            id="positional only",
        ),
        pytest.param(
            [["part", WORD, None], *SAMPLE[1:]],
            "method (part, seed=None, *, exact=False)",
            id="another name",
        ),
        pytest.param(SAMPLE[:2], "method (fraction, seed=None)", id="one too few"),
        pytest.param(
            [*SAMPLE, ["more", "var_keyword", None]],
            "method (fraction, seed=None, *, exact=False, **more)",
            id="one too many",
        ),
    ],
)
def test_other_parameters(sample: list[Any], found: str) -> None:
    wanted = "method (fraction, seed=None, *, exact=False)"
    assert differences(surface(sample=method(sample)), surface()) == (
        Difference("sql.Frame.sample", "different", wanted=wanted, found=found),
    )


@pytest.mark.parametrize(
    "other", [{"kind": "value"}, method(SELECT, "class method"), method(SELECT, "function")]
)
def test_another_kind_of_member(other: dict[str, Any]) -> None:
    (found,) = differences(surface(select=other), surface())
    assert (found.name, found.sort, found.wanted) == (
        "sql.Frame.select",
        "different",
        "method (*cols)",
    )


def test_parameters_that_python_cannot_tell_are_not_compared() -> None:
    assert differences(surface(select=method(None)), surface()) == ()


def edited(module: str, **changes: Any) -> Surface:
    base = surface().model_dump()
    base["modules"][module] |= changes
    return Surface.model_validate(base)


def test_a_missing_function_and_a_missing_module() -> None:
    without = edited("sql.functions", listed=[], names={})
    assert [(one.name, one.sort) for one in differences(without, surface())] == [
        ("sql.functions.upper", "missing")
    ]
    base = surface().model_dump()
    del base["modules"]["sql.functions"]
    gone = Surface.model_validate(base)
    assert [(one.name, one.sort) for one in differences(gone, surface())] == [
        ("sql.functions", "missing")
    ]
    assert [(one.name, one.sort) for one in differences(surface(), gone)] == [
        ("sql.functions", "extra")
    ]


def test_what_is_there_but_not_listed_is_neither_missing_nor_extra() -> None:
    unlisted = edited("sql.functions", listed=[])
    assert differences(unlisted, surface()) == ()
    assert differences(surface(), unlisted) == ()


def test_what_nobody_lists_is_not_asked_for() -> None:
    helper = {"helper": method([], "function")}
    names = surface().model_dump()["modules"]["sql.functions"]["names"]
    assert differences(surface(), edited("sql.functions", names=names | helper)) == ()


def test_a_class_under_two_names_is_compared_once() -> None:
    assert len(differences(surface(schema=None), surface())) == 1


def test_a_class_is_compared_where_both_have_it() -> None:
    without_first_name = edited("sql", listed=[], names={}).model_dump()
    without_first_name["classes"]["Frame"].pop("schema")
    found = differences(Surface.model_validate(without_first_name), surface())
    assert [(one.name, one.sort) for one in found] == [
        ("sql.Frame", "missing"),
        ("sql.frame.Frame.schema", "missing"),
    ]


def test_members_of_classes_inside_classes() -> None:
    def outer(**inner: Any) -> Surface:
        base = surface(Builder={"kind": "class", "klass": "Builder"}).model_dump()
        base["classes"]["Builder"] = inner
        return Surface.model_validate(base)

    found = differences(outer(), outer(remote=method([])))
    assert [(one.name, one.sort) for one in found] == [("sql.Frame.Builder.remote", "missing")]


# --- an older reference --------------------------------------------------------------------------

OLD = surface(sample=method(SAMPLE[:2]))
NEW = surface(zip=method([]))


def test_an_old_reference_may_be_outgrown_as_far_as_the_newest_goes() -> None:
    assert differences(NEW, OLD, NEW) == ()
    ahead = surface(zip=method([]), zap=method([]))
    assert [(one.name, one.sort) for one in differences(ahead, OLD, NEW)] == [
        ("sql.Frame.zap", "extra")
    ]


def test_what_only_the_newest_has_is_not_asked_for() -> None:
    assert differences(surface(), OLD, NEW) == ()
    assert len(differences(surface(), NEW)) == 1


def test_everything_of_an_old_reference_is_asked_for() -> None:
    assert [(one.name, one.sort) for one in differences(NEW, surface(gone=method([])), NEW)] == [
        ("sql.Frame.gone", "missing")
    ]


def test_parameters_follow_the_old_or_the_newest_reference_and_no_other() -> None:
    assert differences(OLD, OLD, NEW) == ()
    neither = surface(sample=method(SAMPLE[:1]))
    assert [(one.name, one.sort) for one in differences(neither, OLD, NEW)] == [
        ("sql.Frame.sample", "different")
    ]
