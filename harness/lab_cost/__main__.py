"""Measures what the lab costs and writes it; exit code 1 when a bar is missed."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from lab_cost import measure, report, session
from lab_cost.measure import Ran
from sparity_lab.environments import Environments
from sparity_lab.matrix import Matrix, load_matrix
from sparity_lab.problems import EXIT_GATE, EXIT_OK, LabError
from sparity_lab.servers.factory import make_server

_SIZES, _QUICK_SIZES = (100, 1_000, 10_000), (100, 500)
_REPEATS, _QUICK_REPEATS = 3, 2
_QUICK_CASES = "test_parity_dataframe and drop"
# A client may be wrong about some cases: only that they ran matters here.
_JUDGED = (0, 1)


def main() -> int:
    """See the module; a quick look is never a failure."""
    parser = argparse.ArgumentParser(prog="nox -s lab_cost --", description=__doc__)
    parser.add_argument("targets", nargs="*", help="Spark versions for real runs; or none")
    parser.add_argument("-k", metavar="EXPR", help="the cases of real runs; '' for all")
    parser.add_argument("--repeats", type=int, help=f"of each run; by default {_REPEATS}")
    parser.add_argument("--quick", action="store_true", help="fewer and smaller runs")
    parser.add_argument(
        "--publish", type=Path, metavar="DIR", help="write to DIR/bench, not to reports/bench"
    )
    given = parser.parse_args()
    matrix = load_matrix()
    repeats = given.repeats or (_QUICK_REPEATS if given.quick else _REPEATS)
    usual = _QUICK_CASES if given.quick else "test_parity_dataframe"
    keyword = usual if given.k is None else given.k
    start, sizes = synthetic_runs(_QUICK_SIZES if given.quick else _SIZES, repeats)
    cost = report.Cost(
        quick=given.quick,
        repeats=repeats,
        start=start,
        sizes=sizes,
        sessions=[real_session(matrix, name, keyword, repeats) for name in given.targets],
        repeated=[repeated_runs(matrix, name, keyword, repeats) for name in given.targets],
    )
    root = given.publish or matrix.root / "reports"
    folder = root / "bench" / (f"{report.NAME}-quick" if given.quick else report.NAME)
    report.write(folder, cost, commit(matrix.root))
    say(f"written to {folder}")
    for bar in cost.bars():
        say(f"{'met   ' if bar.met else 'MISSED'} {bar.what}: {bar.found}, at most {bar.most:g}")
    return EXIT_OK if given.quick or all(bar.met for bar in cost.bars()) else EXIT_GATE


def say(line: str) -> None:
    """What happens, for whoever looks on."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def commit(root: Path) -> str:
    """The commit that is checked out."""
    words = ["git", "rev-parse", "--short=12", "HEAD"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def synthetic_runs(
    sizes: Sequence[int], repeats: int
) -> tuple[measure.Synthetic, list[measure.Synthetic]]:
    """A start, and runs of so many cases."""
    measure.synthetic(1, 1)  # compiles what it imports
    start = measure.synthetic(1, repeats)
    say(f"a start: {start.clock_s} s")
    found = []
    for cases in sizes:
        found.append(measure.synthetic(cases, repeats))
        say(f"{cases} synthetic cases: {found[-1].ms_a_case(start)} ms a case")
    return start, found


def real_session(matrix: Matrix, name: str, keyword: str, repeats: int) -> session.Session:
    """Runs of each client and of both on one server that lives as long as they do."""
    target = matrix.target(name)
    reference = matrix.reference(target).name

    with make_server(target, Environments(matrix, progress=say), progress=say) as endpoint:

        def run(way: session.Way, cases: str) -> Ran:
            client = reference if way == "reference" else "sparity"
            oracle = "live" if way == "live" else "golden"
            options = ("--client", client, "--oracle", oracle, "--reruns", "0", "--no-cache")
            arguments = ("--target", endpoint.url, "-k", cases, *options)
            return measure.run(matrix.root, arguments, accept=_JUDGED)

        def cold(cases: str) -> Ran:
            arguments = ("--target", name, "-k", cases, "--no-cache")
            return measure.run(matrix.root, arguments, accept=_JUDGED)

        found = session.measured(name, reference, keyword, repeats, run, cold)
    for way, one in found.ways.items():
        say(f"{found.cases} cases on {name}, {way}: {one.lab_ms_a_case} ms of the lab a case")
    say(f"live on {name}: {found.live_part} of the slower alone")
    return found


def repeated_runs(matrix: Matrix, name: str, keyword: str, repeats: int) -> measure.Twice:
    """Runs that have something to take over, and those before."""
    found = measure.twice(matrix.root, name, keyword, repeats)
    say(f"{found.cases} cases on {name}: {found.first_s} s, again {found.second_s} s")
    return found


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LabError as problem:
        print(problem.render(), file=sys.stderr)  # noqa: T201
        sys.exit(problem.exit_code)
