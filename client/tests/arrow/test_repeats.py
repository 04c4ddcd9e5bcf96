"""Values that repeat are made once and shared, others are not looked for."""

import datetime

import pyarrow as pa
import pytest

from sparity import types as T
from sparity.arrow.pandas import to_pandas
from sparity.arrow.repeats import worth_sharing

COUNT = 200_000


def column(values, chunk=50_000):
    return pa.chunked_array([values[at : at + chunk] for at in range(0, len(values), chunk)])


def texts(distinct, count=COUNT):
    return [f"text {number % distinct}" for number in range(count)]


@pytest.mark.parametrize(
    ("values", "shared"),
    [
        (texts(1), True),
        (texts(50), True),
        (texts(195), True),
        (texts(20_000), True),
        (texts(COUNT), False),
        (texts(150_000), False),
        ([*texts(5, 150_000), *texts(50_000, 50_000)], True),
        ([None] * COUNT, True),
        ([None if number % 2 else f"text {number}" for number in range(COUNT)], False),
        ([text.encode() for text in texts(COUNT)], False),
        ([text.encode() for text in texts(9)], True),
        ([datetime.date(2000, 1, 1)] * COUNT, True),
        (texts(1_000, 1_000), True),  # few: it does not matter
    ],
    ids=range(13),
)
def test_a_sample_tells_whether_values_repeat(values, shared):
    assert worth_sharing(column(values)) is shared


KINDS = [pa.large_string(), pa.large_binary(), pa.time64("ns"), pa.date32()]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_kind_that_python_makes_objects_of_is_looked_at(kind):
    numbers = pa.array(range(COUNT), pa.int32() if kind == pa.date32() else pa.int64())
    is_text = kind in (pa.large_string(), pa.large_binary())
    values = numbers.cast(pa.string()).cast(kind) if is_text else numbers.cast(kind)
    assert not worth_sharing(pa.chunked_array([values]))
    assert worth_sharing(pa.chunked_array([values[:1].take(pa.array([0] * COUNT))]))


def test_chunks_may_be_many_and_empty():
    parts = [pa.array([], pa.string()), *(pa.array([f"{n}"]) for n in range(20_000))]
    assert not worth_sharing(pa.chunked_array(parts))
    assert worth_sharing(pa.chunked_array([], pa.string()))


def test_texts_that_repeat_are_one_object():
    table = pa.table({"a": column(texts(50)), "b": column(texts(COUNT))})
    shown = to_pandas(table, T.StructType().add("a", "string").add("b", "string"))
    assert shown["a"][0] is shown["a"][50]
    assert list(shown["a"]) == texts(50)
    assert list(shown["b"]) == texts(COUNT)
