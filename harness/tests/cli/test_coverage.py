"""`sparity-lab coverage`: tables, formats, exit codes, and what a run keeps of it."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from lab_fakes.upstream import REASONS, write_upstream

from sparity_lab.coverage.document import Coverage
from sparity_lab.schemas import schema_of

if TYPE_CHECKING:
    from conftest import Lab

Make = Callable[..., "Lab"]


@pytest.fixture
def lab(make_lab: Make) -> "Lab":
    made = make_lab("agrees", "differs", "twice")
    write_upstream(made.root)
    return made


def document(lab: "Lab", *arguments: str) -> dict[str, Any]:
    done = lab("coverage", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(found, schema_of(Coverage))
    return found


def test_without_a_run_it_tells_what_is_mirrored_and_what_not_yet(lab: "Lab") -> None:
    done = lab("coverage")
    assert done.returncode == 0, done.stderr
    assert "3 of the 6 upstream tests that need no Python worker" in done.stdout
    assert "50.0 %" in done.stdout
    assert "dataframe: test_drop" in done.stdout
    assert "connect_plan: test_observations" in done.stdout
    assert "and 1 suites with 2 tests, of which none counts" in done.stdout
    assert "equal in the run" not in done.stdout
    assert lab.journal.lines() == [], "coverage needs no server"


def test_with_a_run_it_tells_how_much_of_that_is_equal(lab: "Lab") -> None:
    lab.run()
    done = lab("coverage", str(lab.out))
    assert done.returncode == 0, done.stderr
    assert "equal in the run" in done.stdout
    said = "sparity on 4.3.0, batch-core: of 3 mirrored tests, 2 have all their cases equal"
    assert f"{said} (1 divergent)" in done.stdout


def test_the_document_has_a_section_of_upstream_tests(lab: "Lab") -> None:
    lab.run("-k", "agrees")
    found = document(lab, str(lab.out))
    assert found["schema"] == "sparity-lab/coverage/1"
    assert found["run_id"] == lab.log().header.run_id
    upstream = found["upstream"]
    assert (upstream["mirrored"], upstream["equal"], upstream["percent"]) == (3, 1, 50.0)
    assert upstream["legs"][0]["counts"]["unselected"] == 2
    assert document(lab)["run_id"] is None


def test_markdown_lists_what_is_not_yet_and_why_not(lab: "Lab") -> None:
    shown = lab("coverage", "--format", "md").stdout
    assert "| dataframe | 4 | 3 | 1 | 0 |" in shown
    assert "- dataframe: `test_drop`" in shown
    assert "- arrow\\_map, python\\_worker: The suite is about functions in Python." in shown


def test_too_little_coverage_is_exit_1(lab: "Lab") -> None:
    assert lab("coverage", "--fail-under", "50").returncode == 0
    done = lab("coverage", "--fail-under", "50.1")
    assert done.returncode == 1
    assert "50.0 % of the upstream tests that count are mirrored, less than 50.1 %" in done.stderr


@pytest.mark.parametrize("format_", [(), ("--format", "json"), ("--format", "md")])
def test_names_that_do_not_exist_upstream_are_exit_1_in_every_format(
    make_lab: Make, format_: tuple[str, ...]
) -> None:
    lab = make_lab("agrees", "drops")
    write_upstream(lab.root)
    done = lab("coverage", *format_)
    assert done.returncode == 1
    assert "mirrors dataframe.test_drops, which is no upstream test" in done.stderr


def test_a_reason_that_is_no_longer_true_is_exit_1(lab: "Lab") -> None:
    write_upstream(lab.root, REASONS.replace('"connect_plan"]', '"connect_plan", "dataframe"]'))
    done = lab("coverage")
    assert done.returncode == 1
    assert "not_mirrored.toml: dataframe.test_agrees is mirrored after all" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--profile", "batch"], "unknown profile 'batch'"),
        (["--fail-under", "900"], "900"),
        (["--format", "html"], "'html' is not one of"),
        (["no-such-run"], "there is no run in"),
    ],
)
def test_wrong_usage_is_exit_2(lab: "Lab", arguments: list[str], said: str) -> None:
    done = lab("coverage", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_repository_without_the_list_is_exit_2(lab: "Lab") -> None:
    (lab.root / "matrix" / "upstream_tests.json").unlink()
    done = lab("coverage")
    assert done.returncode == 2
    assert "cannot read matrix/upstream_tests.json" in done.stderr


def test_a_run_keeps_the_coverage_of_its_day(lab: "Lab") -> None:
    lab.run("-k", "agrees")
    summary = json.loads((lab.out / "summary.json").read_text())
    assert (summary["upstream"]["mirrored"], summary["upstream"]["equal"]) == (3, 1)
    write_upstream(lab.root, suites={"test_other.py": ["test_x"]}, reasons="")
    lab("report", str(lab.out))
    assert json.loads((lab.out / "summary.json").read_text()) == summary


def test_a_run_without_the_list_has_no_coverage(lab: "Lab") -> None:
    (lab.root / "matrix" / "upstream_tests.json").unlink()
    assert lab.run("-k", "agrees").returncode == 0
    assert json.loads((lab.out / "summary.json").read_text())["upstream"] is None
    assert "Upstream coverage" not in (lab.out / "index.html").read_text()
