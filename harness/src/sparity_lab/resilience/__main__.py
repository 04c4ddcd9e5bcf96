"""`python -m sparity_lab.resilience`: measures and writes the resilience report."""

import argparse
import sys
from pathlib import Path

from sparity_lab.matrix import load_matrix
from sparity_lab.problems import EXIT_GATE, EXIT_OK, LabError
from sparity_lab.resilience import bench, memory, report
from sparity_lab.resilience.scenarios import scenarios


def main() -> int:
    """Exit code 0 if the candidate did right in every scenario, else 1."""
    parser = argparse.ArgumentParser(prog="sparity_lab.resilience", description=__doc__)
    parser.add_argument("--target", default="4.3.0", help="the Spark version of the server")
    parser.add_argument("--out", type=Path, help="the folder to write to")
    parser.add_argument("-k", default="", help="only scenarios whose name has this text")
    parser.add_argument("--no-memory", action="store_true", help="move no large data")
    chosen = parser.parse_args()
    matrix = load_matrix()
    wanted = [one for one in scenarios() if chosen.k in one.name]

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)  # noqa: T201

    # First, because it takes the shortest to fail.
    moved = [] if chosen.no_memory else memory.measure(matrix, chosen.target, say)
    measured = bench.run(matrix, chosen.target, wanted, say)
    if chosen.out is not None:
        report.write(chosen.out, chosen.target, measured, moved)
    return EXIT_OK if all(result.right for result in measured[0].results) else EXIT_GATE


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LabError as problem:
        print(problem.render(), file=sys.stderr)  # noqa: T201
        sys.exit(problem.exit_code)
