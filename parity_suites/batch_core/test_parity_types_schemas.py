"""Schemas as text: DDL in and out, JSON of nested types, collations, trees, intervals."""

import json

from parity_suites.case import case

# --- DDL ---------------------------------------------------------------------------------------

ONE_TYPE = {
    "int": "int",
    "upper_case": "INTEGER",
    "long": "long",
    "decimal": "decimal",
    "decimal_8": "DECIMAL(8)",
    "numeric": "numeric(8, 3)",
    "string": "string",
    "char": "char(4)",
    "void": "void",
    "array": "array<smallint>",
    "map": "map<string, array<double>>",
    "struct": "struct<`a b`: int COMMENT 'x' , c: string NOT NULL>",
    "blank_struct": "a int, b string",
    "colon_struct": "a: byte, b: decimal( 16 , 8 )",
    "mixed_struct": "a: byte, b decimal(16,8)",
    "empty": "",
    "year_to_month": "interval year to month",
    "hour": "interval hour",
    "keyword_names": "select int, from string, `order` date",
    "dotted_name": "`a.b` int",
    "newlines": "a\tint\n,\nb  string",
}
BROKEN = {
    "no_type": "a",
    "unknown": "a blabla",
    "unclosed": "a array<int",
    "nothing_inside": "array<>",
    "bare_array": "a array",
    "bare_map": "a map",
    "one_of_two": "map<int>",
    "too_wide": "decimal(39, 2)",
    "scale_above": "a decimal(3, 5)",
    "char_without_length": "a char",
    "interval_backwards": "a interval second to day",
    "colon_twice": "a:: int",
    "trailing_comma": "a int,",
    "quote": "a 'int'",
    "no_backtick": "`a int",
    "two_types": "a int int",
    "not_what": "a int not",
}


@case(
    mirrors="types.test_parse_datatype_string",
    since="4.0",
    params={label: {"ddl": ddl} for label, ddl in ONE_TYPE.items()},
)
def read_from_ddl(spark, T, ddl):
    """One type, columns with blanks and columns with colons."""
    spark.range(1).collect()
    kind = T.DataType.fromDDL(ddl)
    return {"repr": repr(kind), "simple": kind.simpleString(), "json": kind.json()}


@case(
    mirrors="types.test_parse_datatype_string",
    since="4.0",
    params={label: {"ddl": ddl} for label, ddl in BROKEN.items()},
    errors_in=("*",),
)
def broken_ddl(spark, T, api, ddl):
    """Text that is no type: which error, and what it is about."""
    spark.range(1).collect()
    error = api.error_of(lambda: T.DataType.fromDDL(ddl))
    return {
        "class": type(error).__name__,
        "condition": error.getCondition(),
        "state": error.getSqlState(),
        "parameters": error.getMessageParameters(),
    }


@case(
    mirrors="types.test_spark48834_from_ddl_matches_udf_schema_string",
    since="4.0",
    params={
        "one": {"ddl": "double"},
        "columns": {"ddl": "a int, b double"},
        "colons": {"ddl": "a: int, b: map<string,date>"},
        "struct": {"ddl": "struct<a: int>"},
    },
)
def ddl_means_the_same_everywhere(spark, T, ddl):
    """`fromDDL` reads a text as `createDataFrame` does; what is no struct becomes a column."""
    kind = T.DataType.fromDDL(ddl)
    frame = spark.createDataFrame([], ddl)
    fields = kind if isinstance(kind, T.StructType) else T.StructType().add("value", kind)
    return {"frame": frame.schema, "same": frame.schema == fields}


