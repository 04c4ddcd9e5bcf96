"""Finds the recorded call that answers a request: the same question, whoever's turn it is."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sparity_lab.capsule.reading import Question, question_of
from sparity_lab.outcome.normalise import Surroundings, in_texts
from sparity_lab.record import schema
from sparity_lab.record.tape import RecordedCall
from sparity_lab.record.treediff import tree_diff

_EXECUTE, _REATTACH = "ExecutePlan", "ReattachExecute"
_MOST_LINES = 20


@dataclass
class Answer:
    """One recorded call, and whether it has answered already."""

    call: RecordedCall
    question: Question
    used: bool = False


class Answers:
    """The recordings of a capsule, asked by a client that may send the same in its own way.

    The tapes are looked through in their order. Of several calls that asked the same, the first
    that has not answered yet does, and the last one again when all have. What a client attaches to
    again is part of the execution that it belongs to.
    """

    def __init__(self, tapes: Sequence[tuple[Sequence[RecordedCall], Surroundings]]) -> None:
        self._lock = threading.Lock()
        self._tapes = [_tape(calls, around) for calls, around in tapes]

    def find(self, question: Question) -> Answer | None:
        """The call that answers, None when nothing like it was recorded."""
        with self._lock:
            for tape in self._tapes:
                like = [
                    one
                    for one in tape
                    if one.question.method == question.method and one.question.like == question.like
                ]
                if like:
                    same = [one for one in like if one.question.exact == question.exact] or like
                    found = next((one for one in same if not one.used), same[-1])
                    found.used = True
                    return found
        return None

    def nearest(self, question: Question) -> list[str]:
        """How a question differs from the most similar one that was recorded."""
        diffs = [
            tree_diff([one.question.tree], [question.tree])
            for tape in self._tapes
            for one in tape
            if one.question.method == question.method
        ]
        nearest = min(diffs, key=len, default=[])
        more = len(nearest) - _MOST_LINES
        return [*nearest[:_MOST_LINES], f"… and {more} more lines"] if more > 0 else nearest


def _tape(calls: Sequence[RecordedCall], around: Surroundings) -> list[Answer]:
    texts = in_texts(around)
    return [
        Answer(call, question_of(call.name, call.requests, texts))
        for call in _whole_executions(calls)
    ]


def _whole_executions(calls: Sequence[RecordedCall]) -> list[RecordedCall]:
    """The calls; an execution has the responses of those that attached to it, each once."""
    whole: list[RecordedCall] = []
    places: dict[str, int] = {}
    for call in calls:
        operation = _field(call.requests, schema.requests(), call.name, "operation_id")
        if call.name == _EXECUTE and operation:
            places[operation] = len(whole)
        if call.name == _REATTACH and operation in places:
            first = whole[places[operation]]
            known = {_response_id(one) for one in first.responses}
            new = [one for one in call.responses if _response_id(one) not in known]
            whole[places[operation]] = replace(
                first,
                responses=[*first.responses, *new],
                code=call.code,
                details=call.details,
                trailers=call.trailers,
            )
        else:
            whole.append(call)
    return whole


def _response_id(response: bytes) -> str:
    return _field([response], schema.responses(), _EXECUTE, "response_id") or str(id(response))


def _field(messages: Sequence[bytes], types: "schema.Names", method: str, name: str) -> str:
    """A text field of the first message, empty where it has none or cannot be read."""
    message = schema.read(types.get(method), messages[0]) if messages else None
    return str(getattr(message, name, ""))
