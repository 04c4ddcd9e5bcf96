"""Frozen manifests: one case a line, and every change of what must run is a difference."""

from pathlib import Path

import pytest
from lab_fakes.roots import make_root, write_suite

from sparity_lab.freezing import freeze
from sparity_lab.matrix import Matrix, load_matrix
from sparity_lab.problems import UsageProblem
from sparity_lab.verdict.manifests import Frozen, Manifest, load_manifest

PREFIX = "batch-core/test_parity_first"


@pytest.fixture
def matrix(tmp_path: Path) -> Matrix:
    return load_matrix(make_root(tmp_path / "repo", {"first": ["agrees", "twice", "lacking"]}))


def said(matrix: Matrix, *, check: bool) -> tuple[bool, list[str]]:
    lines: list[str] = []
    return freeze(matrix, (), check=check, say=lines.append), lines


def test_what_was_frozen_is_as_frozen(matrix: Matrix) -> None:
    assert said(matrix, check=False)[0]
    assert said(matrix, check=True) == (True, ["batch-core: 4 cases are as frozen"])
    text = (matrix.folder / "manifests" / "batch-core.json").read_text()
    assert f'"{PREFIX}/lacking": {{"since": "3.4", "until": "4.0"}},' in text.splitlines()
    said(matrix, check=False)
    assert (matrix.folder / "manifests" / "batch-core.json").read_text() == text


def test_without_a_manifest_every_case_is_a_difference_and_none_is_written(matrix: Matrix) -> None:
    agreed, lines = said(matrix, check=True)
    assert not agreed
    assert f"not frozen yet: {PREFIX}/agrees" in lines
    assert load_manifest(matrix.root, "batch-core") is None


def test_new_gone_and_changed_cases_are_told_apart(matrix: Matrix) -> None:
    said(matrix, check=False)
    file = write_suite(matrix.root, "first", ["agrees", "lacking", "fresh"])
    file.write_text(file.read_text().replace('until="4.0"', 'since="3.5"'))
    agreed, lines = said(matrix, check=True)
    assert not agreed
    assert lines[:-1] == [
        f"not frozen yet: {PREFIX}/fresh",
        f"changed: {PREFIX}/lacking: was since 3.4 until 4.0, is since 3.5",
        f"vanished: {PREFIX}/twice[one]",
        f"vanished: {PREFIX}/twice[two]",
    ]
    assert "sparity-lab manifests" in lines[-1]


@pytest.mark.parametrize("text", ["{", '{"format": 2, "profile": "batch-core", "cases": {}}', "[]"])
def test_a_broken_manifest_says_what_to_do(matrix: Matrix, text: str) -> None:
    file = matrix.folder / "manifests" / "batch-core.json"
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(UsageProblem, match="manifest") as caught:
        load_manifest(matrix.root, "batch-core")
    assert caught.value.hint


def test_the_digest_changes_with_what_must_run() -> None:
    one, other = (
        Manifest(profile="p", cases={"p/s/c": Frozen(since=since)}) for since in ("3.4", "3.5")
    )
    assert one.digest != other.digest
    assert one.digest == Manifest(profile="p", cases={"p/s/c": Frozen(since="3.4")}).digest
