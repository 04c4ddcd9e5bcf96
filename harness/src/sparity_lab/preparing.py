"""Makes a run ready: plan, folder, versions, environments; everything that may fail early."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sparity_lab.cache import Progress
from sparity_lab.legs import Plan, Request, plan_run
from sparity_lab.matrix import load_matrix
from sparity_lab.recorder import Recorder
from sparity_lab.records import LegKey
from sparity_lab.reuse import Results, worlds
from sparity_lab.runfolder import make_writable
from sparity_lab.workshop import RealWorkshop, Workshop

WorkshopMaker = Callable[[Plan, Progress], Workshop | None]


@dataclass
class Prepared:
    """A run that can start."""

    plan: Plan
    workshop: Workshop
    recorder: Recorder | None = None
    served: dict[str, str] = field(default_factory=dict)
    facts: dict[LegKey, Mapping[str, str]] = field(default_factory=dict)
    done: frozenset[tuple[LegKey, str]] = frozenset()
    results: Results | None = None
    known: frozenset[tuple[LegKey, str]] = frozenset()
    """The cases whose records are taken over from `results`."""


def prepare(
    request: Request,
    root: Path | None,
    out: Path | None,
    progress: Progress,
    make_workshop: WorkshopMaker,
    *,
    resume: bool,
) -> Prepared:
    """Work a request out and make ready what takes long.

    Raises:
        UsageProblem: the request or the configuration is wrong.
        InfraProblem: an environment cannot be built, or an address does not answer.
    """
    prepared = planned(request, root, progress, make_workshop)
    recorder = Recorder(prepared.plan, out, resume=resume)
    if request.order == "random" and request.seed is None:
        seed = recorder.former_seed
        prepared.plan = prepared.plan.shuffled(secrets.randbelow(2**31) if seed is None else seed)
    make_writable(recorder.folder)
    served = prepared.workshop.served_versions(prepared.plan)
    settled(prepared, served)
    recorder.plan = prepared.plan
    prepared.recorder = recorder
    prepared.done = recorder.done
    prepared.facts = {leg.key: prepared.workshop.facts(leg) for leg in prepared.plan.legs}
    if request.reuse:
        plan = prepared.plan
        results = Results(plan.matrix.root, recorder.run_id, worlds(plan, prepared.facts))
        prepared.results, prepared.known = results, results.known(plan.legs)
    return prepared


def planned(
    request: Request, root: Path | None, progress: Progress, make_workshop: WorkshopMaker
) -> Prepared:
    """Only work a request out: for workers, and to list cases."""
    matrix = load_matrix(root)
    plan = plan_run(matrix, request)
    if request.seed is not None:
        plan = plan.shuffled(request.seed)
    workshop = make_workshop(plan, progress) or RealWorkshop(matrix, plan.suites, progress)
    return Prepared(plan, workshop)


def settled(prepared: Prepared, served: dict[str, str]) -> None:
    """Take in the versions that servers have told."""
    prepared.served = served
    prepared.plan = prepared.plan.settle(served)
