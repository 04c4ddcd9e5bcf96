"""Kills commands at random moments of their whole life, so that tests can go on with what is left.

A moment is one of the clock, or the n-th thing that the command does to the files of a folder: the
first are spread over all that it does, the second over what a kill may leave half done. A kill that
meets the writing of a line tears it.
"""

import atexit
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

_FOLDER, _AT, _COUNT, _SEED = "KILL_FOLDER", "KILL_AT", "KILL_COUNT_FILE", "KILL_SEED"

_EVENTS = frozenset(
    ["open", "os.chmod", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink"]
)
"""Of Python's audit events those about files; their first argument says which."""

_LEAST_LEFT = 0.3
"""Part of a life that is taken to be left, however often it was killed: it has to end one day."""

_CLOCK = 0.4
"""Part of the kills that the clock decides."""


class Command(Protocol):
    """A repository and the command to use on it."""

    root: Path
    env: dict[str, str]

    def command(self, *arguments: str) -> list[str]:
        """The words that start it."""


class Killer:
    """Runs a command again and again, and kills most of these processes.

    Args:
        lab: whose command it is.
        folder: gives the folder that the command writes to, from the number of the life.
    """

    def __init__(self, lab: Command, folder: Callable[[int], Path]) -> None:
        seed = int(os.environ.get(_SEED) or random.SystemRandom().randrange(2**32))
        print(f"{_SEED}={seed}")
        self.kills = 0
        self.life = 0
        self._lab = lab
        self._folder_of = folder
        self._chance = random.Random(seed)
        self._things, self._seconds = 0, 0.0
        self._left = 1.0

    @property
    def folder(self) -> Path:
        """The folder of this life."""
        return self._folder_of(self.life)

    def unbroken(self, folder: Path, *arguments: str) -> None:
        """Run the command to its end, to know how long a life is."""
        count = self._lab.root.parent / "things"
        began = time.monotonic()
        code = self._start(arguments, {_FOLDER: str(folder), _COUNT: str(count)}).wait()
        self._seconds = time.monotonic() - began
        assert code in (0, 1), f"{arguments} ended with {code}"
        self._things = int(count.read_text())

    def next_life(self) -> None:
        """Begin in another folder."""
        self.life += 1
        self._left = 1.0

    def run(self, *arguments: str) -> int | None:
        """Run the command; its exit code if it came to its end, None if it was killed.

        The moment is one of what is left of this life.
        """
        by_clock = self._chance.random() < _CLOCK
        # Starting takes the same time each time, what is done to files becomes less.
        moment = self._chance.random() * (1.0 if by_clock else self._left)
        at = max(1, round(moment * self._things))
        armed = {} if by_clock else {_FOLDER: str(self.folder), _AT: str(at)}
        process = self._start(arguments, armed)
        try:
            code = process.wait(moment * self._seconds if by_clock else None)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
        if code != -signal.SIGKILL:
            return code
        self.kills += 1
        if not by_clock:
            self._left = max(self._left - moment, _LEAST_LEFT)
        return None

    def _start(self, arguments: tuple[str, ...], more: dict[str, str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self._lab.command(*arguments),
            cwd=self._lab.root,
            env={**self._lab.env, **more},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def arm() -> None:
    """Have this process count what it does to files, or die of it, where it is told to."""
    if _FOLDER not in os.environ:
        return
    _Counting(os.environ[_FOLDER], int(os.environ.get(_AT, 0)), os.environ.get(_COUNT))


class _Counting:
    """Counts, and kills the group of this process at a number."""

    def __init__(self, folder: str, at: int, report: str | None) -> None:
        self._folder = folder
        self._at = at
        self._done = 0
        self._write = os.write
        os.write = self._written  # type: ignore[assignment]
        sys.addaudithook(self._heard)
        if report is not None:
            atexit.register(lambda: Path(report).write_text(str(self._done)))

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS and self._is_below(arguments[0]) and self._is_the_moment():
            self._die()

    def _written(self, descriptor: int, data: Any) -> int:
        path = Path(f"/proc/self/fd/{descriptor}")
        if path.exists() and self._is_below(path.readlink()) and self._is_the_moment():
            self._write(descriptor, data[: len(data) // 2])
            self._die()
        return self._write(descriptor, data)

    def _is_below(self, path: object) -> bool:
        return isinstance(path, str | Path) and os.path.abspath(path).startswith(self._folder)  # noqa: PTH100

    def _is_the_moment(self) -> bool:
        self._done += 1
        return self._done == self._at

    @staticmethod
    def _die() -> None:
        os.killpg(os.getpgrp(), signal.SIGKILL)
        # The signal comes at once; nothing more may happen until then.
        while True:
            time.sleep(1)
