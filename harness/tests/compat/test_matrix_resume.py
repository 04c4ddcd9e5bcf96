"""`sparity-lab matrix --resume` in a world that was edited: what runs again, and what stays."""

import gzip
import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lab_fakes.roots import record_goldens, write_suite

from sparity_lab.compat import command, keeping, renewal
from sparity_lab.compat.cell import CellReport, read_cell
from sparity_lab.compat.document import document
from sparity_lab.compat.keeping import cell_folder
from sparity_lab.compat.part import together
from sparity_lab.compat.plan import CellKey, MatrixPlan, plan_matrix

if TYPE_CHECKING:
    from conftest import Done, Lab

Make = Callable[..., "Lab"]

CASES = ("agrees", "agrees_too", "differs")
KEY = CellKey("sparity", "4.3.0", "batch-core")
SMALL = ("--client", "sparity", "--client", "pyspark==4.1.1", "--target", "4.3.0")


def matrix(lab: "Lab", *arguments: str) -> "Done":
    return lab("matrix", "--out", str(lab.out), *arguments)


def begun(make_lab: Make, *cases: str) -> "Lab":
    """A lab whose matrix is done."""
    lab = make_lab(*(cases or CASES))
    matrix(lab, *SMALL)
    return lab


def resumed(lab: "Lab") -> tuple[str, list[str]]:
    """What a resumed matrix says of Sparity's cell, and the cases that its clients run."""
    before = len(lab.journal.lines())
    done = matrix(lab, "--resume")
    assert not done.stderr
    told = [line for line in done.stdout.splitlines() if line.startswith(f"{KEY}: ")]
    ran = [line for line in lab.journal.lines()[before:] if line.startswith("run candidate")]
    return "; ".join(told).removeprefix(f"{KEY}: "), [line.rpartition("/")[2] for line in ran]


def whole(lab: "Lab") -> dict[CellKey, CellReport | None]:
    """The cells as a matrix that begins now has them, to compare with."""
    out = lab.out.with_name("whole")
    shutil.rmtree(out, ignore_errors=True)
    lab("matrix", "--out", str(out), *SMALL)
    return cells(out)


def cells(out: Path) -> dict[CellKey, CellReport | None]:
    found = {key: read_cell(cell_folder(out, key)) for key in MatrixPlan.read(out).cells}
    return {key: cell and cell.model_copy(update={"finished": None}) for key, cell in found.items()}


def edit(lab: "Lab", case: str) -> None:
    suite = lab.root / "parity_suites" / "batch_core" / "test_parity_first.py"
    head, found, tail = suite.read_text().partition(f"def {case}(")
    assert found
    suite.write_text(head + found + tail.replace("return 1", "return 3", 1))


def cases_are(lab: "Lab", cases: Iterable[str]) -> None:
    write_suite(lab.root, "first", cases)


def test_nothing_runs_again_where_nothing_changed(make_lab: Make) -> None:
    lab = begun(make_lab)
    assert resumed(lab) == ("", [])


def test_an_edited_case_alone_runs_again(make_lab: Make) -> None:
    lab = begun(make_lab)
    edit(lab, "agrees_too")
    record_goldens(lab.root)
    assert resumed(lab) == ("2 cases kept, 1 to run (1 edited)", ["agrees_too"] * 2)
    assert cells(lab.out) == whole(lab)
    assert resumed(lab) == ("", [])


def test_only_what_a_new_golden_judges_otherwise_runs_again(make_lab: Make) -> None:
    lab = begun(make_lab)
    record_goldens(lab.root, agrees_too=2)
    said = "2 cases kept, 1 to run (1 judged otherwise by today's goldens)"
    assert resumed(lab) == (said, ["agrees_too", "agrees_too"] * 2)
    assert cells(lab.out) == whole(lab)
    assert not matrix(lab, "--resume").stderr


def test_a_golden_that_judges_nothing_here_makes_nothing_run(make_lab: Make) -> None:
    lab = begun(make_lab)
    record_goldens(lab.root, versions=["3.4.4"], agrees=2)
    assert resumed(lab) == ("3 cases kept, 0 to run", [])
    assert cells(lab.out) == whole(lab)


