"""The other commands: repro, golden, diff, servers, help; and what they say to bad input."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sparity_lab import cli

if TYPE_CHECKING:
    from conftest import Lab

Make = Callable[..., "Lab"]

COMMANDS = [
    "run",
    "repro",
    "report",
    "coverage",
    "gate",
    "manifests",
    "waivers check",
    "waivers update",
    "diff",
    "bisect",
    "minimise",
    "golden record",
    "golden check",
    "resilience",
    "proxy",
    "servers up",
    "servers down",
    "servers status",
    "servers logs",
    "surface",
    "doctor",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.invoke([*command.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Examples:" in shown
    assert f"sparity-lab {command}" in shown


def test_help_names_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    cli.invoke(["--help"])
    assert "0 the gate holds, 1 it does not, 2" in capsys.readouterr().out


# --- repro ---------------------------------------------------------------------------------------


def test_repro_shows_why_a_case_differs_and_exits_1(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    done = lab("repro", "batch-core/test_parity_first/differs", "--target", "4.3.0")
    assert done.returncode == 1, done.stderr
    assert "divergent" in done.stdout
    assert "expected 1, got 2" in done.stdout
    assert "dataframe.test_differs" in done.stdout
    assert "requests ExecutePlan 1" in done.stdout
    assert lab.journal.count("run") == 8, "other cases ran too"


def test_repro_of_an_equal_case_exits_0_and_leaves_nothing(make_lab: Make) -> None:
    lab = make_lab("agrees")
    done = lab("repro", "batch-core/test_parity_first/agrees", "--target", "4.3.0")
    assert done.returncode == 0
    assert "both outcomes, the same to the letter" in done.stdout
    assert lab.journal.count("server down") == 1
    assert lab.journal.count("driver down") == 2
    assert not (lab.root / "reports").exists()


def test_repro_saves_a_run_when_asked(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    case = "batch-core/test_parity_first/differs"
    done = lab("repro", case, "--target", "4.3.0", "--out", str(lab.out))
    assert done.returncode == 1
    assert lab.log().is_complete
    assert [record.case for record in lab.log().records] == [case]
    assert (lab.out / "index.html").exists()


def test_a_capsule_is_written_and_replayed(make_lab: Make, tmp_path: Path) -> None:
    lab = make_lab("agrees", "differs")
    for case, code in (("agrees", 0), ("differs", 1)):
        file = tmp_path / f"{case}.zip"
        wanted = f"batch-core/test_parity_first/{case}"
        done = lab("repro", wanted, "--target", "4.3.0", "--save", str(file))
        assert done.returncode == code, done.stderr
        assert f"replay it with: sparity-lab repro --replay {file}" in done.stdout
        replayed = lab("repro", "--replay", str(file))
        assert replayed.returncode == code, replayed.stderr
        assert wanted in replayed.stdout
    assert lab.journal.count("server up") == 2, "the replay started a server"


def test_a_case_that_was_not_judged_gives_no_capsule(make_lab: Make, tmp_path: Path) -> None:
    lab = make_lab("crashes")
    file = tmp_path / "case.zip"
    case = "batch-core/test_parity_first/crashes"
    done = lab("repro", case, "--target", "4.3.0", "--save", str(file))
    assert done.returncode == 3
    assert "there is no capsule: the case was not judged" in done.stderr
    assert not file.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name a case, or a capsule with --replay FILE."),
        (["a/b/c", "--replay", "x.zip"], "--replay goes without CASE_ID."),
        (
            ["--replay", "x.zip", "--target", "4.3.0", "--keep-server"],
            "--replay goes without --keep-server, --target.",
        ),
        (["--replay", "none.zip"], "there is no capsule none.zip"),
        (["a/b/c", "--save", "."], "--save names the file of the capsule"),
    ],
)
def test_what_does_not_go_together_is_said(make_lab: Make, arguments: list[str], said: str) -> None:
    done = make_lab("agrees")("repro", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_repro_keeps_the_server_on_request_and_says_how_to_end_it(make_lab: Make) -> None:
    lab = make_lab("agrees")
    case = "batch-core/test_parity_first/agrees"
    done = lab("repro", case, "--target", "4.3.0", "--keep-server")
    assert "is up at sc://standing:1" in done.stdout
    assert "sparity-lab servers down 4.3.0" in done.stdout


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("nonsense", "'nonsense' is not a case id"),
        ("batch-core/test_parity_first/agree", "did you mean batch-core/test_parity_first/agrees"),
        ("no-such/test_parity_first/agrees", "unknown profile 'no-such'"),
    ],
)
def test_repro_of_an_unknown_case_says_what_was_meant(make_lab: Make, case: str, said: str) -> None:
    done = make_lab("agrees")("repro", case)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


# --- golden --------------------------------------------------------------------------------------


def test_goldens_come_from_the_reference_and_recording_again_changes_no_byte(
    make_lab: Make,
) -> None:
    lab = make_lab("agrees", "differs", "lacking")
    done = lab("golden", "record", "--target", "4.3.0", "--target", "4.1.1", "-n", "2")
    assert done.returncode == 0, done.stderr
    assert "6 outcomes, 6 new or changed" in done.stdout
    assert lab.journal.count("run candidate") == 0
    file = lab.root / "golden" / "batch-core" / "test_parity_first.json"
    before = file.read_bytes()
    again = lab("golden", "record", "--target", "4.3.0", "--target", "4.1.1")
    assert "6 outcomes, 0 new or changed" in again.stdout
    assert file.read_bytes() == before


def test_golden_check_finds_what_is_missing_stale_or_edited(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    assert lab("golden", "check", "--target", "4.3.0", "--offline").returncode == 1
    lab("golden", "record", "--target", "4.3.0")
    assert lab("golden", "check", "--target", "4.3.0").returncode == 0
    assert lab("golden", "check", "--target", "4.3.0", "--offline").returncode == 0
    file = lab.root / "golden" / "batch-core" / "test_parity_first.json"
    file.write_text(file.read_text().replace('"value": 1', '"value": 5', 1))
    done = lab("golden", "check", "--target", "4.3.0")
    assert done.returncode == 1
    assert "agrees 4.3.0: stale" in done.stdout


def test_goldens_of_cases_that_are_gone_are_pruned(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    lab("golden", "record", "--target", "4.3.0")
    suite = lab.root / "parity_suites" / "batch_core" / "test_parity_first.py"
    suite.write_text(suite.read_text().split("\n\n@case")[0] + "\n\n" + _only(suite, "agrees"))
    done = lab("golden", "record", "--target", "4.3.0")
    assert "pruned batch-core/test_parity_first/differs" in done.stdout


def _only(suite: os.PathLike[str], name: str) -> str:
    with open(suite) as stream:  # noqa: PTH123
        blocks = stream.read().split("\n\n")
    return next(block for block in blocks if f"def {name}(" in block) + "\n"


def test_recording_what_is_missing_runs_no_other_case(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    lab("golden", "record", "--target", "4.3.0", "-k", "agrees")
    done = lab("golden", "record", "--target", "4.3.0", "--missing")
    assert "recorded batch-core/test_parity_first/differs 4.3.0" in done.stdout
    assert "1 outcomes, 1 new or changed" in done.stdout
    assert "pruned" not in done.stdout
    assert "0 outcomes" in lab("golden", "record", "--target", "4.3.0", "--missing").stdout


def test_what_is_not_spark_gives_no_goldens(make_lab: Make) -> None:
    done = make_lab("agrees")("golden", "record", "--target", "sail")
    assert done.returncode == 2
    assert "sail is no real Spark" in done.stderr


def test_a_broken_golden_file_is_one_line_with_its_name(make_lab: Make) -> None:
    lab = make_lab("agrees")
    file = lab.root / "golden" / "batch-core" / "test_parity_first.json"
    file.parent.mkdir(parents=True)
    file.write_text("{ not json")
    done = lab("golden", "check", "--target", "4.3.0", "--offline")
    assert done.returncode == 2
    assert "test_parity_first.json" in done.stderr
    assert "Traceback" not in done.stderr


# --- diff ----------------------------------------------------------------------------------------


def test_diff_of_a_run_with_itself_holds_though_a_case_fails(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    lab.run()
    done = lab("diff", str(lab.out), str(lab.out))
    assert done.returncode == 0
    assert done.stdout == "2 unchanged; no failure was added\n"


def test_diff_names_what_became_worse(make_lab: Make) -> None:
    lab = make_lab("agrees", "flips")
    lab.run()
    later = lab.out.with_name("later")
    suite = lab.root / "parity_suites" / "batch_core" / "test_parity_first.py"
    suite.write_text(suite.read_text().replace("def agrees(", "def crashes("))
    lab("run", "--target", "4.3.0", "--out", str(later))
    done = lab("diff", str(lab.out), str(later))
    assert done.returncode == 1
    assert "added failure (1)" in done.stdout
    assert "absent → infra" in done.stdout
    assert "equal → absent" in done.stdout


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--target", "4.1.2"], "unknown target '4.1.2'"),
        (["--client", "spraity"], "did you mean 'sparity'"),
        (["--client", "pyspark==9.9.9"], "unknown version of pyspark '9.9.9'"),
        (["--profile", "batch"], "unknown profile 'batch'"),
        (["-k", "nothing_fits"], "no case fits -k 'nothing_fits'"),
        (["-k", "(agrees"], "a parenthesis is not closed"),
        (["--oracle", "crystal"], "'crystal' is not one of"),
        (["-n", "many"], "'many' is not a valid integer"),
        (["--nonsense"], "No such option"),
        (["--root", "/"], "is not a repository with a matrix/targets.toml"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_exit_2(
    make_lab: Make, arguments: list[str], said: str
) -> None:
    lab = make_lab("agrees")
    done = lab("run", *arguments)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert lab.journal.lines() == []
    assert not (lab.root / "reports").exists()


def test_broken_toml_is_one_line_with_file_and_line(make_lab: Make) -> None:
    lab = make_lab("agrees")
    table = lab.root / "matrix" / "targets.toml"
    table.write_text(table.read_text() + "\n[targets.broken\n")
    done = lab.run()
    assert done.returncode == 2
    assert "matrix/targets.toml is not TOML" in done.stderr
    assert "line" in done.stderr


def test_a_broken_suite_is_one_line_with_file_and_line(make_lab: Make) -> None:
    lab = make_lab("agrees")
    suite = lab.root / "parity_suites" / "batch_core" / "test_parity_first.py"
    suite.write_text(suite.read_text() + "\ndef broken(:\n")
    done = lab.run()
    assert done.returncode == 2
    assert "test_parity_first.py:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def web_port() -> Iterator[int]:
    """A port that answers, but not as Spark Connect."""
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def real_command(lab: "Lab", *arguments: str) -> tuple[int, str]:
    """The command without fakes, for what happens before anything is started."""
    lab.env.pop("PYTHONPATH")
    entry = [sys.executable, "-c", "from sparity_lab.cli import main; main()"]
    lab.command = lambda *args: [*entry, *args]  # type: ignore[method-assign]
    (lab.root / "parity_suites" / "conftest.py").unlink()
    done = lab(*arguments)
    return done.returncode, done.stderr


def test_an_address_that_nobody_answers_is_exit_3(make_lab: Make) -> None:
    code, said = real_command(make_lab("agrees"), "run", "--target", "sc://127.0.0.1:1")
    assert code == 3
    assert "no Spark Connect server answers at sc://127.0.0.1:1" in said
    assert "hint:" in said
    assert "Traceback" not in said


def test_a_port_that_is_not_spark_is_exit_3(make_lab: Make, web_port: int) -> None:
    address = f"sc://127.0.0.1:{web_port}"
    code, said = real_command(make_lab("agrees"), "run", "--target", address)
    assert code == 3
    assert f"no Spark Connect server answers at {address}" in said
    assert "Traceback" not in said


def test_servers_that_are_not_up_are_told_so(make_lab: Make) -> None:
    lab = make_lab("agrees")
    assert lab("servers", "status").stdout == "no server is up\n"
    assert lab("servers", "down", "4.1.1").stdout == "no server of 4.1.1 was up\n"
    assert lab("servers", "down").returncode == 2
    done = lab("servers", "logs", "4.1.1")
    assert done.returncode == 2
    assert "no server of 4.1.1 is up" in done.stderr


@pytest.mark.parametrize("command", ["report", "gate"])
def test_a_folder_that_is_no_run_is_exit_2(make_lab: Make, command: str) -> None:
    lab = make_lab("agrees")
    done = lab(command, str(lab.root))
    assert done.returncode == 2
    assert "there is no run in" in done.stderr


def test_the_package_itself_is_the_command() -> None:
    unknown = [sys.executable, "-m", "sparity_lab", "run", "--target", "9.9.9"]
    ended = subprocess.run(unknown, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert "9.9.9" in ended.stderr
