"""One case on a terminal: verdict, differences, outcomes, plans; judges and runs nothing."""

import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sparity_lab.progress import STYLES
from sparity_lab.record.leniencies import Plans
from sparity_lab.record.treediff import outline
from sparity_lab.records import CaseRecord, Component, Recorded

Json = dict[str, Any] | None


def show(console: Console, record: CaseRecord, plans: Plans | None = None) -> None:
    """Everything a record says, and the plans that the candidate sent."""
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
    show_facts(console, facts)
    show_components(console, record.components)
    show_outcomes(console, record.expected, record.candidate)
    if record.recorded is not None:
        _recorded(console, record.recorded, plans or [])
    console.print()


def show_facts(console: Console, facts: Mapping[str, str | None]) -> None:
    """Names and what is to be said of them, a line each; nothing where there is nothing."""
    for name, value in facts.items():
        if value:
            console.print(f"  [dim]{name:<11}[/] {escape(value)}", highlight=False)


def show_outcomes(console: Console, expected: Json, candidate: Json) -> None:
    """Both outcomes; once where they are the same."""
    same = candidate == expected
    for name, outcome in (("expected", expected), ("candidate", candidate)):
        if outcome is None or (same and name == "expected"):
            continue
        title = "both outcomes, the same to the letter" if same else name
        console.print(f"\n[bold]{title}[/]")
        console.print(_outcome_text(outcome), markup=False, highlight=False, soft_wrap=True)


def _recorded(console: Console, recorded: Recorded, plans: Plans) -> None:
    """What was sent: evidence, not judged."""
    for name, seen in (("candidate", recorded.candidate), ("reference", recorded.reference)):
        if seen is not None:
            calls = ", ".join(f"{method} {count}" for method, count in seen.rpcs.items())
            console.print(f"\n[bold]calls of {name}[/]  {calls or 'none'}", highlight=False)
    for note in recorded.notes:
        console.print(note, markup=False, highlight=False)
    console.print("\n[bold]plans of candidate[/]")
    for number, plan in enumerate(plans, start=1):
        console.print(f"request {number}", markup=False, highlight=False)
        lines = "\n".join(outline(plan, "  "))
        console.print(lines, markup=False, highlight=False, soft_wrap=True)
    if recorded.plan is not None:
        same = _word(recorded.plan.lenient)
        allowed = ", ".join(recorded.plan.leniencies) or "nothing forgiven"
        console.print(f"\n[bold]compared with the reference's[/]  {same} ({escape(allowed)})")
        lines = "\n".join(recorded.plan.diff)
        console.print(lines, markup=False, highlight=False, soft_wrap=True)


def show_components(console: Console, components: Mapping[str, Component]) -> None:
    """What was compared, a line a component."""
    if not components:
        return
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in ("component", "to the letter", "with leniencies", "leniencies", "difference"):
        table.add_column(name, overflow="fold")
    for name, component in components.items():
        table.add_row(
            name,
            _word(component.strict),
            _word(component.lenient),
            ", ".join(component.leniencies),
            escape("\n".join(component.diff)),
        )
    console.print()
    console.print(table)


def _word(equality: str) -> str:
    return f"[{'green' if equality == 'equal' else 'red'}]{equality}[/]"


def _outcome_text(outcome: dict[str, Any]) -> str:
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
