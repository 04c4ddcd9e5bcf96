"""What null does to each family of functions, and what ANSI mode changes."""

from parity_suites.case import case


def _frame(spark):
    return spark.sql(
        "SELECT CAST(NULL AS STRING) AS s, CAST(NULL AS INT) AS i, CAST(NULL AS DOUBLE) AS d,"
        " CAST(NULL AS ARRAY<INT>) AS a, CAST(NULL AS MAP<STRING, INT>) AS m,"
        " CAST(NULL AS DATE) AS t, CAST(NULL AS TIMESTAMP) AS z, CAST(NULL AS BOOLEAN) AS f,"
        " CAST(NULL AS BINARY) AS b, 'x' AS x, 1 AS n, array(1, NULL) AS h"
    )


FAMILIES = {
    "text": (
        "F.upper('s')",
        "F.concat('x', 's')",
        "F.concat_ws('-', 'x', 's')",
        "F.length('s')",
        "F.substring('s', 1, 2)",
        "F.trim('s')",
        "F.lpad('x', 3, ' ')",
        "F.repeat('x', F.col('i'))",
        "F.split('s', ',')",
        "F.instr('x', F.col('s'))",
        "F.locate('x', 's')",
        "F.regexp_replace('s', 'a', 'b')",
        "F.regexp_extract('s', 'a', 0)",
        "F.translate('s', 'a', 'b')",
        "F.format_string('%s', 's')",
        "F.initcap('s')",
        "F.levenshtein('s', 'x')",
        "F.soundex('s')",
        "F.base64('b')",
        "F.md5('s')",
        "F.sha2('s', 256)",
        "F.crc32('s')",
        "F.hash('s')",
        "F.xxhash64('s', 'i')",
        "F.ascii('s')",
        "F.overlay('x', 's', 1)",
        "F.sentences('s')",
    ),
    "numbers": (
        "F.abs('i')",
        "F.sqrt('d')",
        "F.pow('n', 'd')",
        "F.round('d', 1)",
        "F.greatest('i', 'n')",
        "F.least('i', 'n')",
        "F.greatest('i', 'd')",
        "F.coalesce('i', 'n')",
        "F.isnan('d')",
        "F.nanvl('d', F.lit(1.0))",
        "F.hypot('d', 'n')",
        "F.atan2('n', 'd')",
        "F.log(2.0, 'd')",
        "F.factorial('i')",
        "F.bin('i')",
        "F.hex('i')",
        "F.conv('s', 10, 2)",
        "F.shiftleft('i', 1)",
        "F.signum('d')",
        "F.ceil('d')",
        "F.format_number('d', 2)",
        "F.col('i') + 1",
        "-F.col('i')",
    ),
    "collections": (
        "F.size('a')",
        "F.size('m')",
        "F.array_contains('a', 1)",
        "F.array_contains('h', 2)",
        "F.array_contains('h', 1)",
        "F.array_position('h', 2)",
        "F.array_max('h')",
        "F.array_max('a')",
        "F.array_distinct('h')",
        "F.array_remove('h', 1)",
        "F.array_union('h', 'a')",
        "F.array_join(F.col('h').cast('array<string>'), ',')",
        "F.array_join(F.col('h').cast('array<string>'), ',', '?')",
        "F.arrays_overlap('h', F.array(F.lit(9)))",
        "F.arrays_zip('h', 'a')",
        "F.concat('h', 'a')",
        "F.element_at('m', 'k')",
        "F.flatten(F.array('h', 'a'))",
        "F.map_keys('m')",
        "F.map_concat('m')",
        "F.map_from_arrays('a', 'a')",
        "F.reverse('a')",
        "F.sort_array('h')",
        "F.sort_array('h', False)",
        "F.array_sort('h')",
        "F.slice('a', 1, 1)",
        "F.sequence('i', 'n')",
        "F.array_repeat('i', 2)",
        "F.array_repeat('n', F.col('i'))",
        "F.transform('a', lambda v: v)",
        "F.filter('h', lambda v: v > 0)",
        "F.exists('h', lambda v: v > 1)",
        "F.forall('h', lambda v: v > 0)",
        "F.aggregate('h', F.lit(0), lambda acc, v: acc + v)",
        "F.struct('i', 's')",
        "F.array('i', 'n')",
        "F.col('a')[0]",
        "F.col('m')['k']",
    ),
    "times": (
        "F.year('t')",
        "F.date_add('t', 1)",
        "F.date_add(F.lit('2024-01-01').cast('date'), F.col('i'))",
        "F.datediff('t', 't')",
        "F.months_between('t', 't')",
        "F.date_format('z', 'yyyy')",
        "F.to_date('s')",
        "F.to_timestamp('s', 'yyyy')",
        "F.trunc('t', 'month')",
        "F.date_trunc('hour', 'z')",
        "F.last_day('t')",
        "F.next_day('t', 'Mon')",
        "F.unix_timestamp('s')",
        "F.from_unixtime('i')",
        "F.from_utc_timestamp('z', 'UTC')",
        "F.hour('z')",
        "F.make_date('i', 'n', 'n')",
        "F.window('z', '1 day')",
        "F.timestamp_seconds('i')",
    ),
    "formats": (
        "F.from_json('s', 'q INT')",
        "F.to_json(F.struct('i', 'x'))",
        "F.to_json(F.struct('i', 'x'), {'ignoreNullFields': 'false'})",
        "F.from_csv('s', 'q INT')",
        "F.to_csv(F.struct('i', 'x', 's'))",
        "F.to_csv(F.struct('i', 'x'), {'nullValue': 'NA'})",
        "F.get_json_object('s', '$.q')",
    ),
    "conditions": (
        "F.when(F.col('f'), 1)",
        "F.when(F.col('f'), 1).otherwise(2)",
        "F.isnull('s')",
        "F.col('f') & F.lit(False)",
        "F.col('f') | F.lit(True)",
        "~F.col('f')",
        "F.col('s').like('%')",
        "F.col('s').isin('x')",
        "F.col('x').isin('y', None)",
        "F.col('n').between(F.col('i'), 5)",
        "F.col('s').eqNullSafe(F.col('s'))",
        "F.col('s') == F.col('s')",
        "F.assert_true(F.col('n') == 1)",
        "F.bit_length('s')",
    ),
}


