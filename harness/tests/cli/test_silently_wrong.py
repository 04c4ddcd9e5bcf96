"""What a case that is newer than its server answers is seen by gate and repro, if it is wrong."""

import json
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from lab_fakes.exemptions import waiver_lines
from lab_fakes.roots import NEW_IN_4, record_goldens

if TYPE_CHECKING:
    from conftest import Lab

Make = Callable[..., "Lab"]

CASE = "batch-core/test_parity_first/answers_too_early"


@pytest.fixture
def lab(make_lab: Make) -> "Lab":
    made = make_lab(*NEW_IN_4)
    record_goldens(made.root, lacking=NEW_IN_4)
    return made


def run(lab: "Lab", *arguments: str) -> "tuple[int, str]":
    done = lab("run", "--target", "3.5.9", "--no-cache", "--out", str(lab.out), *arguments)
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout


def test_it_fails_the_gate_and_what_answers_as_promised_does_not(lab: "Lab") -> None:
    code, said = run(lab, "--oracle", "golden")
    assert code == 1
    assert f"divergent {CASE} (3.5.9) value: result.value: expected 1, got 2" in said
    found = {record.case.rsplit("/", 1)[1]: record for record in lab.log().records}
    wrong, right = found["answers_too_early"], found["is_new_in_4"]
    assert (wrong.verdict, wrong.attribution) == ("divergent", "candidate")
    assert wrong.reason.endswith("silently wrong, result.value: expected 1, got 2")
    assert (right.verdict, right.silent) == ("unsupported", None)
    assert lab("gate", str(lab.out)).returncode == 1
    assert "<failure" in (lab.out / "junit.xml").read_text()


def test_its_command_shows_the_difference_and_does_not_exit_with_0(lab: "Lab") -> None:
    run(lab, "--oracle", "golden")
    text = (lab.out / "report.md").read_text()
    command = text[text.index("sparity-lab repro") :].split("`")[0]
    done = lab(*shlex.split(command)[1:])
    assert done.returncode == 1, done.stdout + done.stderr
    assert "expected 1, got 2" in done.stdout
    assert "silently wrong" in done.stdout


def test_the_command_of_a_matrix_finding_does_so_too(lab: "Lab") -> None:
    matrix = ("matrix", "--client", "sparity", "--target", "3.5.9", "--out", str(lab.out))
    published = lab.out.with_name("published")
    assert lab(*matrix, "--publish", str(published)).returncode == 1
    document = json.loads((published / "matrix.json").read_text())
    [cell] = document["cells"]
    assert (cell["counts"]["silent"], cell["counts"]["equal"]) == (1, 1)
    [finding] = cell["silent"]
    assert finding["case"] == CASE
    done = lab(*shlex.split(finding["repro"])[1:])
    assert done.returncode == 1
    assert finding["difference"] in done.stdout


def test_a_waiver_excuses_it_as_any_other_divergence(lab: "Lab") -> None:
    run(lab, "--oracle", "golden")
    (lab.root / "matrix" / "waivers.toml").write_text(waiver_lines(CASE))
    assert lab("waivers", "update", str(lab.out), "--write").returncode == 0
    assert lab("waivers", "check", str(lab.out)).returncode == 0
    lab.out = lab.out.with_name("again")
    code, said = run(lab, "--oracle", "golden")
    assert (code, lab.log().counts()["waived"]) == (0, 1), said


def test_where_nothing_is_recorded_nobody_can_tell(make_lab: Make) -> None:
    lab = make_lab("answers_too_early")
    record_goldens(lab.root, ["3.5.9"], lacking=NEW_IN_4)
    assert run(lab, "--oracle", "golden")[0] == 0
    assert [record.verdict for record in lab.log().records] == ["unsupported"]


def test_it_is_not_taken_over_by_a_later_run(lab: "Lab") -> None:
    lab.env["FAKE_SERVER_DIGEST"] = "s1"
    run_again = ("run", "--target", "3.5.9", "--oracle", "golden")
    assert lab(*run_again, "--out", str(lab.out)).returncode == 1
    lab.out = lab.out.with_name("again")
    assert lab(*run_again, "--out", str(lab.out)).returncode == 1
    taken = {r.case.rsplit("/", 1)[1]: bool(r.taken_from) for r in lab.log().records}
    assert taken == {"is_new_in_4": True, "answers_too_early": False}
