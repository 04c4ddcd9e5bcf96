"""`sparity-lab diff`: formats, files and exit codes."""

import json
from pathlib import Path

import jsonschema
import pytest
from lab_fakes import runs
from test_run_diff import CASE, DIVERGENT, EQUAL, OTHER, run

from sparity_lab.cli import invoke
from sparity_lab.diff.document import RunDiff
from sparity_lab.schemas import schema_of


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    """A run, and one in which a case began to fail and another has another name."""
    mended = runs.divergent("batch-core/test_parity_column/like")
    before = run(EQUAL, runs.record(OTHER, mirrors="dataframe.test_take"), mended)
    after = run(
        DIVERGENT,
        runs.record(OTHER + "_rows", mirrors="dataframe.test_take"),
        runs.record(mended.case),
        digest="another text",
    )
    return str(runs.write(tmp_path / "a", before)), str(runs.write(tmp_path / "b", after))


def test_the_table_tells_each_class_and_fails_for_the_added_failure(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(["diff", *folders]) == 1
    shown = capsys.readouterr().out
    assert "added failure (1)" in shown
    assert "equal → divergent/schema+rows" in shown
    assert "schema: id: int instead of bigint; the case was edited" in shown
    assert "these may be renames" in shown
    assert f'"{OTHER}" = "{OTHER}_rows"' in shown
    assert shown.splitlines()[-1] == (
        "1 added failure, 1 fixed, 1 vanished, 1 new; failures were added: the gate does not hold"
    )


def test_a_run_beside_itself_holds_though_a_case_fails(
    folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(["diff", folders[0], folders[0]]) == 0
    assert capsys.readouterr().out == "3 unchanged; no failure was added\n"


def test_a_rename_file_takes_the_vanished_case_away(
    folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "renames.toml"
    file.write_text(f'"{OTHER}" = "{OTHER}_rows"\n')
    assert invoke(["diff", *folders, "--renames", str(file)]) == 1
    assert "1 added failure, 1 fixed, 1 unchanged;" in capsys.readouterr().out
    file.write_text(f'"{OTHER}" = "{CASE}"\n')
    assert invoke(["diff", *folders, "--renames", str(file)]) == 2
    assert f"{CASE} is not a new name" in capsys.readouterr().err


def test_json_is_the_document(folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["diff", *folders, "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == "sparity-lab/diff/1"
    jsonschema.validate(data, schema_of(RunDiff))
    found = RunDiff.model_validate(data)
    assert [entry.kind for entry in found.entries] == ["added", "fixed", "vanished", "new"]


def test_markdown_goes_to_a_file_with_the_added_failures_open(
    folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "deep" / "diff.md"
    assert invoke(["diff", *folders, "--format", "markdown", "--out", str(out)]) == 1
    assert capsys.readouterr().out == f"{out}\n"
    text = out.read_text()
    assert text.startswith("## ❌ Parity: 1 added failure")
    assert f"- `{CASE}` on sparity on 4.1.1, batch-core, equal → divergent/schema+rows" in text
    assert "<details><summary>fixed: 1</summary>" in text


def test_the_table_can_go_to_a_file_too(folders: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "diff.txt"
    assert invoke(["diff", *folders, "--out", str(out)]) == 1
    assert "added failure (1)" in out.read_text()


def test_a_folder_without_a_run_is_a_wrong_usage(
    folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(["diff", folders[0], str(tmp_path / "nothing")]) == 2
    assert "nothing" in capsys.readouterr().err
