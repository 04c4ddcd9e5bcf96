"""A client of a few raw calls, which does right, or wrong in one place."""

import uuid
from collections.abc import Iterator
from typing import Any

import grpc

from sparity_lab.fake.server import FakeServer
from sparity_lab.record import schema
from sparity_lab.record.schema import message_class


class WrongClient:
    """Calls a server; what it is given is put into the requests as it is."""

    def __init__(self, fake: FakeServer) -> None:
        self.fake = fake
        self.session = str(uuid.uuid4())
        self.observed = ""
        self._channel = grpc.insecure_channel(fake.url.removeprefix("sc://"))

    def __enter__(self) -> "WrongClient":
        return self

    def __exit__(self, *exception: object) -> None:
        self._channel.close()

    def call(self, method: str, **fields: Any) -> list[Any]:
        """The responses of a call; raises `grpc.RpcError`."""
        return list(self.stream(method, **fields))

    def stream(self, method: str, **fields: Any) -> Iterator[Any]:
        """The responses of a call as they come."""
        request = self.request(method, **fields)
        for data in self._stream(method, [request.SerializeToString()]):
            response = schema.read(schema.responses()[method], data)
            self.observed = getattr(response, "server_side_session_id", "") or self.observed
            yield response

    def upload(self, *requests: dict[str, Any]) -> None:
        """One call of AddArtifacts."""
        made = [self.request("AddArtifacts", **fields).SerializeToString() for fields in requests]
        list(self._stream("AddArtifacts", made))

    def request(self, method: str, **fields: Any) -> Any:
        """A request in order, but for what is given."""
        made = message_class(schema.requests()[method])
        about = {"session_id": self.session, "client_type": "wrong"}
        if self.observed and method != "ReleaseSession":
            about["client_observed_server_side_session_id"] = self.observed
        return made(**{**about, **fields})

    def execute(self, query: str, operation: str | None = None, **fields: Any) -> list[Any]:
        """The responses of a reattachable execution of a query."""
        return self.call("ExecutePlan", **self.execution(query, operation, **fields))

    def execution(self, query: str, operation: str | None = None, **fields: Any) -> dict[str, Any]:
        """What a request to execute a query is made of."""
        about = {
            "plan": {"root": {"sql": {"query": query}}},
            "operation_id": operation or str(uuid.uuid4()),
            "request_options": [{"reattach_options": {"reattachable": True}}],
        }
        return {**about, **fields}

    def complaints(self) -> list[str]:
        """What the server has against the calls so far, without waiting for releases."""
        return [str(complaint) for complaint in self.fake.judge.complaints]

    def _stream(self, method: str, requests: list[bytes]) -> Iterator[bytes]:
        path = f"/{schema.SERVICE}/{method}"
        if method == "AddArtifacts":
            yield self._channel.stream_unary(path)(iter(requests), timeout=20)
        elif method in ("ExecutePlan", "ReattachExecute"):
            yield from self._channel.unary_stream(path)(requests[0], timeout=20)
        else:
            yield self._channel.unary_unary(path)(requests[0], timeout=20)
