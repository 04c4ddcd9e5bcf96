"""Compares two error vectors field by field; it knows nothing of cases or versions."""

from collections.abc import Mapping
from typing import Any

from sparity_lab.compare import leniencies as lenient
from sparity_lab.compare.diff import bounded, differences
from sparity_lab.compare.result import Comparison
from sparity_lab.outcome.model import canonical

Error = Mapping[str, Any]

FIELDS = (
    "class",
    "bases",
    "condition",
    "sqlstate",
    "parameters",
    "message",
    "query_context",
    "side",
)
DETAILS = ("condition", "sqlstate", "parameters", "query_context")


def compare_errors(candidate: Error, expected: Error, path: str) -> Comparison:
    """Two errors, strictly and with the leniencies for errors."""
    different = {
        field for field in FIELDS if canonical(candidate[field]) != canonical(expected[field])
    }
    excuses = {field: _excuse(field, candidate, expected) for field in different}
    used = sorted({name for name in excuses.values() if name})
    unexcused = [field for field in FIELDS if field in different and not excuses[field]]
    lines = (
        line
        for field in unexcused
        for line in differences(expected[field], candidate[field], f"{path}.{field}")
    )
    return Comparison(
        strict=not different,
        lenient=not unexcused,
        leniencies=tuple(used + _normalised(candidate, expected)) if not unexcused else (),
        diff=bounded(lines),
    )


def _excuse(field: str, candidate: Error, expected: Error) -> str | None:
    """The name of the leniency under which the field may differ, if there is one."""
    if field == "side":
        return lenient.SIDE_MOVED.name
    if field == "bases" and set(expected["bases"]) <= set(candidate["bases"]):
        return lenient.EXTRA_BASES.name
    if field == "message" and candidate["side"] == "client":
        return lenient.CLIENT_WORDING.name
    if field in DETAILS and _is_richer(candidate, expected):
        return lenient.RICHER_ERROR.name
    return None


def _is_richer(candidate: Error, expected: Error) -> bool:
    """Whether the reference reports no detail at all and the candidate what the message says."""
    silent = not any(expected[field] for field in DETAILS)
    from_server = candidate["side"] == expected["side"] == "server"
    condition = candidate["condition"]
    return silent and from_server and (condition is None or f"[{condition}]" in expected["message"])


def _normalised(candidate: Error, expected: Error) -> list[str]:
    names = {*candidate.get("normalised", ()), *expected.get("normalised", ())}
    return [f"normalised:{name}" for name in sorted(names)]
