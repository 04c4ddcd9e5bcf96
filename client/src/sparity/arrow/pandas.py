"""Arrow tables to and from pandas frames, with the dtypes that PySpark gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sparity.arrow.local import without_columns
from sparity.arrow.pandas_values import ready
from sparity.arrow.repeats import worth_sharing
from sparity.arrow.schema import from_arrow_type, to_arrow_type
from sparity.arrow.tables import Schema, check_schema, conform_to, renamed
from sparity.errors import PySparkTypeError, PySparkValueError, UnsupportedOperationException
from sparity.types import (
    ArrayType,
    DataType,
    Geography,
    GeographyType,
    Geometry,
    GeometryType,
    MapType,
    Row,
    StringType,
    StructField,
    StructType,
    TimestampLTZNanosType,
    TimestampNTZNanosType,
    TimestampNTZType,
    TimestampType,
    UserDefinedType,
    VariantType,
    VariantVal,
)

_Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class PandasOptions:
    """What Spark's configuration says about frames.

    Attributes:
        timezone: the session's time zone, in which moments are shown.
        struct_mode: `legacy`, `row` or `dict` (`spark.sql.execution.pandas.structHandlingMode`).
        safe: refuse values that a schema would cut off or wrap around
            (`spark.sql.execution.pandas.convertToArrowArraySafely`).
        dicts_as_maps: infer maps from dicts, not structs
            (`spark.sql.execution.pandas.inferPandasDictAsMap`).
    """

    timezone: str = "UTC"
    struct_mode: str = "legacy"
    safe: bool = True
    dicts_as_maps: bool = False


def to_pandas(
    table: pa.Table, schema: StructType, options: PandasOptions | None = None
) -> pd.DataFrame:
    """A result as a pandas frame.

    Moments lose their zone and show the session's time; numbers with nulls become floats; values
    without a pandas type stay Python objects.

    Args:
        table: the result.
        schema: the schema of the frame; its names and types win over those of the table.
        options: what Spark's configuration says.

    Raises:
        UnsupportedOperationException: fields of a struct share a name in `legacy` mode.
        pyarrow.ArrowInvalid: a moment that pandas cannot hold.
    """
    chosen = options or PandasOptions()
    if chosen.struct_mode == "legacy":
        for field in schema.fields:
            _refuse_shared_names(field.dataType)
    columns = [
        _column(values, field.dataType, chosen)
        for values, field in zip(table.columns, schema.fields, strict=True)
    ]
    if not columns:
        return pd.DataFrame(index=range(table.num_rows))
    frame = pd.concat(columns, axis=1, keys=range(len(columns)))
    frame.columns = pd.Index(schema.names)
    return frame


def _refuse_shared_names(data_type: DataType) -> None:
    if isinstance(data_type, StructType):
        names = data_type.names
        if len(set(names)) < len(names):
            raise UnsupportedOperationException(
                errorClass="DUPLICATED_FIELD_NAME_IN_ARROW_STRUCT",
                messageParameters={"field_names": str(names)},
            )
        for field in data_type.fields:
            _refuse_shared_names(field.dataType)
    elif isinstance(data_type, ArrayType):
        _refuse_shared_names(data_type.elementType)
    elif isinstance(data_type, MapType):
        _refuse_shared_names(data_type.keyType)
        _refuse_shared_names(data_type.valueType)


def _column(
    values: "pa.ChunkedArray[Any]", data_type: DataType, options: PandasOptions
) -> "pd.Series[Any]":
    series: Any = values.to_pandas(
        date_as_object=True,
        coerce_temporal_nanoseconds=True,
        deduplicate_objects=worth_sharing(values),
    )
    if isinstance(data_type, TimestampType | TimestampLTZNanosType):
        series = series.dt.tz_convert(options.timezone).dt.tz_localize(None)
    convert = _converter(data_type, options)
    if convert is None:
        shown: pd.Series[Any] = series
        return shown
    converted = [None if _missing(value) else convert(value) for value in series]
    return pd.Series(_objects(converted), dtype="object")


def _objects(values: list[Any]) -> "np.ndarray[Any, Any]":
    # Filling an array of objects keeps numpy from taking rows and lists for more dimensions.
    filled = np.empty(len(values), dtype=object)
    for index, value in enumerate(values):
        filled[index] = value
    return filled


def _missing(value: Any) -> bool:
    return value is None or value is pd.NaT


def _converter(data_type: DataType, options: PandasOptions) -> _Convert | None:
    """What to do to a value that Arrow made, None if it is right as it is."""
    if isinstance(data_type, ArrayType):
        return _array_converter(data_type, options)
    if isinstance(data_type, MapType):
        key = _element(data_type.keyType, options)
        item = _element(data_type.valueType, options)
        return lambda pairs: {key(name): item(value) for name, value in pairs}
    if isinstance(data_type, StructType):
        return _struct_converter(data_type, options)
    if isinstance(data_type, UserDefinedType):
        stored = _element(data_type.sqlType(), options)
        return lambda value: data_type.deserialize(stored(value))
    if isinstance(data_type, VariantType):
        return lambda parts: VariantVal(parts["value"], parts["metadata"])
    if isinstance(data_type, GeometryType):
        return lambda parts: Geometry(parts["wkb"], parts["srid"])
    if isinstance(data_type, GeographyType):
        return lambda parts: Geography(parts["wkb"], parts["srid"])
    return None


def _element(data_type: DataType, options: PandasOptions) -> _Convert:
    """Like `_converter`, for values inside others, where moments are converted too."""
    if isinstance(data_type, TimestampNTZType | TimestampNTZNanosType):
        return lambda value: None if value is None else pd.Timestamp(value)
    if isinstance(data_type, TimestampType | TimestampLTZNanosType):
        return lambda value: None if value is None else _moment(value, options.timezone)
    convert = _converter(data_type, options)
    if convert is None:
        return lambda value: value
    return lambda value: None if _missing(value) else convert(value)


def _moment(value: Any, timezone: str) -> Any:
    moment: Any = pd.Timestamp(value)
    if moment is pd.NaT:
        return moment
    # Inside lists Arrow gives moments of UTC without saying so.
    zoned = moment.tz_localize("UTC") if moment.tzinfo is None else moment
    return zoned.tz_convert(timezone).tz_localize(None)


def _array_converter(data_type: ArrayType, options: PandasOptions) -> _Convert | None:
    element = data_type.elementType
    moments = isinstance(
        element,
        TimestampType | TimestampNTZType | TimestampLTZNanosType | TimestampNTZNanosType,
    )
    inner = _converter(element, options)
    if inner is None and not moments:
        return None
    convert = _element(element, options)
    return lambda values: _stacked([convert(value) for value in values])


def _stacked(values: list[Any]) -> "np.ndarray[Any, Any]":
    """Rows of one length become a matrix, as in PySpark, which refuses all others."""
    try:
        return np.array(values)
    except ValueError:
        return _objects(values)


def _struct_converter(data_type: StructType, options: PandasOptions) -> _Convert:
    parts = [_element(field.dataType, options) for field in data_type.fields]
    names = data_type.names

    def as_dict(values: dict[str, Any]) -> dict[str, Any]:
        pairs = zip(values.items(), parts, strict=True)
        return {name: convert(value) for (name, value), convert in pairs}

    def as_row(values: dict[str, Any]) -> Row:
        row = Row(*(convert(value) for value, convert in zip(values.values(), parts, strict=True)))
        row.__fields__ = names
        return row

    return as_row if options.struct_mode == "row" else as_dict


def from_pandas(
    frame: pd.DataFrame, schema: Schema = None, options: PandasOptions | None = None
) -> tuple[pa.Table, StructType]:
    """A pandas frame as an Arrow table and its schema, for `createDataFrame`.

    Moments without a zone are times of the session. A `NaN` is a null. The index is dropped.

    Args:
        frame: the frame.
        schema: a struct, names for columns in order, or nothing.
        options: what Spark's configuration says.

    Raises:
        PySparkValueError: nothing tells the schema, there are more names than columns, or a
            value does not fit.
        PySparkTypeError: a column cannot be of the type that the schema gives it.
        ValueError: a null in a column that is not nullable.
    """
    chosen = options or PandasOptions()
    timezone = chosen.timezone
    given = check_schema(schema, frame.shape[1], len(frame))
    if isinstance(given, StructType) and not given.fields:
        return without_columns(len(frame)), given
    if isinstance(given, StructType):
        pairs = enumerate(given.fields[: frame.shape[1]])
        arrays = [_array(frame.iloc[:, n], field.dataType, chosen)[0] for n, field in pairs]
        unnamed = pa.Table.from_arrays(arrays, names=[str(n) for n in range(len(arrays))])
        table = unnamed.rename_columns(given.names)
        return conform_to(table, given, timezone), given
    wanted = _maps(frame) if chosen.dicts_as_maps and given is None else {}
    built = [_array(frame.iloc[:, n], wanted.get(n), chosen) for n in range(frame.shape[1])]
    fields = [
        StructField(str(name), data_type, True)
        for name, (_, data_type) in zip(frame.columns, built, strict=True)
    ]
    found = renamed(StructType(fields), given)
    table = pa.Table.from_arrays([array for array, _ in built], names=found.names)
    return conform_to(table, found, timezone), found


def _maps(frame: pd.DataFrame) -> dict[int, DataType]:
    """The columns of dicts, each as the map of what its first key holds."""
    found: dict[int, DataType] = {}
    for n in range(frame.shape[1]):
        arrow: Any = pa.Array.from_pandas(frame.iloc[:, n]).type
        if pa.types.is_struct(arrow):
            if not arrow.num_fields:
                raise PySparkValueError(
                    errorClass="CANNOT_INFER_EMPTY_SCHEMA", messageParameters={}
                )
            found[n] = MapType(StringType(), from_arrow_type(arrow.field(0).type))
    return found


def _array(
    series: "pd.Series[Any]", wanted: DataType | None, options: PandasOptions
) -> tuple["pa.Array[Any]", DataType]:
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(series.dtype.categories.dtype)
    # Columns that hold Arrow data know themselves whether their moments have a zone.
    of_arrow = isinstance(series.dtype, pd.ArrowDtype)
    moments = not of_arrow and pd.api.types.is_datetime64_any_dtype(series.dtype)
    if moments and wanted is None:
        wanted = TimestampType()
    if moments and isinstance(wanted, TimestampType):
        if series.dt.tz is None:
            series = series.dt.tz_localize(options.timezone, ambiguous=False)
        series = series.dt.tz_convert("UTC")
    arrow = None if wanted is None else to_arrow_type(wanted)
    if wanted is None and not of_arrow and pd.api.types.is_timedelta64_dtype(series.dtype):
        arrow = pa.duration("us")
    if wanted is not None and (not of_arrow or _holds_moments(arrow)):
        series = ready(series, wanted, options.timezone)
    try:
        array = _from_series(series, arrow, options.safe)
    except (TypeError, ValueError) as error:
        kind = PySparkTypeError if isinstance(error, TypeError) else PySparkValueError
        raise kind(
            f"column {series.name!r} ({series.dtype}) of the pandas frame does not fit the "
            f"Arrow type {arrow}: {error}"
        ) from error
    return array, wanted or from_arrow_type(array.type)


def _from_series(series: "pd.Series[Any]", arrow: Any, safe: bool) -> "pa.Array[Any]":
    array: Any = pa.Array.from_pandas(series, type=arrow, safe=safe)
    # Frames that hold Arrow data themselves come in chunks.
    whole: pa.Array[Any] = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return whole


def _holds_moments(arrow: Any) -> bool:
    if pa.types.is_timestamp(arrow):
        return arrow.tz is not None
    return any(_holds_moments(arrow.field(n).type) for n in range(arrow.num_fields))
