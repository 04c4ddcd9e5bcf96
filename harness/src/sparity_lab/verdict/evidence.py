"""Reads evidence: was a difference the client's own decision, or the server's work?

It only chooses whose behaviour counts; it never makes a difference disappear.
"""

from collections.abc import Iterable
from typing import Any

from sparity_lab.compare.outcomes import ESCAPED, Part
from sparity_lab.outcome.model import Outcome, Side


def side_of(part: Part, candidate: Outcome, expected: Outcome) -> Side:
    """Who decided that this part of the candidate's outcome differs from the expected one.

    An error is a client's decision when a client raised it itself, on either side. Arrow types
    are always the server's. Everything else is the client's when both clients were sent the same
    data, or when neither asked the server for anything.
    """
    if part.observation == ESCAPED and part.component == "error":
        errors = [one.error.data for one in (candidate, expected) if one.error is not None]
        return _side_of_errors(errors)
    if errors := [e for e in (_error(candidate, part), _error(expected, part)) if e is not None]:
        # Of rows or a value too: one has none because it raised instead.
        return _side_of_errors(errors)
    if part.component == "arrow":
        return "server"
    return "client" if received_the_same(candidate, expected) else "server"


def _error(outcome: Outcome, part: Part) -> Any:
    observation = (outcome.observations or {}).get(part.observation)
    return observation.get("error") if observation else None


def _side_of_errors(errors: Iterable[Any]) -> Side:
    return "client" if any(error["side"] == "client" for error in errors) else "server"


def received_the_same(one: Outcome, other: Outcome) -> bool:
    """Whether two clients worked on the same answers of the server.

    The same Arrow data must have come; of the answers to questions about plans and settings one
    client may have asked for more, since asking twice or not at all is its own business.
    """
    mine, yours = _by_kind(one.received), _by_kind(other.received)
    if mine.get("arrow", set()) != yours.get("arrow", set()):
        return False
    for kind in ("analyzeplan", "config"):
        left, right = mine.get(kind, set()), yours.get(kind, set())
        if not (left <= right or right <= left):
            return False
    return True


def _by_kind(received: Iterable[str]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for entry in received:
        kind, _, digest = entry.partition(":")
        kinds.setdefault(kind, set()).add(digest)
    return kinds
