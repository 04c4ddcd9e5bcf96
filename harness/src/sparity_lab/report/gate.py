"""The gate: does a run hold, and if not, why; it reads the log and prints nothing."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from sparity_lab.records import GuardRecord, Leak, Leg, LegKey
from sparity_lab.report.exemption_rules import exemption_reasons
from sparity_lab.report.wording import order_options
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
        if verdict == "flaky":
            found -= Counter(leg.key for leg, _, one in log.outlines() if one and one.quarantine)
        reasons += _reason(found, MEANING[verdict], several=several)
    stale = _golden(log, STALE)
    reasons += _reason(stale, "have a stale golden", several=several)
    if log.header.oracle == "both":
        absent = _golden(log, ABSENT)
        reasons += _reason(absent, "have no golden", several=several)
    reasons += _frozen_reasons(log)
    reasons += exemption_reasons(log)
    reasons += [_leaked(one, leak) for one, leak in leaks_of(log) if leak.is_certain]
    return Gate(not reasons, reasons)


def notes_of(log: RunLog) -> list[str]:
    """What a reader has to know of a run, whether its gate holds or not."""
    notes = log.warnings()
    asked = f" -k {log.header.keyword!r}" if log.header.keyword else ""
    notes += [
        f"judged for what was asked only{asked}: "
        f"{len(leg.expected)} of {leg.discovered} cases for {leg.key}"
        for leg in log.header.legs
        if leg.discovered is not None and len(leg.expected) + _left_out(leg) < leg.discovered
    ]
    notes += [
        f"left out for {leg.key}: {_cases(len(cases))}, for {reason}"
        for leg in log.header.legs
        for reason, cases in leg.left_out.items()
    ]
    taken_over = Counter(leg.key for leg, _, one in log.outlines() if one and one.taken_over)
    notes += [
        f"taken over from earlier runs, for nothing has changed since: {_cases(count)} for {key}; "
        "--no-cache runs them"
        for key, count in taken_over.items()
    ]
    if log.header.order != "file":
        notes.append(f"cases ran in {log.header.order} order: {order_options(log.header)}")
    quarantined = [case for _, case, found in log.outlines() if found and found.quarantine]
    if quarantined:
        notes.append(
            f"{_cases(len(quarantined))} flaky in quarantine: "
            + ", ".join(dict.fromkeys(quarantined))
        )
    notes += [_leaked(one, leak) for one, leak in leaks_of(log) if not leak.is_certain]
    notes += [
        f"leaks of {one.leg} were not looked for: {one.problem}"
        for one in log.guards
        if one.problem
    ]
    return notes


def leaks_of(log: RunLog) -> list[tuple[GuardRecord, Leak]]:
    """Everything that was left behind, with the guard that saw it."""
    return [(guard, leak) for guard in log.guards for leak in guard.leaks]


def only_leg(log: RunLog, leg: LegKey) -> RunLog:
    """The part of a run that is about one leg, as a run of its own."""
    legs = [one for one in log.header.legs if one.key == leg]
    mine = [
        entry.name
        for entry in (*log.header.waivers, *log.header.quarantine)
        for one in legs
        if entry.concerns(one.target, one.client, one.server_version)
    ]
    part = log.of_leg(leg)
    part.header = part.header.model_copy(
        update={
            "waivers": [one for one in log.header.waivers if one.name in mine],
            "quarantine": [one for one in log.header.quarantine if one.name in mine],
        }
    )
    part.servers = [server for server in log.servers if server.target == leg.target]
    part.guards = [guard for guard in log.guards if guard.leg == leg]
    return part


def _leaked(guard: GuardRecord, leak: Leak) -> str:
    if leak.case is not None:
        return f"{leak.case} {leak.words} on {guard.target}"
    if leak.shared:
        return f"somebody {leak.words} on {guard.target}, which others use too"
    return f"one of {_cases(leak.of)} {leak.words} on {guard.target}: {_few(leak.suspects)}"


def _frozen_reasons(log: RunLog) -> list[str]:
    """What contradicts the frozen manifests: cases that are gone, cases that are skipped now."""
    reasons = []
    vanished = sorted({case for leg in log.header.legs for case in leg.vanished})
    if vanished:
        reasons.append(f"{_cases(len(vanished))} vanished, yet the manifest has: {_few(vanished)}")
    skipped = [(leg, case, one) for leg, case, one in log.outlines() if one and one.frozen]
    if skipped:
        shown = _few(f"{case} on {leg.target} (frozen {one.frozen})" for leg, case, one in skipped)
        reasons.append(f"{_cases(len(skipped))} unsupported against the manifest: {shown}")
    return reasons


def _left_out(leg: Leg) -> int:
    return sum(map(len, leg.left_out.values()))


def _cases(number: int) -> str:
    return f"{number} {'case' if number == 1 else 'cases'}"


def _few(names: Iterable[str], shown: int = 3) -> str:
    known = list(names)
    more = f" and {len(known) - shown} more" if len(known) > shown else ""
    return ", ".join(known[:shown]) + more


def _golden(log: RunLog, said: str) -> "Counter[LegKey]":
    return Counter(leg.key for leg, _, found in log.outlines() if found and found.golden == said)


def _reason(found: "Counter[LegKey]", meaning: str, *, several: bool) -> list[str]:
    """One line on one kind of trouble, with its legs when there are several; none for none."""
    total = found.total()
    if not total:
        return []
    verb = meaning if total > 1 else _SINGULAR.get(meaning, meaning)
    line = f"{_cases(total)} {verb}"
    if several:
        line += ": " + ", ".join(f"{n} for {leg}" for leg, n in found.items() if n)
    return [line]
