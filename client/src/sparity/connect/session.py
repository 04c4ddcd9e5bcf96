"""What a client decides about one session, as flows: which calls, which retries, which errors.

Nothing here makes a call: each public method that is a flow is driven by `driver_sync` or
`driver_async`. What runs an execution is the state machine of `execution`.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sparity.connect import artifacts, plan_size, stream_limit
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
    Upload,
)
from sparity.connect.execution import Doubt, Execution, Finished, GiveUp, Wait
from sparity.connect.execution import Open as OpenStream
from sparity.connect.failure import Failure
from sparity.connect.farewell import farewell
from sparity.connect.journal import Entry, Journal, change_in
from sparity.connect.limits import Measure
from sparity.connect.reading import only_reads
from sparity.connect.retry import Retries, RetryPolicy
from sparity.connect.rpc import METHODS
from sparity.connect.states import GOES_ON, only_state, states
from sparity.connect.tags import Tags
from sparity.connect.tokens import Tokens
from sparity.connect.watch import Watch
from sparity.errors import (
    PySparkAssertionError,
    PySparkException,
    SparkConnectException,
    SparkConnectGrpcException,
    UnsupportedOnServerError,
)
from sparity.protocol import SparkVersion, message_class

_HAS_REATTACH = (3, 5)
_HAS_INTERRUPT = (3, 5)
_HAS_TAGS = (3, 5)
_HAS_ARTIFACTS = (3, 5)
_HAS_CLONE = (4, 1)
_HAS_RELEASE_SESSION = (4, 0)
_HAS_CHUNKING = (4, 1)
_HAS_COMPRESSION = (4, 1)
_HAS_STATUS = (4, 2)

# How long one thread waits for another that tells a fresh session what the lost one knew.
_PATIENCE_WITH_REPLAY = 600.0
_REPLAY_PAUSE = 0.05

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
        self.session_id = address.session_id or str(uuid.uuid4())
        self.user_id = address.user_id if address.user_id is not None else os.environ.get("USER")
        self.tags = Tags()
        self.hooks: list[Callable[[Any], Any]] = []
        self.reached = False
        self.closed = False
        self.server_side_session_id: str | None = None
        self._clock = clock
        self._tokens = tokens
        self._watch = watch or Watch()
        self._version: SparkVersion | None = None
        self._compress_above: int | None = None
        self._asked_for_compression = False
        self._stream_limit: float | None = None
        self._journal = Journal() if address.on_lost_session == "replay" else None
        self._replaying = False
        self._lock = threading.Lock()
        self._diagnosis = Diagnosis(self)

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

    def version_if_told(self) -> Flow[SparkVersion | None]:
        """The server's version, for what is only about an error: None if it cannot be had."""
        if self._version is None:
            response = yield from self.ask("AnalyzePlan", self.version_request())
            if response is not None:
                with contextlib.suppress(ValueError):
                    self._version = SparkVersion.parse(response.spark_version.version)
        return self._version

    def analyze(self, request: Any) -> Flow[Any]:
        """The `AnalyzePlanResponse` to a request that has its question set."""
        for plan in plan_size.plans_in(request):
            # The question lies between the request and its plan.
            yield from self._prepare(plan, levels_above=1)
        return (yield from self.call("AnalyzePlan", request))

    def config(self, operation: Any) -> Flow[Any]:
        """The `ConfigResponse` to a `ConfigRequest.Operation`."""
        request = message_class("ConfigRequest")(operation=operation)
        response = yield from self.call("Config", request)
        if operation.WhichOneof("op_type") in ("set", "unset"):
            self._asked_for_compression = False
            if self._journal is not None:
                self._journal.note_config(operation)
        return response

    def cache(self, blobs: Sequence[bytes]) -> Flow[list[str]]:
        """Keep blobs on the server; the hashes by which plans mean them."""
        yield from self._require("caching local data on the server", _HAS_ARTIFACTS)
        hashes = [artifacts.blob_hash(blob) for blob in blobs]
        request = message_class("ArtifactStatusesRequest")(
            names=[artifacts.cached_name(blob) for blob in hashes]
        )
        known = (yield from self.call("ArtifactStatus", request)).statuses
        missing = {
            name: artifacts.Artifact(name, data)
            for name, data in zip(request.names, blobs, strict=True)
            if not (name in known and known[name].exists)
        }
        if missing:
            yield from self.add_artifacts(list(missing.values()))
        return hashes

    def add_artifacts(self, added: Sequence[artifacts.Artifact]) -> Flow[None]:
        """Copy files and blobs to the session on the server, in one call."""
        yield from self._require("artifacts", _HAS_ARTIFACTS)

        response = yield from self._answered(self._upload(added))
        damaged = [told.name for told in response.artifacts if not told.is_crc_successful]
        if damaged:
            raise SparkConnectException(f"Artifacts were damaged on their way: {damaged}")
        if self._journal is not None:
            self._journal.note_artifacts(added)

    def _upload(self, added: Sequence[artifacts.Artifact]) -> Callable[[], Call | Upload]:
        return lambda: Upload(
            "AddArtifacts",
            lambda: map(self.fill, artifacts.requests(added)),
            self._timeout("AddArtifacts"),
        )

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

    def release(self) -> Flow[None]:
        """End the session on the server, with all that runs in it, where there is one."""
        if not self.reached:
            return
        version = yield from self.version()
        if version.line >= _HAS_RELEASE_SESSION:
            yield from self.call("ReleaseSession", message_class("ReleaseSessionRequest")())

    # --- executions ---

    def execute(
        self, aside: Aside, plan: Any, operation_id: str | None, *, keep: bool = False
    ) -> Flow[None]:
        """Run a plan, and hand on each response.

        Args:
            aside: releases, and stops listening.
            plan: a `Plan` message; may be changed in the process.
            operation_id: a UUID by which to interrupt it; else a new one.
            keep: let the server keep all results to the end, and go on if nobody listens, for
                others to fetch them.
        """
        version = yield from self.version()
        reattachable = self.reattachable and version.line >= _HAS_REATTACH
        tags = self.tags.all()
        if tags:
            yield from self._require("tagging operations", _HAS_TAGS)
        change = None if self._journal is None else change_in(plan)
        # Nobody knows what a hook makes of a plan.
        repeatable = only_reads(plan) and not self.hooks
        yield from self._prepare(plan)
        began_anew = False
        while True:  # at most twice
            session_id = self.session_id
            request = self.fill(message_class("ExecutePlanRequest")())
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
            given_up = yield from self._responses(aside, execution, keep)
            if given_up is None:
                break
            if (
                not began_anew
                and execution.may_begin_anew
                and self._may_begin_anew(given_up.failure)
            ):
                yield from self._begin_anew(session_id)
                began_anew = True
                continue
            raise (yield from self._failed(execution, given_up))
        if self._journal is not None and change is not None:
            self._journal.note_change(change)

    def attach(self, aside: Aside, operation_id: str) -> Flow[None]:
        """Hand on the responses of an execution that somebody else began in this session."""
        yield from self._require("reattaching to an operation", _HAS_REATTACH)
        request = self.fill(message_class("ExecutePlanRequest")(operation_id=operation_id))
        execution = self._execution(request, True)
        given_up = yield from self._responses(aside, execution, True)
        if given_up is not None:
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

    def _responses(self, aside: Aside, execution: Execution, keep: bool) -> Flow[GiveUp | None]:
        """Hand on the responses of an execution; how it failed, if it did."""
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
                        self._watch.retries(method, failure, seconds)
                        yield Sleep(max(0.0, min(seconds, left)))
                        continue
                    case OpenStream(method, request):
                        timeout = self._stream_timeout(method, execution, ends_at)
                        if timeout is not None and timeout <= 0:
                            leave = False
                            return GiveUp(_out_of_time(self.deadlines.execution))
                        if method == "ReattachExecute":
                            self._watch.reattaches(execution.operation_id)
                        stream = yield Open(method, self._observing(request), timeout)
                while not execution.complete:
                    try:
                        response = yield Read(stream)
                    except CallFailed as failed:
                        failure = failed.failure
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
                    handed_on = execution.received(response)
                    self.verify(response)
                    if (
                        not keep
                        and (release is None or release.done())
                        and (consumed := execution.release_consumed()) is not None
                    ):
                        release = self._send(aside, "ReleaseExecute", consumed)
                    if handed_on is not None:
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
            return (yield Call(method, self._observing(request), self._timeout(method)))
        except CallFailed:
            return None

    def _send(self, aside: Aside, method: str, request: Any) -> Any:
        return aside.send(method, self._observing(request), self._timeout(method))

    def _stream_timeout(
        self, method: str, execution: Execution, ends_at: float | None
    ) -> float | None:
        # Where nothing can be reattached to, the deadline of a stream would end the execution.
        timeout = self._timeout(method) if execution.reattachable else None
        if ends_at is None:
            return timeout
        left = ends_at - self._clock()
        return left if timeout is None else min(left, timeout)

    def _failed(self, execution: Execution, given_up: GiveUp) -> Flow[PySparkException]:
        error = yield from self._diagnosis.exception(given_up.failure)
        if given_up.error is not None:
            given_up.error.__cause__ = error
            return given_up.error
        if isinstance(error, SparkConnectException):
            error._operation_id = execution.operation_id
        return error

    def _prepare(self, plan: Any, levels_above: int = 0) -> Flow[None]:
        """See that a server can read a plan: not too deep, and compressed if it is large."""
        plan_size.refuse_too_deep(plan, self.address.max_plan_depth - levels_above)
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
        return (
            yield from self._answered(
                lambda: Call(method, self.fill(request), self._timeout(method))
            )
        )

    def ask(self, method: str, request: Any) -> Flow[Any | None]:
        """The response to a call that is only about an error: None when it fails."""
        try:
            return (yield Call(method, self.fill(request), self._timeout(method)))
        except CallFailed:
            return None

    def version_request(self) -> Any:
        """The request for the server's version."""
        request = message_class("AnalyzePlanRequest")()
        request.spark_version.SetInParent()
        return request

    def fill(self, request: Any) -> Any:
        """Set in `request` what every request has."""
        request.session_id = self.session_id
        request.client_type = self.user_agent
        if self.user_id is not None:
            request.user_context.user_id = self.user_id
        if _OBSERVED in request.DESCRIPTOR.fields_by_name:
            if self.server_side_session_id:
                setattr(request, _OBSERVED, self.server_side_session_id)
            else:
                request.ClearField(_OBSERVED)
        return request

    def _observing(self, request: Any) -> Any:
        """Say in a request of an execution what the server has told of its session by now."""
        if self.server_side_session_id and request.session_id == self.session_id:
            setattr(request, _OBSERVED, self.server_side_session_id)
        return request

    def _answered(self, effect: Callable[[], Call | Upload]) -> Flow[Any]:
        session_id = self.session_id
        outcome = yield from self._tried(effect)
        if isinstance(outcome, Failure) and self._may_begin_anew(outcome):
            yield from self._begin_anew(session_id)
            outcome = yield from self._tried(effect)
        if isinstance(outcome, Failure):
            raise (yield from self._diagnosis.exception(outcome))
        self.verify(outcome)
        return outcome

    def _tried(self, effect: Callable[[], Call | Upload]) -> Flow[Any]:
        """The response, or the failure after which there are no more attempts."""
        patience = None if self.reached else self.address.connect_timeout or None
        retries = Retries(self.policies, patience=patience, clock=self._clock)
        renewed = False
        while True:  # bounded by the retries
            doing = effect()
            try:
                response = yield doing
            except CallFailed as failed:
                failure = failed.failure
            else:
                self.reached = True
                return response
            if failure.code == "UNAUTHENTICATED" and not renewed and self._renews():
                renewed = True
                continue
            delay = None if self.token_error is not None else retries.next_delay(failure)
            if delay is None:
                return failure
            self._watch.retries(doing.method, failure, delay)
            yield Sleep(delay)

    def _timeout(self, method: str) -> float | None:
        seconds: float | None = getattr(self.deadlines, METHODS[method].deadline)
        return seconds

    def _renews(self) -> bool:
        renews = self._tokens is not None and self._tokens.renew()
        if renews:
            self._watch.renews_token()
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

    def verify(self, response: Any) -> None:
        """Check that the server speaks of our session, and of the same as before.

        Raises:
            PySparkAssertionError: it does not.
        """
        if response.session_id and response.session_id != self.session_id:
            raise PySparkAssertionError(
                f"The server answered for session {response.session_id}, "
                f"but this is session {self.session_id}."
            )
        # Spark sends it since 4.0.
        told = response.server_side_session_id
        if not told:
            return
        if self.server_side_session_id is None:
            self.server_side_session_id = told
        elif told != self.server_side_session_id:
            self.closed = True
            raise PySparkAssertionError(
                "The server has lost this session, as after a restart; make a new one. "
                f"({self.server_side_session_id} became {told})"
            )

    def _may_begin_anew(self, failure: Failure) -> bool:
        return (
            self.address.on_lost_session != "fail" and not self.closed and failure.session_is_gone
        )

    def _begin_anew(self, lost: str) -> Flow[None]:
        """Go on with a fresh session in place of one that the server has lost."""
        with self._lock:
            first = self.session_id == lost
            if first:
                self.session_id = str(uuid.uuid4())
                self.server_side_session_id = None
                self._asked_for_compression = False
                self._replaying = self._journal is not None
                fresh = self.session_id
        if first:
            self._watch.replaces_session(lost, fresh)
        if not first:
            # Another thread found out before; its replay has to be over before we go on.
            give_up_at = self._clock() + _PATIENCE_WITH_REPLAY
            while self._replaying and self._clock() < give_up_at:
                yield Sleep(_REPLAY_PAUSE)
        elif self._journal is not None:
            try:
                yield from self._replay(self._journal.entries())
            finally:
                self._replaying = False

    def _replay(self, entries: Sequence[Entry]) -> Flow[None]:
        for method, said in entries:
            outcome = yield from self._said_again(method, said)
            if outcome is not None:
                self.closed = True
                cause = yield from self._diagnosis.exception(outcome)
                error = SparkConnectException(
                    errorClass="SESSION_NOT_REPLAYED", messageParameters={"reason": str(cause)}
                )
                error.__cause__ = cause
                raise error
        self._watch.replayed(len(entries))

    def _said_again(self, method: str, said: Any) -> Flow[Failure | None]:
        """Tell a fresh session what the lost one was told; the failure, if it was one."""
        match method:
            case "Config":
                request = message_class("ConfigRequest")(operation=said)
                effect: Callable[[], Call | Upload] = lambda: Call(  # noqa: E731
                    method, self.fill(request), self._timeout(method)
                )
            case "AddArtifacts":
                effect = self._upload(said)
            case _:
                request = self.fill(message_class("ExecutePlanRequest")())
                request.plan.CopyFrom(said)
                # Not to be reattached to, and so there is nothing to release in the end.
                given_up = yield from self._responses(
                    _Nothing(), self._execution(request, False), False
                )
                return None if given_up is None else given_up.failure
        outcome = yield from self._tried(effect)
        if isinstance(outcome, Failure):
            return outcome
        self.verify(outcome)
        return None


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
