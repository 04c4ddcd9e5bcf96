"""Running scenarios with a program that is right, wrong, silent or dead."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sparity_lab.problems import InfraProblem
from sparity_lab.resilience import runner
from sparity_lab.resilience.injector import Injector
from sparity_lab.resilience.rules import EVERY
from sparity_lab.resilience.runner import Result, Runner
from sparity_lab.resilience.scenarios import Scenario, scenarios

PROGRAM = """
import json, os, sys, time
deed = sys.argv[1]
for line in sys.stdin:
    if deed == "never ready":
        sys.exit("why I am not")
    if os.path.exists("spoilt"):
        os.remove("spoilt")
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
    return json.dumps(
        {
            "lost": 0,
            "doubled": 0,
            "never_there": 0,
            "error": None,
            "strange": False,
            "seconds": 0.1,
            **more,
        }
    )


class Struck(Injector):
    """Has struck so many times, it says."""

    def __init__(self, faults: int) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        self.faults = faults

    def disarm(self) -> int:
        return self.faults


class Programs:
    """Runs one scenario with a program that does as it is told."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        self.started: list[Runner] = []

    def run(
        self,
        deed: str,
        answer: Any = "rows",
        long_s: float = 30.0,
        faults: int = 1,
        times: int = 1,
    ) -> Result:
        made = Runner(Path("python3"), [deed], Struck(faults), self.log)
        self.started.append(made)
        first = scenarios()[0]
        scenario = Scenario(
            "s", first.methods, first.make, times=times, answer=answer, long_s=long_s
        )
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
        (told(never_there=1), "rows or error", False),
        (told(error=["E", None]), "rows", False),
        (told(error=["E", "A.B"]), "error", True),
        (told(error=["KeyError", None], strange=True), "error", False),
    ],
)
def test_what_is_right(programs: Programs, line: str, answer: str, right: bool) -> None:
    assert programs.run(line, answer).verdict == ("right" if right else "wrong")


@pytest.mark.parametrize(
    ("faults", "times", "line", "answer", "verdict"),
    [
        (0, 1, told(), "rows", "not struck"),
        (0, 1, told(), "error", "not struck"),
        (0, EVERY, told(), "rows or error", "not struck"),
        (2, 3, told(), "rows", "not struck"),
        (0, 1, told(error=["E", None]), "error", "not struck"),
        (1, EVERY, told(), "rows", "right"),
        (3, 3, told(), "rows", "right"),
        (0, 1, told(error=["E", None]), "rows", "wrong"),
        (0, 1, told(lost=1), "rows or error", "wrong"),
    ],
)
def test_a_fault_that_did_not_happen_proves_nothing(
    programs: Programs, faults: int, times: int, line: str, answer: str, verdict: str
) -> None:
    assert programs.run(line, answer, faults=faults, times=times).verdict == verdict


def test_no_answer_in_time_is_a_hang(programs: Programs) -> None:
    found = programs.run("silent", "error", long_s=0.5)
    assert found.hung
    assert found.verdict == "wrong"


def test_a_program_that_dies_is_never_right(programs: Programs) -> None:
    assert programs.run("dead", "error").verdict == "wrong"


def test_a_program_that_does_not_get_ready_is_no_result(programs: Programs) -> None:
    with pytest.raises(InfraProblem, match="does not get ready") as caught:
        programs.run("never ready")
    assert caught.value.causes[-1] == "why I am not"


def test_a_program_that_an_earlier_fault_has_spoilt_is_started_again(
    programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spoilt").touch()
    assert programs.run(told()).verdict == "right"
