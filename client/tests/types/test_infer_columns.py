"""Inference by columns gives what inference row by row gives, errors included."""

import datetime
import decimal
from functools import reduce

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sparity.errors import PySparkException
from sparity.types import Row
from sparity.types.infer import DEFAULTS, InferOptions, infer_schema, infer_struct
from sparity.types.infer_columns import infer_columns
from sparity.types.merge import has_nulltype, merge_structs

VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=2)
    | st.binary(max_size=2)
    | st.datetimes(timezones=st.none() | st.just(datetime.UTC))
    | st.dates()
    | st.just(decimal.Decimal(1))
    | st.lists(st.none() | st.integers(), max_size=2)
    | st.dictionaries(st.text(max_size=1), st.integers() | st.text(max_size=1), max_size=2)
    | st.builds(object)
)
NAMES = st.lists(st.sampled_from("abc"), min_size=1, max_size=3)


def row_of(names, values):
    row = Row(*values)
    row.__fields__ = names
    return row


ROWS = st.one_of(
    st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=5),
    st.lists(st.lists(VALUES, max_size=3), min_size=1, max_size=5),
    st.lists(st.dictionaries(st.sampled_from("ab"), VALUES), min_size=1, max_size=5),
    st.lists(
        NAMES.flatmap(lambda names: st.tuples(*(VALUES for _ in names)).map(lambda v: Row(*v))),
        min_size=1,
        max_size=3,
    ),
    NAMES.flatmap(
        lambda names: st.lists(
            st.tuples(*(VALUES for _ in names)).map(lambda v: row_of(list(names), v)),
            min_size=1,
            max_size=5,
        )
    ),
    st.lists(
        st.one_of(st.tuples(VALUES), st.builds(lambda v: Row(a=v), VALUES), st.none()),
        min_size=1,
        max_size=3,
    ),
)
OPTIONS = st.builds(InferOptions, st.booleans(), st.booleans(), st.booleans(), st.booleans())


def row_by_row(rows, names, options):
    merged = reduce(merge_structs, (infer_struct(row, names, options) for row in rows))
    return "CANNOT_DETERMINE_TYPE" if has_nulltype(merged) else merged


def told(infer, *arguments):
    try:
        found = infer(*arguments)
    except PySparkException as error:
        return error.getCondition(), error.getMessageParameters()
    return found if isinstance(found, str) else found.jsonValue()


@settings(max_examples=300, deadline=None)
@given(ROWS, st.none() | NAMES, OPTIONS)
@example([(1, "x"), (None, 2)], None, DEFAULTS)
@example([(1, 1.0), ("x", 2)], None, DEFAULTS)
@example([Row(a=1), Row("a")(2)], None, DEFAULTS)
def test_both_ways_agree(rows, names, options):
    expected = told(row_by_row, rows, names, options)
    found = told(infer_schema, rows, names, options)
    if expected == "CANNOT_DETERMINE_TYPE":
        assert found == (expected, {})
    else:
        assert found == expected


def test_columns_of_one_class_look_at_no_value():
    def refuse(value):
        raise AssertionError(f"looked at {value!r}")

    rows = [(1, "x"), (None, "y"), (3, None)]
    names = {int: infer_schema([(1,)]).fields[0].dataType, str: None}
    names[str] = infer_schema([("x",)]).fields[0].dataType
    found = infer_columns(rows, ["a"], refuse, names.get)
    assert found is not None
    assert found[0].simpleString() == "struct<a:bigint,_2:string>"
    assert found[1].values == [[1, None, 3], ["x", "y", None]]
