"""`df.aio` and `spark.aio`: every blocking method awaited; the methods themselves are elsewhere.

The method runs in a worker thread, so that decoding rows blocks no event loop, and each call that
it makes runs on the event loop over `grpc.aio`. So there is nothing here for any single method.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
import inspect
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sparity.connect import bridge
from sparity.connect.daemons import Daemons
from sparity.sql import results

if TYPE_CHECKING:
    from types import TracebackType

    import pyarrow

    from sparity.sql.dataframe import DataFrame
    from sparity.sql.session import SparkSession
    from sparity.types import Row

T = TypeVar("T")
Target = TypeVar("Target", bound="DataFrame | SparkSession")

# One worker a method that is awaited; more of them wait for their turn. They cost memory only.
_WORKERS = 256
# How long a cancelled method has to stop what it does on the server.
_FAREWELL_SECONDS = 5.0
_END: Any = object()


class Aio(Generic[Target]):
    """The methods and properties of an object, to be awaited. Only Sparity has this.

    Cancelling the task that awaits stops the query on the server.

    Examples:
        >>> async def main() -> None:
        ...     one, other = await asyncio.gather(df.aio.collect(), df.aio.count())
        ...     names = await df.aio.columns
        ...     await spark.aio.run(df.write.parquet, "data.parquet")
    """

    def __init__(self, target: Target, session: SparkSession) -> None:
        self._target = target
        self._session = session

    def __repr__(self) -> str:
        return f"<asyncio methods of {type(self._target).__name__}>"

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(type(self._target))})

    def __getattr__(self, name: str) -> Any:
        # A DataFrame takes unknown names for columns, which nobody can await.
        static = inspect.getattr_static(type(self._target), name, None)
        if static is None or name.startswith("_"):
            raise AttributeError(f"there is no {name!r} to be awaited")
        if isinstance(static, (property, functools.cached_property)):
            return self.run(getattr, self._target, name)
        method = getattr(self._target, name)

        @functools.wraps(method)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            return await self.run(method, *args, **kwargs)

        return awaited

    async def run(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """The result of any blocking function that uses the session.

        Args:
            function: is called in a worker thread.
            args: its arguments.
            kwargs: its keyword arguments.

        Examples:
            >>> async def save() -> None:
            ...     await spark.aio.run(df.write.parquet, "data.parquet")
        """
        return await _Worker(self._session).run(functools.partial(function, *args, **kwargs))

    async def __aenter__(self) -> Target:
        return self._target

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.run(self._session.stop)


class FrameAio(Aio["DataFrame"]):
    """The methods of a DataFrame, to be awaited, and its rows as they arrive."""

    async def batches(self) -> AsyncGenerator[pyarrow.RecordBatch, None]:
        """The rows as Arrow batches, in the memory of one batch.

        Leaving the loop early stops the query on the server; `contextlib.aclosing` does so at
        once.

        Examples:
            >>> async def total() -> int:
            ...     return sum([batch.num_rows async for batch in df.aio.batches()])
        """
        async with contextlib.aclosing(self._walk(self._batches)) as batches:
            async for batch in batches:
                yield batch

    async def rows(self) -> AsyncGenerator[Row, None]:
        """The rows one after another, in the memory of one batch.

        Examples:
            >>> async def show() -> None:
            ...     async for row in df.aio.rows():
            ...         print(row)
        """
        async with contextlib.aclosing(self._walk(self._row_batches)) as batches:
            async for batch in batches:
                for row in batch:
                    yield row

    def _batches(self) -> Iterator[pyarrow.RecordBatch]:
        return results.batches(self._session._wire, self._target._plan)

    def _row_batches(self) -> Iterator[list[Row]]:
        rows = self._target.toLocalIterator()
        # One trip to the worker brings many rows.
        while some := list(_up_to(rows, 1000)):
            yield some

    async def _walk(self, iterate: Callable[[], Iterator[T]]) -> AsyncGenerator[T, None]:
        worker = _Worker(self._session)
        iterator = iterate()
        try:
            while (item := await worker.run(lambda: next(iterator, _END))) is not _END:
                yield item
        finally:
            close = getattr(iterator, "close", None)
            if close is not None:
                await worker.clean_up(close)


def _up_to(rows: Iterator[T], count: int) -> Iterator[T]:
    for _, row in zip(range(count), rows, strict=False):
        yield row


class _Worker:
    """Runs blocking functions one after another, with one bridge to the event loop that runs."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._bridge = bridge.Bridge(asyncio.get_running_loop())

    async def run(self, function: Callable[[], T]) -> T:
        running = self._start(function)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            self._bridge.cancel()
            await self._settle(running)
            raise

    async def clean_up(self, function: Callable[[], object]) -> None:
        """Run a function that ends something, though the task may be cancelled already."""
        await self._settle(self._start(function))

    def _start(self, function: Callable[[], T]) -> asyncio.Future[T]:
        # Tags and the like belong to the task that asks.
        context = contextvars.copy_context()
        context.run(bridge.CURRENT.set, self._bridge)
        return self._bridge.loop.run_in_executor(_executor(), context.run, function)

    async def _settle(self, running: asyncio.Future[Any]) -> None:
        """Let the worker thread, and what it still has to tell the server, come to an end."""
        await asyncio.wait([running], timeout=_FAREWELL_SECONDS)
        if running.done() and not running.cancelled():
            # Who waited for it is gone; asyncio would complain that nobody looked.
            running.exception()
        await self._session.client.drain()


@functools.cache
def _executor() -> Daemons:
    return Daemons(_WORKERS, "sparity-aio")
