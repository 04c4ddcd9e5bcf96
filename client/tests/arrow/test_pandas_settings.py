"""What settings of the session decide about pandas frames: lossy casts and dicts as maps."""

import numpy as np
import pandas as pd
import pytest

from sparity.arrow.pandas import PandasOptions, from_pandas, to_pandas
from sparity.errors import PySparkValueError
from sparity.types import StructType


def schema(ddl: str) -> StructType:
    return StructType.fromDDL(ddl)


@pytest.mark.parametrize(("values", "ddl", "cut"), [([300], "a tinyint", 44), ([1.5], "a int", 1)])
def test_values_are_cut_off_only_where_that_is_allowed(values, ddl, cut):
    frame = pd.DataFrame({"a": values})
    with pytest.raises(PySparkValueError):
        from_pandas(frame, schema(ddl))
    table, _ = from_pandas(frame, schema(ddl), PandasOptions(safe=False))
    assert table["a"].to_pylist() == [cut]


def test_dicts_are_structs_or_maps():
    frame = pd.DataFrame({"d": [None, {"x": 1}, {"y": 2}], "n": [1, 2, 3]})
    assert from_pandas(frame)[1].simpleString() == "struct<d:struct<x:bigint,y:bigint>,n:bigint>"
    table, found = from_pandas(frame, None, PandasOptions(dicts_as_maps=True))
    assert found.simpleString() == "struct<d:map<string,bigint>,n:bigint>"
    assert table["d"].to_pylist() == [None, [("x", 1)], [("y", 2)]]


def test_a_map_of_nothing_has_no_type():
    with pytest.raises(PySparkValueError) as caught:
        from_pandas(pd.DataFrame({"d": [{}, {}]}), None, PandasOptions(dicts_as_maps=True))
    assert caught.value.getCondition() == "CANNOT_INFER_EMPTY_SCHEMA"


def test_a_matrix_is_an_array_of_arrays():
    frame = pd.DataFrame({"m": [np.array([[1, 2], [3, 4]]), None]})
    table, _ = from_pandas(frame, schema("m array<array<int>>"))
    assert table["m"].to_pylist() == [[[1, 2], [3, 4]], None]


@pytest.mark.parametrize(
    ("rows", "shape"), [([[{"k": 1}], [{"k": 2}]], (2, 1)), ([[{"k": 1}], []], (2,))]
)
def test_rows_of_one_length_become_a_matrix_and_others_stay_apart(rows, shape):
    kind = schema("l array<array<map<string, int>>>")
    table, _ = from_pandas(pd.DataFrame({"l": [rows]}), kind)
    assert to_pandas(table, kind)["l"][0].shape == shape
