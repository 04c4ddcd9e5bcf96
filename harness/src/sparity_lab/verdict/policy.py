"""What the tables of `matrix/` add to a judged case: its waiver, quarantine, frozen promise.

It changes two words only, and never touches an infrastructure failure: `divergent` to `waived`, and
`unsupported` to `divergent` where a case that is newer than its server is silently wrong there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from sparity_lab.records import CaseRecord
from sparity_lab.verdict.exemptions import (
    Exemption,
    Quarantined,
    Waiver,
    load_quarantine,
    load_waivers,
)
from sparity_lab.verdict.manifests import Manifest, load_manifest
from sparity_lab.verdict.signature import signature_of

ExemptionT = TypeVar("ExemptionT", bound=Exemption)


def today() -> date:
    """The day by which expiry is counted, in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Policy:
    """The waivers, the quarantine and the manifests of a working tree, on one day."""

    waivers: tuple[Waiver, ...] = ()
    quarantine: tuple[Quarantined, ...] = ()
    manifests: Mapping[str, Manifest] = field(default_factory=dict)
    day: date = field(default_factory=today)

    def stamped(self, record: CaseRecord, version: str | None) -> CaseRecord:
        """The record with what the tables say of it; `version` is that of the server."""
        if record.silent is not None:
            wrong = {"verdict": "divergent", "attribution": "candidate"}
            return self._excused(record.model_copy(update=wrong), version)
        if record.verdict == "divergent":
            return self._excused(record, version)
        if record.verdict == "flaky":
            found = self._first(self.quarantine, record, version)
            return record.model_copy(update={"quarantine": found.name if found else None})
        if record.verdict == "unsupported" and version and record.profile in self.manifests:
            manifest = self.manifests[record.profile]
            promised = manifest.contradiction(record.case, version)
            return record.model_copy(update={"frozen": promised})
        return record

    def _excused(self, record: CaseRecord, version: str | None) -> CaseRecord:
        signature = signature_of(record)
        found = self._first(
            [one for one in self.waivers if one.describes(signature)], record, version
        )
        update: dict[str, object] = {"signature": signature}
        if found is not None:
            update |= {"verdict": "waived", "waiver": found.name}
        return record.model_copy(update=update)

    def _first(
        self, entries: Iterable[ExemptionT], record: CaseRecord, version: str | None
    ) -> ExemptionT | None:
        place = (record.case, record.target, record.client, version)
        return next(
            (e for e in entries if e.speaks_of(*place) and not e.has_expired(self.day)), None
        )


def load_policy(root: Path, profiles: Iterable[str]) -> Policy:
    """The policy of a working tree.

    Raises:
        UsageProblem: one of its files is broken.
    """
    found = {name: load_manifest(root, name) for name in profiles}
    return Policy(
        load_waivers(root),
        load_quarantine(root),
        {name: manifest for name, manifest in found.items() if manifest is not None},
    )


def unstamped(record: CaseRecord) -> CaseRecord:
    """The record as it was judged, before any table was asked."""
    blank: dict[str, object] = dict.fromkeys(("waiver", "quarantine", "frozen", "signature"))
    if record.silent is not None:
        blank |= {"verdict": "unsupported", "attribution": None}
    elif record.verdict == "waived":
        blank["verdict"] = "divergent"
    return record.model_copy(update=blank)
