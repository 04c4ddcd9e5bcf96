"""Judges what a client sends: a strict reading of the protocol, one complaint a fault."""

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sparity_lab.fake import uploads
from sparity_lab.fake.contents import foreign
from sparity_lab.record.since import line_of

_OBSERVED = "client_observed_server_side_session_id"
_WITHOUT_IT = ("AddArtifacts", "ReleaseExecute")
"""Where PySpark never says which session of the server it means, and Spark does not miss it."""
_OF_OPERATIONS = ("ReattachExecute", "ReleaseExecute")


class Complaint(NamedTuple):
    """One fault of one request."""

    session: str
    method: str
    fault: str

    def __str__(self) -> str:
        return f"{self.method}: {self.fault}"


@dataclass
class _Operation:
    """What the judge knows of an execution."""

    session: str
    reattachable: bool
    observed: str = ""
    responses: set[str] = field(default_factory=set)
    ended: bool = False
    released: bool = False
    forgotten: bool = False
    """Whether it did not begin, or the server has said that it does not know it."""


class Judge:
    """Remembers what clients did and were told; `complaints` has what they did wrong.

    It is told of each request by `judge`, and of what the server answered by `told`, `sent`,
    `ended` and `forgot`.

    Args:
        version: the Spark version of the server; what is newer may not be sent to it.
        say: is told of each complaint at once.
    """

    def __init__(self, version: str, say: Callable[[Complaint], None] = lambda _: None) -> None:
        self.complaints: list[Complaint] = []
        self._say = say
        self._line = line_of(version)
        self._observed: dict[str, str] = {}
        self._excused: set[tuple[str, str]] = set()
        self._released: set[str] = set()
        self._operations: dict[str, _Operation] = {}
        self._changed = threading.Condition(threading.RLock())

    def judge(self, method: str, requests: Sequence[Any]) -> None:
        """Read the requests of one call."""
        with self._changed:
            for request in requests:
                for fault in (*self._faults(method, request), *foreign(request, self._line)):
                    self.complain(request.session_id, method, fault)
                self._note(method, request)
            if method == "AddArtifacts":
                session = requests[0].session_id if requests else ""
                for fault in uploads.faults(requests):
                    self.complain(session, method, fault)
            self._changed.notify_all()

    def complain(self, session: str, method: str, fault: str) -> None:
        """Keep one fault; the same one is not told twice of a session."""
        complaint = Complaint(session, method, fault)
        with self._changed:
            if complaint not in self.complaints:
                self.complaints.append(complaint)
                self._say(complaint)

    def told(self, session: str, server_side: str) -> None:
        """Note that the server told its own id of a session; the client has to repeat it."""
        if server_side:
            with self._changed:
                self._observed.setdefault(session, server_side)

    def sent(self, operation: str, response: str) -> None:
        """Note that a response of an execution was sent."""
        with self._changed:
            if operation in self._operations and response:
                self._operations[operation].responses.add(response)

    def ended(self, operation: str) -> None:
        """Note that an execution has sent all that it had, or why it failed."""
        with self._changed:
            if operation in self._operations:
                self._operations[operation].ended = True

    def forgot(self, operation: str) -> None:
        """Note that an execution does not exist, so that its id may be used again."""
        with self._changed:
            if operation in self._operations:
                self._operations[operation].forgotten = True
            self._changed.notify_all()

    def adopt(self, session: str, operation: str) -> None:
        """Note an execution that another client began."""
        with self._changed:
            self._operations[operation] = _Operation(session, reattachable=True)

    @property
    def unreleased(self) -> list[str]:
        """The executions whose results were not released, though they could be."""
        with self._changed:
            return [name for name, one in self._operations.items() if _kept(one)]

    def settle(self, seconds: float, session: str | None = None) -> None:
        """Wait for releases, which may still be on their way, and complain of those that are not.

        With a session, which is about to end, only its executions that have ended are looked at:
        those that the client gave up may go with it.
        """

        def left() -> list[_Operation]:
            return [
                one
                for one in self._operations.values()
                if _kept(one) and (session is None or (one.session == session and one.ended))
            ]

        with self._changed:
            self._changed.wait_for(lambda: not left(), timeout=seconds)
            for one in left():
                self.complain(one.session, "ExecutePlan", "its results were never released")
                one.released = True
            if session is not None:
                for one in self._operations.values():
                    one.released |= one.session == session

    def _faults(self, method: str, request: Any) -> Iterator[str]:
        if not _is_uuid(request.session_id):
            yield f"the session id {request.session_id!r} is no UUID"
        if not request.client_type and method != "AddArtifacts":
            # PySpark does not say it when it uploads, and Spark does not miss it.
            yield "the client does not say what it is"
        # Nobody waits for a release: it may be overtaken by other calls. That of the session itself
        # comes again where its answer was lost.
        ending = method in ("ReleaseExecute", "ReleaseSession")
        if request.session_id in self._released and not ending:
            yield "the session was released"
        if self._is_not_observed(method, request):
            sent = "another one" if getattr(request, _OBSERVED) else "none"
            yield f"the server told its id of the session, but {sent} is sent back"
        yield from self._operation_faults(method, request)
        yield from _missing(method, request)

    def _is_not_observed(self, method: str, request: Any) -> bool:
        """Whether a request is of another session of the server than the client was told.

        One request of a method is let pass without it, and attaching again to what that began: the
        client may have had it ready before it was told, in another thread for instance.
        """
        session, sent = request.session_id, getattr(request, _OBSERVED, None)
        told = self._observed.get(session)
        if not told or sent in (told, None):
            return False
        known = self._operations.get(getattr(request, "operation_id", ""))
        if not sent and method in _WITHOUT_IT:
            return False
        if known is not None and sent == known.observed and method == "ReattachExecute":
            return False
        excused = not sent and (session, method) not in self._excused
        self._excused.add((session, method))
        return not excused

    def _operation_faults(self, method: str, request: Any) -> Iterator[str]:
        operation = getattr(request, "operation_id", "")
        if not operation:
            if method in _OF_OPERATIONS:
                yield "it names no operation"
            return
        if not _is_uuid(operation):
            yield f"the operation id {operation!r} is no UUID"
        known = self._operations.get(operation)
        if method == "ExecutePlan" and known and known.responses and not known.forgotten:
            yield "the operation id was used before"
        if method not in _OF_OPERATIONS:
            return
        if known is None:
            yield "the operation was never started"
            return
        if known.session != request.session_id:
            yield "the operation is of another session"
        until = method == "ReleaseExecute" and request.HasField("release_until")
        if known.released and not until and request.session_id not in self._released:
            yield "the operation was released"
        after = request.release_until.response_id if until else ""
        if method == "ReattachExecute":
            after = request.last_response_id
        if after and known.responses and after not in known.responses:
            yield "it goes on after a response that was never sent"

    def _note(self, method: str, request: Any) -> None:
        if method == "ReleaseSession":
            self._released.add(request.session_id)
        if method == "ExecutePlan" and request.operation_id:
            reattachable = any(
                option.reattach_options.reattachable for option in request.request_options
            )
            made = _Operation(request.session_id, reattachable, getattr(request, _OBSERVED))
            self._operations[request.operation_id] = made
        known = self._operations.get(getattr(request, "operation_id", ""))
        if known and method == "ReleaseExecute" and request.HasField("release_all"):
            known.released = True


def _kept(operation: _Operation) -> bool:
    return operation.reattachable and not operation.released and not operation.forgotten


def _missing(method: str, request: Any) -> Iterator[str]:
    """What a request has to say and does not."""
    if method == "ExecutePlan":
        if request.plan.WhichOneof("op_type") is None:
            yield "there is no plan"
        for tag in request.tags:
            if not tag or "," in tag:
                yield f"the tag {tag!r} is empty or has a comma"
    if method == "ReleaseExecute" and request.WhichOneof("release") is None:
        yield "it says not what to release"
    if method == "AnalyzePlan" and request.WhichOneof("analyze") is None:
        yield "it says not what to analyse"
    if method == "Config" and request.operation.WhichOneof("op_type") is None:
        yield "it says not what to do with settings"
    if method == "Interrupt" and request.interrupt_type == 0:
        yield "it says not what to interrupt"


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
