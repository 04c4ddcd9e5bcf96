"""The gate and the tables of `matrix/`: waivers, quarantine, manifests; each rule both ways."""

from datetime import date

import pytest
from lab_fakes import runs
from lab_fakes.exemptions import quarantined, waiver, waiver_of

from sparity_lab.records import CaseRecord, GuardRecord, Leak
from sparity_lab.report.gate import gate_of, notes_of, only_leg
from sparity_lab.runlog import RunLog
from sparity_lab.verdict.exemptions import Quarantined, Waiver
from sparity_lab.verdict.policy import Policy

FIRST, SECOND, *REST = runs.case_ids()
GONE = "batch-core/test_parity_gone/gone"


def judged(
    *records: CaseRecord,
    waivers: tuple[Waiver, ...] = (),
    quarantine: tuple[Quarantined, ...] = (),
    whole: bool = True,
    **header: object,
) -> RunLog:
    """A run of one leg whose other cases are equal, with the tables applied as a run does."""
    policy = Policy(waivers, quarantine, day=date(2026, 1, 2))
    mine = {record.case: record for record in records}
    known = [mine.get(case, runs.record(case)) for case in runs.case_ids()]
    leg = runs.leg(discovered=len(known) if whole else 99)
    said = runs.header(leg, waivers=list(waivers), quarantine=list(quarantine), **header)
    return runs.finished(said, [policy.stamped(record, "4.1.1") for record in known])


WRONG = runs.divergent(FIRST)
FLAKY = runs.record(FIRST, verdict="flaky", reason="differed once")


def test_a_waived_divergence_holds_and_is_counted() -> None:
    log = judged(WRONG, waivers=(waiver_of(WRONG),))
    assert gate_of(log) == (True, [])
    assert log.counts()["waived"] == 1
    assert log.counts()["equal"] == len(runs.case_ids()) - 1


def test_a_waiver_that_no_longer_fails_breaks_the_gate() -> None:
    (reason,) = gate_of(judged(waivers=(waiver_of(WRONG),))).reasons
    assert reason.startswith(f"waiver 'known' no longer fails for {FIRST}")


def test_a_waiver_for_two_cases_breaks_when_one_of_them_passes() -> None:
    wide = waiver_of(WRONG, cases=(FIRST, SECOND))
    (reason,) = gate_of(judged(WRONG, waivers=(wide,))).reasons
    assert f"no longer fails for {SECOND}" in reason


def test_another_failure_of_the_same_case_is_not_excused() -> None:
    other = runs.divergent(FIRST, candidate=runs.outcome(result=runs.frame([[9, "z"]])))
    reasons = gate_of(judged(other, waivers=(waiver_of(WRONG),))).reasons
    assert reasons[0] == "1 case differs from the reference"
    assert f"waiver 'known' does not describe how {FIRST} fails now: rows+schema " in reasons[1]


def test_an_expired_waiver_excuses_nothing() -> None:
    late = waiver_of(WRONG, expires=date(2026, 1, 1))
    reasons = gate_of(judged(WRONG, waivers=(late,))).reasons
    assert reasons[0] == "1 case differs from the reference"
    assert "waiver 'known' has expired on 2026-01-01" in reasons[1]


def test_a_waiver_never_excuses_infra() -> None:
    infra = WRONG.model_copy(update={"verdict": "infra", "reason": "the driver ended"})
    assert not gate_of(judged(infra, waivers=(waiver_of(WRONG),))).holds


def test_a_waiver_without_a_signature_says_how_to_get_one() -> None:
    reasons = gate_of(judged(WRONG, waivers=(waiver(FIRST),))).reasons
    assert "sparity-lab waivers update --write" in reasons[1]


@pytest.mark.parametrize("entry", [waiver(GONE), quarantined(GONE)])
def test_an_entry_has_to_match_a_case_of_a_whole_run(entry: Waiver | Quarantined) -> None:
    tables = {"waivers" if isinstance(entry, Waiver) else "quarantine": (entry,)}
    (reason,) = gate_of(judged(**tables)).reasons
    assert f"{entry.name!r} matches no case" in reason
    assert gate_of(judged(**tables, whole=False)).holds, "a part of a run cannot know"


