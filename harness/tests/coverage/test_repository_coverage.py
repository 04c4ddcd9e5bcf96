"""The repository's own list, reasons and cases: nothing names what is not there."""

from pathlib import Path

import pytest

from sparity_lab.coverage.document import Coverage, measure
from sparity_lab.coverage.not_mirrored import FILE, REASONS
from sparity_lab.matrix import load_matrix

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    return measure(load_matrix(ROOT), [], None)


def test_no_case_mirrors_what_does_not_exist_and_no_reason_is_stale(coverage: Coverage) -> None:
    assert coverage.upstream.problems == []


def test_the_list_is_whole(coverage: Coverage) -> None:
    assert (len(coverage.upstream.suites), coverage.upstream.tests) == (85, 2256)


def test_the_head_of_the_table_explains_every_reason() -> None:
    head = (ROOT / FILE).read_text(encoding="utf-8").split("[[", 1)[0]
    for name, reason in REASONS.items():
        line = next((line for line in head.splitlines() if f" {name} " in line), "")
        assert reason.meaning.split(":")[0] in line, name
    without = head.split("do not count")[0]
    assert {name for name in REASONS if f" {name} " in without} == {
        name for name, reason in REASONS.items() if not reason.counted
    }


def test_suites_of_which_nothing_counts_are_not_mirrored_in_part(coverage: Coverage) -> None:
    for suite in coverage.upstream.suites:
        assert suite.counted >= suite.mirrored + len(suite.not_yet), suite.suite
