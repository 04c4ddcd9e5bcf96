"""The signature of a divergence: which components differ, and a digest of how they do."""

from collections.abc import Mapping
from typing import Any

from sparity_lab.compare.leniencies import without_row_order
from sparity_lab.outcome.model import canonical, digest
from sparity_lab.records import PROTOCOL, CaseRecord

_LENGTH = 12
_WORDS = 100
_IDENTITY = ("class", "condition", "sqlstate", "parameters", "side")
"""What of an error makes it that error: a client may reword the message of a condition."""


def signature_of(record: CaseRecord) -> str:
    """What differs and how, such as `rows 1f2e3d4c5b6a: result.rows: expected 3 items, got 2`.

    Another difference of the same case has another digest. The digest is taken from both sides of
    what differs, in the normalised form in which outcomes are kept, so it is the same in each run.
    """
    wrong = {n: c for n, c in record.components.items() if c.lenient == "different"}
    names = sorted(wrong)
    how = digest([[name, *_sides(name, record)] for name in names])[:_LENGTH]
    first = next((line for name in names for line in wrong[name].diff), record.reason)
    words = " ".join(first.split())
    return f"{'+'.join(names) or 'verdict'} {how}: {words[:_WORDS]}".rstrip(": ")


def _sides(component: str, record: CaseRecord) -> tuple[Any, ...]:
    """What makes a difference of a component this one."""
    # What a client sends is in no outcome: the complaints are all that is known of it.
    found = record.components[component].diff if component == PROTOCOL else ()
    return (*differing_sides(component, record), *found)


def differing_sides(component: str, record: CaseRecord) -> tuple[Any, Any]:
    """Candidate's and expected side of a component, without observations that are the same."""
    mine, yours = (_content(component, one) for one in (record.candidate, record.expected))
    same = {
        name
        for name in mine.keys() & yours.keys()
        if canonical(mine[name]) == canonical(yours[name])
    }
    left, right = (
        {name: value for name, value in side.items() if name not in same} for side in (mine, yours)
    )
    if component != "rows":
        return left, right
    sorted_left, sorted_right = (
        {name: without_row_order(rows) for name, rows in side.items()} for side in (left, right)
    )
    if canonical(sorted_left) == canonical(sorted_right):
        # Where only the order differs, the order is the difference.
        return left, right
    return sorted_left, sorted_right


def _content(component: str, outcome: Mapping[str, Any] | None) -> dict[str, Any]:
    """What an outcome has of a component, by observation; `` is the error that escaped."""
    if outcome is None:
        return {}
    observations = outcome.get("observations") or {}
    found = {name: seen[component] for name, seen in observations.items() if component in seen}
    if component != "error":
        return found
    if outcome.get("error"):
        found[""] = outcome["error"]
    return {name: _identity(error) for name, error in found.items()}


def _identity(error: Mapping[str, Any]) -> dict[str, Any]:
    identity = {key: error.get(key) for key in _IDENTITY}
    return identity if error.get("condition") else identity | {"message": error.get("message")}
