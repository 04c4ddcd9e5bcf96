"""`sparity-lab minimise`: one server and one pair of drivers, many attempts, the smallest case."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from sparity_lab.cases import Case
from sparity_lab.engine import LegStopped
from sparity_lab.leaks.guard import LeakGuard
from sparity_lab.legs import LegPlan, Request, profile_of
from sparity_lab.minimise.cutting import cut_out
from sparity_lab.minimise.result import ResultFile, size_of
from sparity_lab.minimise.shrinking import shrink
from sparity_lab.minimise.trials import Budget, Enough, Trials, decorator_of, has_objects
from sparity_lab.minimise.wanted import check_leg, check_still, wanted_of
from sparity_lab.preparing import Prepared, WorkshopMaker, planned, settled
from sparity_lab.problems import EXIT_OK
from sparity_lab.progress import ConsoleWatcher
from sparity_lab.report.wording import first_difference
from sparity_lab.signals import polite_signals
from sparity_lab.staging import Staged, stage

ATTEMPT_TIMEOUT_S = 60.0
"""A text of which a loop has lost its end must not hold up the others for long."""


@dataclass(frozen=True, slots=True)
class MinimiseOptions:
    """What was asked for."""

    case_id: str
    target: str | None
    client: str | None
    attempts: int
    seconds: float
    out: Path | None = None
    root: Path | None = None


def minimise(
    options: MinimiseOptions, console: Console, make_workshop: WorkshopMaker = lambda *_: None
) -> int:
    """Shrink a divergent case, and keep the smallest text of it in a file; 0 when there is one.

    Raises:
        UsageProblem: there is no such case, target or client; or it cannot be shrunk there.
        InfraProblem: a server or driver fails, or the case wavers. What was found is kept.
        KeyboardInterrupt: what was found is kept.
    """
    watcher = ConsoleWatcher(console)
    try:
        with polite_signals(), tempfile.TemporaryDirectory(prefix="sparity-minimise-") as folder:
            prepared = _prepared(options, watcher, make_workshop)
            leg = prepared.plan.legs[0]
            check_leg(leg)
            with stage(prepared, leg, reruns=0, timeout_s=ATTEMPT_TIMEOUT_S) as staged:
                watcher.close()
                _shrink(options, _sayer(console), prepared, leg, staged, Path(folder))
    finally:
        watcher.close()
    return EXIT_OK


def _prepared(
    options: MinimiseOptions, watcher: ConsoleWatcher, make_workshop: WorkshopMaker
) -> Prepared:
    request = Request(
        targets=(options.target,) if options.target else (),
        clients=(options.client,) if options.client else (),
        profiles=(profile_of(options.case_id),),
        case_ids=(options.case_id,),
        # No text but the case's own has goldens.
        oracle="live",
    )
    prepared = planned(request, options.root, watcher.progress, make_workshop)
    settled(prepared, prepared.workshop.served_versions(prepared.plan))
    return prepared


def _shrink(
    options: MinimiseOptions,
    say: Callable[[str], None],
    prepared: Prepared,
    leg: LegPlan,
    staged: Staged,
    folder: Path,
) -> None:
    case = leg.cases[0]
    first = staged.engine.run(case)
    wanted = wanted_of(first, leg)
    say(f"{case.id} on {leg.target.name}: {wanted}")
    result = ResultFile(options.out, leg, wanted, prepared.plan.matrix.root)
    text = cut_out(case, prepared.plan.suites)
    budget = Budget(options.attempts, options.seconds)

    def better(smaller: str) -> None:
        result.write(smaller)
        say(f"attempt {budget.spent}: {size_of(smaller)}")

    trials = Trials(
        case,
        staged.engine,
        wanted,
        budget,
        folder,
        decorator_of(text, case.function),
        best=text,
        objects=has_objects(first),
        better=better,
        after=_tidying(leg, staged),
    )
    check_still(trials.record(text), wanted, f"{case.id}, cut out of its suite,")
    result.write(text)
    say(f"cut out: {size_of(text)}")
    try:
        shrink(trials)
        say(f"nothing more can go, {budget.spent} attempts")
    except Enough:
        say(f"the budget is spent, {budget.spent} attempts")
    except (KeyboardInterrupt, LegStopped):
        say(f"the smallest so far is in {result.path}")
        raise
    last = trials.record(trials.best)
    check_still(last, wanted, f"the smallest case, in {result.path},")
    say("")
    say(trials.best)
    say(first_difference(last))
    say(f"written to {result.path}")
    say(result.how_to_run)


def _tidying(leg: LegPlan, staged: Staged) -> Callable[[Case], None]:
    """What removes that which an attempt left in the catalog, where the next would meet it."""
    if "catalog" not in leg.cases[0].needs:
        return lambda case: None
    guard = LeakGuard(leg.key, staged.engine, shared=staged.running.shared, least=1)
    guard.begins()

    def tidy(case: Case) -> None:
        guard.ran(case, last=True)

    return tidy


def _sayer(console: Console) -> Callable[[str], None]:
    return lambda line: console.print(line, markup=False, highlight=False, soft_wrap=True)
