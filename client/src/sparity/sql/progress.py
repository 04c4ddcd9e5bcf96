"""How far executions are: what the server reports, handed to those who registered for it."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any, Protocol


@dataclasses.dataclass
class StageInfo:
    """How far one stage of an execution is. Since Spark 4.0."""

    stage_id: int
    num_tasks: int
    num_completed_tasks: int
    num_bytes_read: int
    done: bool


def reported(message: Any) -> tuple[int, list[StageInfo]]:
    """The tasks in flight and the stages that an `ExecutionProgress` message tells of."""
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
    """Those of one session."""

    def __init__(self) -> None:
        self._handlers: list[ProgressHandler] = []

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
    def watching(self, operation_id: str) -> Iterator[_Execution]:
        """Report on an execution until it has ended, well or not."""
        execution = _Execution(self, operation_id)
        try:
            yield execution
        finally:
            execution.report(done=True)


class _Execution:
    def __init__(self, handlers: ProgressHandlers, operation_id: str) -> None:
        self._handlers = handlers
        self._operation_id = operation_id
        self._stages: list[StageInfo] = []
        self._inflight = 0

    def note(self, response: Any) -> None:
        """Take from a response what it says of progress; most say nothing."""
        if not self._handlers._handlers or not response.HasField("execution_progress"):
            return
        self._inflight, self._stages = reported(response.execution_progress)
        self.report(done=False)

    def report(self, done: bool) -> None:
        for handler in list(self._handlers._handlers):
            handler(
                stages=self._stages,
                inflight_tasks=self._inflight,
                operation_id=self._operation_id,
                done=done,
            )
