"""The one thread in which all proxies of this process live; it is there while one of them is.

`grpc.aio` wants all of its objects of a process in one event loop.
"""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

_JOIN_S = 5.0

# A call that a policy changes holds a thread while it waits for the server; threads come as needed.
_THREADS = 512


class ProxyLoop:
    """An event loop in a thread of its own, shared and counted."""

    _lock = threading.Lock()
    _current: "ProxyLoop | None" = None

    def __init__(self) -> None:
        self._users = 0
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(_THREADS, "recording proxies"))
        self._thread = threading.Thread(target=self._run, name="recording proxies", daemon=True)
        self._thread.start()

    @classmethod
    def enter(cls) -> "ProxyLoop":
        """The loop, started if nobody uses it yet; to be left with `leave`."""
        with cls._lock:
            if cls._current is None:
                cls._current = cls()
            cls._current._users += 1
            return cls._current

    def leave(self) -> None:
        """Give the loop up; the last user ends it and its thread."""
        with self._lock:
            self._users -= 1
            if self._users:
                return
            type(self)._current = None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_JOIN_S)

    def wait_for(self, work: Coroutine[Any, Any, T], timeout_s: float) -> T:
        """Run something in the loop and wait for it, from another thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout_s)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(asyncio.sleep(0))
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()
