"""Where the recorded outcomes of a case change, version by version; needs no Spark."""

import itertools
from dataclasses import dataclass

from sparity_lab.cases import Case
from sparity_lab.drift.changes import Change, changes
from sparity_lab.drift.kinds import BY_NAME
from sparity_lab.drift.values import outcome_lines, summary
from sparity_lab.outcome.model import Outcome
from sparity_lab.problems import UsageProblem
from sparity_lab.verdict.goldens import Goldens


@dataclass(frozen=True)
class RecordedStep:
    """Two versions next to each other, and in what their outcomes differ, a line an observation."""

    before: str
    after: str
    differences: tuple[str, ...]


def recorded_steps(case: Case, goldens: Goldens) -> list[RecordedStep]:
    """Every step from one recorded version to the next, oldest first.

    Raises:
        UsageProblem: fewer than two versions have a golden of the case's present text.
    """
    outcomes = {
        version: golden.outcome
        for version in goldens.versions(case)
        if (golden := goldens.get(case, version)) is not None
    }
    if len(outcomes) < 2:
        known = ", ".join(outcomes) or "none"
        raise UsageProblem(
            f"too few versions have a golden of the present text of {case.id}: {known}",
            hint="record them with `sparity-lab golden record`, or leave --golden out",
        )
    versions = list(outcomes)
    return [
        _step(case, before, after, outcomes[before], outcomes[after])
        for before, after in itertools.pairwise(versions)
    ]


def _step(case: Case, before: str, after: str, old: Outcome, new: Outcome) -> RecordedStep:
    found = changes(case, before, old, new)
    return RecordedStep(before, after, tuple(_told(change, old, new) for change in found))


def _told(change: Change, old: Outcome, new: Outcome) -> str:
    lines = [outcome_lines(one, change.observation) for one in (old, new)]
    place = f" in {change.observation!r}" if change.observation else ""
    return f"{BY_NAME[change.kind].title}{place}: {summary(*lines)}"
