"""A client that holds its rows in memory, so that fakes can really run cases, and shrunk ones too.

The wrong one loses sevens in `distinct`, and calls an error of `least` by another name.
"""

import inspect
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sparity_lab.cases import Case
from sparity_lab.drivers.process import DriverReportedInfra
from sparity_lab.outcome.model import Outcome

Say = Callable[[str], None]
"""Takes what a test waits for."""


class Refused(Exception):
    """What `least` raises for no rows."""


class Odd(Exception):
    """What the wrong client raises instead."""


class TinyFrame:
    def __init__(self, rows: list[Any], wrong: bool) -> None:
        self.rows = rows
        self.wrong = wrong

    def _with(self, rows: list[Any]) -> "TinyFrame":
        return TinyFrame(rows, self.wrong)

    def plus(self, number: int) -> "TinyFrame":
        return self._with([row + number for row in self.rows])

    def keep(self, least: int) -> "TinyFrame":
        return self._with([row for row in self.rows if row >= least])

    def order(self) -> "TinyFrame":
        return self._with(sorted(self.rows))

    def distinct(self) -> "TinyFrame":
        rows = dict.fromkeys(self.rows)
        return self._with([r for r in rows if not (self.wrong and r == 7)])

    def least(self) -> Any:
        if not self.rows:
            raise (Odd if self.wrong else Refused)
        return min(self.rows)


class TinySpark:
    def __init__(self, wrong: bool, say: Say) -> None:
        self.wrong = wrong
        self.say = say

    def rows(self, rows: list[Any]) -> TinyFrame:
        return TinyFrame([*rows], self.wrong)

    def three_rows(self, rows: list[Any]) -> TinyFrame:
        """Takes long over any other number of rows."""
        if len(rows) != 3:
            if self.wrong:
                self.say("sleeps")
            time.sleep(5)
        return self.rows(rows)


def run(case: Case, say: Say, *, wrong: bool) -> Outcome:
    """The outcome of a case that takes `spark`, and perhaps `tmp`.

    Raises:
        DriverReportedInfra: its file cannot be imported.
    """
    names: dict[str, Any] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            exec(compile(case.file.read_text(), str(case.file), "exec"), names)
        function = names[case.function]
    except Exception as error:
        raise DriverReportedInfra(f"the file cannot be imported: {error}") from error
    given: dict[str, Any] = {"spark": TinySpark(wrong, say), "tmp": Path("somewhere")}
    if case.params is not None:
        given |= function.__case__.params[case.params].kwargs
    try:
        found = function(**{name: given[name] for name in inspect.signature(function).parameters})
        shown = found if isinstance(found, dict) and found else {"result": found}
        seen = {str(name): {"kind": "value", "value": _plain(one)} for name, one in shown.items()}
        return Outcome.from_json({"observations": seen, "error": None, "evidence": _EVIDENCE})
    except Exception as error:
        return Outcome.from_json(
            {"observations": None, "error": _vector(error), "evidence": _EVIDENCE}
        )


_EVIDENCE: dict[str, Any] = {"rpcs": {}, "received": []}


def _plain(value: Any) -> Any:
    if isinstance(value, TinyFrame):
        return value.rows
    return value if isinstance(value, int | str | list | None) else type(value).__name__


def _vector(error: Exception) -> dict[str, Any]:
    return {
        "class": type(error).__name__,
        "bases": [],
        "condition": None,
        "sqlstate": None,
        "parameters": None,
        "message": str(error),
        "query_context": [],
        "side": "client",
    }
