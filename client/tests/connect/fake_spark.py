"""The lab's strict server with answers that a test has written down, method by method."""

import copy
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import grpc

from sparity.connect import Client, RetryPolicy
from sparity.connect.rpc import METHODS, UPLOADS
from sparity.protocol import message_class as class_of_client
from sparity_lab.fake.strict import Call, StrictServer
from sparity_lab.record.schema import message_class, responses
from sparity_lab.resilience.policy import EndCall, Status


@dataclass(frozen=True)
class Abort:
    """In a script: the call fails here."""

    code: grpc.StatusCode
    message: str = "aborted"
    packed: bytes | None = None

    @property
    def status(self) -> Status:
        details = () if self.packed is None else (("grpc-status-details-bin", self.packed),)
        return Status(self.code, self.message, details)


@dataclass(frozen=True)
class Pause:
    """In a script: nothing comes for so many seconds, or until the client goes away."""

    seconds: float = 60.0


class FakeSpark(StrictServer):
    """Answers calls; `script` has the answers of a method, one a call, the last one repeated.

    `late` has the seconds that calls of a method are on their way. With `remembers_uploads`, it
    says of small artifacts that came whether they are there.
    """

    def __init__(self, version: str = "4.1.1") -> None:
        super().__init__(version)
        self.server_side_session_id = "server-side" if version >= "4" else ""
        self.script: dict[str, list[Any]] = {}
        self.late: dict[str, float] = {}
        self.remembers_uploads = False
        self.coming: set[str] = set()
        """The methods of which a call has come, or is on its way."""

    def server_side(self, session: str) -> str:
        return self.server_side_session_id

    def arrives(self, call: Call) -> None:
        self.coming.add(call.method)
        time.sleep(self.late.get(call.method, 0))
        super().arrives(call)

    def requests(self, method: str) -> list[Any]:
        """The requests of a method as the client's own messages; of an upload, those of a call."""
        ours = class_of_client(METHODS[method].request)
        found = [
            [ours.FromString(one.SerializeToString()) for one in call.requests]
            for call in self.calls
            if call.method == method
        ]
        return found if method in UPLOADS else [one for (one,) in found]

    def wait_until_released(self) -> None:
        """Wait for releases, which may still be on their way."""
        self.judge.settle(5)
        assert self.judge.complaints == []

    def answers(self, call: Call, context: Any) -> Iterator[Any]:
        for answer in self._scripted(call):
            if isinstance(answer, Pause):
                gone = threading.Event()
                context.add_callback(gone.set)
                gone.wait(answer.seconds)
            elif isinstance(answer, Abort):
                raise EndCall(answer.status)
            else:
                yield copy.deepcopy(answer)

    def _scripted(self, call: Call) -> list[Any]:
        answers = self.script.get(call.method)
        if not answers:
            return [self.default(call.method, call.request)]
        mine = [one for one in self.calls if one.method == call.method]
        place = next(place for place, one in enumerate(mine) if one is call)
        answer = answers[min(place, len(answers) - 1)]
        return answer if isinstance(answer, list) else [answer]

    def default(self, method: str, request: Any) -> Any:
        response = message_class(responses()[method])()
        if method == "AnalyzePlan":
            response.spark_version.version = self.version
        if method == "ExecutePlan":
            response.result_complete.SetInParent()
        if method == "ArtifactStatus" and self.remembers_uploads:
            for name in self._uploaded().intersection(request.names):
                response.statuses[name].exists = True
        if method == "Interrupt" and request.operation_id:
            response.interrupted_ids.append(request.operation_id)
        if method == "GetStatus":
            for operation in request.operation_status.operation_ids:
                response.operation_statuses.add(operation_id=operation, state=self.state(operation))
        return response

    def _uploaded(self) -> set[str]:
        return {
            one.name
            for sent in self.requests("AddArtifacts")
            for request in sent
            for one in request.batch.artifacts
        }

    def state(self, operation: str) -> str:
        """The state of an operation by what was asked: it runs until it is interrupted."""
        stopped = any(one.operation_id == operation for one in self.requests("Interrupt"))
        return "OPERATION_STATE_CANCELLED" if stopped else "OPERATION_STATE_RUNNING"


@dataclass
class Served:
    """A fake server and clients of it."""

    spark: FakeSpark
    port: int
    slept: list[float]
    clients: list[Client]

    @property
    def url(self) -> str:
        return f"sc://localhost:{self.port}"

    def client(self, parameters: str = "", **options: Any) -> Client:
        options = {"retry": RetryPolicy(max_retries=3), "sleep": self.slept.append, **options}
        made = Client(f"{self.url}/;{parameters}", **options)
        self.clients.append(made)
        return made
