"""Where the slowest programs spend the client's time, by a sampling profiler; judges nothing."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import flame
from benchmarks.measure import Laboratory, Side
from benchmarks.results import Profile, Row

FOLDER = "profiles"
_HOW_MANY = 5
_HOTTEST = 8
_RATE = 500
# So many samples that a tenth of a percent is more than one.
_LEAST_S = 3.0
_MOST_RUNS = 200
# What `worker` calls a run in: what is above it is no part of the program.
_RUN = "measured"


def slowest(rows: Sequence[Row]) -> list[Row]:
    """The programs that need most of the client's time, in the size that the table names."""
    own: dict[str, Row] = {}
    for row in rows:
        if row.program != "start" and row.size == 1:
            own.setdefault(row.program, row)
    found = sorted(own.values(), key=lambda row: row.ours.cpu.median, reverse=True)
    return found[:_HOW_MANY]


def profiled(laboratory: Laboratory, row: Row, folder: Path) -> Profile:
    """Run a program under py-spy, and write the picture of where it was.

    Args:
        laboratory: where it runs.
        row: what it cost when it was measured.
        folder: where the picture goes.

    Raises:
        RuntimeError: it could not be run.
    """
    stacks = flame.inside(_sampled(laboratory, row), _RUN)
    if not stacks:
        raise RuntimeError(f"py-spy met {row.program} not once: may it look at its children?")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{row.program}.svg"
    file.write_text(flame.picture(stacks, row.title), "utf-8")
    return Profile(
        program=row.program,
        title=row.title,
        cpu=row.ours.cpu.median,
        wall=row.ours.wall.median,
        samples=sum(stacks.values()),
        file=f"{FOLDER}/{file.name}",
        hottest=flame.hottest(stacks, _HOTTEST),
    )


def _sampled(laboratory: Laboratory, row: Row) -> dict[flame.Stack, int]:
    spy = Path(sys.executable).parent / "py-spy"
    times = min(_MOST_RUNS, max(1, round(_LEAST_S / max(row.ours.cpu.median, 1e-3))))
    with tempfile.TemporaryDirectory(prefix="sparity-bench-") as scratch:
        raw = Path(scratch) / "stacks.txt"
        options = ["record", "--format", "raw", "--function", "--rate", str(_RATE)]
        before = [str(spy), *options, "--output", str(raw), "--"]
        side = Side("sparity", row.program, row.ours.size)
        with laboratory.running(side, before) as run:
            run(1)
            run(times)
        return flame.parsed(raw.read_text("utf-8").splitlines())
