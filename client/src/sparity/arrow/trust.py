"""Whether lengths in Arrow data point into it, so that nobody reads elsewhere; judges no value."""

from functools import lru_cache
from typing import Any

import pyarrow as pa


def check(batch: pa.RecordBatch) -> None:
    """See that all offsets of a batch are in order, however deep inside.

    Text that is no UTF-8 passes: Spark makes such, and who decodes it is told.

    Raises:
        pyarrow.ArrowInvalid: they are not.
    """
    batch.validate()
    for column in batch.columns:
        seen_as = _with_offsets(column.type)
        if seen_as is not None:
            # The first and last offset are checked already; those between only by this.
            column.view(seen_as).validate(full=True)


@lru_cache
def _with_offsets(data_type: Any) -> Any:
    """The type as which to look at a column, texts as bytes; None where it has no offsets."""
    seen_as = _bytes_for_text(data_type)
    return seen_as if _has_offsets(data_type) else None


def _bytes_for_text(data_type: Any) -> Any:
    if pa.types.is_string(data_type):
        return pa.binary()
    if pa.types.is_large_string(data_type):
        return pa.large_binary()
    if pa.types.is_map(data_type):
        key, item = data_type.key_field, data_type.item_field
        return pa.map_(_field(key), _field(item))
    if pa.types.is_list(data_type):
        return pa.list_(_field(data_type.value_field))
    if pa.types.is_struct(data_type):
        return pa.struct([_field(data_type.field(n)) for n in range(data_type.num_fields)])
    return data_type


def _field(field: Any) -> Any:
    return field.with_type(_bytes_for_text(field.type))


def _has_offsets(data_type: Any) -> bool:
    if pa.types.is_binary(data_type) or pa.types.is_string(data_type):
        return True
    if pa.types.is_large_binary(data_type) or pa.types.is_large_string(data_type):
        return True
    if pa.types.is_list(data_type) or pa.types.is_map(data_type):
        return True
    children = (data_type.field(n).type for n in range(data_type.num_fields))
    return any(map(_has_offsets, children))
