"""Each normaliser removes what it is for, and nothing else."""

import pytest
from miniatures.outcomes import observed, raised, value

from sparity_lab.outcome.model import Outcome
from sparity_lab.outcome.normalise import NORMALISERS, Surroundings, normalise

AROUND = Surroundings(data="/repo/data", tmp="/run/tmp", file="/repo/test_x.py", line=40)
UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"

EXAMPLES = {
    "jvm-stacktrace": ("no\n\n\nJVM stacktrace:\norg.Foo\n\tat a.b(C.scala:1)", "no"),
    "jvm-frames": ("no\n\tat a.b$c(C.scala:1)\n\tat d.e(Unknown Source)\nrest", "no\nrest"),
    "uuid": (f"session {UUID} is gone", "session <uuid> is gone"),
    "jvm-lambda": ("UDF(a.B$$Lambda$123/0x00007f@1a2b3c)", "UDF(a.B$$Lambda<id>)"),
    "jvm-hash": ("org.Foo@1a2b3c4d refused", "org.Foo@<hash> refused"),
    "plan-id": (
        "plan_id=42 unknown below CollectMetrics m, [count(1) AS n], 31",
        "plan_id=<id> unknown below CollectMetrics m, [count(1) AS n], <id>",
    ),
    "expression-id": ("Project [id#12L, a#3]", "Project [id#<id>, a#<id>]"),
    "task-id": (
        "Task 0 in stage 3.0 failed 1 times, most recent failure: Lost task 0.0 in stage 3.0 "
        "(TID 7) (host executor driver): why",
        "Task <id> failed: why",
    ),
}


def message(outcome: Outcome) -> str:
    assert outcome.error is not None
    return str(outcome.error.data["message"])


def test_every_normaliser_has_an_example() -> None:
    assert set(EXAMPLES) == set(NORMALISERS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_message_is_normalised_and_says_by_what(name: str) -> None:
    raw, expected = EXAMPLES[name]
    outcome = normalise(raised(message=raw), AROUND)
    assert message(outcome) == expected
    assert outcome.error is not None
    assert outcome.error.data["normalised"] == [name]


@pytest.mark.parametrize("name", EXAMPLES)
def test_normalising_twice_changes_nothing_more(name: str) -> None:
    once = normalise(raised(message=EXAMPLES[name][0]), AROUND)
    assert normalise(once, AROUND) == once


@pytest.mark.parametrize(
    "text",
    [
        "[DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012",
        "value #x of column `a@b` at line 1, position 8",
        "user@example.com",
        "expected 12 columns, got 3",
    ],
)
def test_ordinary_messages_are_left_alone(text: str) -> None:
    outcome = normalise(raised(message=text), AROUND)
    assert message(outcome) == text
    assert outcome.error is not None
    assert "normalised" not in outcome.error.data


def test_a_message_that_was_cut_off_in_a_frame_loses_the_rest_of_it() -> None:
    for cut in (
        "\n\tat org.apa...",
        "\n\tat a.b(C.scala:1)\n\tat x...",
        "\n\tat a.b(C.scala:1)...",
    ):
        assert message(normalise(raised(message="no" + cut), AROUND)) == "no"


def test_own_folders_are_named_in_messages_parameters_and_values() -> None:
    path = "file:/run/tmp/case-x_1/out"
    error = normalise(raised(message=path, parameters={"path": path}), AROUND).error
    assert error is not None
    assert error.data["message"] == "file:<tmp>/out"
    assert error.data["parameters"] == {"path": "file:<tmp>/out"}
    inside = normalise(value({"dict": [["p", [path, "/repo/data/x.csv"]]]}), AROUND)
    assert inside.observations is not None
    assert inside.observations["result"]["value"] == {
        "dict": [["p", ["file:<tmp>/out", "<data>/x.csv"]]]
    }


def test_a_call_site_counts_from_the_first_line_of_the_case() -> None:
    context = [{"type": "DataFrame", "call_site": "/repo/test_x.py:42"}]
    error = normalise(raised(query_context=context, message="at /repo/test_x.py:41"), AROUND).error
    assert error is not None
    assert error.data["query_context"] == [{"type": "DataFrame", "call_site": "<case>+2"}]
    assert error.data["message"] == "at <case>+1"


def test_ids_in_values_stay_unless_they_are_plan_text() -> None:
    plan = "== Physical Plan ==\n*(1) Filter (id#5L > 1)"
    outcome = normalise(
        observed(
            {
                "data": {"kind": "value", "value": f"ticket #5, {UUID}"},
                "plan": {"kind": "value", "value": plan},
            }
        ),
        AROUND,
    )
    assert outcome.observations is not None
    assert outcome.observations["data"] == {"kind": "value", "value": f"ticket #5, {UUID}"}
    assert outcome.observations["plan"]["value"] == plan.replace("#5L", "#<id>")
    assert outcome.observations["plan"]["normalised"] == ["expression-id"]


def test_an_error_inside_a_value_is_normalised_as_one() -> None:
    inner = raised(message="id#5").error
    assert inner is not None
    outcome = normalise(value([{"error": dict(inner.data)}]), AROUND)
    assert outcome.observations is not None
    assert outcome.observations["result"]["value"][0]["error"]["message"] == "id#<id>"


def test_evidence_is_not_touched() -> None:
    outcome = value(1, ["arrow:a"])
    assert normalise(outcome, AROUND).received == ("arrow:a",)
