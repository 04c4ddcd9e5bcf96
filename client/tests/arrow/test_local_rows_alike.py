"""Local rows that are alike are laid out column by column: as if each value had been looked at."""

import datetime
import re
import time
import types
import zoneinfo

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sparity import types as T
from sparity.arrow import rows_to_table
from sparity.errors import PySparkException
from sparity.types.infer import local_rows
from sparity.types.infer_columns import columns_of

UTC = datetime.UTC
SCHEMA = T.StructType().add("a", "long").add("b", "string").add("c", "binary").add("d", "boolean")
ROW = st.tuples(
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.text(max_size=3) | st.integers() | st.booleans(),
    st.none() | st.binary(max_size=3) | st.binary(max_size=3).map(bytearray),
    st.none() | st.booleans(),
)
MAKE = {
    "tuple": lambda row: row,
    "list": list,
    "dict": lambda row: dict(zip(SCHEMA.names, row, strict=True)),
    "row": lambda row: T.Row(*SCHEMA.names)(*row),
}


def text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


@settings(max_examples=50, deadline=None)
@given(st.lists(ROW, max_size=6), st.sampled_from(["tuple", "list", "dict", "row", "mixed"]))
@example([(1, 0, None, True)], "tuple")
def test_rows_of_every_kind_make_the_same_table(rows, kind):
    if kind == "mixed":
        given_rows = [list(MAKE.values())[n % 4](row) for n, row in enumerate(rows)]
    else:
        given_rows = [MAKE[kind](row) for row in rows]
    assert rows_to_table(given_rows, SCHEMA).to_pydict() == {
        "a": [row[0] for row in rows],
        "b": [None if row[1] is None else text(row[1]) for row in rows],
        "c": [None if row[2] is None else bytes(row[2]) for row in rows],
        "d": [row[3] for row in rows],
    }


@pytest.mark.parametrize("height", [1, 3, 70_000])
@pytest.mark.parametrize("width", [1, 3])
@pytest.mark.parametrize("make", [tuple, list, lambda row: T.Row(*"abc"[: len(row)])(*row)])
def test_rows_are_taken_apart_in_order(make, width, height):
    rows = [make([row * width + column for column in range(width)]) for row in range(height)]
    assert columns_of(rows, width) == [
        list(range(column, width * height, width)) for column in range(width)
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=6), st.sampled_from(["tuple", "list", "dict", "row"]))
@example([(1, 2**70, b"", True)], "dict")
def test_columns_that_inference_has_taken_apart_make_the_same_table(rows, kind):
    made = [MAKE[kind](row) for row in rows]
    try:
        columns, schema = local_rows(made)
    except PySparkException:
        return
    try:
        expected = rows_to_table(made, schema)
    except (OverflowError, pa.ArrowInvalid) as error:  # a number of more than 64 bits
        with pytest.raises(type(error), match=re.escape(str(error))):
            rows_to_table(columns, schema)
        return
    assert rows_to_table(columns, schema).equals(expected)
    # What is neither a tuple nor a dict is looked at by itself, and so are all others with it.
    if kind in ("dict", "row"):
        one_by_one = [*made, types.SimpleNamespace(**dict.fromkeys(schema.names))]
        assert rows_to_table(one_by_one, schema)[:-1].equals(expected)


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Kolkata", "Africa/Monrovia"])
def local_zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


WALLS = st.datetimes(datetime.datetime(1, 1, 3), datetime.datetime(9999, 12, 29))
NEAR_A_CHANGE = st.datetimes(datetime.datetime(2024, 3, 10), datetime.datetime(2024, 3, 11))
ZONES = st.sampled_from([None, UTC, zoneinfo.ZoneInfo("Europe/Berlin")])


def test_moments_are_those_of_each_value(local_zone):
    schema = T.StructType().add("t", "timestamp")
    naive = st.lists(st.none() | WALLS | NEAR_A_CHANGE, max_size=8)
    any_zone = st.lists(
        st.builds(lambda wall, zone: wall.replace(tzinfo=zone), WALLS, ZONES), max_size=4
    )
    again = st.lists(
        st.just(datetime.datetime(2024, 11, 3, 1, 30, fold=1)) | NEAR_A_CHANGE, max_size=3
    )

    @settings(max_examples=60, deadline=None)
    @given(naive | any_zone | again)
    @example([datetime.datetime(2024, 3, 10, 2, 30)])
    @example([datetime.datetime(1972, 1, 7, 0, 20)])
    def check(values):
        table = rows_to_table([(value,) for value in values], schema)
        assert table.column("t").to_pylist() == [
            None if value is None else value.astimezone(UTC) for value in values
        ]

    check()
