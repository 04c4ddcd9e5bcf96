"""Writes the responses of an execution, as a script asks for them."""

import uuid
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pyarrow

from sparity_lab.fake.script import Script
from sparity_lab.record.schema import message_class
from sparity_lab.servers import wire

COLUMN = "id"

# No protocol has these numbers: a client has to pass over what it does not know.
_NEWER_FIELD, _NEWER_RESPONSE = 4001, 4002


def responses(
    script: Script, *, chunked: bool, complete: bool, observation: tuple[str, int] | None = None
) -> list[Any]:
    """All responses, in order, without the ids that say whose they are.

    Args:
        script: what is asked for.
        chunked: whether the client takes a batch in chunks.
        complete: whether the end is announced, as reattachable executions do.
        observation: name and plan id of an observation of the result.
    """
    found = [_schema(), *_progress(script), *_batches(script, chunked=chunked)]
    if "response" in script.newer:
        found.insert(1, _newer_response())
    if script.metrics:
        found.append(_metrics(script))
    if observation is not None:
        found.append(_observed(script, *observation))
    if complete and script.error is None:
        found.append(_complete())
    for one in found:
        one.response_id = str(uuid.uuid4())
        if "field" in script.newer:
            one.MergeFromString(_unknown(_NEWER_FIELD))
    return _damaged(script, found)


def command_responses(query: str, *, complete: bool) -> list[Any]:
    """The responses to a query that comes as a command: the relation that stands for its result."""
    command = message_class("ExecutePlanResponse")()
    command.sql_command_result.relation.sql.query = query
    found = [command, _complete()] if complete else [command]
    for one in found:
        one.response_id = str(uuid.uuid4())
    return found


def result_schema() -> Any:
    """The type of every result: one column of longs."""
    made = message_class("DataType")()
    made.struct.fields.add(name=COLUMN).data_type.long.SetInParent()
    return made


def _complete() -> Any:
    made = message_class("ExecutePlanResponse")()
    made.result_complete.SetInParent()
    return made


def _schema() -> Any:
    return message_class("ExecutePlanResponse")(schema=result_schema())


def _progress(script: Script) -> Iterator[Any]:
    for number in range(script.progress):
        made = message_class("ExecutePlanResponse")()
        progress = made.execution_progress
        done = number + 1 == script.progress
        progress.num_inflight_tasks = 0 if done else 1
        progress.stages.add(
            stage_id=1,
            num_tasks=script.progress,
            num_completed_tasks=number + 1,
            input_bytes_read=1024 * (number + 1),
            done=done,
        )
        yield made


def _batches(script: Script, *, chunked: bool) -> Iterator[Any]:
    cuts = [script.rows * n // max(1, script.responses) for n in range(script.responses + 1)]
    for number, (first, end) in enumerate(pairwise(cuts)):
        data = _arrow([script.start + script.step * row for row in range(first, end)])
        fault = script.fault
        damage = fault.damage if fault is not None and fault.response == number else None
        if damage == "garbled":
            data = b"\xff" * len(data)
        for index, part in enumerate(parts := _chunks(data, script.chunks if chunked else 1)):
            if damage == "missing_chunk" and 0 < index == len(parts) - 1:
                continue
            made = message_class("ExecutePlanResponse")()
            if damage == "other_session":
                made.server_side_session_id = str(uuid.uuid4())
            batch = made.arrow_batch
            batch.data = part
            batch.row_count = end - first + (damage == "row_count")
            batch.start_offset = first + (damage == "start_offset")
            if len(parts) > 1:
                batch.chunk_index, batch.num_chunks_in_batch = index, len(parts)
            yield made


def _arrow(values: Sequence[int]) -> bytes:
    schema = pyarrow.schema([pyarrow.field(COLUMN, pyarrow.int64(), nullable=False)])
    # Made of a list, an array would have pyarrow look for pandas, which takes seconds to load.
    buffers = [None, pyarrow.py_buffer(array("q", values))]
    column = pyarrow.Array.from_buffers(pyarrow.int64(), len(values), buffers)
    batch = pyarrow.RecordBatch.from_arrays([column], schema=schema)
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes()


def _chunks(data: bytes, count: int) -> list[bytes]:
    cuts = [len(data) * n // count for n in range(count + 1)]
    return [data[first:end] for first, end in pairwise(cuts)]


def _metrics(script: Script) -> Any:
    made = message_class("ExecutePlanResponse")()
    operator = made.metrics.metrics.add(name="Scripted", plan_id=1)
    for name, value in script.metrics.items():
        entry = operator.execution_metrics[name]
        entry.name, entry.value, entry.metric_type = name, value, "sum"
    return made


def _observed(script: Script, name: str, plan_id: int) -> Any:
    made = message_class("ExecutePlanResponse")()
    observed = made.observed_metrics.add(name=name, plan_id=plan_id)
    for key, value in script.observed.items():
        observed.keys.append(key)
        observed.values.add(long=value)
    return made


def _newer_response() -> Any:
    return message_class("ExecutePlanResponse").FromString(_unknown(_NEWER_RESPONSE))


def _unknown(number: int) -> bytes:
    return wire.message(number, b"newer")


def _damaged(script: Script, found: list[Any]) -> list[Any]:
    """The responses where one of them is to come twice or not at all."""
    if script.fault is None or script.fault.damage not in ("twice", "lost"):
        return found
    batches = [place for place, one in enumerate(found) if one.HasField("arrow_batch")]
    place = batches[script.fault.response]
    if script.fault.damage == "lost":
        return found[:place] + found[place + 1 :]
    return found[: place + 1] + found[place:]
