"""Compares the plans of two clients, strictly and leniently; it does not say whether it matters."""

from sparity_lab.compare.result import Comparison
from sparity_lab.record.leniencies import PLAN_LENIENCIES, PlanLeniency, Plans, executions
from sparity_lab.record.treediff import tree_diff

MAX_LINES = 60


def compare_plans(candidate: Plans, reference: Plans) -> Comparison | None:
    """How the candidate's plans compare with the reference's; None when neither sent any."""
    if not candidate and not reference:
        return None
    if candidate == reference:
        return Comparison(strict=True, lenient=True)
    needed = list(PLAN_LENIENCIES)
    if not _equal(needed, candidate, reference):
        got, expected = _told(*_softened(needed, candidate, reference))
        lines = tree_diff(expected, got)
        if len(lines) > MAX_LINES:
            lines = [*lines[:MAX_LINES], f"… and {len(lines) - MAX_LINES} more lines"]
        return Comparison(strict=False, lenient=False, diff=tuple(lines))
    # Only those are named without which the plans would differ; the strongest come last and are
    # the first to go.
    for leniency in reversed(PLAN_LENIENCIES):
        fewer = [one for one in needed if one is not leniency]
        if _equal(fewer, candidate, reference):
            needed = fewer
    return Comparison(False, True, tuple(one.name for one in needed))


def _softened(
    leniencies: list[PlanLeniency], candidate: Plans, reference: Plans
) -> tuple[Plans, Plans]:
    for leniency in leniencies:
        candidate, reference = leniency.soften(candidate, reference)
    return candidate, reference


def _told(candidate: Plans, reference: Plans) -> tuple[Plans, Plans]:
    """What a difference is shown by: questions repeat the plans that are executed later."""
    executed = executions(candidate), executions(reference)
    return executed if executed[0] != executed[1] else (candidate, reference)


def _equal(leniencies: list[PlanLeniency], candidate: Plans, reference: Plans) -> bool:
    got, expected = _softened(leniencies, candidate, reference)
    return got == expected
