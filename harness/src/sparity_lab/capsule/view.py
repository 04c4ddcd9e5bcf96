"""A replay on a terminal: what came, what was expected, what had no recorded answer."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from sparity_lab.case_view import show_components, show_facts, show_outcomes
from sparity_lab.records import Component

if TYPE_CHECKING:
    from sparity_lab.capsule.replay import Replayed


def show(console: Console, replayed: "Replayed") -> None:
    """Everything there is to say about a replay."""
    manifest = replayed.capsule.manifest
    word = "[green]as expected[/]" if replayed.holds else "[red]diverges[/]"
    console.print(f"{word}  [bold]{escape(manifest.case.id)}[/]")
    record = manifest.record
    alike = "the same" if replayed.as_recorded else "another one"
    facts = {
        "client": replayed.client,
        "expected of": record.judged_by or record.reference,
        "recorded": f"{record.verdict} with {record.client} on Spark "
        f"{manifest.server.spark_version}, {manifest.made[:10]}",
        "outcome now": f"{alike} as that of the recorded candidate",
        "reason then": record.reason,
    }
    show_facts(console, facts)
    components = {
        name: Component(**comparison.to_json()) for name, comparison in replayed.components.items()
    }
    show_components(console, components)
    show_outcomes(console, replayed.expected.to_json(), replayed.outcome.to_json())
    _unanswered(console, replayed)
    console.print()


def _unanswered(console: Console, replayed: "Replayed") -> None:
    if not replayed.unanswered:
        console.print("\nevery request had a recorded answer", highlight=False)
        return
    count = len(replayed.unanswered)
    console.print(
        f"\n[bold]{count} {'request' if count == 1 else 'requests'} without a recorded answer[/], "
        "which failed; what comes after may be their doing"
    )
    for one in replayed.unanswered:
        console.print(f"{one.method}: {one.asked}", markup=False, highlight=False, soft_wrap=True)
        if one.nearest:
            text = "\n".join(f"  {line}" for line in ("unlike the nearest one:", *one.nearest))
            console.print(text, markup=False, highlight=False, soft_wrap=True)
