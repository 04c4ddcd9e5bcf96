"""Lets blocking code in a worker thread make its calls on an event loop, and be cancelled there."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import threading
from collections.abc import Callable, Coroutine, Generator
from typing import TYPE_CHECKING, Any, TypeVar

from sparity.connect.effects import Aside, Flow
from sparity.errors import PySparkRuntimeError

if TYPE_CHECKING:
    # It loads what only programs that use asyncio need.
    from sparity.connect.driver_async import AsyncDriver

T = TypeVar("T")

# What ends something only sends, and waits for nobody.
_PATIENCE_SECONDS = 5.0

#: The bridge of the code that runs; None where calls are made by blocking.
CURRENT: contextvars.ContextVar[Bridge | None] = contextvars.ContextVar(
    "sparity_bridge", default=None
)


class Bridge:
    """From one piece of blocking code to the event loop that waits for it.

    Args:
        loop: makes the calls.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._waiting_for: concurrent.futures.Future[Any] | None = None
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Have the code fail with CancelledError as soon as it waits for a call, or does now."""
        self._cancelled.set()
        if (waiting_for := self._waiting_for) is not None:
            waiting_for.cancel()

    def wait(self, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of a coroutine that runs on the loop.

        Args:
            make: makes the coroutine.

        Raises:
            concurrent.futures.CancelledError: the code was cancelled.
            PySparkRuntimeError: WOULD_BLOCK_EVENT_LOOP, the code runs on the loop itself.
        """
        if self._on_the_loop:
            raise PySparkRuntimeError(errorClass="WOULD_BLOCK_EVENT_LOOP", messageParameters={})
        if self._cancelled.is_set():
            raise concurrent.futures.CancelledError
        future = asyncio.run_coroutine_threadsafe(make(), self.loop)
        self._waiting_for = future
        if self._cancelled.is_set():
            future.cancel()
        try:
            return future.result()
        finally:
            self._waiting_for = None

    def clean_up(self, make: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a coroutine that ends something, even if the code was cancelled.

        A loop that has stopped is not waited for longer than a moment.
        """
        ending = make()
        try:
            future = asyncio.run_coroutine_threadsafe(ending, self.loop)
        except RuntimeError:  # the loop is closed
            ending.close()
            return
        # The garbage collector may close an iterator anywhere, and so on the loop itself.
        if not self._on_the_loop:
            concurrent.futures.wait([future], timeout=_PATIENCE_SECONDS)
            if future.done() and not future.cancelled():
                future.result()

    @property
    def _on_the_loop(self) -> bool:
        return asyncio._get_running_loop() is self.loop

    def over(self, driver: AsyncDriver) -> Bridged:
        """A driver of the loop, for use in the worker thread."""
        return Bridged(self, driver)


class Bridged:
    """Drives flows like `SyncDriver`, by means of an `AsyncDriver`."""

    def __init__(self, bridge: Bridge, driver: AsyncDriver) -> None:
        self._bridge = bridge
        self._driver = driver

    @property
    def aside(self) -> Aside:
        """What flows of this driver do aside."""
        return self._driver

    def run(self, flow: Flow[T]) -> T:
        """The result of a flow that hands on no responses."""
        return self._bridge.wait(lambda: self._driver.run(flow))

    def drain(self, seconds: float) -> None:
        """Wait until the calls in the background have arrived, but no longer than so."""
        self._bridge.wait(lambda: self._driver.drain(seconds))

    def iterate(self, flow: Flow[Any]) -> Generator[Any, None, None]:
        """The responses that a flow hands on; closing the iterator closes the flow."""
        responses = self._driver.iterate(flow)

        async def following() -> Any:
            return await anext(responses, None)

        async def closing() -> None:
            await responses.aclose()

        try:
            while (response := self._bridge.wait(following)) is not None:
                yield response
        finally:
            self._bridge.clean_up(closing)
