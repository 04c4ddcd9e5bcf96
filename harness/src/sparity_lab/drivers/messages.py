"""The driver protocol's messages as data: version, JSON Schemas, validation; no process here."""

import functools
import json
from importlib import resources
from typing import Any, Literal, NamedTuple

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

PROTOCOL = 1
"""The protocol version that this lab speaks."""

Message = dict[str, Any]
Direction = Literal["to_driver", "from_driver"]


class ProtocolError(ValueError):
    """A message that the protocol does not know, with the reason in one line."""


@functools.cache
def schema(direction: Direction) -> Message:
    """The JSON Schema of all messages of one direction."""
    file = resources.files("sparity_lab.drivers") / "protocol" / f"{direction}.schema.json"
    loaded: Message = json.loads(file.read_text(encoding="utf-8"))
    return loaded


class _Validator(NamedTuple):
    """Two readers of one schema: one tells at once whether a message is right, one what is wrong.

    An outcome may hold thousands of values, and one is read for each case.
    """

    quick: jsonschema_rs.Draft202012Validator
    wordy: Draft202012Validator


@functools.cache
def _validators(direction: Direction) -> dict[str, _Validator]:
    """One validator a message type: errors then speak of the message meant, and it is fast."""
    whole = schema(direction)
    found = {}
    for branch in whole["oneOf"]:
        kind = branch["properties"]["type"]["const"]
        part = {"type": "object", **branch, "$defs": whole.get("$defs", {})}
        quick = jsonschema_rs.Draft202012Validator(part)
        found[kind] = _Validator(quick, Draft202012Validator(part))
    return found


def check(direction: Direction, message: Any) -> Message:
    """The message itself, or `ProtocolError`."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise ProtocolError(f"not a message: {_short(message)}")
    validator = _validators(direction).get(message["type"])
    if validator is None:
        raise ProtocolError(f"unknown message type {message['type']!r}")
    if validator.quick.is_valid(message):
        return message
    error = best_match(validator.wordy.iter_errors(message))
    if error is not None:
        raise ProtocolError(
            f"{message['type']} message, {error.json_path}: {_short(error.message)}"
        )
    return message


def parse(line: bytes) -> Message:
    """One line from a driver as a valid message."""
    try:
        decoded = json.loads(line)
    except ValueError:
        raise ProtocolError(f"not JSON: {_short(line.decode('utf-8', 'replace'))}") from None
    return check("from_driver", decoded)


def serialize(message: Message) -> bytes:
    """A message to a driver as one line."""
    text = json.dumps(check("to_driver", message), ensure_ascii=True, separators=(",", ":"))
    return text.encode("ascii") + b"\n"


def _short(value: object, limit: int = 160) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= limit else text[:limit] + "…"
