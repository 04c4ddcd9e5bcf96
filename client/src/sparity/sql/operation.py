"""`Operation`: a handle on a query that runs on the server, here or begun by another process."""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import threading
import uuid
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from sparity.connect import bridge
from sparity.connect.farewell import PAUSES
from sparity.errors import PySparkException
from sparity.sql import results
from sparity.sql.progress import reported
from sparity.sql.stage_info import StageInfo
from sparity.sql.wire import Answer

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from sparity.plan.node import Relation
    from sparity.sql.wire import Wire
    from sparity.types import Row


@dataclasses.dataclass(frozen=True)
class OperationProgress:
    """How far an operation is, as the server told last; servers before 4.0 tell nothing.

    Args:
        stages: the stages that are known so far.
        inflight_tasks: how many tasks run.
        done: whether the operation has ended, well or not.
    """

    stages: tuple[StageInfo, ...] = ()
    inflight_tasks: int = 0
    done: bool = False

    @property
    def fraction(self) -> float:
        """The completed part of the tasks that are known so far, from 0 to 1.

        Examples:
            >>> OperationProgress(done=True).fraction
            1.0
        """
        tasks = sum(stage.num_tasks for stage in self.stages)
        if self.done:
            return 1.0
        return sum(stage.num_completed_tasks for stage in self.stages) / tasks if tasks else 0.0


class Operation:
    """A query that runs on the server. Made by `DataFrame.submit` and `SparkSession.operation`.

    Safe to use from several threads. Results that arrived are kept here until it is forgotten.

    Examples:
        >>> job = spark.range(3).submit()
        >>> len(job.result())
        3
    """

    def __init__(self, wire: Wire, operation_id: str, *, begun: bool = True) -> None:
        self._wire = wire
        self._operation_id = operation_id
        self._responses: list[Any] = []
        self._error: BaseException | None = None
        self._progress = OperationProgress()
        self._ended = threading.Event()
        # Whether the server certainly knows of it, or did.
        self._begun = threading.Event()
        if begun:
            self._begun.set()
        self._unwanted = False
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @classmethod
    def begin(cls, wire: Wire, plan: Relation) -> Operation:
        """Execute a plan, and return at once."""
        # Whoever submits a plan that cannot be encoded is told now, not by `result`.
        operation = cls(wire, str(uuid.uuid4()), begun=False)
        operation._listen(wire.submit(plan, operation._operation_id))
        return operation

    def __repr__(self) -> str:
        state = "done" if self.done else "not done"
        return f"<Operation {self._operation_id}, {state}>"

    @property
    def operation_id(self) -> str:
        """The UUID by which the server knows it."""
        return self._operation_id

    @property
    def done(self) -> bool:
        """Whether all results have arrived here, or the operation failed."""
        return self._ended.is_set()

    def progress(self) -> OperationProgress:
        """How far it is.

        Examples:
            >>> job = spark.range(3).submit()
            >>> 0 <= job.progress().fraction <= 1
            True
        """
        self._attach()
        return dataclasses.replace(self._progress, done=self.done)

    def status(self) -> str:
        """What the server says of it: RUNNING, TERMINATING, SUCCEEDED, FAILED or CANCELLED.

        UNKNOWN is what the server does not know, or has forgotten.

        Raises:
            UnsupportedOnServerError: the server is older than Spark 4.2.

        Examples:
            >>> job = spark.range(3).submit()
            >>> job.status() in ("RUNNING", "SUCCEEDED", "UNKNOWN")
            True
        """
        return self._wire.client.operation_statuses(self._operation_id).get(
            self._operation_id, "UNKNOWN"
        )

    def cancel(self) -> bool:
        """Stop it on the server; whether there was something to stop. Needs Spark 3.5.

        What is still on its way to the server is stopped when it has arrived there; that is waited
        for, but no longer than some seconds.

        Raises:
            UnsupportedOnServerError: the server is older than Spark 3.5.
            SparkConnectGrpcException: the server cannot be asked.

        Examples:
            >>> job = spark.range(3).submit()
            >>> job.cancel() in (True, False)  # it may be done already
            True
        """
        for pause in PAUSES:
            # Looked at first: an interruption that is sent after that overtakes nothing.
            begun = self._begun.is_set()
            if self._interrupt():
                return True
            if begun:
                return False
            self._begun.wait(pause)
        with self._lock:
            self._unwanted = not self._begun.is_set()
        return self._unwanted or self._interrupt()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is done, but no longer than `timeout` seconds; whether it is."""
        self._attach()
        return self._ended.wait(timeout)

    def result(self, timeout: float | None = None) -> list[Row]:
        """All rows, once it is done.

        Args:
            timeout: wait no longer than so many seconds.

        Raises:
            TimeoutError: it is not done by then; it goes on.
            SparkConnectException: it failed, or was cancelled.
        """
        return results.rows(self._wire, self._answer(timeout))

    def toArrow(self, timeout: float | None = None) -> pyarrow.Table:
        """The same as an Arrow table."""
        return results.table(self._wire, self._answer(timeout))

    def toPandas(self, timeout: float | None = None) -> pandas.DataFrame:
        """The same as a pandas DataFrame; needs the extra `pandas`."""
        return results.pandas_frame(self._wire, self._answer(timeout))

    def to_polars(self, timeout: float | None = None) -> polars.DataFrame:
        """The same as a Polars DataFrame; needs the extra `polars`."""
        return results.polars_frame(self._wire, self._answer(timeout))

    def _interrupt(self) -> bool:
        return bool(self._wire.client.interrupt_operation(self._operation_id))

    def _note_begun(self) -> None:
        """Note that the server knows of it, and stop it there if that was wanted before."""
        if self._begun.is_set():
            return
        with self._lock:
            self._begun.set()
        if self._unwanted:
            # If that fails, so does what is listened to.
            with contextlib.suppress(PySparkException):
                self._interrupt()

    def _answer(self, timeout: float | None) -> Answer:
        if not self.wait(timeout):
            raise TimeoutError(f"operation {self._operation_id} is not done after {timeout} s")
        if self._error is not None:
            raise self._error
        return Answer(iter(self._responses))

    def _attach(self) -> None:
        """Fetch what somebody else began, when it is first asked for."""
        with self._lock:
            if self._thread is None:
                self._listen(self._wire.attach(self._operation_id))

    def _listen(self, responses: Generator[Any, None, None]) -> None:
        context = contextvars.copy_context()
        # The thread may outlive the event loop that asks.
        context.run(bridge.CURRENT.set, None)
        gather: Callable[[], None] = lambda: self._gather(responses)  # noqa: E731
        self._thread = threading.Thread(
            target=context.run,
            args=(gather,),
            name=f"sparity-operation-{self._operation_id}",
            # A program that ends leaves the operation to the server.
            daemon=True,
        )
        self._thread.start()

    def _gather(self, responses: Generator[Any, None, None]) -> None:
        try:
            for response in responses:
                self._note_begun()
                if response.HasField("execution_progress"):
                    inflight, stages = reported(response.execution_progress)
                    self._progress = OperationProgress(tuple(stages), inflight)
                else:
                    self._responses.append(response)
        except BaseException as error:
            self._error = error
        finally:
            self._begun.set()
            self._ended.set()
