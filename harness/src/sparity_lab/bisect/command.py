"""`sparity-lab bisect`: goes through the versions, prints each step and what it comes to."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from sparity_lab.bisect.live import find, ordered_legs
from sparity_lab.bisect.recorded import recorded_steps
from sparity_lab.bisect.wording import live_conclusion, recorded_conclusion
from sparity_lab.cases import select
from sparity_lab.golden_recording import GOLDEN
from sparity_lab.legs import LegPlan, Request, cases_of, profile_of
from sparity_lab.matrix import load_matrix
from sparity_lab.preparing import WorkshopMaker, planned, settled
from sparity_lab.problems import EXIT_GATE, EXIT_OK, UsageProblem
from sparity_lab.progress import STYLES, ConsoleWatcher
from sparity_lab.records import CaseRecord
from sparity_lab.report.wording import first_difference
from sparity_lab.signals import polite_signals
from sparity_lab.verdict.failure_kind import kind_of
from sparity_lab.verdict.goldens import Goldens


@dataclass(frozen=True, slots=True)
class BisectOptions:
    """What was asked for."""

    case_id: str
    golden: bool = False
    targets: tuple[str, ...] = ()
    client: str | None = None
    everywhere: bool = False
    root: Path | None = None


def bisect(
    options: BisectOptions, console: Console, make_workshop: WorkshopMaker = lambda *_: None
) -> int:
    """Say where the case changes; 1 if it changes or diverges anywhere, else 0.

    Raises:
        UsageProblem: there is no such case, target or client, or nothing to search through.
        InfraProblem: a server or driver fails, or a version gives no answer.
    """
    if not options.golden:
        return _live(options, console, make_workshop)
    if options.targets or options.client or options.everywhere:
        raise UsageProblem(
            "--golden runs nothing, so --target, --client and --all say nothing",
            hint="leave them out: every recorded version is looked at",
        )
    return _recorded(options, console)


def _recorded(options: BisectOptions, console: Console) -> int:
    matrix = load_matrix(options.root)
    profile = matrix.profile(profile_of(options.case_id))
    (case,) = select(cases_of(matrix, profile), [options.case_id])
    steps = recorded_steps(case, Goldens(matrix.root / GOLDEN))
    for step in steps:
        first, *more = step.differences or ("the same",)
        console.print(f"{step.before} → {step.after}  {first}", markup=False, soft_wrap=True)
        for line in more:
            console.print(f"{'':<16}{line}", markup=False, soft_wrap=True)
    console.print(recorded_conclusion(steps), style="bold", markup=False, soft_wrap=True)
    return EXIT_GATE if any(step.differences for step in steps) else EXIT_OK


def _live(options: BisectOptions, console: Console, make_workshop: WorkshopMaker) -> int:
    request = Request(
        targets=options.targets or load_matrix(options.root).process_targets,
        clients=(options.client,) if options.client else (),
        profiles=(profile_of(options.case_id),),
        case_ids=(options.case_id,),
    )
    watcher = ConsoleWatcher(console)
    try:
        with polite_signals():
            prepared = planned(request, options.root, watcher.progress, make_workshop)
            settled(prepared, prepared.workshop.served_versions(prepared.plan))
            legs = ordered_legs(prepared)
            width = max(len(leg.target.name) for leg in legs)

            def tell(leg: LegPlan, record: CaseRecord) -> None:
                _tell(console, leg.target.name.ljust(width), record)

            found = find(prepared, legs, tell, everywhere=options.everywhere)
    finally:
        watcher.close()
    for line in live_conclusion(found):
        console.print(line, style="bold", markup=False, soft_wrap=True)
    return EXIT_GATE if any(found.answers.by_number.values()) else EXIT_OK


def _tell(console: Console, target: str, record: CaseRecord) -> None:
    style = STYLES[record.verdict]
    told = ""
    if record.verdict == "divergent":
        told = f"{kind_of(record)}; {first_difference(record)}"
    elif record.verdict != "equal":
        told = record.reason
    verdict = f"{record.verdict:<11}  " if told else record.verdict
    console.print(f"{target}  [{style}]{verdict}[/]{escape(told)}", soft_wrap=True)
