"""createDataFrame from pandas frames: schemas and names of all kinds, dtypes, zones, nesting."""

import datetime
import decimal

from parity_suites.case import case

UTC = datetime.timezone.utc  # noqa: UP017 - suites also run on older Pythons
SAFE = "spark.sql.execution.pandas.convertToArrowArraySafely"
DICT_AS_MAP = "spark.sql.execution.pandas.inferPandasDictAsMap"
LOS_ANGELES = "America/Los_Angeles"


def _people(pd):
    return pd.DataFrame(
        {"name": ["Ada", None, "Zoë"], "age": [36, 41, 7], "tall": [1.5, None, 0.9]}
    )


@case(mirrors="arrow.test_pandas_round_trip", since="3.4", needs=("pandas",), ordered=True)
def round_trip_of_a_frame(spark, api):
    """Out again as it came, as far as Spark's types allow."""
    frame = spark.createDataFrame(_people(api.pandas()))
    return {"frame": frame, "pandas": frame.orderBy("age").toPandas()}


@case(mirrors="arrow.test_createDataFrame_arrow_pandas", since="4.0", needs=("pandas",))
def a_table_and_a_frame_of_the_same_data(spark, api):
    """An Arrow table and the pandas frame made of it give the same DataFrame."""
    pa = api.arrow()
    table = pa.table({"n": pa.array([1, 2], pa.int32()), "s": ["a", None], "d": [0.5, -0.0]})
    return {
        "table": spark.createDataFrame(table),
        "pandas": spark.createDataFrame(table.to_pandas()),
    }


@case(mirrors="arrow.test_createDataFrame_pandas_with_schema", since="3.4", needs=("pandas",))
def schemas_of_every_kind(spark, api, T):
    """DDL, StructType with nullability and metadata, names."""
    local = _people(api.pandas())
    struct = T.StructType(
        [
            T.StructField("n", T.StringType(), True, {"from": "name"}),
            T.StructField("a", T.ShortType(), False),
            T.StructField("t", T.FloatType()),
        ]
    )
    return {
        "ddl": spark.createDataFrame(local, "name string, age long, tall double"),
        "renamed": spark.createDataFrame(local, "n string, a int, t double"),
        "struct": spark.createDataFrame(local, struct),
        "metadata": spark.createDataFrame(local, struct).schema["n"].metadata,
        "names": spark.createDataFrame(local, ["x", "y", "z"]),
    }


@case(mirrors="arrow.test_createDataFrame_pandas_with_names", since="4.0", needs=("pandas",))
def names_for_the_columns(spark, api):
    """As many names as columns, fewer, and more."""
    local = _people(api.pandas())
    return {
        "tuple": spark.createDataFrame(local, ("x", "y", "z")),
        "fewer": spark.createDataFrame(local, ["x"]),
        "more": api.error_of(lambda: spark.createDataFrame(local, ["x", "y", "z", "q"])),
        "none": spark.createDataFrame(local, []),
        "numbers": spark.createDataFrame(local, ["0", "1", "2"]),
    }


@case(
    mirrors="arrow.test_createDataFrame_pandas_with_incorrect_schema",
    since="4.1",
    needs=("pandas",),
)
def schemas_that_do_not_fit(spark, api):
    """Types that a column cannot have, values that overflow, nulls that may not be."""
    pd = api.pandas()
    local = pd.DataFrame({"s": ["x", "y"], "n": [1, 300]})
    nulls = pd.DataFrame({"s": ["x", None]})

    def error(frame, schema):
        return api.error_of(lambda: spark.createDataFrame(frame, schema))

    return {
        "text_as_number": error(local, "s int, n long"),
        "number_as_text": error(local, "s string, n string"),
        "overflow": error(local, "s string, n tinyint"),
        "wide": error(local, "s string, n long, q int"),
        "null": error(nulls, "s string not null"),
        "narrow": spark.createDataFrame(local, "s string").collect(),
    }


@case(mirrors="arrow.test_createDataFrame_with_single_data_type", since="4.0", needs=("pandas",))
def a_single_type_as_schema(spark, api, T):
    """A type that is no struct, for a frame."""
    local = api.pandas().DataFrame({"a": [1, 2]})
    return {
        "type": api.error_of(lambda: spark.createDataFrame(local, T.LongType())),
        "ddl": api.error_of(lambda: spark.createDataFrame(local, "long")),
        "array": api.error_of(lambda: spark.createDataFrame(local, "array<int>")),
    }


