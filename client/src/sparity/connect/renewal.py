"""Which session of its server a client speaks to, and what becomes of one that is lost.

A server loses a session by a restart, or because nobody used it. Spark 4.0 and newer say so. Older
ones begin another session under the same id and say nothing: there, a session that was told
something gets a mark, a setting of its own, and the client looks for it where the session may have
been lost: after a broken connection, and after some seconds in which the server was not heard.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sparity.connect.effects import CallFailed, Flow, Sleep
from sparity.connect.failure import Failure
from sparity.errors import PySparkException, SparkConnectException
from sparity.protocol import message_class

if TYPE_CHECKING:
    from sparity.connect.artifacts import Artifact
    from sparity.connect.change import Change
    from sparity.connect.journal import Journal
    from sparity.connect.session import Session

# How long one thread waits for another that tells a fresh session what the lost one knew.
_PATIENCE_WITH_REPLAY = 600.0
_REPLAY_PAUSE = 0.05

_TELLS_ITS_SESSIONS = (4, 0)
# No Spark is restarted faster, so a session that was heard of since is still the same.
_QUIET_SECONDS = 5.0
_GONE = Failure(
    code="INTERNAL",
    message="[INVALID_HANDLE.SESSION_CHANGED] The server has lost this session, with the settings "
    "and views that it was told, as by a restart or for being idle; make a new one.",
    reason="org.apache.spark.SparkSQLException",
    classes=("org.apache.spark.SparkSQLException",),
    condition="INVALID_HANDLE.SESSION_CHANGED",
    sql_state="HY000",
)


@dataclass(eq=False)
class Incarnation:
    """A session as one server knows it; when it is lost, another takes its place.

    Args:
        session_id: the UUID that the client gave it.
        server_side_id: the server's own id, once it told it.
        ready: whether it knows all that it should.
        in_hand: whether somebody is telling it.
        marked: whether the server's session has our mark.
        doubtful: whether a connection broke since the server was heard.
        heard_at: when it was heard.
    """

    session_id: str
    server_side_id: str | None = None
    ready: bool = True
    in_hand: bool = False
    marked: bool = False
    doubtful: bool = False
    heard_at: float = 0.0


class Renewal:
    """Knows the session's incarnations, and what to tell the next one.

    Args:
        session: whose they are.
        session_id: of the first one.
        clock: tells the time in seconds.
    """

    def __init__(self, session: Session, session_id: str, clock: Callable[[], float]) -> None:
        self.current = Incarnation(session_id)
        self._session = session
        self._clock = clock
        self._policy = session.address.on_lost_session
        self._journal = _journal() if self._policy == "replay" else None
        self._not_replayed: str | None = None
        # Of this client alone: others may use the same session.
        self._mark = f"sparity.session.{uuid.uuid4().hex[:8]}"
        self._lock = threading.Lock()

    # --- which session it is ---

    def settled(self) -> Flow[Incarnation]:
        """The session to speak to, once it knows all that it should.

        Raises:
            SparkConnectException: `SESSION_NOT_REPLAYED`, a fresh one could not be told.
            SparkConnectGrpcException: it was lost, and there is to be no other.
        """
        give_up_at = self._clock() + _PATIENCE_WITH_REPLAY
        while True:  # bounded by the patience; a fresh session has no mark to be missed
            with self._lock:
                if self._not_replayed is not None:
                    raise _not_replayed(self._not_replayed)
                here = self.current
                ours = not (here.ready or here.in_hand)
                here.in_hand = here.in_hand or ours
            if ours:
                yield from self._retell(here)
            elif not here.ready:
                if self._clock() >= give_up_at:
                    raise _not_replayed("another thread has been at it for too long")
                yield Sleep(_REPLAY_PAUSE)
            elif (loss := (yield from self.loss(here))) is None:
                return here
            elif not self.replaced(here, loss):
                raise (yield from self._session.diagnosis.exception(loss))

    def replaced(self, lost: Incarnation, failure: Failure) -> bool:
        """Whether a fresh session takes the place of one that is gone by what a failure says.

        Where there is to be no fresh one, the session is closed.
        """
        if not failure.session_is_gone:
            return False
        with self._lock:
            if self._policy == "fail" or self._session.closed:
                self._session.closed = True
                return False
            if self.current is lost:
                self._begin()
            return True

    def _begin(self) -> None:
        lost = self.current.session_id
        self.current = Incarnation(str(uuid.uuid4()), ready=self._journal is None)
        self._session.forget_settings()
        self._session.watch.replaces_session(lost, self.current.session_id)

    # --- what it was told ---

    def inherit(self, parent: Renewal, server_side_id: str | None) -> None:
        """Begin with a copy that the server has made of another session."""
        self.current.server_side_id = server_side_id
        if self._journal is not None and parent._journal is not None:
            with parent._lock:
                self._journal = parent._journal.copy()

    @property
    def _wants_changes(self) -> bool:
        """Whether it matters what changes the session."""
        return self._journal is not None or self._needs_mark

    def change_of(self, plan: Any) -> Change | None:
        """What a plan that is about to run changes in the session, if that matters."""
        if not self._wants_changes:
            return None
        from sparity.connect.change import change_in

        return change_in(plan)

    def configured(self, here: Incarnation, operation: Any) -> Flow[None]:
        """Note what an operation on the session's settings changed."""
        if self._wants_changes:
            from sparity.connect.change import settings_in

            yield from self._changed(here, settings_in(operation))

    def added(self, here: Incarnation, artifacts: Sequence[Artifact]) -> Flow[None]:
        """Note artifacts that were added."""
        if self._wants_changes:
            from sparity.connect.change import additions

            yield from self._changed(here, additions(artifacts))

    def before(self, here: Incarnation, change: Change) -> Flow[None]:
        """Get ready for a change that is about to be made."""
        if change.may_reset:
            here.marked = False
        elif self._needs_mark and not here.marked:
            yield from self._put_mark(here)
        if change.is_unknown:  # also where it fails half-way
            yield from self._remember(here, [change])

    def after(self, here: Incarnation, change: Change) -> Flow[None]:
        """Note a change that was made."""
        if not change.is_unknown:
            yield from self._remember(here, [change])
        if change.may_reset and self._needs_mark:
            yield from self._put_mark(here)

    def _changed(self, here: Incarnation, changes: Sequence[Change]) -> Flow[None]:
        if changes and self._needs_mark and not here.marked:
            yield from self._put_mark(here)
        yield from self._remember(here, changes)

    def _remember(self, told: Incarnation, changes: Sequence[Change]) -> Flow[None]:
        """Note changes; a session that has taken the place of the one that was told is told too.

        Raises:
            SparkConnectException: `SESSION_NOT_REPLAYED`.
        """
        if self._journal is None:
            return
        for _ in range(2):
            with self._lock:
                if self.current is told:
                    for change in changes:
                        self._journal.note(change)
                    return
            told = yield from self.settled()
            for change in changes:
                if not change.is_unknown:
                    yield from self._tell(told, change)
        raise _not_replayed("the server loses each session at once")

    def _retell(self, here: Incarnation) -> Flow[None]:
        """Tell a fresh session what the lost one knew."""
        assert self._journal is not None
        try:
            with self._lock:
                reason, changes = self._journal.refusal(), self._journal.changes()
            if reason is not None:
                raise _not_replayed(reason)
            for change in changes:
                yield from self._tell(here, change)
            if changes and self._needs_mark:
                yield from self._put_mark(here)
        except Exception as error:
            told = error.getMessageParameters() if isinstance(error, PySparkException) else None
            self._not_replayed = (told or {}).get("reason", str(error))
            self._session.closed = True
            raise
        except BaseException:
            # Who was at it was cancelled. It knows some of it: the next one begins again.
            with self._lock:
                self._begin()
            raise
        self._session.watch.replayed(len(changes))
        here.ready = True

    def _tell(self, here: Incarnation, change: Change) -> Flow[None]:
        if (reason := change.refusal()) is not None:
            raise _not_replayed(reason)
        failure = yield from self._session.tell(here, change)
        if failure is None or (change.may_exist and failure.view_exists):
            return
        cause = yield from self._session.diagnosis.exception(failure)
        error = _not_replayed(str(cause))
        error.__cause__ = cause
        raise error

    # --- whether it is still there ---

    def heard(self, here: Incarnation) -> None:
        """Note that the server answered."""
        here.heard_at = self._clock()

    def doubt(self, here: Incarnation, failure: Failure) -> None:
        """Note that a call failed; a failure that Spark tells is an answer as well."""
        if failure.reason:
            self.heard(here)
        else:
            here.doubtful = True

    def loss(self, here: Incarnation) -> Flow[Failure | None]:
        """How a server that says nothing of it has lost the session; None if it has not."""
        sure = not here.doubtful and self._clock() - here.heard_at < _QUIET_SECONDS
        if sure or not here.marked:
            return None
        try:
            there = yield from self._sees_mark(here)
        except CallFailed:
            here.doubtful = True
            return None  # what comes next will fail as well
        if not there:
            return _GONE
        here.doubtful = False
        self.heard(here)
        return None

    @property
    def _needs_mark(self) -> bool:
        version = self._session.known_version
        return version is not None and version.line < _TELLS_ITS_SESSIONS

    def _put_mark(self, here: Incarnation) -> Flow[None]:
        request = message_class("ConfigRequest")()
        request.operation.set.pairs.add(key=self._mark, value="1")
        try:
            yield self._session.one_call("Config", request, here)
            # Not every server that calls itself an old Spark keeps what it does not know.
            here.marked = yield from self._sees_mark(here)
        except CallFailed:
            return  # then the loss of the session is not noticed, as without a mark
        self.heard(here)

    def _sees_mark(self, here: Incarnation) -> Flow[bool]:
        request = message_class("ConfigRequest")()
        request.operation.get_option.keys.append(self._mark)
        response = yield self._session.one_call("Config", request, here)
        return any(pair.HasField("value") for pair in response.pairs)


def _journal() -> Journal:
    # Most programs want none, and start faster without.
    from sparity.connect.journal import Journal

    return Journal()


def _not_replayed(reason: str) -> SparkConnectException:
    return SparkConnectException(
        errorClass="SESSION_NOT_REPLAYED", messageParameters={"reason": reason}
    )
