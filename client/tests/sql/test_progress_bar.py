"""The bar on a terminal: when it is there, what it says, and that nothing of it stays.

`connect/test_progress_on_terminal.py` has programs draw it on real ones.
"""

import io
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from fake_session import fake_session

from sparity.protocol import message_class
from sparity.sql import progress_bar
from sparity.sql.progress_bar import VARIABLE, Line
from sparity.sql.stage_info import StageInfo


class Terminal(io.StringIO):
    """What a terminal of so many columns shows; its program writes no line ends."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.seen.append(text)
        return super().write(text)

    @property
    def line(self) -> str:
        return on_screen(self.getvalue())


def on_screen(written: str) -> str:
    """The line that is left of what was written over itself."""
    line = ""
    for part in written.split("\r"):
        line = part + line[len(part) :]
    return line.rstrip()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal()
    # Not `sys` itself, whose `stderr` pytest changes between fixtures and tests.
    monkeypatch.setattr(progress_bar, "sys", SimpleNamespace(stderr=made))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv(VARIABLE, raising=False)
    return made


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock for a fresh line of this process."""
    made = Clock()
    monkeypatch.setattr(progress_bar, "LINE", Line(made))
    return made


def stages(tasks: int, completed: int, size: int = 0) -> list[StageInfo]:
    return [StageInfo(1, tasks, completed, size, False), StageInfo(2, 0, 0, 0, False)]


def test_a_query_that_takes_a_while_has_a_bar_until_it_ends(
    terminal: Terminal, clock: Clock
) -> None:
    bar = progress_bar.LINE.begin()
    bar.update(4, stages(8, 0))
    assert terminal.line == ""
    clock.now = 2.4
    bar.update(4, stages(8, 2, 3 * 1024**3))
    shown = "[========>                       ]  25% 2/8 tasks, 4 running, 3.0 GiB read, 2 s"
    assert terminal.line == shown
    clock.now = 4.0
    bar.update(0, stages(8, 8))
    assert terminal.line == f"[{'=' * 40}] 100% 8/8 tasks, 0 running, 4 s"
    bar.end()
    assert terminal.line == ""


def test_what_is_not_known_yet_is_not_drawn(terminal: Terminal, clock: Clock) -> None:
    bar = progress_bar.LINE.begin()
    clock.now = 5.0
    bar.update(0, [])
    bar.end()
    assert terminal.seen == []


def test_queries_of_several_threads_share_the_line(terminal: Terminal, clock: Clock) -> None:
    one, other = progress_bar.LINE.begin(), progress_bar.LINE.begin()
    clock.now = 2.0
    one.update(1, stages(10, 5))
    clock.now = 3.0
    other.update(2, stages(30, 5))
    assert terminal.line.endswith("25% 10/40 tasks, 3 running, 3 s, 2 queries")
    one.end()
    assert terminal.line.endswith("17% 5/30 tasks, 2 running, 3 s")
    other.end()
    assert terminal.line == ""


def test_the_line_is_not_drawn_more_often_than_people_see(terminal: Terminal, clock: Clock) -> None:
    bar = progress_bar.LINE.begin()
    for step in range(1000):
        clock.now = 1 + step / 1000
        bar.update(1, stages(1000, step))
    assert len(terminal.seen) <= 11


def test_the_line_is_the_programs_while_it_has_data(terminal: Terminal, clock: Clock) -> None:
    bar = progress_bar.LINE.begin()
    clock.now = 2.0
    bar.update(1, stages(2, 1))
    bar.step_aside()
    assert terminal.line == ""
    clock.now = 3.0
    bar.come_back()
    assert "50%" in terminal.line


@pytest.mark.parametrize("columns", [20, 40, 79, 200])
def test_the_line_is_never_longer_than_the_terminal(
    terminal: Terminal, clock: Clock, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_bar, "_columns", lambda stream: columns)
    bar = progress_bar.LINE.begin()
    clock.now = 2.0
    bar.update(1, stages(2, 1, 7))
    assert 0 < len(terminal.line) < columns
    assert "50%" in terminal.line


def test_a_terminal_that_went_away_disturbs_nobody(terminal: Terminal, clock: Clock) -> None:
    bar = progress_bar.LINE.begin()
    clock.now = 2.0
    bar.update(1, stages(2, 1))
    terminal.close()
    clock.now = 3.0
    bar.update(1, stages(2, 1))
    bar.end()


@pytest.mark.parametrize(
    ("setting", "variable", "expected"),
    [
        (None, None, True),
        (None, "1", True),
        (None, "0", False),
        (None, "", False),
        (True, "0", True),
        (False, "1", False),
    ],
)
def test_who_says_whether_there_is_a_bar(
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    setting: bool | None,
    variable: str | None,
    expected: bool,
) -> None:
    if variable is not None:
        monkeypatch.setenv(VARIABLE, variable)
    assert progress_bar.wanted(setting) is expected


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_there_is_none_where_nobody_reads(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None
) -> None:
    monkeypatch.setattr(progress_bar, "sys", SimpleNamespace(stderr=stream))
    assert not progress_bar.wanted(True)


def test_dumb_terminals_have_none(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert not progress_bar.wanted(True)


def test_many_threads_draw_one_line(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_bar, "_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(progress_bar, "_BETWEEN_SECONDS", 0.0)
    line = Line()

    def query() -> None:
        for step in range(50):
            bar = line.begin()
            bar.update(1, stages(50, step))
            bar.step_aside()
            bar.come_back()
            bar.end()

    threads = [threading.Thread(target=query) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert terminal.line == ""
    assert all(text.startswith("\r") for text in terminal.seen)


# --- through the public API ---


def progress(tasks: int, completed: int) -> Any:
    response = message_class("ExecutePlanResponse")()
    response.execution_progress.num_inflight_tasks = 1
    response.execution_progress.stages.add(
        stage_id=1, num_tasks=tasks, num_completed_tasks=completed
    )
    return response


def test_a_query_that_fails_leaves_no_bar(terminal: Terminal, clock: Clock) -> None:
    spark, client = fake_session()

    def failing() -> Iterator[Any]:
        clock.now += 5
        yield progress(4, 1)
        assert "25%" in terminal.line
        raise LookupError("broken")

    client.results.append(failing())
    with pytest.raises(LookupError):
        spark.range(1).collect()
    assert terminal.line == ""


def test_a_handler_that_fails_leaves_no_bar(terminal: Terminal, clock: Clock) -> None:
    spark, client = fake_session()

    def failing(**state: Any) -> None:
        raise LookupError("mine")

    spark.registerProgressHandler(failing)
    clock.now = 1.0
    client.results.append([progress(4, 1)])
    with pytest.raises(LookupError):
        spark.range(1).collect()
    assert terminal.line == ""


def test_what_nobody_waits_for_has_no_bar(terminal: Terminal, clock: Clock) -> None:
    spark, _ = fake_session()
    with spark._wire.progress.watching("id", waited_for=False) as execution:
        clock.now = 5.0
        response = message_class("ExecutePlanResponse")()
        response.execution_progress.stages.add(num_tasks=1)
        execution.note(response)
    assert terminal.seen == []
