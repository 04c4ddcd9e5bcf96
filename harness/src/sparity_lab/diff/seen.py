"""What one run says of each case, small enough to hold two runs of ten thousand cases at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sparity_lab.compare.leniencies import without_row_order
from sparity_lab.outcome.model import digest
from sparity_lab.records import CaseRecord, LegKey
from sparity_lab.report.gate import FAILING
from sparity_lab.report.wording import MISSING_REASON, first_difference
from sparity_lab.runlog import RunLog
from sparity_lab.verdict.failure_kind import kind_of
from sparity_lab.verdict.signature import signature_of

_SILENT = ("infra", "missing")
"""Verdicts that say nothing about the candidate."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One case in one leg of a run.

    Attributes:
        verdict: the word.
        kind: the kind of failure as text; the verdict where it passes.
        fails: whether it fails the gate.
        signature: how it differs; empty where it does not.
        behaviour: the digest of what the candidate did; empty where it did nothing.
        expected: the digest of what was expected of it.
        mirrors: the upstream test that the case mirrors.
        detail: one line on what is wrong.
    """

    verdict: str
    kind: str
    fails: bool
    signature: str = ""
    behaviour: str = ""
    expected: str = ""
    mirrors: str = ""
    detail: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether the candidate was not judged."""
        return self.verdict in _SILENT

    @property
    def passes(self) -> bool:
        """Whether the candidate does what it should; an excused failure is no pass."""
        return self.verdict in ("equal", "unsupported")


MISSING = Seen("missing", "missing", fails=True, detail=MISSING_REASON)


def seen_in(log: RunLog) -> dict[LegKey, dict[str, Seen]]:
    """Every case of every leg, in the order of the run."""
    found: dict[LegKey, dict[str, Seen]] = {leg.key: {} for leg in log.header.legs}
    for leg, case, record in log.walk():
        found[leg.key][case] = MISSING if record is None else _seen(record)
    return found


def _seen(record: CaseRecord) -> Seen:
    differs = record.verdict in ("divergent", "waived")
    return Seen(
        verdict=record.verdict,
        kind=str(kind_of(record)),
        fails=record.verdict in FAILING and record.quarantine is None,
        signature=signature_of(record) if differs else "",
        behaviour=_digest(record.candidate),
        expected=_digest(record.expected),
        mirrors=record.mirrors,
        detail="" if record.verdict == "equal" else first_difference(record),
    )


def _digest(outcome: Mapping[str, Any] | None) -> str:
    """The digest of what was observed; rows count in any order, as Spark promises none."""
    if outcome is None:
        return ""
    observations = outcome.get("observations")
    return digest([outcome.get("error"), observations and dict(_without_order(observations))])


def _without_order(observations: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, one in observations.items():
        yield name, {**one, "rows": without_row_order(one["rows"])} if "rows" in one else one
