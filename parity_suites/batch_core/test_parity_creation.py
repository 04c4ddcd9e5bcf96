"""createDataFrame from every kind of local data; what the types themselves do is in types."""

import datetime
import decimal

from parity_suites.case import case

UTC = datetime.timezone.utc  # noqa: UP017 - suites also run on older Pythons


# --- rows, tuples, dicts ----------------------------------------------------------------------


@case(mirrors="connect_creation.test_with_local_data")
def tuples_with_names(spark):
    """Types are inferred, names are given."""
    return spark.createDataFrame(
        [(1, "x", 2.5, True), (2, None, -0.0, False)], ["a", "b", "c", "d"]
    )


@case(mirrors="connect_creation.test_with_local_data")
def tuples_without_names(spark):
    """Columns without names are called _1, _2, …"""
    return spark.createDataFrame([(1, "x"), (2, "y")])


@case(mirrors="connect_creation.test_with_local_rows")
def rows_give_their_names(spark, Row):
    """Row fields name the columns."""
    return spark.createDataFrame([Row(n=1, s="a"), Row(n=None, s="b")])


@case(mirrors="connect_creation.test_with_local_rows")
def rows_of_a_row_class(spark, Row):
    """A row class made from names works like named rows."""
    point = Row("x", "y")
    return spark.createDataFrame([point(1, 2.0), point(3, 4.0)])


@case(mirrors="types.test_create_dataframe_from_dict_respects_schema")
def dicts_are_matched_by_key(spark):
    """Keys are names, whatever their order."""
    return spark.createDataFrame([{"b": "x", "a": 1}, {"a": 2, "b": "y"}]).select("a", "b")


@case(mirrors="types.test_create_dataframe_from_dict_respects_schema", since="3.5")
def dicts_follow_a_given_schema(spark):
    """With a schema its order counts and absent keys are null."""
    return spark.createDataFrame([{"b": "x"}, {"a": 2}], "a int, b string")


@case(mirrors="connect_creation.test_with_local_list")
def single_values_with_a_type(spark, T):
    """A bare atomic type makes one column called value."""
    return {
        "type": spark.createDataFrame([1, None, 3], T.LongType()),
        "ddl": spark.createDataFrame(["x", "y"], "string"),
    }


@case(mirrors="connect_creation.test_with_local_list")
def lists_are_rows_too(spark):
    """A list of lists is a list of rows."""
    return spark.createDataFrame([[1, "a"], [2, "b"]], "n long, s string")


@case(mirrors="creation.test_empty_dataframe_with_ddl_string")
def empty_data_with_a_schema(spark, T):
    """No rows are fine when the schema is known, also with no columns."""
    nested = T.StructType([T.StructField("m", T.MapType(T.StringType(), T.DateType()), False)])
    return {
        "ddl": spark.createDataFrame([], "a int, b array<string>"),
        "struct": spark.createDataFrame([], nested),
        "no_columns": spark.createDataFrame([], T.StructType([])),
    }


@case(mirrors="creation.test_empty_schema")
def empty_data_without_a_schema_is_refused(spark, api):
    """Nothing can be inferred from nothing."""
    return {
        "none": api.error_of(lambda: spark.createDataFrame([])),
        "names": api.error_of(lambda: spark.createDataFrame([], ["a"])),
    }


@case(mirrors="creation.test_partial_inference_failure")
def column_of_nulls_cannot_be_inferred(spark, api):
    """A column that is null in every row has no type."""
    return api.error_of(lambda: spark.createDataFrame([(1, None), (2, None)], ["a", "b"]).schema)


@case(mirrors="creation.test_invalid_argument_create_dataframe")
def wrong_arguments_are_refused(spark, api):
    """Data and schemas of the wrong kind are errors of the client."""
    return {
        "schema_number": api.error_of(lambda: spark.createDataFrame([(1,)], 5).schema),
        "data_number": api.error_of(lambda: spark.createDataFrame(5).schema),
        "frame": api.error_of(lambda: spark.createDataFrame(spark.range(1)).schema),
    }


