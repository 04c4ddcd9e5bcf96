"""Records goldens from the reference on real servers, and checks them; never from a candidate."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

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
from sparity_lab.workshop import Workshop

GOLDEN = "golden"

_REAL = ("process", "container", "remote")
_TOLD_EVERY = 50
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
) -> Recorded:
    """Run the reference of every target and keep its outcomes.

    Cases that fail for infrastructure keep their former golden and are listed in `failed`.

    Raises:
        UsageProblem: a name is unknown, or a target is no real Spark.
        InfraProblem: a server does not start, or goldens cannot be written.
    """
    plan, workshop = _reference_plan(request, root, progress, make_workshop)
    goldens = Goldens(plan.matrix.root / GOLDEN)
    found = Recorded()
    for leg, seen in _all_outcomes(plan, workshop, workers, progress):
        version = _version(plan.matrix, leg)
        for case, outcome in seen:
            found.cases += 1
            if isinstance(outcome, InfraProblem):
                found.failed.append(f"{case.id} on {leg.target.name}: {outcome.message}")
            elif goldens.record(case, version, outcome):
                found.changed.append(f"{case.id} {version}")
        found.files += goldens.save()
    if not request.keyword:
        for leg in {leg.profile.name: leg for leg in plan.legs}.values():
            found.pruned += goldens.prune(leg.profile.name, leg.cases)
    found.files += goldens.save()
    found.files = sorted(set(found.files))
    return found


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
    for leg, seen in _all_outcomes(plan, workshop, workers, progress):
        version = _version(plan.matrix, leg)
        for case, outcome in seen:
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
            golden = goldens.get(case, version)
            state = golden_state(case, Witnesses(version, "golden", None, golden))
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
    targets = request.targets or tuple(
        name for name, target in matrix.targets.items() if target.provider == "process"
    )
    prepared = planned(replace(request, targets=targets), root, progress, make_workshop)
    for target in prepared.plan.targets:
        if target.provider not in _REAL:
            raise UsageProblem(
                f"{target.name} is no real Spark: its answers cannot become goldens",
                hint="record from a target whose provider is process, container or remote",
            )
    settled(prepared, prepared.workshop.served_versions(prepared.plan))
    return prepared.plan, prepared.workshop


def _version(matrix: Matrix, leg: LegPlan) -> str:
    return matrix.reference(leg.target).version or ""


Seen = list[tuple[Case, Outcome | InfraProblem]]


def _all_outcomes(
    plan: Plan, workshop: Workshop, workers: int, progress: Progress
) -> Iterator[tuple[LegPlan, Seen]]:
    with ThreadPoolExecutor(max(1, workers)) as pool:
        running = [
            (leg, pool.submit(_outcomes, leg, workshop, progress)) for leg in plan.legs if leg.cases
        ]
        try:
            for leg, future in running:
                yield leg, future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _outcomes(leg: LegPlan, workshop: Workshop, progress: Progress) -> Seen:
    """What the reference yields for every case of a leg; a case that kills its server is a failure.

    Raises:
        ServerGone: servers die again and again.
    """
    seen: Seen = []
    deaths = 0
    while len(seen) < len(leg.cases):
        try:
            _with_one_server(leg, workshop, progress, seen)
        except ServerGone as problem:
            deaths += 1
            if deaths > _DEATHS:
                raise
            progress(f"{leg.target.name}: {problem.message}; going on with a new server")
            seen.append((leg.cases[len(seen)], problem))
    progress(f"{leg.target.name}: {len(seen)} cases done")
    return seen


def _with_one_server(leg: LegPlan, workshop: Workshop, progress: Progress, seen: Seen) -> None:
    """Go on where `seen` ends, until all cases are run or the server dies."""
    with ExitStack() as stack:
        running = stack.enter_context(workshop.server(leg.target))
        bench = stack.enter_context(workshop.bench(leg, running))
        driver: CaseRunner | None = None
        try:
            for case in leg.cases[len(seen) :]:
                driver = driver or bench.driver("reference")
                outcome, driver = _one(driver, case, bench)
                seen.append((case, outcome))
                if len(seen) % _TOLD_EVERY == 0:
                    progress(f"{leg.target.name}: {len(seen)} of {len(leg.cases)} cases")
        finally:
            if driver is not None:
                driver.stop()


def _one(
    driver: CaseRunner, case: Case, bench: Bench
) -> tuple[Outcome | InfraProblem, CaseRunner | None]:
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
