"""The difference of two runs on a terminal or in a pipe: a table a class, then the sum."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sparity_lab.diff.classes import CLASSES, TITLES
from sparity_lab.diff.document import Entry, RunDiff
from sparity_lab.diff.wording import headline, remarks, words_of

_STYLES = {"added": "red", "changed": "yellow", "fixed": "green", "vanished": "magenta"}


def show(console: Console, found: RunDiff) -> None:
    """Every case that is not unchanged, what else there is to know, and the sum."""
    several = len(found.legs) > 1
    for name in CLASSES:
        entries = found.of(name)
        if entries:
            style = _STYLES.get(name, "bold")
            console.print(f"[{style}]{TITLES[name]}[/] ({len(entries)})")
            console.print(_table(entries, several=several))
            console.print()
    for line in remarks(found):
        console.print(line, markup=False, soft_wrap=True)
    console.print(headline(found), style="bold", markup=False, soft_wrap=True)


def _table(entries: list[Entry], *, several: bool) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 2))
    for ratio in (5, 3, *([2] if several else []), 5):
        table.add_column(ratio=ratio, overflow="fold")
    for entry in entries:
        step = entry.after if entry.before == entry.after else f"{entry.before} → {entry.after}"
        leg = [entry.leg] if several else []
        table.add_row(*map(escape, (entry.case, step, *leg, words_of(entry))))
    return table
