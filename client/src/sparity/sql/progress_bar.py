"""The line on a terminal that tells how far the queries of this process are.

Nothing is written anywhere but on a terminal, and nothing stays there. What there is to tell comes
from `progress`.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from sparity.sql.stage_info import StageInfo

#: PySpark's variable of the same purpose: `1` switches the bar on, anything else off.
VARIABLE = "SPARK_CONNECT_PROGRESS_BAR_ENABLED"

# A query that is over sooner needs no bar, which would only flicker.
_AFTER_SECONDS = 1.0
# Terminals may be slow, and far away.
_BETWEEN_SECONDS = 0.1
_WIDEST_BAR = 40
_NARROWEST_BAR = 10
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def wanted(setting: bool | None) -> bool:
    """Whether to show a bar: there is a terminal, and nobody switched the bar off.

    Args:
        setting: what the connection says; None leaves it to the environment.
    """
    if setting is None:
        setting = os.environ.get(VARIABLE, "1") == "1"
    return setting and _terminal() is not None


def _terminal() -> TextIO | None:
    """Standard error, if people read it as it is written."""
    stream = sys.stderr
    with contextlib.suppress(ValueError, OSError):  # it may have been closed
        if stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb":
            return stream
    return None


class Line:
    """One line for all queries that run at a time, in whatever threads.

    Args:
        clock: tells the time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._bars: list[Bar] = []
        self._on: TextIO | None = None
        self._length = 0
        self._drawn_at = float("-inf")
        # Reentrant: the garbage collector may end a query that nobody reads to its end anywhere,
        # and so also in here.
        self._lock = threading.RLock()

    def begin(self) -> Bar:
        """A query that begins now."""
        bar = Bar(self, self._clock())
        with self._lock:
            self._bars.append(bar)
        return bar

    def draw(self) -> None:
        """Tell how far the queries are that take a while, if that was not done just now."""
        with self._drawing():
            now = self._clock()
            stream = _terminal()
            if stream is None or now - self._drawn_at < _BETWEEN_SECONDS:
                return
            told = [bar for bar in self._bars if bar.tasks and now - bar.began >= _AFTER_SECONDS]
            if not told:
                return
            text = _text(told, now, _columns(stream) - 1)
            if stream is not self._on:
                self.erase()
            stream.write("\r" + text.ljust(self._length))
            stream.flush()
            self._on, self._length, self._drawn_at = stream, len(text), now

    def erase(self) -> None:
        """Leave the line to the program."""
        with self._drawing():
            stream, length = self._on, self._length
            self._on, self._length = None, 0
            if stream is not None:
                stream.write("\r" + " " * length + "\r")
                stream.flush()

    def end(self, bar: Bar) -> None:
        """Tell of a query no longer."""
        with self._drawing():
            self._bars.remove(bar)
            self.erase()
            self._drawn_at = float("-inf")
            self.draw()  # what there is to tell of the others

    @contextlib.contextmanager
    def _drawing(self) -> Iterator[None]:
        # A terminal that went away, or that is being written to right now, is no concern of a
        # query.
        with self._lock, contextlib.suppress(OSError, ValueError, RuntimeError):
            yield


class Bar:
    """How far one query is."""

    def __init__(self, line: Line, began: float) -> None:
        self._line = line
        self.began = began
        self.tasks = 0
        self.completed = 0
        self.running = 0
        self.bytes = 0
        self._aside = False

    def update(self, running: int, stages: Sequence[StageInfo]) -> None:
        """Tell what the server reported."""
        self.running = running
        self.tasks = sum(stage.num_tasks for stage in stages)
        self.completed = sum(stage.num_completed_tasks for stage in stages)
        self.bytes = sum(stage.num_bytes_read for stage in stages)
        self._line.draw()

    def step_aside(self) -> None:
        """Give the terminal to the program, which has something to do, and maybe to print."""
        self._aside = True
        self._line.erase()

    def come_back(self) -> None:
        """Go on after `step_aside`."""
        if self._aside:
            self._aside = False
            self._line.draw()

    def end(self) -> None:
        """The query is over."""
        self._line.end(self)


def _text(bars: Sequence[Bar], now: float, width: int) -> str:
    """What the line says in so many characters at most."""
    tasks = sum(bar.tasks for bar in bars)
    completed = sum(bar.completed for bar in bars)
    running = sum(bar.running for bar in bars)
    part = min(completed / tasks, 1.0)
    told = [f"{part:4.0%} ", f"{completed}/{tasks} tasks", f", {running} running"]
    if size := sum(bar.bytes for bar in bars):
        told.append(f", {_size(size)} read")
    told.append(f", {now - min(bar.began for bar in bars):.0f} s")
    if len(bars) > 1:
        told.append(f", {len(bars)} queries")
    words = "".join(told)
    room = min(width - len(words) - 3, _WIDEST_BAR)
    if room < _NARROWEST_BAR:
        return words.strip()[:width]
    done = int(part * room)
    bar = ("=" * done + ">" * (done < room)).ljust(room)
    return f"[{bar}] {words}"


def _size(count: float) -> str:
    for unit in _UNITS[:-1]:
        if count < 1024:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} {_UNITS[-1]}"


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


#: That of this process.
LINE = Line()