@case(mirrors="types.test_infer_schema_not_enough_names")
def too_few_names_leave_defaults(spark):
    """Columns beyond the names keep their default names."""
    return spark.createDataFrame([(1, 2, 3)], ["a"]).columns


@case(mirrors="connect_creation.test_create_dataframe_with_coercion")
def values_that_do_not_fit_the_schema(spark, api):
    """Text where a number belongs, and a row that is too long, are refused."""
    return {
        "text": api.error_of(lambda: spark.createDataFrame([("x",)], "a int").collect()),
        "length": api.error_of(lambda: spark.createDataFrame([(1, 2)], "a int").collect()),
        "null": api.error_of(lambda: spark.createDataFrame([(None,)], "a int not null").collect()),
    }


@case(mirrors="connect_creation.test_create_df_nullability")
def nullability_of_the_schema_is_kept(spark, T):
    """What the schema calls non-nullable stays so, also inside arrays and maps."""
    schema = T.StructType(
        [
            T.StructField("id", T.IntegerType(), False),
            T.StructField("tags", T.ArrayType(T.StringType(), False), True),
            T.StructField("marks", T.MapType(T.StringType(), T.LongType(), False), False),
        ]
    )
    return spark.createDataFrame([(1, ["a"], {"k": 1}), (2, None, {})], schema)


@case(mirrors="connect_creation.test_with_none_and_nan")
def none_and_nan_stay_apart(spark):
    """NaN is a value, None is null, minus zero keeps its sign."""
    rows = [(1, float("nan")), (2, None), (3, float("inf")), (4, -0.0), (5, 1e-320)]
    return spark.createDataFrame(rows, ["id", "x"])


@case(mirrors="connect_creation.test_nested_type_create_from_rows")
def nested_rows_lists_and_maps(spark, Row):
    """Rows in rows, lists of rows, and maps of lists are inferred."""
    return spark.createDataFrame(
        [
            Row(id=1, at=Row(x=1, y=2.0), path=[Row(x=0), Row(x=1)], seen={"a": [1, 2]}),
            Row(id=2, at=Row(x=3, y=4.0), path=[], seen={}),
        ]
    )


@case(mirrors="connect_creation.test_with_atom_type")
def every_atomic_type_by_schema(spark):
    """One value and one null of every atomic type."""
    schema = (
        "b boolean, i1 tinyint, i2 smallint, i4 int, i8 bigint, f4 float, f8 double, s string,"
        " bin binary, d date, ts timestamp, dec decimal(12,3)"
    )
    row = (
        True,
        -128,
        32767,
        -(2**31),
        2**63 - 1,
        0.1,
        0.1,
        "ß",
        b"\x00\xff",
        datetime.date(1582, 10, 15),
        datetime.datetime(2001, 2, 3, 4, 5, 6, 789),
        decimal.Decimal("-123456789.125"),
    )
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    return spark.createDataFrame([row, (None,) * len(row)], schema)


@case(mirrors="types.test_infer_schema_specification")
def inferred_python_types(spark):
    """Which Spark type each Python type becomes."""
    row = {
        "b": True,
        "i": 1,
        "big": 2**40,
        "f": 1.5,
        "s": "t",
        "by": b"x",
        "ba": bytearray(b"y"),
        "d": datetime.date(2024, 2, 29),
        "dec": decimal.Decimal("1.50"),
        "l": [1, 2],
        "dd": {"k": 1.0},
        "t": (1, "x"),
    }
    return spark.createDataFrame([row])


@case(mirrors="connect_creation.test_timestampe_create_from_rows")
def timestamps_in_a_session_time_zone(spark):
    """Aware timestamps keep their instant, naive ones are local to the client."""
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    aware = datetime.datetime(2024, 7, 1, 12, 0, tzinfo=UTC)
    early = datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    frame = spark.createDataFrame([(1, aware), (2, early)], "id int, t timestamp")
    return {"text": frame.selectExpr("id", "cast(t as string) as t"), "frame": frame}


