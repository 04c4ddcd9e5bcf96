"""Generated programs: what they are made of, and the search for the smallest that is wrong."""

import ast

import pytest

from sparity_lab.fuzz.data import FAMILIES
from sparity_lab.fuzz.expressions import OPERATIONS, Operation
from sparity_lab.fuzz.programs import FUNCTION
from sparity_lab.fuzz.search import search
from sparity_lab.minimise.cutting import function_of


def texts(seed: int, examples: int = 60) -> list[str]:
    """The programs of a seed."""
    seen: list[str] = []

    def note(text: str) -> bool:
        seen.append(text)
        return False

    assert search(note, examples=examples, seed=seed).text is None
    return seen


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.source)
def test_operations_are_of_known_families_and_have_a_place_for_each_argument(
    operation: Operation,
) -> None:
    assert {*operation.takes, operation.gives} <= set(FAMILIES)
    places = [f"a{n}" for n in range(len(operation.takes))]
    named = {
        one.id
        for one in ast.walk(ast.parse(operation.source.format(*places)))
        if isinstance(one, ast.Name)
    }
    assert set(places) <= named


def test_every_family_has_an_operation_that_takes_it() -> None:
    assert {family for one in OPERATIONS for family in one.takes} == set(FAMILIES)


def test_programs_are_cases() -> None:
    for text in texts(seed=1):
        function = function_of(ast.parse(text), FUNCTION)
        assert [one.arg for one in function.args.args] == ["spark", "F"]


def test_a_seed_gives_the_same_programs_again_and_another_seed_others() -> None:
    assert texts(seed=7) == texts(seed=7)
    assert texts(seed=7) != texts(seed=8)


def test_nothing_found_tells_how_many_were_tried() -> None:
    found = search(lambda _: False, examples=40, seed=1)
    assert found.text is None
    assert 0 < found.tried <= 40


def test_what_is_found_is_as_small_as_can_be() -> None:
    found = search(lambda text: "F.reverse(" in text, examples=500, seed=2)
    assert found.text is not None
    steps = [line for line in found.text.splitlines() if line.startswith("    df = df.")]
    assert len(steps) == 1
    assert found.text.count("F.") <= 2


def test_a_failure_of_the_lab_is_no_divergence() -> None:
    def breaks(_: str) -> bool:
        raise OSError("the server is gone")

    with pytest.raises(OSError, match="gone"):
        search(breaks, examples=10, seed=1)
