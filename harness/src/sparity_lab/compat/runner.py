"""Runs the cells of a matrix one after the other, each as a run of its own that can be resumed."""

import gc
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from sparity_lab import running
from sparity_lab.cases import Case
from sparity_lab.compat.cell import CELL_NAME, CellReport, read_cell, sort_cell
from sparity_lab.compat.keeping import cell_folder, has_log, is_run, opened, pack, tidy
from sparity_lab.compat.plan import CellKey, MatrixPlan, goldens_digest
from sparity_lab.compat.promises import Promises, RecordedPromises
from sparity_lab.compat.renewal import as_served, renew
from sparity_lab.compat.show import MatrixWatcher
from sparity_lab.legs import LegPlan, Request, cases_of
from sparity_lab.matrix import Client, Matrix
from sparity_lab.preparing import Prepared, WorkshopMaker, planned
from sparity_lab.problems import InfraProblem, LabError, UsageProblem, cause_text
from sparity_lab.records import LegKey
from sparity_lab.runlog import RunLog, StartedDifferently, see_that_nobody_writes
from sparity_lab.verdict.goldens import Goldens

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
        """Run every cell that is not finished, and in each only what does not hold any more.

        A cell that cannot come to its end is kept in `failed`, and the others go on.

        Raises:
            LabError: nothing can go on: an interruption, wrong usage, a full disk.
        """
        for key in self.plan.cells:
            folder = cell_folder(self.out, key)
            found = self._found(key, folder)
            if found is None:
                self._room()
                found = self._finished(key, folder)
            if found is not None:
                tidy(folder)
            self.watcher.cell_ends(key, found)

    def _found(self, key: CellKey, folder: Path) -> CellReport | None:
        """The report of a finished cell that holds; one that does not is taken away."""
        found = read_cell(folder)
        if found is None:
            return None
        if self.plan.clients[key.client].built:
            client = self._leg(key).client
            if not self._is_of_today(key, folder, client, found.digests):
                return None
        if not found.fits(self.plan):
            (folder / CELL_NAME).unlink()
            return None
        return found

    def _finished(self, key: CellKey, folder: Path) -> CellReport | None:
        """The report of a cell, run as far as needed; None if it cannot come to its end."""
        self.watcher.cell_begins(key)
        if is_run(folder) or has_log(folder):
            self._renew(key, folder)
        if not is_run(folder):
            try:
                self._run(key, folder)
            except InfraProblem as problem:
                self.failed[key] = problem
                return None
        with opened(folder) as log:
            self._same_world(key, log)
            report = sort_cell(self.plan, key, log, self._promises(key.profile))
        pack(folder)
        report.save(folder)
        # What a cell has held in memory must not pile up.
        gc.collect()
        return report

    def _renew(self, key: CellKey, folder: Path) -> None:
        """Leave in the log of a cell what holds today."""
        with opened(folder) as log:
            was = log.header.legs[0]
            plan = as_served(self._today.plan.of_leg(self._leg(key)), was)
            if self._is_of_today(key, folder, plan.legs[0].client, was.digests):
                self.watcher.told(f"{key}: {renew(folder, log, plan)}")

    def _is_of_today(
        self, key: CellKey, folder: Path, client: Client, digests: Mapping[str, str]
    ) -> bool:
        """Whether a cell is of the client as it is now; one that is not is emptied."""
        if digests.get("client") == self._today.workshop.client_digest(client):
            return True
        self._empty(key, folder, f"{key.client} changed since")
        return False

    def _empty(self, key: CellKey, folder: Path, why: str) -> None:
        self.watcher.told(f"{key}: {why}, so all of its cases run again")
        see_that_nobody_writes(folder)
        shutil.rmtree(folder)

    def _run(self, key: CellKey, folder: Path) -> None:
        try:
            self._attempt(key, folder)
        except StartedDifferently as problem:
            why = "; ".join(cause_text(cause).removeprefix(f"{key}: ") for cause in problem.causes)
            self._empty(key, folder, why)
            self._attempt(key, folder)

    def _attempt(self, key: CellKey, folder: Path) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            options = running.RunOptions(
                targets=[self.addresses.get(key.target, key.target)],
                clients=[key.client],
                profiles=[key.profile],
                keyword=self.plan.keyword,
                oracle="golden",
                shared_files=True,
                reruns=RERUNS,
                out=folder,
                resume=has_log(folder),
                root=self.matrix.root,
            )
            try:
                running.run(options, self.watcher, self.make_workshop)
            except StartedDifferently:
                raise
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
                raise LabError(
                    problem.message,
                    hint=self._how_to_go_on(),
                    exit_code=problem.exit_code,
                    causes=problem.causes,
                ) from problem
            else:
                return

    @cached_property
    def _today(self) -> Prepared:
        """What a run of all cells would be now; nothing is made ready for it."""
        request = Request(
            tuple(self.addresses.get(name, name) for name in self.plan.targets),
            tuple(self.plan.clients),
            tuple(self.plan.profiles),
            self.plan.keyword,
            oracle="golden",
            shared_files=True,
        )
        return planned(request, self.matrix.root, self.watcher.progress, self.make_workshop)

    def _leg(self, key: CellKey) -> LegPlan:
        wanted = LegKey(key.target, key.client, key.profile)
        return next(leg for leg in self._today.plan.legs if leg.key == wanted)

    def _promises(self, profile: str) -> Promises:
        @cache
        def cases() -> dict[str, Case]:
            found = cases_of(self.matrix, self.matrix.profile(profile))
            return {case.id: case for case in found}

        return RecordedPromises(
            Goldens(self.matrix.root / "golden"),
            self.matrix.spark_versions,
            lambda case_id: cases()[case_id],
        )

    def _same_world(self, key: CellKey, log: RunLog) -> None:
        """See that a cell was run with the cases and goldens of the plan.

        Raises:
            UsageProblem: they were edited while the matrix ran.
        """
        facts = self.plan.profiles[key.profile]
        if (
            log.header.case_digests != {case: one.digest for case, one in facts.items()}
            or goldens_digest(self.matrix.root, self.plan.profiles) != self.plan.goldens
        ):
            raise UsageProblem(
                f"{key}: cases were edited or goldens recorded while the matrix ran",
                hint=f"{self._how_to_go_on()}: it runs again only what that concerns",
            )

    def _how_to_go_on(self) -> str:
        return f"go on with: sparity-lab matrix --out {self.out} --resume"

    def _room(self) -> None:
        if shutil.disk_usage(self.out).free < FREE_BYTES:
            raise InfraProblem(
                f"less than {FREE_BYTES >> 30} GiB is free for {self.out}",
                hint="free some space, then go on with --resume",
            )
