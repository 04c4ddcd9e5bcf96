"""Data types as objects, and values of each type on their way from the server and back."""

import datetime
import decimal

from parity_suites.case import case

# Each type by the text that makes it from `T`, so that every client builds its own objects.
TYPES = {
    "null": "T.NullType()",
    "boolean": "T.BooleanType()",
    "byte": "T.ByteType()",
    "short": "T.ShortType()",
    "int": "T.IntegerType()",
    "long": "T.LongType()",
    "float": "T.FloatType()",
    "double": "T.DoubleType()",
    "decimal": "T.DecimalType(12, 4)",
    "decimal_default": "T.DecimalType()",
    "string": "T.StringType()",
    "char": "T.CharType(5)",
    "varchar": "T.VarcharType(20)",
    "binary": "T.BinaryType()",
    "date": "T.DateType()",
    "timestamp": "T.TimestampType()",
    "timestamp_ntz": "T.TimestampNTZType()",
    "day_time": "T.DayTimeIntervalType()",
    "day_to_hour": "T.DayTimeIntervalType(0, 1)",
    "array": "T.ArrayType(T.IntegerType(), False)",
    "map": "T.MapType(T.StringType(), T.ArrayType(T.DoubleType()))",
    "struct": "T.StructType().add('a', T.LongType(), False).add('b c', T.DateType())",
}
LATER = {
    "year_month": ("3.5", "T.YearMonthIntervalType()"),
    "year_only": ("3.5", "T.YearMonthIntervalType(0, 0)"),
    "calendar": ("4.0", "T.CalendarIntervalType()"),
    "variant": ("4.0", "T.VariantType()"),
    "collated": ("4.0", "T.StringType('UNICODE_CI')"),
    "time": ("4.1", "T.TimeType(3)"),
    "geometry": ("4.1", "T.GeometryType(4326)"),
    "geography": ("4.1", "T.GeographyType(4326)"),
}
EVERY_TYPE = {name: {"source": source} for name, source in TYPES.items()}
EVERY_TYPE.update(
    {name: case.param(since=since, source=source) for name, (since, source) in LATER.items()}
)


@case(mirrors="types.test_repr", params=EVERY_TYPE)
def type_texts(T, source):
    """The four texts of a type, and equality with itself rebuilt."""
    kind = eval(source, {"T": T})
    return {
        "simpleString": kind.simpleString(),
        "json": kind.json(),
        "typeName": kind.typeName(),
        "repr": repr(kind),
        "equal": kind == eval(source, {"T": T}),
        "hash": hash(kind) == hash(eval(source, {"T": T})),
    }


@case(mirrors="types.test_parse_datatype_json_string", params=EVERY_TYPE)
def schema_from_json(T, source):
    """A schema made from its own JSON is equal to it."""
    import json

    schema = T.StructType([T.StructField("x", eval(source, {"T": T}), True, {"note": 1})])
    return T.StructType.fromJson(json.loads(schema.json())) == schema


@case(mirrors="types.test_from_ddl", since="4.0")
def struct_from_ddl(spark, T, api):
    """DDL text becomes a struct; broken text is refused."""
    spark.range(1).collect()
    return {
        "flat": T.StructType.fromDDL("a int, b string not null comment 'why'"),
        "deep": T.StructType.fromDDL("s struct<x: array<decimal(9,2)>, y: map<string, date>>"),
        "colon": T.StructType.fromDDL("a: bigint, `b c`: timestamp_ntz"),
        "intervals": T.StructType.fromDDL("i interval day to second, j interval year to month"),
        "broken": api.error_of(lambda: T.StructType.fromDDL("a int,, b")),
    }


