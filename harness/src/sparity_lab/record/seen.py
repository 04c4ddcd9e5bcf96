"""Reads the recording of a case: calls by method, what they asked for, what the server accepted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import DecodeError

from sparity_lab.record import schema
from sparity_lab.record.tape import RecordedCall, Recording
from sparity_lab.record.tree import Tree, Uses, tree_of
from sparity_lab.records import Seen

_OPERATION = ("ExecutePlan", "ReattachExecute")

DECODED = (*_OPERATION, "AnalyzePlan", "Config")
"""The methods whose requests are read: of the others only that they were called counts."""

VERSION = ("analyses", "spark_version")
"""The question which Spark answers; when to ask it is each client's own business."""


@dataclass(frozen=True)
class Asked:
    """One call with its request as a tree, where there is one."""

    call: RecordedCall
    tree: dict[str, Tree] | None = None
    uses: Uses = field(default_factory=set)
    unread: bool = False
    """Whether there should be a tree and is none: it is damaged, too large or too deep."""


def asked(recording: Recording) -> list[Asked]:
    """Every call of a recording, its request read."""
    return [_read(call) for call in recording.calls]


def seen(calls: list[Asked], more: Mapping[str, int], beside: Mapping[str, int]) -> Seen:
    """The calls in numbers.

    Args:
        calls: what was recorded.
        more: calls that were only counted.
        beside: calls that are not the case's own, as far as the driver tells.
    """
    accepted = _accepted(calls)
    sent_of: Counter[tuple[str, str]] = Counter()
    accepted_of: Counter[tuple[str, str]] = Counter()
    executed = False
    for one in calls:
        uses = one.uses | {(schema.RPCS, one.call.name)}
        sent_of.update(uses)
        if accepted[id(one.call)]:
            accepted_of.update(uses)
            executed |= one.call.name in ("ExecutePlan", "AnalyzePlan") and VERSION not in uses
    for name, count in more.items():
        sent_of[schema.RPCS, name] += count
    by_kind: dict[str, dict[str, tuple[int, int]]] = {}
    for kind, name in sorted(sent_of):
        use = (kind, name)
        by_kind.setdefault(kind, {})[name] = (sent_of[use], accepted_of[use])
    totals = {name: counts[0] for name, counts in by_kind.get(schema.RPCS, {}).items()}
    own = {name: count - beside.get(name, 0) for name, count in totals.items()}
    return Seen(
        rpcs={name: count for name, count in own.items() if count > 0},
        uses=by_kind,
        executed=executed,
    )


def _read(call: RecordedCall) -> Asked:
    if call.name not in DECODED:
        return Asked(call)
    if not call.requests:
        return Asked(call, unread=True)
    message: Any = schema.message_class(schema.requests()[call.name])()
    uses: Uses = set()
    try:
        message.ParseFromString(call.requests[0])
        return Asked(call, tree_of(message, uses), uses)
    except (DecodeError, RecursionError):
        return Asked(call, unread=True)


def _accepted(calls: list[Asked]) -> dict[int, bool]:
    """Whether the server accepted each call.

    An execution goes on in calls that attach to it again, and is accepted when the last one is.
    """
    found = {id(one.call): _went_well(one.call) for one in calls}
    operations: dict[str, list[RecordedCall]] = {}
    for one in calls:
        if one.call.name in _OPERATION and one.tree and (name := one.tree.get("operation_id")):
            operations.setdefault(name, []).append(one.call)
    for parts in operations.values():
        for part in parts[:-1]:
            found[id(part)] = found[id(parts[-1])]
    return found


def _went_well(call: RecordedCall) -> bool:
    # A client that has all it wanted cancels the rest of a stream, often only its status.
    return call.code == "OK" or (call.code == "CANCELLED" and call.response_count > 0)
