"""The states of operations as a server tells them, by their names."""

from __future__ import annotations

from typing import Any

from sparity.protocol import message_class

_PREFIX = "OPERATION_STATE_"
_UNKNOWN = "UNKNOWN"


def states(response: Any) -> dict[str, str]:
    """The states in a `GetStatusResponse` by operation id; UNKNOWN for one that we do not know."""
    fields = message_class("GetStatusResponse.OperationStatus").DESCRIPTOR.fields_by_name
    names = fields["state"].enum_type.values_by_number
    return {
        one.operation_id: names[one.state].name.removeprefix(_PREFIX)
        if one.state in names
        else _UNKNOWN
        for one in response.operation_statuses
    }
