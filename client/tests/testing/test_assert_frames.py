"""assertDataFrameEqual: each option in both directions, traps of floats, and what is refused."""

import datetime
import decimal
import math

import pandas as pd
import pytest

from sparity.errors import PySparkAssertionError
from sparity.sql import DataFrame
from sparity.testing import assertDataFrameEqual
from sparity.types import Row, StructType

INF = math.inf
NAN = math.nan


class Frame(DataFrame):
    """A DataFrame whose rows and schema are here already."""

    def __init__(self, ddl, *values):
        super().__init__(None, None)
        self._known_schema = StructType.fromDDL(ddl)
        self._values = values

    def collect(self):
        make = Row(*self._known_schema.names)
        return [make(*value) for value in self._values]


def difference(actual, expected, **options):
    with pytest.raises(PySparkAssertionError) as caught:
        assertDataFrameEqual(actual, expected, **options)
    return caught.value


def column(*values):
    return [Row(a=value) for value in values]


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (None, None),
        (1, 1),
        ("x", "x"),
        (b"x", b"x"),
        (1.0, 1.000001),
        (100.0, 100.0009),
        (NAN, NAN),
        (INF, INF),
        (decimal.Decimal("1.0"), decimal.Decimal("1.000001")),
        (decimal.Decimal("NaN"), decimal.Decimal("NaN")),
        ([1.0, None], [1.000001, None]),
        ({"k": 1.0}, {"k": 1.000001}),
        (Row(x=1.0, y="s"), Row(x=1.000001, y="s")),
        (datetime.date(2020, 1, 1), datetime.date(2020, 1, 1)),
    ],
)
def test_equal_values_pass(actual, expected):
    assert assertDataFrameEqual(column(actual), column(expected)) is None


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (None, 1),
        (1, None),
        (1, 2),
        (100_000, 100_001),
        ("x", "X"),
        (b"x", b"y"),
        (1.0, 1.001),
        (1.0, None),
        (NAN, 1.0),
        (1.0, NAN),
        (INF, -INF),
        (INF, 1.0),
        (1, 1.000001),
        (decimal.Decimal("1.0"), decimal.Decimal("1.1")),
        ([1, 2], [1]),
        ([1.0], [2.0]),
        ({"k": 1}, {"l": 1}),
        ({"k": 1}, {"k": 1, "l": 2}),
        (Row(x=1), Row(x=2)),
        (Row(x=1), Row(x=1, y=2)),
    ],
)
def test_different_values_do_not(actual, expected):
    assert difference(column(actual), column(expected)).getCondition() == "DIFFERENT_ROWS"


def test_tolerance_is_relative_to_the_expected_value_plus_absolute():
    near = {"rtol": 0.095, "atol": 0}
    assertDataFrameEqual(column(100.0), column(110.0), **near)
    difference(column(110.0), column(100.0), **near)
    assertDataFrameEqual(column(1.0), column(1.05), rtol=0, atol=0.1)
    difference(column(1.0), column(1.0000001), rtol=0, atol=0)


def test_rows_of_different_lengths_differ():
    difference([Row(a=1, b=2)], [Row(a=1)])


def test_order_counts_only_when_asked():
    assertDataFrameEqual(column(1, 2), column(2, 1))
    difference(column(1, 2), column(2, 1), checkRowOrder=True)


def test_repeated_rows_count():
    difference(column(1, 1, 2), column(1, 2, 2))


def test_names_in_lists_of_rows_do_not_count():
    assertDataFrameEqual([Row(a=1)], [Row(b=1)])
    assertDataFrameEqual(Frame("a int", (1,)), [(1,)])


def test_schemas_are_compared_first():
    found = difference(Frame("a int", (1,)), Frame("a bigint", (2,)))
    assert found.getCondition() == "DIFFERENT_SCHEMA"


@pytest.mark.parametrize(
    ("actual", "expected", "options"),
    [
        (Frame("a int not null", (1,)), Frame("a int", (1,)), {}),
        (Frame("a int", (1,)), Frame("b int", (1,)), {"ignoreColumnName": True}),
        (
            Frame("a int, b string", (1, "x")),
            Frame("b string, a int", ("x", 1)),
            {"ignoreColumnOrder": True},
        ),
        (Frame("a int", (1,)), Frame("a bigint", (1,)), {"ignoreColumnType": True}),
        (Frame("a int", (1,)), Frame("a double", (1.0,)), {"ignoreColumnType": True}),
        (Frame("a int", (1,)), Frame("a string", ("1",)), {"ignoreColumnType": True}),
        (
            Frame("a int, b string", (1, "x")),
            Frame("b string, a bigint", ("x", 1)),
            {"ignoreColumnType": True, "ignoreColumnOrder": True},
        ),
        (
            Frame("a int", (1,)),
            Frame("b bigint", (1,)),
            {"ignoreColumnType": True} | {"ignoreColumnName": True},
        ),
    ],
)
def test_what_is_told_not_to_count_does_not(actual, expected, options):
    assertDataFrameEqual(actual, expected, **options)
    if options:
        assert difference(actual, expected).getCondition() == "DIFFERENT_SCHEMA"