def test_a_removed_case_is_gone_and_an_added_one_runs(make_lab: Make) -> None:
    lab = begun(make_lab)
    cases_are(lab, ["agrees", "differs", "agrees_also"])
    record_goldens(lab.root)
    assert resumed(lab) == ("2 cases kept, 1 to run (1 added), 1 gone", ["agrees_also"] * 2)
    assert cells(lab.out) == whole(lab)
    cases_are(lab, ["agrees", "agrees_also"])
    assert resumed(lab) == ("2 cases kept, 0 to run, 1 gone", [])
    assert cells(lab.out) == whole(lab)


def test_another_range_of_a_case_makes_it_run_again(make_lab: Make) -> None:
    lab = begun(make_lab)
    suite = lab.root / "parity_suites" / "batch_core" / "test_parity_first.py"
    suite.write_text(suite.read_text().replace("test_agrees_too", 'test_agrees_too", since="3.5'))
    record_goldens(lab.root)
    assert resumed(lab) == ("2 cases kept, 1 to run (1 edited)", ["agrees_too"] * 2)


def test_what_could_not_be_judged_runs_again_with_the_rest(make_lab: Make) -> None:
    lab = begun(make_lab, "agrees", "crashes")
    assert resumed(lab) == ("", [])
    edit(lab, "agrees")
    record_goldens(lab.root)
    said, ran = resumed(lab)
    assert said == "0 cases kept, 2 to run (1 edited, 1 not judged)"
    assert sorted(set(ran)) == ["agrees", "crashes"]


def test_a_flaky_case_stays_what_it_was_found_to_be(make_lab: Make) -> None:
    lab = begun(make_lab, "agrees", "flips")
    edit(lab, "agrees")
    record_goldens(lab.root)
    assert resumed(lab) == ("1 cases kept, 1 to run (1 edited)", ["agrees"] * 2)
    cell = document(together([lab.out])).cell(*KEY)
    assert cell is not None
    assert cell.counts["flaky"] == 1


def test_tables_that_excuse_are_taken_in_without_a_run(make_lab: Make) -> None:
    lab = begun(make_lab)
    edit(lab, "agrees")
    record_goldens(lab.root)
    quarantine = lab.root / "matrix" / "quarantine.toml"
    quarantine.write_text(
        '[[quarantine]]\nname = "q"\nreason = "known to come and to go"\nowner = "me"\n'
        'issue = "none"\nexpires = 2099-01-01\ncases = ["*"]\nsince = 2026-01-01\nseen = "1 of 4"\n'
    )
    assert resumed(lab) == ("2 cases kept, 1 to run (1 edited)", ["agrees"] * 2)


def test_a_half_run_cell_goes_on_with_what_holds(make_lab: Make) -> None:
    lab = begun(make_lab)
    folder = cell_folder(lab.out, KEY)
    lines = gzip.decompress((folder / "log.ndjson.gz").read_bytes()).splitlines(keepends=True)
    cases = [line for line in lines if b'"type":"case"' in line]
    for path in folder.iterdir():
        path.unlink()
    (folder / "log.ndjson").write_bytes(lines[0] + b"".join(cases[:2]) + cases[2][:30])
    edit(lab, "agrees")
    record_goldens(lab.root)
    said, ran = resumed(lab)
    assert said == "1 cases kept, 2 to run (1 edited, 1 not run yet)"
    assert set(ran) == {"agrees", "differs"}
    assert cells(lab.out) == whole(lab)


class Killed(BaseException):
    """The end of a process, as far as its folders can tell."""


