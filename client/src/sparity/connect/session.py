"""What a client decides about one session, as flows: which calls, which retries, which errors.

Nothing here makes a call: each public method that is a flow is driven by `driver_sync` or
`driver_async`. What runs an execution is the state machine of `execution`.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sparity.connect import plan_size, stream_limit
from sparity.connect.address import Address
from sparity.connect.deadlines import Deadlines
from sparity.connect.diagnosis import Diagnosis
from sparity.connect.effects import (
    Aside,
    Call,
    CallFailed,
    Flow,
    Hand,
    Open,
    Read,
    Sleep,
)
from sparity.connect.execution import Doubt, Execution, Finished, GiveUp, Wait
from sparity.connect.execution import Open as OpenStream
from sparity.connect.failure import Failure
from sparity.connect.farewell import farewell
from sparity.connect.limits import Measure
from sparity.connect.reading import only_reads
from sparity.connect.renewal import Incarnation, Renewal
from sparity.connect.retry import Retries, RetryPolicy
from sparity.connect.rpc import METHODS
from sparity.connect.states import GOES_ON, only_state, states
from sparity.connect.tags import Tags
from sparity.connect.tokens import Tokens
from sparity.connect.uploads import Uploads
from sparity.connect.watch import Watch
from sparity.errors import (
    PySparkAssertionError,
    PySparkException,
    SparkConnectException,
    SparkConnectGrpcException,
    UnsupportedOnServerError,
)
from sparity.protocol import SparkVersion, message_class

if TYPE_CHECKING:
    from sparity.connect.artifacts import Artifact
    from sparity.connect.change import Change

_HAS_REATTACH = (3, 5)
_HAS_INTERRUPT = (3, 5)
_HAS_TAGS = (3, 5)
_HAS_ARTIFACTS = (3, 5)
_HAS_CLONE = (4, 1)
_HAS_RELEASE_SESSION = (4, 0)
_HAS_CHUNKING = (4, 1)
_HAS_COMPRESSION = (4, 1)
_HAS_STATUS = (4, 2)

# Who ends a session wants to be done with it, and the server ends it by itself, only later.
_RELEASE_PATIENCE = 3.0
_RELEASE_TIMEOUT = 10.0

_OBSERVED = "client_observed_server_side_session_id"

_UUID = re.compile("-".join(f"[0-9a-fA-F]{{{digits}}}" for digits in (8, 4, 4, 4, 12)))


class Session:
    """One session on one server: who it is, what is known of it, and how to talk to it.

    Args:
        address: where the server is, and the options of the connection.
        user_agent: how the program introduces itself.
        policies: when failed calls are made again.
        deadlines: how long calls may take.
        reattachable: whether executions survive a broken stream where the server can do that.
        tokens: gives the bearer token, if there is one.
        clock: tells the time in seconds.
        place: what errors call the server, where the address does not say it.
        watch: hears of what happens between calls.
    """

    def __init__(
        self,
        address: Address,
        *,
        user_agent: str,
        policies: Sequence[RetryPolicy],
        deadlines: Deadlines,
        reattachable: bool,
        tokens: Tokens | None,
        clock: Callable[[], float] = time.monotonic,
        place: str | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.address = address
        self.place = place or address.endpoint
        self.user_agent = user_agent
        self.policies = tuple(policies)
        self.deadlines = deadlines
        self.reattachable = reattachable
        self.user_id = address.user_id if address.user_id is not None else os.environ.get("USER")
        self.tags = Tags()
        self.hooks: list[Callable[[Any], Any]] = []
        self.reached = False
        self.closed = False
        self._clock = clock
        self._tokens = tokens
        self.watch = watch or Watch()
        self._version: SparkVersion | None = None
        self._compress_above: int | None = None
        self._asked_for_compression = False
        self._stream_limit: float | None = None
        self.uploads = Uploads(self)
        self.diagnosis = Diagnosis(self)
        self.renewal = Renewal(self, address.session_id or str(uuid.uuid4()), clock)

    @property
    def session_id(self) -> str:
        """The UUID by which the server knows the session."""
        return self.renewal.current.session_id

    @property
    def known_version(self) -> SparkVersion | None:
        """The server's version, if it has been asked for."""
        return self._version

    def forget_settings(self) -> None:
        """Forget what is known of the session's settings."""
        self._asked_for_compression = False

    # --- questions with one answer ---

    def version(self) -> Flow[SparkVersion]:
        """The server's version; asked for once."""
        if self._version is None:
            response = yield from self.call("AnalyzePlan", self.version_request())
            try:
                self._version = SparkVersion.parse(response.spark_version.version)
            except ValueError as error:
                raise SparkConnectException(
                    errorClass="PROTOCOL_ERROR", messageParameters={"failure": str(error)}
                ) from None
        return self._version

    def version_if_told(self, timeout: float | None = None) -> Flow[SparkVersion | None]:
        """The server's version, for what is only about an error: None if it cannot be had."""
        if self._version is None:
            response = yield from self.ask("AnalyzePlan", self.version_request(), timeout)
            if response is not None:
                with contextlib.suppress(ValueError):
                    self._version = SparkVersion.parse(response.spark_version.version)
        return self._version

    def analyze(self, request: Any, depth: int | None = None) -> Flow[Any]:
        """The `AnalyzePlanResponse` to a request that has its question set."""
        # The question lies between the request and its plan.
        of_plan = None if depth is None else depth - 2
        for plan in plan_size.plans_in(request):
            yield from self._prepare(plan, of_plan, levels_above=1)
        return (yield from self.call("AnalyzePlan", request))

    def config(self, operation: Any) -> Flow[Any]:
        """The `ConfigResponse` to a `ConfigRequest.Operation`."""
        request = message_class("ConfigRequest")(operation=operation)
        response, here = yield from self._response("Config", request)
        if operation.WhichOneof("op_type") in ("set", "unset"):
            self.forget_settings()
            yield from self.renewal.configured(here, operation)
        return response

    def cache(self, blobs: Sequence[bytes]) -> Flow[list[str]]:
        """Keep blobs on the server; the hashes by which plans mean them."""
        yield from self._require("caching local data on the server", _HAS_ARTIFACTS)
        return (yield from self.uploads.cache(blobs))

    def add_artifacts(self, added: Sequence[Artifact]) -> Flow[None]:
        """Copy files and blobs to the session on the server, in one call."""
        yield from self._require("artifacts", _HAS_ARTIFACTS)
        yield from self.uploads.add(added)

    def interrupt(self, kind: str, **fields: str) -> Flow[list[str]]:
        """Stop operations; the ids of those that stop."""
        yield from self._require("interrupting operations", _HAS_INTERRUPT)
        request = message_class("InterruptRequest")(interrupt_type=kind, **fields)
        response = yield from self.call("Interrupt", request)
        return list(response.interrupted_ids)

    def statuses(self, operation_ids: Sequence[str]) -> Flow[dict[str, str]]:
        """The states of operations by id; of all that the server still knows, with no ids."""
        yield from self._require("asking for the status of operations", _HAS_STATUS)
        request = message_class("GetStatusRequest")()
        request.operation_status.SetInParent()
        request.operation_status.operation_ids.extend(operation_ids)
        response = yield from self.call("GetStatus", request)
        return states(response)

    def clone(self, new_session_id: str | None) -> Flow[tuple[str, str | None]]:
        """Copy the session on the server; the ids of the copy, its own and the server's."""
        version = yield from self.version()
        if version.line < _HAS_CLONE and new_session_id and not _UUID.fullmatch(new_session_id):
            # As newer servers say it: no upgrade helps with an id that none of them takes.
            raise _no_uuid(new_session_id)
        yield from self._require("cloning a session", _HAS_CLONE)
        request = message_class("CloneSessionRequest")(new_session_id=new_session_id)
        response = yield from self.call("CloneSession", request)
        return response.new_session_id, response.new_server_side_session_id or None

    def continue_as_copy_of(self, parent: Session, server_side_id: str | None) -> None:
        """Begin with what the server has copied from another session."""
        self.reached = True
        self._version = parent._version
        self.renewal.inherit(parent.renewal, server_side_id)

    def release(self) -> Flow[None]:
        """End the session on the server, with all that runs in it, where there is one."""
        if not self.reached:
            return
        version = yield from self.version_if_told(_RELEASE_TIMEOUT)
        if version is None or version.line < _HAS_RELEASE_SESSION:
            return
        here = self.renewal.current
        request = self.fill(message_class("ReleaseSessionRequest")(), here)
        timeout = min(self.timeout("ReleaseSession") or _RELEASE_TIMEOUT, _RELEASE_TIMEOUT)
        outcome = yield from self._tried(
            "ReleaseSession",
            lambda: _made(Call("ReleaseSession", request, timeout)),
            here,
            within=_RELEASE_PATIENCE,
        )
        if not isinstance(outcome, Failure):
            self.verify(outcome, here)
        elif not outcome.session_is_gone:
            raise (yield from self.diagnosis.exception(outcome))

    # --- executions ---

    def execute(
        self,
        aside: Aside,
        plan: Any,
        operation_id: str | None,
        *,
        keep: bool = False,
        depth: int | None = None,
    ) -> Flow[None]:
        """Run a plan, and hand on each response.

        Args:
            aside: releases, and stops listening.
            plan: a `Plan` message; may be changed in the process.
            operation_id: a UUID by which to interrupt it; else a new one.
            keep: let the server keep all results to the end, and go on if nobody listens, for
                others to fetch them.
            depth: how deeply messages are nested in the plan, if that is known.
        """
        version = yield from self.version()
        reattachable = self.reattachable and version.line >= _HAS_REATTACH
        tags = self.tags.all()
        if tags:
            yield from self._require("tagging operations", _HAS_TAGS)
        change = self.renewal.change_of(plan)
        # Nobody knows what a hook makes of a plan.
        repeatable = only_reads(plan) and not self.hooks
        yield from self._prepare(plan, depth)
        began_anew = False
        while True:  # at most twice
            here = yield from self.renewal.settled()
            if change is not None:
                yield from self.renewal.before(here, change)
            request = self.fill(message_class("ExecutePlanRequest")(), here)
            # Passing the plan to the constructor would parse it again, which has a depth limit.
            request.plan.CopyFrom(plan)
            if version.line >= _HAS_REATTACH:
                request.operation_id = operation_id or str(uuid.uuid4())
            request.tags.extend(sorted(tags))
            if version.line >= _HAS_CHUNKING:
                self._ask_for_chunks(request)
            for hook in self.hooks:
                request = hook(request)
            execution = self._execution(request, reattachable, repeatable)
            given_up = yield from self._responses(aside, execution, keep, here)
            if given_up is None:
                break
            replaced = self.renewal.replaced(here, given_up.failure)
            if replaced and not began_anew and execution.may_begin_anew:
                began_anew = True
                continue
            raise (yield from self._failed(execution, given_up))
        if change is not None:
            yield from self.renewal.after(here, change)

    def attach(self, aside: Aside, operation_id: str) -> Flow[None]:
        """Hand on the responses of an execution that somebody else began in this session."""
        yield from self._require("reattaching to an operation", _HAS_REATTACH)
        here = yield from self.renewal.settled()
        request = self.fill(message_class("ExecutePlanRequest")(operation_id=operation_id), here)
        execution = self._execution(request, True)
        given_up = yield from self._responses(aside, execution, True, here)
        if given_up is not None:
            self.renewal.replaced(here, given_up.failure)
            raise (yield from self._failed(execution, given_up))

    def _execution(self, request: Any, reattachable: bool, repeatable: bool = False) -> Execution:
        return Execution(
            request,
            Retries(self.policies, clock=self._clock),
            reattachable=reattachable,
            repeatable=repeatable,
            silence=self.deadlines.silence,
            measure=Measure(self.address.max_result_rows, self.address.max_result_bytes),
        )

    def _ask_for_chunks(self, request: Any) -> None:
        # Otherwise an Arrow batch larger than a message may be cannot be received at all.
        chunking = request.request_options.add().result_chunking_options
        chunking.allow_arrow_batch_chunking = True
        if self.address.preferred_chunk_size is not None:
            chunking.preferred_arrow_chunk_size = self.address.preferred_chunk_size

    def _responses(
        self,
        aside: Aside,
        execution: Execution,
        keep: bool,
        here: Incarnation,
        *,
        heard: bool = True,
    ) -> Flow[GiveUp | None]:
        """Hand on the responses of an execution, if they are `heard`; how it failed, if it did."""
        stream: Any = None
        # One release at a time is on its way: the next one covers what arrived meanwhile.
        release: Any = None
        ends_at = None
        if self.deadlines.execution is not None:
            ends_at = self._clock() + self.deadlines.execution
        renewed = False
        # Whoever stops listening to what is kept wants it to go on; so does who cannot go on.
        leave = keep
        failure: Failure | None = None
        method = "ExecutePlan"
        try:
            while True:  # bounded by the retries of the execution
                match execution.step():
                    case Finished():
                        leave = False
                        return None
                    case GiveUp() as given_up:
                        leave = keep and not execution.over
                        return given_up
                    case Doubt(seconds):
                        execution.works((yield from self._works(execution, seconds)))
                        continue
                    case Wait(seconds):
                        left = seconds if ends_at is None else ends_at - self._clock()
                        self.watch.retries(method, failure, seconds)
                        yield Sleep(max(0.0, min(seconds, left)))
                        continue
                    case OpenStream(method, request):
                        loss = None
                        if method == "ExecutePlan" and here.doubtful:
                            loss = yield from self.renewal.loss(here)
                        if loss is not None:
                            leave = False
                            return GiveUp(loss)
                        timeout = self._stream_timeout(method, execution, ends_at)
                        if timeout is not None and timeout <= 0:
                            leave = False
                            return GiveUp(_out_of_time(self.deadlines.execution))
                        if method == "ReattachExecute":
                            self.watch.reattaches(execution.operation_id)
                        stream = yield Open(method, self._observing(request), timeout)
                while not execution.complete:
                    try:
                        response = yield Read(stream)
                    except CallFailed as failed:
                        failure = failed.failure
                        self.renewal.doubt(here, failure)
                        if failure.code == "UNAUTHENTICATED" and not renewed and self._renews():
                            renewed = True
                            execution.again()
                        else:
                            execution.failed(failure)
                        break
                    if response is None:
                        failure = None
                        execution.ended()
                        break
                    renewed = False
                    self.reached = True
                    self.renewal.heard(here)
                    handed_on = execution.received(response)
                    self.verify(response, here)
                    if (
                        not keep
                        and (release is None or release.done())
                        and (consumed := execution.release_consumed()) is not None
                    ):
                        release = self._send(aside, "ReleaseExecute", consumed)
                    if handed_on is not None and heard:
                        yield Hand(handed_on)
        except PySparkException:
            # Not to be read by anybody: too large, out of order, or of another session.
            leave = False
            raise
        finally:
            if stream is not None:
                aside.cancel(stream)
            if not leave:
                if (interruption := execution.interrupt()) is not None:
                    aside.follow(self._farewell(execution, interruption))
                elif (last := execution.release_all()) is not None:
                    self._send(aside, "ReleaseExecute", last)

    def _works(self, execution: Execution, seconds: float) -> Flow[bool | None]:
        """Whether a server that ended an empty stream after so long works on what it is to run.

        Since Spark 4.2 it is asked. Before, a stream that lasted about as long as the server lets
        streams last is a sign of life, as a query may be quiet for days; nobody knows of others.
        """
        if self._tells_states:
            told = yield from self._asked("GetStatus", execution.state_request())
            if told is not None:
                return only_state(told) in GOES_ON
        if self._stream_limit is None:
            request = message_class("ConfigRequest")()
            request.operation.get_option.keys.append(stream_limit.CONF)
            response = yield from self.ask("Config", request)
            pairs = response.pairs if response is not None else ()
            told = next((pair.value for pair in pairs if pair.HasField("value")), None)
            self._stream_limit = stream_limit.seconds(told)
        return True if seconds >= self._stream_limit / 2 else None

    @property
    def _tells_states(self) -> bool:
        # The version was asked for before anything ran.
        return self._version is not None and self._version.line >= _HAS_STATUS

    def _farewell(self, execution: Execution, interruption: Any) -> Flow[None]:
        return farewell(execution, interruption, ask=self._asked, tells_states=self._tells_states)

    def _asked(self, method: str, request: Any) -> Flow[Any | None]:
        """The response to a call about an execution, made once; None when it fails."""
        try:
            return (yield Call(method, self._observing(request), self.timeout(method)))
        except CallFailed:
            return None

    def _send(self, aside: Aside, method: str, request: Any) -> Any:
        return aside.send(method, self._observing(request), self.timeout(method))

    def _stream_timeout(
        self, method: str, execution: Execution, ends_at: float | None
    ) -> float | None:
        # Where nothing can be reattached to, the deadline of a stream would end the execution.
        timeout = self.timeout(method) if execution.reattachable else None
        if ends_at is None:
            return timeout
        left = ends_at - self._clock()
        return left if timeout is None else min(left, timeout)

    def _failed(self, execution: Execution, given_up: GiveUp) -> Flow[PySparkException]:
        error = yield from self.diagnosis.exception(given_up.failure)
        if given_up.error is not None:
            given_up.error.__cause__ = error
            return given_up.error
        if isinstance(error, SparkConnectException):
            error._operation_id = execution.operation_id
        return error

    def _prepare(self, plan: Any, depth: int | None, levels_above: int = 0) -> Flow[None]:
        """See that a server can read a plan: not too deep, and compressed if it is large."""
        plan_size.refuse_too_deep(plan, self.address.max_plan_depth - levels_above, depth)
        if not plan_size.worth_compressing(plan):
            return
        version = yield from self.version()
        if version.line < _HAS_COMPRESSION:
            return
        if not self._asked_for_compression:
            operation = message_class("ConfigRequest.Operation")()
            operation.get_option.keys.extend([plan_size.THRESHOLD_CONF, plan_size.ALGORITHM_CONF])
            response = yield from self.config(operation)
            self._compress_above = plan_size.threshold(
                {pair.key: pair.value for pair in response.pairs if pair.HasField("value")}
            )
            self._asked_for_compression = True
        if self._compress_above is not None:
            plan_size.compress(plan, self._compress_above)

    # --- one call ---

    def call(self, method: str, request: Any) -> Flow[Any]:
        """The response to a request, after as many attempts as the policies allow."""
        response, _ = yield from self._response(method, request)
        return response

    def _response(self, method: str, request: Any) -> Flow[tuple[Any, Incarnation]]:
        return (
            yield from self.answered(
                method, lambda here: _made(self.one_call(method, request, here))
            )
        )

    def one_call(self, method: str, request: Any, here: Incarnation) -> Call:
        """One attempt at a call of a session."""
        return Call(method, self.fill(request, here), self.timeout(method))

    def ask(self, method: str, request: Any, timeout: float | None = None) -> Flow[Any | None]:
        """The response to a call that is only about an error: None when it fails."""
        request = self.fill(request, self.renewal.current)
        try:
            return (yield Call(method, request, timeout or self.timeout(method)))
        except CallFailed:
            return None

    def version_request(self) -> Any:
        """The request for the server's version."""
        request = message_class("AnalyzePlanRequest")()
        request.spark_version.SetInParent()
        return request

    def fill(self, request: Any, here: Incarnation) -> Any:
        """Set in `request` what every request of a session has."""
        request.session_id = here.session_id
        request.client_type = self.user_agent
        if self.user_id is not None:
            request.user_context.user_id = self.user_id
        if _OBSERVED in request.DESCRIPTOR.fields_by_name:
            if here.server_side_id:
                setattr(request, _OBSERVED, here.server_side_id)
            else:
                request.ClearField(_OBSERVED)
        return request

    def _observing(self, request: Any) -> Any:
        """Say in a request of an execution what the server has told of its session by now."""
        here = self.renewal.current
        if here.server_side_id and request.session_id == here.session_id:
            setattr(request, _OBSERVED, here.server_side_id)
        return request

    def answered(
        self, method: str, attempt: Callable[[Incarnation], Flow[Any]]
    ) -> Flow[tuple[Any, Incarnation]]:
        """The response, after as many attempts as the policies allow, and who gave it.

        Args:
            method: what logs call the attempts.
            attempt: one attempt with a session.
        """
        here = yield from self.renewal.settled()
        outcome = yield from self._tried(method, lambda: attempt(here), here)
        if isinstance(outcome, Failure) and self.renewal.replaced(here, outcome):
            here = yield from self.renewal.settled()
            outcome = yield from self._tried(method, lambda: attempt(here), here)
            if isinstance(outcome, Failure):
                self.renewal.replaced(here, outcome)
        if isinstance(outcome, Failure):
            raise (yield from self.diagnosis.exception(outcome))
        self.verify(outcome, here)
        return outcome, here

    def _tried(
        self,
        method: str,
        attempt: Callable[[], Flow[Any]],
        here: Incarnation,
        *,
        within: float | None = None,
    ) -> Flow[Any]:
        """The response, or the failure after which there are no more attempts.

        Args:
            method: what logs call the attempts.
            attempt: makes one.
            here: the session that it is made to.
            within: seconds after which no more attempts begin.
        """
        patience = None if self.reached else self.address.connect_timeout or None
        retries = Retries(self.policies, patience=patience, clock=self._clock)
        give_up_at = None if within is None else self._clock() + within
        renewed = False
        while True:  # bounded by the retries
            try:
                response = yield from attempt()
            except CallFailed as failed:
                failure = failed.failure
            else:
                self.reached = True
                self.renewal.heard(here)
                return response
            self.renewal.doubt(here, failure)
            if failure.code == "UNAUTHENTICATED" and not renewed and self._renews():
                renewed = True
                continue
            delay = None if self.token_error is not None else retries.next_delay(failure)
            if delay is None or (give_up_at is not None and self._clock() + delay > give_up_at):
                return failure
            self.watch.retries(method, failure, delay)
            yield Sleep(delay)
            if (loss := (yield from self.renewal.loss(here))) is not None:
                return loss

    def timeout(self, method: str) -> float | None:
        """How long a call may take, in seconds."""
        seconds: float | None = getattr(self.deadlines, METHODS[method].deadline)
        return seconds

    def _renews(self) -> bool:
        renews = self._tokens is not None and self._tokens.renew()
        if renews:
            self.watch.renews_token()
        return renews

    @property
    def token_error(self) -> Exception | None:
        """Why there is no token, where there should be one."""
        return None if self._tokens is None else self._tokens.error

    def _require(self, feature: str, line: tuple[int, int]) -> Flow[None]:
        version = yield from self.version()
        if version.line < line:
            raise UnsupportedOnServerError(
                feature=feature, required=".".join(map(str, line)), connected=str(version)
            )

    # --- which session it is ---

    def verify(self, response: Any, here: Incarnation) -> None:
        """Check that the server speaks of our session, and of the same as before.

        Raises:
            PySparkAssertionError: it does not.
        """
        if response.session_id and response.session_id != here.session_id:
            raise PySparkAssertionError(
                f"The server answered for session {response.session_id}, "
                f"but this is session {here.session_id}."
            )
        # Spark sends it since 4.0.
        told = response.server_side_session_id
        if not told:
            return
        if here.server_side_id is None:
            here.server_side_id = told
        elif told != here.server_side_id:
            self.closed = True
            raise PySparkAssertionError(
                "The server has lost this session, as after a restart; make a new one. "
                f"({here.server_side_id} became {told})"
            )

    def tell(self, here: Incarnation, change: Change) -> Flow[Failure | None]:
        """Tell a fresh session what the lost one was told; the failure, if it was one."""
        match change.method:
            case "Config":
                request = message_class("ConfigRequest")(operation=change.said)
                call = self.one_call("Config", request, here)
                outcome = yield from self._tried("Config", lambda: _made(call), here)
            case "AddArtifacts":
                said = change.said
                outcome = yield from self._tried(
                    "AddArtifacts", lambda: self.uploads.attempt(said, here), here
                )
            case _:
                request = self.fill(message_class("ExecutePlanRequest")(), here)
                request.plan.CopyFrom(change.said)
                # Not to be reattached to, and so there is nothing to release in the end.
                execution = self._execution(request, False)
                # What it answers is no answer to whoever found out that the session is lost.
                replay = self._responses(_Nothing(), execution, False, here, heard=False)
                given_up = yield from replay
                return None if given_up is None else given_up.failure
        if isinstance(outcome, Failure):
            return outcome
        self.verify(outcome, here)
        return None


def _made(effect: Call) -> Flow[Any]:
    """An attempt that is a single call."""
    return (yield effect)


class _Nothing:
    """Does nothing aside: for executions that leave nothing to be done."""

    def send(self, method: str, request: Any, timeout: float | None) -> None:
        pass

    def follow(self, flow: Flow[None]) -> None:
        pass

    def cancel(self, stream: Any) -> None:
        pass


def _no_uuid(session_id: str) -> SparkConnectGrpcException:
    condition = "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_FORMAT"
    return SparkConnectGrpcException(
        f"[{condition}] The id of a clone must be a UUID such as "
        f"00112233-4455-6677-8899-aabbccddeeff, but is {session_id!r}.",
        errorClass=condition,
        messageParameters={"targetSessionId": session_id},
        sql_state="42K04",
    )


def _out_of_time(seconds: float | None) -> Failure:
    return Failure(
        code="DEADLINE_EXCEEDED",
        message=f"The execution took longer than the {seconds} seconds that it may take "
        "(`Deadlines.execution`); it was stopped.",
    )
