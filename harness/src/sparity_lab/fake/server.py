"""The fake server: it serves sessions and executions that go by scripts, without Spark."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from sparity_lab.fake.answers import ANSWERS
from sparity_lab.fake.executions import Execution, Forgotten
from sparity_lab.fake.judge import Complaint
from sparity_lab.fake.plans import Asked, asked
from sparity_lab.fake.results import command_responses, responses
from sparity_lab.fake.script import Script
from sparity_lab.fake.sessions import Session, Sessions
from sparity_lab.fake.strict import Call, StrictServer
from sparity_lab.record.schema import message_class
from sparity_lab.record.serving import Listener
from sparity_lab.resilience.policy import EndCall
from sparity_lab.resilience.statuses import refused

_RELEASES_S = 2.0


class FakeServer(StrictServer):
    """Runs scripts instead of queries, and judges what clients send; see docs/fake.md.

    Args:
        version: the Spark version that it says it is.
        port: where to listen; 0 for any port.
        say: is told of each complaint at once.

    Example:
        `with FakeServer("4.3.0") as fake: print(fake.url)`
    """

    def __init__(
        self, version: str, port: int = 0, say: Callable[[Complaint], None] = lambda _: None
    ) -> None:
        super().__init__(version, say)
        self._sessions = Sessions(version)
        self._listener = Listener(self.answer, "fake", port)

    @property
    def url(self) -> str:
        """Its address."""
        return f"sc://127.0.0.1:{self._listener.port}"

    def __enter__(self) -> "FakeServer":
        self._listener.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self._listener.__exit__(*exception)

    def arrives(self, call: Call) -> None:
        """Judge a call; it is not kept, because this server may stay up for long."""
        self.judge.judge(call.method, call.requests)

    def server_side(self, session: str) -> str:
        """The server's own id of a session."""
        return self._sessions.server_side(session)

    def answers(self, call: Call, context: Any) -> Iterator[Any]:
        """The responses of a call."""
        request = call.request
        if call.method == "ReleaseSession":
            # A client closes its channel after this: releases not yet here would get lost.
            self.judge.settle(_RELEASES_S, request.session_id)
            side = self._sessions.release(request.session_id)
            yield message_class("ReleaseSessionResponse")(server_side_session_id=side)
            return
        observed = getattr(request, "client_observed_server_side_session_id", "")
        session = self._sessions.find(request.session_id, observed)
        match call.method:
            case "ExecutePlan":
                operation = request.operation_id or str(uuid.uuid4())
                self._begin(session, request, operation)
                yield from self._stream(session, operation, "", context)
            case "ReattachExecute":
                operation, last = request.operation_id, request.last_response_id
                yield from self._stream(session, operation, last, context)
            case "CloneSession":
                name, clone = self._sessions.clone(request.session_id, request.new_session_id)
                yield message_class("CloneSessionResponse")(
                    new_session_id=name, new_server_side_session_id=clone.server_side
                )
            case method:
                if method == "FetchErrorDetails" and request.error_id not in session.errors:
                    self.judge.complain(request.session_id, method, "the error was never told")
                yield ANSWERS[method](self.version, session, call.requests)

    def _begin(self, session: Session, request: Any, operation: str) -> None:
        if operation in session.executions:
            raise EndCall(refused("INVALID_HANDLE.OPERATION_ALREADY_EXISTS", "use another id"))
        wanted = asked(request.plan)
        session.executions[operation] = _execution(session, wanted, request)

    def _stream(self, session: Session, operation: str, last: str, context: Any) -> Iterator[Any]:
        execution = session.execution(operation)
        try:
            yield from execution.stream(last, context)
        except Forgotten:
            del session.executions[operation]
            session.attempts[execution.text] = execution.attempts
            raise EndCall(
                refused("INVALID_HANDLE.OPERATION_NOT_FOUND", "the server has forgotten it")
            ) from None


def _execution(session: Session, wanted: Asked, request: Any) -> Execution:
    """A new execution of what is asked for."""
    options = request.request_options
    reattachable = any(one.reattach_options.reattachable for one in options)
    if wanted.sql is not None:
        answer = command_responses(wanted.sql, complete=reattachable)
        return Execution(wanted.text, Script(), answer, None, request.tags)
    script = wanted.script
    found = responses(
        script,
        chunked=any(one.result_chunking_options.allow_arrow_batch_chunking for one in options),
        complete=reattachable,
        observation=wanted.observation,
    )
    failure = None if script.error is None else session.failure(script.error)
    attempts = session.attempts.pop(wanted.text, 0)
    return Execution(wanted.text, script, found, failure, request.tags, attempts)
