"""One execution of a plan as a state machine: says what to do next, is told what came back.

It makes no call and knows no clock but the one in its retries, so the same machine serves any
driver and its tests need no socket.

An execution that can be reattached to (Spark 3.5 and newer) survives a broken stream: the
server keeps the results until they are released, and the next stream goes on after the last
response that arrived. Where it cannot (Spark 3.4), a broken stream is a failed execution: to
send the plan again could run a write twice.

For the same reason a plan that does more than read is sent a second time only if the first one
certainly did not begin: no connection came about, or the server that was asked first says, of the
same session, that it knows no such operation.

Nothing here goes on for ever. Failures in a row are bounded by the retry policies, as are
streams in a row that end at once and empty. A server that answers nothing is given up after
`silence` seconds, and so is one that keeps ending empty streams in good order, unless these
are signs of life; whether they are is asked by `Doubt`. What may last is an execution whose
server keeps giving signs of life.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sparity.connect.chunks import Chunks
from sparity.connect.failure import Failure
from sparity.connect.limits import Measure
from sparity.connect.retry import Retries
from sparity.errors import PySparkRuntimeError, SparkConnectException
from sparity.protocol import message_class

_OBSERVED = "client_observed_server_side_session_id"

# No server ends streams so soon, however it is set up: this is nobody to be asked about.
_TOO_SHORT_SECONDS = 0.5
# Servers keep the last ten megabytes of what they sent and no more, released or not: a release for
# each response frees little, and costs most of the calls of a small query.
_RELEASED_AT_ONCE = 64
# A plan that gets lost more often is not lost by chance.
_MOST_SENDS = 15
_ENDED_EARLY = Failure(
    code="UNAVAILABLE", message="The stream of results ended early, and so did those after it."
)


@dataclass(frozen=True)
class Open:
    """Open this stream and report what comes out of it."""

    method: str
    request: Any


@dataclass(frozen=True)
class Wait:
    """Do nothing for so many seconds, then ask again."""

    seconds: float


@dataclass(frozen=True)
class Doubt:
    """Find out whether a server that ended an empty stream still works on it; tell `works`.

    Args:
        seconds: how long the stream lasted.
    """

    seconds: float


@dataclass(frozen=True)
class GiveUp:
    """The execution failed; `error` is set when the server's failure does not say it all."""

    failure: Failure
    error: SparkConnectException | PySparkRuntimeError | None = None


@dataclass(frozen=True)
class Finished:
    """Everything has arrived."""


Step = Open | Wait | Doubt | GiveUp | Finished


