"""`matrix.json`: the published matrix as data, derived from plans and finished cells alone."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sparity_lab.compat.cell import CaseFinding, CellReport
from sparity_lab.compat.classes import NOT_JUDGED, WORST_FIRST, Class
from sparity_lab.compat.part import MatrixPart
from sparity_lab.compat.plan import CellKey, TargetFacts
from sparity_lab.problems import UsageProblem
from sparity_lab.verdict.judge import NEWEST

SPARK = "process"
"""The provider of targets that are Spark itself."""

LOUD_LISTED = 100
"""Loud cases of a cell that the data lists; all are counted, and the page has them all."""


class Row(BaseModel):
    """A client of the matrix: what it was, to the byte."""

    model_config = ConfigDict(extra="forbid")

    name: str
    package: str
    version: str | None
    digest: str | None = Field(description="of its pinned packages and, if built here, its sources")
    built: bool = Field(description="whether it was built from this repository")


class Column(BaseModel):
    """A target of the matrix, and what its server said of itself."""

    model_config = ConfigDict(extra="forbid")

    name: str
    provider: str
    spark: str | None = Field(description="the version by whose PySpark it is judged")
    served: str | None
    server: dict[str, str] = Field(
        default_factory=dict, description="what its servers ran on, where all agree"
    )
    warnings: list[str] = Field(default_factory=list)


class Suites(BaseModel):
    """A profile, and the digest of the text of its cases."""

    model_config = ConfigDict(extra="forbid")

    name: str
    cases: int
    digest: str


class Cell(BaseModel):
    """One client on one target."""

    model_config = ConfigDict(extra="forbid")

    client: str
    target: str
    profile: str
    verdict: Class = Field(description="the worst class of its cases")
    complete: bool
    cases: int
    counts: dict[Class, int]
    as_promised: int
    finished: str | None
    silent: list[CaseFinding]
    server: list[CaseFinding] = Field(
        description="results that are not Spark's, for which the server is to blame"
    )
    loud: list[CaseFinding] = Field(description=f"the first {LOUD_LISTED}")
    not_judged: list[CaseFinding]

    @property
    def key(self) -> CellKey:
        """Client, target and profile."""
        return CellKey(self.client, self.target, self.profile)


class MatrixDocument(BaseModel):
    """The whole matrix. The same cells give the same bytes."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    schema_: Literal["sparity-lab/matrix/1"] = Field(default="sparity-lab/matrix/1", alias="schema")
    date: str | None = Field(description="the day on which its last cell was finished")
    lab_version: str
    newest: str = Field(description="the PySpark that judges what clients decide alone")
    keyword: str = Field(description="-k of the run: empty for every case")
    goldens: str
    clients: list[Row]
    targets: list[Column]
    profiles: list[Suites]
    cells: list[Cell]

    @property
    def complete(self) -> bool:
        """Whether every cell has come to its end."""
        return all(cell.complete for cell in self.cells)

    def cell(self, client: str, target: str, profile: str) -> Cell | None:
        """One cell, None where the matrix has none."""
        key = CellKey(client, target, profile)
        return next((cell for cell in self.cells if cell.key == key), None)

    def problems(self) -> list[str]:
        """Why the matrix does not hold; empty when it does.

        It is no problem that a published PySpark is silently wrong somewhere: that is what the
        matrix is there to say. A client built from this repository may not be.
        """
        found = []
        built = {row.name for row in self.clients if row.built}
        for cell in self.cells:
            wrong = cell.counts["silent"]
            lost = sum(cell.counts[name] for name in NOT_JUDGED)
            if not cell.complete:
                found.append(f"{cell.key}: has not come to its end")
            elif lost == cell.cases:
                found.append(f"{cell.key}: nothing was judged")
            if cell.client in built and wrong:
                found.append(f"{cell.key}: {wrong} silently wrong")
        return found

    def json_text(self) -> str:
        """The text of `matrix.json`."""
        content = self.model_dump(mode="json", by_alias=True)
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def document(part: MatrixPart, most_loud: int | None = LOUD_LISTED) -> MatrixDocument:
    """The document of a matrix.

    Args:
        part: its cells.
        most_loud: how many loud cases of a cell are listed; None for all.

    Raises:
        UsageProblem: a client was built anew in between.
    """
    plan, reports = part.plan, part.reports
    finished = max((report.finished for report in reports if report.finished), default=None)
    blame = _Blame(reports, plan.targets)
    return MatrixDocument(
        date=finished[:10] if finished else None,
        lab_version=next((report.lab_version for report in reports if report.lab_version), ""),
        newest=NEWEST,
        keyword=plan.keyword,
        goldens=plan.goldens,
        clients=[
            Row(
                name=name,
                package=facts.package,
                version=_the_one(reports, name, lambda report: report.client_version),
                digest=_the_one(reports, name, lambda report: report.digests.get("client")),
                built=facts.built,
            )
            for name, facts in plan.clients.items()
        ],
        targets=[
            _column(name, facts, [one for one in reports if one.target == name])
            for name, facts in plan.targets.items()
        ],
        profiles=[
            Suites(name=name, cases=len(cases), digest=plan.cases_digest(name))
            for name, cases in plan.profiles.items()
        ],
        cells=[_cell(report, blame, most_loud) for report in reports],
    )


