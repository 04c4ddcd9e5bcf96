"""What the recordings of a case's drivers prove, as the run log keeps it; judges nothing."""

from sparity_lab.outcome.model import Outcome
from sparity_lab.record.seen import asked, seen
from sparity_lab.records import Recorded, Seen

NEVER_REACHED = "never reached the server"


def recorded(candidate: Outcome | None, reference: Outcome | None) -> Recorded | None:
    """The evidence of a case, None when nothing was recorded."""
    found = {
        name: _seen(outcome)
        for name, outcome in (("candidate", candidate), ("reference", reference))
        if outcome is not None
    }
    if not any(found.values()):
        return None
    return Recorded(
        candidate=found.get("candidate"), reference=found.get("reference"), notes=_notes(found)
    )


def _seen(outcome: Outcome) -> Seen | None:
    recording = outcome.recording
    if recording is None:
        return None
    return seen(asked(recording), recording.more, outcome.beside)


def _notes(found: dict[str, Seen | None]) -> list[str]:
    """What a reader should know: a client that has asked the server for nothing at all."""
    silent = [name for name, one in found.items() if one is not None and not one.rpcs]
    return [f"{name} {NEVER_REACHED}" for name in silent]
