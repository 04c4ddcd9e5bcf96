"""What `repr` of a column says, for each kind of expression; nothing is executed."""

from parity_suites.case import case


def _texts(names, sources):
    """The text of each source's column, under the source."""
    return {source: repr(eval(source, dict(names))) for source in sources}


def _names(F, T=None, Window=None):
    import datetime
    import decimal

    return {"F": F, "T": T, "Window": Window, "datetime": datetime, "decimal": decimal}


OPERATORS = (
    "F.col('a') + F.col('b')",
    "F.col('a') - 1",
    "2.5 * F.col('a')",
    "F.col('a') / 'x'",
    "F.col('a') % 3",
    "F.col('a') ** 2",
    "2 ** F.col('a')",
    "-F.col('a')",
    "~F.col('a')",
    "F.col('a') == 1",
    "F.col('a') != 'x'",
    "F.col('a') == None",
    "F.col('a') < 1",
    "F.col('a') <= F.col('b')",
    "3 > F.col('a')",
    "F.col('a') >= 1.5",
    "(F.col('a') & F.col('b')) | True",
    "False & F.col('a')",
    "F.col('a').bitwiseAND(1)",
    "F.col('a').bitwiseOR(F.col('b'))",
    "F.col('a').bitwiseXOR(7)",
    "F.col('a').isNull()",
    "F.col('a').isNotNull()",
    "F.col('a').contains('x')",
    "F.col('a').startswith(F.col('b'))",
    "F.col('a').endswith('')",
    "F.col('a').like('x_%')",
    "F.col('a').rlike('^x+$')",
    "F.col('a').ilike('X%')",
    "F.col('a').substr(1, 2)",
    "F.col('a').substr(F.lit(1), F.length('a'))",
    "F.col('a').isin()",
    "F.col('a').isin('x', None)",
    "F.col('a').isin(F.col('b'), 2)",
    "F.col('a').between('a', F.col('b'))",
    "F.col('a').eqNullSafe(F.col('b'))",
)


@case(mirrors="column.test_expr_str_representation")
def operators_as_text(spark, F):
    """Operators and the methods that spell them."""
    return _texts(_names(F), OPERATORS)


@case(mirrors="column.test_cast_str_representation")
def casts_as_text(spark, F, T):
    """Casts by name and by type."""
    return _texts(
        _names(F, T),
        (
            "F.col('a').cast('int')",
            "F.col('a').cast('Decimal(10, 2)')",
            "F.col('a').cast(' map<string,array<int>> ')",
            "F.col('a').cast(T.LongType())",
            "F.col('a').cast(T.DecimalType(5, 1))",
            "F.col('a').cast(T.ArrayType(T.DoubleType()))",
            "F.col('a').cast(T.MapType(T.StringType(), T.DateType()))",
            "F.col('a').cast(T.StructType().add('x', T.ByteType()).add('y', T.BinaryType()))",
            "F.col('a').cast(T.CharType(3))",
            "F.col('a').cast(T.TimestampNTZType())",
            "F.col('a').astype('boolean')",
            "F.lit(1).cast('string').cast('int')",
        ),
    )


@case(mirrors="column.test_cast_str_representation", since="4.0")
def try_casts_as_text(spark, F, T):
    """The same for casts that give null."""
    return _texts(
        _names(F, T),
        (
            "F.col('a').try_cast('date')",
            "F.col('a').try_cast(T.TimestampType())",
            "F.col('a').try_cast('int') + 1",
            "F.col('a').cast(T.VariantType())",
            "F.col('a').cast(T.StringType('UTF8_LCASE'))",
        ),
    )


