"""The run log on disk: append-only, one writer, readable after a crash, resumable."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lab_fakes import runs

from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.runlog import LOG_NAME, RunLog, RunLogWriter

FIRST, SECOND, *_ = runs.case_ids()


def started(folder: Path, *cases: str) -> None:
    with RunLogWriter.create(folder, runs.header()) as writer:
        for case in cases:
            writer.case(runs.record(case))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    written = runs.mixed("3.5.9", "4.1.1")
    runs.write(tmp_path, written)
    read = RunLog.read(tmp_path)
    assert read.header == written.header
    assert read.records == written.records
    assert read.footer == written.footer
    assert read.servers == written.servers
    assert read.warnings() == ["Spark 3.5.9 serves with an older Connect plugin"]
    assert read.is_complete


def test_a_log_without_footer_is_incomplete_and_knows_what_is_missing(tmp_path: Path) -> None:
    started(tmp_path, FIRST)
    log = RunLog.read(tmp_path)
    assert not log.is_complete
    assert log.counts()["equal"] == 1
    assert log.counts()["missing"] == len(runs.case_ids()) - 1


def test_every_line_is_one_json_object_and_the_header_comes_first(tmp_path: Path) -> None:
    runs.write(tmp_path, runs.mixed())
    lines = (tmp_path / LOG_NAME).read_text().splitlines()
    kinds = [json.loads(line)["type"] for line in lines]
    assert kinds == ["header", "server", *["case"] * (len(kinds) - 3), "footer"]


def test_a_torn_last_line_is_left_out_and_said(tmp_path: Path) -> None:
    started(tmp_path, FIRST, SECOND)
    path = tmp_path / LOG_NAME
    path.write_bytes(path.read_bytes()[:-40])
    log = RunLog.read(tmp_path)
    assert log.torn
    assert [record.case for record in log.records] == [FIRST]


def test_a_last_line_without_newline_counts_as_torn_even_if_it_parses(tmp_path: Path) -> None:
    started(tmp_path, FIRST, SECOND)
    path = tmp_path / LOG_NAME
    path.write_bytes(path.read_bytes()[:-1])
    assert [record.case for record in RunLog.read(tmp_path).records] == [FIRST]


def test_a_broken_line_in_the_middle_is_an_error_with_its_number(tmp_path: Path) -> None:
    started(tmp_path, FIRST, SECOND)
    path = tmp_path / LOG_NAME
    lines = path.read_text().splitlines()
    lines[1] = lines[1][:50]
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(UsageProblem, match="broken at line 2"):
        RunLog.read(tmp_path)


def test_a_record_with_an_unknown_verdict_is_an_error(tmp_path: Path) -> None:
    started(tmp_path, FIRST, SECOND)
    path = tmp_path / LOG_NAME
    path.write_text(path.read_text().replace('"verdict":"equal"', '"verdict":"fine"', 1))
    with pytest.raises(UsageProblem, match=r"line 2: case record: verdict"):
        RunLog.read(tmp_path)


def test_a_folder_without_log_says_what_a_run_is(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="there is no run in") as caught:
        RunLog.read(tmp_path / "nowhere")
    assert caught.value.hint
    assert "reports/runs" in caught.value.hint


def test_a_file_that_is_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).write_text("{}\n")
    with pytest.raises(UsageProblem, match="broken at line 1"):
        RunLog.read(tmp_path)


def test_an_empty_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).write_text("")
    with pytest.raises(UsageProblem, match="no header"):
        RunLog.read(tmp_path)


def test_a_log_of_another_schema_is_refused(tmp_path: Path) -> None:
    started(tmp_path)
    path = tmp_path / LOG_NAME
    path.write_text(path.read_text().replace("run-log/1", "run-log/9"))
    with pytest.raises(UsageProblem, match="run-log/9"):
        RunLog.read(tmp_path)


def test_a_new_run_never_overwrites_an_old_one(tmp_path: Path) -> None:
    started(tmp_path, FIRST)
    before = (tmp_path / LOG_NAME).read_bytes()
    with pytest.raises(UsageProblem, match="holds a run already"):
        RunLogWriter.create(tmp_path, runs.header())
    assert (tmp_path / LOG_NAME).read_bytes() == before


@pytest.mark.parametrize("torn", ["", '{"type": "header", "sch'])
def test_what_was_killed_in_its_first_line_is_no_run(tmp_path: Path, torn: str) -> None:
    (tmp_path / LOG_NAME).write_text(torn)
    with pytest.raises(UsageProblem, match="no header") as refused:
        RunLogWriter.resume(tmp_path, runs.header())
    assert "without --resume" in (refused.value.hint or "")
    started(tmp_path, FIRST)
    assert [record.case for record in RunLog.read(tmp_path).records] == [FIRST]


def test_a_run_that_is_being_started_is_left_alone(tmp_path: Path) -> None:
    with (
        RunLogWriter.create(tmp_path, runs.header()),
        pytest.raises(UsageProblem, match="another process is writing"),
    ):
        RunLogWriter.create(tmp_path, runs.header(run_id="other"))
    assert RunLog.read(tmp_path).header == runs.header()


def test_resume_appends_to_what_is_there(tmp_path: Path) -> None:
    started(tmp_path, FIRST)
    writer, log = RunLogWriter.resume(tmp_path, runs.header())
    assert {case for _, case in log.done()} == {FIRST}
    with writer:
        writer.case(runs.record(SECOND))
    assert [record.case for record in RunLog.read(tmp_path).records] == [FIRST, SECOND]


def test_resume_cuts_a_torn_line_before_it_appends(tmp_path: Path) -> None:
    started(tmp_path, FIRST, SECOND)
    path = tmp_path / LOG_NAME
    path.write_bytes(path.read_bytes()[:-40])
    writer, _ = RunLogWriter.resume(tmp_path, runs.header())
    with writer:
        writer.case(runs.record(SECOND))
    log = RunLog.read(tmp_path)
    assert not log.torn
    assert [record.case for record in log.records] == [FIRST, SECOND]


def test_infra_is_not_done_and_its_later_record_wins(tmp_path: Path) -> None:
    with RunLogWriter.create(tmp_path, runs.header()) as writer:
        writer.case(runs.record(FIRST, verdict="infra"))
    writer, log = RunLogWriter.resume(tmp_path, runs.header())
    assert log.done() == set()
    with writer:
        writer.case(runs.record(FIRST))
    assert RunLog.read(tmp_path).counts()["infra"] == 0


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (runs.header(oracle="golden"), "oracle: was live, is golden"),
        (runs.header(runs.leg("4.3.0")), "not in that run: sparity on 4.3.0"),
        (runs.header(runs.leg(reference_version="4.1.2")), "reference version was 4.1.1"),
        (runs.header(runs.leg(digests={"client": "other"})), "client changed since"),
        (runs.header(runs.leg(expected=runs.case_ids()[1:])), "no longer asked for: " + FIRST),
        (
            runs.header(case_digests={**runs.header().case_digests, FIRST: "edited"}),
            "case edited since: " + FIRST,
        ),
    ],
    ids=["oracle", "target", "reference", "digest", "selection", "edited case"],
)
def test_resume_refuses_another_run_and_says_why(
    tmp_path: Path, other: runs.Header, said: str
) -> None:
    started(tmp_path, FIRST)
    with pytest.raises(UsageProblem, match="cannot be resumed") as caught:
        RunLogWriter.resume(tmp_path, other)
    assert any(said in str(cause) for cause in caught.value.causes)


def test_resume_of_a_complete_run_is_refused(tmp_path: Path) -> None:
    runs.write(tmp_path, runs.passing())
    with pytest.raises(UsageProblem, match="is complete"):
        RunLogWriter.resume(tmp_path, runs.header())


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with (
        RunLogWriter.create(tmp_path, runs.header()),
        pytest.raises(UsageProblem, match="another process is writing"),
    ):
        RunLogWriter.resume(tmp_path, runs.header())


def test_a_full_disk_leaves_only_whole_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = RunLogWriter.create(tmp_path, runs.header())
    writer.case(runs.record(FIRST))
    real = os.write
    monkeypatch.setattr(os, "write", _full_after(20, real))
    with pytest.raises(InfraProblem, match="no space left") as caught:
        writer.case(runs.record(SECOND))
    monkeypatch.undo()
    assert caught.value.exit_code == 3
    assert "--resume" in (caught.value.hint or "")
    log = RunLog.read(tmp_path)
    assert not log.torn
    assert not log.is_complete
    assert [record.case for record in log.records] == [FIRST]


def _full_after(size: int, real: object) -> object:
    left = [size]

    def write(descriptor: int, data: bytes) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        part, left[0] = bytes(data[: left[0]]), 0
        return real(descriptor, part)  # type: ignore[operator, no-any-return]

    return write


def test_a_file_where_the_folder_should_be_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("in the way")
    with pytest.raises(InfraProblem, match="cannot write the run to") as caught:
        RunLogWriter.create(tmp_path / "run", runs.header())
    assert "--out" in (caught.value.hint or "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_one_clear_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InfraProblem, match="Permission denied"):
            RunLogWriter.create(tmp_path / "run", runs.header())
    finally:
        tmp_path.chmod(0o700)


def test_a_writer_that_is_killed_leaves_a_log_that_can_be_resumed(tmp_path: Path) -> None:
    script = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from pathlib import Path
from lab_fakes import runs
from sparity_lab.runlog import RunLogWriter
writer = RunLogWriter.create(Path({str(tmp_path)!r}), runs.header())
writer.case(runs.record({FIRST!r}))
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    writer, log = RunLogWriter.resume(tmp_path, runs.header())
    writer.close()
    assert [record.case for record in log.records] == [FIRST]