@case(mirrors="types.test_to_ddl", since="4.0")
def written_as_ddl(spark, T, api):
    """A struct writes itself as DDL, with quotes, nullability and comments."""
    spark.range(1).collect()
    schema = (
        T.StructType()
        .add("a", T.IntegerType())
        .add("b c", T.StringType(), False)
        .add("d`e", T.ArrayType(T.DecimalType(5, 2), False), True, {"comment": 'it\'s\n"so"'})
        .add("s", T.StructType().add("x", T.LongType(), False).add("select", T.DateType()))
        .add("m", T.MapType(T.StringType(), T.TimestampNTZType()))
        .add("i", T.DayTimeIntervalType(0, 1))
    )
    text = schema.toDDL()
    return {
        "text": text,
        "empty": T.StructType().toDDL(),
        "fields": [T.StructType([field]).toDDL() for field in schema.fields],
        "again": T.StructType.fromDDL(text),
    }


# --- JSON --------------------------------------------------------------------------------------

ARRAYS = {
    "plain": "T.ArrayType(T.IntegerType(), False)",
    "of_arrays": "T.ArrayType(T.ArrayType(T.StringType()), False)",
    "of_maps": "T.ArrayType(T.MapType(T.StringType(), T.DateType(), False))",
    "of_structs": "T.ArrayType(T.StructType().add('a', T.LongType(), False))",
}
MAPS = {
    "plain": "T.MapType(T.StringType(), T.LongType(), False)",
    "of_maps": "T.MapType(T.IntegerType(), T.MapType(T.DateType(), T.DoubleType()))",
    "of_structs": "T.MapType(T.StructType().add('k', T.ByteType()), T.StructType())",
}


@case(
    mirrors="types.test_array_type_from_json",
    params={label: {"source": source} for label, source in ARRAYS.items()},
)
def arrays_from_json(T, source):
    """An array is made from its own JSON."""
    kind = eval(source, {"T": T})
    again = T.ArrayType.fromJson(json.loads(kind.json()))
    return {"equal": again == kind, "repr": repr(again), "simple": again.simpleString()}


@case(
    mirrors="types.test_map_type_from_json",
    params={label: {"source": source} for label, source in MAPS.items()},
)
def maps_from_json(T, source):
    """A map is made from its own JSON."""
    kind = eval(source, {"T": T})
    again = T.MapType.fromJson(json.loads(kind.json()))
    return {"equal": again == kind, "repr": repr(again), "simple": again.simpleString()}


@case(mirrors="types.test_parse_datatype_json_string")
def json_that_is_no_type(T, api):
    """What `fromJson` makes of forms that are no type."""

    def read(kind):
        field = {"name": "x", "type": kind, "nullable": True, "metadata": {}}
        return T.StructType.fromJson({"type": "struct", "fields": [field]})

    texts = ("blabla", "decimal(1", "char", "array", "", "Integer")
    found = {text or "empty": api.error_of(lambda t=text: read(t)) for text in texts}
    found["unknown_nested"] = api.error_of(lambda: read({"type": "bag"}))
    return found


# --- collations --------------------------------------------------------------------------------


@case(mirrors="types.test_string_type_simple_string", since="4.0")
def texts_of_collated_strings(T):
    """Only the default collation goes without its name."""
    names = ("UTF8_BINARY", "UTF8_LCASE", "UNICODE", "UNICODE_CI", "de_AI")
    kinds = [T.StringType(name) for name in names]
    return {
        "simple": [kind.simpleString() for kind in kinds],
        "repr": [repr(kind) for kind in kinds],
        "json": [kind.json() for kind in kinds],
        "binary": [kind.isUTF8BinaryCollation() for kind in kinds],
        "provider": [T.StringType.collationProvider(name) for name in names],
        "providers": T.StringType.providers,
        "equal": [kind == T.StringType() for kind in kinds],
    }


COLLATED = {
    "plain": "T.StructType().add('c', T.StringType('UNICODE_CI'))",
    "array": "T.StructType().add('c', T.ArrayType(T.StringType('UTF8_LCASE'), False))",
    "map": "T.StructType().add('c', T.MapType(T.StringType('UNICODE'), T.StringType('de')))",
    "deep": "T.StructType().add('c', T.ArrayType(T.MapType(T.StringType('UNICODE'),"
    " T.StructType().add('x', T.StringType('fr')))), True, {'note': 1})",
}


