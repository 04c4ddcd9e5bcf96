"""What pandas frames hold is what `to_pylist` gives, for every type, nested, and with nulls."""

import datetime
import itertools
import math
import zoneinfo
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sparity import types as T
from sparity.arrow import repeats, to_arrow_type
from sparity.arrow.pandas import PandasOptions, to_pandas

UTC = datetime.UTC
TOKYO = "Asia/Tokyo"
#: What pandas can hold, which counts nanoseconds in 64 bits, and for which its zones are complete.
MOMENTS = st.datetimes(datetime.datetime(1910, 1, 1), datetime.datetime(2250, 1, 1))
TEXTS = st.text(max_size=3) | st.sampled_from(["", "a", "\0", "日本語 🙂" * 40])

LEAVES = {
    T.BooleanType(): st.booleans(),
    T.ByteType(): st.integers(-128, 127),
    T.ShortType(): st.integers(-(2**15), 2**15 - 1),
    T.IntegerType(): st.integers(-(2**31), 2**31 - 1),
    # As floats, which they become beside nulls, larger ones would not be themselves.
    T.LongType(): st.integers(-(2**53), 2**53),
    T.FloatType(): st.floats(width=32, allow_nan=False),
    T.DoubleType(): st.floats(allow_nan=False),
    T.DecimalType(10, 2): st.decimals(-(10**7), 10**7, places=2),
    T.StringType(): TEXTS,
    T.StringType("UNICODE_CI"): TEXTS,
    T.BinaryType(): st.binary(max_size=3),
    T.DateType(): st.dates(),
    T.TimestampType(): MOMENTS.map(lambda wall: wall.replace(tzinfo=UTC)),
    T.TimestampNTZType(): MOMENTS,
    T.DayTimeIntervalType(): st.timedeltas(datetime.timedelta(-9), datetime.timedelta(9)),
    T.NullType(): st.none(),
}


def plain(cell):
    """What pandas and NumPy made of a value, as a value of Python; nothing is None."""
    if isinstance(cell, np.ndarray):
        return [plain(value) for value in cell.tolist()]
    if isinstance(cell, dict):
        return {key: plain(value) for key, value in cell.items()}
    if isinstance(cell, list):
        return [plain(value) for value in cell]
    if cell is None or cell is pd.NaT:
        return None
    if isinstance(cell, float | np.floating) and math.isnan(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.to_pydatetime()
    if isinstance(cell, pd.Timedelta):
        return cell.to_pytimedelta()
    return cell.item() if isinstance(cell, np.generic) else cell


def obvious(value, data_type):
    """What `plain` should give where `to_pylist` gives a value."""
    if isinstance(value, datetime.datetime) and isinstance(data_type, T.TimestampType):
        return value.astimezone(zoneinfo.ZoneInfo(TOKYO)).replace(tzinfo=None)
    return value


def chunked(values, data_type, cuts):
    """A column in chunks of its own."""
    ends = [0, *sorted(min(cut, len(values)) for cut in cuts), len(values)]
    arrow = to_arrow_type(data_type)
    parts = [pa.array(values[start:end], arrow) for start, end in itertools.pairwise(ends)]
    return pa.chunked_array(parts, arrow)


@pytest.fixture(params=["few values", "a sample decides"], autouse=True)
def sampled(request, monkeypatch):
    """Small columns are not looked at, unless told so."""
    if request.param == "a sample decides":
        monkeypatch.setattr(repeats, "FEW", 0)


CUTS = st.lists(st.integers(0, 12), max_size=2)


@pytest.mark.parametrize("data_type", LEAVES, ids=str)
def test_columns_hold_what_pyarrow_gives(data_type):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.none() | LEAVES[data_type], max_size=12), CUTS)
    def check(values, cuts):
        table = pa.table({"a": chunked(values, data_type, cuts)})
        schema = T.StructType([T.StructField("a", data_type)])
        shown = to_pandas(table, schema, PandasOptions(TOKYO))["a"]
        expected = [obvious(value, data_type) for value in table.column(0).to_pylist()]
        assert [plain(cell) for cell in shown.array] == expected

    check()


@pytest.mark.parametrize(
    "data_type", [one for one in LEAVES if not isinstance(one, T.NullType)], ids=str
)
def test_containers_hold_what_pyarrow_gives(data_type):
    schema = (
        T.StructType()
        .add("a", T.ArrayType(data_type))
        .add("m", T.MapType(T.StringType(), data_type))
        .add("s", T.StructType().add("x", data_type))
    )
    value = st.none() | LEAVES[data_type]
    rows = st.tuples(
        st.none() | st.lists(value, max_size=3),
        st.none() | st.dictionaries(st.text(max_size=1), value, max_size=3),
        st.none() | st.fixed_dictionaries({"x": value}),
    )

    @settings(max_examples=25, deadline=None)
    @given(st.lists(rows, max_size=5))
    def check(rows):
        as_pairs = [(a, None if m is None else list(m.items()), s) for a, m, s in rows]
        columns = list(map(list, zip(*as_pairs, strict=True))) or [[], [], []]
        arrays = [
            pa.array(column, to_arrow_type(field.dataType))
            for column, field in zip(columns, schema.fields, strict=True)
        ]
        shown = to_pandas(pa.table(arrays, schema.names), schema, PandasOptions(TOKYO))
        expected = [
            [None if a is None else [obvious(item, data_type) for item in a] for a, _, _ in rows],
            [
                None if m is None else {key: obvious(item, data_type) for key, item in m.items()}
                for _, m, _ in rows
            ],
            [None if s is None else {"x": obvious(s["x"], data_type)} for _, _, s in rows],
        ]
        for n, column in enumerate(expected):
            assert [plain(cell) for cell in shown.iloc[:, n].array] == column

    check()


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(*(st.none() | LEAVES[one] for one in LEAVES)), max_size=6),
    st.permutations(range(len(LEAVES))),
)
@example([(None,) * len(LEAVES)], list(range(len(LEAVES))))
def test_columns_of_all_types_keep_their_places(rows, order):
    chosen = [list(LEAVES)[place] for place in order]
    schema = T.StructType([T.StructField(f"c{n % 3}", one) for n, one in enumerate(chosen)])
    arrays = [
        pa.array([row[place] for row in rows], to_arrow_type(one))
        for place, one in zip(order, chosen, strict=True)
    ]
    shown = to_pandas(pa.table(arrays, schema.names), schema, PandasOptions(TOKYO))
    assert list(shown.columns) == schema.names
    assert shown.index.equals(pd.RangeIndex(len(rows)))
    for n, (array, one) in enumerate(zip(arrays, chosen, strict=True)):
        expected = [obvious(value, one) for value in array.to_pylist()]
        assert [plain(cell) for cell in shown.iloc[:, n].array] == expected


def test_decimals_keep_their_scale():
    schema = T.StructType().add("x", T.DecimalType(10, 2))
    table = pa.table({"x": pa.array([Decimal("1.50"), None], pa.decimal128(10, 2))})
    assert list(map(str, to_pandas(table, schema)["x"])) == ["1.50", "None"]
