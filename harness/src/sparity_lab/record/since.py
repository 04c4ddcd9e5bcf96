"""Since when Spark understands what of the protocol: fields and enum values, as data.

A copy of the table that the client has, as the schema beside it is.
"""

import functools
import json
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

SINCE_FILE = Path(__file__).with_name("since.json")

Line = tuple[int, int]


def line_of(version: str) -> Line:
    """The line of a Spark version; the newest one for what is no version.

    >>> line_of("4.1.1")
    (4, 1)
    """
    try:
        parsed = Version(version)
    except InvalidVersion:
        return _line(_table()["newest"])
    return parsed.major, parsed.minor


def field_since(message: str, field: str) -> Line:
    """The first Spark that has `field` in the message with this full name."""
    return _since("fields", message, field)


def enum_value_since(enum: str, value: str) -> Line:
    """The first Spark that has `value` in the enum with this full name."""
    return _since("enum_values", enum, value)


def _since(table: str, owner: str, member: str) -> Line:
    found = _table()
    return _line(found[table].get(owner, {}).get(member, found["first"]))


@functools.cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SINCE_FILE.read_bytes())
    return loaded


@functools.cache
def _line(text: str) -> Line:
    major, minor = text.split(".")
    return int(major), int(minor)
