"""`sparity-lab matrix`: plans, runs, shows and publishes; each of these is done elsewhere."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from sparity_lab.compat.document import document
from sparity_lab.compat.part import together
from sparity_lab.compat.plan import (
    PLAN_NAME,
    MatrixPlan,
    MatrixRequest,
    plan_matrix,
    published_clients,
    published_targets,
)
from sparity_lab.compat.publish import publish
from sparity_lab.compat.runner import MatrixRunner
from sparity_lab.compat.show import MatrixWatcher, show_matrix
from sparity_lab.environments import Environments
from sparity_lab.matrix import Client, Matrix, load_matrix, without_secrets
from sparity_lab.preparing import WorkshopMaker
from sparity_lab.problems import EXIT_GATE, EXIT_OK, InfraProblem, UsageProblem
from sparity_lab.runfolder import make_writable, new_run_id

MATRICES = Path("reports") / "matrix"


@dataclass(frozen=True)
class MatrixOptions:
    """The options of `sparity-lab matrix`."""

    request: MatrixRequest
    out: Path | None = None
    resume: bool = False
    publish: Path | None = None
    sources: Sequence[Path] = ()
    remove_environments: bool = False
    root: Path | None = None


def matrix(
    options: MatrixOptions, console: Console, make_workshop: WorkshopMaker = lambda *_: None
) -> int:
    """Run the cells that are not finished, show the matrix, and publish it if asked to.

    Raises:
        LabError: what a person has to be told.
    """
    if options.sources:
        return _conclude(options.sources, options, console)
    tables = load_matrix(options.root)
    out = _folder(tables, options)
    plan = _plan(tables, options, out)
    watcher = MatrixWatcher(console, plan)
    addresses = {without_secrets(name): name for name in options.request.targets}
    runner = MatrixRunner(tables, plan, out, watcher, make_workshop, addresses)
    before = _present(tables, plan) if options.remove_environments else set()
    console.print(f"{len(plan.cells)} cells in {out}", markup=False, soft_wrap=True)
    try:
        runner.run()
    finally:
        watcher.close()
        if options.remove_environments:
            _remove_new(tables, plan, before)
    code = _conclude([out], options, console)
    for key, problem in runner.failed.items():
        console.print(f"{key} stopped: {problem.message}", markup=False, soft_wrap=True)
    if runner.failed:
        raise InfraProblem(
            f"{len(runner.failed)} of {len(plan.cells)} cells have not come to their end",
            hint=f"go on with: sparity-lab matrix --out {out} --resume",
        )
    return code


def list_cells(root: Path | None) -> str:
    """The published targets and clients as JSON, for a CI that runs a job for each target."""
    tables = load_matrix(root)
    clients = published_clients(tables)
    rows = [{"target": target, "clients": clients} for target in published_targets(tables)]
    return json.dumps({"include": rows})


def _conclude(folders: Sequence[Path], options: MatrixOptions, console: Console) -> int:
    part = together(folders)
    found = document(part)
    show_matrix(console, found)
    if options.publish is not None:
        for path in publish(found, part, options.publish):
            console.print(f"published: {path}", markup=False, soft_wrap=True)
    return EXIT_GATE if found.problems() else EXIT_OK


def _folder(tables: Matrix, options: MatrixOptions) -> Path:
    """The folder of the run.

    Raises:
        UsageProblem: --resume, and there is nothing to resume.
        InfraProblem: it cannot be written.
    """
    if options.out is not None:
        out = options.out.absolute()
    elif options.resume:
        found = sorted((tables.root / MATRICES).glob(f"*/{PLAN_NAME}"))
        if not found:
            raise UsageProblem(
                "there is no matrix to resume",
                hint="give its folder with --out, or leave --resume out",
            )
        out = found[-1].parent
    else:
        out = tables.root / MATRICES / new_run_id()
    make_writable(out)
    return out


def _plan(tables: Matrix, options: MatrixOptions, out: Path) -> MatrixPlan:
    """The plan to work on, saved: that of the folder with the cases and goldens of today.

    Its cells tell themselves which cases and goldens they are of.

    Raises:
        UsageProblem: the folder holds another matrix.
    """
    request = options.request
    if not options.resume:
        if (out / PLAN_NAME).exists():
            raise UsageProblem(
                f"{out} holds a matrix already",
                hint="go on with it by --resume, or give another --out",
            )
        plan = plan_matrix(tables, request)
        plan.save(out)
        return plan
    before = MatrixPlan.read(out)
    again = MatrixRequest(
        request.clients or list(before.clients),
        request.targets or list(before.targets),
        request.profiles or list(before.profiles),
        request.keyword or before.keyword,
    )
    now = plan_matrix(tables, again)
    differences = []
    if now.keyword != before.keyword:
        differences.append(f"-k: was {before.keyword!r}, is {now.keyword!r}")
    if set(now.cells) != set(before.cells):
        differences.append("other cells are asked for")
    if differences:
        raise UsageProblem(
            f"the matrix in {out} cannot be resumed: it was started differently",
            hint="ask for the same as then, or start a new one with another --out",
            causes=differences,
        )
    if now != before:
        now.save(out)
    return now


def _clients(tables: Matrix, plan: MatrixPlan) -> list[Client]:
    """Every published PySpark that the plan needs, as a client or inside a server."""
    names = [name for name, facts in plan.clients.items() if not facts.built]
    sparks = [facts.spark for facts in plan.targets.values() if facts.spark]
    names += [f"pyspark=={spark}" for spark in sparks]
    return [tables.client(name) for name in dict.fromkeys(names)]


def _present(tables: Matrix, plan: MatrixPlan) -> set[str]:
    environments = Environments(tables)
    return {client.name for client in _clients(tables, plan) if environments.existing(client)}


def _remove_new(tables: Matrix, plan: MatrixPlan, before: set[str]) -> None:
    environments = Environments(tables)
    for client in _clients(tables, plan):
        if client.name not in before:
            environments.remove(client)
