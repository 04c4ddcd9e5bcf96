"""Programs run in turn in processes of their own, undisturbed by the shell that starts them."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.measure import ROOM, Laboratory, Side
from benchmarks.programs import Renewed
from benchmarks.worker import address_for, measured

# Stands in for the interpreter of an environment, and so for the worker.
WORKER = """\
import json, os, sys, time
module, client, program, address, size = sys.argv[2:]
journal = {journal!r}
def note(text):
    with open(journal, "a") as lines:
        lines.write(text + "\\n")
note("variables " + " ".join(name for name in os.environ if name.startswith(("PYTHON", "SPARK"))))
if program == "broken":
    sys.exit("no such program")
print("a profiler says something", flush=True)
print(json.dumps({{"ready": True, "base_mb": 9.0}}), flush=True)
for line in sys.stdin:
    note(client + " " + line.strip())
    if program == "endless":
        time.sleep(600)
    wall = 0.05 if client == "sparity" else 1.0
    told = {{"wall": wall, "client": wall, "rpcs": {{}}, "peak_mb": 10.0}}
    print(json.dumps(told), flush=True)
note(client + " ended")
"""


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def pythons(tmp_path: Path, journal: Path) -> dict[str, Path]:
    worker, python = tmp_path / "worker.py", tmp_path / "python"
    worker.write_text(WORKER.format(journal=str(journal)))
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{worker}" "$@"\n')
    python.chmod(0o755)
    return {"sparity": python, "pyspark": python}


SIDES = [Side("sparity", "p", 1.0), Side("pyspark", "p", 1.0)]


def test_sides_take_turns_and_the_first_samples_do_not_count(pythons, journal):
    ours, other = Laboratory(pythons, "sc://x").in_turn(SIDES, 3)
    assert (len(ours), len(other)) == (3, 3)
    runs = [line for line in journal.read_text().splitlines() if " run " in line]
    # After one run of each, the quicker one tells how many make a sample of either.
    assert runs == ["sparity run 1", "pyspark run 1"] + ["sparity run 8", "pyspark run 8"] * 4
    assert {sample["times"] for sample in ours + other} == {8}


def test_who_only_stands_beside_them_does_not_decide_how_long_they_run(pythons):
    beside = Side("sparity", "p", 0.1)
    slow = [Side("pyspark", "p", 1.0), Side("pyspark", "p", 4.0)]
    assert Laboratory(pythons, "sc://x").in_turn([*slow, beside], 1)[2][0]["times"] == 1


def test_programs_end_in_order_so_that_they_can_give_back_what_the_server_keeps(pythons, journal):
    Laboratory(pythons, "sc://x").in_turn(SIDES, 1)
    assert set(journal.read_text().splitlines()[-2:]) == {"sparity ended", "pyspark ended"}


def test_the_servers_time_is_that_of_one_run(pythons):
    seconds = iter(range(0, 1000, 8))
    laboratory = Laboratory(pythons, "sc://x", lambda: float(next(seconds)))
    ours, _ = laboratory.in_turn(SIDES, 1)
    assert ours[0]["server"] == 8 / 8


def test_the_shell_changes_nothing(pythons, journal, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("SPARK_HOME", "/elsewhere")
    Laboratory(pythons, "sc://x").in_turn(SIDES, 1)
    assert "variables \n" in journal.read_text()


def test_a_program_that_cannot_run_is_named(pythons):
    with pytest.raises(RuntimeError, match="pyspark could not run broken"):
        Laboratory(pythons, "sc://x").in_turn([Side("pyspark", "broken", 1.0)], 1)


def test_programs_do_not_wait_for_a_server_that_has_gone(pythons):
    looks = iter([True, False, False, False, False])
    laboratory = Laboratory(pythons, "sc://x", server_alive=lambda: next(looks))
    started = time.monotonic()
    with pytest.raises(RuntimeError, match="the server has ended"):
        laboratory.in_turn([Side("sparity", "endless", 1.0)], 1)
    assert time.monotonic() - started < 30


def test_a_start_is_measured_with_bytecode_and_says_so(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    laboratory = Laboratory({"sparity": Path(sys.executable)}, "sc://localhost")
    assert laboratory.uncompiled("sparity") == 0
    ((sample,),) = laboratory.in_turn([Side("sparity", "start", 1.0)], 1)
    assert 0 < sample["client"] <= 2 * sample["wall"] + 1
    assert sample["times"] == 1


def test_the_peak_of_a_program_is_not_that_of_who_started_it():
    told = "import benchmarks.memory as m; print(m.peak_megabytes())"
    parent = (
        "import subprocess, sys; large = bytearray(300 << 20); large[::4096] = large[::4096];"
        f"subprocess.run([sys.executable, '-c', {told!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", parent], cwd=ROOM, capture_output=True, text=True, check=True
    )
    assert 3 < float(json.loads(done.stdout)) < 100


@pytest.mark.parametrize(
    ("client", "program", "size", "limit"),
    [
        ("sparity", "union", 1.0, "/;max_plan_depth=4016"),
        ("sparity", "union", 4.0, "/;max_plan_depth=16016"),
        ("sparity", "with_column", 1.0, ""),
        ("sparity", "with_column", 4.0, "/;max_plan_depth=3216"),
        ("sparity", "select", 4.0, ""),
        ("pyspark", "union", 4.0, ""),
    ],
)
def test_a_plan_that_is_too_deep_for_servers_is_let_through(client, program, size, limit):
    assert address_for(client, program, size, "sc://x") == f"sc://x{limit}"


def test_what_is_renewed_before_a_run_is_no_part_of_it():
    run = Renewed(iter(["first", "second"]), lambda data: data.upper())
    run.renew()
    assert run() == "FIRST"
    run.renew()
    assert run() == "SECOND"
    assert measured(run)[0] >= 0
