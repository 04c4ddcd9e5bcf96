"""`pytest parity_suites --target T`: items, verdicts as pytest results, log, resume, xdist."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Repo

Make = Callable[..., "Repo"]

ALL = ["agrees", "twice", "differs", "flips", "crashes", "lacking"]


def verdicts(repo: "Repo") -> dict[str, str]:
    return {record.case.rsplit("/", 1)[1]: record.verdict for record in repo.log().records}


def test_verdicts_become_pass_fail_and_skip(make_repo: Make) -> None:
    repo = make_repo(first=ALL)
    done = repo.parity("-rs")
    assert done.returncode == 1, done.stdout
    assert "3 passed" in done.stdout
    assert "3 failed" in done.stdout
    assert "1 skipped" in done.stdout
    assert "3.4 to 4.0" in done.stdout
    assert verdicts(repo) == {
        "agrees": "equal",
        "twice[one]": "equal",
        "twice[two]": "equal",
        "differs": "divergent",
        "flips": "flaky",
        "crashes": "infra",
        "lacking": "unsupported",
    }


def test_a_failure_shows_the_difference_and_the_command_to_repeat_it(make_repo: Make) -> None:
    done = make_repo(first=["differs"]).parity()
    assert "expected 1" in done.stdout
    assert "sparity-lab repro batch-core/test_parity_first/differs --target 4.3.0" in done.stdout


def test_a_run_that_holds_exits_0_with_a_complete_log_and_all_reports(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "lacking"], second=["agrees"])
    done = repo.parity()
    assert done.returncode == 0, done.stdout
    assert repo.log().is_complete
    assert {path.name for path in repo.out.iterdir()} == {
        "log.ndjson",
        "summary.json",
        "index.html",
        "details",
        "junit.xml",
        "report.md",
        "report.sarif",
    }
    summary = json.loads((repo.out / "summary.json").read_text())
    assert summary["gate"] == "pass"
    assert summary["cases"] == 3


def test_cases_run_in_the_order_of_the_file(make_repo: Make) -> None:
    repo = make_repo(first=["zebra", "agrees", "monkey"])
    repo.parity()
    ran = [line.rsplit("/", 1)[1] for line in repo.journal.lines() if "run candidate" in line]
    assert ran == ["zebra", "agrees", "monkey"]


def test_the_server_is_started_once_and_everything_is_stopped(make_repo: Make) -> None:
    repo = make_repo(first=["agrees"], second=["agrees", "differs"])
    repo.parity()
    assert repo.journal.count("server up") == repo.journal.count("server down") == 1
    assert repo.journal.count("driver up") == repo.journal.count("driver down") == 2


def test_k_selects_by_case_id_and_the_log_expects_only_those(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "differs", "other"])
    assert repo.parity("-k", "first and not differs").returncode == 0
    assert verdicts(repo) == {"agrees": "equal", "other": "equal"}
    assert len(repo.log().header.legs[0].expected) == 2


def test_a_case_can_be_named_by_its_node_id(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "differs"])
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "parity_suites/batch_core/test_parity_first.py::agrees",
            "--target=4.3.0",
            f"--out={repo.out}",
        ],
        cwd=repo.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert verdicts(repo) == {"agrees": "equal"}


def test_listing_cases_starts_nothing_and_writes_nothing(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "twice"])
    done = repo.parity("--collect-only", "-q")
    assert "test_parity_first.py::agrees" in done.stdout
    assert "test_parity_first.py::twice[two]" in done.stdout
    assert repo.journal.lines() == []
    assert not repo.out.exists()


def test_several_targets_make_several_items_a_case(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "differs"])
    done = repo.parity("--target=3.5.9")
    assert "2 passed" in done.stdout
    assert "2 failed" in done.stdout
    assert [leg.target for leg in repo.log().header.legs] == ["4.3.0", "3.5.9"]
    servers = [line.split()[1:3] for line in repo.journal.lines() if line.startswith("server")]
    assert servers == [["up", "4.3.0"], ["down", "4.3.0"], ["up", "3.5.9"], ["down", "3.5.9"]]


def test_with_xdist_each_target_has_one_worker_and_one_server(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "other", "differs"], second=["agrees"])
    done = repo.parity("--target=3.5.9", "-n", "2")
    assert done.returncode == 1, done.stdout
    assert len(repo.log().records) == 8
    assert repo.log().counts()["divergent"] == 2
    ups = [line.split()[2:] for line in repo.journal.lines() if line.startswith("server up")]
    assert sorted(target for target, _ in ups) == ["3.5.9", "4.3.0"]
    assert len({pid for _, pid in ups}) == 2
    assert repo.journal.count("server down") == 2
    assert repo.journal.count("driver down") == repo.journal.count("driver up") == 4


def test_with_xdist_and_one_target_the_result_is_the_same(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "lacking"])
    done = repo.parity("-n", "2")
    assert done.returncode == 0, done.stdout
    assert verdicts(repo) == {"agrees": "equal", "lacking": "unsupported"}


def test_a_worker_that_dies_leaves_its_case_missing_never_passed(make_repo: Make) -> None:
    # No client goes ahead of a case that makes tables, so it is not lost with the worker.
    repo = make_repo(first=["makes_a_table", "kills_worker", "other"])
    done = repo.parity("-n", "1")
    assert done.returncode == 1, done.stdout
    assert verdicts(repo) == {"makes_a_table": "equal", "other": "equal"}, done.stdout
    assert repo.log().counts()["missing"] == 1


def test_a_dead_server_ends_the_leg_with_exit_3_and_a_log_to_resume(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "kills_server_once", "other"])
    done = repo.parity()
    assert done.returncode == 3, done.stdout
    assert "died during batch-core/test_parity_first/kills_server_once" in done.stdout
    assert "--resume" in done.stdout
    assert not repo.log().is_complete
    assert verdicts(repo) == {"agrees": "equal"}

    again = repo.parity("--resume")
    assert again.returncode == 0, again.stdout
    assert repo.log().is_complete
    assert len(repo.log().records) == 3
    agreed = "run candidate batch-core/test_parity_first/agrees"
    assert repo.journal.count(agreed) == 1, "a case that was done ran again"


def test_a_dead_server_of_one_target_leaves_the_others_running(make_repo: Make) -> None:
    repo = make_repo(first=["kills_server_once", "agrees"])
    done = repo.parity("--target=3.5.9")
    assert done.returncode == 3, done.stdout
    assert {record.target for record in repo.log().records} == {"3.5.9"}
    assert not repo.log().is_complete


def test_resume_works_with_xdist_too(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "kills_server_once", "other"])
    assert repo.parity("-n", "1").returncode == 3
    again = repo.parity("-n", "1", "--resume")
    assert again.returncode == 0, again.stdout
    assert repo.journal.count("run candidate batch-core/test_parity_first/agrees") == 1


def test_resume_with_another_client_build_is_refused(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "kills_server_once"])
    repo.parity()
    again = repo.parity("--resume", FAKE_CLIENT_DIGEST="c2")
    assert again.returncode == 2, again.stdout
    assert "cannot be resumed" in again.stdout + again.stderr
    assert "client changed since" in again.stdout + again.stderr


def test_an_edited_case_cannot_be_resumed(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "kills_server_once"])
    repo.parity()
    file = repo.root / "parity_suites" / "batch_core" / "test_parity_first.py"
    file.write_text(file.read_text().replace("return 1", "return 1 + 0"))
    again = repo.parity("--resume")
    assert again.returncode == 2
    assert "case edited since" in again.stdout + again.stderr


def test_a_server_that_does_not_start_is_infrastructure(make_repo: Make) -> None:
    repo = make_repo(first=["agrees", "other"])
    (repo.root / "no-server").touch()
    done = repo.parity()
    assert done.returncode == 3
    assert "the server does not start" in done.stdout
    assert not repo.log().is_complete


def test_unknown_names_are_one_line_and_exit_2(make_repo: Make) -> None:
    repo = make_repo(first=["agrees"])
    done = repo.pytest("--target", "4.3.1")
    assert done.returncode == 2
    assert "unknown target '4.3.1'" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_without_a_target_the_plugin_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_parity_ordinary.py").write_text("def test_it():\n    assert True\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(tmp_path), f"--rootdir={tmp_path}"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_the_plugin_is_cheap_to_import() -> None:
    script = (
        "import sys, pytest; before = set(sys.modules)\n"
        "import sparity_lab.pytest_plugin\n"
        "new = {m.split('.')[0] for m in set(sys.modules) - before}\n"
        "assert new <= {'sparity_lab'}, new\n"
        "heavy = {'pydantic', 'grpc', 'rich', 'jinja2'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
