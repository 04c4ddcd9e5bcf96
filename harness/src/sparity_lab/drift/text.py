"""The document on a terminal or in a pipe: how many of what, per function and method."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sparity_lab.drift.document import Drift, Entry, tally
from sparity_lab.drift.kinds import BY_NAME, KINDS
from sparity_lab.drift.wording import SIDES, gaps, headline, your_code

MOST_NAMES = 60
MOST_PLACES = 4
MOST_CHANGES = 20
_LOUD = ("values", "types", "fails", "renamed")


def show(console: Console, drift: Drift) -> None:
    """Everything a person asks first; outcomes and snippets are in the other formats."""
    console.print(f"[bold]{escape(headline(drift))}[/]")
    for line in (*gaps(drift), *your_code(drift)):
        console.print(line, markup=False, soft_wrap=True)
    console.print()
    console.print(_kinds(drift))
    if not drift.entries:
        return
    console.print()
    if drift.uses is not None:
        _concerns(console, drift)
    else:
        _names(console, drift)


def _kinds(drift: Drift) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 3, 0, 0))
    table.add_column("change", no_wrap=True)
    for title in (*SIDES.values(), "in all"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("means that", overflow="fold")
    for kind, on in drift.sides():
        counts = [*on.values(), sum(on.values())]
        table.add_row(kind.title, *map(str, counts), kind.meaning)
    return table


def _names(console: Console, drift: Drift) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("function or method", no_wrap=True)
    for kind in KINDS:
        table.add_column(kind.title, justify="right")
    names = drift.by_subject()
    for name, entries in list(names.items())[:MOST_NAMES]:
        counts = tally(entries).values()
        table.add_row(escape(name), *(str(count) if count else "·" for count in counts))
    console.print(table)
    if len(names) > MOST_NAMES:
        console.print(f"and {len(names) - MOST_NAMES} more: --format md, html or json")
    console.print(
        "hint: --uses PATH narrows this to what your code calls; --format html has both outcomes "
        "and a program to run for each",
        soft_wrap=True,
    )


def _concerns(console: Console, drift: Drift) -> None:
    """What somebody's code calls: each change with its places, worst first."""
    for name, entries in drift.by_subject().items():
        console.print(f"[bold]{escape(name)}[/]")
        loud = [entry for entry in entries if entry.kind in _LOUD]
        shown = (loud or entries)[:MOST_CHANGES]
        for entry in shown:
            _concern(console, entry)
        if len(shown) < len(entries):
            rest = len(entries) - len(shown)
            console.print(f"  [dim]and {rest} more: --format md, html or json[/]")


def _concern(console: Console, entry: Entry) -> None:
    title, who = BY_NAME[entry.kind].title, SIDES[entry.side]
    what = entry.case.split("/", 1)[1] + (f" {entry.observation}" if entry.observation else "")
    console.print(f"  {escape(title)} ({who}): {escape(entry.summary)}", soft_wrap=True)
    console.print(f"    [dim]{escape(what)}[/]", soft_wrap=True)
    places = ", ".join(entry.places[:MOST_PLACES])
    more = len(entry.places) - MOST_PLACES
    partly = "" if not entry.partly else " (it calls only some of what the case is about)"
    tail = f" and {more} more" if more > 0 else ""
    console.print(f"    [cyan]{escape(places)}[/]{tail}{partly}", soft_wrap=True)
