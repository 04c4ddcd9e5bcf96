"""Which literal message each Python value becomes."""

import datetime
import decimal
import enum
from typing import Any

import numpy as np
import pytest

from sparity.errors import PySparkException
from sparity.plan.expressions import Cast, Literal, UnresolvedFunction
from sparity.sql import functions as F
from sparity.sql.literal import literal
from sparity.types import ArrayType, IntegerType, LongType, NullType


class Colour(enum.Enum):
    RED = "r"


class Level(enum.IntEnum):
    LOW = 1


UTC = datetime.timezone.utc  # noqa: UP017

SENT: list[tuple[Any, str, Any]] = [
    (None, "null", NullType()),
    (True, "boolean", True),
    (False, "boolean", False),
    (0, "integer", 0),
    (2**31 - 1, "integer", 2**31 - 1),
    (-(2**31), "integer", -(2**31)),
    (2**31, "long", 2**31),
    (-(2**31) - 1, "long", -(2**31) - 1),
    (2**63 - 1, "long", 2**63 - 1),
    (-(2**63), "long", -(2**63)),
    (1.5, "double", 1.5),
    ("", "string", ""),
    ("tést", "string", "tést"),
    (b"", "binary", b""),
    (bytearray(b"ab"), "binary", b"ab"),
    (datetime.date(1969, 12, 31), "date", -1),
    (datetime.datetime(1970, 1, 2, 0, 0, 0, 7, UTC), "timestamp", 86_400_000_007),
    (datetime.datetime(1969, 12, 31, 23, 59, 59, 5, UTC), "timestamp", -999_995),
    (datetime.timedelta(days=-1, microseconds=3), "day_time_interval", -86_399_999_997),
    (Colour.RED, "string", "r"),
    (Level.LOW, "integer", 1),
    (np.int8(1), "byte", 1),
    (np.int16(1), "short", 1),
    (np.int32(1), "integer", 1),
    (np.int64(1), "long", 1),
    (np.float32(1.5), "float", 1.5),
    (np.float64(1.5), "double", 1.5),
    (np.bool_(True), "boolean", True),
    (np.str_("x"), "string", "x"),
]


@pytest.mark.parametrize(("value", "field", "sent"), SENT, ids=[repr(v) for v, _, _ in SENT])
def test_value_becomes_one_literal_field(value: Any, field: str, sent: Any) -> None:
    made = F.lit(value)._expr
    assert isinstance(made, Literal)
    assert dict(made.fields()) == {field: sent}


def test_naive_datetime_is_in_the_time_zone_of_the_process() -> None:
    moment = datetime.datetime(2020, 7, 1, 12, 0, 0, 5)
    made = literal(moment)
    assert made.timestamp == int(moment.timestamp()) * 1_000_000 + 5


def test_decimal_keeps_its_digits() -> None:
    made = literal(decimal.Decimal("1.50"))
    assert made.decimal is not None
    assert made.decimal.value == "1.50"


def test_time_is_sent_in_nanoseconds() -> None:
    made = literal(datetime.time(1, 2, 3, 4))
    assert made.time is not None
    assert (made.time.nano, made.time.precision) == (3_723_000_004_000, 6)


def test_list_becomes_a_call_of_array_in_lit_and_an_array_beside_operators() -> None:
    called = F.lit([1, [2]])._expr
    assert isinstance(called, UnresolvedFunction)
    assert called.function_name == "array"
    inner = called.arguments[1]
    assert isinstance(inner, UnresolvedFunction)
    beside = literal([1, 2])
    assert beside.array is not None
    assert beside.array.element_type == IntegerType()
    assert [item.integer for item in beside.array.elements] == [1, 2]


def test_numpy_array_keeps_the_width_of_its_elements() -> None:
    made = F.lit(np.array([1, 2], dtype="int64"))._expr
    assert isinstance(made, Cast)
    assert made.type == ArrayType(LongType(), True)


def test_column_is_given_back() -> None:
    column = F.col("a")
    assert F.lit(column) is column


@pytest.mark.parametrize(
    ("value", "condition"),
    [
        (2**63, "VALUE_NOT_BETWEEN"),
        ((1, 2), "UNSUPPORTED_DATA_TYPE"),
        ({1: 2}, "UNSUPPORTED_DATA_TYPE"),
        ({1}, "UNSUPPORTED_DATA_TYPE"),
        (1 + 2j, "UNSUPPORTED_DATA_TYPE"),
        (np.uint8(1), "UNSUPPORTED_DATA_TYPE"),
        (np.array([1], dtype="uint8"), "UNSUPPORTED_NUMPY_ARRAY_SCALAR"),
        ([F.col("a"), 1], "COLUMN_IN_LIST"),
    ],
    ids=repr,
)
def test_what_no_literal_can_hold_is_refused(value: Any, condition: str) -> None:
    with pytest.raises(PySparkException) as caught:
        F.lit(value)
    assert caught.value.getCondition() == condition


def test_elements_of_an_array_take_the_type_of_the_first() -> None:
    longs = literal([2**40, 1, None]).array
    assert longs is not None
    assert [(one.long, one.null) for one in longs.elements] == [
        (2**40, None),
        (1, None),
        (None, LongType()),
    ]


@pytest.mark.parametrize(
    "mixed", [["x", 1], [1, 1.5], [1.5, 1], [True, 1], [1, 2**40], [[1], ["x"]], [1, F.col("a")]]
)
def test_array_of_several_types_is_refused(mixed: Any) -> None:
    with pytest.raises(AssertionError):
        literal(mixed)


def test_elements_are_shown_as_python_shows_them() -> None:
    days = [datetime.date(2020, 1, 2), None]
    assert repr(F.col("a").isin(1, ["it's"], days)) == (
        "Column<'in(a, 1, [\"it's\"], [datetime.date(2020, 1, 2), None])'>"
    )
    assert repr(F.lit(bytearray(b"x"))) == "Column<'bytearray(b'x')'>"


def test_members_of_enums_are_what_they_stand_for_in_arguments() -> None:
    assert repr(F.raise_error(Colour.RED)) == "Column<'raise_error(r)'>"
    assert repr(F.round("a", Level.LOW)) == "Column<'round(a, 1)'>"
