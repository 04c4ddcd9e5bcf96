"""`assertDataFrameEqual`; comparing schemas alone is in `schemas`.

pandas is only known here when the user's program has imported it already.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Literal

from sparity.errors import PySparkAssertionError
from sparity.sql.dataframe import DataFrame
from sparity.testing.rows import assert_rows_equal
from sparity.testing.schemas import assertSchemaEqual
from sparity.testing.values import Tolerance, equal, without_type
from sparity.types import Row, StructField, StructType

if TYPE_CHECKING:
    import pandas

_EXPECTED_TYPES = "Union[DataFrame, ps.DataFrame, List[Row]]"
_PANDAS_TYPES = "DataFrame, Series, Index, "


def assertDataFrameEqual(
    actual: DataFrame | pandas.DataFrame | list[Row] | None,
    expected: DataFrame | pandas.DataFrame | list[Row] | None,
    checkRowOrder: bool = False,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    ignoreNullable: bool = True,
    ignoreColumnOrder: bool = False,
    ignoreColumnName: bool = False,
    ignoreColumnType: bool = False,
    maxErrors: int | None = None,
    showOnlyDiff: bool = False,
    includeDiffRows: bool = False,
) -> Literal[True] | None:
    """Raise unless two DataFrames, or a DataFrame and a list of rows, are equal.

    Schemas are compared when both sides have one. NaN equals NaN only, an infinity only itself,
    and rows of different lengths are never equal; PySpark lets these pass.

    Args:
        actual: the DataFrame or rows at hand.
        expected: what they should be; a pandas DataFrame if `actual` is one.
        checkRowOrder: whether the order of rows counts.
        rtol: how far apart floats and decimals may be, as a fraction of the expected one.
        atol: how far apart they may be beyond that.
        ignoreNullable: nullability and metadata of columns do not count.
        ignoreColumnOrder: columns are compared in the order of their names.
        ignoreColumnName: names of columns do not count.
        ignoreColumnType: values are compared as text, whole numbers without a decimal point.
        maxErrors: stop at so many rows that differ.
        showOnlyDiff: leave equal rows out of the message.
        includeDiffRows: hand out the rows that differ as `data` of the error, in pairs.

    Returns:
        True if both are None, else None.

    Raises:
        PySparkAssertionError: DIFFERENT_SCHEMA, DIFFERENT_ROWS, DIFFERENT_PANDAS_DATAFRAME, or
            INVALID_TYPE_DF_EQUALITY_ARG.

    Since Spark 3.5.

    Examples:
        >>> assertDataFrameEqual(spark.range(2), [Row(id=1), Row(id=0)])  # doctest: +SKIP
    """
    if actual is None and expected is None:
        return True
    for arg_name, value in (("actual", actual), ("expected", expected)):
        beside_pandas = _is_pandas(actual) and value is not None
        if not (beside_pandas or isinstance(value, (DataFrame, list)) or _is_pandas(value)):
            raise _invalid(arg_name, _EXPECTED_TYPES, value)
    if _is_pandas(actual) or _is_pandas(expected):
        _assert_pandas_equal(actual, expected, rtol, atol)
        return None
    if isinstance(actual, DataFrame) and isinstance(expected, DataFrame):
        assertSchemaEqual(
            _comparable(actual.schema, expected.schema) if ignoreColumnType else actual.schema,
            expected.schema,
            ignoreNullable=ignoreNullable,
            ignoreColumnOrder=ignoreColumnOrder,
            ignoreColumnName=ignoreColumnName,
        )
    tolerance = Tolerance(rtol, atol)

    def same(one: Any, other: Any) -> bool:
        if ignoreColumnType:
            one, other = without_type(one), without_type(other)
        return equal(one, other, tolerance)

    assert_rows_equal(
        _rows(actual, ignoreColumnOrder),
        _rows(expected, ignoreColumnOrder),
        same,
        ordered=checkRowOrder,
        max_errors=maxErrors,
        only_differences=showOnlyDiff,
        keep_differences=includeDiffRows,
    )
    return None


def _rows(data: Any, by_name: bool) -> list[Any]:
    rows = data.collect() if isinstance(data, DataFrame) else data
    return [_by_name(row) for row in rows] if by_name else rows


def _by_name(row: Any) -> Any:
    names = getattr(row, "__fields__", None)
    if names is None:
        return row
    order = sorted(range(len(names)), key=names.__getitem__)
    return Row(*[names[at] for at in order])(*[row[at] for at in order])


def _comparable(actual: StructType, expected: StructType) -> StructType:
    """`actual` with the types of the columns of `expected` that have the same name or place."""
    by_name = {field.name: field.dataType for field in expected.fields}
    fields = []
    for place, field in enumerate(actual.fields):
        data_type = by_name.get(field.name)
        if data_type is None and place < len(expected.fields):
            data_type = expected.fields[place].dataType
        fields.append(
            StructField(field.name, data_type or field.dataType, field.nullable, field.metadata)
        )
    return StructType(fields)


def _is_pandas(value: object) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame)


def _assert_pandas_equal(actual: Any, expected: Any, rtol: float, atol: float) -> None:
    for arg_name, value in (("left", actual), ("right", expected)):
        if not _is_pandas(value):
            raise _invalid(arg_name, _PANDAS_TYPES, value)
    import pandas

    try:
        pandas.testing.assert_frame_equal(
            actual, expected, check_dtype=False, check_exact=False, rtol=rtol, atol=atol
        )
    except AssertionError as error:
        raise PySparkAssertionError(
            errorClass="DIFFERENT_PANDAS_DATAFRAME",
            messageParameters={
                "left": actual.to_string(),
                "left_dtype": str(actual.dtypes),
                "right": expected.to_string(),
                "right_dtype": str(expected.dtypes),
            },
        ) from error


def _invalid(arg_name: str, expected_type: str, value: Any) -> PySparkAssertionError:
    parameters: dict[str, Any] = {
        "expected_type": expected_type,
        "arg_name": arg_name,
        "actual_type": None if value is None else type(value),
    }
    return PySparkAssertionError(
        errorClass="INVALID_TYPE_DF_EQUALITY_ARG", messageParameters=parameters
    )
