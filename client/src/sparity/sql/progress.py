"""How far executions are: what the server reports, for who registered for it, and for the bar."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sparity.sql.progress_bar import Bar
    from sparity.sql.stage_info import StageInfo


def reported(message: Any) -> tuple[int, list[StageInfo]]:
    """The tasks in flight and the stages that an `ExecutionProgress` message tells of."""
    from sparity.sql.stage_info import StageInfo

    stages = [
        StageInfo(
            stage.stage_id,
            stage.num_tasks,
            stage.num_completed_tasks,
            stage.input_bytes_read,
            stage.done,
        )
        for stage in message.stages
    ]
    return message.num_inflight_tasks, stages


class ProgressHandler(Protocol):
    """What `SparkSession.registerProgressHandler` takes. Since Spark 4.0."""

    def __call__(
        self,
        stages: Iterable[StageInfo] | None,
        inflight_tasks: int,
        operation_id: str | None,
        done: bool,
    ) -> None:
        """Take note of the state of one execution; it is called by the thread that waits for it."""


class ProgressHandlers:
    """Those of one session.

    Args:
        bar: whether a bar on the terminal is among them; None leaves it to the environment.
    """

    def __init__(self, bar: bool | None = False) -> None:
        self._handlers: list[ProgressHandler] = []
        self._shows_bar = bar

    def add(self, handler: ProgressHandler) -> None:
        """Register one; that it is registered already changes nothing."""
        if handler not in self._handlers:
            self._handlers.append(handler)

    def remove(self, handler: ProgressHandler) -> None:
        """Forget one.

        Raises:
            ValueError: it is not registered.
        """
        self._handlers.remove(handler)

    def clear(self) -> None:
        """Forget all."""
        self._handlers.clear()

    @contextlib.contextmanager
    def watching(self, operation_id: str, waited_for: bool = True) -> Iterator[_Execution]:
        """Report on an execution until it has ended, well or not.

        Args:
            operation_id: which one.
            waited_for: whether somebody waits for it, and so wants to see how far it is.
        """
        bar = self._bar() if waited_for else None
        execution = _Execution(self, operation_id, bar)
        try:
            yield execution
        finally:
            if bar is not None:
                bar.end()
            execution.report(done=True)

    def _bar(self) -> Bar | None:
        if self._shows_bar is False:
            return None
        from sparity.sql import progress_bar

        return progress_bar.LINE.begin() if progress_bar.wanted(self._shows_bar) else None


class _Execution:
    def __init__(self, handlers: ProgressHandlers, operation_id: str, bar: Bar | None) -> None:
        self._handlers = handlers
        self._operation_id = operation_id
        self._bar = bar
        self._stages: list[StageInfo] = []
        self._inflight = 0

    def note(self, response: Any) -> None:
        """Take from a response what it says of progress; most say nothing."""
        if not self._handlers._handlers and self._bar is None:
            return
        if response.HasField("execution_progress"):
            self._inflight, self._stages = reported(response.execution_progress)
            if self._bar is not None:
                self._bar.update(self._inflight, self._stages)
            self.report(done=False)
        elif self._bar is not None and response.HasField("arrow_batch"):
            # The program may print what it makes of the data.
            self._bar.step_aside()

    def resume(self) -> None:
        """Note that the next response is waited for."""
        if self._bar is not None:
            self._bar.come_back()

    def report(self, done: bool) -> None:
        """Tell the handlers."""
        for handler in list(self._handlers._handlers):
            handler(
                stages=self._stages,
                inflight_tasks=self._inflight,
                operation_id=self._operation_id,
                done=done,
            )
