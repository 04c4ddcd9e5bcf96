"""createDataFrame from Arrow tables: every physical type, schemas of all kinds, zones and names."""

import datetime

from parity_suites.case import case

UTC = datetime.timezone.utc  # noqa: UP017 - suites also run on older Pythons


@case(mirrors="arrow.test_createDataFrame_arrow_large_string", since="4.0")
def large_strings(spark, api):
    """Strings with wide offsets, at the top and inside."""
    pa = api.arrow()
    table = pa.table(
        {
            "s": pa.array(["a", None, "ß"], pa.large_string()),
            "l": pa.array([["x"], [], None], pa.list_(pa.large_string())),
        }
    )
    frame = spark.createDataFrame(table)
    return {"frame": frame, "table": frame.toArrow()}


@case(mirrors="arrow.test_createDataFrame_arrow_large_binary", since="4.0")
def large_binaries(spark, api):
    """Binaries with wide offsets."""
    pa = api.arrow()
    table = pa.table({"b": pa.array([b"a", b"", None], pa.large_binary())})
    frame = spark.createDataFrame(table)
    return {"frame": frame, "table": frame.toArrow()}


@case(mirrors="arrow.test_createDataFrame_arrow_fixed_size_binary", since="4.0")
def binaries_of_fixed_size(spark, api):
    """Binaries of one length are binaries."""
    pa = api.arrow()
    table = pa.table({"b": pa.array([b"abc", None, b"xyz"], pa.binary(3))})
    return {
        "frame": spark.createDataFrame(table),
        "schema": spark.createDataFrame(table, "b binary"),
    }


@case(mirrors="arrow.test_createDataFrame_arrow_large_list", since="4.0")
def large_lists(spark, api):
    """Lists with wide offsets."""
    pa = api.arrow()
    table = pa.table({"l": pa.array([[1, None], [], None], pa.large_list(pa.int32()))})
    frame = spark.createDataFrame(table)
    return {"frame": frame, "table": frame.toArrow()}


@case(mirrors="arrow.test_createDataFrame_arrow_large_list_int64_offset", since="4.0")
def large_lists_of_strings_in_slices(spark, api):
    """A slice of a wide list, whose offsets do not begin at nought."""
    pa = api.arrow()
    values = [[f"{n}-{m}" for m in range(n % 4)] for n in range(20)]
    whole = pa.table({"n": range(20), "l": pa.array(values, pa.large_list(pa.string()))})
    return spark.createDataFrame(whole.slice(5, 7))


@case(mirrors="arrow.test_createDataFrame_arrow_fixed_size_list", since="4.0")
def lists_of_fixed_size(spark, api):
    """Lists of one length are arrays."""
    pa = api.arrow()
    table = pa.table({"l": pa.array([[1, 2], None, [3, None]], pa.list_(pa.int64(), 2))})
    return {
        "frame": spark.createDataFrame(table),
        "schema": spark.createDataFrame(table, "l array<int>"),
    }


@case(mirrors="arrow.test_createDataFrame_with_dictionary_type_nulls", since="4.0")
def dictionaries(spark, api):
    """Dictionary columns are what they stand for, with nulls."""
    pa = api.arrow()
    table = pa.table(
        {
            "s": pa.array(["a", "b", None, "a"]).dictionary_encode(),
            "i": pa.array([7, None, 7, 8], pa.int16()).dictionary_encode(),
        }
    )
    return spark.createDataFrame(table)


@case(mirrors="arrow.test_createDataFrame_with_int64", since="4.0")
def whole_numbers_of_every_width(spark, api):
    """Signed widths are Spark's; the extremes survive."""
    pa = api.arrow()
    columns = {}
    for bits in (8, 16, 32, 64):
        values = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1, None]
        columns[f"i{bits}"] = pa.array(values, getattr(pa, f"int{bits}")())
    return spark.createDataFrame(pa.table(columns))


@case(mirrors="arrow.test_createDataFrame_arrow_with_incorrect_schema", since="4.0")
def schemas_that_do_not_fit(spark, api):
    """Types that cannot be cast, values that overflow, schemas that are no struct."""
    pa = api.arrow()
    table = pa.table({"a": ["x", "y"], "b": pa.array([1, 300], pa.int64())})
    return {
        "cast": api.error_of(lambda: spark.createDataFrame(table, "a long, b long")),
        "overflow": api.error_of(lambda: spark.createDataFrame(table, "a string, b tinyint")),
        "narrow": api.error_of(lambda: spark.createDataFrame(table, "a string")),
        "wide": api.error_of(lambda: spark.createDataFrame(table, "a string, b long, c int")),
        "nested": api.error_of(lambda: spark.createDataFrame(table, "a array<int>, b long")),
        "null": api.error_of(
            lambda: spark.createDataFrame(
                pa.table({"a": pa.array([1, None])}), "a long not null"
            ).collect()
        ),
    }


