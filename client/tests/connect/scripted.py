"""The responses and failures that tests script a fake server to give."""

import json
from typing import Any

import grpc
import pyarrow as pa
from fake_spark import Abort

from sparity.connect import status
from sparity.protocol import message_class


class Failed(grpc.RpcError):
    """A failed call as gRPC tells of one, with these details at its end."""

    def __init__(self, code: grpc.StatusCode, details: str, packed: bytes | None = None) -> None:
        self._code, self._details, self._packed = code, details, packed

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return self._details

    def trailing_metadata(self) -> Any:
        found = [("other", "x")]
        return [*found, ("grpc-status-details-bin", self._packed)] if self._packed else found


def packed_status(message: str, *details: Any) -> bytes:
    made = status.message_class("Status")(code=13, message=message)
    for detail in details:
        name = detail.DESCRIPTOR.full_name
        made.details.add(type_url=f"type.googleapis.com/{name}", value=detail.SerializeToString())
    data: bytes = made.SerializeToString()
    return data


def plan(end: int = 3) -> Any:
    made = message_class("Plan")()
    made.root.range.end = end
    made.root.range.step = 1
    return made


def rows(response_id: str, count: int = 1, offset: int | None = None, data: bytes = b"") -> Any:
    made = message_class("ExecutePlanResponse")(response_id=response_id)
    made.arrow_batch.data = data or response_id.encode()
    made.arrow_batch.row_count = count
    if offset is not None:
        made.arrow_batch.start_offset = offset
    return made


def chunk(response_id: str, index: int, of: int, data: bytes) -> Any:
    made = rows(response_id, data=data)
    made.arrow_batch.chunk_index = index
    made.arrow_batch.num_chunks_in_batch = of
    return made


def complete() -> Any:
    made = message_class("ExecutePlanResponse")(response_id="last")
    made.result_complete.SetInParent()
    return made


def down(retry_after: float | None = None) -> Abort:
    """The server cannot be reached, or asks to come back later."""
    if retry_after is None:
        return Abort(grpc.StatusCode.UNAVAILABLE)
    delay = status.message_class("Duration")(seconds=int(retry_after))
    info = status.message_class("RetryInfo")(retry_delay=delay)
    packed = status.message_class("Status")(code=14, message="later")
    packed.details.add(
        type_url="type.googleapis.com/google.rpc.RetryInfo", value=info.SerializeToString()
    )
    return Abort(grpc.StatusCode.UNAVAILABLE, "later", packed.SerializeToString())


def refusal(condition: str, message: str = "no", reason: str = "r") -> Abort:
    """The server refuses, and names a condition."""
    info = status.message_class("ErrorInfo")(
        reason=reason, metadata={"classes": json.dumps([reason]), "errorClass": condition}
    )
    packed = status.message_class("Status")(code=13, message=message)
    packed.details.add(
        type_url="type.googleapis.com/google.rpc.ErrorInfo", value=info.SerializeToString()
    )
    return Abort(grpc.StatusCode.INTERNAL, message, packed.SerializeToString())


def config_operation(**pairs: str) -> Any:
    """Asks for all settings, or sets some; `__` in a name stands for a dot."""
    operation = message_class("ConfigRequest.Operation")()
    if not pairs:
        operation.get_all.SetInParent()
    for key, value in pairs.items():
        operation.set.pairs.add(key=key.replace("__", "."), value=value)
    return operation


def schema() -> Any:
    made = message_class("ExecutePlanResponse")(response_id="schema")
    made.schema.struct.fields.add(name="id").data_type.long.SetInParent()
    return made


def batch(name: str, *ids: int, offset: int | None = None) -> Any:
    table = pa.table({"id": pa.array(ids, pa.int64())})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return rows(name, len(ids), offset, sink.getvalue().to_pybytes())


RESULT = [schema(), batch("a", 0, 1, offset=0), batch("b", 2, offset=2), complete()]
