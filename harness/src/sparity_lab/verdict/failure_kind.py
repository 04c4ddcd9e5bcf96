"""The kind of a failure: verdict, components that differ, errors; not how exactly they differ."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sparity_lab.records import CaseRecord
from sparity_lab.verdict.signature import differing_sides

NO_ERROR = "no error"


class FailureKind(NamedTuple):
    """What two failures of the same kind have in common, whatever their data are.

    `errors` are pairs: what the candidate raises, and what it should raise, by class and condition.
    """

    verdict: str
    side: str | None = None
    components: tuple[str, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        parts = "+".join(self.components)
        told = f"{self.verdict}/{parts}" if parts else self.verdict
        errors = ", ".join(f"{mine} instead of {yours}" for mine, yours in self.errors)
        return f"{told}: {errors}" if errors else told


def kind_of(record: CaseRecord) -> FailureKind:
    """The kind of a record; one that passes has no components."""
    wrong = tuple(n for n, c in record.components.items() if c.lenient == "different")
    if record.verdict not in ("divergent", "flaky", "waived") or not wrong:
        return FailureKind(record.verdict)
    return FailureKind(
        record.verdict,
        record.side,
        wrong,
        _errors(record) if "error" in wrong else (),
    )


def _errors(record: CaseRecord) -> tuple[tuple[str, str], ...]:
    mine, yours = differing_sides("error", record)
    names = sorted({*mine, *yours})
    return tuple(sorted({(_title(mine.get(n)), _title(yours.get(n))) for n in names}))


def _title(error: Mapping[str, Any] | None) -> str:
    if error is None:
        return NO_ERROR
    condition = error.get("condition")
    return f"{error['class']} [{condition}]" if condition else str(error["class"])
