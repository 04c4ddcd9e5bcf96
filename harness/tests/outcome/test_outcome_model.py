"""What is an outcome and what is not."""

import pytest
from miniatures.outcomes import raised, value, vector

from sparity_lab.outcome.model import Outcome, OutcomeError, canonical, digest


def test_an_outcome_survives_its_json_form() -> None:
    for outcome in (value([1, {"float": "nan"}], ["arrow:a"]), raised(condition="A")):
        assert Outcome.from_json(outcome.to_json()) == outcome


def test_behaviour_leaves_evidence_and_duration_out() -> None:
    one = Outcome.from_json(value(1, ["arrow:a"]).to_json(), duration_s=1.0)
    assert one.behaviour() == value(1, ["arrow:b"]).behaviour()


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"observations": {}, "error": None},
        {"observations": None, "error": None},
        {"observations": {"r": {"kind": "value", "value": 1}}, "error": vector()},
        {"observations": {"r": {"kind": "other"}}, "error": None},
        {"observations": {"r": {"kind": "frame", "rows": []}}, "error": None},
        {"observations": {"r": {"kind": "value", "value": 1, "more": 2}}, "error": None},
        {"observations": {"r": {"kind": "error", "error": {}}}, "error": None},
        {"observations": None, "error": {"class": "E"}},
        {"observations": None, "error": vector(side="both")},
    ],
    ids=str,
)
def test_anything_else_is_refused(data: object) -> None:
    with pytest.raises(OutcomeError):
        Outcome.from_json(data)


def test_canonical_json_tells_apart_what_python_calls_equal() -> None:
    assert canonical(1) != canonical(True)
    assert canonical(1) != canonical(1.0)
    assert canonical([]) != canonical({})


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_an_outcome_is_told_in_a_few_words() -> None:
    assert raised("AnalysisException", condition="X.Y").title == "raises AnalysisException [X.Y]"
    assert value(1).title == "returns result"
