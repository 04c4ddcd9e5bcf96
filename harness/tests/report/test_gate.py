"""The gate: what fails it, what does not, and that it says why."""

from pathlib import Path

import pytest
from lab_fakes import runs

from sparity_lab.report.gate import gate_of
from sparity_lab.runlog import RunLog

FIRST, *REST = runs.case_ids()


def all_equal_but(**fields: object) -> RunLog:
    records = [runs.record(FIRST, **fields), *(runs.record(case) for case in REST)]
    return runs.finished(runs.header(), records)


def test_a_run_in_which_everything_is_equal_holds() -> None:
    assert gate_of(runs.passing()) == (True, [])


def test_unsupported_does_not_fail_the_gate() -> None:
    assert gate_of(all_equal_but(verdict="unsupported", reason="needs 4.2")).holds


@pytest.mark.parametrize("verdict", ["divergent", "infra", "flaky"])
def test_one_bad_verdict_fails_the_gate_and_is_named(verdict: str) -> None:
    gate = gate_of(all_equal_but(verdict=verdict))
    assert not gate.holds
    assert gate.word == "fail"
    assert len(gate.reasons) == 1
    assert gate.reasons[0].startswith("1 case ")


def test_a_case_that_did_not_run_fails_the_gate() -> None:
    log = runs.finished(runs.header(), [runs.record(case) for case in REST])
    assert gate_of(log).reasons == ["1 case did not run"]


def test_a_stale_golden_fails_the_gate_though_the_case_is_equal() -> None:
    assert gate_of(all_equal_but(golden="stale")).reasons == ["1 case has a stale golden"]


def test_an_empty_run_fails_the_gate() -> None:
    log = runs.finished(runs.header(runs.leg(expected=[])), [])
    assert gate_of(log).reasons == ["the run is empty: no case was selected"]


def test_one_empty_leg_among_others_fails_the_gate() -> None:
    legs = [runs.leg("4.1.1"), runs.leg("4.3.0", expected=[])]
    log = runs.finished(runs.header(*legs), [runs.record(case) for case in runs.case_ids()])
    assert gate_of(log).reasons == ["no case was selected for sparity on 4.3.0, batch-core"]


def test_an_incomplete_run_fails_the_gate_even_if_every_case_is_there() -> None:
    log = RunLog(runs.header(), [runs.record(case) for case in runs.case_ids()])
    assert gate_of(log).reasons == ["the run is incomplete: its log has no footer"]


def test_with_several_legs_the_reason_names_the_legs_at_fault() -> None:
    log = runs.passing("3.5.9", "4.1.1")
    log.add(runs.divergent(FIRST, target="3.5.9"))
    assert gate_of(log).reasons == [
        "1 case differs from the reference: 1 for sparity on 3.5.9, batch-core"
    ]


def test_a_record_of_a_leg_that_was_not_asked_for_does_not_hide_a_missing_one(
    tmp_path: Path,
) -> None:
    records = [runs.record(FIRST, client="other"), *(runs.record(case) for case in REST)]
    assert gate_of(runs.finished(runs.header(), records)).reasons == ["1 case did not run"]