@case(mirrors="types.test_struct_type")
def struct_is_built_and_looked_into(T, api):
    """Adding, indexing, slicing, counting and comparing structs."""
    built = (
        T.StructType().add("a", T.IntegerType()).add(T.StructField("b", T.StringType(), False))
    ).add("c", "double", True, {"k": "v"})
    return {
        "names": built.names,
        "field_names": built.fieldNames(),
        "len": len(built),
        "by_name": built["b"],
        "by_number": built[0],
        "slice": built[1:],
        "loop": [field.name for field in built],
        "metadata": built["c"].metadata,
        "equal": built == T.StructType.fromJson(built.jsonValue()),
        "nullable_differs": T.StructField("a", T.IntegerType())
        == T.StructField("a", T.IntegerType(), False),
        "no_such_name": api.error_of(lambda: built["z"]),
        "no_such_number": api.error_of(lambda: built[9]),
        "bad_key": api.error_of(lambda: built[1.5]),
        "no_type": api.error_of(lambda: T.StructType().add("a")),
    }


@case(mirrors="types.test_tree_string", since="4.0")
def tree_of_a_struct(T):
    """`treeString` draws nested types down to a level."""
    schema = T.StructType(
        [
            T.StructField("a", T.MapType(T.StringType(), T.ArrayType(T.LongType()))),
            T.StructField("s", T.StructType([T.StructField("d", T.DecimalType(5, 2), False)])),
        ]
    )
    return {"whole": schema.treeString(), "one": schema.treeString(1)}


@case(mirrors="types.test_daytime_interval_type_constructor")
def wrong_type_arguments_are_refused(T, api):
    """Ends of an interval that do not exist, and a field without a name, are client errors."""
    return {
        "day_time": api.error_of(lambda: T.DayTimeIntervalType(0, 9)),
        "below_zero": api.error_of(lambda: T.DayTimeIntervalType(-1, 2)),
        "field": api.error_of(lambda: T.StructField(1, T.IntegerType())),
    }


@case(mirrors="types.test_hashable")
def types_as_dictionary_keys(T):
    """Equal types are one key."""
    kinds = [T.IntegerType(), T.IntegerType(), T.DecimalType(5, 1), T.DecimalType(5, 1)]
    kinds += [T.ArrayType(T.IntegerType()), T.ArrayType(T.IntegerType(), False)]
    return len(set(kinds))


@case(mirrors="connect_creation.test_create_dataframe_with_coercion")
def value_checks_of_a_schema(spark, T, api):
    """A value outside of its type's range is refused before anything is sent."""
    byte = T.StructType([T.StructField("b", T.ByteType())])
    return {
        "fits": spark.createDataFrame([(127,), (-128,)], byte),
        "too_big": api.error_of(lambda: spark.createDataFrame([(128,)], byte).collect()),
        "bool_for_int": api.error_of(lambda: spark.createDataFrame([(True,)], "a int").collect()),
        "int_for_date": api.error_of(
            lambda: spark.createDataFrame([("x", True)], "a string, b date").collect()
        ),
    }


@case(mirrors="connect_creation.test_create_dataframe_with_coercion", since="4.0")
def schema_checks_can_be_turned_off(spark):
    """`verifySchema=False` leaves values unchecked."""
    return spark.createDataFrame([(5, "x")], "n long, t string", verifySchema=False)


# --- Row --------------------------------------------------------------------------------------


@case(mirrors="types.test_convert_row_to_dict")
def row_behaviour(Row, api):
    """A row is a tuple with names."""
    row = Row(a=1, b=Row(c=[2, Row(d=3)]), e={"k": Row(f=4)})
    pair = Row("x", "y")
    return {
        "repr": repr(row),
        "dict": row.asDict(),
        "deep": row.asDict(recursive=True),
        "attribute": row.b.c[0],
        "item": row["a"],
        "index": row[0],
        "slice": row[:1],
        "tuple": tuple(row),
        "len": len(row),
        "contains": ("a" in row, 1 in row, "z" in row),
        "equal": row == Row(a=1, b=Row(c=[2, Row(d=3)]), e={"k": Row(f=4)}),
        "equal_tuple": Row(1, 2) == (1, 2),
        "class": pair(3, 4),
        "class_repr": repr(pair),
        "unnamed": Row(1, "t"),
        "fields": row.__fields__,
        "no_attribute": api.error_of(lambda: row.zzz),
        "no_item": api.error_of(lambda: row["zzz"]),
        "both": api.error_of(lambda: Row(1, a=2)),
        "unnamed_dict": api.error_of(lambda: Row(1, 2).asDict()),
        "too_many": api.error_of(lambda: pair(1, 2, 3)),
    }


