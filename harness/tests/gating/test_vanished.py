"""What a run says of frozen cases that are gone: only what it was asked for can be missed."""

from pathlib import Path

import pytest
from lab_fakes.roots import make_root, write_suite

from sparity_lab.freezing import freeze
from sparity_lab.legs import Plan, Request, plan_run
from sparity_lab.matrix import Matrix, load_matrix

PREFIX = "batch-core/test_parity_first"


@pytest.fixture
def matrix(tmp_path: Path) -> Matrix:
    root = make_root(tmp_path / "repo", {"first": ["join", "cast", "joined"]})
    matrix = load_matrix(root)
    freeze(matrix, (), check=False, say=lambda line: None)
    write_suite(root, "first", ["join", "like"])
    return matrix


def vanished(plan: Plan, selected: int | None = None) -> list[str]:
    cases = plan.legs[0].cases
    found = plan.vanished("batch-core", len(cases) if selected is None else selected)
    return [case.removeprefix(f"{PREFIX}/") for case in found]


def test_a_whole_run_misses_every_one(matrix: Matrix) -> None:
    assert vanished(plan_run(matrix, Request())) == ["cast", "joined"]


def test_a_selection_misses_what_it_would_have_selected(matrix: Matrix) -> None:
    assert vanished(plan_run(matrix, Request(keyword="join"))) == ["joined"]
    assert vanished(plan_run(matrix, Request(keyword="like"))) == []


def test_cases_that_were_picked_one_by_one_miss_nothing(matrix: Matrix) -> None:
    assert vanished(plan_run(matrix, Request(case_ids=(f"{PREFIX}/join",)))) == []
    assert vanished(plan_run(matrix, Request()), selected=1) == []
