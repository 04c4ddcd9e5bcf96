"""What of a cell's log still holds when cases, goldens or tables were edited; it runs no case."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from sparity_lab.cases import Case
from sparity_lab.compat.keeping import replace_log
from sparity_lab.compat.standing import stands
from sparity_lab.engine import shown_file
from sparity_lab.headers import with_cases_of
from sparity_lab.legs import Plan
from sparity_lab.records import CaseRecord, Leg, Source
from sparity_lab.runlog import RunLog
from sparity_lab.verdict.goldens import Goldens
from sparity_lab.verdict.policy import unstamped


@dataclass
class Renewal:
    """Which cases of a log are kept, how many are gone, and how many run for which reason."""

    kept: set[str] = field(default_factory=set)
    gone: int = 0
    runs: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        """All of it in one line."""
        reasons = ", ".join(f"{count} {reason}" for reason, count in self.runs.items())
        told = f"{len(self.kept)} cases kept, {self.runs.total()} to run"
        told += f" ({reasons})" if reasons else ""
        return told + (f", {self.gone} gone" if self.gone else "")


def renew(folder: Path, log: RunLog, plan: Plan) -> Renewal:
    """Take out of a cell's log what a run of today would not leave there, to be gone on with.

    A log that holds as it is stays as it is. Killed at any moment, doing it again comes to the
    same.

    Args:
        folder: of the cell.
        log: its log, opened.
        plan: that of a run of this cell today, `as_served`.

    Raises:
        UsageProblem: the log is still being written.
        InfraProblem: the folder cannot be written.
    """
    header = with_cases_of(log.header, plan)
    found = _found(log, plan)
    recorded = sum(outline is not None for _, _, outline in log.outlines())
    holds = header == log.header and len(found.kept) == recorded
    if log.is_complete and found.runs:
        holds = False
    if not holds or any(was != now for was, now in _remaining(log, plan, found.kept)):
        records = (now for _, now in _remaining(log, plan, found.kept))
        replace_log(folder, header, chain(log.servers, log.guards, records))
    return found


def as_served(plan: Plan, was: Leg) -> Plan:
    """A cell's plan with the version that a server without one of its own told when it was run."""
    if plan.legs[0].target.spark is None and was.server_version:
        return plan.settle({was.target: was.server_version})
    return plan


def _found(log: RunLog, plan: Plan) -> Renewal:
    goldens = Goldens(plan.matrix.root / "golden")
    cases = {case.id: case for case in plan.legs[0].cases}
    found = Renewal()
    for leg, case_id, record in log.walk():
        case = cases.pop(case_id, None)
        if case is None:
            found.gone += 1
        elif record is None:
            found.runs["not run yet"] += 1
        elif log.header.case_digests.get(case_id) != case.digest:
            found.runs["edited"] += 1
        elif record.verdict == "infra":
            found.runs["not judged"] += 1
        elif not stands(record, case, leg.reference_version or "", goldens):
            found.runs["judged otherwise by today's goldens"] += 1
        else:
            found.kept.add(case_id)
    if cases:
        found.runs["added"] = len(cases)
    return found


def _remaining(log: RunLog, plan: Plan, kept: set[str]) -> Iterator[tuple[CaseRecord, CaseRecord]]:
    """Each record that is kept, as it is and as it would be written today."""
    cases = {case.id: case for case in plan.legs[0].cases}
    for _, case_id, record in log.walk():
        if record is not None and case_id in kept:
            yield record, _as_today(record, plan, cases[case_id])


def _as_today(record: CaseRecord, plan: Plan, case: Case) -> CaseRecord:
    """The record with where its case is written now, and with what today's tables say of it."""
    place = Source(file=shown_file(case, plan.matrix.root), line=case.line)
    judged = unstamped(record).model_copy(update={"source": place})
    return plan.policy.stamped(judged, plan.legs[0].target.spark)
