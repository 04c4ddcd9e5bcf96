"""Runs the cells of a matrix one after the other, each as a run of its own that can be resumed."""

import gc
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sparity_lab import running
from sparity_lab.cases import Case
from sparity_lab.compat.cell import CellReport, read_cell, sort_cell
from sparity_lab.compat.keeping import cell_folder, has_log, is_run, opened, pack, tidy
from sparity_lab.compat.plan import CellKey, MatrixPlan
from sparity_lab.compat.show import MatrixWatcher
from sparity_lab.legs import cases_of
from sparity_lab.matrix import Matrix
from sparity_lab.outcome.model import Outcome
from sparity_lab.preparing import WorkshopMaker
from sparity_lab.problems import InfraProblem, LabError, UsageProblem
from sparity_lab.verdict.goldens import Goldens
from sparity_lab.verdict.versions import is_before

ATTEMPTS = 2
"""A server that died is started again once; a case that kills it again ends its cell."""

RERUNS = 1
"""Where thousands of cases differ, as of a client on a server three versions older, once more is
what the time allows: a case that then agrees is flaky."""

FREE_BYTES = 1 << 30
"""A cell needs a fraction of this: logs of some ten megabytes, and what its server spills."""


@dataclass
class MatrixRunner:
    """One matrix, its folder, and what went wrong on the way."""

    matrix: Matrix
    plan: MatrixPlan
    out: Path
    watcher: MatrixWatcher
    make_workshop: WorkshopMaker
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Names of targets to the addresses that were given, which may hold what no file may."""
    failed: dict[CellKey, InfraProblem] = field(default_factory=dict)

    def run(self) -> None:
        """Run every cell that is not finished.

        A cell that cannot come to its end is kept in `failed`, and the others go on.

        Raises:
            LabError: nothing can go on: an interruption, wrong usage, a full disk.
        """
        for key in self.plan.cells:
            folder = cell_folder(self.out, key)
            found = read_cell(folder)
            if found is None:
                self._room()
                found = self._finished(key, folder)
            if found is not None:
                self._fits(key, found)
                tidy(folder)
            self.watcher.cell_ends(key, found)

    def _finished(self, key: CellKey, folder: Path) -> CellReport | None:
        """The report of a cell, run as far as needed; None if it cannot come to its end."""
        self.watcher.cell_begins(key)
        if not is_run(folder):
            try:
                self._run(key, folder)
            except InfraProblem as problem:
                self.failed[key] = problem
                return None
        with opened(folder) as log:
            report = sort_cell(self.plan, key, log, self._promises(key.profile))
        pack(folder)
        report.save(folder)
        # What a cell has held in memory must not pile up.
        gc.collect()
        return report

    def _run(self, key: CellKey, folder: Path) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            options = running.RunOptions(
                targets=[self.addresses.get(key.target, key.target)],
                clients=[key.client],
                profiles=[key.profile],
                keyword=self.plan.keyword,
                oracle="golden",
                reruns=RERUNS,
                out=folder,
                resume=has_log(folder),
                root=self.matrix.root,
            )
            try:
                running.run(options, self.watcher, self.make_workshop)
            except UsageProblem as problem:
                raise UsageProblem(
                    f"{key}: {problem.message}",
                    hint=f"remove {folder} to run this cell anew, or start a new matrix",
                    causes=problem.causes,
                ) from problem
            except InfraProblem as problem:
                if attempt == ATTEMPTS:
                    raise
                self.watcher.progress(f"{key}: {problem.message}; once more")
            except LabError as problem:
                # Its own hint would have the run of this cell gone on with, not the matrix.
                how = f"go on with: sparity-lab matrix --out {self.out} --resume"
                raise LabError(
                    problem.message, hint=how, exit_code=problem.exit_code, causes=problem.causes
                ) from problem
            else:
                return

    def _promises(self, profile: str) -> "_Promises":
        return _Promises(self.matrix, profile)

    def _fits(self, key: CellKey, found: CellReport) -> None:
        mine = (self.plan.cases_digest(key.profile), self.plan.goldens)
        if (found.digests.get("cases"), found.digests.get("goldens")) != mine:
            raise UsageProblem(
                f"{key}: this cell was judged by other cases or goldens",
                hint=f"remove {cell_folder(self.out, key)} to run it anew, or start a new matrix",
            )

    def _room(self) -> None:
        if shutil.disk_usage(self.out).free < FREE_BYTES:
            raise InfraProblem(
                f"less than {FREE_BYTES >> 30} GiB is free for {self.out}",
                hint="free some space, then go on with --resume",
            )


class _Promises:
    """What each version of PySpark yields on its own server: goldens, read when first asked for."""

    def __init__(self, matrix: Matrix, profile: str) -> None:
        self._matrix = matrix
        self._profile = profile
        self._goldens = Goldens(matrix.root / "golden")
        self._cases: dict[str, Case] | None = None

    def of(self, case_id: str, version: str) -> Outcome | None:
        """What the PySpark of a version yields; None where nothing is recorded."""
        if self._cases is None:
            cases = cases_of(self._matrix, self._matrix.profile(self._profile))
            self._cases = {case.id: case for case in cases}
        case = self._cases[case_id]
        golden = self._goldens.get(case, version)
        return golden.outcome if golden and golden.digest == case.digest else None

    def since(self, case_id: str, version: str) -> list[Outcome]:
        """What those of that version and of later ones yield."""
        versions = [one for one in self._matrix.spark_versions if not is_before(str(one), version)]
        found = [self.of(case_id, str(one)) for one in versions]
        return [outcome for outcome in found if outcome is not None]