@case(
    mirrors="connect_function.test_string_functions_one_arg",
    params={name: {"sources": sources} for name, sources in FAMILIES.items()},
)
def null_in_a_family(spark, F, sources):
    """Functions of one family, each with a null where a value is expected."""
    frame = _frame(spark)
    return frame.select(
        *[eval(source, {"F": F}).alias(f"c{n:02}") for n, source in enumerate(sources)]
    )


@case(mirrors="functions.test_first_last_ignorenulls")
def null_in_aggregates(spark, F):
    """Nulls are skipped by aggregates; nothing but nulls, and no rows at all."""
    some = spark.createDataFrame([(None,), (2,), (None,), (4,)], "v int").coalesce(1)
    aggregates = [
        F.count("v").alias("count"),
        F.count("*").alias("rows"),
        F.sum("v").alias("sum"),
        F.avg("v").alias("avg"),
        F.min("v").alias("min"),
        F.stddev("v").alias("stddev"),
        F.first("v").alias("first"),
        F.first("v", ignorenulls=True).alias("first_value"),
        F.last("v", True).alias("last"),
        F.collect_list("v").alias("list"),
        F.countDistinct("v").alias("distinct"),
        F.max_by("v", F.col("v") * -1).alias("max_by"),
        F.percentile_approx("v", 0.5).alias("median"),
        F.corr("v", "v").alias("corr"),
    ]
    return {
        "some": some.agg(*aggregates),
        "none": some.filter("v IS NULL").agg(*aggregates),
        "empty": some.limit(0).agg(*aggregates),
    }