@pytest.mark.parametrize(
    ("actual", "expected", "options"),
    [
        (Frame("a int not null", (1,)), Frame("a int", (1,)), {"ignoreNullable": False}),
        (Frame("a int", (1,)), Frame("b int", (1,)), {"ignoreColumnType": True}),
        (Frame("a int, b int", (1, 1)), Frame("a int", (1,)), {"ignoreColumnType": True}),
    ],
)
def test_the_rest_of_the_schema_still_counts(actual, expected, options):
    assert difference(actual, expected, **options).getCondition() == "DIFFERENT_SCHEMA"


@pytest.mark.parametrize(
    ("actual", "expected"), [(1, 2), (1, "x"), (None, "None"), (1.5, "1.6"), (True, "true")]
)
def test_values_without_types_still_count(actual, expected):
    difference(column(actual), column(expected), ignoreColumnType=True)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (1, "1.0"),
        (True, 1),
        (1.5, decimal.Decimal("1.5")),
        ([1], ["1"]),
        ({"k": 1}, {"k": 1.0}),
        (datetime.date(2020, 1, 1), "2020-01-01"),
        ("x", "x"),
    ],
)
def test_values_without_types_are_their_texts(actual, expected):
    assertDataFrameEqual(column(actual), column(expected), ignoreColumnType=True)


def test_a_missing_row_is_the_only_difference():
    found = difference(column(1, 2, 3), column(1, 3), includeDiffRows=True)
    assert found.data == [(Row(a=2), None)]
    found = difference(column(1, 3), column(1, 2, 3), includeDiffRows=True)
    assert found.data == [(None, Row(a=2))]


def test_rows_in_order_belong_together_by_position():
    found = difference(column(5, 1), column(1), includeDiffRows=True, checkRowOrder=True)
    assert found.data == [(Row(a=5), Row(a=1)), (Row(a=1), None)]


def test_differing_rows_are_handed_out_only_when_asked():
    assert difference(column(1), column(2)).data is None


@pytest.mark.parametrize(("limit", "count"), [(None, 3), (2, 2), (0, 1)])
def test_comparing_stops_at_the_most_errors(limit, count):
    found = difference(column(1, 2, 3), column(4, 5, 6), maxErrors=limit, includeDiffRows=True)
    assert len(found.data) == count


def test_the_message_shows_both_sides_and_equal_rows_unless_told_not_to():
    found = difference(column(1, 2), column(1, 3))
    lines = found.getMessageParameters()["error_msg"].splitlines()
    red = "\x1b[31m{}\x1b[0m".format
    left = ["*** actual ***", "  Row(a=1)", red("! Row(a=2)")]
    right = ["*** expected ***", "  Row(a=1)", red("! Row(a=3)")]
    assert lines == ["Results do not match: ( 50.00000 % )", *left, "", "", *right]
    found = difference(column(1, 2), column(1, 3), showOnlyDiff=True)
    assert "Row(a=1)" not in found.getMessageParameters()["error_msg"]


def test_a_side_without_changes_is_left_empty_in_the_message():
    found = difference(column(1, 2, 3), column(1, 3))
    lines = found.getMessageParameters()["error_msg"].splitlines()
    assert lines[1:4] == ["*** actual ***", "  Row(a=1)", "\x1b[31m- Row(a=2)\x1b[0m"]
    assert lines[-1] == "*** expected ***"


def test_two_nothings_are_equal():
    assert assertDataFrameEqual(None, None) is True


@pytest.mark.parametrize(
    ("actual", "expected", "arg_name", "kind"),
    [
        (5, [], "actual", int),
        ([], "x", "expected", str),
        ([], None, "expected", None),
        ((Row(a=1),), [], "actual", tuple),
        (pd.DataFrame(), [], "right", list),
        (pd.DataFrame(), "x", "right", str),
        (pd.DataFrame(), None, "expected", None),
        ([], pd.DataFrame(), "left", list),
        (pd.Series([1]), pd.Series([1]), "actual", pd.Series),
    ],
)
def test_other_types_are_refused(actual, expected, arg_name, kind):
    found = difference(actual, expected)
    assert found.getCondition() == "INVALID_TYPE_DF_EQUALITY_ARG"
    parameters = found.getMessageParameters()
    assert (parameters["arg_name"], parameters["actual_type"]) == (arg_name, kind)


def test_pandas_frames_are_compared_by_pandas_within_the_tolerance():
    frame = pd.DataFrame({"a": [1.0, 2.0]})
    assertDataFrameEqual(frame, frame.copy())
    assertDataFrameEqual(frame, frame + 0.0000001)
    assertDataFrameEqual(frame, frame.astype(int))
    found = difference(frame, frame + 1)
    assert found.getCondition() == "DIFFERENT_PANDAS_DATAFRAME"
    assertDataFrameEqual(frame, frame + 1, rtol=2)