@case(mirrors="types.test_convert_row_to_dict")
def rows_from_the_server(spark):
    """Nested structs come back as rows, by name and by position."""
    row = spark.sql(
        "select named_struct('x', 1, 'y', array(named_struct('z', 'deep'))) as s, map(1, 'a') as m"
    ).first()
    return {"row": row, "deep": row.s.y[0].z, "dict": row.asDict(True), "map": row["m"][1]}


@case(mirrors="types.test_convert_row_to_dict")
def rows_survive_pickling_and_copying(Row):
    """A row with names keeps them through pickle and copy."""
    import copy
    import pickle

    row = Row(a=1, b="x")
    return {
        "pickled": pickle.loads(pickle.dumps(row)),
        "copied": copy.copy(row),
        "names": pickle.loads(pickle.dumps(row)).asDict(),
    }


# --- values of each type ----------------------------------------------------------------------

VALUES = {
    "integers": "127Y as a, -32768S as b, 2147483647 as c, -9223372036854775808L as d",
    "floats": "float('nan') as a, double('-infinity') as b, -0.0D as c, 1.17549435E-38F as d",
    "decimals": "1.50BD as a, cast('-1e-10' as decimal(38,10)) as b, cast(7 as decimal(5,0)) c",
    "text": "'' as a, 'tab\\there' as b, '日本語 🙂' as c, cast(null as string) as d",
    "binary": "x'' as a, x'deadbeef' as b, cast('é' as binary) as c",
    "booleans": "true as a, false as b, cast(null as boolean) as c",
    "dates": "date'0001-01-01' as a, date'9999-12-31' as b, date'1969-12-31' as c",
    "nothing": "null as a, cast(null as array<int>) as b, cast(null as struct<x:int>) as c",
    "arrays": "array(1, null) as a, array(array('x'), array()) as b, array(date'2020-01-01') as c",
    "maps": "map('k', 1.5, 'l', null) as a, map(1, map('x', true)) as b",
    "structs": "named_struct('x', 1, 'y', named_struct('z', null)) as a, struct('q', 2) as b",
    "mixed": "array(named_struct('m', map('k', array(1Y)))) as a",
    "char_varchar": "cast('ab' as char(4)) as a, cast('cd' as varchar(4)) as b",
}


@case(
    mirrors="types.test_access_nested_types",
    params={name: {"expressions": text} for name, text in VALUES.items()},
)
def values_from_sql(spark, expressions):
    """Literals of each type arrive as the Python values that stand for them."""
    return spark.sql("select " + expressions)


@case(mirrors="connect_collection.test_collect_timestamp")
def timestamps_at_the_edges(spark):
    """Old, new and microsecond timestamps, with and without a zone."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    return spark.sql(
        "select timestamp'1900-01-01 00:00:00' as a, timestamp'2262-04-12 00:00:00.000001' as b,"
        " timestamp_ntz'0001-01-01 00:00:00' as c, timestamp_ntz'9999-12-31 23:59:59.999999' as d,"
        " timestamp'1969-12-31 23:59:59.5Z' as e"
    )


@case(mirrors="types.test_daytime_interval_type", since="3.5")
def day_time_interval_values(spark):
    """Day-time intervals of all ranges are timedeltas."""
    return spark.sql(
        "select interval '1' day as a, interval '-2 03:04:05.000006' day to second as b,"
        " interval '7' hour as c, cast(null as interval day to second) as d"
    )


@case(mirrors="connect_error.test_ym_interval_in_collect")
def year_month_interval_values(spark, api):
    """Year-month intervals can be made and printed; Python has no value for them."""
    frame = spark.sql("select interval '1-2' year to month as i")
    return {
        "text": frame.selectExpr("cast(i as string) as t"),
        "dtypes": frame.dtypes,
        "collect": api.error_of(lambda: frame.collect()),
    }


@case(mirrors="types.test_calendar_interval_type", since="4.0")
def calendar_interval_values(spark):
    """Calendar intervals print as text."""
    frame = spark.sql("select make_interval(1, 2, 0, 3, 4, 5, 6.5) as i")
    return {"text": frame.selectExpr("cast(i as string) as t"), "dtypes": frame.dtypes}


@case(mirrors="types.test_variant_type", since="4.0")
def variant_values(spark, api):
    """Variants of each JSON kind come back as objects that know their JSON and value."""
    rows = spark.sql(
        "select parse_json(t) as v from values ('1'), ('\"x\"'), ('[1, null]'), ('{\"k\": 1.5}'),"
        " ('true') as data(t) order by t"
    ).collect()
    return {
        "json": [row.v.toJson() for row in rows],
        "python": [row.v.toPython() for row in rows],
        "schema": spark.sql("select parse_json('1') as v").schema,
    }


@case(mirrors="types.test_collated_string", since="4.0")
def collated_strings(spark, T):
    """A collation is part of the type and decides equality."""
    schema = T.StructType([T.StructField("c", T.StringType("UTF8_LCASE"))])
    frame = spark.createDataFrame([("Ab",), ("aB",), ("x",)], schema)
    return {"schema": frame.schema, "distinct": frame.distinct().count(), "text": frame.dtypes}


@case(mirrors="collection.test_collect_time", since="4.1")
def time_values(spark):
    """Times of day go there and back, once the type is enabled."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    frame = spark.createDataFrame([(datetime.time(23, 59, 59, 999999),), (None,)], "t time(6)")
    return {"local": frame, "sql": spark.sql("select time'01:02:03.5' as t")}