@pytest.mark.parametrize("step", range(1, 7))
def test_a_kill_between_two_steps_changes_nothing(
    make_lab: Make, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    lab = begun(make_lab)
    cases_are(lab, ["agrees", "differs", "agrees_also"])
    record_goldens(lab.root, differs=2)
    steps = [0]

    def stopping(function: Callable[..., object]) -> Callable[..., object]:
        def until(*arguments: object, **named: object) -> object:
            steps[0] += 1
            if steps[0] > step:
                raise Killed
            return function(*arguments, **named)

        return until

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", stopping(Path.replace))
        patched.setattr(Path, "unlink", stopping(Path.unlink))
        patched.setattr(renewal, "replace_log", stopping(keeping.replace_log))
        with pytest.raises(Killed):
            matrix(lab, "--resume")
    found = document(together([lab.out]))
    assert not found.complete, "a cell of other cases passed for one of today's"
    resumed(lab)
    assert cells(lab.out) == whole(lab)


def test_another_build_of_the_client_runs_again_as_a_whole(
    make_lab: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = begun(make_lab)
    monkeypatch.setenv("FAKE_CLIENT_DIGEST", "c2")
    said, ran = resumed(lab)
    assert said == "sparity changed since, so all of its cases run again"
    assert set(ran) == set(CASES), "and no case of a published client"
    assert len(ran) == len(CASES) + 1
    assert document(together([lab.out])).complete


@pytest.mark.parametrize("finished", [True, False])
def test_another_server_makes_a_cell_run_again_that_is_not_finished(
    make_lab: Make, monkeypatch: pytest.MonkeyPatch, finished: bool
) -> None:
    lab = begun(make_lab)
    if not finished:
        edit(lab, "agrees")
        record_goldens(lab.root)
    monkeypatch.setenv("FAKE_SERVER_DIGEST", "s2")
    said, ran = resumed(lab)
    if finished:
        assert (said, ran) == ("", [])
    else:
        assert "2 cases kept" in said
        assert said.endswith("server changed since, so all of its cases run again")
        assert set(ran) == set(CASES)


def test_a_plan_as_older_labs_wrote_it_is_taken_up(make_lab: Make) -> None:
    lab = begun(make_lab)
    plan = json.loads((lab.out / "plan.json").read_text())
    names = ["schema", "keyword", "goldens", "clients", "targets", "profiles", "cells"]
    assert list(plan) == names, "what is there must stay readable"
    assert plan["schema"] == "sparity-lab/matrix-plan/1"
    record_goldens(lab.root, agrees=2)
    cells_before = cells(lab.out)
    plan["goldens"] = "of another time"
    (lab.out / "plan.json").write_text(json.dumps(plan))
    said, _ = resumed(lab)
    assert said == "2 cases kept, 1 to run (1 judged otherwise by today's goldens)"
    assert cells(lab.out) != cells_before


def test_what_is_edited_while_it_runs_does_not_pass_for_what_was_planned(
    make_lab: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = make_lab(*CASES)

    def planned_and_then_edited(*arguments: Any) -> MatrixPlan:
        plan = plan_matrix(*arguments)
        record_goldens(lab.root, agrees_too=2)
        return plan

    with monkeypatch.context() as patched:
        patched.setattr(command, "plan_matrix", planned_and_then_edited)
        done = matrix(lab, *SMALL)
    assert done.returncode == 2
    assert "goldens recorded while the matrix ran" in done.stderr
    assert "--resume" in done.stderr
    said, ran = resumed(lab)
    assert said == "3 cases kept, 0 to run"
    assert len(ran) == len([*CASES, "agrees_too again", "differs again"]), "the other cell's"
    assert cells(lab.out) == whole(lab)


def test_matrices_of_other_cases_are_not_put_together_until_both_are_resumed(
    make_lab: Make,
) -> None:
    lab = begun(make_lab)
    edit(lab, "agrees")
    record_goldens(lab.root)
    other = lab.out.with_name("other")
    lab("matrix", "--out", str(other), "--client", "sparity", "--target", "3.5.9")
    parts = ("--from", str(lab.out), "--from", str(other))
    done = lab("matrix", *parts)
    assert done.returncode == 2
    assert "cases of batch-core were added, edited or removed since" in done.stderr
    assert "--resume" in done.stderr
    resumed(lab)
    assert not lab("matrix", *parts).stderr
