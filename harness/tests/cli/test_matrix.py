"""A matrix killed and resumed, and edited meanwhile, ends as an unbroken one: real processes."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lab_fakes.roots import record_goldens

from sparity_lab.compat.cell import read_cell
from sparity_lab.compat.keeping import cell_folder
from sparity_lab.compat.plan import MatrixPlan

if TYPE_CHECKING:
    from conftest import Lab

Make = Callable[..., "Lab"]

CASES = ("agrees", "loses_a_new_field", "is_new_in_4")
SMALL = ("--client", "sparity", "--client", "pyspark==4.1.1", "--target", "3.5.9")
KILLS = 20


def test_a_matrix_killed_at_any_moment_ends_as_an_unbroken_one(make_lab: Make) -> None:
    many = [f"agrees_{number}" for number in range(150)]
    lab = make_lab(*many, *CASES)
    record_goldens(lab.root)
    chance = random.Random(20)
    arguments = ["matrix", "--out", str(lab.out), *SMALL]
    killed = 0
    for turn in range(KILLS):
        if turn == KILLS // 2:
            _edit_a_case(lab.root)
        process = subprocess.Popen(
            lab.command(*arguments, *(["--resume"] if _planned(lab.out) else [])),
            cwd=lab.root,
            env=lab.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _wait_for_more(lab, process, chance.randint(1, 6))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
    assert killed == KILLS, "the matrix was done before it had been killed often enough"
    again = ["--resume"] if _planned(lab.out) else []
    done = lab(*arguments, *again)
    assert done.returncode == 0, done.stderr
    whole = lab.out.with_name("whole")
    assert lab("matrix", "--out", str(whole), *SMALL).returncode == 0
    for key in MatrixPlan.read(whole).cells:
        one, other = (read_cell(cell_folder(folder, key)) for folder in (whole, lab.out))
        assert one is not None
        assert other is not None
        assert one.model_copy(update={"finished": other.finished}) == other


def _edit_a_case(root: Path) -> None:
    suite = root / "parity_suites" / "batch_core" / "test_parity_first.py"
    suite.write_text(suite.read_text().replace("return 1", "return 3", 1))
    record_goldens(root)


def _planned(out: Path) -> bool:
    return (out / "plan.json").exists()


def _wait_for_more(lab: "Lab", process: "subprocess.Popen[bytes]", lines: int) -> None:
    """Until the fakes have written so many lines more: a moment that no clock chooses."""
    goal = len(lab.journal.lines()) + lines
    deadline = time.monotonic() + 300
    while len(lab.journal.lines()) < goal and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
