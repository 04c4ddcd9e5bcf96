"""What the tables add to a judged case: only divergences are waived, and only as described."""

from datetime import date

import pytest
from lab_fakes import runs
from lab_fakes.exemptions import quarantined, waiver, waiver_of

from sparity_lab.records import CaseRecord
from sparity_lab.verdict.manifests import Frozen, Manifest
from sparity_lab.verdict.policy import Policy, unstamped

CASE = runs.case_ids()[0]
DAY = date(2026, 5, 1)


def divergent() -> CaseRecord:
    return runs.divergent(CASE)


def test_a_divergence_that_fails_as_described_is_waived_and_says_by_what() -> None:
    found = Policy((waiver_of(divergent()),), day=DAY).stamped(divergent(), "4.1.1")
    assert (found.verdict, found.waiver) == ("waived", "known")
    assert found.signature
    assert found.components == divergent().components


@pytest.mark.parametrize(
    "change",
    [
        {"fails": ()},
        {"fails": ("rows 0123456789ab",)},
        {"cases": ("batch-core/*/another",)},
        {"targets": ("4.3.0",)},
        {"clients": ("pyspark*",)},
        {"versions": ("3.5",)},
        {"expires": date(2026, 4, 30)},
    ],
)
def test_anything_else_stays_divergent_with_its_signature(change: dict[str, object]) -> None:
    policy = Policy((waiver_of(divergent(), **change),), day=DAY)
    found = policy.stamped(divergent(), "4.1.1")
    assert (found.verdict, found.waiver) == ("divergent", None)
    assert found.signature


@pytest.mark.parametrize("verdict", ["infra", "flaky", "equal", "unsupported"])
def test_no_waiver_touches_another_verdict(verdict: str) -> None:
    record = divergent().model_copy(update={"verdict": verdict})
    assert Policy((waiver_of(divergent()),), day=DAY).stamped(record, "4.1.1") == record


def silently_wrong() -> CaseRecord:
    return divergent().model_copy(update={"verdict": "unsupported", "silent": "rows differ"})


def test_what_is_silently_wrong_is_a_divergence_and_can_be_waived_as_one() -> None:
    found = Policy(day=DAY).stamped(silently_wrong(), "3.5.9")
    assert (found.verdict, found.attribution, found.waiver) == ("divergent", "candidate", None)
    excused = Policy((waiver_of(silently_wrong()),), day=DAY).stamped(silently_wrong(), "3.5.9")
    assert (excused.verdict, excused.waiver) == ("waived", "known")


def test_the_quarantine_takes_flaky_cases_and_no_others() -> None:
    policy = Policy(quarantine=(quarantined(CASE),), day=DAY)
    flaky = runs.record(CASE, verdict="flaky")
    assert policy.stamped(flaky, "4.1.1").quarantine == "wavers"
    assert policy.stamped(flaky, "4.1.1").verdict == "flaky"
    for record in (divergent(), runs.record(CASE, verdict="infra"), runs.record(CASE)):
        assert policy.stamped(record, "4.1.1").quarantine is None
    later = Policy(quarantine=(quarantined(CASE, expires=date(2026, 4, 1)),), day=DAY)
    assert later.stamped(flaky, "4.1.1").quarantine is None


def test_unsupported_where_the_manifest_has_it_running_is_marked() -> None:
    manifest = Manifest(profile="batch-core", cases={CASE: Frozen(since="3.5", until="4.1")})
    policy = Policy(manifests={"batch-core": manifest}, day=DAY)
    skipped = runs.record(CASE, verdict="unsupported")
    marks = {v: policy.stamped(skipped, v).frozen for v in ("3.4.4", "3.5.9", "4.1.1", "4.2.1")}
    inside = "since 3.5 until 4.1"
    assert marks == {"3.4.4": None, "3.5.9": inside, "4.1.1": inside, "4.2.1": None}
    assert policy.stamped(runs.record(CASE), "3.5.9").frozen is None


def test_what_was_stamped_can_be_taken_off_again() -> None:
    policy = Policy((waiver_of(divergent()),), (quarantined(CASE),), day=DAY)
    flaky = runs.record(CASE, verdict="flaky")
    for record in (divergent(), flaky, runs.record(CASE), silently_wrong()):
        assert unstamped(policy.stamped(record, "4.1.1")) == record


def test_of_two_waivers_the_one_that_describes_it_counts() -> None:
    wrong = waiver(CASE, name="wrong", fails=("rows 0123456789ab",))
    policy = Policy((wrong, waiver_of(divergent(), name="right")), day=DAY)
    assert policy.stamped(divergent(), "4.1.1").waiver == "right"
