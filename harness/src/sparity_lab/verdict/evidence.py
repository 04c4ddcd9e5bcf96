"""Reads evidence: was a difference the client's own decision, or the server's work?

It only chooses whose behaviour counts; it never makes a difference disappear.
"""

import json
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
    if received_the_same(candidate, expected) or same_but_for_python_types(
        part, candidate, expected
    ):
        return "client"
    return "server"


def same_but_for_python_types(part: Part, candidate: Outcome, expected: Outcome) -> bool:
    """Whether both hold the same numbers, bytes and names, in other Python types."""
    mine, yours = (
        ((one.observations or {}).get(part.observation) or {}).get(part.component)
        for one in (candidate, expected)
    )
    if part.component == "rows" and mine is not None and yours is not None:
        return sorted(map(_plain, mine)) == sorted(map(_plain, yours))
    return mine is not None and _plain(mine) == _plain(yours)


#: Encoded values whose Python type says something about the client and nothing about the server.
_SAME_BYTES = {"bytearray": "bytes"}


def _plain(value: Any) -> str:
    """A value's canonical text without the Python types that a client chooses."""
    return json.dumps(_without_types(value), sort_keys=True)


def _without_types(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_types(one) for one in value]
    if isinstance(value, dict):
        if set(value) == {"numpy"} and isinstance(value["numpy"], list):
            return _without_types(value["numpy"][-1])
        return {_SAME_BYTES.get(key, key): _without_types(one) for key, one in value.items()}
    return value


def _error(outcome: Outcome, part: Part) -> Any:
    observation = (outcome.observations or {}).get(part.observation)
    return observation.get("error") if observation else None


def _side_of_errors(errors: Iterable[Any]) -> Side:
    return "client" if any(error["side"] == "client" for error in errors) else "server"


def received_the_same(one: Outcome, other: Outcome) -> bool:
    """Whether two clients worked on the same answers of the server.

    The same Arrow data must have come; of the answers to questions about plans one client may have
    asked for more, since asking twice or not at all is its own business. Settings do not count:
    each client asks for those that its own conversions need.
    """
    mine, yours = _by_kind(one.received), _by_kind(other.received)
    if mine.get("arrow", set()) != yours.get("arrow", set()):
        return False
    left, right = mine.get("analyzeplan", set()), yours.get("analyzeplan", set())
    return left <= right or right <= left


def _by_kind(received: Iterable[str]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for entry in received:
        kind, _, digest = entry.partition(":")
        kinds.setdefault(kind, set()).add(digest)
    return kinds