def test_an_entry_of_another_profile_or_leg_is_none_of_this_runs_business() -> None:
    assert gate_of(judged(waivers=(waiver("streaming/test_parity_x/y"),))).holds
    assert gate_of(judged(waivers=(waiver(GONE, targets=("sail",)),))).holds


def test_a_flaky_case_in_quarantine_holds_is_counted_flaky_and_told() -> None:
    log = judged(FLAKY, quarantine=(quarantined(FIRST),))
    assert gate_of(log) == (True, [])
    assert log.counts()["flaky"] == 1
    assert notes_of(log) == [f"1 case flaky in quarantine: {FIRST}"]


def test_a_flaky_case_elsewhere_or_after_expiry_fails() -> None:
    assert not gate_of(judged(FLAKY)).holds
    assert not gate_of(judged(FLAKY, quarantine=(quarantined(SECOND),))).holds
    late = quarantined(FIRST, expires=date(2026, 1, 1))
    reasons = gate_of(judged(FLAKY, quarantine=(late,))).reasons
    assert reasons[0] == "1 case gave different outcomes when repeated"
    assert "quarantine 'wavers' has expired" in reasons[1]


def test_a_quarantined_case_that_is_divergent_in_all_tries_fails() -> None:
    assert not gate_of(judged(WRONG, quarantine=(quarantined(FIRST),))).holds


def test_a_vanished_case_fails_and_is_named() -> None:
    leg = runs.leg(vanished=[GONE])
    log = runs.finished(runs.header(leg), [runs.record(case) for case in leg.expected])
    assert gate_of(log).reasons == [f"1 case vanished, yet the manifest has: {GONE}"]


def test_a_pass_that_became_unsupported_against_the_manifest_fails() -> None:
    skipped = runs.record(FIRST, verdict="unsupported", reason="since 4.2")
    assert gate_of(judged(skipped)).holds
    marked = skipped.model_copy(update={"frozen": "since 3.4"})
    assert gate_of(judged(marked)).reasons == [
        f"1 case unsupported against the manifest: {FIRST} on 4.1.1 (frozen since 3.4)"
    ]


def test_a_part_of_a_run_is_judged_for_what_was_asked_and_says_so() -> None:
    log = judged(whole=False, keyword="join")
    assert gate_of(log).holds
    assert notes_of(log) == [
        "judged for what was asked only -k 'join': 10 of 99 cases for sparity on 4.1.1, batch-core"
    ]


def test_the_random_order_is_told_with_its_seed() -> None:
    assert "--order random --seed 7" in notes_of(judged(order="random", seed=7))[0]


def guarded(leak: Leak | None, problem: str = "") -> RunLog:
    log = judged()
    leaks = [leak] if leak else []
    seen = GuardRecord(
        **log.header.legs[0].key._asdict(),
        cases=10,
        looks=2,
        seconds=0.02,
        leaks=leaks,
        problem=problem,
    )
    return RunLog(log.header, log.records, log.footer, guards=[seen])


def test_a_case_that_left_something_behind_fails_and_is_named() -> None:
    leak = Leak(case=FIRST, left=["table default.t"], gone=["function default.f"], how="rerun")
    assert gate_of(guarded(leak)).reasons == [
        f"{FIRST} left table default.t and took away function default.f on 4.1.1"
    ]
    assert gate_of(guarded(None)).holds


def test_a_leak_that_nobody_can_be_named_for_fails_with_the_suspects() -> None:
    leak = Leak(case=None, left=["database d"], suspects=[FIRST, SECOND], of=2)
    assert gate_of(guarded(leak)).reasons == [
        f"one of 2 cases left database d on 4.1.1: {FIRST}, {SECOND}"
    ]


def test_what_others_do_on_a_shared_server_is_only_told() -> None:
    log = guarded(Leak(case=None, left=["database d"], shared=True))
    assert gate_of(log).holds
    assert notes_of(log) == ["somebody left database d on 4.1.1, which others use too"]


def test_a_guard_that_could_not_look_says_so() -> None:
    assert "were not looked for: it is gone" in notes_of(guarded(None, "it is gone"))[0]


def test_one_leg_of_a_run_is_judged_by_itself() -> None:
    log = runs.passing("3.5.9", "4.1.1")
    log.add(runs.divergent(FIRST, target="3.5.9"))
    keys = [leg.key for leg in log.header.legs]
    assert [gate_of(only_leg(log, key)).holds for key in keys] == [False, True]
