"""The protocol's schemas: what they let pass, and what not."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from miniatures.outcomes import frame, raised, value

from sparity_lab.drivers.messages import ProtocolError, check, parse, schema, serialize

RUN = {
    "type": "run",
    "id": "p/s/c",
    "module": "/x.py",
    "function": "c",
    "params": None,
    "timeout_s": 1,
}


def answer(outcome: Any) -> bytes:
    message = {"type": "outcome", "id": "p/s/c", "outcome": outcome, "duration_s": 0.1}
    return json.dumps(message).encode()


@pytest.mark.parametrize("direction", ["to_driver", "from_driver"])
def test_the_schemas_are_schemas(direction: Any) -> None:
    Draft202012Validator.check_schema(schema(direction))


def test_a_message_is_one_ascii_line() -> None:
    line = serialize({**RUN, "function": "ü\n"})
    assert line.count(b"\n") == 1
    assert line.isascii()


@pytest.mark.parametrize("outcome", [value([1, {"float": "nan"}]), frame([]), raised()])
def test_outcomes_pass(outcome: Any) -> None:
    assert parse(answer(outcome.to_json()))["outcome"] == outcome.to_json()


@pytest.mark.parametrize(
    "change",
    [
        {"type": "walk"},
        {"id": ""},
        {"params": 1},
        {"timeout_s": 0},
        {"extra": 1},
    ],
    ids=str,
)
def test_a_wrong_message_to_a_driver_is_not_sent(change: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError):
        serialize({**RUN, **change})


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"hello\n",
        b"[]",
        b"{}",
        b'{"type": 1}',
        b'{"type": "skipped", "id": "x"}',
        b'{"type": "infra", "id": "x"}',
        b'{"type": "infra", "id": "x", "message": ""}',
        answer(None),
        answer({}),
        answer({"observations": None, "error": None, "evidence": {"rpcs": {}, "received": []}}),
        answer({"observations": {}, "error": None, "evidence": {"rpcs": {}, "received": []}}),
        answer({**raised().to_json(), "observations": value(1).to_json()["observations"]}),
        answer({**value(1).to_json(), "evidence": {}}),
        answer({**value(1).to_json(), "extra": 1}),
    ],
)
def test_a_wrong_message_from_a_driver_is_refused(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        parse(line)


def test_a_refusal_names_the_place() -> None:
    broken = {**value(1).to_json(), "evidence": {"rpcs": {"Config": 0}, "received": []}}
    with pytest.raises(
        ProtocolError, match=r"outcome message, \$\.outcome\.evidence\.rpcs\.Config"
    ):
        check("from_driver", json.loads(answer(broken)))
