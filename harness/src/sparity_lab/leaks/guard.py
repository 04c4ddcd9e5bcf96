"""Watches what the cases of a leg leave on their server, and names the one that left something.

It looks every so many cases, so seldom that a look costs a case next to nothing. When something is
left it runs the cases since then again, half by half, until one alone leaves it.
"""

import json
import math
import re
import time
from ast import FunctionDef, get_source_segment, parse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from sparity_lab.cases import Case
from sparity_lab.engine import LegStopped
from sparity_lab.leaks.looking import UNSEEN
from sparity_lab.outcome.model import Outcome
from sparity_lab.problems import InfraProblem
from sparity_lab.records import GuardRecord, Leak, LegKey

COST_MS = 1.0
"""What looking may cost a case, on average."""

LEAST_CASES = 100
"""A look at a quick server could be afforded more often, but finds nothing sooner."""

WAITS_S = (0.5, 1.0, 2.0)
"""On a server that others use too, what they make and drop comes and goes in the meantime."""

_SUSPECTS = 20
_LOOKING = Path(__file__).with_name("looking.py")

Objects = frozenset[tuple[str, str]]
"""What a session sees of others: kind and name."""


class Worker(Protocol):
    """Who runs cases for the guard; `sparity_lab.engine.LegEngine` is one."""

    def ask(self, case: Case) -> Outcome:
        """The outcome of a case of the lab's own, with one client; raises `InfraProblem`."""

    def rerun(self, case: Case) -> None:
        """Run a case again as in a run, and forget what it yields; raises `InfraProblem`."""


