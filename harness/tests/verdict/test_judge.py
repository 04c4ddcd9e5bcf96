"""The judge's rules, one test a rule; nothing here runs or reads anything."""

from typing import Any

import pytest
from miniatures.outcomes import a_case, frame, observed, raised, value, vector

from sparity_lab.outcome.model import Outcome
from sparity_lab.verdict.goldens import Golden
from sparity_lab.verdict.judge import NEWEST, Witnesses, judge
from sparity_lab.verdict.model import Verdict

CASE = a_case()


def golden(outcome: Outcome, version: str = "4.1.1", digest: str = CASE.digest) -> Golden:
    return Golden(version, digest, outcome)


def live(outcome: Outcome, version: str = "4.1.1", **more: Any) -> Witnesses:
    more.setdefault("golden", golden(outcome, version))
    return Witnesses(version, "live", live=outcome, **more)


def client_error(**fields: Any) -> Outcome:
    return raised("PySparkTypeError", **{"side": "client", "condition": "NOT_STR", **fields})


# --- equal and divergent ------------------------------------------------------------------------


def test_the_same_as_the_live_reference_is_equal() -> None:
    verdict = judge(CASE, value(1), live(value(1)))
    assert (verdict.verdict, verdict.judged_by, verdict.golden) == ("equal", "live 4.1.1", "equal")
    assert verdict.side is None
    assert verdict.gate_failure("live") is None


def test_another_result_is_divergent_and_says_where() -> None:
    verdict = judge(CASE, value(2), live(value(1, ["arrow:a"])))
    assert verdict.verdict == "divergent"
    assert verdict.side == "server"
    assert verdict.components["value"].diff == ("result.value: expected 1, got 2",)
    assert verdict.expected == value(1, ["arrow:a"])
    assert "value" in verdict.reason


def test_an_error_instead_of_a_result_is_divergent() -> None:
    assert judge(CASE, raised(), live(value(1))).verdict == "divergent"


def test_a_result_instead_of_an_error_is_divergent() -> None:
    assert judge(CASE, value(1), live(raised())).verdict == "divergent"


def test_refusing_what_the_reference_does_is_divergent_and_never_unsupported() -> None:
    candidate = raised("UnsupportedOnServerError", side="client")
    newest = golden(value(1), NEWEST)
    assert judge(CASE, candidate, live(value(1), newest=newest)).verdict == "divergent"


def test_row_order_counts_only_where_the_case_says_so() -> None:
    one, other = frame([{"row": [["a", 1]]}, {"row": [["a", 2]]}]), None
    other = frame([{"row": [["a", 2]]}, {"row": [["a", 1]]}])
    assert judge(CASE, one, live(other)).verdict == "equal"
    ordered = a_case(ordered=True)
    assert judge(ordered, one, live(other)).verdict == "divergent"


# --- goldens ------------------------------------------------------------------------------------


def test_a_golden_judges_where_no_reference_runs() -> None:
    witnesses = Witnesses("4.0.5", "golden", golden=golden(value(1), "4.0.5"))
    right, wrong = judge(CASE, value(1), witnesses), judge(CASE, value(2), witnesses)
    assert (right.verdict, right.judged_by, right.golden) == ("equal", "golden 4.0.5", "unchecked")
    assert wrong.verdict == "divergent"


def test_a_golden_of_another_text_of_the_case_never_judges() -> None:
    stale = golden(value(1), digest="e" * 64)
    verdict = judge(CASE, value(1), Witnesses("4.1.1", "golden", golden=stale))
    assert (verdict.verdict, verdict.golden) == ("infra", "stale")
    assert verdict.gate_failure("golden")


def test_a_golden_of_another_text_is_stale_beside_a_live_reference() -> None:
    verdict = judge(CASE, value(1), live(value(1), golden=golden(value(1), digest="e" * 64)))
    assert (verdict.verdict, verdict.golden) == ("equal", "stale")
    assert verdict.gate_failure("live")


def test_a_golden_that_the_live_reference_contradicts_is_stale_and_fails_the_gate() -> None:
    verdict = judge(CASE, value(2), live(value(2), golden=golden(value(1))))
    assert (verdict.verdict, verdict.golden, verdict.judged_by) == ("equal", "stale", "live 4.1.1")
    assert verdict.gate_failure("live")
    assert verdict.gate_failure("both")


