"""Runs the sides of a benchmark in turn, each in a process of its own; judges nothing."""

from __future__ import annotations

import contextlib
import json
import math
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.table import Bench

#: The folder that has `benchmarks` in it: programs are started there and find what they import.
ROOM = Path(__file__).parents[1]
#: What one run of one side cost: seconds, megabytes, calls by method.
Sample = dict[str, Any]

# A sample of a program that takes less than this is made of several runs: a few milliseconds are
# as much the scheduler's as the program's.
_LEAST_S = 0.4
_MOST_RUNS = 200
_STOP_S = 20.0
_LOOK_S = 0.5
# The raw reader beside them is shown, not judged: it may be very much quicker than both.
_COMPARED = 2
# What decides how Python runs belongs to the measurement, not to the shell that starts it.
_NOT_INHERITED = ("PYTHON", "SPARK_", "PYSPARK_", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Side:
    """One of those that are compared: a client, the program it runs, and how large that is."""

    client: str
    program: str
    size: float

    @property
    def name(self) -> str:
        """What a message calls it."""
        return f"{self.client}, size {self.size:g}" if self.client == "sparity" else self.client


@dataclass(frozen=True)
class Sides:
    """Who runs a benchmark: sparity, who it is held against, and the raw reader if that helps."""

    ours: Side
    other: Side
    raw: Side | None = None

    def all(self) -> list[Side]:
        """Those that there are."""
        return [self.ours, self.other, *([self.raw] if self.raw else [])]


def sides(bench: Bench, scale: float) -> Sides:
    """Who runs a benchmark, all sizes times `scale`."""
    size = bench.size * scale
    ours = Side("sparity", bench.program, size)
    raw = None if bench.raw is None else Side("raw", bench.raw, size)
    if bench.against == "raw":
        assert raw is not None
        return Sides(ours, raw)
    if bench.against == "itself":
        return Sides(ours, Side("sparity", bench.program, scale))
    return Sides(ours, Side("pyspark", bench.program, size), raw)


def runs_a_sample(warm_ups: Sequence[Sample]) -> int:
    """How many runs make a sample, of all sides alike, so that none of them is too short."""
    quickest = min(float(sample["wall"]) for sample in warm_ups)
    wanted = math.ceil(_LEAST_S / max(quickest, 1e-6))
    return max(1, min(_MOST_RUNS, wanted))


def surroundings(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment variables of the programs that are measured.

    With `PYTHONDONTWRITEBYTECODE`, say, an import would measure Python's compiler each time.
    """
    return {name: text for name, text in variables.items() if not name.startswith(_NOT_INHERITED)}


class Laboratory:
    """Runs programs in the environments of the clients against one server.

    Args:
        pythons: the interpreter of each client.
        address: the server.
        server_seconds: CPU seconds of the server since it began; None where nobody knows.
        server_alive: whether it can be expected to answer. Clients hope for very long that one
            comes back; programs are ended as soon as theirs has gone.
    """

    def __init__(
        self,
        pythons: Mapping[str, Path],
        address: str,
        server_seconds: Callable[[], float | None] = lambda: None,
        server_alive: Callable[[], bool] = lambda: True,
    ) -> None:
        self._pythons = {**pythons, "raw": pythons["sparity"]}
        self._address = address
        self._server_seconds = server_seconds
        self._server_alive = server_alive

    def in_turn(
        self, all_sides: Sequence[Side], repeats: int, warm_ups: int = 2
    ) -> list[list[Sample]]:
        """The samples of each side, taken A B A B; the first ones of each are thrown away."""
        with contextlib.ExitStack() as stack:
            runners = [stack.enter_context(self.running(side)) for side in all_sides]
            times = 1
            for _ in range(warm_ups):
                times = runs_a_sample([run(times) for run in runners][:_COMPARED])
            rounds = [[run(times) for run in runners] for _ in range(repeats)]
        return [list(samples) for samples in zip(*rounds, strict=True)]

    @contextlib.contextmanager
    def running(self, side: Side, before: Sequence[str] = ()) -> Iterator[Callable[[int], Sample]]:
        """What gives a sample of so many runs of a side, while the context lasts.

        Args:
            side: what is run.
            before: a command that starts the program, such as a profiler.

        Raises:
            RuntimeError: it could not be run.
        """
        if side.program == "start":
            yield lambda _: self._fresh(side)
            return
        command = [*before, str(self._pythons[side.client]), "-m", "benchmarks.worker"]
        worker = subprocess.Popen(
            [*command, side.client, side.program, self._address, str(side.size)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOM,
            env=surroundings(os.environ),
        )
        with worker, self._ended_with_the_server(worker):
            try:
                base = _told(worker, side)["base_mb"]
                yield lambda times: {**self._asked(worker, times, side), "base_mb": base}
                _end(worker)
            finally:
                worker.kill()

    def warm_up(self, scale: float) -> None:
        """Have the server run what it compiles only when it runs often."""
        for program in ("queries", "collect", "collect_nested"):
            with self.running(Side("sparity", program, scale)) as run:
                run(1)

    def uncompiled(self, client: str) -> int:
        """Import a client, which leaves bytecode where that can be; how many modules have none."""
        return int(self._fresh(Side(client, "start", 1))["uncompiled"])

    @contextlib.contextmanager
    def _ended_with_the_server(self, worker: subprocess.Popen[str]) -> Iterator[None]:
        over = threading.Event()

        def watch() -> None:
            while not over.wait(_LOOK_S):
                if not self._server_alive():
                    worker.kill()
                    return

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        try:
            yield
        except RuntimeError as problem:
            if self._server_alive():
                raise
            raise RuntimeError("the server has ended, and its clients with it") from problem
        finally:
            over.set()
            watching.join()

    def _asked(self, worker: subprocess.Popen[str], times: int, side: Side) -> Sample:
        assert worker.stdin is not None
        before = self._server_seconds()
        worker.stdin.write(f"run {times}\n")
        worker.stdin.flush()
        sample = _told(worker, side)
        after = self._server_seconds()
        server = None if before is None or after is None else (after - before) / times
        return {**sample, "server": server, "times": times}

    def _fresh(self, side: Side) -> Sample:
        command = [str(self._pythons[side.client]), "-m", "benchmarks.start"]
        done = subprocess.run(
            [*command, side.client, self._address],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            cwd=ROOM,
            env=surroundings(os.environ),
        )
        sample = _read([done.stdout], side)
        return {**sample, "base_mb": 0.0, "server": None, "times": 1}


def _told(worker: subprocess.Popen[str], side: Side) -> Sample:
    assert worker.stdout is not None
    return _read(iter(worker.stdout.readline, ""), side)


def _read(lines: Iterator[str] | Sequence[str], side: Side) -> Sample:
    for line in lines:
        # A profiler says what it does on the same stream.
        if line.startswith("{"):
            told: Sample = json.loads(line)
            return told
    raise RuntimeError(f"{side.name} could not run {side.program}; see its output above")


def _end(worker: subprocess.Popen[str]) -> None:
    """Let a worker end its session; one that takes too long is killed."""
    assert worker.stdin is not None
    worker.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        worker.wait(_STOP_S)
