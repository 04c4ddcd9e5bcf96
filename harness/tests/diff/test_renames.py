"""Renamed cases: files, checks that name every mistake, and guesses."""

from pathlib import Path

import pytest
from lab_fakes import runs
from test_run_diff import CASE, DIVERGENT, EQUAL, OTHER, only, run

from sparity_lab.diff.document import compare_runs
from sparity_lab.diff.renames import load_renames
from sparity_lab.problems import UsageProblem
from sparity_lab.runlog import RunLog

NEW = "batch-core/test_parity_dataframe/drop_a_column"


def renamed(source: RunLog, old: str, new: str, digest: str = "d" * 12) -> RunLog:
    records = [
        record.model_copy(update={"case": new}) if record.case == old else record
        for record in source.records
    ]
    return run(*records, digest=digest)


@pytest.mark.parametrize(
    ("name", "text"),
    [("renames.toml", f'# why\n"{CASE}" = "{NEW}"\n'), ("renames.json", f'{{"{CASE}": "{NEW}"}}')],
)
def test_pairs_are_read_from_toml_and_json(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    assert load_renames(file) == {CASE: NEW}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", "what", "a.toml"),
        ("a.toml", f'"{CASE}" = "{NEW}"\n"{CASE}" = "{OTHER}"', "a.toml"),
        ("a.toml", f'["{CASE}"]\nx = 1', "does not consist of pairs"),
        ("a.json", "{", "a.json"),
        ("a.json", "[1]", "does not consist of pairs"),
        ("a.json", f'{{"{CASE}": "{NEW}", "{CASE}": "{OTHER}"}}', "stands there twice"),
        ("a.toml", f'"{CASE}" = "{NEW}"\n"{OTHER}" = "{NEW}"', "gives several cases the name"),
    ],
)
def test_a_file_that_is_no_list_of_pairs_is_refused_by_name(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(UsageProblem, match=said) as raised:
        load_renames(file)
    assert raised.value.hint


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"cannot read the renames in .*gone\.toml"):
        load_renames(tmp_path / "gone.toml")


def test_a_renamed_case_is_followed() -> None:
    before, after = run(EQUAL), renamed(run(DIVERGENT), CASE, NEW)
    entry = only(compare_runs(before, after, {CASE: NEW}))
    assert (entry.kind, entry.case, entry.renamed_from) == ("added", NEW, CASE)
    same = compare_runs(before, renamed(before, CASE, NEW), {CASE: NEW})
    assert same.entries == ()
    assert same.likely_renames == {}


def test_every_rename_that_does_not_fit_is_told() -> None:
    before, after = run(EQUAL, runs.record(OTHER)), run(runs.record(NEW), runs.record(OTHER))
    wrong = {CASE + "s": NEW + "s", OTHER: OTHER}
    with pytest.raises(UsageProblem, match="do not fit these runs") as raised:
        compare_runs(before, after, wrong)
    assert raised.value.causes == (
        f"run A has no case {CASE}s; did you mean {CASE}?",
        f"run B has no case {NEW}s; did you mean {NEW}?",
        f"{OTHER} was not renamed: run B still has it",
        f"{OTHER} is not a new name: run A has it already",
    )


def test_the_same_source_elsewhere_is_a_likely_rename() -> None:
    moved = "batch-core/test_parity_columns/drop"
    found = compare_runs(run(EQUAL), renamed(run(EQUAL), CASE, moved))
    assert found.likely_renames == {CASE: moved}
    assert [entry.kind for entry in found.entries] == ["vanished", "new"], "it is only proposed"


def test_the_same_upstream_test_and_outcome_in_the_suite_is_a_likely_rename() -> None:
    after = renamed(run(EQUAL), CASE, NEW, digest="another text")
    assert compare_runs(run(EQUAL), after).likely_renames == {CASE: NEW}
    elsewhere = renamed(run(EQUAL), CASE, "batch-core/test_parity_sql/drop", digest="another text")
    assert compare_runs(run(EQUAL), elsewhere).likely_renames == {}


def test_nothing_is_guessed_where_two_would_do() -> None:
    after = run(runs.record(NEW), runs.record(OTHER), digest="another text")
    assert compare_runs(run(EQUAL), after).likely_renames == {}
