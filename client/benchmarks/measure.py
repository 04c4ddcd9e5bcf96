"""Measures two sides of a benchmark in turn, each in processes of its own; judges nothing."""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.table import Bench

_HERE = Path(__file__).parent
Sample = dict[str, Any]


@dataclass(frozen=True)
class Side:
    """One of the two that are compared: a client, the program it runs, and how large that is."""

    client: str
    program: str
    size: float

    @property
    def name(self) -> str:
        """What the page calls it."""
        return f"{self.client}, size {self.size:g}" if self.client == "sparity" else self.client


def sides(bench: Bench, scale: float) -> tuple[Side, Side]:
    """Sparity's side of a benchmark, and the other one."""
    size = bench.size * scale
    ours = Side("sparity", bench.program, size)
    if bench.against == "raw":
        assert bench.raw is not None
        return ours, Side("raw", bench.raw, size)
    if bench.against == "itself":
        return ours, Side("sparity", bench.program, scale)
    return ours, Side("pyspark", bench.program, size)


class Laboratory:
    """Runs programs in the environments of the clients against one server.

    Args:
        pythons: the interpreter of each client.
        address: the server.
    """

    def __init__(self, pythons: Mapping[str, Path], address: str) -> None:
        self._pythons = {**pythons, "raw": pythons["sparity"]}
        self._address = address

    def in_turn(self, both: Sequence[Side], repeats: int) -> list[list[Sample]]:
        """The samples of each side, taken A B A B; the first of each is thrown away."""
        with contextlib.ExitStack() as stack:
            runs = [stack.enter_context(self._running(side)) for side in both]
            rounds = [[next(run) for run in runs] for _ in range(repeats + 1)]
        return [list(samples) for samples in zip(*rounds[1:], strict=True)]

    @contextlib.contextmanager
    def _running(self, side: Side) -> Iterator[Iterator[Sample]]:
        if side.program == "start":
            yield self._fresh(side)
            return
        command = [self._pythons[side.client], _HERE / "worker.py", side.client, side.program]
        worker = subprocess.Popen(
            [*map(str, command), self._address, str(side.size)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert worker.stdin is not None
        assert worker.stdout is not None
        with worker:
            try:
                ready = self._told(worker.stdout.readline(), side)
                yield self._asked(worker, ready["base_mb"], side)
            finally:
                worker.kill()

    def _asked(self, worker: subprocess.Popen[str], base: float, side: Side) -> Iterator[Sample]:
        assert worker.stdin is not None
        assert worker.stdout is not None
        while True:
            worker.stdin.write("run\n")
            worker.stdin.flush()
            yield {**self._told(worker.stdout.readline(), side), "base_mb": base}

    def _fresh(self, side: Side) -> Iterator[Sample]:
        command = [self._pythons[side.client], _HERE / "start.py", side.client, self._address]
        words = list(map(str, command))
        while True:
            done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
            yield self._told(done.stdout, side)

    @staticmethod
    def _told(line: str, side: Side) -> Sample:
        if not line:
            raise RuntimeError(f"{side.name} could not run {side.program}; see its output above")
        told: Sample = json.loads(line)
        return told


def summary(samples: Sequence[Sample]) -> dict[str, Any]:
    """Median, least and most of each quantity, and where the time went."""
    waiting = [max(0.0, sample["wall"] - sample["client"]) for sample in samples]
    numbers = {
        "wall": [sample["wall"] for sample in samples],
        "client": [sample["client"] for sample in samples],
        "waiting": waiting,
        "peak_mb": [sample["peak_mb"] for sample in samples],
        "rpcs": [sum(sample["rpcs"].values()) for sample in samples],
    }
    found: dict[str, Any] = {
        name: {"median": statistics.median(values), "min": min(values), "max": max(values)}
        for name, values in numbers.items()
    }
    return {**found, "calls": samples[-1]["rpcs"], "samples": len(samples)}
