"""Servers that the lab did not start: who judges them, by which Spark, and which cases they run."""

import json
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from lab_fakes.roots import record_goldens

if TYPE_CHECKING:
    from conftest import Lab

Make = Callable[..., "Lab"]

VENDOR = "sc://spark.example:15002"
FIRST = "batch-core/test_parity_first"


@pytest.fixture
def lab(make_lab: Make) -> "Lab":
    made = make_lab("agrees", "the_server_errs")
    record_goldens(made.root)
    return made


def summary(lab: "Lab") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((lab.out / "summary.json").read_text())
    return found


def run(lab: "Lab", *arguments: str, target: str = VENDOR) -> int:
    done = lab("run", "--target", target, "--out", str(lab.out), *arguments)
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode


@pytest.mark.parametrize("workers", ["0", "1"])
def test_goldens_judge_it_and_nothing_runs_beside_the_candidate(lab: "Lab", workers: str) -> None:
    assert run(lab, "--client", "pyspark==4.1.1", "-n", workers) == 1
    assert [record.verdict for record in lab.log().records] == ["equal", "divergent"]
    assert summary(lab)["oracle"] == lab.log().header.oracle == "golden"
    assert lab.journal.count("driver up reference") == 0


def test_with_an_oracle_that_was_asked_for_it_is_its_own_witness(lab: "Lab") -> None:
    assert run(lab, "--oracle", "live") == 0
    assert summary(lab)["oracle"] == "live"
    assert lab.journal.count("driver up reference") == 1


def test_beside_it_a_server_of_the_lab_is_judged_live(lab: "Lab") -> None:
    assert run(lab, "--target", "4.3.0") == 1
    assert [leg.oracle for leg in lab.log().header.legs] == ["golden", "live"]
    assert lab.log().header.oracle == "live"


def test_the_command_beside_a_case_judges_as_the_run_did(lab: "Lab") -> None:
    run(lab, "-k", "the_server_errs", "--spark", "4.1")
    text = (lab.out / "report.md").read_text()
    command = text[text.index("sparity-lab repro") :].split("`")[0]
    assert command == (
        f"sparity-lab repro {FIRST}/the_server_errs --target {VENDOR} --client sparity "
        "--oracle golden --spark 4.1.1"
    )
    lab.env["FAKE_SERVED"] = "0.9-vendor"
    done = lab(*shlex.split(command)[1:])
    assert done.returncode == 1, done.stdout + done.stderr
    assert "expected 1, got 2" in done.stdout
    assert "PySpark 4.1.1" in done.stdout


def test_a_server_of_unknown_version_is_judged_by_the_spark_that_is_said(lab: "Lab") -> None:
    lab.env["FAKE_SERVED"] = "0.9-vendor"
    refused = lab("run", "--target", VENDOR, "--out", str(lab.out))
    assert refused.returncode == 2
    assert "serves Spark 0.9-vendor, for which there is no reference" in refused.stderr
    assert "say whose PySpark and goldens judge it, with --spark" in refused.stderr
    lab.out = lab.out.with_name("again")
    assert run(lab, "--spark", "4.1") == 1
    leg = lab.log().header.legs[0]
    assert (leg.reference, leg.reference_version) == ("pyspark==4.1.1", "4.1.1")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--target", VENDOR, "--spark", "9.9"], "unknown version '9.9'"),
        (["--target", "4.1.1", "--spark", "4.1"], "a Spark version belongs to a server elsewhere"),
        (["--target", "sc://nowhere:port"], "'nowhere:port' is not a host and port"),
    ],
)
def test_wrong_usage_is_told(lab: "Lab", arguments: list[str], said: str) -> None:
    done = lab("run", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


# --- files ---------------------------------------------------------------------------------------


@pytest.fixture
def files(make_lab: Make) -> "Lab":
    made = make_lab("agrees", "writes_a_file")
    record_goldens(made.root)
    return made


def ran(lab: "Lab") -> list[str]:
    return [record.case.rsplit("/", 1)[1] for record in lab.log().records]


@pytest.mark.parametrize("workers", ["0", "1"])
def test_what_needs_files_that_it_cannot_reach_is_left_out_and_counted(
    files: "Lab", workers: str
) -> None:
    done = files("run", "--target", VENDOR, "--out", str(files.out), "-n", workers)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ran(files) == ["agrees"]
    note = f"note: left out for sparity on {VENDOR}, batch-core: 1 case, for they need files"
    assert note in done.stdout
    assert "judged for what was asked only" not in done.stdout
    found = summary(files)
    assert (found["cases"], found["left_out"], found["whole"]) == (1, 1, False)
    [(reason, number)] = found["legs"][0]["left_out"].items()
    assert "client and server both reach" in reason
    assert number == 1
    assert "left out for sparity" in (files.out / "report.md").read_text()


@pytest.mark.parametrize(
    ("target", "options", "cases"),
    [
        (VENDOR, ["--shared-files"], ["agrees", "writes_a_file"]),
        ("sc://localhost:15002", [], ["agrees", "writes_a_file"]),
        ("sc://127.0.0.1", [], ["agrees", "writes_a_file"]),
        ("sc://localhost:15002", ["--no-shared-files"], ["agrees"]),
        ("4.3.0", ["--no-shared-files"], ["agrees", "writes_a_file"]),
    ],
)
def test_a_server_that_sees_the_folders_of_this_machine_runs_all(
    files: "Lab", target: str, options: list[str], cases: list[str]
) -> None:
    assert run(files, *options, target=target) == 0
    assert ran(files) == cases


def test_a_case_that_is_named_runs_wherever_it_is(files: "Lab") -> None:
    done = files("repro", f"{FIRST}/writes_a_file", "--target", VENDOR)
    assert done.returncode == 0, done.stderr


def test_a_frozen_case_that_is_gone_is_missed_all_the_same(files: "Lab") -> None:
    assert files("manifests").returncode == 0
    suite = files.root / "parity_suites" / "batch_core" / "test_parity_first.py"
    suite.write_text(suite.read_text().replace("def agrees(", "def renamed("))
    record_goldens(files.root)
    done = files("run", "--target", VENDOR, "--out", str(files.out))
    assert done.returncode == 1
    assert f"1 case vanished, yet the manifest has: {FIRST}/agrees" in done.stdout


def test_a_resumed_run_leaves_out_the_same(make_lab: Make) -> None:
    lab = make_lab("agrees", "kills_server_once", "writes_a_file")
    record_goldens(lab.root)
    assert run(lab) == 3
    assert run(lab, "--resume", "--shared-files") == 2, "that would be another run"
    assert run(lab, "--resume") == 0
    assert ran(lab) == ["agrees", "kills_server_once"]
