"""Whether lengths in Arrow data point into it, so that nobody reads elsewhere; judges no value."""

from functools import lru_cache
from typing import Any

import pyarrow as pa

from sparity.arrow.offsets import can_be_looked_at

_is: Any = pa.types


class Trust:
    """Sees that lengths and places within batches of a schema are in order, however deep inside.

    Text that is no UTF-8 passes: Spark makes such, and who decodes it is told.

    Args:
        schema: of the batches.
    """

    def __init__(self, schema: pa.Schema) -> None:
        self._places = [
            place
            for place, field in enumerate(schema)
            if _points(field.type) and can_be_looked_at(field.type)
        ]

    def check(self, batch: pa.RecordBatch) -> None:
        """See to one batch.

        Raises:
            pyarrow.ArrowInvalid: it is not in order.
        """
        # This sees the ends of the columns only.
        batch.validate()
        for place in self._places:
            _check(batch.column(place))


def _check(array: Any) -> None:
    kind = array.type
    if not len(array) or not _points(kind):
        return
    if _is.is_struct(kind):
        for place in range(kind.num_fields):
            _check(array.field(place))
    elif _is.is_list(kind) or _is.is_map(kind):
        inside = [array.keys, array.items] if _is.is_map(kind) else [array.values]
        _check_offsets(array, len(inside[0]))
        for child in inside:
            _check(child)
    elif _is.is_string(kind) or _is.is_large_string(kind):
        array.view(pa.binary() if _is.is_string(kind) else pa.large_binary()).validate(full=True)
    else:
        array.validate(full=True)


def _check_offsets(array: Any, length: int) -> None:
    """The same for the offsets of lists alone: elements that are nothing have no say in it."""
    offsets = array.buffers()[1]
    bare = pa.list_(pa.null())
    children = [pa.nulls(length)]
    made: Any = pa.Array.from_buffers(
        bare, len(array), [None, offsets], offset=array.offset, children=children
    )
    made.validate(full=True)


@lru_cache
def _points(kind: Any) -> bool:
    """Whether something in values of the type says where others of its values are."""
    if _is.is_struct(kind):
        return any(_points(kind.field(place).type) for place in range(kind.num_fields))
    return not (
        _is.is_primitive(kind)
        or _is.is_decimal(kind)
        or _is.is_fixed_size_binary(kind)
        or _is.is_null(kind)
    )