@case(mirrors="serde.test_ntz_from_internal", since="3.5")
def timestamps_without_zone(spark):
    """A naive value in an NTZ column is kept whatever the session's zone is."""
    spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
    naive = datetime.datetime(2024, 3, 10, 2, 30, 0, 1)
    frame = spark.createDataFrame([(naive,), (None,)], "t timestamp_ntz")
    return {"frame": frame, "text": frame.selectExpr("cast(t as string) as t")}


@case(mirrors="types.test_daytime_interval_type", since="3.5")
def day_time_intervals(spark):
    """Timedeltas of both signs go there and back."""
    rows = [
        (datetime.timedelta(days=2, microseconds=1),),
        (datetime.timedelta(hours=-30),),
        (None,),
    ]
    return spark.createDataFrame(rows, "i interval day to second")


@case(mirrors="creation.test_decimal_round")
def decimals_fit_their_scale(spark):
    """Exact decimals with fewer digits are widened to the scale of the column."""
    values = [decimal.Decimal("1.5"), decimal.Decimal("-0.001"), decimal.Decimal(7), None]
    return spark.createDataFrame([(v,) for v in values], "d decimal(10,4)")


@case(mirrors="creation.test_create_str_from_dict", since="4.0")
def objects_become_text_where_text_is_asked(spark):
    """A dict in a string column becomes its text."""
    return spark.createDataFrame([({"a": 1},), ({"b": None, "c": "x"},), ("plain",)], "t string")


@case(mirrors="types.test_convert_list_to_str", since="4.0")
def lists_and_numbers_become_text_where_text_is_asked(spark):
    """Lists, booleans and numbers in a string column become their text."""
    return spark.createDataFrame([([1, 2],), (True,), (1.5,), (7,), (None,)], "t string")


@case(mirrors="types.test_infer_nested_dict_as_struct")
def nested_dicts_are_maps(spark):
    """A dict inside of a row is a map."""
    return spark.createDataFrame([(1, {"x": 1, "y": 2})], ["id", "d"])


@case(mirrors="types.test_infer_nested_dict_as_struct", since="3.5")
def nested_dicts_are_structs_when_configured(spark):
    """A configuration of the session makes them structs."""
    spark.conf.set("spark.sql.pyspark.inferNestedDictAsStruct.enabled", "true")
    return spark.createDataFrame([(1, {"x": 1, "y": 2})], ["id", "d"])


@case(mirrors="types.test_infer_array_merge_element_types")
def element_types_are_merged(spark):
    """Elements of one array meet in one type, None aside."""
    return {
        "nulls": spark.createDataFrame([([None, 1, 2],)], ["a"]),
        "texts": spark.createDataFrame([([1, "x"],)], ["a"]).schema,
    }


@case(mirrors="types.test_infer_schema_upcast_float_to_string")
def rows_of_several_types_are_merged(spark):
    """A number and a text in one column meet in text."""
    return spark.createDataFrame([(1.5, "a"), ("x", "b")], ["mixed", "text"])


@case(mirrors="connect_creation.test_large_client_data")
def many_rows_in_one_call(spark):
    """Twenty thousand rows arrive whole."""
    frame = spark.createDataFrame([(n, f"row {n}") for n in range(20000)], "n int, t string")
    return frame.selectExpr("count(*)", "sum(n)", "max(length(t))")


@case(mirrors="types.test_create_dataframe_from_dataclasses")
def dataclass_instances(spark):
    """Objects with attributes are rows."""
    from dataclasses import dataclass

    @dataclass
    class Part:
        name: str
        weight: float

    return spark.createDataFrame([Part("bolt", 0.25), Part("nut", 0.5)])


# --- pandas, numpy, Arrow ---------------------------------------------------------------------


@case(mirrors="connect_creation.test_from_empty_pandas_dataframe", needs=("pandas",))
def pandas_frame_of_many_dtypes(spark, api):
    """Each pandas dtype has its Spark type; missing values become null or NaN."""
    pd = api.pandas()
    frame = pd.DataFrame(
        {
            "i": pd.Series([1, 2], dtype="int32"),
            "n": pd.Series([1, None], dtype="Int64"),
            "f": pd.Series([0.5, None]),
            "s": ["a", None],
            "b": [True, False],
            "t": pd.to_datetime(["2024-01-01 10:00:00", None]),
        }
    )
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    return spark.createDataFrame(frame)


