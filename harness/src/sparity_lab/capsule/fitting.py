"""Makes a recorded response fit the request that it answers now: ids of sessions, plans, streams.

Clients check that a response is of their session and operation, and find observations by plan id.
"""

import uuid
from typing import Any

from sparity_lab.capsule.answers import Answer
from sparity_lab.capsule.reading import Question
from sparity_lab.record import schema
from sparity_lab.record.plans import PLAN_ID

_SERVER_SIDE = "server_side_session_id"
"""Servers give it since Spark 3.5.2; where one did not, none is made up."""


def fitted(response: bytes, question: Question, answer: Answer) -> bytes:
    """A response with the ids of the question; as it is where it cannot be read."""
    message = schema.read(schema.responses().get(question.method), response)
    if message is None:
        return response
    _name(message, question)
    ours, theirs = question.plan_ids, answer.question.plan_ids
    if ours != theirs and len(ours) == len(theirs):
        _renumber(message, dict(zip(theirs, ours, strict=True)))
    return bytes(message.SerializeToString())


def empty(question: Question) -> bytes:
    """A response that says nothing but whose it is."""
    message: Any = schema.message_class(schema.responses()[question.method])()
    _name(message, question)
    return bytes(message.SerializeToString())


def version_answer(question: Question, version: str) -> bytes:
    """The answer to what version the server is."""
    message: Any = schema.message_class(schema.responses()[question.method])()
    _name(message, question)
    message.spark_version.version = version
    return bytes(message.SerializeToString())


def _name(message: Any, question: Question) -> None:
    """Put in the ids of session and operation where the message has a place for them."""
    fields = message.DESCRIPTOR.fields_by_name
    if "session_id" in fields:
        message.session_id = question.session
    if _SERVER_SIDE in fields and message.server_side_session_id:
        message.server_side_session_id = _server_side(question.session)
    if "operation_id" in fields and question.operation:
        message.operation_id = question.operation
    new = getattr(question.message, "new_session_id", "")
    if "new_session_id" in fields and new:
        message.new_session_id = new
    if "new_server_side_session_id" in fields:
        message.new_server_side_session_id = _server_side(message.new_session_id)


def _server_side(session: str) -> str:
    """The server's own id of a session: recorded answers of several sessions get one for each."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, session))


def _renumber(message: Any, numbers: dict[int, int]) -> None:
    for field, value in message.ListFields():
        if field.name == PLAN_ID and type(value) is int:
            message.plan_id = numbers.get(value, value)
        elif field.message_type is not None and not field.message_type.GetOptions().map_entry:
            for one in value if field.is_repeated else (value,):
                _renumber(one, numbers)
