"""Reasons: a closed list, a sentence each, and no entry that is no longer true."""

from pathlib import Path

import pytest
from lab_fakes.upstream import REASONS, write_upstream

from sparity_lab.coverage.not_mirrored import NotMirrored, load_not_mirrored
from sparity_lab.coverage.upstream_tests import load_upstream_tests
from sparity_lab.problems import UsageProblem

ENTRY = '[[not_mirrored]]\nreason = "streaming"\nwhy = "The test is about a stream."\n'


def stale(root: Path, reasons: str, *mirrored: str) -> list[str]:
    write_upstream(root, reasons)
    return load_not_mirrored(root).stale(load_upstream_tests(root), mirrored)


def test_an_entry_speaks_of_whole_suites_but_not_of_what_it_excepts(tmp_path: Path) -> None:
    write_upstream(tmp_path)
    found = load_not_mirrored(tmp_path).by_test(load_upstream_tests(tmp_path))
    assert {name: entry.reason for name, entry in found.items()} == {
        "arrow_map.test_map_in_arrow": "python_worker",
        "arrow_map.test_self_join": "python_worker",
        "connect_plan.test_filter": "internals",
    }


def test_entries_that_are_true_are_not_stale(tmp_path: Path) -> None:
    assert stale(tmp_path, REASONS, "dataframe.test_drop", "connect_plan.test_observations") == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (ENTRY + 'suites = ["streamin"]', "no upstream suite is called streamin"),
        (ENTRY + 'tests = ["dataframe.test_dorp"]', "no upstream test is called dataframe.test_d"),
        (
            ENTRY + 'suites = ["arrow_map"]\nexcept = ["arrow_map.test_gone"]',
            "no upstream test is called arrow_map.test_gone",
        ),
        (
            ENTRY + 'suites = ["arrow_map"]\nexcept = ["dataframe.test_drop"]',
            "excepted from an entry that does not name its suite",
        ),
        (REASONS + ENTRY + 'tests = ["arrow_map.test_self_join"]', "has two entries"),
        (ENTRY + 'tests = ["dataframe.test_drop"]', "dataframe.test_drop is mirrored after all"),
        (ENTRY + 'suites = ["dataframe"]', "dataframe.test_drop is mirrored after all"),
    ],
)
def test_an_entry_that_is_no_longer_true_is_told(tmp_path: Path, entry: str, said: str) -> None:
    lines = stale(tmp_path, entry, "dataframe.test_drop")
    assert len(lines) == 1
    assert said in lines[0]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('reason = "too hard"\nwhy = "The test is about a stream."\nsuites = ["a"]', "entry of a"),
        ('reason = "streaming"\nwhy = "no"\nsuites = ["a"]', "why"),
        ('reason = "streaming"\nsuites = ["a"]', "why"),
        ('reason = "streaming"\nwhy = "The test is about a stream."', "name `suites` or `tests`"),
        (
            'reason = "streaming"\nwhy = "The test is about a stream."\nsuites = ["a"]\nissue = 1',
            "issue",
        ),
    ],
)
def test_an_entry_that_says_what_none_can_is_one_clear_error(
    tmp_path: Path, entry: str, said: str
) -> None:
    write_upstream(tmp_path, f"[[not_mirrored]]\n{entry}\n")
    with pytest.raises(UsageProblem, match=r"not_mirrored\.toml has a mistake") as caught:
        load_not_mirrored(tmp_path)
    assert said in caught.value.render()
    assert "python_worker" in str(caught.value.hint)


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    write_upstream(tmp_path, "[[not_mirrored]\n")
    with pytest.raises(UsageProblem, match="line 1"):
        load_not_mirrored(tmp_path)


def test_a_repository_need_not_have_reasons(tmp_path: Path) -> None:
    assert load_not_mirrored(tmp_path) == NotMirrored()
