"""One leg: runs its cases with candidate and reference, has them judged, gives records.

It starts no server and writes no log: a bench hands it drivers and a judge, its caller keeps what
comes back.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol

from sparity_lab.cases import Case
from sparity_lab.compare.result import Comparison
from sparity_lab.drivers.process import DriverReportedInfra, ServerGone
from sparity_lab.legs import RERUNS, LegPlan
from sparity_lab.outcome.model import Outcome, canonical
from sparity_lab.outcome.normalise import Surroundings
from sparity_lab.problems import InfraProblem, LabError, cause_text
from sparity_lab.record.evidence import recorded, sent_plans
from sparity_lab.record.leniencies import Plans
from sparity_lab.record.tape import Recording
from sparity_lab.records import Attempts, CaseRecord, Component, Source, Span
from sparity_lab.verdict.goldens import kept
from sparity_lab.verdict.model import Verdict, settle

Role = Literal["candidate", "reference"]

CASE_TIMEOUT_S = 120.0
"""A case takes well below a second; a first query on a cold server on a busy machine takes many."""

_SHARED = frozenset(["catalog"])
"""Needs by which two clients on one server can disturb each other."""

CAUSE_LINES = 12
"""How much of a dead driver's last words a record keeps."""


class CaseRunner(Protocol):
    """A driver as the engine uses it; `sparity_lab.drivers.process.Driver` is one."""

    def run(
        self, case: Case, timeout_s: float = ..., alive: Callable[[], bool] | None = None
    ) -> Outcome:
        """The outcome of one case; raises `InfraProblem`."""

    def surroundings(self, case: Case) -> Surroundings:
        """What belongs to this machine and run in what it does with a case."""

    def stop(self) -> None:
        """End it."""

    def kill(self) -> None:
        """End it at once."""


class Bench(Protocol):
    """Where one leg finds its drivers, its server and its judge."""

    def driver(self, role: Role) -> CaseRunner:
        """A new driver, started; raises `InfraProblem`."""

    def alive(self) -> bool:
        """Whether the server can still be expected to answer."""

    def server_words(self) -> list[str]:
        """The last lines the server wrote."""

    def judge(self, case: Case, candidate: Outcome, reference: Outcome | None) -> Verdict:
        """Judge an outcome by the live reference if there is one, else by goldens."""

    def silently_wrong(self, case: Case, record: CaseRecord) -> str | None:
        """How a case that the judge calls `unsupported` is silently wrong; None where it is not."""


class LegStopped(InfraProblem):
    """The leg cannot go on: its server is gone, or its drivers do not start."""