@case(
    mirrors="types.test_collated_string",
    since="4.0",
    params={label: {"source": source} for label, source in COLLATED.items()},
)
def collations_in_json(T, source):
    """JSON keeps collations in the metadata of the field, so that older readers still see text."""
    schema = eval(source, {"T": T})
    again = T.StructType.fromJson(json.loads(schema.json()))
    return {"json": schema.json(), "equal": again == schema, "metadata": again["c"].metadata}


def with_collations(T, kind, collations):
    """A schema read from JSON whose one field has this entry about collations."""
    field = {"name": "c", "type": kind, "nullable": True}
    field["metadata"] = {"__COLLATIONS": collations}
    return T.StructType.fromJson({"type": "struct", "fields": [field]})


@case(mirrors="types.test_schema_with_collations_on_non_string_types", since="4.0")
def collations_of_what_is_no_text(T, api):
    """A collation of a number, or of the elements of an array of them, is refused."""
    array = {"type": "array", "elementType": "integer", "containsNull": True}
    pairs = {
        "type": "map",
        "keyType": "integer",
        "valueType": "string",
        "valueContainsNull": True,
    }
    return {
        "number": api.error_of(lambda: with_collations(T, "integer", {"c": "icu.UNICODE"})),
        "element": api.error_of(lambda: with_collations(T, array, {"c.element": "icu.UNICODE"})),
        "array": api.error_of(lambda: with_collations(T, array, {"c": "icu.UNICODE"})),
        "key": api.error_of(lambda: with_collations(T, pairs, {"c.key": "icu.UNICODE"})),
        "value": with_collations(T, pairs, {"c.value": "icu.UNICODE"}),
    }


@case(mirrors="types.test_schema_with_bad_collations_provider", since="4.0")
def collations_of_an_unknown_provider(T, api):
    """A collation has a provider, and there are two of them."""
    return {
        "unknown": api.error_of(lambda: with_collations(T, "string", {"c": "other.UNICODE"})),
        "empty": api.error_of(lambda: with_collations(T, "string", {"c": ".UNICODE"})),
        "icu": with_collations(T, "string", {"c": "icu.UNICODE"}),
        "spark": with_collations(T, "string", {"c": "spark.UTF8_LCASE"}),
    }


# --- trees -------------------------------------------------------------------------------------

BUILT_IN = {
    "numbers": "a byte, b short, c int, d long, e float, f double, g decimal(10,2)",
    "text": "a string, b string collate UNICODE, c binary, d boolean, e void",
    "times": "a date, b timestamp, c timestamp_ntz, d interval day, e interval year to month",
    "nested": "a array<array<int>>, b map<string,map<int,date>>, c struct<x:struct<y:array<int>>>",
}


@case(
    mirrors="types.test_tree_string_for_builtin_types",
    since="4.0",
    params={label: {"ddl": ddl} for label, ddl in BUILT_IN.items()},
)
def trees_of_built_in_types(spark, T, api, ddl):
    """`treeString` and `printSchema` draw every type by its name."""
    schema = T.StructType.fromDDL(ddl)
    frame = spark.createDataFrame([], schema)
    return {
        "tree": schema.treeString(),
        "level": schema.treeString(2),
        "printed": api.printed(frame.printSchema),
        "printed_level": api.printed(lambda: frame.printSchema(1)),
    }


@case(mirrors="types.test_tree_string", since="4.0")
def trees_of_strange_schemas(T, api):
    """Empty schemas, odd names, and levels that make no sense."""
    odd = T.StructType().add("a\nb", T.IntegerType()).add("", T.StringType(), False)
    return {
        "empty": T.StructType().treeString(),
        "odd": odd.treeString(),
        "zero": odd.treeString(0),
        "minus": odd.treeString(-1),
        "text": api.error_of(lambda: odd.treeString("1")),
        "truth": api.error_of(lambda: odd.treeString(True)),
        "none": api.error_of(lambda: odd.treeString(None)),
    }


