"""A session whose client answers from a script, for tests that need no server."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from sparity.connect import Address
from sparity.plan.datatypes import write_data_type
from sparity.protocol import SparkVersion, message_class
from sparity.sql import SparkSession
from sparity.types import StructType


class FakeClient:
    """Records what it is asked, and answers from queues; an empty queue means an empty answer."""

    def __init__(self, version: str = "4.3.0") -> None:
        self.session_id = "fake"
        self.address = Address(host="fake")
        self.server_version = SparkVersion.parse(version)
        self.is_closed = False
        self.released = 0
        self.plans: list[Any] = []
        self.questions: list[Any] = []
        self.operations: list[Any] = []
        self.results: deque[Iterable[Any]] = deque()
        self.schemas: deque[StructType] = deque()
        self.answers: deque[Any] = deque()
        self.settings: dict[str, str] = {}
        self.handed_out = 0
        self.operation_ids: set[str] = set()
        self.artifacts: list[Any] = []
        self.hooks: list[Any] = []
        self.cached: list[list[bytes]] = []

    def execute(
        self, plan: Any, *, operation_id: str | None = None, depth: int | None = None
    ) -> Iterator[Any]:
        self.plans.append(plan)
        self.operation_ids |= {operation_id} - {None}
        for response in self.results.popleft() if self.results else []:
            self.handed_out += 1
            yield response

    def add_artifacts(self, artifacts: list[Any]) -> None:
        self.artifacts += artifacts

    def add_hook(self, hook: Any) -> None:
        self.hooks.append(hook)

    def analyze(self, request: Any, *, depth: int | None = None) -> Any:
        self.questions.append(request)
        if request.HasField("schema") and self.schemas:
            response = message_class("AnalyzePlanResponse")()
            write_data_type(self.schemas.popleft(), response.schema.schema)
            return response
        return self.answers.popleft() if self.answers else message_class("AnalyzePlanResponse")()

    def config(self, operation: Any) -> Any:
        self.operations.append(operation)
        response = message_class("ConfigResponse")()
        kind = operation.WhichOneof("op_type")
        if kind in ("get", "get_option", "is_modifiable"):
            for key in getattr(operation, kind).keys:
                pair = response.pairs.add(key=key)
                if key in self.settings:
                    pair.value = self.settings[key]
        elif kind == "get_with_default":
            for asked in operation.get_with_default.pairs:
                pair = response.pairs.add(key=asked.key)
                if key_value := self.settings.get(asked.key, asked.value):
                    pair.value = key_value
        elif kind == "get_all":
            for key, value in self.settings.items():
                response.pairs.add(key=key, value=value)
        return response

    def cache(self, blobs: list[bytes]) -> list[str]:
        self.cached.append(list(blobs))
        return [f"hash of {len(blob)} bytes" for blob in blobs]

    def release_session(self) -> None:
        self.released += 1

    def close(self) -> None:
        self.is_closed = True


def fake_session(version: str = "4.3.0") -> tuple[SparkSession, FakeClient]:
    client = FakeClient(version)
    return SparkSession(client), client  # type: ignore[arg-type]


def rows_answer(table: pa.Table, ddl: str, batches: int = 1) -> list[Any]:
    """The responses that carry a table: its schema, then so many batches of all its rows."""
    response_class = message_class("ExecutePlanResponse")
    schema = response_class()
    write_data_type(StructType.fromDDL(ddl), schema.schema)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    data = sink.getvalue().to_pybytes()
    answers = [schema]
    for _ in range(batches):
        response = response_class()
        response.arrow_batch.data = data
        response.arrow_batch.row_count = table.num_rows
        answers.append(response)
    return answers


def plan_of(frame: Any) -> Any:
    """The relation message that a DataFrame sends."""
    return frame._wire.encoder.plan(frame._plan).root
