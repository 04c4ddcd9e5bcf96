"""The gate: does a run hold, and if not, why; it reads the log and prints nothing."""

from collections import Counter
from typing import NamedTuple

from sparity_lab.records import LegKey
from sparity_lab.runlog import RunLog

STALE = "stale"
"""What a record says in `golden` when the recorded reference outcome is no longer the live one."""

ABSENT = "missing"
"""What a record says in `golden` when no reference outcome was ever recorded."""

FAILING = ("divergent", "infra", "flaky", "missing")
"""Verdicts that no run may have. `unsupported` is not among them: it is declared, with a reason."""

MEANING = {
    "divergent": "differ from the reference",
    "infra": "could not be judged because the lab or the server failed",
    "flaky": "gave different outcomes when repeated",
    "missing": "did not run",
}

_SINGULAR = {
    "differ from the reference": "differs from the reference",
    "have a stale golden": "has a stale golden",
    "have no golden": "has no golden",
}


class Gate(NamedTuple):
    """Whether a run holds, and every reason why it does not."""

    holds: bool
    reasons: list[str]

    @property
    def word(self) -> str:
        """`pass` or `fail`."""
        return "pass" if self.holds else "fail"


def gate_of(log: RunLog, *, finished: bool | None = None) -> Gate:
    """Judge a run by its log alone.

    `finished` says whether the run came to its end; None asks the log for its footer.
    """
    reasons = []
    if not (log.is_complete if finished is None else finished):
        reasons.append("the run is incomplete: its log has no footer")
    if not any(leg.expected for leg in log.header.legs):
        reasons.append("the run is empty: no case was selected")
    several = len(log.header.legs) > 1
    empty = [leg for leg in log.header.legs if not leg.expected]
    if several:
        reasons += [f"no case was selected for {leg.key}" for leg in empty]
    counts = {leg.key: log.counts(leg.key) for leg in log.header.legs}
    for verdict in FAILING:
        found = Counter({key: counted[verdict] for key, counted in counts.items()})
        reasons += _reason(found, MEANING[verdict], several=several)
    stale = _golden(log, STALE)
    reasons += _reason(stale, "have a stale golden", several=several)
    if log.header.oracle == "both":
        absent = _golden(log, ABSENT)
        reasons += _reason(absent, "have no golden", several=several)
    return Gate(not reasons, reasons)


def _golden(log: RunLog, said: str) -> "Counter[LegKey]":
    return Counter(leg.key for leg, _, found in log.outlines() if found and found.golden == said)


def _reason(found: "Counter[LegKey]", meaning: str, *, several: bool) -> list[str]:
    """One line on one kind of trouble, with its legs when there are several; none for none."""
    total = found.total()
    if not total:
        return []
    verb = meaning if total > 1 else _SINGULAR.get(meaning, meaning)
    line = f"{total} {'case' if total == 1 else 'cases'} {verb}"
    if several:
        line += ": " + ", ".join(f"{n} for {leg}" for leg, n in found.items() if n)
    return [line]