@case(mirrors="column.test_col_field_ops_representation")
def fields_and_items_as_text(spark, F):
    """Access to structs, arrays and maps, and updated fields."""
    return _texts(
        _names(F),
        (
            "F.col('a').x",
            "F.col('a').x.y['z'][0]",
            "F.col('a')['k']",
            "F.col('a')[-1]",
            "F.col('a')[F.col('b')]",
            "F.col('a')[1.5]",
            "F.col('a')[2:3]",
            "F.col('a').getItem(0)",
            "F.col('a').getItem('k')",
            "F.col('a').getField('x')",
            "F.col('a').withField('x', F.lit(1))",
            "F.col('a').withField('x.y', F.col('b') + 1)",
            "F.col('a').withField('x', F.lit(1)).withField('y', F.lit('q'))",
            "F.col('a').dropFields('x')",
            "F.col('a').dropFields('x', 'y.z')",
            "F.col('a').withField('x', F.lit(1)).dropFields('y')",
        ),
    )


@case(mirrors="column.test_expr_str_representation")
def literals_as_text(spark, F):
    """One literal of each Python type."""
    return _texts(
        _names(F),
        (
            "F.lit(None)",
            "F.lit(True)",
            "F.lit(-7)",
            "F.lit(2**40)",
            "F.lit(0.5)",
            "F.lit(1e22)",
            "F.lit(float('nan'))",
            "F.lit(float('-inf'))",
            "F.lit(-0.0)",
            "F.lit('')",
            "F.lit('it\\'s')",
            "F.lit(b'\\x00a')",
            "F.lit(decimal.Decimal('1.50'))",
            "F.lit(decimal.Decimal('1E+5'))",
            "F.lit(datetime.date(2020, 1, 2))",
            "F.lit(datetime.date(1, 1, 1))",
            "F.lit(datetime.datetime(2020, 1, 2, 3, 4, 5, 6))",
        ),
    )


@case(mirrors="column.test_expr_str_representation", since="4.1")
def lists_as_text(spark, F):
    """Lists in `lit` are calls of `array`; beside operators they are literals."""
    return _texts(
        _names(F),
        (
            "F.lit([1, 2])",
            "F.lit([])",
            "F.lit(['a', 'it\\'s'])",
            "F.lit([[1], [2]])",
            "F.col('a').isin([[1, 2], [3]])",
            "F.col('a').isin(['x'], ['y', None])",
            "F.col('a').isin([[datetime.date(2020, 1, 2)]])",
            "F.col('a').isin([[decimal.Decimal('1.50'), None]])",
            "F.col('a').isin(bytearray(b'x'))",
            "F.lit(bytearray(b'x'))",
        ),
    )


@case(mirrors="column.test_lit_delta_representation", since="3.5")
def durations_as_text(spark, F):
    """Timedeltas are shown in ISO form."""
    spans = (
        "weeks=2",
        "days=1",
        "days=-1",
        "hours=25, minutes=61",
        "seconds=1, microseconds=2",
        "milliseconds=500",
        "microseconds=-1",
        "days=0",
        "days=3, hours=4, minutes=5, seconds=6, microseconds=70",
    )
    return _texts(_names(F), [f"F.lit(datetime.timedelta({span}))" for span in spans])


@case(mirrors="column.test_lit_time_representation", since="4.1")
def times_as_text(spark, F):
    """Times of day with six digits of a second."""
    times = ("0, 0", "1, 2, 3", "23, 59, 59, 999999", "12, 0, 0, 5")
    return _texts(_names(F), [f"F.lit(datetime.time({time}))" for time in times])


@case(mirrors="column.test_expr_str_representation")
def names_and_orders_as_text(spark, F):
    """Names, stars, aliases and sort orders."""
    return _texts(
        _names(F),
        (
            "F.col('a')",
            "F.col('a.b')",
            "F.col('`a.b`')",
            "F.col('日本')",
            "F.col('*')",
            "F.col('t.*')",
            "F.column('a b')",
            "F.expr('a + 1 AS x')",
            "F.col('a').alias('x')",
            "F.col('a').alias('x', 'y')",
            "F.col('a').name('x').alias('y')",
            "F.col('a').alias('x', metadata={'k': 1})",
            "F.col('a').asc()",
            "F.col('a').desc()",
            "F.asc_nulls_last('a')",
            "F.desc_nulls_first(F.col('a') + 1)",
        ),
    )