# --- intervals ---------------------------------------------------------------------------------


@case(mirrors="types.test_yearmonth_interval_type_constructor", since="3.5")
def year_month_intervals(T, api):
    """Units by number, and numbers that are no unit."""
    kinds = [
        T.YearMonthIntervalType(),
        T.YearMonthIntervalType(0),
        T.YearMonthIntervalType(1),
        T.YearMonthIntervalType(0, 1),
        T.YearMonthIntervalType(T.YearMonthIntervalType.YEAR, T.YearMonthIntervalType.MONTH),
    ]
    return {
        "simple": [kind.simpleString() for kind in kinds],
        "repr": [repr(kind) for kind in kinds],
        "json": [kind.json() for kind in kinds],
        "equal": [kind == kinds[0] for kind in kinds],
        "too_high": api.error_of(lambda: T.YearMonthIntervalType(0, 2)),
        "below_zero": api.error_of(lambda: T.YearMonthIntervalType(-1)),
        "only_end": api.error_of(lambda: T.YearMonthIntervalType(endField=1)),
        "internal": api.error_of(lambda: T.YearMonthIntervalType().toInternal(1)),
        "external": api.error_of(lambda: T.YearMonthIntervalType().fromInternal(1)),
    }


@case(mirrors="types.test_yearmonth_interval_type", since="3.5")
def schemas_of_year_month_intervals(spark):
    """The server tells the units of each interval."""
    return spark.sql(
        "select interval '1-2' year to month as a, interval '3' year as b, interval '4' month as c"
    ).schema


@case(mirrors="types.test_daytime_interval_type_constructor")
def day_time_intervals(T, api):
    """Units by number, and numbers that are no unit."""
    kinds = [
        T.DayTimeIntervalType(),
        *(T.DayTimeIntervalType(unit) for unit in range(4)),
        *(T.DayTimeIntervalType(first, 3) for first in range(4)),
    ]
    return {
        "simple": [kind.simpleString() for kind in kinds],
        "repr": [repr(kind) for kind in kinds],
        "equal": [kind == T.DayTimeIntervalType(0, 3) for kind in kinds],
        "too_high": api.error_of(lambda: T.DayTimeIntervalType(4)),
        "only_end": api.error_of(lambda: T.DayTimeIntervalType(endField=1)),
        "text": api.error_of(lambda: T.DayTimeIntervalType("day")),
    }


@case(mirrors="types.test_calendar_interval_type_constructor", since="4.0")
def calendar_intervals(T, api):
    """The older interval takes no units and converts nothing."""
    kind = T.CalendarIntervalType()
    return {
        "simple": kind.simpleString(),
        "json": kind.json(),
        "name": kind.typeName(),
        "equal": kind == T.CalendarIntervalType(),
        "converts": kind.needConversion(),
        "arguments": type(api.error_of(lambda: T.CalendarIntervalType(3))).__name__,
        "internal": api.error_of(lambda: kind.toInternal(1)),
        "external": api.error_of(lambda: kind.fromInternal(1)),
    }


@case(mirrors="types.test_calendar_interval_type_with_sf", since="4.0")
def calendar_intervals_in_schemas(spark, T):
    """A schema with the older interval, from the server, from DDL and printed."""
    frame = spark.sql("select make_interval(0, 1, 0, 2) as i, array(make_interval(1)) as l")
    schema = T.StructType([T.StructField("i", T.CalendarIntervalType())])
    return {
        "schema": frame.schema,
        "dtypes": frame.dtypes,
        "ddl": T.StructType.fromDDL("i interval") == schema,
        "json": T.StructType.fromJson(schema.jsonValue()) == schema,
    }