@case(mirrors="arrow.test_createDataFrame_with_single_data_type", since="4.0")
def a_single_type_for_rows(spark, api, T):
    """An atomic type is a column; rows are taken for rows; no other type will do."""
    return {
        "values": spark.createDataFrame([1, None], T.LongType()),
        "rows": spark.createDataFrame([(1,), [2]], "long"),
        "dicts": spark.createDataFrame([{"value": "q"}, {"other": "r"}], "string"),
        "wide": api.error_of(lambda: spark.createDataFrame([(1, 2)], "long")),
        "array": api.error_of(lambda: spark.createDataFrame([[1]], "array<long>")),
        "map": api.error_of(
            lambda: spark.createDataFrame([{}], T.MapType(T.LongType(), T.LongType()))
        ),
        "null": api.error_of(lambda: spark.createDataFrame([None], T.NullType())),
    }


@case(
    mirrors="arrow.test_createDataFrame_pandas_with_incorrect_schema",
    since="4.1",
    needs=("pandas",),
    params={"safe": {"safe": "true"}, "unsafe": {"safe": "false"}},
)
def casts_that_lose_something(spark, api, safe):
    """A setting of the session decides whether digits may be cut off and numbers wrap around."""
    pd = api.pandas()
    spark.conf.set(SAFE, safe)

    def outcome(values, schema):
        local = pd.DataFrame({"a": values})
        error = api.error_of(lambda: spark.createDataFrame(local, schema))
        return error or spark.createDataFrame(local, schema)

    return {
        "overflow": outcome([300], "a tinyint"),
        "fraction": outcome([1.5], "a int"),
        "digits": outcome([2**53 + 1], "a double"),
        "nested": outcome([[300]], "a array<tinyint>"),
        "text": outcome(["1"], "a int"),
        "decimal": outcome([decimal.Decimal("1.25")], "a decimal(3, 1)"),
        "nanoseconds": outcome(pd.to_datetime([1_700_000_000_000_000_001]), "a timestamp_ntz"),
    }


@case(mirrors="arrow.test_createDataFrame_pandas_with_struct_type", since="4.1", needs=("pandas",))
def dicts_as_structs_or_maps(spark, api):
    """Columns of dicts are structs, unless the session wants maps."""
    # An older server has no such setting, and says so here.
    spark.conf.get(DICT_AS_MAP)
    pd = api.pandas()
    local = pd.DataFrame({"d": [None, {"x": 1}, {"y": 2}], "n": [1, 2, 3]})
    nested = pd.DataFrame({"l": [[{"x": 1}]], "m": [{"k": {"z": 1}}]})
    structs = {
        "structs": spark.createDataFrame(local),
        "nested_structs": spark.createDataFrame(nested),
    }
    spark.conf.set(DICT_AS_MAP, "true")
    mixed = pd.DataFrame({"d": [{"x": 1}, {"y": "b"}]})
    empty = pd.DataFrame({"d": [{}, {}]})
    return {
        **structs,
        "maps": spark.createDataFrame(local),
        "nested_maps": spark.createDataFrame(nested),
        "given": spark.createDataFrame(local, "d struct<x: int>, n long"),
        "mixed": api.error_of(lambda: spark.createDataFrame(mixed)),
        "empty": api.error_of(lambda: spark.createDataFrame(empty)),
    }


@case(mirrors="arrow.test_createDataFrame_pandas_with_array_type", since="4.0", needs=("pandas",))
def columns_of_lists(spark, api):
    """Lists and NumPy arrays, inferred and given."""
    pd, np = api.pandas(), api.numpy()
    local = pd.DataFrame({"id": [0, 1, 2], "l": [[1, 2], [], None]})
    arrays = pd.DataFrame({"a": [np.array([1.5, 2.5]), None]})
    return {
        "inferred": spark.createDataFrame(local),
        "given": spark.createDataFrame(local, "id int, l array<short>"),
        "arrays": spark.createDataFrame(arrays),
        "texts": spark.createDataFrame(pd.DataFrame({"l": [["a", None]]}), "l array<string>"),
    }


@case(mirrors="arrow.test_createDataFrame_with_ndarray", since="3.4", needs=("numpy",))
def numpy_arrays_of_many_dtypes(spark, api):
    """Each dtype has its Spark type; one and two dimensions."""
    np = api.numpy()
    kinds = ("int8", "int16", "int32", "int64", "float32", "float64", "bool")
    one = {kind: spark.createDataFrame(np.array([1, 0], dtype=kind)) for kind in kinds}
    two = {
        "two": spark.createDataFrame(np.arange(6).reshape(3, 2)),
        "two_names": spark.createDataFrame(np.arange(4).reshape(2, 2), ["x", "y"]),
        "strings": spark.createDataFrame(np.array(["a", "ß"])),
    }
    return {**one, **two}


