"""Rows: names, templates, lookups, pickling."""

import pickle

import pytest

from sparity.errors import (
    PySparkAttributeError,
    PySparkRuntimeError,
    PySparkTypeError,
    PySparkValueError,
)
from sparity.types import Row


def test_named_row_is_a_tuple_with_names():
    row = Row(b=1, a="x")
    assert row == (1, "x")
    assert (row.b, row["a"], row[0], row[0:1]) == (1, "x", 1, (1,))
    assert repr(row) == "Row(b=1, a='x')"
    assert "a" in row
    assert 1 not in row


def test_template_makes_rows_with_its_names():
    point = Row("x", "y")
    assert repr(point) == "<Row('x', 'y')>"
    assert "x" in point
    assert repr(point(1, 2)) == "Row(x=1, y=2)"
    assert repr(point(1)) == "Row(x=1)"
    with pytest.raises(PySparkValueError) as caught:
        point(1, 2, 3)
    assert caught.value.getCondition() == "TOO_MANY_VALUES"


def test_mixing_both_forms_is_refused():
    with pytest.raises(PySparkValueError) as caught:
        Row(1, a=2)
    assert caught.value.getCondition() == "CANNOT_SET_TOGETHER"


def test_unknown_names_raise_by_the_way_they_are_asked_for():
    row = Row(a=1)
    with pytest.raises(PySparkAttributeError) as caught:
        _ = row.zz
    assert caught.value.getMessageParameters() == {"attr_name": "zz"}
    with pytest.raises(PySparkValueError):
        row["zz"]
    with pytest.raises(IndexError):
        row[5]


def test_row_is_read_only():
    with pytest.raises(PySparkRuntimeError) as caught:
        Row(a=1).a = 2
    assert caught.value.getCondition() == "READ_ONLY"


def test_as_dict_reaches_rows_inside_lists_and_dicts():
    row = Row(a=[Row(b=1)], m={"k": Row(z=1)}, t=(Row(b=1),), r=Row(q=None))
    assert row.asDict()["r"] == Row(q=None)
    assert row.asDict(recursive=True) == {
        "a": [{"b": 1}],
        "m": {"k": {"z": 1}},
        "t": (Row(b=1),),
        "r": {"q": None},
    }
    with pytest.raises(PySparkTypeError):
        Row(1).asDict()


def test_shared_names_keep_both_values():
    row = Row("a", "a")(1, 2)
    assert repr(row) == "Row(a=1, a=2)"
    assert row.a == 1
    assert row.asDict() == {"a": 2}


@pytest.mark.parametrize("row", [Row(a=1, b=Row(c=2)), Row("x", "y"), Row(), Row("a")(None)])
def test_rows_survive_pickling(row):
    again = pickle.loads(pickle.dumps(row))
    assert type(again) is Row
    assert again == row
    assert repr(again) == repr(row)