def test_being_equal_to_a_stale_golden_does_not_help() -> None:
    verdict = judge(CASE, value(1), live(value(2, ["arrow:a"]), golden=golden(value(1))))
    assert (verdict.verdict, verdict.golden) == ("divergent", "stale")


def test_without_a_golden_nothing_passes_that_no_live_reference_judges() -> None:
    verdict = judge(CASE, value(1), Witnesses("4.1.1", "golden"))
    assert (verdict.verdict, verdict.golden) == ("infra", "missing")


def test_a_missing_golden_fails_the_gate_exactly_where_goldens_are_demanded() -> None:
    verdict = judge(CASE, value(1), live(value(1), golden=None))
    assert (verdict.verdict, verdict.golden) == ("equal", "missing")
    assert verdict.gate_failure("live") is None
    assert verdict.gate_failure("both")


def test_a_golden_recorded_in_another_row_order_is_not_stale() -> None:
    rows = [{"row": [["a", 1]]}, {"row": [["a", 2]]}]
    verdict = judge(CASE, frame(rows), live(frame(rows), golden=golden(frame(rows[::-1]))))
    assert verdict.golden == "equal"


def test_the_oracle_golden_does_not_look_at_a_live_reference() -> None:
    witnesses = Witnesses("4.1.1", "golden", live=value(2), golden=golden(value(1)))
    assert judge(CASE, value(1), witnesses).verdict == "equal"


# --- what a version does not have ---------------------------------------------------------------

NEW_CASE = a_case(since="4.0")
LACKS = raised("AttributeError", side="client", message="no attribute toArrow")


def test_what_the_reference_lacks_too_is_unsupported() -> None:
    candidate = raised("UnsupportedOnServerError", side="client")
    verdict = judge(NEW_CASE, candidate, live(LACKS, "3.5.9"))
    assert verdict.verdict == "unsupported"
    assert "since 4.0" in verdict.reason
    assert verdict.gate_failure("live") is None


def test_what_the_reference_has_after_all_is_judged() -> None:
    verdict = judge(NEW_CASE, value(1), live(value(1), "3.5.9"))
    assert verdict.verdict == "equal"
    assert "yet PySpark 3.5.9 has it" in verdict.reason
    refused = judge(NEW_CASE, raised(side="server"), live(value(1), "3.5.9"))
    assert refused.verdict == "divergent"


def test_an_error_on_a_version_that_has_the_feature_is_never_unsupported() -> None:
    assert judge(NEW_CASE, raised(), live(value(1), "4.0.5")).verdict == "divergent"
    assert judge(NEW_CASE, raised("E1"), live(raised("E2"), "4.0.5")).verdict == "divergent"


def test_what_was_removed_is_unsupported_afterwards() -> None:
    case = a_case(until="3.5")
    assert judge(case, raised("E1"), live(raised("E2"), "4.0.5")).verdict == "unsupported"
    assert judge(case, raised("E1"), live(raised("E2"), "3.5.9")).verdict == "divergent"


@pytest.mark.parametrize(("answer", "said"), [(1, "as PySpark"), (2, "but not as PySpark")])
def test_an_answer_where_the_reference_has_none_is_told(answer: int, said: str) -> None:
    witnesses = live(LACKS, "3.5.9", newest=golden(value(1), NEWEST))
    verdict = judge(NEW_CASE, value(answer), witnesses)
    assert verdict.verdict == "unsupported"
    assert said in verdict.reason
    assert verdict.components["value"].lenient is (answer == 1)


@pytest.mark.parametrize(("answer", "verdict"), [(2, "unsupported"), (3, "divergent")])
def test_what_a_version_does_otherwise_must_be_as_the_newest_does(
    answer: int, verdict: str
) -> None:
    witnesses = live(value(1), "3.5.9", newest=golden(value(2), NEWEST))
    judged = judge(NEW_CASE, value(answer), witnesses)
    assert judged.verdict == verdict
    assert ("answers otherwise" in judged.reason) is (answer == 2)


