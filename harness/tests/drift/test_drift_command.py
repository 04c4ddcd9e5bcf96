"""`sparity-lab drift`: formats, files, exit codes, and narrowing to somebody's code."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from drift_fakes import NEW, OLD

from sparity_lab.cli import invoke
from sparity_lab.drift.document import Drift
from sparity_lab.schemas import schema_of

JOB = """from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.getOrCreate()
people = spark.table("people")
people.select(F.size(F.split("name", "")))
spark.sql("select array_size(tags) from people")
"""


@pytest.fixture
def job(tmp_path: Path) -> Path:
    file = tmp_path / "job.py"
    file.write_text(JOB)
    return file


def run(root: Path, *arguments: str, before: str = OLD, after: str = NEW) -> int:
    return invoke(["drift", "--from", before, "--to", after, "--root", str(root), *arguments])


def document(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(root, "--format", "json", *arguments) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, schema_of(Drift))
    return found


def test_the_table_tells_what_changed_and_what_is_not_known(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root) == 0
    shown = capsys.readouterr().out
    assert "From Spark 3.5.9 to 4.3.0: 10 changes, 5 of them silent" in shown
    assert "12 of 14 cases compared by their goldens, 2 are the same in both" in shown
    assert "2 cases have no golden of 3.5.9: nothing is said about them" in shown
    assert "DataFrame.join" in shown
    assert "hint: --uses PATH" in shown


def test_a_line_of_versions_means_the_one_that_was_recorded(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, before="3.5", after="4.3") == 0
    assert "From Spark 3.5.9 to 4.3.0" in capsys.readouterr().out


@pytest.mark.parametrize("versions", [("3.5.9", "4.9.9"), ("3.3", "4.3.0"), ("x.y", "4.3.0")])
def test_a_version_without_goldens_is_a_wrong_usage(
    root: Path, capsys: pytest.CaptureFixture[str], versions: tuple[str, str]
) -> None:
    assert run(root, before=versions[0], after=versions[1]) == 2
    told = capsys.readouterr().err
    assert "unknown version" in told
    assert "known: 3.5.9, 4.3.0" in told


def test_versions_the_wrong_way_round_are_a_wrong_usage(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, before=NEW, after=OLD) == 2
    assert "nothing leads from 4.3.0 to 3.5.9" in capsys.readouterr().err


def test_the_document_holds_outcomes_facts_and_a_program(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = document(root, capsys)
    assert found["schema"] == "sparity-lab/drift/1"
    assert (found["before"], found["after"], found["uses"]) == (OLD, NEW, None)
    entry = found["entries"][0]
    assert entry["kind"] == "values"
    facts = found["facts"][entry["case"]]
    assert facts["source"].startswith("parity_suites/batch_core/test_parity_small.py:")
    compile(facts["snippet"], "snippet", "exec")


def test_code_narrows_it_to_what_is_called_with_the_line(
    root: Path, job: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = document(root, capsys, "--uses", str(job))
    told = {entry["case"].rsplit("/", 1)[1]: entry for entry in found["entries"]}
    assert set(told) == {"other_rows", "reworded_error", "in_sql"}
    assert told["other_rows"]["places"] == [f"{job}:5"]
    assert told["reworded_error"]["places"] == [f"{job}:4"]
    assert told["in_sql"]["places"] == [f"{job}:6"]
    assert set(told["other_rows"]["called"]) == set(told["other_rows"]["subjects"])
    assert told["in_sql"]["called"] == ["SQL array_size()"], "the case also calls array()"
    assert found["elsewhere"] == 7
    assert found["uses"]["files"] == 1


def test_the_table_for_code_names_lines_and_what_could_not_be_read(
    root: Path, job: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (job.parent / "old.py").write_text("print 'x'\n")
    assert run(root, "--uses", str(job.parent)) == 0
    shown = capsys.readouterr().out
    assert "changes that concern your code" in shown
    assert f"{job}:5" in shown
    assert f"not read: {job.parent / 'old.py'}: line 1" in shown
    assert "Row(n=-1) → Row(n=None)" in shown


def test_code_that_is_not_there_is_a_wrong_usage(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "--uses", str(tmp_path / "nowhere")) == 2
    assert "no file or folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("format_", "holds"),
    [
        ("text", "function or method"),
        ("md", "# What changed from Spark 3.5.9 to 4.3.0"),
        ("html", "<title>What changed from Spark 3.5.9 to 4.3.0</title>"),
        ("json", '"schema": "sparity-lab/drift/1"'),
    ],
)
def test_every_format_can_be_written_to_a_file(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], format_: str, holds: str
) -> None:
    out = tmp_path / "inner" / f"drift.{format_}"
    assert run(root, "--format", format_, "--out", str(out)) == 0
    assert holds in out.read_text(encoding="utf-8")
    assert capsys.readouterr().out == f"{out}\n"


def markdown_of(root: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(root, "--format", "md") == 0
    return capsys.readouterr().out


def test_markdown_tells_what_hurts_in_a_line_a_change(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = markdown_of(root, capsys).splitlines()
    row = "| functions.size | Row(n=-1) → Row(n=None) | either | `other_rows` |"
    assert row in lines
    assert lines.index("## Other values") < lines.index(row) < lines.index("## Other types")


def test_markdown_has_both_outcomes_and_the_program(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = markdown_of(root, capsys)
    assert "### functions.size: other values" in text
    assert "```text\nn: long\nRow(n=-1)\nRow(n=3)\n```" in text
    assert "```python\n" in text


def test_every_format_says_of_what_it_is_made_and_where_all_of_it_is(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = markdown_of(root, capsys)
    assert re.search(r"Made on \d{4}-\d\d-\d\d by sparity-lab .* stamp [0-9a-f]{16}", text)
    assert "sparity-lab drift --from 3.5.9 --to 4.3.0 --format html --out FILE" in text
    assert run(root, "--format", "html") == 0
    assert re.search(r"Made on .* stamp [0-9a-f]{16}", capsys.readouterr().out)


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["drift", "--help"]) == 0
    assert "sparity-lab drift --from 3.5.9 --to 4.3.0 --uses src" in capsys.readouterr().out
