"""Runs scenarios with one client's program; whatever takes too long is a hang, and its end."""

import json
import queue
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sparity_lab.problems import InfraProblem
from sparity_lab.resilience.injector import Injector
from sparity_lab.resilience.scenarios import Answer, Scenario

PROGRAM = Path(__file__).with_name("program.py")
_START_S = 300.0
_LAST_WORDS = 10

Verdict = Literal["right", "wrong", "not struck"]


@dataclass(frozen=True)
class Result:
    """What became of one scenario with one client.

    Args:
        scenario: its name.
        answer: the right one, as the scenario has it.
        faults: how many happened.
        lost: rows that are missing in a result that was given for whole.
        doubled: rows that came more than once in such a result.
        hung: whether there was no answer in time.
        error: class and condition of the error that was told, if one was.
        strange: whether that error is of no kind that PySpark documents.
        seconds: how long it took.
        least: how many faults it takes for what the scenario says to have happened.
    """

    scenario: str
    answer: Answer
    faults: int
    lost: int = 0
    doubled: int = 0
    hung: bool = False
    error: tuple[str, str | None] | None = None
    strange: bool = False
    seconds: float | None = None
    least: int = 1

    @property
    def verdict(self) -> Verdict:
        """Whether the client did what it should; nobody knows where nothing was broken."""
        right = ("rows" if self.error is None else "error") in self.answer
        if self.hung or self.lost or self.doubled or self.strange:
            return "wrong"
        # Where rows were due, an error is wrong however little was broken.
        if self.error is not None and not right:
            return "wrong"
        if self.faults < self.least:
            return "not struck"
        return "right" if right else "wrong"

    @property
    def became(self) -> str:
        """What came of it, in words, where it was no error."""
        if self.hung:
            return "no answer in time"
        if self.lost or self.doubled:
            return f"{self.lost} rows lost, {self.doubled} doubled, no error"
        return "all rows"


class Runner:
    """One client's program, started again when it hangs.

    Args:
        python: the interpreter of its environment.
        arguments: what the program is told at its start.
        injector: makes them.
        log: takes what the program writes to stderr.
    """

    def __init__(
        self,
        python: Path,
        arguments: Sequence[str],
        injector: Injector,
        log: Path,
    ) -> None:
        self._command = [str(python), str(PROGRAM), *arguments]
        self._injector = injector
        self._log = log
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()

    def run(self, scenario: Scenario) -> Result:
        """One scenario.

        Raises:
            InfraProblem: without any fault the client does not get on either.
        """
        self._prepare(scenario)
        self._injector.arm(scenario)
        self._tell("go")
        line = self._line(scenario.long_s)
        faults = self._injector.disarm()
        if line is None:
            self.close()
            return Result(scenario.name, scenario.answer, faults, hung=True, least=scenario.least)
        self._tell("next")
        told: dict[str, Any] = json.loads(line)
        return Result(
            scenario.name,
            scenario.answer,
            faults,
            lost=told["lost"],
            doubled=told["doubled"] + told["never_there"],
            error=None if told["error"] is None else tuple(told["error"]),
            strange=told["strange"],
            seconds=told["seconds"],
            least=scenario.least,
        )

    def close(self) -> None:
        """End the program."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _prepare(self, scenario: Scenario) -> None:
        # What an earlier fault did to a client may show here only: then it begins anew.
        for _ in range(2):
            self._tell(scenario.deed)
            if self._line(_START_S) == "ready":
                return
            self.close()
        raise InfraProblem(
            f"the program does not get ready for “{scenario.name}”, where nothing is broken yet",
            hint="is the client installed, and does the server answer? its last words are above",
            causes=self._log.read_text(errors="replace").splitlines()[-_LAST_WORDS:],
        )

    def _tell(self, word: str) -> None:
        if self._process is None:
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(word + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            # It died; that shows where it should answer.
            return

    def _start(self) -> None:
        with self._log.open("a") as complaints:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )
        self._process = process
        lines: queue.Queue[str] = queue.Queue()
        self._lines = lines

        def read() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                lines.put(line.strip())
            lines.put("")

        threading.Thread(target=read, daemon=True).start()

    def _line(self, seconds: float) -> str | None:
        """The next line of the program; None if there is none in time, or it has ended."""
        try:
            return self._lines.get(timeout=seconds) or None
        except queue.Empty:
            return None
