"""`sparity-lab run` and what follows it: exit codes, output, folders, resume, interruption."""

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Lab

Make = Callable[..., "Lab"]


def test_a_run_that_holds_exits_0_and_says_where_the_report_is(make_lab: Make) -> None:
    lab = make_lab("agrees", "lacking")
    done = lab.run()
    assert done.returncode == 0, done.stderr
    assert "gate: pass" in done.stdout
    assert f"report: {lab.out}/index.html" in done.stdout
    assert "4.3.0" in done.stdout
    assert done.stderr == ""


def test_a_run_that_does_not_hold_exits_1_and_says_why(make_lab: Make) -> None:
    done = make_lab("agrees", "differs").run()
    assert done.returncode == 1
    assert "divergent batch-core/test_parity_first/differs (4.3.0) value:" in done.stdout
    assert "1 case differs from the reference" in done.stdout


@pytest.mark.parametrize("name", ["crashes", "hangs", "flips"])
def test_infra_and_flaky_fail_the_gate_too(make_lab: Make, name: str) -> None:
    assert make_lab("agrees", name).run().returncode == 1


def test_without_out_the_run_gets_a_folder_and_latest_points_at_it(make_lab: Make) -> None:
    lab = make_lab("agrees")
    for _ in range(2):
        assert lab("run", "--target", "4.3.0").returncode == 0
    runs = sorted((lab.root / "reports" / "runs").iterdir())
    assert len(runs) == 2
    latest = lab.root / "reports" / "latest"
    assert latest.is_symlink()
    ids = [json.loads((run / "summary.json").read_text())["run_id"] for run in runs]
    assert ids == [run.name for run in runs]
    assert json.loads((latest / "summary.json").read_text())["run_id"] in ids


def test_an_out_elsewhere_leaves_latest_alone(make_lab: Make) -> None:
    lab = make_lab("agrees")
    lab.run()
    assert not (lab.root / "reports").exists()


def test_the_default_target_is_that_of_the_matrix(make_lab: Make) -> None:
    lab = make_lab("agrees")
    assert lab("run", "--out", str(lab.out)).returncode == 0
    assert lab.log().header.legs[0].target == "4.1.1"


def test_settings_of_a_surrounding_project_do_not_reach_the_run(make_lab: Make) -> None:
    lab = make_lab("agrees")
    (lab.root / "pytest.ini").write_text("[pytest]\naddopts = --unheard-of\n")
    assert lab.run().returncode == 0


