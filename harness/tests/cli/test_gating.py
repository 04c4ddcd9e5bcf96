"""The whole way: a run is waived, frozen, mixed up, guarded and claimed, and says so.

The commands run in this process, because each of these ways takes many of them.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lab_fakes.exemptions import quarantine_lines, waiver_lines
from lab_fakes.roots import write_suite
from lab_fakes.workshop import FakeWorkshop

from sparity_lab import cli
from sparity_lab.problems import LabError
from sparity_lab.report.gate import gate_of, notes_of
from sparity_lab.running import RunOptions, run
from sparity_lab.watching import Silent

if TYPE_CHECKING:
    from conftest import Lab

Make = Callable[..., "Lab"]
FIRST = "batch-core/test_parity_first"


def again(lab: "Lab", name: str, **options: object) -> int:
    """A run into a folder of its own; its exit code."""
    lab.out = lab.out.with_name(name)
    asked = RunOptions(targets=("4.3.0",), out=lab.out, root=lab.root, **options)  # type: ignore[arg-type]
    return run(asked, Silent(), lambda plan, progress: FakeWorkshop(lab.journal.path))


def command(lab: "Lab", *arguments: str) -> int:
    return cli.invoke([*arguments, "--root", str(lab.root)])


def why(lab: "Lab") -> str:
    return "; ".join(gate_of(lab.log()).reasons)


def test_a_divergence_is_waived_in_three_commands_and_no_other_one(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    table = lab.root / "matrix" / "waivers.toml"
    table.write_text(waiver_lines(f"{FIRST}/differs"))
    assert again(lab, "first") == 1
    assert "has no signature yet" in why(lab)
    assert command(lab, "waivers", "update", str(lab.out)) == 1
    assert command(lab, "waivers", "update", str(lab.out), "--write") == 0
    assert command(lab, "waivers", "check", str(lab.out)) == 0
    assert again(lab, "second") == 0
    assert lab.log().counts()["waived"] == 1
    table.write_text(table.read_text().replace("2099-01-01", "2020-01-01"))
    assert command(lab, "waivers", "check", str(lab.out)) == 1
    assert again(lab, "third") == 1
    assert "has expired on 2020-01-01" in why(lab)


def test_a_flaky_case_in_quarantine_does_not_fail_the_run(make_lab: Make) -> None:
    lab = make_lab("agrees", "flips")
    assert again(lab, "before", reruns=2) == 1
    table = lab.root / "matrix" / "quarantine.toml"
    table.write_text(quarantine_lines(f"{FIRST}/flips"))
    assert again(lab, "after", reruns=2) == 0
    assert f"1 case flaky in quarantine: {FIRST}/flips" in notes_of(lab.log())
    (record,) = [one for one in lab.log().records if one.verdict == "flaky"]
    assert record.attempts is not None
    assert record.attempts.k_of_n == "1 of 3"


def test_a_pass_that_is_skipped_now_fails_the_run(make_lab: Make) -> None:
    lab = make_lab("agrees", "lacking")
    file = write_suite(lab.root, "first", ["agrees", "lacking"])
    skipped = file.read_text()
    file.write_text(skipped.replace(', until="4.0"', ""))
    assert command(lab, "manifests") == 0
    file.write_text(skipped)
    assert again(lab, "skips") == 1
    assert f"1 case unsupported against the manifest: {FIRST}/lacking on 4.3.0" in why(lab)
    assert command(lab, "manifests", "--check") == 1
    assert command(lab, "manifests") == 0
    assert again(lab, "agreed") == 0


def test_a_vanished_case_fails_the_run_but_not_one_that_did_not_ask_for_it(make_lab: Make) -> None:
    lab = make_lab("agrees", "other")
    assert command(lab, "manifests") == 0
    write_suite(lab.root, "first", ["agrees"])
    assert again(lab, "lost") == 1
    assert why(lab) == f"1 case vanished, yet the manifest has: {FIRST}/other"
    assert again(lab, "part", keyword="agrees") == 0
    assert command(lab, "manifests") == 0
    assert again(lab, "whole") == 0


def ran(lab: "Lab") -> list[str]:
    return [line.split()[-1] for line in lab.journal.lines() if line.startswith("run candidate")]


def test_a_random_order_is_told_and_comes_back_with_its_seed(make_lab: Make) -> None:
    lab = make_lab(*(f"case_{number}" for number in range(12)))
    assert again(lab, "chosen", order="random") == 0
    seed = lab.log().header.seed
    first = ran(lab)
    assert any(f"--order random --seed {seed}" in note for note in notes_of(lab.log()))
    assert first == lab.log().header.legs[0].expected
    assert first != [f"{FIRST}/case_{number}" for number in range(12)]
    assert again(lab, "repeated", order="random", seed=seed) == 0
    assert ran(lab) == first * 2
    assert json.loads((lab.out / "summary.json").read_text())["seed"] == seed


def test_workers_keep_to_the_order_of_the_seed(make_lab: Make) -> None:
    lab = make_lab(*(f"case_{number}" for number in range(6)))
    done = lab.run("--order", "random", "--seed", "5", "-n", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "--order random --seed 5" in done.stdout
    assert ran(lab) == lab.log().header.legs[0].expected


def test_a_resumed_run_keeps_its_seed(make_lab: Make) -> None:
    lab = make_lab("agrees", "kills_server_once", *(f"case_{number}" for number in range(6)))
    with pytest.raises(LabError, match="died during"):
        again(lab, "out", order="random")
    seed = lab.log().header.seed
    assert again(lab, "out", order="random", resume=True) == 0
    assert len(lab.log().records) == 8
    assert lab.log().header.seed == seed


def test_a_case_that_leaves_a_table_is_named_and_fails_the_run(make_lab: Make) -> None:
    lab = make_lab("agrees", "leaks", "other")
    assert again(lab, "out") == 1
    assert why(lab) == f"{FIRST}/leaks left table default.leaked on 4.3.0"
    assert lab.log().counts()["equal"] == 3
    found = json.loads((lab.out / "summary.json").read_text())["guard"]
    assert (found["cases"], [one["how"] for one in found["leaks"]]) == (3, ["rerun"])


def test_the_guard_looks_in_runs_that_leave_nothing_too(make_lab: Make) -> None:
    lab = make_lab("agrees", "other")
    assert again(lab, "out") == 0
    assert lab.journal.count("look reference") == 2


def test_a_claim_is_looked_up_by_name_and_written_where_asked(
    make_lab: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab = make_lab("agrees")
    (lab.root / "matrix" / "claims.toml").write_text(
        '[[claims]]\nname = "mine"\nclient = "sparity"\nprofile = "batch-core"\n'
        'targets = ["4.3.0"]\n'
    )
    assert command(lab, "gate", "mine") == 1
    assert "cannot be told" in capsys.readouterr().out
    again(lab, "claimed")
    files = {name: tmp_path / "made" / name for name in ("badge", "signoff")}
    options = [f"--{name}={path}" for name, path in files.items()]
    named = ["--run", str(lab.out), "--allow-other-tree"]
    assert command(lab, "gate", "mine", *named, *options) == 0
    assert json.loads(files["badge"].read_text())["message"] == "holds on 4.3.0"
    assert "Signed off by:" in files["signoff"].read_text()
    assert command(lab, "gate", str(lab.out), *options) == 2
    assert "--badge belongs to a claim" in capsys.readouterr().err
    assert command(lab, "gate", "yours") == 2
    assert "neither the folder of a run nor a claim" in capsys.readouterr().err