@case(mirrors="arrow.test_createDataFrame_pandas_with_schema", needs=("pandas",))
def pandas_frame_with_a_schema(spark, api):
    """A schema renames and casts the columns of a pandas frame."""
    pd = api.pandas()
    frame = pd.DataFrame({"a": [1, 2], "b": [1.5, 2.5]})
    return {
        "ddl": spark.createDataFrame(frame, "x long, y double"),
        "names": spark.createDataFrame(frame, ["p", "q"]),
        "selected": spark.createDataFrame(frame[["b"]]),
    }


@case(
    mirrors="creation.test_schema_inference_from_pandas_with_dict", needs=("pandas",), since="3.5"
)
def pandas_columns_of_objects(spark, api):
    """Lists and dicts in object columns."""
    pd = api.pandas()
    frame = pd.DataFrame({"l": [[1, 2], []], "d": [{"a": 1}, {"a": 2}]})
    return spark.createDataFrame(frame, "l array<long>, d map<string,long>")


@case(mirrors="connect_creation.test_from_empty_pandas_dataframe", needs=("pandas",))
def empty_pandas_frames(spark, api):
    """An empty frame needs a schema; with one it is an empty frame."""
    pd = api.pandas()
    return {
        "schema": spark.createDataFrame(pd.DataFrame({"a": []}), "a int"),
        "none": api.error_of(lambda: spark.createDataFrame(pd.DataFrame())),
    }


@case(mirrors="creation.test_create_dataframe_from_pandas_with_dst", needs=("pandas",))
def pandas_timestamps_over_a_clock_change(spark, api):
    """Hours around a clock change are kept apart."""
    pd = api.pandas()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    hours = pd.date_range("2024-11-03 04:00", periods=4, freq="h", tz="UTC")
    frame = spark.createDataFrame(pd.DataFrame({"t": hours.tz_convert("America/New_York")}))
    return frame.selectExpr("cast(t as string) as t")


@case(
    mirrors="creation.test_create_dataframe_from_pandas_with_day_time_interval",
    since="3.5",
    needs=("pandas",),
)
def pandas_timedeltas(spark, api):
    """A timedelta column is a day-time interval."""
    pd = api.pandas()
    return spark.createDataFrame(pd.DataFrame({"d": pd.to_timedelta(["1 days", "-2 hours"])}))


@case(mirrors="connect_creation.test_with_local_ndarray", needs=("numpy",))
def numpy_arrays(spark, api):
    """One dimension makes one column, two make columns."""
    np = api.numpy()
    return {
        "one": spark.createDataFrame(np.array([1, 2, 3])),
        "two": spark.createDataFrame(np.array([[1.5, 2.5], [3.5, 4.5]]), ["x", "y"]),
        "three": api.error_of(lambda: spark.createDataFrame(np.zeros((1, 1, 1)))),
    }


@case(mirrors="connect_creation.test_create_dataframe_from_arrays", since="4.0")
def arrow_tables(spark, api):
    """An Arrow table comes with types and names, or takes those of a schema."""
    pa = api.arrow()
    table = pa.table(
        {
            "n": pa.array([1, None], pa.int16()),
            "s": pa.array(["a", "b"], pa.large_string()),
            "l": pa.array([[1.5], None], pa.list_(pa.float64())),
            "m": pa.array([[("k", 1)], []], pa.map_(pa.string(), pa.int64())),
            "st": pa.array([{"x": 1}, None], pa.struct([("x", pa.int32())])),
        }
    )
    return {
        "table": spark.createDataFrame(table),
        "names": spark.createDataFrame(table.select(["n", "s"]), ["a", "b"]),
        "schema": spark.createDataFrame(table.select(["n"]), "n long"),
        "empty": spark.createDataFrame(table.slice(0, 0).select(["n", "s"]), "n short, s string"),
        "empty_inferred": api.error_of(lambda: spark.createDataFrame(table.slice(0, 0))),
    }
