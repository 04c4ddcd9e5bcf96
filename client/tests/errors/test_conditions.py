"""Client-side conditions have PySpark's names, parameters and SQLSTATEs, here and where raised."""

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import sparity
from sparity.errors import conditions

FACTS: dict[str, dict[str, object]] = json.loads(
    (Path(__file__).parent / "pyspark_4_3_conditions.json").read_text("utf-8")
)
OWN = {
    "OUTCOME_UNKNOWN": ["reason"],
    "PLAN_TOO_DEEP": ["depth", "limit"],
    "RESULT_TOO_LARGE": ["limit", "option", "unit"],
    "SESSION_NOT_REPLAYED": ["reason"],
    "TOKEN_NOT_AVAILABLE": ["kind"],
    "UNSUPPORTED_ON_SERVER": ["connected", "feature", "required"],
    "WOULD_BLOCK_EVENT_LOOP": [],
}


def expected_parameters(condition: str) -> object:
    return OWN[condition] if condition in OWN else FACTS[condition]["parameters"]


def placeholders(template: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(template) if name})


@pytest.mark.parametrize("condition", sorted(conditions.TEMPLATES))
def test_a_wording_names_exactly_the_parameters_of_the_condition(condition: str) -> None:
    assert placeholders(conditions.TEMPLATES[condition]) == expected_parameters(condition)


@pytest.mark.parametrize("condition", sorted(FACTS))
def test_the_sqlstate_is_the_one_pyspark_has(condition: str) -> None:
    assert conditions.sql_state(condition) == FACTS[condition].get("sqlState")


def test_parameters_that_do_not_fit_are_listed_instead_of_failing() -> None:
    assert conditions.text("KEY_NOT_EXISTS", {"name": "a"}) == "name: a"
    assert conditions.text("NEVER_HEARD_OF", {"a": "1", "b": "2"}) == "a: 1, b: 2"


def test_braces_in_a_parameter_are_left_alone() -> None:
    assert conditions.text("KEY_NOT_EXISTS", {"key": "{a}"}) == "There is no key `{a}`."


def raised_in_the_client() -> Iterator[tuple[str, str, list[str] | None]]:
    """Where each condition with a literal name is raised: place, name, literal parameters."""
    root = Path(sparity.__file__).parent
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            # Other classes carry conditions of the server, raised here in its name.
            if not isinstance(node, ast.Call) or "PySpark" not in ast.unparse(node.func):
                continue
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            name, parameters = given.get("errorClass"), given.get("messageParameters")
            if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
                continue
            names = None
            if isinstance(parameters, ast.Dict) and all(
                isinstance(key, ast.Constant) for key in parameters.keys
            ):
                names = sorted(str(key.value) for key in parameters.keys)  # type: ignore[union-attr]
            yield f"{path.relative_to(root)}:{node.lineno}", name.value, names


def test_conditions_are_raised_somewhere() -> None:
    assert len(list(raised_in_the_client())) > 5


@pytest.mark.parametrize(
    ("condition", "parameters"),
    [
        pytest.param(condition, parameters, id=place)
        for place, condition, parameters in raised_in_the_client()
    ],
)
def test_what_the_client_raises_exists_with_these_parameters(
    condition: str, parameters: list[str] | None
) -> None:
    assert condition in FACTS or condition in OWN
    if parameters is not None:
        assert parameters == expected_parameters(condition)