@case(mirrors="column.test_expr_str_representation")
def functions_as_text(spark, F):
    """Calls, nested calls, distinct aggregates, choices, and calls by name."""
    return _texts(
        _names(F),
        (
            "F.upper('a')",
            "F.concat(F.col('a'), F.lit('-'), 'b')",
            "F.count('*')",
            "F.count('a')",
            "F.countDistinct('a', 'b')",
            "F.sum_distinct('a')",
            "F.struct('a', F.col('b').alias('c'))",
            "F.array()",
            "F.create_map(F.lit('k'), 'a')",
            "F.coalesce('a', F.lit(0))",
            "F.when(F.col('a') > 1, 'x')",
            "F.when(F.col('a') > 1, 'x').when(F.col('b'), F.col('c')).otherwise(None)",
            "F.when(F.col('a'), F.when(F.col('b'), 1).otherwise(2)).otherwise(3)",
            "F.date_format('a', 'yyyy')",
            "F.regexp_replace('a', 'x', 'y')",
            "F.round('a', 2)",
            "F.expr('*')",
            "F.call_udf('f', 'a')",
            "F.window('a', '1 day', '1 hour')",
            "F.session_window('a', '5 minutes')",
            "F.json_tuple('a', 'x', 'y')",
            "F.from_json('a', 'x INT', {'mode': 'FAILFAST'})",
        ),
    )


@case(mirrors="column.test_expr_str_representation")
def window_columns_as_text(spark, F, Window):
    """Windows by partition, order and frame, with the bounds that have names."""
    return _texts(
        _names(F, Window=Window),
        (
            "F.sum('a').over(Window.partitionBy())",
            "F.sum('a').over(Window.partitionBy('b', F.col('c')))",
            "F.rank().over(Window.orderBy('b', F.desc('c')))",
            "F.sum('a').over(Window.partitionBy('b').orderBy('c').rowsBetween(-1, 1))",
            "F.sum('a').over(Window.orderBy('c').rowsBetween(Window.unboundedPreceding, 0))",
            "F.sum('a').over(Window.orderBy('c').rangeBetween(-5, Window.currentRow))",
            "F.sum('a').over(Window.orderBy('c').rangeBetween(0, Window.unboundedFollowing))",
            "F.sum('a').over(Window.rowsBetween(-(2**63), 2**63 - 1))",
            "F.lag('a', 2, 0).over(Window.orderBy('b'))",
            "(F.sum('a').over(Window.partitionBy('b')) + 1).alias('x')",
        ),
    )


@case(mirrors="connect_column.test_lambda_str_representation")
def lambdas_as_text(spark, F):
    """Lambda variables have a number that counts on; it is taken out."""
    import re

    sources = (
        "F.transform('a', lambda x: x + 1)",
        "F.transform('a', lambda element, position: element * position)",
        "F.filter('a', lambda x: x.isNotNull() & (x > F.col('b')))",
        "F.aggregate('a', F.lit(0), lambda acc, x: acc + x, lambda acc: acc / 2)",
        "F.zip_with('a', 'b', lambda x, y: F.concat(x, y))",
        "F.transform('a', lambda x: F.transform(x, lambda y: y + F.size(x)))",
        "F.map_zip_with('a', 'b', lambda k, v, w: F.struct(k, v, w))",
        "F.array_sort('a', lambda x, y: x - y)",
        "F.transform('a', lambda x: x.field[0].alias('q'))",
    )
    texts = _texts(_names(F), sources)
    return {source: re.sub(r"_\d+", "_N", text) for source, text in texts.items()}


@case(mirrors="column.test_expr_str_representation", since="3.5")
def text_of_frame_columns(spark, F):
    """A column of a frame is shown by its name alone, without its frame."""
    frame = spark.createDataFrame([(1, {"x": 2})], "a int, m map<string,int>")
    return {
        "attribute": repr(frame.a),
        "item": repr(frame["m"]["x"]),
        "sum": str(frame.a + frame["a"]),
        "struct": repr(F.struct(frame.a, frame.m)),
        "list": repr([frame.a, F.lit(1)]),
    }
