"""The published pages: they carry a stamp of what they are made of, and go stale with it."""

from pathlib import Path

import pytest
from drift_fakes import NEW, OLD

from sparity_lab.drift import pages
from sparity_lab.drift.origin import Origin


@pytest.fixture
def published(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(root)
    folder = root / "reports" / "published" / "drift"
    assert pages.main([str(folder), f"{OLD}:{NEW}"]) == 0
    return folder


def stamp(root: Path) -> str:
    return Origin.of(root, ["batch-core"]).stamp


def test_each_step_has_a_page_a_text_and_a_line_in_the_list(published: Path) -> None:
    assert sorted(path.name for path in published.iterdir()) == [
        "3.5.9-to-4.3.0.html",
        "3.5.9-to-4.3.0.md",
        "README.md",
    ]
    index = (published / "README.md").read_text()
    assert "(3.5.9-to-4.3.0.md)" in index
    assert "(3.5.9-to-4.3.0.html)" in index
    text = (published / "3.5.9-to-4.3.0.md").read_text()
    assert "](../../../parity_suites/batch_core/test_parity_small.py#L" in text
    assert "[the page](3.5.9-to-4.3.0.html)" in text


def test_pages_of_todays_goldens_pass_the_check(
    published: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pages.stale(published, stamp(root)) == []
    assert pages.main([str(published), "--check"]) == 0
    assert capsys.readouterr().err == ""


def test_pages_of_other_goldens_are_stale(
    published: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [golden, *_] = sorted((root / "golden" / "batch-core").glob("*.json"))
    before = golden.read_text()
    try:
        golden.write_text(before + "\n")
        assert pages.main([str(published), "--check"]) == 1
        assert "nox -s drift" in capsys.readouterr().err
        assert len(pages.stale(published, stamp(root))) == 3
    finally:
        golden.write_text(before)


def test_a_folder_without_pages_does_not_pass(tmp_path: Path) -> None:
    assert pages.stale(tmp_path, "0" * 16) == [f"{tmp_path}: there are no pages"]