@case(mirrors="arrow.test_createDataFrame_with_ndarray", since="4.0", needs=("pandas",))
def matrices_inside_of_a_frame(spark, api):
    """A NumPy matrix in a cell is an array of arrays."""
    pd, np = api.pandas(), api.numpy()
    local = pd.DataFrame({"m": [np.array([[1, 2], [3, 4]]), None]})
    return spark.createDataFrame(local, "m array<array<int>>")


@case(mirrors="arrow.test_createDataFrame_pandas_with_map_type", since="4.0", needs=("pandas",))
def columns_of_maps(spark, api):
    """Dicts where the schema says map."""
    pd = api.pandas()
    local = pd.DataFrame({"id": [0, 1, 2], "m": [{"a": 1}, {}, {"b": 2, "c": None}]})
    return spark.createDataFrame(local, "id int, m map<string, int>")


@case(mirrors="arrow.test_createDataFrame_pandas_with_struct_type", since="4.0", needs=("pandas",))
def columns_of_structs(spark, api, Row):
    """Dicts and Rows where the schema says struct."""
    pd = api.pandas()
    dicts = pd.DataFrame({"s": [{"x": 1, "y": "a"}, {"y": "b"}, None]})
    rows = pd.DataFrame({"s": [Row(x=1, y="a"), Row(x=None, y="b")]})
    schema = "s struct<x: int, y: string>"
    return {
        "inferred": spark.createDataFrame(dicts),
        "dicts": spark.createDataFrame(dicts, schema),
        "rows": spark.createDataFrame(rows, schema),
    }


@case(
    mirrors="arrow.test_createDataFrame_pandas_with_int_col_names", since="3.4", needs=("pandas",)
)
def columns_called_by_numbers(spark, api):
    """Labels that are no text become text."""
    pd = api.pandas()
    return {
        "default": spark.createDataFrame(pd.DataFrame([[1, "x"], [2, "y"]])),
        "mixed": spark.createDataFrame(pd.DataFrame({7: [1], "b": [2]})),
    }


@case(
    mirrors="arrow.test_createDataFrame_pandas_column_name_encoding", since="3.4", needs=("pandas",)
)
def names_beyond_ascii(spark, api):
    """Names keep their letters, dots and blanks."""
    pd = api.pandas()
    return spark.createDataFrame(pd.DataFrame({"größe": [1], "a.b": [2], " ": [3]})).columns


@case(
    mirrors="arrow.test_createDataFrame_pandas_duplicate_field_names",
    since="4.0",
    needs=("pandas",),
)
def equal_names_in_a_frame(spark, api):
    """Columns may share a name, with and without a schema."""
    pd = api.pandas()
    local = pd.DataFrame([[1, "x"]], columns=["v", "v"])
    return {
        "inferred": spark.createDataFrame(local),
        "given": spark.createDataFrame(local, "v int, v string"),
    }


@case(
    mirrors="arrow.test_createDataFrame_pandas_respect_session_timezone",
    since="3.5",
    needs=("pandas",),
    params={"utc": {"zone": "UTC"}, "tokyo": {"zone": "Asia/Tokyo"}, "la": {"zone": LOS_ANGELES}},
)
def moments_with_and_without_a_zone(spark, api, zone):
    """A time without a zone is one of the session; a moment stays the moment it is."""
    pd = api.pandas()
    spark.conf.set("spark.sql.session.timeZone", zone)
    times = pd.to_datetime(["2024-07-01 12:00:00.000001", None])
    local = pd.DataFrame({"naive": times, "aware": times.tz_localize("Europe/Paris")})
    frame = spark.createDataFrame(local)
    return {
        "schema": frame.schema.simpleString(),
        "micros": frame.selectExpr("unix_micros(naive)", "unix_micros(aware)"),
        "texts": frame.selectExpr("cast(naive as string)", "cast(aware as string)"),
        "pandas": frame.toPandas(),
    }


