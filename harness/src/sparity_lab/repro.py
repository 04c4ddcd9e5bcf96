"""Runs one case in full view: outcomes, differences, who judged; by itself it keeps no log."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from sparity_lab.capsule import saving
from sparity_lab.case_view import show
from sparity_lab.legs import Request, profile_of
from sparity_lab.preparing import WorkshopMaker, planned, prepare, settled
from sparity_lab.progress import ConsoleWatcher
from sparity_lab.recorder import Recorder
from sparity_lab.records import CaseRecord
from sparity_lab.staging import stage

_PASSING = ("equal", "unsupported", "waived")


@dataclass(frozen=True)
class ReproOptions:
    """The options of `sparity-lab repro`."""

    case_id: str
    target: str | None = None
    client: str | None = None
    oracle: str = ""
    spark: str | None = None
    keep_server: bool = False
    out: Path | None = None
    save: Path | None = None
    root: Path | None = None


def repro(
    options: ReproOptions, console: Console, make_workshop: WorkshopMaker = lambda *_: None
) -> int:
    """Run the case and show it; 0 when it passes, 1 when not.

    Raises:
        UsageProblem: there is no such case, target or client, or no capsule can be made.
        InfraProblem: the server or a driver does not start, or dies, or a file cannot be written.
    """
    if options.save is not None:
        saving.require_file(options.save)
    request = Request(
        targets=(options.target,) if options.target else (),
        clients=(options.client,) if options.client else (),
        profiles=(profile_of(options.case_id),),
        case_ids=(options.case_id,),
        oracle=options.oracle,
        spark=options.spark,
        record=True,
        responses=options.save is not None,
    )
    watcher = ConsoleWatcher(console)
    try:
        if options.out is not None:
            prepared = prepare(
                request, options.root, options.out, watcher.progress, make_workshop, resume=False
            )
        else:
            prepared = planned(request, options.root, watcher.progress, make_workshop)
            settled(prepared, prepared.workshop.served_versions(prepared.plan))
        leg = prepared.plan.legs[0]
        case = leg.cases[0]
        if options.keep_server:
            url = prepared.workshop.leave_standing(leg.target).url
        with stage(prepared, leg) as (engine, running):
            if options.save is not None:
                saving.require_recordable(running.endpoint)
            record = prepared.plan.policy.stamped(engine.run(case), leg.target.spark)
    finally:
        watcher.close()
    show(console, record, engine.plans())
    if options.save is not None:
        saving.save(
            options.save,
            leg,
            prepared.plan.suites,
            running.endpoint,
            record,
            engine.recordings(),
        )
        console.print(f"capsule: {options.save}", markup=False, highlight=False)
        command = f"replay it with: sparity-lab repro --replay {options.save}"
        console.print(command, markup=False, highlight=False, soft_wrap=True)
    if prepared.recorder is not None:
        _save(prepared.recorder, record)
        console.print(f"report: {prepared.recorder.folder / 'index.html'}", highlight=False)
    if options.keep_server:
        console.print(f"the server of {leg.target.name} is up at {url}", highlight=False)
        console.print(f"stop it with: sparity-lab servers down {leg.target.name}", highlight=False)
    return 0 if record.verdict in _PASSING else 1


def _save(recorder: Recorder, record: CaseRecord) -> None:
    recorder.open({record.leg: [record.case]}, {})
    recorder.case(record)
    recorder.finish(complete=True)