class LegEngine:
    """Runs the cases of one leg, one after the other; candidate and reference side by side."""

    def __init__(
        self,
        leg: LegPlan,
        reference: str | None,
        bench: Bench,
        root: Path,
        *,
        timeout_s: float = CASE_TIMEOUT_S,
        reruns: int = RERUNS,
    ) -> None:
        self._leg = leg
        self._reference = reference
        self._bench = bench
        self._root = root
        self._timeout_s = timeout_s
        self._reruns = reruns
        self._roles: tuple[Role, ...] = (
            ("candidate",) if leg.oracle == "golden" else ("candidate", "reference")
        )
        self._drivers: dict[Role, CaseRunner] = {}
        self._ended = False
        self._began = time.monotonic()
        self._told: _Attempt | None = None
        self._threads = {role: ThreadPoolExecutor(1, f"driver-{role}") for role in self._roles}
        self._ahead: _Begun | None = None

    def run(self, case: Case, following: Case | None = None) -> CaseRecord:
        """The record of one case.

        A divergent case is run again by both: if it agrees once, it is `flaky`.

        Args:
            case: the case.
            following: the case that will run next, if that is known: a client that is ready with
                this one goes on with it, and waits neither for the other client nor for the judge.

        Raises:
            LegStopped: no further case of this leg can run; this one has no record.
        """
        begun, self._ahead = self._ahead, None
        if begun is None or begun.case.id != case.id:
            begun = self._begin(case)
        if following is not None and not _SHARED & {*case.needs, *following.needs}:
            self._ahead = self._begin(following)
        attempts = [self._judged(begun)]
        if attempts[0].verdict.verdict == "divergent":
            attempts += [self._judged(self._begin(case)) for _ in range(self._reruns)]
        settled = settle([attempt.verdict for attempt in attempts])
        told = next((a for a in attempts if a.verdict is settled), attempts[0])
        self._told = told
        record = self._record(case, settled, told, attempts)
        wrong = self._bench.silently_wrong(case, record)
        if wrong is None:
            return record
        reason = f"{record.reason}: silently wrong, {wrong}"
        return record.model_copy(update={"silent": wrong, "reason": reason})

    def ask(self, case: Case) -> Outcome:
        """The outcome of a case of the lab's own, by the reference where there is one."""
        role = self._roles[-1]
        return self._threads[role].submit(self._run_with, role, case).result()

    def rerun(self, case: Case) -> None:
        """Run a case again as in `run`, and forget what it yields."""
        for found in self._begin(case).results().values():
            if isinstance(found, LegStopped | ServerGone):
                raise found

    def plans(self) -> Plans:
        """What the candidate asked for in the case that ran last, where that is recorded."""
        return sent_plans(self._told.candidate) if self._told else []

    def recordings(self) -> dict[Role, Recording]:
        """What was heard of each client in the case that ran last, where that is recorded."""
        if self._told is None:
            return {}
        sides: tuple[tuple[Role, Outcome | None], ...] = (
            ("candidate", self._told.candidate),
            ("reference", self._told.reference),
        )
        return {role: one.recording for role, one in sides if one and one.recording}

    def close(self) -> None:
        """Stop the drivers; may be called again."""
        self._ended = True
        for thread in self._threads.values():
            thread.shutdown(wait=True)
        drivers, self._drivers = list(self._drivers.values()), {}
        for driver in drivers:
            driver.stop()

    def kill(self) -> None:
        """End the drivers at once, with whatever they are doing; may be called again."""
        self._ended = True
        drivers, self._drivers = list(self._drivers.values()), {}
        for driver in drivers:
            driver.kill()
        for thread in self._threads.values():
            thread.shutdown(wait=True, cancel_futures=True)

    def _begin(self, case: Case) -> "_Begun":
        """Have each role run a case: side by side, or in turn where they would disturb each other.

        Sessions share the server's catalog, so a case that makes tables would meet those of its
        twin.
        """
        begun = _Begun(case)
        for role in self._roles:
            begun.futures[role] = self._threads[role].submit(self._run_with, role, case)
            if _SHARED & set(case.needs):
                wait([begun.futures[role]])
        return begun

    def _judged(self, begun: "_Begun") -> "_Attempt":
        case = begun.case
        outcomes: dict[Role, Outcome] = {}
        failures: dict[Role, InfraProblem] = {}
        for role, found in begun.results().items():
            if isinstance(found, Outcome):
                outcomes[role] = found
            else:
                failures[role] = found
        ends = [p for p in failures.values() if isinstance(p, LegStopped | ServerGone)]
        if ends or (failures and not self._bench.alive()):
            raise self._stopped(case, [*ends, *failures.values()][0])
        candidate, reference = outcomes.get("candidate"), outcomes.get("reference")
        if failures or candidate is None:
            infra = Verdict.infra(_failure_text(failures))
            return _Attempt(infra, candidate, reference, reference)
        verdict = self._bench.judge(case, candidate, reference)
        if not verdict.passes and not self._bench.alive():
            # What looks like an error of the client is what it says when its server dies.
            raise self._stopped(case, None)
        return _Attempt(verdict, candidate, verdict.expected, reference)

    def _run_with(self, role: Role, case: Case) -> Outcome:
        driver = self._drivers.get(role)
        if driver is None:
            try:
                driver = self._drivers[role] = self._bench.driver(role)
            except InfraProblem as problem:
                raise LegStopped(
                    problem.message, hint=problem.hint, causes=problem.causes
                ) from problem
            if self._ended:
                # It was still starting when the leg was told to end.
                driver.kill()
        began = time.monotonic() - self._began
        try:
            outcome = driver.run(case, self._timeout_s, self._bench.alive)
            return replace(outcome, began_s=began)
        except DriverReportedInfra:
            raise
        except InfraProblem:
            # The driver is gone or cannot be trusted any more; the next case gets a new one.
            self._drivers.pop(role, None)
            driver.kill()
            raise

    def _stopped(self, case: Case, problem: InfraProblem | None) -> LegStopped:
        if problem is not None and self._bench.alive() and not isinstance(problem, ServerGone):
            return LegStopped(
                f"{self._leg.key} stopped at {case.id}: {problem.message}",
                hint=problem.hint,
                causes=problem.causes,
            )
        words = self._bench.server_words()
        during = case.id if self._ahead is None else f"{case.id} or {self._ahead.case.id}"
        return LegStopped(
            f"the server of {self._leg.target.name} died during {during}",
            hint="look at its last lines, then go on with --resume",
            causes=words[-CAUSE_LINES:],
        )

    def _record(
        self, case: Case, verdict: Verdict, told: "_Attempt", attempts: "Sequence[_Attempt]"
    ) -> CaseRecord:
        return CaseRecord(
            case=case.id,
            target=self._leg.target.name,
            client=self._leg.client.name,
            profile=self._leg.profile.name,
            reference=self._reference,
            verdict=verdict.verdict,
            reason=verdict.reason,
            side=verdict.side,
            judged_by=verdict.judged_by,
            golden=verdict.golden,
            attribution=verdict.attribution,
            attempts=_evidence(case, attempts) if len(attempts) > 1 else None,
            components=_components(verdict.components),
            own_reference=_components(verdict.own_reference),
            recorded=recorded(told.candidate, told.reference),
            candidate=_json(told.candidate),
            expected=_json(told.expected),
            duration_s=round(told.candidate.duration_s, 3) if told.candidate else 0.0,
            spans=_spans(candidate=told.candidate, reference=told.reference),
            mirrors=case.mirrors,
            source=Source(file=shown_file(case, self._root), line=case.line),
            title=case.title,
        )


