"""Who decides a change: the server, PySpark, or one of the two by what the recordings tell."""

from typing import Literal, Protocol, get_args

from sparity_lab.cases import Case
from sparity_lab.drift.changes import Change

Decider = Literal["server", "either", "client"]
DECIDERS: tuple[Decider, ...] = get_args(Decider)


class CrossedRuns(Protocol):
    """What runs in which only client or only server is of another version were seen to do."""

    runs: tuple[str, ...]

    def decider(self, case: Case, observation: str | None) -> Decider | None:
        """Whose version an observation goes with; None where no such run tells.

        `either` where runs tell otherwise than the recordings alone: it takes both versions.
        """


def settled(change: Change) -> Decider | None:
    """Who decides a change, where the recordings alone tell."""
    if change.told is not None:
        # Errors are not among the data that a server sends.
        return change.told.by
    if change.named_otherwise:
        return "client"
    if change.name_is_open:
        return None
    if change.side == "client":
        refused = change.kind not in ("values", "types", "printed")
        return "client" if refused or change.answered_the_same else None
    return "server" if change.kind in ("renamed", "reworded", "printed") else None


def decider(change: Change, crossed: CrossedRuns | None) -> Decider:
    """Who decides a change.

    In the recordings, server and PySpark change together. That PySpark was sent the same answers,
    or refuses by itself, settles it; an error of the server in other words is the server's, in the
    same words under another name PySpark's. Other answers of the server leave open whether it
    computes otherwise or was asked otherwise: runs that hold one of the two tell, where there are
    some. Runs that tell otherwise than the recordings leave it open again.
    """
    known = settled(change)
    measured = None if crossed is None else crossed.decider(change.case, change.observation)
    if known is None or measured == "either":
        known = measured
    return known or "either"
