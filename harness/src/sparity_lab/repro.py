"""Runs one case in full view: outcomes, differences, who judged; by itself it keeps no log."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sparity_lab.legs import Request, profile_of
from sparity_lab.preparing import WorkshopMaker, planned, prepare, settled
from sparity_lab.progress import STYLES, ConsoleWatcher
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
    oracle: str = "live"
    keep_server: bool = False
    save: Path | None = None
    root: Path | None = None


def repro(
    options: ReproOptions, console: Console, make_workshop: WorkshopMaker = lambda *_: None
) -> int:
    """Run the case and show it; 0 when it passes, 1 when not.

    Raises:
        UsageProblem: there is no such case, target or client.
        InfraProblem: the server or a driver does not start, or dies.
    """
    request = Request(
        targets=(options.target,) if options.target else (),
        clients=(options.client,) if options.client else (),
        profiles=(profile_of(options.case_id),),
        case_ids=(options.case_id,),
        oracle=options.oracle,
    )
    watcher = ConsoleWatcher(console)
    try:
        if options.save is not None:
            prepared = prepare(
                request, options.root, options.save, watcher.progress, make_workshop, resume=False
            )
        else:
            prepared = planned(request, options.root, watcher.progress, make_workshop)
            settled(prepared, prepared.workshop.served_versions(prepared.plan))
        leg = prepared.plan.legs[0]
        case = leg.cases[0]
        if options.keep_server:
            url = prepared.workshop.leave_standing(leg.target).url
        with stage(prepared, leg) as staged:
            record = prepared.plan.policy.stamped(staged.engine.run(case), leg.target.spark)
    finally:
        watcher.close()
    show(console, record)
    if prepared.recorder is not None:
        _save(prepared.recorder, record)
        console.print(f"report: {prepared.recorder.folder / 'index.html'}", highlight=False)
    if options.keep_server:
        console.print(f"the server of {leg.target.name} is up at {url}", highlight=False)
        console.print(f"stop it with: sparity-lab servers down {leg.target.name}", highlight=False)
    return 0 if record.verdict in _PASSING else 1


def show(console: Console, record: CaseRecord) -> None:
    """Everything a record says."""
    style = STYLES[record.verdict]
    console.print(f"[{style}]{record.verdict}[/]  [bold]{escape(record.case)}[/]")
    facts = {
        "client": record.client,
        "target": record.target,
        "mirrors": record.mirrors,
        "source": f"{record.source.file}:{record.source.line}",
        "judged by": record.judged_by,
        "decided by": record.side,
        "golden": record.golden,
        "to blame": record.attribution,
        "reruns": f"differed {record.attempts.k_of_n} times" if record.attempts else "",
        "fails as": record.signature,
        "waived by": record.waiver,
        "quarantine": record.quarantine,
        "reason": record.reason,
    }
    for name, value in facts.items():
        if value:
            console.print(f"  [dim]{name:<11}[/] {escape(value)}", highlight=False)
    if record.components:
        console.print()
        console.print(_components(record))
    same = record.candidate == record.expected
    for name, outcome in (("expected", record.expected), ("candidate", record.candidate)):
        if outcome is None or (same and name == "expected"):
            continue
        title = "both outcomes, the same to the letter" if same else name
        console.print(f"\n[bold]{title}[/]")
        console.print(_text(outcome), markup=False, highlight=False, soft_wrap=True)
    console.print()


def _components(record: CaseRecord) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in ("component", "to the letter", "with leniencies", "leniencies", "difference"):
        table.add_column(name, overflow="fold")
    for name, component in record.components.items():
        table.add_row(
            name,
            _word(component.strict),
            _word(component.lenient),
            ", ".join(component.leniencies),
            escape("\n".join(component.diff)),
        )
    return table


def _word(equality: str) -> str:
    return f"[{'green' if equality == 'equal' else 'red'}]{equality}[/]"


def _text(outcome: dict[str, Any]) -> str:
    """An outcome as JSON with one row a line."""
    lines = []
    if outcome.get("error"):
        lines.append("error " + json.dumps(outcome["error"], indent=2, ensure_ascii=False))
    for name, seen in (outcome.get("observations") or {}).items():
        lines.append(f"{name}: {seen.get('kind')}")
        for key, value in seen.items():
            if key == "rows":
                lines += [f"  {json.dumps(row, ensure_ascii=False)}" for row in value]
            elif key != "kind":
                lines.append(f"  {key} {json.dumps(value, ensure_ascii=False)}")
    rpcs = (outcome.get("evidence") or {}).get("rpcs") or {}
    lines.append("requests " + ", ".join(f"{name} {count}" for name, count in rpcs.items()))
    return "\n".join(lines)


def _save(recorder: Recorder, record: CaseRecord) -> None:
    recorder.open({record.leg: [record.case]}, {})
    recorder.case(record)
    recorder.finish(complete=True)
