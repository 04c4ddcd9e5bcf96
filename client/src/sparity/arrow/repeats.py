"""Whether values of an Arrow column repeat, so that each is better made once; makes none."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

# The stubs of pyarrow take neither plain arrays nor arrays of unknown type.
_compute: Any = pyarrow.compute
_is: Any = pa.types

#: Looking for values that came before takes longer than making them, but not for so few.
FEW = 16_384
_CHUNKS, _OF_EACH = 16, 256
#: A value that is there so often is worth being looked for.
_OFTEN = 4


def worth_sharing(values: "pa.ChunkedArray[Any]") -> bool:
    """Whether Python values of a column should be made once and shared, to save memory.

    A sample decides. Of values that are there equally often, a sample of `n` has about
    `n * n / 2 / distinct` pairs that are the same, so their number tells how many are distinct.
    """
    present = len(values) - values.null_count
    if present <= FEW or not _is_made_one_by_one(values.type):
        return True
    sample: Any = pa.chunked_array(_parts(values), values.type).drop_null()
    pairs = len(sample) - _compute.count_distinct(sample).as_py()
    return bool(pairs * present * 2 >= _OFTEN * len(sample) ** 2)


def _is_made_one_by_one(kind: Any) -> bool:
    """Whether pyarrow makes a Python value of each that it does not share."""
    return any(
        matches(kind)
        for matches in (
            *(_is.is_string, _is.is_large_string, _is.is_binary, _is.is_large_binary),
            *(_is.is_date, _is.is_time),
        )
    )


def _parts(values: Any) -> list[Any]:
    """Values from all over the column; by chunks, as not every pyarrow takes from all of them."""
    # At random, because values may repeat at any distance, but the same each time.
    random = np.random.default_rng(0)
    chunks = [values.chunk(place) for place in _places(random, values.num_chunks, _CHUNKS)]
    chosen = ((chunk, _places(random, len(chunk), _OF_EACH)) for chunk in chunks if len(chunk))
    return [chunk.take(pa.array(places)) for chunk, places in chosen]


def _places(random: np.random.Generator, count: int, most: int) -> Any:
    """So many places among `count` at most, none twice."""
    if count <= most:
        return np.arange(count)
    return np.unique(random.integers(0, count, most))
