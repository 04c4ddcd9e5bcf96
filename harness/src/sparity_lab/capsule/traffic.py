"""Recorded calls as lines of JSON, and back; messages in base64, what was asked as text beside."""

import base64
import json
from collections.abc import Iterable
from typing import Any

from sparity_lab.record.seen import asked
from sparity_lab.record.tape import Headers, RecordedCall, Recording
from sparity_lab.record.treediff import text


def to_lines(calls: Iterable[RecordedCall]) -> str:
    """A line for each call, in their order."""
    recording = Recording(tuple(calls))
    first = min((call.started for call in recording.calls), default=0.0)
    lines = []
    for one in asked(recording):
        call = one.call
        entry = {
            "method": call.method,
            "asked": text(one.tree) if one.tree is not None else None,
            "started_s": round(call.started - first, 6),
            "duration_s": round(call.duration_s, 6),
            "code": call.code,
            "details": call.details,
            "trailers": [[name, _packed(value)] for name, value in call.trailers],
            "requests": [_base64(message) for message in call.requests],
            "responses": [_base64(message) for message in call.responses],
        }
        lines.append(json.dumps(entry) + "\n")
    return "".join(lines)


def from_lines(lines: str) -> list[RecordedCall]:
    """The calls of `to_lines`; raises `ValueError`, `KeyError` or `TypeError` when it is none."""
    return [_call(json.loads(line)) for line in lines.splitlines()]


def _call(entry: dict[str, Any]) -> RecordedCall:
    requests = [base64.b64decode(message) for message in entry["requests"]]
    responses = [base64.b64decode(message) for message in entry["responses"]]
    trailers: Headers = tuple((str(name), _unpacked(value)) for name, value in entry["trailers"])
    return RecordedCall(
        method=str(entry["method"]),
        started=float(entry["started_s"]),
        requests=requests,
        responses=responses,
        request_count=len(requests),
        response_count=len(responses),
        code=entry["code"],
        details=str(entry["details"]),
        trailers=trailers,
        duration_s=float(entry["duration_s"]),
    )


def _base64(message: bytes) -> str:
    return base64.b64encode(message).decode("ascii")


def _packed(value: str | bytes) -> str | dict[str, str]:
    return {"base64": _base64(value)} if isinstance(value, bytes) else value


def _unpacked(value: Any) -> str | bytes:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else str(value)