@case(mirrors="arrow.test_createDataFrame_pandas_nested_timestamp", since="4.0", needs=("pandas",))
def moments_inside_of_other_values(spark, api):
    """Times in lists, dicts and structs, where the schema says moment."""
    pd = api.pandas()
    spark.conf.set("spark.sql.session.timeZone", LOS_ANGELES)
    noon = datetime.datetime(2024, 7, 1, 12)
    local = pd.DataFrame({"l": [[noon, None]], "m": [{"k": noon}], "s": [{"t": noon}]})
    schema = "l array<timestamp>, m map<string, timestamp>, s struct<t: timestamp>"
    frame = spark.createDataFrame(local, schema)
    without = spark.createDataFrame(local[["l"]], "l array<timestamp_ntz>")
    return {
        "micros": frame.selectExpr("unix_micros(l[0])", "unix_micros(m['k'])", "unix_micros(s.t)"),
        "ntz": without.selectExpr("cast(l as string)"),
        "inferred": spark.createDataFrame(local[["l"]]).schema.simpleString(),
    }


@case(mirrors="arrow.test_timestamp_dst", since="4.0", needs=("pandas",))
def times_that_a_zone_skips_or_has_twice(spark, api):
    """The hours around clock changes, at the top and nested."""
    pd = api.pandas()
    spark.conf.set("spark.sql.session.timeZone", LOS_ANGELES)
    skipped = datetime.datetime(2024, 3, 10, 2, 30)
    twice = datetime.datetime(2024, 11, 3, 1, 30)

    def micros(time):
        frame = spark.createDataFrame(pd.DataFrame({"t": [time]}))
        return frame.selectExpr("unix_micros(t)")

    def nested(time):
        frame = pd.DataFrame({"t": [[time]]})
        return api.error_of(lambda: spark.createDataFrame(frame, "t array<timestamp>"))

    return {
        "skipped": api.error_of(lambda: micros(skipped)),
        "twice": micros(twice),
        "nested_skipped": nested(skipped),
        "nested_twice": nested(twice),
        "kept": spark.createDataFrame(pd.DataFrame({"t": [skipped]}), "t timestamp_ntz"),
    }


@case(mirrors="arrow.test_timestamp_dst", since="4.0")
def times_of_a_table_that_a_zone_skips_or_has_twice(spark, api):
    """Tables are as strict as Arrow."""
    pa = api.arrow()
    spark.conf.set("spark.sql.session.timeZone", LOS_ANGELES)

    def error(value, kind):
        return api.error_of(lambda: spark.createDataFrame(pa.table({"t": pa.array([value], kind)})))

    naive = pa.timestamp("us")
    skipped = datetime.datetime(2024, 3, 10, 2, 30)
    twice = datetime.datetime(2024, 11, 3, 1, 30)
    return {
        "skipped": error(skipped, naive),
        "twice": error(twice, naive),
        "nested": error([skipped], pa.list_(naive)),
    }


@case(mirrors="arrow.test_timestamp_nat", since="3.4", needs=("pandas",))
def not_a_time(spark, api):
    """NaT is null, in columns of moments, of times without a zone and of objects."""
    pd = api.pandas()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    local = pd.DataFrame({"t": [pd.NaT, pd.Timestamp("2024-01-01")], "o": [None, pd.NaT]})
    return {
        "inferred": spark.createDataFrame(local[["t"]]),
        "given": spark.createDataFrame(local, "t timestamp, o timestamp"),
    }


@case(mirrors="arrow.test_createDataFrame_with_category_type", since="3.4", needs=("pandas",))
def categories(spark, api):
    """Categories are what they stand for."""
    pd = api.pandas()
    local = pd.DataFrame(
        {
            "s": pd.Categorical(["a", "b", "a"]),
            "n": pd.Categorical([3, 1, 3], categories=[1, 2, 3], ordered=True),
        }
    )
    dtypes = [str(dtype) for dtype in local.dtypes]
    frame = spark.createDataFrame(local)
    return {
        "frame": frame,
        "given": spark.createDataFrame(local, "s string, n int"),
        "back": [str(dtype) for dtype in frame.toPandas().dtypes],
        "untouched": dtypes == [str(dtype) for dtype in local.dtypes],
    }


@case(
    mirrors="arrow.test_createDataFrame_with_dictionary_type_nulls", since="3.5", needs=("pandas",)
)
def categories_with_nulls(spark, api):
    """A missing category is null."""
    pd = api.pandas()
    local = pd.DataFrame({"s": pd.Categorical(["a", None, "b"]), "n": pd.Categorical([1, 2, None])})
    return spark.createDataFrame(local)


@case(mirrors="arrow.test_createDataFrame_with_string_dtype", since="3.4", needs=("pandas",))
def extension_dtypes(spark, api):
    """Pandas' own nullable dtypes."""
    pd = api.pandas()
    kinds = {
        "string": ["x", None],
        "boolean": [True, None],
        "Int8": [1, None],
        "Int64": [2**40, None],
        "Float32": [0.5, None],
        "Float64": [1.5, None],
    }
    local = pd.DataFrame({kind: pd.Series(values, dtype=kind) for kind, values in kinds.items()})
    return spark.createDataFrame(local)


