"""What the recordings of a case's drivers prove, as the run log keeps it; judges nothing."""

from sparity_lab.outcome.model import Outcome
from sparity_lab.record.compare import compare_plans
from sparity_lab.record.leniencies import Plans
from sparity_lab.record.plans import plans_of
from sparity_lab.record.seen import asked, seen
from sparity_lab.records import Component, Recorded, Seen

NEVER_REACHED = "never reached the server"


def recorded(candidate: Outcome | None, reference: Outcome | None) -> Recorded | None:
    """The evidence of a case, None when nothing was recorded.

    Its plans are compared when both sides were.
    """
    ours, theirs = _read(candidate), _read(reference)
    if ours is None and theirs is None:
        return None
    plan = compare_plans(ours[1], theirs[1]) if ours and theirs else None
    return Recorded(
        candidate=ours[0] if ours else None,
        reference=theirs[0] if theirs else None,
        plan=Component(**plan.to_json()) if plan else None,
        notes=[
            f"{name} {NEVER_REACHED}"
            for name, side in (("candidate", ours), ("reference", theirs))
            if side and not side[0].rpcs
        ],
    )


def sent_plans(outcome: Outcome | None) -> Plans:
    """The plans that were sent for an outcome, as they are compared; empty without a recording."""
    if outcome is None or outcome.recording is None:
        return []
    return plans_of(asked(outcome.recording), outcome.recording.surroundings)


def _read(outcome: Outcome | None) -> tuple[Seen, Plans] | None:
    recording = outcome.recording if outcome is not None else None
    if outcome is None or recording is None:
        return None
    calls = asked(recording)
    plans = plans_of(calls, recording.surroundings)
    return seen(calls, recording.more, outcome.beside), plans