ANSI = {
    "overflow": "F.lit(2147483647) + 1",
    "divide": "F.lit(1) / 0",
    "modulo": "F.lit(1) % 0",
    "cast_text": "F.lit('abc').cast('int')",
    "cast_date": "F.lit('2024-13-45').cast('date')",
    "cast_narrow": "F.lit(300).cast('byte')",
    "element": "F.array(F.lit(1))[5]",
    "element_at": "F.element_at(F.array(F.lit(1)), 5)",
    "map_key": "F.create_map(F.lit('a'), F.lit(1))['b']",
    "to_date": "F.to_date(F.lit('x'), 'yyyy')",
    "to_timestamp": "F.to_timestamp(F.lit('x'))",
    "make_date": "F.make_date(F.lit(2024), F.lit(13), F.lit(1))",
    "negate": "-F.lit(-2147483648)",
    "abs": "F.abs(F.lit(-2147483648))",
    "text_plus_int": "F.lit('1') + 1",
    "text_equals_int": "F.lit('1.0') == F.lit(1)",
    "conv": "F.conv(F.lit('zz'), 10, 2)",
    "next_day": "F.next_day(F.lit('2024-01-01').cast('date'), 'xx')",
    "size_of_null": "F.size(F.lit(None).cast('array<int>'))",
}


@case(
    mirrors="functions.test_math_functions",
    params={"on": {"ansi": "true"}, "off": {"ansi": "false"}},
)
def values_that_do_not_fit(spark, F, api, ansi):
    """With ANSI mode they are errors, without it null or what overflows."""
    spark.conf.set("spark.sql.ansi.enabled", ansi)
    told = {}
    for name, source in ANSI.items():
        made = spark.range(1).select(eval(source, {"F": F}).alias("v"))
        error = api.error_of(lambda made=made: made.collect())
        told[name] = made if error is None else error
    return told


TRIES = {
    "try_add": ("3.5", "F.try_add(F.lit(2147483647), F.lit(1))"),
    "try_subtract": ("3.5", "F.try_subtract(F.lit(-2147483648), F.lit(1))"),
    "try_multiply": ("3.5", "F.try_multiply(F.lit(2147483647), F.lit(2))"),
    "try_divide": ("3.5", "F.try_divide(F.lit(1), F.lit(0))"),
    "try_mod": ("4.0", "F.try_mod(F.lit(1), F.lit(0))"),
    "try_element_at": ("3.5", "F.try_element_at(F.array(F.lit(1)), F.lit(5))"),
    "try_to_number": ("3.5", "F.try_to_number(F.lit('x'), F.lit('99'))"),
    "try_to_binary": ("3.5", "F.try_to_binary(F.lit('zz'), F.lit('hex'))"),
    "try_to_timestamp": ("3.5", "F.try_to_timestamp(F.lit('x'))"),
    "try_avg": ("3.5", "F.try_avg('id')"),
    "try_sum": ("3.5", "F.try_sum(F.lit(9223372036854775807))"),
    "try_parse_url": ("4.0", "F.try_parse_url(F.lit('http://[x'), F.lit('HOST'))"),
    "try_url_decode": ("4.0", "F.try_url_decode(F.lit('%zz'))"),
    "try_to_date": ("4.1", "F.try_to_date(F.lit('x'))"),
    "try_parse_json": ("4.0", "F.try_parse_json(F.lit('{')).cast('string')"),
    "try_variant_get": (
        "4.0",
        "F.try_variant_get(F.parse_json(F.lit('{\"a\": \"x\"}')), '$.a', 'int')",
    ),
    "try_make_interval": ("4.0", "F.try_make_interval(F.lit(2147483647)).cast('string')"),
    "try_reflect": (
        "4.0",
        "F.try_reflect(F.lit('java.net.URLDecoder'), F.lit('decode'), F.lit('%'))",
    ),
}


@case(
    mirrors="functions.test_try_datetime_functions",
    params={n: case.param(since=since, source=source) for n, (since, source) in TRIES.items()},
)
def functions_that_give_null_instead(spark, F, source):
    """Each `try_` function on a value that its twin refuses, in ANSI mode."""
    spark.conf.set("spark.sql.ansi.enabled", "true")
    return spark.range(1, 3).select(eval(source, {"F": F}).alias("v"))
