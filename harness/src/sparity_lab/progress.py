"""Shows a run on a terminal or in a pipe, and its table at the end; it decides nothing."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from sparity_lab.records import VERDICTS, CaseRecord
from sparity_lab.report.gate import Gate, notes_of
from sparity_lab.report.wording import first_difference
from sparity_lab.runlog import RunLog

if TYPE_CHECKING:
    from sparity_lab.pytest_session import ParitySession

STYLES = {
    "equal": "green",
    "divergent": "bold red",
    "unsupported": "bright_black",
    "infra": "yellow",
    "flaky": "magenta",
    "waived": "cyan",
    "missing": "bold magenta",
}

_ALWAYS = ("equal", "divergent", "unsupported")
_QUIET = ("equal", "unsupported", "waived")
_LINE_EVERY_S = 20.0
"""How often a run in a pipe says that it is still alive."""


class ConsoleWatcher:
    """A progress bar where there is a terminal, a few lines where there is none."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._total = 0
        self._done = 0
        self._loud = 0
        self._said = time.monotonic()

    def progress(self, message: str) -> None:
        """Something slow goes on."""
        if self._bar is None and self._console.is_terminal:
            self._start_bar()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, note=escape(message))
        else:
            self._line(message)

    def begins(self, log: RunLog, folder: Path) -> None:
        """The cases are known."""
        self._total = sum(len(leg.expected) for leg in log.header.legs)
        self._done = len(log.done())
        legs = len(log.header.legs)
        done = f", {self._done} of them done before" if self._done else ""
        many = f" over {legs} legs" if legs > 1 else ""
        if self._console.is_terminal:
            self._start_bar()
        else:
            self._line(f"{self._total} cases{many}{done}; log in {folder}")
        self._show()

    def recorded(self, record: CaseRecord) -> None:
        """A case has its verdict."""
        self._done += 1
        if record.verdict not in _QUIET:
            self._loud += 1
            style = STYLES[record.verdict]
            self._console.print(
                f"[{style}]{record.verdict:>11}[/] {escape(record.case)} "
                f"[dim]({escape(record.target)})[/] {escape(_short(first_difference(record)))}",
                soft_wrap=True,
                highlight=False,
            )
        if self._bar is None and time.monotonic() - self._said > _LINE_EVERY_S:
            self._line(f"{self._done} of {self._total} cases, {self._loud} not equal")
        self._show(record.target)

    def ends(self, session: "ParitySession") -> None:
        """Take the bar away and show the table."""
        self.close()
        if session.recorder is not None and session.recorder.log is not None:
            show_result(self._console, session.recorder.log, session.gate, session.recorder.folder)

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _start_bar(self) -> None:
        if self._bar is not None:
            return
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[note]}", markup=True),
            console=self._console,
            transient=True,
        )
        self._task = self._bar.add_task("parity", total=None, note="")
        self._bar.start()

    def _show(self, note: str = "") -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, total=self._total, completed=self._done, note=escape(note))

    def _line(self, message: str) -> None:
        self._said = time.monotonic()
        self._console.print(message, markup=False, highlight=False, soft_wrap=True)


def show_result(console: Console, log: RunLog, gate: Gate | None, folder: Path) -> None:
    """The table of a run, its gate, and where the report is."""
    table = Table(title=None, header_style="bold", box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for name in ("target", "client", "profile"):
        table.add_column(name, no_wrap=True)
    table.add_column("cases", justify="right")
    counts = log.counts()
    shown = [verdict for verdict in VERDICTS if counts[verdict] or verdict in _ALWAYS]
    for verdict in shown:
        table.add_column(verdict, justify="right")
    for leg in log.header.legs:
        found = log.counts(leg.key)
        cells = [
            f"[{STYLES[verdict]}]{found[verdict]}[/]" if found[verdict] else "[dim]0[/]"
            for verdict in shown
        ]
        table.add_row(*(escape(name) for name in leg.key), str(len(leg.expected)), *cells)
    console.print()
    console.print(table)
    console.print()
    if gate is not None:
        style = "bold green" if gate.holds else "bold red"
        console.print(f"gate: [{style}]{gate.word}[/]")
        for reason in gate.reasons:
            console.print(f"  {reason}", markup=False, highlight=False, soft_wrap=True)
    for note in notes_of(log):
        console.print(f"note: {note}", markup=False, highlight=False, soft_wrap=True)
    page = folder / "index.html"
    if page.is_file():
        console.print(f"report: {page}", markup=False, highlight=False, soft_wrap=True)


def _short(text: str, limit: int = 200) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
