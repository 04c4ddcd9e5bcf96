"""How deeply messages are nested; whether that is too deep is up to who sends them."""

from __future__ import annotations

from typing import Any


def depth(message: Any) -> int:
    """How many messages are nested in each other at most, this one included."""
    from google.protobuf.message import Message

    deepest = 0
    pending = [(message, 1)]
    while pending:
        one, level = pending.pop()
        deepest = max(deepest, level)
        for field, value in one.ListFields():
            if field.message_type is None:
                continue
            if not field.is_repeated:
                pending.append((value, level + 1))
            elif field.message_type.GetOptions().map_entry:
                # An entry of a map is a message itself, in which the value lies.
                pending += [
                    (inner, level + 2) for inner in value.values() if isinstance(inner, Message)
                ]
            else:
                pending += [(inner, level + 1) for inner in value]
    return deepest
