"""Empty lists and maps without offsets, as many Sparks send them."""

import struct
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from sparity.arrow import read_table
from sparity.arrow.offsets import with_offsets

NUMBERS = pa.list_(pa.int32())
NAMED = pa.map_(pa.string(), NUMBERS)
ONE = pa.py_buffer(struct.pack("<2i", 0, 0))
NOTHING = pa.py_buffer(b"")


def empty(data_type: pa.DataType) -> pa.Array:
    """No value of a type, written as Spark writes it: no list in it has an offset."""
    if pa.types.is_struct(data_type):
        children = [empty(field.type) for field in data_type]
        return pa.Array.from_buffers(data_type, 0, [None], children=children)
    if pa.types.is_map(data_type):
        entries = pa.struct([data_type.key_field, data_type.item_field])
        return pa.Array.from_buffers(data_type, 0, [None, NOTHING], children=[empty(entries)])
    if pa.types.is_list(data_type):
        inside = [empty(data_type.value_type)]
        return pa.Array.from_buffers(data_type, 0, [None, NOTHING], children=inside)
    return pa.array([], data_type)


def one_empty(data_type: pa.DataType) -> pa.Array:
    """One value of a type without any element."""
    if pa.types.is_struct(data_type):
        children = [one_empty(field.type) for field in data_type]
        return pa.Array.from_buffers(data_type, 1, [None], children=children)
    (inside,) = lists_in(empty(data_type), whole=False)
    return pa.Array.from_buffers(data_type, 1, [None, ONE], children=[inside])


def lists_in(array: Any, *, whole: bool = True) -> Iterator[Any]:
    """All arrays of lists and maps in an array, or what is directly in it."""
    if pa.types.is_struct(array.type):
        inside = [array.field(index) for index in range(array.type.num_fields)]
    elif pa.types.is_map(array.type):
        fields = [array.type.key_field, array.type.item_field]
        inside = [pa.StructArray.from_arrays([array.keys, array.items], fields=fields)]
    elif pa.types.is_list(array.type):
        inside = [array.values]
    else:
        return
    if not whole:
        yield from inside
        return
    if not pa.types.is_struct(array.type):
        yield array
    for one in inside:
        yield from lists_in(one)


def payload(array: pa.Array) -> tuple[bytes, int]:
    batch = pa.RecordBatch.from_arrays([array], names=["c"])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes(), len(array)


TYPES = [
    pa.list_(NUMBERS),
    pa.list_(pa.list_(NUMBERS)),
    pa.list_(NAMED),
    pa.map_(pa.string(), pa.list_(NUMBERS)),
    pa.list_(pa.struct([("deep", NUMBERS)])),
    pa.struct([("deep", pa.list_(pa.list_(NUMBERS)))]),
]


@pytest.mark.parametrize("data_type", TYPES, ids=str)
def test_every_list_of_a_result_has_an_offset(data_type: pa.DataType) -> None:
    sent = one_empty(data_type)
    assert any(one.buffers()[1].size == 0 for one in lists_in(sent))
    table = read_table([payload(sent)])
    (got,) = table.column(0).chunks
    assert all(one.buffers()[1].size >= 4 for one in lists_in(got))
    got.validate(full=True)
    assert got.type == data_type
    assert got.to_pylist() == sent.to_pylist()
    assert len(table.to_pandas()) == 1


@pytest.mark.parametrize("data_type", TYPES, ids=str)
def test_a_result_without_rows_has_offsets_too(data_type: pa.DataType) -> None:
    table = read_table([payload(empty(data_type))])
    assert table.column(0).to_pylist() == []
    assert len(table.to_pandas()) == 0


def test_nulls_and_values_beside_empty_lists_are_kept() -> None:
    values = [None, [], [[], None, [1, None]], [[2]]]
    array = pa.array(values, pa.list_(NUMBERS))
    mixed = pa.RecordBatch.from_arrays([array, pa.array([[[]]] * 4, TYPES[1])], names=["a", "b"])
    assert with_offsets(mixed).column(0).to_pylist() == values


def test_a_batch_that_lacks_nothing_is_handed_on_as_it_is() -> None:
    batch = pa.RecordBatch.from_pydict({"a": [[1], []], "b": [{"x": [2]}, None], "c": [1, 2]})
    assert with_offsets(batch) is batch
