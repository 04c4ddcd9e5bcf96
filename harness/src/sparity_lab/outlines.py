"""What a reader of a log keeps in memory of each case: enough to count, and where the rest is."""

import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sparity_lab.records import CaseRecord


class Agreement(NamedTuple):
    """How one component of a case was judged: to the letter, and with leniencies."""

    component: str
    strict: bool
    lenient: bool


class Place(NamedTuple):
    """Where the line of a record starts in its log."""

    log: Path
    offset: int


class Outline(NamedTuple):
    """The numbers of one record, without its outcomes: those stay on the disk.

    A run of ten thousand cases has hundreds of megabytes of outcomes and two of outlines.
    """

    verdict: str
    golden: str | None
    by_newest: bool
    duration_s: float
    attribution: str | None
    quarantine: str | None
    waiver: str | None
    frozen: str | None
    recorded: bool
    taken_over: bool
    agreements: tuple[Agreement, ...]
    whole: "Place | CaseRecord"
    """The record, or where it can be read again."""

    @property
    def is_done(self) -> bool:
        """Whether a resumed run may leave the case out: an infra failure is not an outcome."""
        return self.verdict != "infra"


def outline(record: CaseRecord, place: Place | None = None) -> Outline:
    """The outline of a record; without a place it keeps the record itself."""
    return Outline(
        sys.intern(record.verdict),
        record.golden and sys.intern(record.golden),
        bool(record.own_reference),
        record.duration_s,
        record.attribution,
        record.quarantine,
        record.waiver,
        record.frozen,
        record.recorded is not None,
        record.taken_from is not None,
        _shared(
            tuple(
                Agreement(name, found.strict == "equal", found.lenient == "equal")
                for name, found in record.components.items()
            )
        ),
        place or record,
    )


@cache
def _shared(agreements: tuple[Agreement, ...]) -> tuple[Agreement, ...]:
    """One object for the few ways in which components agree."""
    return agreements