@case(
    mirrors="arrow.test_createDataFrame_pandas_chunked_array_backed", since="4.0", needs=("pandas",)
)
def dtypes_backed_by_arrow(spark, api):
    """Columns that are chunked Arrow data inside."""
    pd, pa = api.pandas(), api.arrow()
    chunks = pa.chunked_array([[1, 2], [], [None, 4]])
    local = pd.DataFrame(
        {
            "n": pd.Series(pd.arrays.ArrowExtensionArray(chunks)),
            "s": pd.Series(["a", None, "c", "d"], dtype="string[pyarrow]"),
        }
    )
    return {
        "inferred": spark.createDataFrame(local),
        "given": spark.createDataFrame(local, "n int, s string"),
    }


@case(mirrors="arrow.test_createDataFrame_with_float_index", since="3.4", needs=("pandas",))
def the_index_is_left_behind(spark, api):
    """Whatever the index is, it is not sent."""
    pd = api.pandas()
    local = pd.DataFrame({"a": [1, 2]}, index=[0.5, 1.5])
    named = pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="key"))
    return {"float": spark.createDataFrame(local), "named": spark.createDataFrame(named)}


@case(mirrors="arrow.test_createDataFrame_with_int64", since="3.4", needs=("pandas",))
def whole_numbers_with_missing_ones(spark, api):
    """Integers stay exact beyond what floats hold."""
    pd = api.pandas()
    local = pd.DataFrame({"n": pd.Series([2**53 + 1, None, -(2**63)], dtype="Int64")})
    return {
        "inferred": spark.createDataFrame(local),
        "given": spark.createDataFrame(local, "n long"),
        "plain": spark.createDataFrame(pd.DataFrame({"n": [2**53 + 1]})),
    }


@case(mirrors="arrow.test_createDataFrame_does_not_modify_input", since="3.4", needs=("pandas",))
def the_frame_stays_as_it_is(spark, api):
    """Names, zones and dtypes are changed in what is sent only."""
    pd = api.pandas()
    spark.conf.set("spark.sql.session.timeZone", LOS_ANGELES)
    local = pd.DataFrame({0: [1, 2], "t": pd.to_datetime(["2024-01-01", None])})
    spark.createDataFrame(local).collect()
    spark.createDataFrame(local, "a int, t timestamp").collect()
    return local


@case(mirrors="arrow.test_createDataFrame_empty_partition", since="3.4", needs=("pandas",))
def fewer_rows_than_partitions(spark, api):
    """A single row."""
    return spark.createDataFrame(api.pandas().DataFrame({"a": [7], "b": ["x"]}))


@case(mirrors="arrow.test_createDataFrame_toggle", since="3.4", needs=("pandas",))
def with_and_without_arrow(spark, api):
    """The setting that switches Arrow off changes nothing over Spark Connect."""
    local = _people(api.pandas())
    spark.conf.set("spark.sql.execution.arrow.pyspark.enabled", "false")
    off = spark.createDataFrame(local)
    spark.conf.set("spark.sql.execution.arrow.pyspark.enabled", "true")
    return {"off": off, "on": spark.createDataFrame(local)}


@case(mirrors="arrow.test_create_dataframe_namedtuples", since="3.4")
def named_tuples(spark):
    """Named tuples name the columns."""
    from collections import namedtuple

    Point = namedtuple("Point", ["x", "y"])
    return {
        "inferred": spark.createDataFrame([Point(1, "a"), Point(2, None)]),
        "names": spark.createDataFrame([Point(1, "a")], ["p", "q"]),
        "given": spark.createDataFrame([Point(1, "a")], "p int, q string"),
    }


@case(
    mirrors="arrow.test_createDataFrame_pandas_with_schema",
    since="4.0",
    needs=("pandas",),
    params={
        "uint32": {"kind": "uint32"},
        "uint8_given": {"kind": "uint8", "schema": "a int"},
        "float16_given": {"kind": "float16", "schema": "a float"},
        "object_given": {"kind": "object", "schema": "a int"},
        "bool_given": {"kind": "bool", "schema": "a boolean"},
    },
)
def dtypes_that_a_schema_makes_fit(spark, api, kind, schema=None):
    """Dtypes without a Spark type of their own need a schema."""
    if schema is None:
        schema = "a long"
    local = api.pandas().DataFrame({"a": [1, 0]}).astype(kind)
    return spark.createDataFrame(local, schema)
