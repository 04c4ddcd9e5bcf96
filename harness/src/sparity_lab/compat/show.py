"""Shows a matrix run on a terminal or in a pipe, and its table at the end; it decides nothing."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from sparity_lab.compat.cell import CellReport
from sparity_lab.compat.classes import WORST_FIRST, Class
from sparity_lab.compat.document import MatrixDocument
from sparity_lab.compat.plan import CellKey, MatrixPlan
from sparity_lab.compat.wording import LABELS, SIGNS, headlines, target_label
from sparity_lab.records import CaseRecord
from sparity_lab.runlog import RunLog

if TYPE_CHECKING:
    from sparity_lab.pytest_session import ParitySession

STYLES: dict[Class, str] = {
    "silent": "bold red",
    "loud": "yellow",
    "server": "cyan",
    "missing": "bold magenta",
    "infra": "magenta",
    "flaky": "magenta",
    "unsupported": "bright_black",
    "equal": "green",
}

_LINE_EVERY_S = 60.0
"""How often a run in a pipe says that it is still alive."""


class MatrixWatcher:
    """A progress bar over all cells where there is a terminal, lines where there is none."""

    def __init__(self, console: Console, plan: MatrixPlan) -> None:
        self._console = console
        self._sizes = {key: len(plan.profiles[key.profile]) for key in plan.cells}
        self._cells_done = 0
        self._left = sum(self._sizes.values())
        self._all = self._left
        self._in_cell = 0
        self._ran = 0
        self._seconds = 0.0
        self._began: float | None = None
        self._said = time.monotonic()
        self._key: CellKey | None = None
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    # --- a run within the matrix ------------------------------------------------------------

    def progress(self, message: str) -> None:
        """Something slow begins, goes on or ends."""
        if self._console.is_terminal:
            self._update(message)
        else:
            self._line(message)

    def begins(self, log: RunLog, folder: Path) -> None:
        """The cases of a cell are known; some may have been done before."""
        self._in_cell = len(log.done())
        self._began = time.monotonic()
        self._update()

    def recorded(self, record: CaseRecord) -> None:
        """A case has its verdict."""
        self._in_cell += 1
        self._ran += 1
        if not self._console.is_terminal and time.monotonic() - self._said > _LINE_EVERY_S:
            self._line(f"{self._in_cell} of {self._sizes_of(self._key)} cases{self._time_left()}")
        self._update()

    def ends(self, session: "ParitySession") -> None:
        """The run of a cell is over."""
        if self._began is not None:
            self._seconds += time.monotonic() - self._began
            self._began = None

    # --- cells ------------------------------------------------------------------------------

    def cell_begins(self, key: CellKey) -> None:
        """A cell is going to be run, or gone on with."""
        self._key, self._in_cell = key, 0
        if not self._console.is_terminal:
            self._line(f"[{self._cells_done + 1}/{len(self._sizes)}] {key}{self._time_left()}")
        self._update()

    def told(self, message: str) -> None:
        """Something that has to be read also when the bar is gone."""
        self._line(message)

    def cell_ends(self, key: CellKey, found: CellReport | None) -> None:
        """A cell is finished, had been before, or cannot be."""
        self._cells_done += 1
        self._left -= self._sizes[key]
        self._in_cell = 0
        verdict: Class = found.verdict if found else "missing"
        style = STYLES[verdict]
        counts = found.counts if found else {}
        told = ", ".join(
            f"{counts[name]} {LABELS[name]}" for name in WORST_FIRST if counts.get(name)
        )
        self._console.print(
            f"[{style}]{SIGNS[verdict]} {LABELS[verdict]:<24}[/] {escape(str(key))} [dim]{told}[/]",
            soft_wrap=True,
            highlight=False,
        )
        self._update()

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    # --- inner workings ---------------------------------------------------------------------

    def _sizes_of(self, key: CellKey | None) -> int:
        return self._sizes[key] if key else 0

    def _time_left(self) -> str:
        """How long the rest takes at the pace so far; nothing before there is one."""
        spent = self._seconds + (time.monotonic() - self._began if self._began else 0.0)
        if not self._ran:
            return ""
        minutes = int((self._left - self._in_cell) * spent / self._ran / 60)
        return f", about {minutes // 60} h {minutes % 60:02d} min left"

    def _update(self, note: str = "") -> None:
        if not self._console.is_terminal:
            return
        if self._bar is None:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[cells]}"),
                TimeElapsedColumn(),
                TextColumn("[dim]{task.fields[note]}"),
                console=self._console,
                transient=True,
            )
            self._task = self._bar.add_task("matrix", total=self._all, cells="", note="")
            self._bar.start()
        if self._task is not None:
            done = self._all - self._left + self._in_cell
            cells = f"{self._cells_done}/{len(self._sizes)} cells{self._time_left()}"
            shown = escape(note or str(self._key or ""))
            self._bar.update(self._task, completed=done, cells=cells, note=shown)

    def _line(self, message: str) -> None:
        self._said = time.monotonic()
        self._console.print(message, markup=False, highlight=False, soft_wrap=True)


def show_matrix(console: Console, found: MatrixDocument) -> None:
    """The table of a matrix, a line for each client, and why the matrix does not hold."""
    for profile in found.profiles:
        table = Table(
            title=profile.name if len(found.profiles) > 1 else None,
            header_style="bold",
            box=None,
            pad_edge=False,
            padding=(0, 3, 0, 0),
        )
        table.add_column("client", no_wrap=True)
        for target in found.targets:
            table.add_column(
                target_label(target.name, target.provider, target.served), no_wrap=True
            )
        for client in found.clients:
            cells = [found.cell(client.name, one.name, profile.name) for one in found.targets]
            table.add_row(
                escape(client.name),
                *(_short(cell.verdict, cell.counts) if cell else "" for cell in cells),
            )
        console.print()
        console.print(table)
    console.print()
    for line in headlines(found):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    for line in found.problems():
        console.print(f"does not hold: {line}", markup=False, highlight=False, soft_wrap=True)


def _short(verdict: Class, counts: dict[Class, int]) -> str:
    number = f"{counts[verdict]} " if verdict != "missing" else ""
    word = "not run" if verdict == "missing" else verdict
    return f"[{STYLES[verdict]}]{SIGNS[verdict]} {number}{word}[/]"
