"""Runs the benchmarks of one target and writes `reports/bench/TARGET`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from benchmarks.measure import Laboratory, Sample, Side, sides, summary
from benchmarks.report import write
from benchmarks.table import BENCHES, Bench
from sparity_lab.environments import Environments
from sparity_lab.matrix import load_matrix
from sparity_lab.workshop import RealWorkshop

_REPEATS, _QUICK_REPEATS, _QUICK_SCALE = 7, 3, 0.1


def judged(bench: Bench, ours: list[Sample], other: list[Sample]) -> dict[str, Any]:
    """One row of the result: both sides, their ratio, and whether it is low enough."""
    mine, theirs = summary(ours), summary(other)
    one, two = mine[bench.quantity], theirs[bench.quantity]
    ratio = one["median"] / two["median"]
    return {
        "title": bench.title,
        "program": bench.program,
        "quantity": bench.quantity,
        "against": bench.against,
        "ours": mine,
        "other": theirs,
        "ratio": ratio,
        "ratio_min": one["min"] / two["max"],
        "ratio_max": one["max"] / two["min"],
        "bar": bench.bar,
        "met": ratio <= bench.bar,
    }


def main() -> int:
    """See the module; 1 when a bar is missed, unless it was only a quick look."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__.split("\n")[0])
    parser.add_argument("target", nargs="?", default="4.3.0")
    parser.add_argument("--quick", action="store_true", help="a tenth of the sizes, three runs")
    parser.add_argument("-k", default="", metavar="WORD", help="only programs with WORD in them")
    parser.add_argument("--out", type=Path, help="where to write instead")
    given = parser.parse_args()
    matrix = load_matrix()
    target = matrix.target(given.target)
    environments = Environments(matrix)
    pythons = {
        "sparity": environments.client(matrix.client("sparity")).python,
        "pyspark": environments.client(matrix.reference(target)).python,
    }
    scale = _QUICK_SCALE if given.quick else 1.0
    repeats = _QUICK_REPEATS if given.quick else _REPEATS
    load = f"{os.getloadavg()[0]:.1f}"
    measured: dict[tuple[Side, Side], list[list[Sample]]] = {}
    rows = []
    workshop = RealWorkshop(matrix, matrix.root / "parity_suites")
    with workshop.server(target) as running:
        laboratory = Laboratory(pythons, running.endpoint.url)
        for bench in (bench for bench in BENCHES if given.k in bench.program):
            both = sides(bench, scale)
            if both not in measured:
                measured[both] = laboratory.in_turn(both, repeats)
            row = judged(bench, *measured[both])
            rows.append(row)
            met = "met   " if row["met"] else "MISSED"
            sys.stderr.write(
                f"{met} {bench.title} ({bench.quantity}): "
                f"{row['ratio']:.3g}, at most {row['bar']:.3g}\n"
            )
    results = {
        "target": target.name,
        "quick": given.quick,
        "repeats": repeats,
        "processors": os.cpu_count(),
        "load": load,
        "rows": rows,
    }
    folder = given.out or matrix.root / "reports" / "bench" / target.name
    write(results, folder)
    sys.stderr.write(f"written to {folder}\n")
    return 0 if given.quick or all(row["met"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