class LeakGuard:
    """The guard of one leg.

    `shared` tells that others may use the server: there nothing is removed, and nothing run again.
    """

    def __init__(
        self,
        leg: LegKey,
        worker: Worker,
        *,
        shared: bool,
        least: int = LEAST_CASES,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._leg = leg
        self._worker = worker
        self._shared = shared
        self._least = least
        self._clock = clock
        self._wait = wait
        self._since: list[Case] = []
        self._baseline: Objects | None = None
        self._changing: frozenset[str] = frozenset()
        self._every = least
        self._looks = 0
        self._spent = 0.0
        self._problem = ""

    def begins(self) -> None:
        """Look for the first time, before any case has run.

        Raises:
            LegStopped: no case can run here at all.
        """
        if self._baseline is not None or self._problem:
            return
        try:
            self._baseline = self._look()
        except LegStopped:
            raise
        except InfraProblem as problem:
            self._problem = problem.message

    @property
    def looks_next(self) -> bool:
        """Whether it will look after the next case: what runs by then is taken for that case's."""
        return len(self._since) + 1 >= self._every

    def ran(self, case: Case, *, last: bool) -> GuardRecord | None:
        """Take note of a case that has run; what a look has found when it was time for one."""
        self._since.append(case)
        if not last and len(self._since) < self._every:
            return None
        leaks = self._leaks() if self._baseline is not None else []
        record = GuardRecord(
            **self._leg._asdict(),
            cases=len(self._since),
            looks=self._looks,
            seconds=round(self._spent, 4),
            leaks=leaks,
            problem=self._problem,
        )
        self._since, self._looks, self._spent = [], 0, 0.0
        return record

    def _leaks(self) -> list[Leak]:
        try:
            left, gone = self._differences()
            if not left and not gone:
                return []
            found = self._named(left, gone)
            self._baseline = self._look()
        except InfraProblem as problem:
            self._problem, self._baseline = problem.message, None
            return []
        return found

    def _differences(self) -> tuple[Objects, Objects]:
        """What is there that was not, and what no longer is.

        A difference is looked at again: what changes from look to look is nobody's leak.
        """
        before = self._baseline or frozenset()
        last: Objects | None = None
        for wait in (0.0, *(WAITS_S if self._shared else (0.0,))):
            self._wait(wait)
            now = self._look()
            if last is not None:
                self._changing |= {_key(one) for one in now ^ last}
            last = now
            blind = {kind for kind, name in now | before if UNSEEN in name}
            left, gone = (
                frozenset(
                    one for one in side if one[0] not in blind and _key(one) not in self._changing
                )
                for side in (now - before, before - now)
            )
            if not left and not gone:
                break
        return left, gone

    def _named(self, left: Objects, gone: Objects) -> list[Leak]:
        leaks = []
        if left and not self._shared:
            self._sweep(left)
            # What cannot be removed cannot be left a second time either.
            self._baseline = self._look()
            stuck = left & self._baseline
            guilty = self._guilty(self._since, known=True) if left - stuck else []
            leaks = [self._leak(case, objects, how="rerun") for case, objects in guilty]
            # Names made up anew each time differ: whoever leaves something now did it before.
            left = stuck if guilty else left
        if left or gone:
            leaks.append(self._by_name(left, gone))
        return leaks

    def _guilty(self, cases: Sequence[Case], *, known: bool) -> list[tuple[Case, Objects]]:
        """The cases that leave something when they run again, with what each one leaves."""
        if not known or len(cases) == 1:
            for case in cases:
                self._worker.rerun(case)
            left, _ = self._differences()
            if not left:
                return []
            self._sweep(left)
            if len(cases) == 1:
                return [(cases[0], left)]
        half = len(cases) // 2
        return [
            *self._guilty(cases[:half], known=False),
            *self._guilty(cases[half:], known=False),
        ]

    def _by_name(self, left: Objects, gone: Objects) -> Leak:
        """Blame the one case that speaks of it; where there are several, or none, say so."""
        names = "|".join(re.escape(_spoken(one)) for one in left | gone)
        word = re.compile(rf"\b({names})\b", re.IGNORECASE)
        speaking = [case for case in self._since if word.search(_text(case))]
        if len(speaking) == 1:
            return self._leak(speaking[0], left, gone, how="name")
        return self._leak(None, left, gone, suspects=speaking or self._since)

    def _leak(
        self,
        case: Case | None,
        left: Objects,
        gone: Objects = frozenset(),
        suspects: Sequence[Case] = (),
        how: str = "",
    ) -> Leak:
        return Leak(
            case=case.id if case else None,
            left=sorted(" ".join(one) for one in left),
            gone=sorted(" ".join(one) for one in gone),
            suspects=[one.id for one in suspects[:_SUSPECTS]],
            of=len(suspects),
            how=how,
            shared=self._shared,
        )

    def _look(self) -> Objects:
        began = self._clock()
        outcome = self._worker.ask(_own_case("look"))
        if outcome.failed:
            raise InfraProblem(f"a look at the server {outcome.title}")
        took = self._clock() - began
        self._spent += took
        self._looks += 1
        self._every = max(self._least, math.ceil(1000 * took / COST_MS))
        return frozenset(
            (kind, str(name))
            for kind, seen in (outcome.observations or {}).items()
            for name in _names(seen.get("value"))
        )

    def _sweep(self, objects: Objects) -> None:
        # Databases last: what is in them goes one by one, and is counted as itself.
        ordered = sorted(objects, key=lambda one: (one[0] == "database", one))
        self._worker.ask(_own_case("sweep", json.dumps(ordered)))


def _names(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _key(one: tuple[str, str]) -> str:
    """What tells that an object is the same although its value has changed."""
    return f"{one[0]} {one[1].partition('=')[0]}"


def _spoken(one: tuple[str, str]) -> str:
    """What a case calls an object: the last part of a name, or the whole of a setting's."""
    kind, name = one
    return name.partition("=")[0] if kind == "setting" else name.rpartition(".")[2]


def _own_case(function: str, label: str | None = None) -> Case:
    """A case of the lab's own: no suite, nothing mirrored, never judged."""
    return Case(
        id=f"lab/leaks/{function}",
        profile="lab",
        suite="leaks",
        function=function,
        params=label,
        file=_LOOKING,
        line=1,
        title="",
        mirrors="",
        since="3.4",
        until=None,
        ordered=False,
        needs=(),
        digest="",
    )


def _text(case: Case) -> str:
    """The source of a case's function, with the label of its parameters."""
    try:
        whole = case.file.read_text(encoding="utf-8")
        statements = parse(whole).body
    except (OSError, SyntaxError, UnicodeDecodeError):
        return case.id
    found = [s for s in statements if isinstance(s, FunctionDef) and s.name == case.function]
    return " ".join([case.id, *(get_source_segment(whole, one) or "" for one in found)])
