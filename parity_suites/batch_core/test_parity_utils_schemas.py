"""`assertSchemaEqual`: which schemas it lets pass, and what it says of others."""

from parity_suites.case import case


def _schema(spark, ddl):
    return spark.createDataFrame([], ddl).schema


def _told(api, *schemas, **options):
    return api.error_of(lambda: api.assertSchemaEqual(*schemas, **options))


@case(
    mirrors="utils.test_schema_struct_unequal",
    since="4.3",
    params={
        "same": {"left": "a int, b string", "right": "a int, b string"},
        "type": {"left": "a int, b string", "right": "a int, b bigint"},
        "name": {"left": "a int", "right": "z int"},
        "case_of_name": {"left": "a int", "right": "A int"},
        "order": {"left": "a int, b string", "right": "b string, a int"},
        "longer": {"left": "a int, b string", "right": "a int"},
        "shorter": {"left": "a int", "right": "a int, b string"},
        "decimal_scale": {"left": "a decimal(10,2)", "right": "a decimal(10,3)"},
        "decimal_precision": {"left": "a decimal(10,2)", "right": "a decimal(11,2)"},
        "array": {"left": "a array<int>", "right": "a array<bigint>"},
        "map_value": {"left": "a map<string,int>", "right": "a map<string,bigint>"},
        "map_key": {"left": "a map<string,int>", "right": "a map<int,int>"},
        "struct_type": {"left": "a struct<x:int>", "right": "a struct<x:bigint>"},
        "struct_name": {"left": "a struct<x:int>", "right": "a struct<y:int>"},
        "struct_more": {"left": "a struct<x:int>", "right": "a struct<x:int,y:int>"},
        "deep": {
            "left": "a struct<x:struct<y:array<struct<z:int>>>>",
            "right": "a struct<x:struct<y:array<struct<z:string>>>>",
        },
        "several": {"left": "a int, b int, c int, d int", "right": "a int, c int, d date, e int"},
    },
)
def schemas_beside_each_other(spark, api, left, right):
    """What differs is shown; nullability does not count unless asked for."""
    one, other = _schema(spark, left), _schema(spark, right)
    return {
        "default": _told(api, one, other),
        "strict": _told(api, one, other, ignoreNullable=False),
    }


@case(mirrors="utils.test_schema_ignore_nullable", since="4.3")
def nullability_of_columns(spark, api):
    """A column that may hold null beside one that may not."""
    one, other = _schema(spark, "a int not null, b string"), _schema(spark, "a int, b string")
    return {
        "default": _told(api, one, other),
        "other_way": _told(api, other, one),
        "counts": _told(api, one, other, ignoreNullable=False),
        "same": _told(api, one, one, ignoreNullable=False),
    }


@case(mirrors="utils.test_schema_ignore_nullable_array_equal", since="4.3")
def nullability_inside_of_types(T, api):
    """Elements, values and nested fields."""

    def of(data_type):
        return T.StructType([T.StructField("v", data_type)])

    number = T.IntegerType()
    pairs = {
        "array": (T.ArrayType(number, True), T.ArrayType(number, False)),
        "map": (T.MapType(number, number, True), T.MapType(number, number, False)),
        "struct": (
            T.StructType([T.StructField("x", number, True)]),
            T.StructType([T.StructField("x", number, False)]),
        ),
        "deep": (
            T.ArrayType(T.MapType(number, T.ArrayType(number, True), True), True),
            T.ArrayType(T.MapType(number, T.ArrayType(number, False), True), False),
        ),
    }
    told = {f"{name}_default": _told(api, of(a), of(b)) for name, (a, b) in pairs.items()}
    told.update(
        {
            f"{name}_counts": _told(api, of(a), of(b), ignoreNullable=False)
            for name, (a, b) in pairs.items()
        }
    )
    return told


@case(mirrors="utils.test_schema_ignore_nullable_map_unequal", since="4.3")
def nullability_hides_no_other_difference(T, api):
    """Types that differ besides are told."""
    number, text = T.IntegerType(), T.StringType()

    def of(data_type):
        return T.StructType([T.StructField("v", data_type)])

    return {
        "map": _told(api, of(T.MapType(text, number, False)), of(T.MapType(text, text, True))),
        "array": _told(api, of(T.ArrayType(number, False)), of(T.ArrayType(text, True))),
    }


@case(mirrors="utils.test_diff_schema_lens", since="4.0")
def schemas_of_other_lengths(spark, api):
    """No columns, one, and more."""
    none, one = spark.range(1).select().schema, spark.range(1).schema
    return {
        "none": _told(api, none, none),
        "none_one": type(_told(api, none, one)).__name__,
        "one_none": type(_told(api, one, none)).__name__,
    }


@case(mirrors="utils.test_dataframe_ignore_column_order", since="4.3")
def schemas_in_another_order(spark, api):
    """Columns are sorted by name first."""
    one, other = _schema(spark, "b int, a string"), _schema(spark, "a string, b int")
    return {
        "ignored": _told(api, one, other, ignoreColumnOrder=True),
        "type": _told(api, one, _schema(spark, "a int, b int"), ignoreColumnOrder=True),
        "counts": _told(api, one, other),
    }


@case(mirrors="utils.test_dataframe_ignore_column_name", since="4.3")
def schemas_under_other_names(spark, api):
    """Names count no more; those of nested fields do."""
    one, other = _schema(spark, "a int, b string"), _schema(spark, "p int, q string")
    return {
        "ignored": _told(api, one, other, ignoreColumnName=True),
        "type": _told(api, one, _schema(spark, "p int, q int"), ignoreColumnName=True),
        "nested": _told(
            api,
            _schema(spark, "a struct<x:int>"),
            _schema(spark, "b struct<y:int>"),
            ignoreColumnName=True,
        ),
        "both": _told(
            api,
            one,
            _schema(spark, "q string, p int"),
            ignoreColumnName=True,
            ignoreColumnOrder=True,
        ),
    }


@case(mirrors="utils.test_schema_unsupported_type", since="4.0")
def what_is_no_schema_is_refused(spark, T, api):
    """The error names the argument."""
    schema = spark.range(1).schema
    return {
        "none": _told(api, None, schema),
        "expected_none": _told(api, schema, None),
        "list": _told(api, [1], schema),
        "text": _told(api, schema, "id long"),
        "type": _told(api, T.IntegerType(), T.IntegerType()),
    }


@case(mirrors="utils.test_assert_schema_equal_with_decimal_types", since="4.3")
def decimals_in_nested_schemas(T, api):
    """Precision and scale count inside of other types."""

    def of(precision, scale):
        money = T.DecimalType(precision, scale)
        nested = T.StructType([T.StructField("m", T.ArrayType(money))])
        return T.StructType([T.StructField("v", money), T.StructField("s", nested)])

    return {
        "same": _told(api, of(12, 2), of(12, 2)),
        "scale": _told(api, of(12, 2), of(12, 3)),
        "precision": _told(api, of(12, 2), of(14, 2)),
    }


@case(mirrors="utils.test_schema_array_unequal", since="4.3")
def metadata_of_columns(T, api):
    """Metadata counts only when nullability does."""

    def of(metadata):
        return T.StructType([T.StructField("v", T.LongType(), True, metadata)])

    return {
        "default": _told(api, of({"k": 1}), of({"k": 2})),
        "counts": _told(api, of({"k": 1}), of({"k": 2}), ignoreNullable=False),
        "same": _told(api, of({"k": 1}), of({"k": 1}), ignoreNullable=False),
    }
