"""Tries texts of a case one after the other: is it the same kind of divergence? Keeps the best."""

import ast
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from sparity_lab.cases import Case
from sparity_lab.minimise.cutting import as_text, function_of
from sparity_lab.outcome.model import canonical, digest
from sparity_lab.records import CaseRecord
from sparity_lab.verdict.failure_kind import FailureKind, kind_of

_PLACEHOLDERS = ("unique_name_", "new_name")
"""Names by which the rewriting library makes a program uniform, and no easier to read."""


class CaseRunner(Protocol):
    """Who runs cases; `sparity_lab.engine.LegEngine` is one."""

    def run(self, case: Case) -> CaseRecord:
        """The record of a case; raises `LegStopped` when no further case can run."""


class Enough(Exception):
    """The budget is spent."""


@dataclass
class Budget:
    """How many attempts there may be, and how long they may take."""

    attempts: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    spent: int = 0
    _began: float | None = None

    def take(self) -> None:
        """Take one attempt.

        Raises:
            Enough: there is none left.
        """
        if self._began is None:
            self._began = self.clock()
        if self.spent >= self.attempts or self.clock() - self._began >= self.seconds:
            raise Enough
        self.spent += 1


@dataclass
class Trials:
    """Attempts at one case.

    Attributes:
        case: the case that is shrunk.
        runner: who runs the attempts.
        wanted: the kind of divergence that must stay.
        budget: what it may cost.
        folder: where the texts of attempts are put; drivers reach it.
        decorator: what the case says about itself, which must stay.
        best: the smallest text that fits so far.
        objects: whether the case observes objects that are told apart by their names only. Other
            cases must not come to it: a method that is returned and not called tells nothing.
        better: called with each text that is smaller than the best one before.
        after: called after each attempt, to tidy up behind it.
    """

    case: Case
    runner: CaseRunner
    wanted: FailureKind
    budget: Budget
    folder: Path
    decorator: str
    best: str
    objects: bool
    better: Callable[[str], None]
    after: Callable[[Case], None] = lambda case: None
    _known: dict[str, bool] = field(default_factory=dict)
    _files: int = 0

    def fits(self, text: str) -> bool:
        """Whether a text shows the divergence; a text is run once only.

        Raises:
            Enough: the budget is spent.
            LegStopped: the server is gone.
        """
        try:
            text = as_text(ast.parse(text))
        except SyntaxError:
            return False
        if text not in self._known:
            self._known[text] = self._is_the_case(text) and self._run(text)
        if self._known[text] and _size(text) < _size(self.best):
            self.best = text
            self.better(text)
        return self._known[text]

    def record(self, text: str) -> CaseRecord:
        """The record of a text, run as the case."""
        # A driver loads a file once, so each attempt is a file of its own.
        self._files += 1
        attempt = self.folder / f"attempt_{self._files}.py"
        attempt.write_text(text, encoding="utf-8")
        line = function_of(ast.parse(text), self.case.function).lineno
        case = replace(self.case, file=attempt, line=line, digest=digest(text))
        record = self.runner.run(case)
        self.after(case)
        return record

    def _run(self, text: str) -> bool:
        self.budget.take()
        record = self.record(text)
        return kind_of(record) == self.wanted and (self.objects or not has_objects(record))

    def _is_the_case(self, text: str) -> bool:
        """Whether a text is still this case, which is cheaper to see than to run."""
        if any(name in text for name in _PLACEHOLDERS):
            return False
        try:
            return decorator_of(text, self.case.function) == self.decorator
        except KeyError:
            return False


def has_objects(record: CaseRecord) -> bool:
    """Whether the candidate's outcome holds objects that are told apart by their names only."""
    return '{"object":[' in canonical((record.candidate or {}).get("observations"))


def _size(text: str) -> tuple[int, str]:
    """What makes one text smaller than another; digits and letters break a tie."""
    return len(text), text


def decorator_of(text: str, function: str) -> str:
    """What a case says about itself.

    Raises:
        KeyError: the text has no such case.
    """
    marks = function_of(ast.parse(text), function).decorator_list
    return "\n".join(ast.unparse(mark) for mark in marks)
