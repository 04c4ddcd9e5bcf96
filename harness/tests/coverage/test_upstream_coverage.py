"""Coverage worked out: three heaps a suite, the percentage, and what a run adds."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from lab_fakes import runs
from lab_fakes.roots import make_root
from lab_fakes.upstream import write_upstream

from sparity_lab.cases import discover
from sparity_lab.coverage.numbers import UpstreamNumbers, numbers, percent
from sparity_lab.coverage.upstream import UpstreamCoverage, coverage_if_known, upstream_coverage
from sparity_lab.runlog import RunLog


def covered(folder: Path, *cases: str) -> UpstreamCoverage:
    root = write_upstream(make_root(folder, {"first": cases}))
    return upstream_coverage(root, ["batch-core"], discover(root / "parity_suites", "batch-core"))


def in_run(*records_of: str, **fields: object) -> UpstreamNumbers:
    """A run of the cases of `runs.upstream()`, some of which did not end equal."""
    records = [
        runs.record(case, **(fields if case.split("/")[-1] in records_of else {}))
        for case in runs.case_ids()
    ]
    return numbers(runs.upstream(), runs.finished(runs.header(), records))


def equal(found: UpstreamNumbers) -> dict[str, int | None]:
    return {suite.suite: suite.equal for suite in found.suites}


def test_every_upstream_test_is_in_exactly_one_heap(tmp_path: Path) -> None:
    found = covered(tmp_path, "agrees", "twice")
    plan, frame = found.suites[1], found.suites[2]
    assert (plan.suite, plan.mirrored, plan.not_yet) == ("connect_plan", {}, ["test_observations"])
    assert [excuse.tests for excuse in plan.not_mirrored] == [["test_filter"]]
    assert frame.mirrored == {
        "test_agrees": ["batch-core/test_parity_first/agrees"],
        "test_twice": [
            "batch-core/test_parity_first/twice[one]",
            "batch-core/test_parity_first/twice[two]",
        ],
    }
    assert frame.not_yet == ["test_differs", "test_drop"]
    assert [suite.tests for suite in found.suites] == [2, 2, 4]
    assert found.problems == []


def test_only_what_needs_a_worker_a_client_jvm_or_streams_is_left_out_of_the_percentage(
    tmp_path: Path,
) -> None:
    found = numbers(covered(tmp_path, "agrees", "twice"))
    assert (found.tests, found.counted, found.mirrored, found.not_yet) == (8, 6, 2, 3)
    assert found.percent == 33.3
    assert found.not_mirrored == {"python_worker": 2, "internals": 1}


def test_a_case_that_mirrors_what_does_not_exist_is_a_problem_with_a_guess(tmp_path: Path) -> None:
    found = covered(tmp_path, "agrees", "drops")
    assert found.problems == [
        "batch-core/test_parity_first/drops mirrors dataframe.test_drops, which is no upstream "
        "test; did you mean dataframe.test_drop?"
    ]
    assert numbers(found).mirrored == 1


def test_a_repository_without_a_list_has_no_coverage(tmp_path: Path) -> None:
    assert coverage_if_known(tmp_path, ["batch-core"], []) is None


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(8999, 10000, 89.9), (9, 10, 90.0), (0, 7, 0.0), (0, 0, 100.0)]
)
def test_a_percentage_is_rounded_down(part: int, whole: int, shown: float) -> None:
    assert percent(part, whole) == shown


def test_without_a_run_nothing_is_said_of_equality(tmp_path: Path) -> None:
    found = numbers(covered(tmp_path, "agrees"))
    assert found.equal is None
    assert set(equal(found).values()) == {None}
    assert found.legs == []


def test_in_a_passing_run_every_mirrored_test_is_equal() -> None:
    found = numbers(runs.upstream(), runs.passing("3.5.9", "4.1.1"))
    assert found.equal == found.mirrored == 5
    assert [(leg.target, leg.tests, leg.counts["equal"]) for leg in found.legs] == [
        ("3.5.9", 5, 5),
        ("4.1.1", 5, 5),
    ]


@pytest.mark.parametrize("verdict", ["divergent", "unsupported", "infra", "flaky"])
def test_one_case_that_is_not_equal_takes_its_test_away(verdict: str) -> None:
    found = in_run("cast[bigint]", verdict=verdict)
    assert equal(found) == {"column": 1, "dataframe": 3}
    assert found.legs[0].counts[verdict] == 1
    assert found.legs[0].counts["equal"] == 4


def test_a_test_is_as_bad_as_its_worst_case() -> None:
    records: Sequence[object] = [
        runs.record(case, verdict={"4": "unsupported", "5": "divergent"}.get(str(n), "equal"))
        for n, case in enumerate(runs.case_ids())
    ]
    log = runs.finished(runs.header(), list(records))  # type: ignore[arg-type]
    counts = numbers(runs.upstream(), log).legs[0].counts
    assert (counts["divergent"], counts["unsupported"], counts["equal"]) == (1, 0, 4)


def test_equal_means_in_every_leg() -> None:
    log = runs.passing("3.5.9", "4.1.1")
    log.add(runs.divergent(runs.case_ids()[0], target="3.5.9"))
    found = numbers(runs.upstream(), log)
    assert equal(found) == {"column": 2, "dataframe": 2}
    assert [leg.counts["equal"] for leg in found.legs] == [4, 5]


def test_a_case_that_was_not_asked_for_is_not_taken_for_equal() -> None:
    ids = runs.case_ids()
    log = runs.finished(runs.header(runs.leg(expected=ids[:5])), [runs.record(c) for c in ids[:5]])
    found = numbers(runs.upstream(), log)
    assert equal(found) == {"column": 0, "dataframe": 3}
    assert found.legs[0].counts["unselected"] == 2


def test_a_case_that_did_not_run_is_missing() -> None:
    found = numbers(runs.upstream(), RunLog(runs.header(), []))
    assert found.equal == 0
    assert found.legs[0].counts["missing"] == 5


def test_a_leg_of_another_profile_has_none_of_the_tests() -> None:
    other = runs.leg(profile="streaming", expected=["streaming/test_parity_x/y"])
    found = numbers(runs.upstream(), RunLog(runs.header(other), []))
    assert (found.legs[0].tests, found.equal) == (0, 0)
