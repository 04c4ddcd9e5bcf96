"""Running scenarios with a program that is right, wrong, silent or dead; and what is told of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sparity_lab.problems import InfraProblem
from sparity_lab.resilience import report, runner
from sparity_lab.resilience.bench import Measured
from sparity_lab.resilience.injector import Injector
from sparity_lab.resilience.memory import Memory
from sparity_lab.resilience.runner import Result, Runner
from sparity_lab.resilience.scenarios import Scenario, scenarios

PROGRAM = """
import json, sys, time
deed = sys.argv[1]
for line in sys.stdin:
    if deed == "never ready":
        break
    print("ready", flush=True)
    sys.stdin.readline()
    if deed == "silent":
        time.sleep(60)
    if deed == "dead":
        break
    print(deed, flush=True)
    sys.stdin.readline()
"""


def told(**more: Any) -> str:
    return json.dumps({"lost": 0, "doubled": 0, "error": None, "seconds": 0.1, **more})


class Programs:
    """Runs one scenario with a program that does as it is told."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        self.started: list[Runner] = []

    def run(self, deed: str, answer: Any = "rows", long_s: float = 30.0) -> Result:
        made = Runner(Path("python3"), deed, "sc://nowhere", Injector(None), self.log)  # type: ignore[arg-type]
        self.started.append(made)
        first = scenarios()[0]
        scenario = Scenario("s", first.methods, first.make, answer=answer, long_s=long_s)
        return made.run(scenario)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Programs]:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    monkeypatch.setattr(runner, "PROGRAM", program)
    made = Programs(tmp_path)
    yield made
    for one in made.started:
        one.close()


@pytest.mark.parametrize(
    ("line", "answer", "right"),
    [
        (told(), "rows", True),
        (told(), "error", False),
        (told(), "rows or error", True),
        (told(error=["E", None]), "rows or error", True),
        (told(lost=1), "rows or error", False),
        (told(lost=1), "rows", False),
        (told(doubled=1), "rows", False),
        (told(strange=1), "error", False),
        (told(error=["E", None]), "rows", False),
        (told(error=["E", "A.B"]), "error", True),
    ],
)
def test_what_is_right(programs: Programs, line: str, answer: str, right: bool) -> None:
    assert programs.run(line, answer).right is right


def test_no_answer_in_time_is_a_hang(programs: Programs) -> None:
    found = programs.run("silent", "error", long_s=0.5)
    assert found.hung
    assert not found.right


def test_a_program_that_dies_is_never_right(programs: Programs) -> None:
    assert not programs.run("dead", "error").right


def test_a_program_that_does_not_get_ready_is_no_result(programs: Programs) -> None:
    with pytest.raises(InfraProblem, match="does not get ready"):
        programs.run("never ready")


def test_the_report_adds_up(tmp_path: Path) -> None:
    results = (
        Result("a", "rows", 3, seconds=1.0),
        Result("b", "rows", 2, lost=7, doubled=5, seconds=1.0),
        Result("c", "error", 1, error=("E", "A.B"), seconds=1.0),
        Result("d", "rows", 1, error=("E", None), seconds=1.0),
        Result("e", "rows", 0, hung=True),
    )
    moved = Memory("a table", 1024, 90, 130, 5.5)
    report.write(tmp_path, "4.3.0", [Measured("one", results), Measured("two", results)], [moved])
    document = json.loads((tmp_path / "resilience.json").read_text())
    assert document["clients"][0]["totals"] == {
        "scenarios": 5,
        "faults": 7,
        "not struck": 1,
        "rows lost": 7,
        "rows doubled": 5,
        "hangs": 1,
        "errors that are right": 1,
        "errors where rows were due": 1,
    }
    page = (tmp_path / "resilience.md").read_text()
    assert "| a table | 1024 | 90 | 130 | 5.5 |" in page
    assert "| rows lost | 7 | 7 |" in page
    assert "**wrong**: 7 rows lost, 5 doubled, no error (2 faults, 1.0 s)" in page
    assert "**wrong**: no answer in time (0 faults)" in page
    assert "| `E` `A.B` (1 faults, 1.0 s) |" in page
