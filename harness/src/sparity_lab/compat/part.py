"""What `--from` takes: the plan and cells of a matrix run, or of a published matrix."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Self
from zlib import error as ZlibError

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sparity_lab.compat.cell import CellReport, not_run, read_cell
from sparity_lab.compat.keeping import cell_folder
from sparity_lab.compat.plan import PLAN_NAME, CellKey, MatrixPlan
from sparity_lab.problems import UsageProblem

PART_NAME = "cells.json.gz"


class MatrixPart(BaseModel):
    """Some cells of a matrix, finished or not, and the plan that they are of."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_: Literal["sparity-lab/matrix-part/1"] = Field(
        default="sparity-lab/matrix-part/1", alias="schema"
    )
    plan: MatrixPlan
    reports: list[CellReport]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The part in a folder: of a run, or of what was published.

        Raises:
            UsageProblem: there is none, or it cannot be read.
        """
        path = folder / PART_NAME
        # A run that was published into its own folder may have gone on since.
        if (folder / PLAN_NAME).is_file() or not path.is_file():
            plan = MatrixPlan.read(folder)
            return cls(plan=plan, reports=[_report(folder, plan, key) for key in plan.cells])
        try:
            return cls.model_validate_json(gzip.decompress(path.read_bytes()))
        except (OSError, EOFError, ZlibError, ValidationError) as problem:
            raise UsageProblem(
                f"{path} cannot be read as a part of a matrix",
                hint="it may be of another version of the lab: give --from the folder of a run",
                causes=[problem],
            ) from problem

    def packed(self) -> bytes:
        """It as bytes; the same part gives the same."""
        text = json.dumps(self.model_dump(mode="json", by_alias=True), separators=(",", ":"))
        return gzip.compress(text.encode(), mtime=0)


def together(folders: Sequence[Path]) -> MatrixPart:
    """The parts in some folders as one; of two finished cells the later folder's counts.

    Raises:
        UsageProblem: a folder holds no matrix, or two cannot be parts of one.
    """
    parts = [MatrixPart.read(folder) for folder in folders]
    first = parts[0].plan
    for folder, part in zip(folders, parts, strict=True):
        differences = first.differences(part.plan)
        if any(report.complete and not report.fits(part.plan) for report in part.reports):
            differences.append(f"cells of {folder} were sorted by other rules than today's")
        if differences:
            raise UsageProblem(
                f"{folders[0]} and {folder} are not parts of one matrix",
                hint="go on with each by --resume first, which takes in today's cases and goldens; "
                "-k has to be the same",
                causes=differences,
            )
    reports: dict[CellKey, CellReport] = {}
    for report in (report for part in parts for report in part.reports):
        if report.key not in reports or report.complete:
            reports[report.key] = report
    plan = first.model_copy(
        update={
            "clients": {name: one for part in parts for name, one in part.plan.clients.items()},
            "targets": {name: one for part in parts for name, one in part.plan.targets.items()},
            "profiles": {name: one for part in parts for name, one in part.plan.profiles.items()},
            "cells": list(reports),
        }
    )
    return MatrixPart(plan=plan, reports=list(reports.values()))


def _report(folder: Path, plan: MatrixPlan, key: CellKey) -> CellReport:
    found = read_cell(cell_folder(folder, key))
    return found if found is not None and found.fits(plan) else not_run(plan, key)
