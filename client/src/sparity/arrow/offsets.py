"""Gives empty lists and maps the offsets that servers leave out; changes no value."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pyarrow as pa

# Spark 3 sends intervals of months as such; pyarrow has no class for arrays of them.
_MONTHS = "month_interval"


def can_lack_offsets(schema: pa.Schema) -> bool:
    """Whether there is a list or a map in a batch of the schema."""
    return any(_has_lists(field.type) for field in schema)


def with_offsets(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with a first offset in every list and map of it.

    The Arrow library of many Sparks writes none where there is no element, however deep inside;
    the format once allowed it, but conversions to pandas and Polars read past the end there.

    Args:
        batch: as it came; kept as it is where nothing is missing.
    """
    columns = batch.columns
    mended = [_mended(column) for column in columns]
    if all(new is old for new, old in zip(mended, columns, strict=True)):
        return batch
    return pa.RecordBatch.from_arrays(mended, schema=batch.schema)


def can_be_looked_at(data_type: pa.DataType) -> bool:
    """Whether pyarrow can make arrays of the type."""
    return not any(str(one) == _MONTHS for one in _within(data_type))


@lru_cache
def _has_lists(data_type: pa.DataType) -> bool:
    """Whether there is a list or a map in values of the type, and all of it can be looked at."""
    return any(map(_is_list, _within(data_type))) and can_be_looked_at(data_type)


def _within(data_type: pa.DataType) -> Iterator[pa.DataType]:
    yield data_type
    for index in range(data_type.num_fields):
        yield from _within(data_type.field(index).type)


def _is_list(data_type: pa.DataType) -> bool:
    return pa.types.is_list(data_type) or pa.types.is_map(data_type)


def _mended(array: Any) -> Any:
    if not _has_lists(array.type):
        return array
    if pa.types.is_struct(array.type):
        children = [array.field(index) for index in range(array.type.num_fields)]
    else:
        if not len(array):
            return pa.array([], type=array.type)
        children = [_entries(array) if pa.types.is_map(array.type) else array.values]
    mended = [_mended(child) for child in children]
    if all(new is old for new, old in zip(mended, children, strict=True)):
        return array
    own = 1 if pa.types.is_struct(array.type) else 2
    return pa.Array.from_buffers(
        array.type,
        len(array),
        array.buffers()[:own],
        null_count=array.null_count,
        offset=array.offset,
        children=mended,
    )


def _entries(array: Any) -> Any:
    fields = [array.type.key_field, array.type.item_field]
    return pa.StructArray.from_arrays([array.keys, array.items], fields=fields)
