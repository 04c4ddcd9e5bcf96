"""A Spark Connect server that is none: it answers each request by the recorded one that is like it.

It computes nothing. What has no recorded answer fails, and is kept to be told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

import grpc

from sparity_lab.capsule.answers import Answers
from sparity_lab.capsule.fitting import empty, fitted, version_answer
from sparity_lab.capsule.reading import Question, question_of
from sparity_lab.outcome.normalise import Surroundings, in_texts
from sparity_lab.record import schema
from sparity_lab.record.seen import VERSION
from sparity_lab.record.serving import Listener
from sparity_lab.record.treediff import shortened

_TIDYING = ("ReleaseExecute", "ReleaseSession")
"""Calls that give something back, when and as often as a client likes: each is granted."""

_REATTACH = "ReattachExecute"


@dataclass(frozen=True)
class Unanswered:
    """A request for which nothing was recorded, and how it differs from the most similar one."""

    method: str
    asked: str
    nearest: tuple[str, ...]


class ReplayServer:
    """Serves the recordings of a capsule on a port of this machine while a `with` lasts.

    `around` is what belongs to the client that asks now; its paths are not looked at.

    Raises:
        InfraProblem: on entering, when it cannot listen.
    """

    def __init__(self, answers: Answers, spark_version: str) -> None:
        self.around = Surroundings()
        self.unanswered: list[Unanswered] = []
        self._answers = answers
        self._spark_version = spark_version
        self._lock = Lock()
        self._executions: dict[str, list[bytes]] = {}
        self._listener = Listener(self._answer, "replay")

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._listener.port

    def __enter__(self) -> "ReplayServer":
        self._listener.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self._listener.__exit__(*exception)

    def _answer(self, method: str, requests: list[bytes], context: Any) -> Iterator[bytes]:
        question = question_of(method, requests, in_texts(self.around))
        if method == _REATTACH and (rest := self._rest(question)) is not None:
            yield from rest
            return
        found = self._answers.find(question)
        if found is None:
            yield from self._without_recording(question, context)
            return
        responses = [fitted(one, question, found) for one in found.call.responses]
        if question.operation:
            with self._lock:
                self._executions[question.operation] = responses
        yield from responses
        # A client that had all it wanted cancelled the rest; this one may have it end.
        if found.call.code not in (None, "OK", "CANCELLED"):
            context.set_trailing_metadata(found.call.trailers)
            context.abort(grpc.StatusCode[found.call.code], found.call.details)

    def _without_recording(self, question: Question, context: Any) -> Iterator[bytes]:
        if question.method in _TIDYING:
            yield empty(question)
        elif set(question.tree.get("analyze", {})) & {VERSION[1]}:
            yield version_answer(question, self._spark_version)
        else:
            unanswered = Unanswered(
                question.method, shortened(question.like), tuple(self._answers.nearest(question))
            )
            with self._lock:
                self.unanswered.append(unanswered)
            context.abort(
                grpc.StatusCode.FAILED_PRECONDITION,
                f"the capsule has no recorded answer to this {question.method}",
            )

    def _rest(self, question: Question) -> list[bytes] | None:
        """What of an execution a client that attaches again has not seen yet."""
        with self._lock:
            whole = self._executions.get(question.operation)
        if whole is None:
            return None
        last = getattr(question.message, "last_response_id", "")
        response = schema.responses()["ExecutePlan"]
        ids = [getattr(schema.read(response, one), "response_id", "") for one in whole]
        return whole[ids.index(last) + 1 :] if last in ids else whole
