"""Runs and matrices that are killed again and again end as unbroken ones: real processes, SIGKILL.

A failure is brought back, as far as the clock allows, by `KILL_SEED=…`, which is printed.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab_fakes.killing import Killer
from lab_fakes.roots import record_goldens

from sparity_lab.compat.cell import CellReport, read_cell
from sparity_lab.compat.keeping import cell_folder
from sparity_lab.compat.plan import MatrixPlan
from sparity_lab.runlog import LOG_NAME, RunLog

if TYPE_CHECKING:
    from conftest import Lab

Make = Callable[..., "Lab"]

KILLS = 20
TIMELESS = {"duration_s": 0.0, "spans": {}}
MANY = [f"agrees_{number}" for number in range(40)]
MATRIX = ("--client", "sparity", "--client", "pyspark==4.1.1", "--target", "3.5.9")
TARGETS = ("--target", "4.3.0", "--target", "4.1.1")


def a_killer(lab: "Lab") -> Killer:
    return Killer(lab, lambda number: lab.root.parent / f"life-{number}")


# --- a run ---------------------------------------------------------------------------------------


def test_a_run_killed_at_any_moment_ends_as_an_unbroken_one(make_lab: Make) -> None:
    lab = make_lab(*MANY, "differs", "flips", "crashes", "lacking")
    killer = a_killer(lab)
    whole = lab.root.parent / "whole"
    killer.unbroken(whole, "run", "--out", str(whole), *TARGETS)
    expected = told_of_run(whole)
    assert expected["gate"] == "fail"
    while killer.kills < KILLS:
        run_to_the_end(lab, killer)
        assert told_of_run(killer.folder) == expected
        killer.next_life()


def run_to_the_end(lab: "Lab", killer: Killer) -> None:
    """A run of one life; what was killed while it wrote its reports is not run again."""
    out = killer.folder
    code = None
    while code is None:
        begun = ["--resume"] if has_header(out) else []
        code = killer.run("run", "--out", str(out), *TARGETS, *begun)
        if code is None and has_header(out) and RunLog.read(out).is_complete:
            refused = lab("run", "--out", str(out), *TARGETS, "--resume")
            assert refused.returncode == 2
            assert f"sparity-lab report {out}" in refused.stderr
            assert lab("report", str(out)).returncode == 0
            code = lab("gate", str(out)).returncode
    assert code == 1


def has_header(out: Path) -> bool:
    log = out / LOG_NAME
    return log.exists() and b"\n" in log.read_bytes()


def told_of_run(out: Path) -> dict[str, Any]:
    """All that a run says but for times and its name."""
    log = RunLog.read(out)
    assert log.footer is not None
    summary = json.loads((out / "summary.json").read_text())
    assert summary["counts"] == log.footer.counts
    assert (out / "index.html").stat().st_size
    return {
        "records": [one.model_copy(update=TIMELESS) for one in log.records],
        "gate": log.footer.gate,
        "reasons": log.footer.reasons,
        "components": summary["components"],
        "attributions": summary["attributions"],
    }


# --- a matrix ------------------------------------------------------------------------------------


def test_a_matrix_killed_at_any_moment_and_edited_ends_as_an_unbroken_one(make_lab: Make) -> None:
    lab = make_lab(*MANY, "agrees", "loses_a_new_field", "is_new_in_4")
    record_goldens(lab.root)
    killer = a_killer(lab)
    whole = lab.root.parent / "whole"
    killer.unbroken(whole, *matrix(whole))
    while killer.kills == 0:
        matrix_to_the_end(killer, lambda: edit_a_case(lab.root))
    edited = lab.root.parent / "edited"
    assert lab(*matrix(edited)).returncode == 0
    expected = told_of_matrix(edited)
    assert told_of_matrix(killer.folder) == expected
    assert told_of_matrix(whole) != expected
    while killer.kills < KILLS:
        killer.next_life()
        matrix_to_the_end(killer)
        assert told_of_matrix(killer.folder) == expected


def matrix(out: Path) -> list[str]:
    return ["matrix", "--out", str(out), "--publish", str(out / "published"), *MATRIX]


def matrix_to_the_end(killer: Killer, killed_first: Callable[[], None] = lambda: None) -> None:
    """A matrix of one life; something may be done after its first kill."""
    code, before = None, killer.kills
    while code is None:
        begun = ["--resume"] if (killer.folder / "plan.json").exists() else []
        code = killer.run(*matrix(killer.folder), *begun)
        if code is None and killer.kills == before + 1:
            killed_first()
    assert code == 0


def told_of_matrix(out: Path) -> list[CellReport]:
    """All that a matrix says but for times."""
    published = json.loads((out / "published" / "matrix.json").read_text())
    reports = [read_cell(cell_folder(out, key)) for key in MatrixPlan.read(out).cells]
    found = [one.model_copy(update={"finished": None}) for one in reports if one is not None]
    assert [cell["cases"] for cell in published["cells"]] == [one.cases for one in found]
    return found


def edit_a_case(root: Path) -> None:
    suite = root / "parity_suites" / "batch_core" / "test_parity_first.py"
    suite.write_text(suite.read_text().replace("return 1", "return 3", 1))
    record_goldens(root)