@case(mirrors="column.test_column_operators")
def decimal_arithmetic_types(spark, F):
    """Precision and scale of sums, products and quotients."""
    frame = spark.createDataFrame(
        [(decimal.Decimal("12.34"), decimal.Decimal("-5.6"))], "a decimal(10,2), b decimal(5,1)"
    )
    a, b = F.col("a"), F.col("b")
    return frame.select(
        (a + b).alias("sum"),
        (a * b).alias("product"),
        (a / b).alias("ratio"),
        (a % b).alias("rest"),
    )


@case(mirrors="serde.test_struct_in_map")
def structs_as_map_values_and_keys(spark, Row):
    """A map may have rows as values and, from the server, as keys."""
    frame = spark.createDataFrame([({"k": Row(x=1)},)], "m map<string, struct<x:int>>")
    keys = spark.sql("select map(struct(1 as x), 'v') as m").selectExpr("map_keys(m) as keys")
    return {"values": frame, "keys": keys}


@case(mirrors="types.test_metadata_null")
def metadata_of_fields(spark, T):
    """Metadata survives the way to the server and back; None is an empty dict."""
    schema = T.StructType(
        [
            T.StructField("a", T.IntegerType(), True, None),
            T.StructField("b", T.StringType(), True, {"s": "x", "n": 1, "l": [1.5], "b": True}),
        ]
    )
    frame = spark.createDataFrame([(1, "x")], schema)
    return {"schema": frame.schema, "selected": frame.select("b").schema["b"].metadata}


@case(mirrors="serde.test_datetime_at_epoch")
def moments_around_the_epoch(spark):
    """The epoch, and a microsecond before it, as date, timestamp and NTZ."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    epoch = datetime.datetime(1970, 1, 1)
    rows = [(epoch, epoch.date()), (epoch - datetime.timedelta(microseconds=1), datetime.date.min)]
    return {
        "ltz": spark.createDataFrame(rows, "t timestamp, d date"),
        "ntz": spark.createDataFrame(rows, "t timestamp_ntz, d date"),
    }


@case(mirrors="serde.test_filter_with_datetime")
def datetimes_in_conditions(spark, F):
    """Dates and timestamps from Python compare with columns."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    frame = spark.sql(
        "select id, date'2024-01-01' + cast(id as int) as d,"
        " timestamp'2024-01-01' + id * interval '1' hour as t from range(4)"
    )
    return {
        "date": frame.filter(F.col("d") > datetime.date(2024, 1, 2)).select("id", "d"),
        "timestamp": frame.filter(F.col("t") <= datetime.datetime(2024, 1, 1, 1)).select("id"),
    }
