"""Runs the benchmarks on one target after the other and writes what they cost."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import facts, guide, history, profiles, report
from benchmarks.measure import Laboratory, Sample, Side, Sides, sides
from benchmarks.results import Kind, Profile, Results, Row, judged
from benchmarks.server import serving
from benchmarks.table import BENCHES, Bench
from sparity_lab.environments import Environments
from sparity_lab.matrix import Matrix, load_matrix
from sparity_lab.problems import LabError
from sparity_lab.report.files import write_atomically

_DEFAULT = "4.3.0"
_PUBLISHED = Path("reports") / "published"
_GUIDE = Path("docs") / "performance.md"


@dataclass(frozen=True)
class Extent:
    """How much is measured: sizes times `scale`, and so many samples of each side."""

    kind: Kind
    scale: float
    repeats: int
    keyword: str

    @classmethod
    def of(cls, *, quick: bool, keyword: str) -> Extent:
        """What the command line asks for."""
        if quick:
            return cls("quick", 0.1, 3, keyword)
        return cls("part" if keyword else "full", 1.0, 7, keyword)

    def benches(self) -> list[Bench]:
        """Those that are measured."""
        return [bench for bench in BENCHES if self.keyword in bench.program]


def main() -> int:
    """See the module; 1 when a bar is missed, unless it was only a quick look."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"by default {_DEFAULT}")
    parser.add_argument("--quick", action="store_true", help="a tenth of the sizes, three samples")
    parser.add_argument("-k", default="", metavar="WORD", help="only programs with WORD in them")
    parser.add_argument("--profile", action="store_true", help="profile the five slowest as well")
    parser.add_argument(
        "--publish", type=Path, metavar="DIR", help="write to DIR/bench, not to reports/bench"
    )
    given = parser.parse_args()
    extent = Extent.of(quick=given.quick, keyword=given.k)
    if not extent.benches():
        parser.error(f"no program has {given.k!r} in its name")
    matrix = load_matrix()
    root = given.publish or matrix.root / "reports"
    all_results = []
    for target in given.targets or [_DEFAULT]:
        before = _before(matrix, root, target, extent.kind)
        folder = history.folder_of(root, target, extent.kind)
        shutil.rmtree(folder / profiles.FOLDER, ignore_errors=True)
        measured = _measured(matrix, target, extent, folder if given.profile else None)
        results = history.beside_earlier(measured, before)
        report.write(results, folder)
        say(f"written to {folder}")
        for row in results.worse:
            say(f"worse than before: {row.title}: {row.ratio:.3g}, was {row.before:.3g}")
        all_results.append(results)
    if given.publish is not None and extent.kind == "full":
        _publish(matrix, root)
    kept = all(results.kept for results in all_results)
    return 0 if kept or extent.kind == "quick" else 1


def say(line: str) -> None:
    """What happens, for whoever looks on."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def _before(matrix: Matrix, root: Path, target: str, kind: Kind) -> Results | None:
    """The earlier run to compare with: the published one, else the last one here."""
    roots = dict.fromkeys([root, matrix.root / _PUBLISHED, matrix.root / "reports"])
    if root == matrix.root / "reports":
        roots = dict.fromkeys([matrix.root / _PUBLISHED, root])
    kinds: tuple[Kind, ...] = ("full", "part") if kind == "part" else (kind,)
    for place in roots:
        for one in kinds:
            found = history.found(history.folder_of(place, target, one))
            if found is not None:
                return found
    return None


def _measured(matrix: Matrix, name: str, extent: Extent, pictures: Path | None) -> Results:
    target = matrix.target(name)
    environments = Environments(matrix, progress=say)
    clients = {
        "sparity": environments.client(matrix.client("sparity")),
        "pyspark": environments.client(matrix.reference(target)),
    }
    machine, when = facts.machine(), facts.now()
    with serving(target, environments, say) as served:
        pythons = {client: one.python for client, one in clients.items()}
        laboratory = Laboratory(pythons, served.url, served.seconds, served.alive)
        bytecode = _bytecode(laboratory)
        laboratory.warm_up(extent.scale)
        rows, failed = _rows(laboratory, extent)
        found: list[Profile] = []
        if pictures is not None:
            for row in profiles.slowest(rows):
                say(f"profiling {row.title}")
                found.append(profiles.profiled(laboratory, row, pictures / profiles.FOLDER))
    return Results(
        target=target.name,
        kind=extent.kind,
        when=when,
        commit=facts.commit(matrix.root),
        repeats=extent.repeats,
        scale=extent.scale,
        machine=machine,
        server=served.facts,
        bytecode=bytecode,
        versions={client: facts.versions(one.site_packages) for client, one in clients.items()},
        rows=rows,
        failed=failed,
        profiles=found,
    )


def _bytecode(laboratory: Laboratory) -> str:
    """Have Python write the bytecode of what the clients import, and tell whether it did."""
    missing = {client: laboratory.uncompiled(client) for client in ("sparity", "pyspark")}
    if not any(missing.values()):
        return "written before the first sample, of all that either client imports"
    told = ", ".join(f"{count} modules of {client}" for client, count in missing.items() if count)
    return f"MISSING for {told}: imports measure the compiler"


def _rows(laboratory: Laboratory, extent: Extent) -> tuple[list[Row], list[str]]:
    """The rows, and which of them could not be measured: a run of hours does not end by one."""
    measured: dict[Sides, dict[Side, list[Sample]]] = {}
    rows, failed = [], []
    for bench in extent.benches():
        who = sides(bench, extent.scale)
        if who not in measured:
            try:
                taken = laboratory.in_turn(who.all(), extent.repeats * bench.closely)
            except RuntimeError as problem:
                failed.append(f"{bench.title}: {problem}")
                say(f"FAILED {failed[-1]}")
                continue
            measured[who] = dict(zip(who.all(), taken, strict=True))
        samples = measured[who]
        raw = None if who.raw is None else samples[who.raw]
        row = judged(bench, samples[who.ours], samples[who.other], raw, extent.scale)
        rows.append(row)
        say(
            f"{'met   ' if row.met else 'MISSED'} {bench.title} ({bench.quantity}): "
            f"{row.ratio:.3g}, at most {row.bar:.3g}"
        )
    return rows, failed


def _publish(matrix: Matrix, root: Path) -> None:
    """Put together what is published of all targets, in this run or before."""
    folders = sorted(file.parent for file in (root / "bench").glob(f"*/{history.FILE}"))
    published = [one for one in map(history.found, folders) if one is not None]
    published = [one for one in published if one.kind == "full"]
    report.write_overview(root / "bench", published)
    if root.resolve() == (matrix.root / _PUBLISHED).resolve():
        renew_guide(matrix.root / _GUIDE, published)


def renew_guide(file: Path, published: Sequence[Results]) -> None:
    """Write the part of the guide that is made of results."""
    text = guide.renewed(file.read_text("utf-8"), published, "../reports/published/bench")
    write_atomically(file, text)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LabError as problem:
        print(problem.render(), file=sys.stderr)  # noqa: T201
        sys.exit(problem.exit_code)
