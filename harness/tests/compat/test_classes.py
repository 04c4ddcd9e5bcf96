"""The class of a case: one record for each way in which client and server can meet."""

from dataclasses import replace
from typing import Any

import pytest
from lab_fakes import runs

from sparity_lab.compat.classes import Class, Meeting, classify
from sparity_lab.outcome.model import Outcome
from sparity_lab.records import CaseRecord, Component
from sparity_lab.verdict.judge import REFUSAL

DIFFERENT = Component(strict="different", lenient="different", diff=["as written"])
RIGHT = runs.outcome(result={"kind": "value", "value": 1})
WRONG = runs.outcome(result={"kind": "value", "value": 2})


def runs_outcome(**observations: Any) -> Outcome:
    return Outcome.from_json(runs.outcome(**observations))


def meeting(since: str = "3.4", client: str = "4.1.1", target: str = "3.5.9") -> Meeting:
    return Meeting(since, None, False, client, target)


def raised(name: str, message: str, side: str = "client", condition: str | None = None) -> Any:
    found = runs.failed(condition or "", message, side)
    error = {**found["error"], "class": name, "bases": [], "condition": condition}
    return {**found, "error": error}


def record(
    candidate: Any, expected: Any = RIGHT, component: str = "value", **more: Any
) -> CaseRecord:
    given = {
        "verdict": "divergent",
        "side": "server",
        "components": {component: DIFFERENT},
        "candidate": candidate,
        "expected": expected,
    }
    return runs.record(**(given | more))


def found(made: CaseRecord | None, *where: Any, **meets: Any) -> Class:
    return classify(made, meeting(**meets), *where).name


def test_a_case_without_a_record_is_missing() -> None:
    assert found(None) == "missing"


@pytest.mark.parametrize("verdict", ["infra", "flaky", "equal"])
def test_what_the_judge_says_of_these_stands(verdict: str) -> None:
    assert found(runs.record(verdict=verdict)) == verdict


def test_another_result_is_silent_and_shows_both() -> None:
    one = classify(record(WRONG), meeting())
    assert (one.name, one.expected, one.got) == ("silent", "1", "2")
    assert "expected 1, got 2" in one.difference


def test_a_result_where_an_error_is_due_is_silent() -> None:
    expected = raised("AnalysisException", "no", "server", "NO_COLUMN")
    assert found(record(WRONG, expected, "error")) == "silent"


def test_an_error_where_a_result_is_due_is_loud() -> None:
    wrong = raised("AnalysisException", "no such column", "server", "NO_COLUMN")
    assert found(record(wrong, component="error")) == "loud"


def test_another_error_than_expected_is_loud() -> None:
    one, other = (raised("AnalysisException", "no", "server", name) for name in ("A", "B"))
    assert found(record(one, other, "error")) == "loud"


def test_a_refusal_by_name_is_documented_whatever_the_range() -> None:
    refusal = raised(REFUSAL, "DataFrame.x needs Spark 4.0")
    assert found(record(refusal, component="error")) == "unsupported"


def test_a_name_that_the_client_is_too_old_for_is_documented() -> None:
    lacks = raised("AttributeError", "'DataFrame' object has no attribute 'metadata'")
    assert found(record(lacks, component="error"), since="4.0", client="3.5.9") == "unsupported"


def test_the_same_error_is_loud_where_the_client_should_have_the_name() -> None:
    lacks = raised("AttributeError", "'DataFrame' object has no attribute 'metadata'")
    assert found(record(lacks, component="error"), since="3.4", client="3.5.9") == "loud"


def test_an_old_client_that_names_nothing_is_loud() -> None:
    says_little = raised("TypeError", "'Column' object is not callable")
    assert found(record(says_little, component="error"), since="4.0", client="3.5.9") == "loud"


def test_a_routine_that_the_server_is_too_old_for_is_documented() -> None:
    unknown = raised("AnalysisException", "cannot resolve `f`", "server", "UNRESOLVED_ROUTINE")
    newer = record(unknown, component="error")
    assert found(newer, since="4.0") == "unsupported"
    assert found(newer, since="3.5") == "loud"


def test_a_server_that_is_too_old_and_does_not_say_for_what_is_loud() -> None:
    unknown = raised("SparkConnectGrpcException", "RELTYPE_NOT_SET", "server", None)
    assert found(record(unknown, component="error"), since="4.0") == "loud"


def test_too_new_and_answered_otherwise_than_promised_is_silent() -> None:
    # As `try_cast` of PySpark 4 on Spark 3.5: a plain cast answers.
    assert found(record(WRONG, verdict="unsupported"), since="4.0") == "silent"


def test_too_new_and_answered_as_promised_is_equal() -> None:
    same = record(RIGHT, verdict="unsupported", components=runs.same("value"))
    assert found(same, since="4.0") == "equal"


def test_too_new_and_answered_as_an_earlier_version_that_has_it_is_equal() -> None:
    made = record(WRONG, verdict="unsupported")
    offered = [Outcome.from_json(RIGHT), Outcome.from_json(WRONG)]
    assert classify(made, meeting(since="4.0"), None, offered).name == "equal"
    assert classify(made, meeting(since="4.0"), None, offered[:1]).name == "silent"


