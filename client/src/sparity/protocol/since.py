"""Since when Spark understands what: messages, fields, enum values and functions, as data.

Answers questions only; what to do about an old server is the encoder's decision.
"""

from __future__ import annotations

import functools
import json
from typing import Any

from sparity.protocol import data

Line = tuple[int, int]


@functools.cache
def _table(file: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(data.read(file))
    return loaded


@functools.cache
def _line(text: str) -> Line:
    major, minor = text.split(".")
    return int(major), int(minor)


def newest() -> Line:
    """The newest Spark whose protocol this package carries."""
    return _line(_table("since.json")["newest"])


def message_fields(name: str) -> frozenset[str]:
    """The field names of the message with this full name.

    Raises:
        KeyError: the protocol has no such message.
    """
    return frozenset(_table("since.json")["fields"][name])


def message_since(name: str) -> Line:
    """First Spark that has the message with this full name."""
    return _line(_table("since.json")["messages"].get(name, "3.4"))


def field_since(message: str, field: str) -> Line:
    """First Spark that has `field` in the message with this full name."""
    return _line(_table("since.json")["fields"].get(message, {}).get(field, "3.4"))


def enum_value_since(enum: str, value: str) -> Line:
    """First Spark that has `value` in the enum with this full name."""
    return _line(_table("since.json")["enum_values"].get(enum, {}).get(value, "3.4"))


def function_since(name: str) -> Line | None:
    """First Spark server that has the built-in function `name`; None when we do not know it."""
    text = _table("functions.json")["functions"].get(name)
    return None if text is None else _line(text)


def arguments_since(name: str, count: int) -> Line | None:
    """First Spark whose `name` takes `count` arguments; None when it always took that many."""
    text = _table("functions.json").get("arguments", {}).get(name, {}).get(str(count))
    return None if text is None else _line(text)