@pytest.mark.parametrize(
    ("name", "reference", "target", "verdict"),
    [
        ("UnsupportedOnServerError", "error", "3.5.9", "unsupported"),
        ("UnsupportedOnServerError", "value", "3.5.9", "divergent"),
        ("UnsupportedOnServerError", "error", "4.0.5", "divergent"),
        ("AnalysisException", "error", "3.5.9", "divergent"),
    ],
)
def test_a_refusal_that_the_case_caught_counts_where_the_reference_has_an_error_too(
    name: str, reference: str, target: str, verdict: str
) -> None:
    plain = {"kind": "value", "value": 1}
    lacks = plain if reference == "value" else {"kind": "error", "error": vector("AttributeError")}
    refused = {"kind": "error", "error": vector(name, side="client")}
    witnesses = live(observed({"a": lacks, "b": plain}), target)
    judged = judge(NEW_CASE, observed({"a": refused, "b": plain}), witnesses)
    assert judged.verdict == verdict
    assert ("which the case catches" in judged.reason) is (verdict == "unsupported")


def test_a_version_that_is_not_older_is_judged_by_its_own_reference() -> None:
    witnesses = live(value(1, ["arrow:a"]), "4.0.5", newest=golden(value(2), NEWEST))
    assert judge(NEW_CASE, value(2, ["arrow:b"]), witnesses).verdict == "divergent"


# --- whose behaviour counts ---------------------------------------------------------------------


def test_an_own_refusal_is_judged_by_the_newest_reference() -> None:
    old, new = client_error(condition="OLD_NAME"), client_error()
    verdict = judge(CASE, client_error(), live(old, "3.5.9", newest=golden(new, NEWEST)))
    assert (verdict.verdict, verdict.side) == ("equal", "client")
    assert verdict.judged_by == f"golden {NEWEST}"
    assert "PySpark 3.5.9 differs in error" in verdict.reason
    assert not verdict.own_reference["error"].lenient
    assert verdict.expected == new


def test_an_own_refusal_unlike_any_reference_is_divergent() -> None:
    old, new = client_error(condition="OLD_NAME"), client_error()
    candidate = client_error(condition="OWN_NAME")
    verdict = judge(CASE, candidate, live(old, "3.5.9", newest=golden(new, NEWEST)))
    assert (verdict.verdict, verdict.side) == ("divergent", "client")


def test_being_like_the_own_reference_is_enough() -> None:
    old, new = client_error(condition="OLD_NAME"), client_error()
    verdict = judge(CASE, old, live(old, "3.5.9", newest=golden(new, NEWEST)))
    assert (verdict.verdict, verdict.judged_by) == ("equal", "live 3.5.9")


def test_a_refusal_by_the_server_is_never_judged_by_the_newest_reference() -> None:
    old, new = raised(condition="OLD"), raised(condition="NEW")
    verdict = judge(CASE, new, live(old, "3.5.9", newest=golden(new, NEWEST)))
    assert (verdict.verdict, verdict.side) == ("divergent", "server")


def test_a_refusal_that_only_the_newest_client_makes_itself_is_equal() -> None:
    newest = golden(client_error(), NEWEST)
    verdict = judge(CASE, client_error(), live(raised("ParseException"), "3.5.9", newest=newest))
    assert (verdict.verdict, verdict.side) == ("equal", "client")


def test_an_own_refusal_of_what_both_references_do_is_divergent() -> None:
    newest = golden(value(1), NEWEST)
    verdict = judge(CASE, client_error(), live(value(1), "3.5.9", newest=newest))
    assert (verdict.verdict, verdict.side) == ("divergent", "client")


def test_a_value_that_differs_over_equal_data_is_the_clients_decision() -> None:
    received = ["arrow:a", "analyzeplan:s"]
    ours, old = value({"timedelta": 1}, received), value({"object": ["Interval", "1"]}, received)
    verdict = judge(CASE, ours, live(old, "3.5.9", newest=golden(ours, NEWEST)))
    assert (verdict.verdict, verdict.side) == ("equal", "client")