def test_an_answer_is_right_where_an_earlier_version_answers_and_the_newest_refuses() -> None:
    expected = runs.outcome(
        x={"kind": "error", "error": raised("AnalysisException", "no")["error"]}
    )
    made = record(RIGHT, expected, "error", verdict="unsupported")
    escaped = Outcome.from_json(raised("AnalysisException", "no"))
    assert classify(made, meeting(since="4.0"), None, [escaped]).name == "silent"
    assert classify(made, meeting(since="4.0"), None, [Outcome.from_json(RIGHT)]).name == "equal"


def test_what_other_versions_yield_counts_for_nothing_where_the_target_has_the_feature() -> None:
    assert classify(record(WRONG), meeting(), None, [Outcome.from_json(WRONG)]).name == "silent"


def test_too_new_and_failed_as_the_servers_own_pyspark_fails_is_documented() -> None:
    fails = raised("AnalysisException", "no", "server", "NO")
    same = record(fails, fails, verdict="unsupported", components=runs.same("error"))
    assert found(same, since="4.0") == "unsupported"


def test_a_refusal_that_the_case_caught_is_documented() -> None:
    refused = {"kind": "error", "error": raised(REFUSAL, "needs Spark 4.0")["error"]}
    lacks = {"kind": "error", "error": raised("AttributeError", "no 'x'")["error"]}
    made = record(runs.outcome(x=refused), runs.outcome(x=lacks), "error", verdict="unsupported")
    assert found(made, since="4.0") == "unsupported"


def test_after_until_nobody_promises_anything() -> None:
    gone = record(WRONG, raised("AttributeError", "no 'x'"), "error", verdict="unsupported")
    assert classify(gone, Meeting("3.4", "3.5", False, "3.5.9", "4.3.0")).name == "unsupported"


def test_a_decision_of_the_clients_own_version_is_not_wrong() -> None:
    made = record(WRONG, side="client")
    assert found(made, Outcome.from_json(WRONG)) == "equal"
    assert found(made, Outcome.from_json(RIGHT)) == "silent"


def test_what_a_version_has_always_given_its_users_is_not_silently_wrong() -> None:
    assert found(record(WRONG, side="server"), Outcome.from_json(WRONG)) == "equal"


def test_an_answer_where_an_error_is_due_is_excused_only_by_the_same_answer() -> None:
    due = raised("AnalysisException", "no", "server", "NO_COLUMN")
    made = record(WRONG, due, "error")
    assert found(made, Outcome.from_json(WRONG)) == "equal"
    assert found(made, Outcome.from_json(RIGHT)) == "silent"
    assert found(made, Outcome.from_json(due)) == "silent"


def test_a_part_that_neither_has_is_as_promised() -> None:
    error = {"kind": "error", "error": raised("ValueError", "empty")["error"]}
    value = {"kind": "value", "value": 1}
    made = record(runs.outcome(a=value), runs.outcome(a=error), "error")
    assert found(made, runs_outcome(a=value)) == "equal"
    assert found(made, runs_outcome(a=error)) == "silent"


@pytest.mark.parametrize("names", [("condition",), ("*",)])
def test_parts_of_another_error_are_another_error(names: tuple[str, ...]) -> None:
    expected = runs.outcome(condition={"kind": "value", "value": "DIVIDE_BY_ZERO"})
    made = record(runs.outcome(condition={"kind": "value", "value": ""}), expected)
    where = meeting()
    assert classify(made, where).name == "silent"
    assert classify(made, replace(where, errors_in=names)).name == "loud"
    assert classify(made, replace(where, errors_in=("other",))).name == "silent"


def test_the_worst_part_decides() -> None:
    error = {"kind": "error", "error": raised("AnalysisException", "no", "server", "NO")["error"]}
    expected = runs.outcome(a={"kind": "value", "value": 1}, b={"kind": "value", "value": 1})
    got = runs.outcome(a=error, b={"kind": "value", "value": 2})
    made = record(got, expected, components={"error": DIFFERENT, "value": DIFFERENT})
    assert found(made) == "silent"
    got = runs.outcome(a=error, b={"kind": "value", "value": 1})
    assert (
        found(record(got, expected, components={"error": DIFFERENT, "value": DIFFERENT})) == "loud"
    )


def test_components_that_the_judge_found_equal_are_not_held_against_a_client() -> None:
    """The rest of a case that the newest reference judges may be the older server's doing."""
    error = {"kind": "error", "error": raised("AnalysisException", "no", "client", "NO")["error"]}
    other = {**error, "error": {**error["error"], "condition": "OTHER"}}
    expected = runs.outcome(a=error, b={"kind": "value", "value": 1})
    got = runs.outcome(a=other, b={"kind": "value", "value": 2})
    made = record(got, expected, components={"error": DIFFERENT, **runs.same("value")})
    assert found(made) == "loud"