class Execution:
    """The state of one execution.

    A driver asks `step()` what to do, does it, and reports by `received`, `ended` or `failed`;
    between responses it may send `release_consumed()`. When it stops, for whatever reason, it
    sends `interrupt()` if there is one, and `release_all()` once that has worked (`farewell`).

    Args:
        request: the complete `ExecutePlanRequest`, with an operation id if `reattachable`. One
            without a plan means an execution that runs already: it is reattached to.
        retries: decides on new attempts; progress resets it.
        reattachable: whether the server can be asked to go on where a stream broke.
        repeatable: whether running the plan twice does no harm.
        silence: seconds without a sign of life after which to give up; None for any number.
        measure: is told of all data that arrives, and stops what is too much.
    """

    def __init__(
        self,
        request: Any,
        retries: Retries,
        *,
        reattachable: bool,
        repeatable: bool = False,
        silence: float | None = None,
        measure: Measure | None = None,
    ) -> None:
        self._request = request
        self._retries = retries
        self._reattachable = reattachable
        self._repeatable = repeatable
        self._silence = silence
        self._last_response_id = ""
        self._unreleased = 0
        self._times_sent = 0
        self._opened = False
        self._opened_at = 0.0
        self._reattaching = False
        self._started = False
        self._may_have_begun = not request.HasField("plan")
        self._in_stream = False
        self._complete = False
        self._over = False
        self._chunks = Chunks(measure or Measure())
        self._next: Step
        self._current: Step = Finished()
        if request.HasField("plan"):
            if reattachable:
                request.request_options.add().reattach_options.reattachable = True
            self._next = Open("ExecutePlan", request)
        else:
            self._next = self._reattach()

    @property
    def operation_id(self) -> str | None:
        """The id by which the server knows the execution, where it knows one."""
        return self._request.operation_id or None

    @property
    def reattachable(self) -> bool:
        """Whether the execution goes on where a stream of it broke."""
        return self._reattachable

    @property
    def complete(self) -> bool:
        """Whether the last response has arrived."""
        return self._complete

    @property
    def started(self) -> bool:
        """Whether a response has arrived, so that the server certainly began."""
        return self._started

    @property
    def over(self) -> bool:
        """Whether the server has ended the execution, or was told to."""
        return self._complete or self._over

    @property
    def may_begin_anew(self) -> bool:
        """Whether the plan may be sent to another session: nothing arrived, and nothing is done."""
        return not self._started and (self._repeatable or not self._may_have_begun)

    @property
    def _sends_plan(self) -> bool:
        return isinstance(self._current, Open) and self._current.method == "ExecutePlan"

    def step(self) -> Step:
        """What to do next."""
        step = self._next
        match step:
            case Open(method, _):
                self._opened = True
                self._current = step
                self._times_sent += method == "ExecutePlan"
                self._opened_at = self._retries.clock()
                self._in_stream = False
            case Wait():
                self._next = self._reattach()
            case GiveUp(failure):
                self._over = self._over or _ends_it(failure)
                # Where nothing can have begun, there is nothing to be stopped or forgotten.
                self._opened = self._opened and self._may_have_begun
            case Finished():
                self._over = True
        return step

    def received(self, response: Any) -> Any | None:
        """Note a response; gives back the response to hand on, if there is one.

        The chunks of one Arrow batch are handed on as one response, when the last is there. A
        response that came before is not handed on again.

        Raises:
            SparkConnectException: `PROTOCOL_ERROR`, the chunks are out of order, or rows are
                missing or came twice.
            ResultTooLargeError: the result is larger than the connection allows.
        """
        self._reattaching = False
        self._started = self._may_have_begun = True
        came_before = response.response_id == self._last_response_id
        # Streams that end without anything new are no progress, or they could go on for ever.
        if not self._reattachable or (response.response_id and not came_before):
            self._retries.reset()
            self._in_stream = True
        if response.response_id:
            if came_before:
                return None
            self._last_response_id = response.response_id
            self._unreleased += 1
        if response.HasField("result_complete"):
            self._complete = True
            self._next = Finished()
        return self._chunks.add(response)

    def ended(self) -> None:
        """Note that the stream ended in good order.

        Raises:
            SparkConnectException: `PROTOCOL_ERROR`, it was the last one, and part of a batch is
                missing.
        """
        self._may_have_begun = True
        lasted = self._retries.clock() - self._opened_at
        if self._complete or not self._reattachable:
            self._chunks.end()
            self._next = Finished()
        elif self._in_stream:
            self._retries.reset()
            self._next = self._reattach()
        elif lasted >= _TOO_SHORT_SECONDS:
            # So a server that works on it ends a stream that has lasted enough; and a proxy, any.
            self._next = Doubt(lasted)
        else:
            self._after(_ENDED_EARLY, self._retries.next_delay_regardless(_ENDED_EARLY))

    def works(self, sign: bool | None) -> None:
        """Note whether an empty stream was a sign of life.

        Args:
            sign: whether the server still works on it; None if nobody knows, and so it may.
        """
        if sign is False:
            self._after(_ENDED_EARLY, self._retries.next_delay_regardless(_ENDED_EARLY))
        elif sign is None and self._was_silent_for_long:
            self._next = GiveUp(_ENDED_EARLY)
        else:
            if sign:
                self._retries.reset()
            self._next = self._reattach()

    def failed(self, failure: Failure) -> None:
        """Note that the stream broke."""
        if self._sends_plan and not (failure.never_left or failure.session_is_gone):
            self._may_have_begun = True
        if self._complete:
            self._next = Finished()
        elif not self._reattachable:
            self._next = GiveUp(failure)
        elif self._reattaching and failure.handle_is_unknown:
            self._next = self._lost(failure)
        elif failure.operation_is_known and not self._is_our_own(failure):
            # Somebody else's: neither to be listened to nor to be released.
            self._opened = False
            self._next = GiveUp(failure)
        elif (
            failure.code == "DEADLINE_EXCEEDED"
            or failure.stream_was_cut
            or self._is_our_own(failure)
        ):
            # A deadline, or a proxy, ends a stream, not the execution: the server goes on with it.
            self._after(failure, self._retries.next_delay_regardless(failure))
        else:
            self._after(failure, self._retries.next_delay(failure))

    def again(self) -> None:
        """Make the call that failed once more, at once: it never began, for a mended reason."""
        self._times_sent -= self._sends_plan
        self._next = self._current

    def release_consumed(self) -> Any | None:
        """The `ReleaseExecuteRequest` for what has arrived since the last one, if it is enough."""
        if not self._reattachable or self._complete or self._unreleased < _RELEASED_AT_ONCE:
            return None
        self._unreleased = 0
        request = self._about_this("ReleaseExecuteRequest")
        request.release_until.response_id = self._last_response_id
        return request

    def interrupt(self) -> Any | None:
        """The request that stops the execution; None when it never began, or is over.

        An execution that was given up is not over because of that: the server may go on with it.
        """
        if not self._opened or self.over or self.operation_id is None:
            return None
        self._over = True
        request = message_class("InterruptRequest")(
            interrupt_type="INTERRUPT_TYPE_OPERATION_ID", operation_id=self._request.operation_id
        )
        return self._signed(request)

    def state_request(self) -> Any:
        """The request for the state in which the server has the execution. Since Spark 4.2."""
        request = self._signed(message_class("GetStatusRequest")())
        request.operation_status.operation_ids.append(self._request.operation_id)
        return request

    def release_all(self) -> Any | None:
        """The request by which the server forgets the execution.

        It is not how to stop one: Spark up to 4.2 does stop what still runs, but 4.3 lets it run
        on, out of everybody's reach. None when the server never heard of it, and the second time.
        """
        if not self._reattachable or not self._opened:
            return None
        self._opened = False
        request = self._about_this("ReleaseExecuteRequest")
        request.release_all.SetInParent()
        return request

    def _after(self, failure: Failure, delay: float | None) -> None:
        """Try again after a pause, unless there was enough of that."""
        if delay is None or self._was_silent_for_long:
            self._next = GiveUp(failure)
        else:
            self._next = Wait(delay)

    @property
    def _was_silent_for_long(self) -> bool:
        return self._silence is not None and self._retries.silence > self._silence

    def _is_our_own(self, failure: Failure) -> bool:
        """Whether the server refuses a plan that was sent twice, because the first one arrived."""
        return self._times_sent > 1 and not self._started and failure.operation_is_known

    def _lost(self, failure: Failure) -> Step:
        if self._last_response_id:
            return GiveUp(
                failure,
                PySparkRuntimeError(
                    errorClass="RESPONSE_ALREADY_RECEIVED",
                    messageParameters={"error_type": failure.message},
                ),
            )
        if not self._request.HasField("plan"):
            return GiveUp(failure)
        if not (self._repeatable or self._never_began(failure)):
            return GiveUp(
                failure,
                SparkConnectException(
                    errorClass="OUTCOME_UNKNOWN", messageParameters={"reason": failure.message}
                ),
            )
        # Nothing has arrived, and the server has no trace of it: the plan never got there. That
        # costs no retry, because the failure before did; nor may it go on for ever.
        if self._times_sent > _MOST_SENDS:
            return GiveUp(failure)
        self._reattaching = False
        return Open("ExecutePlan", self._request)

    def _never_began(self, failure: Failure) -> bool:
        """Whether a server that knows no such operation cannot have run it."""
        if not self._may_have_begun:
            return True
        # Spark before 4.0 has no id for itself: after a restart it knows nothing, and says no more.
        same = self._request.HasField(_OBSERVED) and not failure.session_is_gone
        return same and not self._started

    def _reattach(self) -> Open:
        self._reattaching = True
        request = self._about_this("ReattachExecuteRequest")
        if self._last_response_id:
            request.last_response_id = self._last_response_id
        return Open("ReattachExecute", request)

    def _about_this(self, name: str) -> Any:
        return self._signed(message_class(name)(operation_id=self._request.operation_id))

    def _signed(self, request: Any) -> Any:
        """Set in `request` whose it is, as in the request that began the execution."""
        origin = self._request
        request.session_id = origin.session_id
        request.client_type = origin.client_type
        request.user_context.CopyFrom(origin.user_context)
        if origin.HasField(_OBSERVED):
            request.client_observed_server_side_session_id = (
                origin.client_observed_server_side_session_id
            )
        return request


def _ends_it(failure: Failure) -> bool:
    """Whether a failure is the server's word on the execution, rather than on a stream of it."""
    return (
        bool(failure.reason)
        and failure.retry_delay is None
        and failure.code != "UNAVAILABLE"
        and not failure.cursor_was_taken
    )
