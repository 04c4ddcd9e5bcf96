"""Records goldens from the reference on real servers, and checks them; never from a candidate."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from sparity_lab.cache import Progress
from sparity_lab.cases import Case
from sparity_lab.drivers.process import DriverReportedInfra, ServerGone
from sparity_lab.engine import CASE_TIMEOUT_S, Bench, CaseRunner
from sparity_lab.legs import LegPlan, Plan, Request
from sparity_lab.matrix import Matrix, load_matrix
from sparity_lab.outcome.model import Outcome
from sparity_lab.preparing import planned, settled
from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.verdict.goldens import Goldens
from sparity_lab.verdict.judge import Witnesses, golden_state
from sparity_lab.verdict.model import GoldenState
from sparity_lab.workshop import Workshop

GOLDEN = "golden"

# The fake is no Spark, but what its own profile is about is what PySpark makes of its answers.
_WITNESSES = ("process", "container", "remote", "fake")
_TOLD_EVERY = 50
# What an interruption costs at most.
_SAVED_EVERY = 200
# A case that kills its server is named and passed over; when more do, something else is wrong.
_DEATHS = 5


@dataclass
class Recorded:
    """What recording or checking found."""

    cases: int = 0
    changed: list[str] = field(default_factory=list)
    pruned: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def record(
    request: Request,
    root: Path | None,
    workers: int,
    progress: Progress,
    make_workshop: Callable[[Plan, Progress], Workshop | None] = lambda *_: None,
    *,
    missing: bool = False,
) -> Recorded:
    """Run the reference of every target and keep its outcomes, every now and then while it goes on.

    Cases that fail for infrastructure keep their former golden and are listed in `failed`. With
    `missing`, cases that have a golden of their present text are left out.

    Raises:
        UsageProblem: a name is unknown, or a target is no real Spark.
        InfraProblem: a server does not start, or goldens cannot be written.
    """
    plan, workshop = _reference_plan(request, root, progress, make_workshop)
    goldens = Goldens(plan.matrix.root / GOLDEN)
    found = Recorded()
    legs = [_without_golden(plan.matrix, leg, goldens) if missing else leg for leg in plan.legs]
    try:
        for leg, case, outcome in _all_outcomes(legs, workshop, workers, progress):
            version = _version(plan.matrix, leg)
            found.cases += 1
            if isinstance(outcome, InfraProblem):
                found.failed.append(f"{case.id} on {leg.target.name}: {outcome.message}")
            elif goldens.record(case, version, outcome):
                found.changed.append(f"{case.id} {version}")
            if found.cases % _SAVED_EVERY == 0:
                found.files += goldens.save()
    finally:
        found.files += goldens.save()
    if not request.keyword:
        for profile in dict.fromkeys(leg.profile.name for leg in plan.legs):
            mine = [case for case in plan.all_cases if case.profile == profile]
            found.pruned += goldens.prune(profile, mine)
    found.files += goldens.save()
    found.files = sorted(set(found.files))
    return found


def _without_golden(matrix: Matrix, leg: LegPlan, goldens: Goldens) -> LegPlan:
    version = _version(matrix, leg)
    return leg.only(
        case.id for case in leg.cases if _offline_state(case, version, goldens) != "unchecked"
    )


def check(
    request: Request,
    root: Path | None,
    workers: int,
    progress: Progress,
    make_workshop: Callable[[Plan, Progress], Workshop | None] = lambda *_: None,
) -> Recorded:
    """Compare goldens with what the reference yields now; `changed` lists what is not the same.

    Raises:
        UsageProblem: a name is unknown, a target is no real Spark, a golden file is broken.
        InfraProblem: a server does not start.
    """
    plan, workshop = _reference_plan(request, root, progress, make_workshop)
    goldens = Goldens(plan.matrix.root / GOLDEN)
    found = Recorded()
    for leg, case, outcome in _all_outcomes(plan.legs, workshop, workers, progress):
        version = _version(plan.matrix, leg)
        found.cases += 1
        if isinstance(outcome, InfraProblem):
            found.failed.append(f"{case.id} on {leg.target.name}: {outcome.message}")
            continue
        golden = goldens.get(case, version)
        state = golden_state(case, Witnesses(version, "live", outcome, golden))
        if state != "equal":
            found.changed.append(f"{case.id} {version}: {state}")
    return found


def check_offline(request: Request, root: Path | None, progress: Progress) -> Recorded:
    """Look whether every case has a golden of its present text; starts no server.

    Raises:
        UsageProblem: a name is unknown, or a golden file is broken.
    """
    plan, _ = _reference_plan(request, root, progress, lambda *_: None)
    goldens = Goldens(plan.matrix.root / GOLDEN)
    found = Recorded()
    for leg in plan.legs:
        version = _version(plan.matrix, leg)
        for case in leg.cases:
            found.cases += 1
            state = _offline_state(case, version, goldens)
            if state != "unchecked":
                found.changed.append(f"{case.id} {version}: {state}")
    return found


def _reference_plan(
    request: Request,
    root: Path | None,
    progress: Progress,
    make_workshop: Callable[[Plan, Progress], Workshop | None],
) -> tuple[Plan, Workshop]:
    matrix = load_matrix(root)
    targets = request.targets or matrix.process_targets
    prepared = planned(replace(request, targets=targets), root, progress, make_workshop)
    for target in prepared.plan.targets:
        if target.provider not in _WITNESSES:
            raise UsageProblem(
                f"{target.name} is no real Spark: its answers cannot become goldens",
                hint=f"record from a target whose provider is {', '.join(_WITNESSES)}",
            )
    settled(prepared, prepared.workshop.served_versions(prepared.plan))
    return prepared.plan, prepared.workshop


def _version(matrix: Matrix, leg: LegPlan) -> str:
    return matrix.reference(leg.target).version or ""


def _offline_state(case: Case, version: str, goldens: Goldens) -> GoldenState:
    golden = goldens.get(case, version)
    return golden_state(case, Witnesses(version, "golden", None, golden))


Found = Outcome | InfraProblem
Keep = Callable[[Case, Found], None]


def _all_outcomes(
    legs: Sequence[LegPlan], workshop: Workshop, workers: int, progress: Progress
) -> Iterator[tuple[LegPlan, Case, Found]]:
    """What the references yield, as it comes; legs run side by side."""
    told: SimpleQueue[tuple[LegPlan, Case, Found] | Future[None]] = SimpleQueue()
    with ThreadPoolExecutor(max(1, workers)) as pool:
        running = [
            pool.submit(_outcomes, leg, workshop, progress, partial(_tell, told, leg))
            for leg in legs
            if leg.cases
        ]
        for future in running:
            future.add_done_callback(told.put)
        left = len(running)
        try:
            while left:
                item = told.get()
                if isinstance(item, Future):
                    left -= 1
                    item.result()
                else:
                    yield item
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _tell(
    told: "SimpleQueue[tuple[LegPlan, Case, Found] | Future[None]]",
    leg: LegPlan,
    case: Case,
    found: Found,
) -> None:
    told.put((leg, case, found))


def _outcomes(leg: LegPlan, workshop: Workshop, progress: Progress, keep: Keep) -> None:
    """Hand over what the reference yields; a case that kills its server is a failure.

    Raises:
        ServerGone: servers die again and again.
    """
    left = list(leg.cases)
    deaths = 0
    while left:
        try:
            _with_one_server(leg, workshop, progress, left, keep)
        except ServerGone as problem:
            deaths += 1
            if deaths > _DEATHS:
                raise
            progress(f"{leg.target.name}: {problem.message}; going on with a new server")
            keep(left.pop(0), problem)
    progress(f"{leg.target.name}: {len(leg.cases)} cases done")


def _with_one_server(
    leg: LegPlan, workshop: Workshop, progress: Progress, left: list[Case], keep: Keep
) -> None:
    """Run the cases that are left, until there is none or the server dies."""
    with ExitStack() as stack:
        running = stack.enter_context(workshop.server(leg.target))
        bench = stack.enter_context(workshop.bench(leg, running))
        driver: CaseRunner | None = None
        try:
            while left:
                driver = driver or bench.driver("reference")
                outcome, driver = _one(driver, left[0], bench)
                keep(left.pop(0), outcome)
                done = len(leg.cases) - len(left)
                if done % _TOLD_EVERY == 0:
                    progress(f"{leg.target.name}: {done} of {len(leg.cases)} cases")
        finally:
            if driver is not None:
                driver.stop()


def _one(driver: CaseRunner, case: Case, bench: Bench) -> tuple[Found, CaseRunner | None]:
    """A case's outcome, and the driver unless it is gone."""
    try:
        return driver.run(case, CASE_TIMEOUT_S, bench.alive), driver
    except ServerGone:
        raise
    except DriverReportedInfra as problem:
        return problem, driver
    except InfraProblem as problem:
        driver.kill()
        if not bench.alive():
            raise ServerGone(
                f"the server died during {case.id}", causes=bench.server_words()
            ) from problem
        return problem, None
