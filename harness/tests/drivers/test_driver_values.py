"""The driver's encoding of values: every Python type stays apart from every other."""

import collections
import dataclasses
import datetime
import decimal
import enum
import itertools
from typing import Any

import numpy
import pandas
import polars
import pyarrow
import pytest

from sparity_lab.drivers.python_driver import arrow_type_text, canonical, encode

UTC = datetime.UTC
EAST = datetime.timezone(datetime.timedelta(hours=1))


class Row(tuple):
    """Named as the clients' Row is, and made as it is."""

    __fields__: list[str]


def row(*values: Any, names: list[str] | None = None) -> Row:
    made = Row(values)
    if names:
        made.__fields__ = names
    return made


class VariantVal:
    value = b"\x0c\x01"
    metadata = b"\x01"


class Colour(enum.IntEnum):
    RED = 1


Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass
class Place:
    x: int


class Opaque:
    pass


class Told:
    def __str__(self) -> str:
        return "<pyspark.sql.connect.column.Thing object at 0x7f00>"


APART: list[Any] = [
    None,
    True,
    1,
    "1",
    1.0,
    float("nan"),
    float("inf"),
    0.0,
    -0.0,
    0.1,
    0.1 + 0.2,
    complex(1, 0),
    decimal.Decimal("1"),
    decimal.Decimal("1.0"),
    decimal.Decimal("1E+2"),
    decimal.Decimal("100"),
    datetime.date(2024, 1, 1),
    datetime.datetime(2024, 1, 1),
    datetime.datetime(2024, 1, 1, tzinfo=UTC),
    datetime.datetime(2024, 1, 1, tzinfo=EAST),
    datetime.time(1),
    datetime.timedelta(microseconds=1),
    b"1",
    bytearray(b"1"),
    [],
    (),
    {},
    set(),
    frozenset(),
    [1],
    (1,),
    {1},
    frozenset([1]),
    {1: None},
    {"1": None},
    collections.OrderedDict({1: None}),
    row(1),
    row(1, names=["a"]),
    row(1, names=["b"]),
    Point(1, 2),
    Place(1),
    Colour.RED,
    int,
    float,
    Opaque(),
    VariantVal(),
    ValueError("1"),
    ValueError("2"),
    TypeError("1"),
    numpy.int32(1),
    numpy.int64(1),
    numpy.float64(1.0),
    numpy.float32(1.0),
    numpy.bool_(True),
    numpy.str_("1"),
    numpy.datetime64("2024-01-01"),
    numpy.array([1]),
    numpy.array([[1]]),
    numpy.array([1], dtype="int8"),
    pandas.NA,
    pandas.NaT,
    pandas.Timestamp("2024-01-01"),
    pandas.Timestamp("2024-01-01", tz="UTC"),
    pandas.Timestamp(1),
    pandas.Series([1]),
    pandas.Series([1], name="a"),
    pandas.Series([1], index=[1]),
    pandas.Series([1], dtype="Int64"),
    pandas.Index([1]),
    pandas.DataFrame({"a": [1]}),
    pandas.DataFrame({"b": [1]}),
    pandas.DataFrame({"a": [1.0]}),
    pandas.DataFrame({"a": [1]}, index=["x"]),
    pandas.DataFrame({"a": [None]}),
    pandas.DataFrame({"a": [float("nan")]}),
    pyarrow.table({"a": [1]}),
    pyarrow.table({"a": [1]}, schema=pyarrow.schema([pyarrow.field("a", "int64", False)])),
    pyarrow.table({"a": pyarrow.array([1], "int8")}),
    pyarrow.array([1]),
    pyarrow.scalar(1),
    pyarrow.int64(),
    pyarrow.schema([("a", pyarrow.int64())]),
    polars.DataFrame({"a": [1]}),
    polars.DataFrame({"a": [1.0]}),
    polars.Series("a", [1]),
]


def test_no_two_different_values_look_alike() -> None:
    encoded = [canonical(encode(value)) for value in APART]
    alike = [
        (APART[i], APART[j])
        for (i, one), (j, other) in itertools.combinations(enumerate(encoded), 2)
        if one == other
    ]
    assert alike == []


@pytest.mark.parametrize("value", APART, ids=lambda v: type(v).__name__)
def test_encoding_is_stable_and_hides_where_things_are(value: Any) -> None:
    first, second = canonical(encode(value)), canonical(encode(value))
    assert first == second
    assert "0x7" not in first
    assert "pyspark" not in first
    assert "sparity" not in first


def test_plain_values_stand_for_themselves() -> None:
    assert encode([None, True, 1, "x", [2]]) == [None, True, 1, "x", [2]]


def test_the_documented_forms() -> None:
    assert encode(-0.0) == {"float": "-0.0"}
    assert encode(decimal.Decimal("1.50")) == {"decimal": "1.50"}
    assert encode(datetime.timedelta(days=-1)) == {"timedelta": -86_400_000_000}
    assert encode({"b": 1, "a": (2,)}) == {"dict": [["b", 1], ["a", {"tuple": [2]}]]}
    assert encode(row(1, [row(2)], names=["a", "b"])) == {
        "row": [["a", 1], ["b", [{"row": [[None, 2]]}]]]
    }
    assert encode({"b", "a"}) == {"set": ["a", "b"]}
    assert encode(VariantVal()) == {"variant": ["0c01", "01"]}
    assert encode(numpy.int32(1)) == {"numpy": ["int32", 1]}
    assert encode(Opaque()) == {"object": ["Opaque", ""]}


def test_objects_are_named_without_their_package_and_address() -> None:
    assert encode(Told()) == {"object": ["Told", "<Thing object at 0x>"]}


def test_the_order_of_a_set_does_not_show() -> None:
    words = [str(n) for n in range(50)]
    assert encode(set(words))["set"] == sorted(words)


def test_a_frame_with_two_columns_of_one_name_keeps_both() -> None:
    frame = pandas.DataFrame([[1, 2]], columns=["a", "a"])
    assert encode(frame)["pandas"][1]["values"] == [[1], [2]]


def test_arrow_types_are_spelled_in_one_way() -> None:
    kind = pyarrow.struct(
        [
            pyarrow.field("a", pyarrow.list_(pyarrow.field("element", pyarrow.int64(), False))),
            pyarrow.field("m", pyarrow.map_(pyarrow.string(), pyarrow.timestamp("us", "UTC"))),
            pyarrow.field("d", pyarrow.decimal128(5, 2), nullable=False),
        ]
    )
    assert arrow_type_text(kind) == (
        "struct<a: list<int64 not null>, m: map<string, timestamp[us, tz=UTC]>, "
        "d: decimal128(5, 2) not null>"
    )
