"""Two runs made of nothing, held against each other: the class of every case."""

import pytest
from lab_fakes import runs

from sparity_lab.diff.document import Entry, RunDiff, compare_runs
from sparity_lab.problems import UsageProblem
from sparity_lab.records import CaseRecord, Component
from sparity_lab.runlog import RunLog

CASE = "batch-core/test_parity_dataframe/drop"
OTHER = "batch-core/test_parity_dataframe/take"


def run(*records: CaseRecord | str, digest: str = "d" * 12, **leg: object) -> RunLog:
    """A run of one leg; a text is the id of a case that did not run."""
    ids = [one if isinstance(one, str) else one.case for one in records]
    header = runs.header(
        runs.leg(expected=ids, **leg), case_digests=dict.fromkeys(ids, digest), upstream=None
    )
    return runs.finished(header, [one for one in records if not isinstance(one, str)])


def only(found: RunDiff) -> Entry:
    (entry,) = found.entries
    return entry


def rows_only(case: str = CASE) -> CaseRecord:
    return runs.divergent(
        case,
        components={"rows": Component(strict="different", lenient="different", diff=["row 2"])},
    )


EQUAL = runs.record(CASE)
DIVERGENT = runs.divergent(CASE)
WAIVED = runs.divergent(CASE, verdict="waived", waiver="known")
FLAKY = runs.record(CASE, verdict="flaky")
QUARANTINED = runs.record(CASE, verdict="flaky", quarantine="wavers")
INFRA = runs.record(CASE, verdict="infra", candidate=None, expected=None, components={})
UNSUPPORTED = runs.record(CASE, verdict="unsupported")


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (EQUAL, DIVERGENT, "added"),
        (EQUAL, INFRA, "added"),
        (EQUAL, FLAKY, "added"),
        (EQUAL, CASE, "added"),
        (UNSUPPORTED, DIVERGENT, "added"),
        (WAIVED, DIVERGENT, "added"),
        (QUARANTINED, FLAKY, "added"),
        (INFRA, DIVERGENT, "added"),
        (CASE, DIVERGENT, "added"),
        (DIVERGENT, EQUAL, "fixed"),
        (WAIVED, EQUAL, "fixed"),
        (INFRA, EQUAL, "fixed"),
        (DIVERGENT, UNSUPPORTED, "fixed"),
        (DIVERGENT, WAIVED, "changed"),
        (DIVERGENT, INFRA, "changed"),
        (DIVERGENT, FLAKY, "changed"),
        (DIVERGENT, CASE, "changed"),
        (INFRA, CASE, "changed"),
        (EQUAL, UNSUPPORTED, "changed"),
        (EQUAL, WAIVED, "changed"),
        (DIVERGENT, rows_only(), "changed"),
    ],
)
def test_the_class_of_a_case_is_that_of_its_step(
    before: CaseRecord | str, after: CaseRecord | str, kind: str
) -> None:
    found = compare_runs(run(before), run(after))
    assert only(found).kind == kind
    assert found.holds is (kind != "added")


@pytest.mark.parametrize("same", [EQUAL, DIVERGENT, WAIVED, FLAKY, INFRA, UNSUPPORTED, CASE])
def test_a_run_is_unchanged_beside_itself(same: CaseRecord | str) -> None:
    found = compare_runs(run(same), run(same))
    assert found.entries == ()
    assert found.counts["unchanged"] == 1
    assert found.holds


def test_a_divergence_that_was_there_before_does_not_fail_but_its_new_looks_are_told() -> None:
    other = runs.divergent(CASE, candidate=runs.outcome(result=runs.frame([[1, "z"]])))
    entry = only(compare_runs(run(DIVERGENT), run(other)))
    assert entry.kind == "changed"
    assert entry.before == entry.after == "divergent/schema+rows"
    assert entry.words.startswith("fails in another way")


def test_another_error_is_another_kind_though_the_component_is_the_same() -> None:
    def fails(condition: str) -> CaseRecord:
        component = Component(strict="different", lenient="different", diff=["condition"])
        return runs.divergent(
            CASE, components={"error": component}, candidate=runs.failed(condition, "no")
        )

    entry = only(compare_runs(run(fails("A")), run(fails("B"))))
    assert entry.before == "divergent/error: AnalysisException [A] instead of no error"
    assert entry.after == "divergent/error: AnalysisException [B] instead of no error"


def test_what_passes_with_another_outcome_is_told_and_rows_have_no_order() -> None:
    def gives(*rows: list[object]) -> RunLog:
        return run(runs.record(CASE, candidate=runs.outcome(result=runs.frame([*rows]))))

    first = gives([1, "a"], [2, "b"])
    assert compare_runs(first, gives([2, "b"], [1, "a"])).entries == ()
    entry = only(compare_runs(first, gives([1, "a"], [2, "c"])))
    assert (entry.kind, entry.words) == ("changed", "the candidate's outcome changed")


def test_vanished_and_new_cases_are_told_and_only_a_new_failure_is_added() -> None:
    found = compare_runs(run(EQUAL), run(runs.divergent(OTHER)))
    assert {entry.case: entry.kind for entry in found.entries} == {CASE: "vanished", OTHER: "added"}
    found = compare_runs(run(EQUAL), run(runs.record(OTHER)))
    assert [entry.kind for entry in found.entries] == ["vanished", "new"]
    assert found.holds


def test_an_edited_case_is_marked() -> None:
    found = compare_runs(run(DIVERGENT, digest="a"), run(EQUAL, digest="b"))
    assert only(found).edited


def test_legs_are_matched_by_name_and_a_leg_of_one_run_only_is_told() -> None:
    found = compare_runs(runs.passing("3.5.9", "4.1.1"), runs.mixed("4.1.1", "4.3.0"))
    assert [leg.leg for leg in found.legs] == ["sparity on 4.1.1, batch-core"]
    assert found.only_in_a == ("sparity on 3.5.9, batch-core",)
    assert found.only_in_b == ("sparity on 4.3.0, batch-core",)
    assert found.counts["added"] == 5


def test_the_only_legs_of_two_runs_are_compared_whatever_their_targets_are() -> None:
    found = compare_runs(runs.passing("3.5.9"), runs.passing("4.3.0"))
    (leg,) = found.legs
    assert leg.leg == "sparity on 3.5.9, batch-core → sparity on 4.3.0, batch-core"
    assert found.entries == ()


def test_another_oracle_is_named_with_the_leg() -> None:
    found = compare_runs(run(EQUAL, oracle="live"), run(EQUAL, oracle="golden"))
    assert found.legs[0].leg == "sparity on 4.1.1, batch-core (live → golden)"


def test_runs_without_a_common_leg_are_refused_with_what_each_has() -> None:
    with pytest.raises(UsageProblem, match="no leg in common") as raised:
        compare_runs(runs.passing("3.5.9", "4.0.5"), runs.passing("4.1.1", "4.3.0"))
    assert "A has sparity on 3.5.9, batch-core; sparity on 4.0.5" in raised.value.causes[0]


def test_incomplete_and_partial_runs_are_noted() -> None:
    a, b = run(EQUAL), run(EQUAL)
    a.footer = None
    b.header = b.header.model_copy(update={"keyword": "drop"})
    assert compare_runs(a, b).notes == (
        "run A is incomplete: what it has not run is missing",
        "run B asked for -k 'drop' only",
    )