@dataclass(frozen=True)
class _Begun:
    """A case that runs, or has run, with each role."""

    case: Case
    futures: "dict[Role, Future[Outcome]]" = field(default_factory=dict)

    def results(self) -> dict[Role, Outcome | InfraProblem]:
        """What each role yields."""
        return {role: _result(future) for role, future in self.futures.items()}


@dataclass(frozen=True)
class _Attempt:
    """One run of a case and what was said about it."""

    verdict: Verdict
    candidate: Outcome | None
    expected: Outcome | None
    reference: Outcome | None


def _evidence(case: Case, attempts: "Sequence[_Attempt]") -> Attempts:
    """What the attempts gave, and which of the two legs it is that wavers."""
    return Attempts(
        verdicts=dict(Counter(attempt.verdict.verdict for attempt in attempts)),
        candidate_outcomes=_different(case, [attempt.candidate for attempt in attempts]),
        reference_outcomes=_different(case, [attempt.reference for attempt in attempts]),
    )


def _different(case: Case, outcomes: Iterable[Outcome | None]) -> int:
    return len({canonical(kept(case, one)) for one in outcomes if one is not None})


def shown_file(case: Case, root: Path) -> str:
    """The file of a case as a report shows it: seen from the repository's root."""
    file = case.file
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix()


def _result(future: "Future[Outcome]") -> Outcome | InfraProblem:
    try:
        return future.result()
    except InfraProblem as problem:
        return problem


def _failure_text(failures: Mapping[Role, InfraProblem]) -> str:
    lines = []
    for role, problem in failures.items():
        lines.append(f"{role}: {problem.message}")
        lines += [f"  {line}" for line in _words(problem)[-CAUSE_LINES:]]
    return "\n".join(lines)


def _words(problem: LabError) -> list[str]:
    return [line for cause in problem.causes for line in cause_text(cause).splitlines()]


def _spans(**outcomes: Outcome | None) -> dict[str, Span]:
    return {
        role: Span(
            began_s=round(one.began_s, 4), took_s=round(max(0.0, one.duration_s - one.own_s), 4)
        )
        for role, one in outcomes.items()
        if one is not None
    }


def _components(found: Mapping[str, Comparison]) -> dict[str, Component]:
    return {name: Component(**comparison.to_json()) for name, comparison in found.items()}


def _json(outcome: Outcome | None) -> dict[str, object] | None:
    return None if outcome is None else outcome.to_json()
