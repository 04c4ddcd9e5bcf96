"""What the recordings of a case's drivers prove, as the run log keeps it; judges nothing."""

from dataclasses import dataclass
from typing import Literal

from sparity_lab.compare.result import Comparison
from sparity_lab.outcome.model import Outcome
from sparity_lab.record.compare import compare_plans
from sparity_lab.record.leniencies import Plans
from sparity_lab.record.plans import plans_of
from sparity_lab.record.seen import Asked, asked, seen
from sparity_lab.records import Component, Recorded, Seen

NEVER_REACHED = "never reached the server"


def recorded(candidate: Outcome | None, reference: Outcome | None) -> Recorded | None:
    """The evidence of a case, None when nothing was recorded.

    Plans are compared when both sides were.
    """
    ours, theirs = _read("candidate", candidate), _read("reference", reference)
    if ours is None and theirs is None:
        return None
    notes = [*(ours.notes() if ours else []), *(theirs.notes() if theirs else [])]
    plan = None
    if ours and theirs:
        try:
            plan = _compared(ours, theirs)
        except RecursionError:
            notes.append("the plans are too deep to be compared")
    return Recorded(
        candidate=ours.seen if ours else None,
        reference=theirs.seen if theirs else None,
        plan=Component(**plan.to_json()) if plan else None,
        notes=notes,
    )


def sent_plans(outcome: Outcome | None) -> Plans:
    """The plans that were sent for an outcome, as they are compared; empty without a recording."""
    if outcome is None or outcome.recording is None:
        return []
    return plans_of(asked(outcome.recording), outcome.recording.surroundings)


@dataclass(frozen=True)
class _Side:
    """What one driver sent."""

    name: Literal["candidate", "reference"]
    outcome: Outcome
    calls: list[Asked]
    seen: Seen

    def notes(self) -> list[str]:
        """What a reader has to know."""
        if not self.seen.rpcs:
            return [f"{self.name} {NEVER_REACHED}"]
        unread = sum(one.unread for one in self.calls)
        return [f"{unread} requests of the {self.name} could not be read"] if unread else []

    def plans(self) -> Plans:
        """The plans as they are compared."""
        around = self.outcome.recording.surroundings if self.outcome.recording else None
        return plans_of(self.calls, around) if around else []


def _read(name: Literal["candidate", "reference"], outcome: Outcome | None) -> _Side | None:
    if outcome is None or outcome.recording is None:
        return None
    calls = asked(outcome.recording)
    return _Side(name, outcome, calls, seen(calls, outcome.recording.more, outcome.beside))


def _compared(ours: _Side, theirs: _Side) -> Comparison | None:
    """None when nothing, or not everything, is there to be compared."""
    if any(one.unread for one in (*ours.calls, *theirs.calls)):
        return None
    return compare_plans(ours.plans(), theirs.plans())
