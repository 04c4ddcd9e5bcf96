"""What changed between two runs, case by case; two legs that differ only in target are matched."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sparity_lab.records import CaseRecord, LegKey
from sparity_lab.runlog import RunLog

ABSENT = "absent"


@dataclass(frozen=True)
class Change:
    """One case that is not the same in both runs."""

    case: str
    leg: str
    before: str
    after: str
    what: str

    @property
    def is_worse(self) -> bool:
        """Whether a case that passed no longer does."""
        passing = ("equal", "unsupported")
        if self.before == "waived":
            return self.after not in (*passing, "waived", ABSENT)
        return self.before in passing and self.after not in (*passing, ABSENT)


def changes(before: RunLog, after: RunLog) -> list[Change]:
    """Every case whose verdict, or whose candidate's behaviour, is not the same."""
    found = []
    for name, old_leg, new_leg in _pairs(before, after):
        cases = dict.fromkeys([*_expected(before, old_leg), *_expected(after, new_leg)])
        for case in cases:
            old, new = _seen(before, old_leg, case), _seen(after, new_leg, case)
            change = _change(case, name, old, new)
            if change is not None:
                found.append(change)
    return found


def _pairs(before: RunLog, after: RunLog) -> Iterator[tuple[str, LegKey | None, LegKey | None]]:
    """Legs that belong together: the same in both runs, or the only ones there are."""
    old = [leg.key for leg in before.header.legs]
    new = [leg.key for leg in after.header.legs]
    if len(old) == len(new) == 1:
        name = str(old[0]) if old == new else f"{old[0]} → {new[0]}"
        yield name, old[0], new[0]
        return
    for key in dict.fromkeys([*old, *new]):
        yield str(key), key if key in old else None, key if key in new else None


def _expected(log: RunLog, key: LegKey | None) -> list[str]:
    return [case for leg in log.header.legs if leg.key == key for case in leg.expected]


def _seen(log: RunLog, key: LegKey | None, case: str) -> str | CaseRecord:
    if key is None or case not in _expected(log, key):
        return ABSENT
    return log.record(key, case) or "missing"


def _change(case: str, leg: str, old: str | CaseRecord, new: str | CaseRecord) -> Change | None:
    before, after = _verdict(old), _verdict(new)
    if before != after:
        reason = new.reason if isinstance(new, CaseRecord) else ""
        return Change(case, leg, before, after, reason)
    if isinstance(old, CaseRecord) and isinstance(new, CaseRecord):
        parts = [part for part in ("observations", "error") if _part(old, part) != _part(new, part)]
        if parts:
            return Change(
                case, leg, before, after, f"the candidate's {' and '.join(parts)} changed"
            )
    return None


def _verdict(seen: str | CaseRecord) -> str:
    return seen if isinstance(seen, str) else seen.verdict


def _part(record: CaseRecord, part: str) -> Any:
    return (record.candidate or {}).get(part)
