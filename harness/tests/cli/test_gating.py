"""The whole way: a run is waived, frozen, mixed up, claimed, and says so by its exit code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lab_fakes.exemptions import quarantine_lines, waiver_lines
from lab_fakes.roots import write_suite

if TYPE_CHECKING:
    from conftest import Lab

Make = Callable[..., "Lab"]
DIFFERS = "batch-core/test_parity_first/differs"


def again(lab: "Lab", name: str, *arguments: str) -> "tuple[int, str]":
    lab.out = lab.out.with_name(name)
    done = lab.run(*arguments)
    return done.returncode, done.stdout + done.stderr


def test_a_divergence_is_waived_in_three_commands_and_no_other_one(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs")
    table = lab.root / "matrix" / "waivers.toml"
    table.write_text(waiver_lines(DIFFERS))
    code, said = again(lab, "first")
    assert code == 1
    assert "has no signature yet" in said
    assert lab("waivers", "update", str(lab.out)).returncode == 1
    assert lab("waivers", "update", str(lab.out), "--write").returncode == 0
    assert lab("waivers", "check", str(lab.out)).returncode == 0
    code, said = again(lab, "second")
    assert code == 0, said
    assert lab.log().counts()["waived"] == 1
    assert "gate: pass" in said
    table.write_text(table.read_text().replace("2099-01-01", "2020-01-01"))
    code, said = again(lab, "third")
    assert code == 1
    assert "has expired on 2020-01-01" in said


def test_a_flaky_case_in_quarantine_does_not_fail_the_run(make_lab: Make) -> None:
    lab = make_lab("agrees", "flips")
    table = lab.root / "matrix" / "quarantine.toml"
    table.write_text(quarantine_lines("batch-core/test_parity_first/flips"))
    code, said = again(lab, "out", "--reruns", "2")
    assert code == 0, said
    assert "1 case flaky in quarantine" in said
    (record,) = [one for one in lab.log().records if one.verdict == "flaky"]
    assert record.attempts is not None
    assert record.attempts.k_of_n == "1 of 3"


def test_a_vanished_case_and_a_pass_that_is_skipped_now_fail_the_run(make_lab: Make) -> None:
    lab = make_lab("agrees", "lacking")
    file = write_suite(lab.root, "first", ["agrees", "lacking"])
    text = file.read_text()
    file.write_text(text.replace(', until="4.0"', ""))
    assert lab("manifests").returncode == 0
    file.write_text(text)
    code, said = again(lab, "skips")
    assert code == 1
    assert "unsupported against the manifest: batch-core/test_parity_first/lacking" in said
    assert lab("manifests", "--check").returncode == 1
    write_suite(lab.root, "first", ["agrees"])
    code, said = again(lab, "lost")
    assert code == 1
    assert "vanished, yet the manifest has: batch-core/test_parity_first/lacking" in said
    code, said = again(lab, "part", "-k", "agrees")
    assert code == 0, "who asks for one case is told of that one only"
    assert lab("manifests").returncode == 0
    assert lab("manifests", "--check").returncode == 0
    assert again(lab, "whole")[0] == 0


@pytest.mark.parametrize("more", [[], ["-n", "1"]])
def test_a_random_order_is_told_and_comes_back_with_its_seed(
    make_lab: Make, more: list[str]
) -> None:
    lab = make_lab(*(f"case_{number}" for number in range(12)))
    code, said = again(lab, "chosen", "--order", "random", *more)
    assert code == 0, said
    seed = lab.log().header.seed
    assert f"--order random --seed {seed}" in said
    ran = [line for line in lab.journal.lines() if line.startswith("run candidate")]
    expected = [f"run candidate {case}" for case in lab.log().header.legs[0].expected]
    assert ran == expected
    assert ran != sorted(ran, key=lambda line: int(line.rpartition("_")[2]))
    assert again(lab, "repeated", "--order", "random", "--seed", str(seed), *more)[0] == 0
    assert lab.log().header.legs[0].expected == [line.split()[-1] for line in ran]
    assert json.loads((lab.out / "summary.json").read_text())["seed"] == seed


def test_a_resumed_run_keeps_its_seed(make_lab: Make) -> None:
    lab = make_lab("agrees", "kills_server_once", *(f"case_{number}" for number in range(6)))
    assert again(lab, "out", "--order", "random")[0] == 3
    assert again(lab, "out", "--order", "random", "--resume")[0] == 0
    assert len(lab.log().records) == 8


def test_a_case_that_leaves_a_table_is_named_and_fails_the_run(make_lab: Make) -> None:
    lab = make_lab("agrees", "leaks", "other")
    code, said = again(lab, "out")
    assert code == 1
    assert "batch-core/test_parity_first/leaks left table default.leaked on 4.3.0" in said
    assert lab.log().counts()["equal"] == 3
    (seen,) = json.loads((lab.out / "summary.json").read_text())["guard"]["leaks"]
    assert (seen["case"], seen["how"]) == ("batch-core/test_parity_first/leaks", "rerun")


def test_a_claim_is_looked_up_by_name_and_written_where_asked(
    make_lab: Make, tmp_path: Path
) -> None:
    lab = make_lab("agrees")
    (lab.root / "matrix" / "claims.toml").write_text(
        '[[claims]]\nname = "mine"\nclient = "sparity"\nprofile = "batch-core"\n'
        'targets = ["4.3.0"]\n'
    )
    done = lab("gate", "mine")
    assert done.returncode == 1
    assert "cannot be told" in done.stdout
    assert lab("run", "--target", "4.3.0").returncode == 0
    files = {name: tmp_path / "made" / name for name in ("badge", "signoff")}
    options = [f"--{name}={path}" for name, path in files.items()]
    done = lab("gate", "mine", "--allow-other-tree", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(files["badge"].read_text())["message"] == "holds on 4.3.0"
    assert "Signed off by:" in files["signoff"].read_text()
    done = lab("gate", "reports/latest", *options)
    assert done.returncode == 2
    assert "--badge belongs to a claim" in done.stderr
    done = lab("gate", "yours")
    assert done.returncode == 2
    assert "neither the folder of a run nor a claim" in done.stderr
