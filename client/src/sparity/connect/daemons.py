"""Worker threads that no program has to wait for when it ends; what they do is not decided here."""

from __future__ import annotations

import concurrent.futures
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_Work = tuple["concurrent.futures.Future[Any]", Callable[[], Any]]


class Daemons(concurrent.futures.Executor):
    """Runs functions in threads that end with the program, whatever they still wait for.

    Those of the standard library's executors keep a program from ending as long as one of them
    waits: for an event loop that has stopped, or for a function that never returns.

    Args:
        most: how many threads there may be; more functions wait for their turn.
        name: what the names of the threads begin with.

    Examples:
        >>> Daemons(2, "example").submit(len, "abc").result()
        3
    """

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._work: queue.SimpleQueue[_Work] = queue.SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._threads = 0
        self._lock = threading.Lock()

    def submit(
        self, fn: Callable[..., T], /, *args: Any, **kwargs: Any
    ) -> concurrent.futures.Future[T]:
        """Have a function called in one of the threads."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._work.put((future, lambda: fn(*args, **kwargs)))
        if not self._idle.acquire(blocking=False):
            self._one_more()
        return future

    def _one_more(self) -> None:
        with self._lock:
            if self._threads >= self._most:
                return
            self._threads += 1
            name = f"{self._name}-{self._threads}"
        threading.Thread(target=self._serve, name=name, daemon=True).start()

    def _serve(self) -> None:
        while True:
            # A frame of its own: nothing of what was done is kept while there is nothing to do.
            _do(*self._work.get())
            self._idle.release()


def _do(future: concurrent.futures.Future[Any], function: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = function()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