def test_several_targets_run_with_workers(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    done = lab.run("--target", "3.5.9", "-n", "2")
    assert done.returncode == 1, done.stdout + done.stderr
    assert len(lab.log().records) == 4
    assert lab.journal.count("server up") == lab.journal.count("server down") == 2


def test_a_dead_server_is_exit_3_with_what_to_do_and_resume_goes_on(make_lab: Make) -> None:
    lab = make_lab("agrees", "kills_server_once", "other")
    done = lab.run()
    assert done.returncode == 3
    assert "error: the server of 4.3.0 died during" in done.stderr
    assert "hint: go on with the same command with --out" in done.stderr
    assert "the last line that the fake server wrote" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "the run is incomplete" in done.stdout
    again = lab.run("--resume")
    assert again.returncode == 0, again.stderr
    assert lab.journal.count("run candidate batch-core/test_parity_first/agrees") == 1


def test_resume_without_out_takes_the_newest_run(make_lab: Make) -> None:
    lab = make_lab("agrees", "kills_server_once")
    assert lab("run", "--target", "4.3.0").returncode == 3
    assert lab("run", "--target", "4.3.0", "--resume").returncode == 0
    assert len(list((lab.root / "reports" / "runs").iterdir())) == 1


def test_resume_of_a_complete_run_is_refused(make_lab: Make) -> None:
    lab = make_lab("agrees")
    lab.run()
    again = lab.run("--resume")
    assert again.returncode == 2
    assert "is complete: nothing to resume" in again.stderr


def test_a_second_run_into_the_same_folder_is_refused(make_lab: Make) -> None:
    lab = make_lab("agrees")
    lab.run()
    again = lab.run()
    assert again.returncode == 2
    assert "holds a run already" in again.stderr
    assert "--resume" in again.stderr
    assert lab.log().is_complete


def interrupted(lab: "Lab", number: int, *arguments: str) -> tuple[int, str, str]:
    run = ("run", "--target", "4.3.0", "--out", str(lab.out), *arguments)
    return lab.interrupted(number, "run candidate batch-core/test_parity_first/sleeps", *run)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_stops_everything_and_can_be_resumed(
    make_lab: Make, number: int
) -> None:
    lab = make_lab("agrees", "sleeps", "other")
    code, out, err = interrupted(lab, number)
    assert code == 3, out + err
    assert "error: interrupted; what was done is kept" in err
    assert "--resume" in err
    assert "Traceback" not in out + err
    assert lab.journal.count("server down") == 1
    assert lab.journal.count("driver down") == lab.journal.count("driver up")
    log = lab.log()
    assert not log.is_complete
    assert [record.case.rsplit("/", 1)[1] for record in log.records] == ["agrees"]
    again = lab.run("--resume", "-k", "agrees or other")
    assert again.returncode == 2, "another selection is another run"


def test_an_interrupted_run_with_workers_leaves_nothing_behind(make_lab: Make) -> None:
    lab = make_lab("agrees", "sleeps")
    code, out, err = interrupted(lab, signal.SIGINT, "-n", "1")
    assert code == 3, out + err
    assert "interrupted" in err
    assert not lab.log().is_complete


def test_trouble_inside_the_lab_is_one_line_and_a_traceback_on_request(make_lab: Make) -> None:
    lab = make_lab("agrees")
    conftest = lab.root / "parity_suites" / "conftest.py"
    conftest.write_text("def pytest_collection_finish(session): raise KeyError('odd')\n")
    done = lab.run()
    assert done.returncode == 3
    assert done.stderr.startswith("error: the run failed: KeyError: 'odd'")
    assert "SPARITY_LAB_DEBUG=1" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    lab.env["SPARITY_LAB_DEBUG"] = "1"
    lab.out = lab.out.with_name("debug")
    assert "conftest.py" in lab.run().stderr


def test_an_out_that_cannot_be_written_is_one_line_and_exit_3(make_lab: Make) -> None:
    lab = make_lab("agrees")
    lab.out.write_text("a file in the way")
    done = lab.run()
    assert done.returncode == 3
    assert "error: cannot write the run to" in done.stderr
    assert "hint: give a folder you may write with --out DIR" in done.stderr
    assert "Traceback" not in done.stderr
    assert lab.journal.count("driver up") == 0


def test_reports_can_be_derived_again_from_the_log_alone(make_lab: Make, tmp_path: Path) -> None:
    lab = make_lab("agrees", "differs")
    lab.run()

    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in lab.out.iterdir() if path.is_file()}

    before = files()
    for name in before.keys() - {"log.ndjson"}:
        (lab.out / name).unlink()
    assert lab("report", str(lab.out)).returncode == 0
    assert files() == before


def test_allure_results_lie_beside_the_log(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs", "crashes")
    lab.run()
    results = [
        json.loads(path.read_text()) for path in (lab.out / "allure-results").glob("*-result.json")
    ]
    assert sorted(result["status"] for result in results) == ["broken", "failed", "passed"]


@pytest.mark.parametrize("form", ["html", "md", "junit", "sarif", "json"])
def test_one_format_goes_to_standard_output(make_lab: Make, form: str) -> None:
    lab = make_lab("agrees")
    lab.run()
    done = lab("report", str(lab.out), "--format", form)
    assert done.returncode == 0
    assert len(done.stdout) > 200


def test_gate_says_again_whether_a_run_held(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    lab.run()
    done = lab("gate", str(lab.out))
    assert done.returncode == 1
    assert "1 case differs from the reference" in done.stdout
