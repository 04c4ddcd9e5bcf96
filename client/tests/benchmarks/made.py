"""Samples, rows and results that nobody has measured."""

from __future__ import annotations

from typing import Any

from benchmarks.measure import Sample
from benchmarks.results import Results, Row, judged
from benchmarks.table import Bench


def sample(wall: float = 1.0, **other: Any) -> Sample:
    told = {"wall": wall, "client": wall / 2, "server": wall / 4, "rpcs": {"ExecutePlan": 1}}
    return {**told, "peak_mb": 100.0, "base_mb": 90.0, "times": 1, **other}


def row(
    ours: float | list[float] = 1.0,
    other: float | list[float] = 2.0,
    bench: Bench | None = None,
    **about: Any,
) -> Row:
    """A row of such times on the clock."""
    bench = bench or Bench(
        **{"program": "collect", "title": "collect", "quantity": "wall", "bar": 0.9, **about}
    )
    both = [[sample(wall) for wall in _list(side)] for side in (ours, other)]
    raw = [sample(0.1)] if bench.raw else None
    return judged(bench, both[0], both[1], raw, 1.0)


def _list(walls: float | list[float]) -> list[float]:
    return walls if isinstance(walls, list) else [walls]


def results(*rows: Row, **about: Any) -> Results:
    known: dict[str, Any] = {
        "target": "4.1.1",
        "kind": "full",
        "when": "2026-01-02T03:04:05+00:00",
        "commit": "abc",
        "repeats": 7,
        "scale": 1.0,
        "machine": {"processor": "p"},
        "server": {"spark": "4.1.1"},
        "bytecode": "written",
        "versions": {"sparity": {"pyarrow": "1"}, "pyspark": {"pyarrow": "2"}},
        "rows": list(rows),
    }
    return Results(**{**known, **about})
