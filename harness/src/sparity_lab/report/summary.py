"""`summary.json`: the run in numbers, a stable contract for machines; not the place for cases."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sparity_lab.coverage.numbers import UpstreamNumbers, numbers
from sparity_lab.coverage.protocol import ProtocolNumbers, protocol_numbers
from sparity_lab.outlines import Outline
from sparity_lab.records import ATTRIBUTIONS, COMPONENTS, VERDICTS, Leak, Leg
from sparity_lab.report.gate import gate_of, leaks_of, notes_of
from sparity_lab.runlog import RunLog

SCHEMA = "sparity-lab/summary/1"


class Agreement(BaseModel):
    """How often one component was judged, and how often it was equal, to the letter and not."""

    model_config = ConfigDict(extra="forbid")

    judged: int = 0
    strict: int = 0
    lenient: int = 0


class LegSummary(BaseModel):
    """The numbers of one leg."""

    model_config = ConfigDict(extra="forbid")

    target: str
    client: str
    profile: str
    oracle: str
    reference: str | None
    server_version: str | None
    client_version: str | None
    counts: dict[str, int]
    cases: int
    left_out: dict[str, int] = Field(description="cases that were not run, by the reason")
    duration_s: float
    components: dict[str, Agreement]
    judged_by_newest: int
    attributions: dict[str, int]


class GuardSummary(BaseModel):
    """What looking for leaks has cost, and what it has found."""

    model_config = ConfigDict(extra="forbid")

    cases: int = Field(description="cases after which was looked")
    looks: int
    seconds: float
    leaks: list[Leak]


class Summary(BaseModel):
    """The numbers of a run. With several legs, their names are joined by `, ` at the top."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    schema_: str = Field(default=SCHEMA, alias="schema")
    run_id: str
    started: str
    finished: str | None
    complete: bool
    lab_version: str
    profile: str
    target: str
    client: str
    reference: str
    oracle: str
    counts: dict[str, int] = Field(description="cases by verdict, with `waived` and `missing`")
    cases: int = Field(description="cases that were to run, over all legs")
    left_out: int = Field(description="cases that were not, each for a reason that its leg tells")
    duration_s: float
    gate: Literal["pass", "fail"]
    reasons: list[str] = Field(description="why the gate does not hold; empty when it does")
    components: dict[str, Agreement] = Field(description="agreement by component, over all legs")
    judged_by_newest: int = Field(
        description="cases in which a client's own decision differs from the target's own PySpark "
        "and was judged by the newest one"
    )
    attributions: dict[str, int] = Field(
        description="who is to blame for cases that are not as they should be, over all legs"
    )
    quarantined: int = Field(description="flaky cases that do not fail the gate for a time")
    order: Literal["file", "random"] = Field(description="in which order the cases ran")
    seed: int | None = Field(description="the seed of the random order")
    whole: bool = Field(description="whether every case of each profile was asked for")
    guard: GuardSummary
    warnings: list[str] = Field(description="what a reader has to know about the run")
    legs: list[LegSummary]
    upstream: UpstreamNumbers | None = Field(
        description="PySpark's own tests that the cases mirror; null where no list of them is known"
    )
    protocol: ProtocolNumbers | None = Field(
        description="what each client sent and the server accepted; null where nothing was recorded"
    )


def summarise(log: RunLog) -> Summary:
    """The numbers of a run, from its log alone."""
    gate = gate_of(log)
    legs = [_leg_summary(log, leg) for leg in log.header.legs]
    counts = log.counts()
    return Summary(
        run_id=log.header.run_id,
        started=log.header.started,
        finished=log.footer.finished if log.footer else None,
        complete=log.is_complete,
        lab_version=log.header.lab_version,
        profile=_joined(leg.profile for leg in legs),
        target=_joined(leg.target for leg in legs),
        client=_joined(leg.client for leg in legs),
        reference=_joined(leg.reference for leg in legs if leg.reference),
        oracle=_joined(leg.oracle for leg in legs),
        counts=counts,
        cases=sum(counts[verdict] for verdict in VERDICTS),
        left_out=sum(sum(leg.left_out.values()) for leg in legs),
        duration_s=(
            log.footer.duration_s if log.footer else round(sum(leg.duration_s for leg in legs), 3)
        ),
        gate="pass" if gate.holds else "fail",
        reasons=gate.reasons,
        components={
            name: Agreement(
                judged=sum(leg.components[name].judged for leg in legs),
                strict=sum(leg.components[name].strict for leg in legs),
                lenient=sum(leg.components[name].lenient for leg in legs),
            )
            for name in COMPONENTS
        },
        judged_by_newest=sum(leg.judged_by_newest for leg in legs),
        attributions=_attributions(found for _, _, found in log.outlines() if found),
        quarantined=sum(bool(found and found.quarantine) for _, _, found in log.outlines()),
        order=log.header.order,
        seed=log.header.seed,
        whole=all(leg.is_whole for leg in log.header.legs),
        guard=GuardSummary(
            cases=sum(one.cases for one in log.guards),
            looks=sum(one.looks for one in log.guards),
            seconds=round(sum(one.seconds for one in log.guards), 3),
            leaks=[leak for _, leak in leaks_of(log)],
        ),
        warnings=notes_of(log),
        legs=legs,
        upstream=numbers(log.header.upstream, log) if log.header.upstream else None,
        protocol=protocol_numbers(log),
    )


def summary_json(log: RunLog) -> str:
    """The text of `summary.json`."""
    return summarise(log).model_dump_json(by_alias=True, indent=2) + "\n"


def _leg_summary(log: RunLog, leg: Leg) -> LegSummary:
    mine = log.of_leg(leg.key)
    outlines = [found for _, _, found in mine.outlines() if found is not None]
    components = {name: Agreement() for name in COMPONENTS}
    for found in outlines:
        for name, strict, lenient in found.agreements:
            agreement = components.setdefault(name, Agreement())
            agreement.judged += 1
            agreement.strict += strict
            agreement.lenient += lenient
    return LegSummary(
        target=leg.target,
        client=leg.client,
        profile=leg.profile,
        oracle=leg.oracle or log.header.oracle,
        reference=leg.reference,
        server_version=leg.server_version,
        client_version=leg.client_version,
        counts=mine.counts(),
        cases=len(leg.expected),
        left_out={reason: len(cases) for reason, cases in leg.left_out.items()},
        duration_s=round(sum(found.duration_s for found in outlines), 3),
        components=components,
        judged_by_newest=sum(found.by_newest for found in outlines),
        attributions=_attributions(outlines),
    )


def _attributions(outlines: Iterable[Outline]) -> dict[str, int]:
    found = Counter(one.attribution for one in outlines)
    return {name: found[name] for name in ATTRIBUTIONS}


def _joined(names: Any) -> str:
    return ", ".join(dict.fromkeys(names))
