"""The states of operations as a server tells them, by their names."""

from __future__ import annotations

from typing import Any

from sparity.protocol import message_class

_PREFIX = "OPERATION_STATE_"
#: What the server does not know, or we do not know the name of.
UNKNOWN = "UNKNOWN"
#: In these states a server works on an operation.
GOES_ON = ("RUNNING", "TERMINATING")


def states(response: Any) -> dict[str, str]:
    """The states in a `GetStatusResponse` by operation id; UNKNOWN for one that we do not know."""
    fields = message_class("GetStatusResponse.OperationStatus").DESCRIPTOR.fields_by_name
    names = fields["state"].enum_type.values_by_number
    return {
        one.operation_id: names[one.state].name.removeprefix(_PREFIX)
        if one.state in names
        else UNKNOWN
        for one in response.operation_statuses
    }


def only_state(response: Any | None) -> str | None:
    """The state that a server tells of the one operation it was asked for; None if it is silent."""
    if response is None:
        return None
    return next(iter(states(response).values()), UNKNOWN)