@case(mirrors="arrow.test_createDataFrame_arrow_with_incorrect_schema", since="4.0")
def names_of_a_schema_and_of_a_table(spark, api):
    """A struct must have the names of the table, in its order; a list of names is free."""
    pa = api.arrow()
    table = pa.table({"a": [1, 2], "b": ["x", "y"]})
    return {
        "other": api.error_of(lambda: spark.createDataFrame(table, "p long, q string")),
        "same": spark.createDataFrame(table, "a int, b string"),
        "swapped": api.error_of(lambda: spark.createDataFrame(table, "b string, a long")),
        "swapped_names": spark.createDataFrame(table, ["b", "a"]),
    }


@case(mirrors="arrow.test_createDataFrame_arrow_with_names", since="4.0")
def names_for_the_columns(spark, api):
    """As many names as columns, fewer, and more; a tuple of names."""
    pa = api.arrow()
    table = pa.table({"a": [1], "b": ["x"], "c": [0.5]})
    return {
        "list": spark.createDataFrame(table, ["p", "q", "r"]),
        "tuple": spark.createDataFrame(table, ("p", "q", "r")),
        "fewer": spark.createDataFrame(table, ["p"]),
        "more": api.error_of(lambda: spark.createDataFrame(table, ["p", "q", "r", "s"])),
        "none": spark.createDataFrame(table, []),
    }


@case(mirrors="arrow.test_createDataFrame_arrow_with_int_col_names", since="4.0")
def columns_called_by_numbers(spark, api):
    """Digits are names like others."""
    pa = api.arrow()
    return spark.createDataFrame(pa.table([[1], ["x"]], names=["0", "1"]))


@case(mirrors="arrow.test_createDataFrame_arrow_column_name_encoding", since="4.0")
def names_beyond_ascii(spark, api):
    """Names keep their letters, dots and blanks."""
    pa = api.arrow()
    table = pa.table([[1], [2], [3]], names=["größe", "a.b", " "])
    return spark.createDataFrame(table)


@case(mirrors="arrow.test_createDataFrame_arrow_duplicate_field_names", since="4.0")
def equal_names_in_a_table(spark, api):
    """Columns may share a name; fields of a struct too, on the way in."""
    pa = api.arrow()
    struct = pa.StructArray.from_arrays([pa.array([1]), pa.array(["x"])], names=["v", "v"])
    return {
        "columns": spark.createDataFrame(pa.table([[1], ["x"]], names=["v", "v"])),
        "fields": api.error_of(
            lambda: spark.createDataFrame(pa.table({"s": struct})).selectExpr("s").collect()
        ),
    }


@case(
    mirrors="arrow.test_createDataFrame_arrow_respect_session_timezone",
    since="4.0",
    params={
        "utc": {"zone": "UTC"},
        "tokyo": {"zone": "Asia/Tokyo"},
        "paris": {"zone": "Europe/Paris"},
    },
)
def moments_with_and_without_a_zone(spark, api, zone):
    """A moment without a zone is NTZ, or of the session where the schema says so."""
    pa = api.arrow()
    spark.conf.set("spark.sql.session.timeZone", zone)
    naive = [datetime.datetime(2024, 7, 1, 12), None]
    table = pa.table(
        {
            "naive": pa.array(naive, pa.timestamp("us")),
            "utc": pa.array(naive, pa.timestamp("us", tz="UTC")),
            "other": pa.array(naive, pa.timestamp("us", tz="America/New_York")),
        }
    )
    texts = "cast(naive as string)", "cast(utc as string)", "cast(other as string)"
    inferred = spark.createDataFrame(table)
    given = spark.createDataFrame(table, "naive timestamp, utc timestamp, other timestamp")
    without = spark.createDataFrame(table.select(["naive"]), "naive timestamp_ntz")
    return {
        "schema": inferred.schema.simpleString(),
        "inferred": inferred.selectExpr(*texts),
        "given": given.selectExpr(*texts),
        "ntz": without.selectExpr("cast(naive as string)"),
    }


@case(mirrors="arrow.test_createDataFrame_arrow_respect_session_timezone", since="4.0")
def moments_when_ntz_is_the_default(spark, api):
    """`spark.sql.timestampType` decides about moments without a zone."""
    pa = api.arrow()
    spark.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
    table = pa.table({"t": pa.array([datetime.datetime(2024, 7, 1, 12)], pa.timestamp("us"))})
    return spark.createDataFrame(table)


@case(
    mirrors="arrow.test_createDataFrame_arrow_truncate_timestamp",
    since="4.0",
    params={name: {"unit": name} for name in ("s", "ms", "us", "ns")},
)
def moments_of_every_unit(spark, api, unit):
    """Finer than a microsecond is cut off, coarser is kept."""
    pa = api.arrow()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    count = {"s": 1_700_000_000, "ms": 1_700_000_000_123, "us": 1_700_000_000_123_456}.get(
        unit, 1_700_000_000_123_456_789
    )
    table = pa.table(
        {
            "utc": pa.array([count, None, -1], pa.timestamp(unit, tz="UTC")),
            "ntz": pa.array([count, None, -1], pa.timestamp(unit)),
        }
    )
    frame = spark.createDataFrame(table)
    return {
        "schema": frame.schema.simpleString(),
        "rows": frame.selectExpr("unix_micros(utc) as utc", "cast(ntz as string) as ntz"),
    }


