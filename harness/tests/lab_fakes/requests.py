"""Requests of the protocol as a client would send them, and recordings of them."""

from typing import Any

from sparity_lab.record import schema
from sparity_lab.record.tape import RecordedCall, Recording, Tape


def message(name: str, /, **fields: Any) -> Any:
    return schema.message_class(name)(**fields)


def range_relation(end: int = 3, plan_id: int = 0) -> Any:
    return message(
        "Relation",
        common=message("RelationCommon", plan_id=plan_id),
        range=message("Range", start=0, end=end, step=1),
    )


def execute(relation: Any, session: str = "s1", **fields: Any) -> bytes:
    plan = message("Plan", root=relation)
    request = message("ExecutePlanRequest", session_id=session, plan=plan, **fields)
    return bytes(request.SerializeToString())


def analyze(session: str = "s1", **fields: Any) -> bytes:
    request = message("AnalyzePlanRequest", session_id=session, **fields)
    return bytes(request.SerializeToString())


def config_get(key: str, session: str = "s1") -> bytes:
    operation = message("ConfigRequest.Operation", get=message("ConfigRequest.Get", keys=[key]))
    request = message("ConfigRequest", session_id=session, operation=operation)
    return bytes(request.SerializeToString())


def call(
    tape: Tape, method: str, request: bytes = b"", code: str | None = "OK", responses: int = 1
) -> RecordedCall:
    """A call that a tape hears."""
    heard = tape.start(f"/{schema.SERVICE}/{method}")
    tape.heard_request(heard, request)
    for _ in range(responses):
        tape.heard_response(heard, b"answer")
    if code is not None:
        heard.ended(code)
    return heard


def recording(*calls: tuple[Any, ...]) -> Recording:
    """The recording of a case with these calls, each given as the arguments of `call`."""
    tape = Tape()
    for arguments in calls:
        call(tape, *arguments)
    return tape.take()