def _column(name: str, facts: TargetFacts, reports: Sequence[CellReport]) -> Column:
    servers = [report.server for report in reports if report.server]
    return Column(
        name=name,
        provider=facts.provider,
        spark=facts.spark,
        served=next((one.server_version for one in reports if one.server_version), None),
        server={
            fact: said
            for fact, said in (servers[0] if servers else {}).items()
            if all(server.get(fact) == said for server in servers)
        },
        warnings=sorted({warning for report in reports for warning in report.server_warnings}),
    )


def _the_one(
    reports: Iterable[CellReport], client: str, of: Callable[[CellReport], str | None]
) -> str | None:
    """What all cells of a client say of it.

    Raises:
        UsageProblem: they disagree: two builds of it must not pass for one.
    """
    said = {of(report): report for report in reports if report.client == client and of(report)}
    if len(said) > 1:
        one, other, *_ = said.values()
        raise UsageProblem(
            f"{client} was not the same in all cells",
            hint="go on with --resume, which runs the cells of the older one again",
            causes=[f"{report.key}: {of(report)}" for report in (one, other)],
        )
    return next(iter(said), None)


class _Blame:
    """Knows for which findings a server that is not Spark is to blame.

    It is where the PySpark of the version that it speaks gets the same there, and where this very
    client does as promised on Spark of that version. Of Spark itself nothing is presumed.
    """

    def __init__(self, reports: Sequence[CellReport], targets: Mapping[str, TargetFacts]) -> None:
        self._targets = targets
        self._found = {
            report.key: {one.case: one for one in report.findings}
            for report in reports
            if report.complete
        }

    def marked(self, report: CellReport, name: Class) -> list[CaseFinding]:
        """The findings of a class, each with whether the server is to blame; null where unknown."""
        target = self._targets[report.target]
        key = report.key
        on_spark = self._found.get(key._replace(target=self._spark_itself(target)))
        pyspark = self._found.get(key._replace(client=f"pyspark=={target.spark}"))
        if target.provider == SPARK or (pyspark is None and on_spark is None):
            return report.of(name)
        return [
            one.model_copy(
                update={
                    "shared": (on_spark is not None and one.case not in on_spark)
                    or (pyspark is not None and _is_alike(one, pyspark.get(one.case)))
                }
            )
            for one in report.of(name)
        ]

    def _spark_itself(self, target: TargetFacts) -> str:
        """The name of the target that is Spark of the version that another one speaks."""
        return next(
            (
                name
                for name, facts in self._targets.items()
                if facts.provider == SPARK and facts.spark == target.spark
            ),
            "",
        )


def _is_alike(one: CaseFinding, other: CaseFinding | None) -> bool:
    return other is not None and (one.verdict, one.got) == (other.verdict, other.got)


def _cell(report: CellReport, blame: _Blame, most_loud: int | None) -> Cell:
    wrong = blame.marked(report, "silent")
    silent = [one for one in wrong if not one.shared]
    server = [one for one in wrong if one.shared]
    # What a client meets alone is what a reader looks for.
    loud = sorted(blame.marked(report, "loud"), key=lambda one: bool(one.shared))
    counts = {name: report.counts.get(name, 0) for name in WORST_FIRST}
    counts |= {"silent": len(silent), "server": len(server)}
    return Cell(
        **report.key._asdict(),
        verdict=next((name for name in WORST_FIRST if counts[name]), report.verdict),
        complete=report.complete,
        cases=report.cases,
        counts=counts,
        as_promised=report.as_promised,
        finished=report.finished,
        silent=silent,
        server=server,
        loud=loud[:most_loud],
        not_judged=[one for name in ("infra", "flaky") for one in report.of(name)],
    )