def test_a_value_that_differs_over_other_data_is_the_servers_doing() -> None:
    ours, old = value(2, ["arrow:b"]), value(1, ["arrow:a"])
    verdict = judge(CASE, ours, live(old, "3.5.9", newest=golden(ours, NEWEST)))
    assert (verdict.verdict, verdict.side) == ("divergent", "server")


def test_a_value_made_without_any_call_is_the_clients_decision() -> None:
    verdict = judge(CASE, value("new"), live(value("old"), newest=golden(value("new"), NEWEST)))
    assert (verdict.verdict, verdict.side) == ("equal", "client")


def test_asking_for_more_schemas_does_not_make_it_the_servers_doing() -> None:
    ours = value(2, ["arrow:a"])
    old = value(1, ["arrow:a", "analyzeplan:s", "config:c"])
    verdict = judge(CASE, ours, live(old, "3.5.9", newest=golden(ours, NEWEST)))
    assert verdict.side == "client"


def test_other_arrow_types_are_always_the_servers_doing() -> None:
    ours, old = frame([], arrow=[["a", "int64", True]]), frame([], arrow=[["a", "int32", True]])
    verdict = judge(CASE, ours, live(old, "3.5.9", newest=golden(ours, NEWEST)))
    assert (verdict.verdict, verdict.side) == ("divergent", "server")


def test_only_what_differs_is_judged_by_the_newest_reference() -> None:
    """What another server version computes in the same case does not count here."""

    def both(text: str, computed: int) -> Outcome:
        parts = {"text": text, "computed": computed}
        return observed({k: {"kind": "value", "value": v} for k, v in parts.items()}, ["arrow:a"])

    witnesses = live(both("old", 35), "3.5.9", newest=golden(both("new", 43), NEWEST))
    assert judge(CASE, both("new", 35), witnesses).verdict == "equal"
    assert judge(CASE, both("own", 35), witnesses).verdict == "divergent"


def test_one_difference_by_the_server_makes_the_case_divergent() -> None:
    def both(text: str, condition: str) -> Outcome:
        error = raised(condition=condition).error
        assert error is not None
        failed = {"kind": "error", "error": dict(error.data)}
        return observed({"text": {"kind": "value", "value": text}, "failed": failed})

    new = both("new", "B")
    witnesses = live(both("old", "A"), "3.5.9", newest=golden(new, NEWEST))
    assert judge(CASE, new, witnesses).verdict == "divergent"


def test_on_the_newest_target_its_own_reference_decides_everything() -> None:
    verdict = judge(CASE, client_error(condition="OWN"), live(client_error(), NEWEST))
    assert (verdict.verdict, verdict.side, verdict.judged_by) == (
        "divergent",
        "client",
        f"live {NEWEST}",
    )


def test_without_a_usable_newest_golden_an_own_decision_does_not_pass() -> None:
    old = client_error(condition="OLD_NAME")
    for newest in (None, golden(client_error(), NEWEST, digest="e" * 64)):
        verdict = judge(CASE, client_error(), live(old, "3.5.9", newest=newest))
        assert verdict.verdict == "divergent"
        assert f"no golden of {NEWEST}" in verdict.reason


def test_goldens_alone_can_tell_the_sides_apart() -> None:
    witnesses = Witnesses(
        "3.4.4",
        "golden",
        golden=golden(client_error(condition="OLD"), "3.4.4"),
        newest=golden(client_error(), NEWEST),
    )
    assert judge(CASE, client_error(), witnesses).verdict == "equal"


def test_a_verdict_without_a_comparison_does_not_pass() -> None:
    assert Verdict.infra("the server died").gate_failure("live") == "infra: the server died"


def test_a_value_that_one_client_refused_by_itself_is_judged_by_the_newest() -> None:
    refused = {"kind": "error", "error": vector("PySparkTypeError", side="client")}
    given = {"kind": "value", "value": None}
    newest = golden(observed({"attribute": given}, ["arrow:c"]), NEWEST)
    own_reference = observed({"attribute": refused}, ["arrow:b"])
    verdict = judge(
        CASE, observed({"attribute": given}, ["arrow:a"]), live(own_reference, newest=newest)
    )
    assert (verdict.verdict, verdict.side) == ("equal", "client")
