"""Measures what the lab costs and writes it; exit code 1 when a bar is missed."""

import argparse
import sys
from pathlib import Path

from lab_cost import measure, report
from sparity_lab.matrix import load_matrix
from sparity_lab.problems import EXIT_GATE, EXIT_OK, LabError

_SIZES = (100, 1_000, 10_000)


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(prog="nox -s lab_cost --", description=__doc__)
    parser.add_argument("targets", nargs="*", help="Spark versions to repeat a run on; or none")
    parser.add_argument("-k", default="test_parity_dataframe", help="the cases of those runs")
    parser.add_argument("--out", type=Path, help="the folder to write to")
    given = parser.parse_args()
    root = load_matrix().root

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)  # noqa: T201

    # The first compiles what it imports.
    start = min((measure.synthetic(1) for _ in range(4)), key=lambda one: one.clock_s)
    say(f"a start: {start.clock_s:.1f} s")
    sizes = []
    for cases in _SIZES:
        sizes.append(measure.synthetic(cases))
        say(f"{cases} synthetic cases: {sizes[-1].ms_a_case(start):.2f} ms a case")
    repeated = []
    for target in given.targets:
        repeated.append(measure.twice(root, target, given.k))
        one = repeated[-1]
        say(f"{one.cases} cases on {target}: {one.first_s:.1f} s, again {one.second_s:.1f} s")
    report.write(given.out or root / "reports" / "bench", start, sizes, repeated)
    return EXIT_OK if all(bar.met for bar in report.bars(start, sizes, repeated)) else EXIT_GATE


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LabError as problem:
        print(problem.render(), file=sys.stderr)  # noqa: T201
        sys.exit(problem.exit_code)
