"""One finished cell: its log sorted into classes and counts, kept as `cell.json`."""

import json
from collections import Counter
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sparity_lab.compat.classes import NOT_JUDGED, RULES, WORST_FIRST, Class, Finding
from sparity_lab.compat.plan import CellKey, MatrixPlan
from sparity_lab.compat.promises import Promises
from sparity_lab.compat.sorting import finding
from sparity_lab.records import CaseRecord, Leg
from sparity_lab.report.files import write_atomically
from sparity_lab.report.wording import repro_command, where
from sparity_lab.runlog import RunLog

CELL_NAME = "cell.json"


class CaseFinding(BaseModel):
    """A case of a cell that is worth a look: silently wrong, loud, or not judged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: str
    verdict: Class
    difference: str
    expected: str = ""
    got: str = ""
    judged_by: str | None = None
    mirrors: str = ""
    source: str = ""
    repro: str
    shared: bool | None = Field(
        default=None,
        description="whether the server is to blame: the target's own PySpark meets the same class "
        "there, or this client does as promised on Spark of that version; null where neither was "
        "run",
    )


class CellReport(BaseModel):
    """A cell in numbers, and its cases that are worth a look."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_: Literal["sparity-lab/matrix-cell/1"] = Field(
        default="sparity-lab/matrix-cell/1", alias="schema"
    )
    client: str
    target: str
    profile: str
    verdict: Class = Field(description="the worst class of its cases")
    cases: int
    counts: dict[Class, int]
    as_promised: int = Field(
        default=0,
        description="equal cases in which the client does otherwise than PySpark on that server, "
        "and as its own version does on its own server",
    )
    complete: bool
    rules: int = Field(default=0, description="by which its cases were sorted")
    finished: str | None = None
    lab_version: str = ""
    oracle: str = "golden"
    client_version: str | None = None
    server_version: str | None = None
    server: dict[str, str] = Field(
        default_factory=dict, description="what it ran on: packages, Java, heap"
    )
    server_warnings: list[str] = Field(default_factory=list)
    reference: str | None = None
    digests: dict[str, str] = Field(default_factory=dict)
    findings: list[CaseFinding] = Field(default_factory=list)

    @property
    def key(self) -> CellKey:
        """Client, target and profile."""
        return CellKey(self.client, self.target, self.profile)

    @property
    def judged(self) -> int:
        """How many cases say something about the client."""
        return self.cases - sum(self.counts[name] for name in NOT_JUDGED)

    def of(self, name: Class) -> list[CaseFinding]:
        """The listed cases of a class."""
        return [one for one in self.findings if one.verdict == name]

    def fits(self, plan: MatrixPlan) -> bool:
        """Whether it was judged by the cases and goldens of a plan, and sorted by today's rules."""
        mine = (plan.cases_digest(self.profile), plan.goldens, RULES)
        return (self.digests.get("cases"), self.digests.get("goldens"), self.rules) == mine

    def save(self, folder: Path) -> None:
        """Write it into the folder of its cell."""
        text = json.dumps(self.model_dump(mode="json", by_alias=True), indent=1)
        write_atomically(folder / CELL_NAME, text + "\n")


def read_cell(folder: Path) -> CellReport | None:
    """The report of a finished cell; None where the cell is not finished."""
    try:
        return CellReport.model_validate_json((folder / CELL_NAME).read_bytes())
    except (FileNotFoundError, ValidationError):
        # One of another lab is no use either: the cell's log is sorted again.
        return None


def sort_cell(plan: MatrixPlan, key: CellKey, log: RunLog, promises: Promises) -> CellReport:
    """The report of a cell from its log."""
    leg = log.header.legs[0]
    counts: Counter[Class] = Counter()
    kept = 0
    findings = []
    for _, case, record in log.walk():
        found = _found(plan, key, leg, case, record, promises)
        counts[found.name] += 1
        if found.name == "equal":
            kept += bool(record and record.verdict == "divergent")
        elif found.name != "unsupported":
            findings.append(_listed(leg, case, record, found))
    server = next(iter(log.servers), None)
    return CellReport(
        **key._asdict(),
        verdict=next((name for name in WORST_FIRST if counts[name]), "missing"),
        cases=counts.total(),
        counts={name: counts[name] for name in WORST_FIRST},
        as_promised=kept,
        complete=log.is_complete,
        rules=RULES,
        finished=log.footer.finished if log.footer else None,
        lab_version=log.header.lab_version,
        oracle=leg.oracle or log.header.oracle,
        client_version=leg.client_version,
        server_version=server.spark_version if server else leg.server_version,
        server=server.details if server else {},
        server_warnings=server.warnings if server else [],
        reference=leg.reference,
        digests={
            "cases": plan.cases_digest(key.profile),
            "goldens": plan.goldens,
            **{name: digest for name, digest in leg.digests.items() if name == "client"},
        },
        findings=findings,
    )


def not_run(plan: MatrixPlan, key: CellKey) -> CellReport:
    """A cell that has not come to its end."""
    cases = len(plan.profiles[key.profile])
    counts = dict.fromkeys(WORST_FIRST, 0)
    return CellReport(
        **key._asdict(),
        verdict="missing",
        cases=cases,
        counts=counts | {"missing": cases},
        complete=False,
    )


def _found(
    plan: MatrixPlan,
    key: CellKey,
    leg: Leg,
    case: str,
    record: CaseRecord | None,
    promises: Promises,
) -> Finding:
    facts = plan.profiles[key.profile][case]
    client = plan.clients[key.client].spark
    return finding(record, case, facts, client, leg.reference_version, promises)


def _listed(leg: Leg, case: str, record: CaseRecord | None, found: Finding) -> CaseFinding:
    return CaseFinding(
        case=case,
        verdict=found.name,
        difference=found.difference,
        expected=found.expected,
        got=found.got,
        judged_by=record.judged_by if record else None,
        mirrors=record.mirrors if record else "",
        source=where(record) if record else "",
        repro=repro_command(leg, case),
    )