@case(mirrors="arrow.test_createDataFrame_arrow_with_array_type_nulls", since="4.0")
def arrays_with_nulls(spark, api):
    """No array, an empty one, one of nulls."""
    pa = api.arrow()
    kind = pa.list_(pa.string())
    return spark.createDataFrame(
        pa.table({"id": range(4), "l": pa.array([["a", "b"], None, [], [None]], kind)})
    )


@case(mirrors="arrow.test_createDataFrame_arrow_with_map_type", since="4.0")
def maps(spark, api):
    """Maps with and without a schema."""
    pa = api.arrow()
    values = [[("a", 1)], [("b", 2), ("c", 3)], []]
    table = pa.table({"id": range(3), "m": pa.array(values, pa.map_(pa.string(), pa.int64()))})
    return {
        "inferred": spark.createDataFrame(table),
        "ddl": spark.createDataFrame(table, "id long, m map<string, int>"),
    }


@case(mirrors="arrow.test_createDataFrame_arrow_with_map_type_nulls", since="4.0")
def maps_with_nulls(spark, api):
    """No map, an empty one, null values."""
    pa = api.arrow()
    values = [[("a", 1), ("b", None)], None, [], [("c", None)]]
    table = pa.table({"id": range(4), "m": pa.array(values, pa.map_(pa.string(), pa.int32()))})
    return spark.createDataFrame(table)


@case(mirrors="arrow.test_createDataFrame_arrow_with_struct_type_nulls", since="4.0")
def structs_with_nulls(spark, api):
    """A null struct is not a struct of nulls."""
    pa = api.arrow()
    kind = pa.struct([("x", pa.int32()), ("y", pa.string())])
    values = [{"x": 1, "y": "a"}, None, {"x": None, "y": None}, {"x": 2, "y": None}]
    return spark.createDataFrame(pa.table({"id": range(4), "s": pa.array(values, kind)}))


@case(mirrors="arrow.test_createDataFrame_empty_partition", since="4.0")
def fewer_rows_than_partitions(spark, api):
    """One row, and chunks of none at all."""
    pa = api.arrow()
    empty = pa.table({"a": pa.array([], pa.int64())})
    one = pa.table({"a": [7]})
    return {
        "one": spark.createDataFrame(one),
        "chunks": spark.createDataFrame(pa.concat_tables([empty, one, empty, one])),
        "none": spark.createDataFrame(empty, "a long"),
    }


@case(mirrors="arrow.test_createDataFrame_with_single_data_type", since="4.0")
def a_single_type_as_schema(spark, api, T):
    """A type that is no struct, for a table."""
    pa = api.arrow()
    table = pa.table({"a": [1, 2]})
    return {
        "type": api.error_of(lambda: spark.createDataFrame(table, T.LongType())),
        "ddl": api.error_of(lambda: spark.createDataFrame(table, "long")),
        "array": api.error_of(lambda: spark.createDataFrame(table, "array<int>")),
    }


@case(mirrors="arrow.test_createDataFrame_does_not_modify_input", since="4.0")
def the_table_stays_as_it_is(spark, api):
    """Casts and names apply to what is sent only."""
    pa = api.arrow()
    table = pa.table({"a": pa.array([1, 2], pa.int32()), "t": pa.array([0, 1], pa.timestamp("ns"))})
    spark.createDataFrame(table, "a long, t timestamp").collect()
    spark.createDataFrame(table, ["x", "y"]).collect()
    return table


@case(
    mirrors="arrow.test_schema_conversion_roundtrip",
    since="4.0",
    params={
        "uint8": {"kind": "uint8"},
        "uint16": {"kind": "uint16"},
        "uint32": {"kind": "uint32"},
        "uint64": {"kind": "uint64"},
        "float16": {"kind": "float16"},
        "date64": {"kind": "date64"},
    },
)
def types_that_spark_has_not(spark, api, kind):
    """Widths and units of Arrow without a counterpart are refused."""
    pa = api.arrow()
    table = pa.table({"a": pa.array([86_400_000]).cast(getattr(pa, kind)(), safe=False)})
    return api.error_of(lambda: spark.createDataFrame(table).schema)


@case(mirrors="arrow.test_schema_conversion_roundtrip", since="4.0")
def durations_of_every_unit(spark, api):
    """Durations are day-time intervals, in microseconds."""
    pa = api.arrow()
    columns = {unit: pa.array([90, None, -1], pa.duration(unit)) for unit in ("s", "ms", "us")}
    return spark.createDataFrame(pa.table(columns))
