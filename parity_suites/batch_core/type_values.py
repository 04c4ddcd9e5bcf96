"""Values of every type, as SQL and as Python text, for the grid of round trips; runs nothing.

Values stand in groups, and each group is a frame of its own: where a kind of container has no room
for the year 1, the other years still get through. `misfit` groups hold what the type must refuse.
Python text is read with the names that `test_parity_types_grid_in` gives it.
"""

from __future__ import annotations

from typing import Dict, NamedTuple  # noqa: UP035 - suites also run on older Pythons

Groups = Dict[str, str]  # noqa: UP006


class Kind(NamedTuple):
    """One type.

    `sql` and `python` map a group to comma-separated values; one that is empty cannot be written
    that way. `arrow` is the Arrow type of a column of the user's own. `setting` has to be on.
    """

    ddl: str
    sql: Groups
    python: Groups
    arrow: str = ""
    since: str = "3.4"
    setting: str = ""
    text: str = "cast(v as string)"


POINT = "0101000000000000000000F03F0000000000000040"
LINE = "010200000002000000000000000000000000000000000000000000000000002440000000000000F0BF"


def _decimal(precision: int, scale: int, misfit: str) -> Kind:
    digits = "9" * precision
    largest = digits[: precision - scale] + "." + digits[precision - scale :]
    smallest = str(10**-scale) if scale == 0 else "0." + "0" * (scale - 1) + "1"
    texts = [largest, "-" + largest, smallest, "-" + smallest, "0"]
    name = f"decimal({precision},{scale})"
    return Kind(
        name,
        {"all": ", ".join(f"cast('{text}' as {name})" for text in texts) + ", null"},
        {
            "all": ", ".join(f"D('{text}')" for text in texts) + ", None",
            "nan": "D('NaN'), None",
            "misfit": f"D('{misfit}')",
            "integer": "7",
        },
        f"pa.decimal128({precision}, {scale})",
        # As a string, very small decimals have an exponent outside of ANSI mode.
        text=f"format_number(v, {scale})",
    )


def _integer(name: str, suffix: str, bits: int) -> Kind:
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    return Kind(
        name,
        {"all": f"cast('{low}' as {name}), 0{suffix}, cast('{high}' as {name}), null"},
        {
            "all": f"{low}, 0, {high}, None",
            "misfit": f"{high + 1}",
            "below": f"{low - 1}",
            "text": "'1'",
            "fraction": "1.5",
            "truth": "True",
        },
        f"pa.int{bits}()",
    )


def _floating(name: str, tiny: str, huge: str, arrow: str) -> Kind:
    texts = ["NaN", "Infinity", "-Infinity", "-0.0", "0.1", tiny, huge]
    return Kind(
        name,
        {"all": ", ".join(f"cast('{text}' as {name})" for text in texts) + ", null"},
        {
            "all": f"nan, inf, -inf, -0.0, 0.1, {tiny}, {huge}, None",
            "integers": "1, -2**53, None",
            "misfit": "'x'",
            "truth": "True",
        },
        arrow,
    )


KINDS: dict[str, Kind] = {
    "void": Kind("void", {"all": "null, null"}, {"all": "None, None", "misfit": "1"}, "pa.null()"),
    "boolean": Kind(
        "boolean",
        {"all": "true, false, null"},
        {"all": "True, False, None", "misfit": "1", "text": "'true'"},
        "pa.bool_()",
    ),
    "byte": _integer("tinyint", "Y", 8),
    "short": _integer("smallint", "S", 16),
    "int": _integer("int", "", 32),
    "long": _integer("bigint", "L", 64),
    "float": _floating("float", "1.4E-45", "3.4028235E38", "pa.float32()"),
    "double": _floating("double", "4.9E-324", "1.7976931348623157E308", "pa.float64()"),
    "decimal_5_2": _decimal(5, 2, "1000"),
    "decimal_38_18": _decimal(38, 18, "1e20"),
    "decimal_38_38": _decimal(38, 38, "1"),
    "string": Kind(
        "string",
        {"all": "'', ' ', 'a\\tb\\n', '\\u0000', 'é', '日本語 🙂', repeat('x', 300), null"},
        {
            "all": "'', ' ', 'a\\tb\\n', '\\0', 'é', '日本語 🙂', 'x' * 300, None",
            "others": "1, 1.5, True, D('1.50'), None",
            "surrogate": "'\\ud800'",
        },
        "pa.string()",
    ),
    "collated": Kind(
        "string collate UNICODE_CI",
        {"all": "'' collate UNICODE_CI, 'É' collate UNICODE_CI, null"},
        {"all": "'', 'É', None"},
        "pa.string()",
        since="4.0",
    ),
    "char": Kind(
        "char(3)",
        {"all": "cast('' as char(3)), cast('日本' as char(3)), null"},
        {"all": "'', '日本', 'abc', None", "misfit": "'abcd'"},
        "pa.string()",
        since="4.0",
        setting="spark.sql.preserveCharVarcharTypeInfo",
    ),
    "varchar": Kind(
        "varchar(3)",
        {"all": "cast('' as varchar(3)), cast('日本' as varchar(3)), null"},
        {"all": "'', '日本', 'abc', None", "misfit": "'abcd'"},
        "pa.string()",
        since="4.0",
        setting="spark.sql.preserveCharVarcharTypeInfo",
    ),
    "binary": Kind(
        "binary",
        {"all": "x'', x'00', x'ff00fe', cast('é' as binary), null"},
        {"all": "b'', b'\\0', bytearray(b'\\xff\\0\\xfe'), None", "misfit": "'text'"},
        "pa.binary()",
        text="hex(v)",
    ),
    "date": Kind(
        "date",
        {
            "all": "date'1970-01-01', date'1969-12-31', date'2024-02-29', date'1582-10-10', null",
            "edges": "date'0001-01-01', date'9999-12-31'",
            "beyond": "date'-0001-01-01'",
            "later": "date'10000-01-01'",
        },
        {
            "all": "date(1970, 1, 1), date(1969, 12, 31), date(2024, 2, 29), date(1582, 10, 10), "
            "None",
            "edges": "date(1, 1, 1), date(9999, 12, 31)",
            "moment": "datetime(2024, 2, 29, 12)",
            "misfit": "'2024-02-29'",
            "number": "1",
        },
        "pa.date32()",
    ),
    "timestamp": Kind(
        "timestamp",
        {
            "all": "timestamp'1970-01-01 00:00:00', timestamp'1969-12-31 23:59:59.999999Z', "
            "timestamp'2024-02-29 12:00:00.000001', timestamp'2024-07-01 00:00:00', null",
            "clock_changes": "timestamp'2024-03-10 01:59:59.999999', "
            "timestamp'2024-03-10 02:30:00', timestamp'2024-03-10 03:00:00', "
            "timestamp'2024-11-03 00:59:59', "
            "timestamp'2024-11-03 01:30:00', timestamp'2024-11-03 06:30:00Z', "
            "timestamp'2024-11-03 02:00:00'",
            "before_zones": "timestamp'1883-11-18 12:03:57', timestamp'1883-11-18 12:04:00', "
            "timestamp'1900-01-01 00:00:00', timestamp'1850-06-01 00:00:00'",
            "nanosecond_edges": "timestamp'1677-09-21 00:12:43.145225Z', "
            "timestamp'2262-04-11 23:47:16.854775Z'",
            "year_1": "timestamp'0001-01-01 00:00:00'",
            "year_9999": "timestamp'9999-12-31 18:59:59.999999'",
            "beyond": "timestamp'9999-12-31 23:59:59.999999'",
            "before": "timestamp'0001-01-01 00:00:00Z' - interval '1' second",
        },
        {
            "all": "datetime(1970, 1, 1), datetime(2024, 2, 29, 12, 0, 0, 1), "
            "datetime(2024, 7, 1, tzinfo=UTC), "
            "datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), None",
            "clock_changes": "datetime(2024, 3, 10, 2, 30), datetime(2024, 11, 3, 1, 30), "
            "datetime(2024, 11, 3, 1, 30, fold=1), datetime(2024, 11, 3, 6, 30, tzinfo=UTC)",
            "offsets": "datetime(2024, 7, 1, tzinfo=timezone(timedelta(hours=5, minutes=45))), "
            "datetime(1900, 1, 1, tzinfo=timezone(-timedelta(hours=4, minutes=56, seconds=2)))",
            "before_zones": "datetime(1883, 11, 18, 12, 3, 57), datetime(1850, 6, 1)",
            "year_1": "datetime(1, 1, 1)",
            "year_9999": "datetime(9999, 12, 31, 23, 59, 59, 999999)",
            "misfit": "date(2024, 1, 1)",
            "text": "'2024-01-01'",
            "number": "0",
        },
        "pa.timestamp('us', 'UTC')",
    ),
    "timestamp_ntz": Kind(
        "timestamp_ntz",
        {
            "all": "timestamp_ntz'1970-01-01 00:00:00', timestamp_ntz'1969-12-31 23:59:59.999999', "
            "timestamp_ntz'2024-02-29 12:00:00.000001', timestamp_ntz'2024-03-10 02:30:00', "
            "timestamp_ntz'1883-11-18 12:01:00', null",
            "year_1": "timestamp_ntz'0001-01-01 00:00:00'",
            "year_9999": "timestamp_ntz'9999-12-31 23:59:59.999999'",
            "beyond": "timestamp_ntz'10000-01-01 00:00:00'",
        },
        {
            "all": "datetime(1970, 1, 1), datetime(1969, 12, 31, 23, 59, 59, 999999), "
            "datetime(2024, 2, 29, 12, 0, 0, 1), None",
            "clock_changes": "datetime(2024, 3, 10, 2, 30), datetime(2024, 11, 3, 1, 30, fold=1), "
            "datetime(1883, 11, 18, 12, 1)",
            "year_1": "datetime(1, 1, 1)",
            "year_9999": "datetime(9999, 12, 31, 23, 59, 59, 999999)",
            "misfit": "datetime(2024, 7, 1, tzinfo=UTC)",
            "date": "date(2024, 1, 1)",
        },
        "pa.timestamp('us')",
        since="3.5",
    ),
    "time": Kind(
        "time(6)",
        {"all": "time'00:00:00', time'23:59:59.999999', time'12:30:00.5', null"},
        {
            "all": "time(0, 0), time(23, 59, 59, 999999), time(12, 30, 0, 500000), None",
            "zone": "time(12, 30, tzinfo=UTC)",
            "misfit": "'12:30:00'",
        },
        "pa.time64('us')",
        since="4.1",
        setting="spark.sql.timeType.enabled",
    ),
    "time_of_seconds": Kind(
        "time(0)",
        {"all": "cast(time'23:59:59.999999' as time(0)), cast(time'00:00:00' as time(0)), null"},
        {"all": "time(0, 0), time(23, 59, 59), None", "finer": "time(1, 2, 3, 400000)"},
        "pa.time64('us')",
        since="4.1",
        setting="spark.sql.timeType.enabled",
    ),
    "day_time": Kind(
        "interval day to second",
        {
            "all": "interval '0' second, interval '-1 02:03:04.000005' day to second, "
            "interval '365' day, null",
            "edges": "interval '106751991 04:00:54.775807' day to second, "
            "interval '-106751991 04:00:54.775808' day to second",
        },
        {
            "all": "timedelta(0), timedelta(days=-1, microseconds=5), timedelta(days=365), None",
            "edges": "timedelta(microseconds=2**63 - 1), timedelta(microseconds=-(2**63))",
            "beyond": "timedelta.max",
            "misfit": "1.5",
        },
        "pa.duration('us')",
    ),
    "hour_to_minute": Kind(
        "interval hour to minute",
        {"all": "interval '-26:05' hour to minute, interval '0:00' hour to minute, null"},
        {"all": "-timedelta(hours=26, minutes=5), None", "finer": "timedelta(seconds=61)"},
        "pa.duration('us')",
    ),
    "year_month": Kind(
        "interval year to month",
        {"all": "interval '1-2' year to month, null", "nulls": "null"},
        {"nulls": "None", "misfit": "14"},
        since="3.5",
    ),
    "calendar": Kind(
        "interval",
        {
            "all": "make_interval(1, 2, 0, 3, 4, 5, 6.5), null",
            "nulls": "cast(null as interval)",
        },
        {},
        since="4.0",
    ),
    "array": Kind(
        "array<int>",
        {"all": "array(1, null, 3), array(null), cast(array() as array<int>), null"},
        {
            "all": "[1, None, 3], [None], [], None",
            "sequences": "(1, 2), array('i', [3]), range(2)",
            "misfit": "['x']",
            "single": "1",
        },
        "pa.list_(pa.int32())",
    ),
    "map": Kind(
        "map<int,array<double>>",
        {"all": "map(1, array(1.5D, null), 2, null), cast(map() as map<int,array<double>>), null"},
        {"all": "{1: [1.5, None], 2: None}, {}, None", "null_key": "{None: []}", "misfit": "[1]"},
        "pa.map_(pa.int32(), pa.list_(pa.float64()))",
    ),
    "struct": Kind(
        "struct<a:int,b:struct<c:string,d:date>>",
        {
            "all": "named_struct('a', 1, 'b', named_struct('c', 'x', 'd', date'2024-02-29')), "
            "named_struct('a', null, 'b', null), "
            "named_struct('a', 2, 'b', named_struct('c', null, 'd', null)), null"
        },
        {
            "all": "(1, ('x', date(2024, 2, 29))), (None, None), Row(a=2, b=Row(c=None, d=None)), "
            "{'a': 3, 'b': {'d': None}}, None",
            "too_long": "(1, None, 2)",
            "misfit": "5",
        },
        "pa.struct([('a', pa.int32()), "
        "('b', pa.struct([('c', pa.string()), ('d', pa.date32())]))])",
    ),
    "times_in_map": Kind(
        "map<date,struct<t:timestamp,n:timestamp_ntz>>",
        {
            "all": "map(date'2024-03-10', named_struct('t', timestamp'2024-03-10 02:30:00', "
            "'n', timestamp_ntz'2024-03-10 02:30:00')), "
            "map(date'0001-01-01', named_struct('t', null, 'n', null)), null"
        },
        {
            "all": "{date(2024, 3, 10): (datetime(2024, 3, 10, 12), datetime(2024, 3, 10, 2, 30))},"
            " {date(1, 1, 1): (None, None)}, {}, None",
            "clock_changes": "{date(2024, 3, 10): (datetime(2024, 3, 10, 2, 30), None)}",
        },
        "pa.map_(pa.date32(), "
        "pa.struct([('t', pa.timestamp('us', 'UTC')), ('n', pa.timestamp('us'))]))",
        since="3.5",
    ),
    "variant": Kind(
        "variant",
        {
            "all": "parse_json('null'), parse_json('{\"a\": [1, 2.5, \"x\", true, null]}'), "
            "parse_json('-9223372036854775808'), parse_json('1e300'), parse_json('\"\"')",
            "typed": "cast(date'2024-02-29' as variant), cast(x'00ff' as variant), "
            "cast(1.50BD as variant), cast(timestamp_ntz'2024-03-10 02:30:00' as variant), "
            "cast(timestamp'2024-03-10 03:30:00' as variant), cast(float(0.1) as variant)",
            "nulls": "parse_json('1'), null",
        },
        {
            "all": "V('null'), V('{\"a\": [1, 2.5, \"x\", true, null]}'), V('1e300'), V('\"\"')",
            "nulls": "V('1'), None",
            "misfit": "1",
        },
        since="4.0",
    ),
    "geometry": Kind(
        "geometry(3857)",
        {
            "all": f"st_setsrid(st_geomfromwkb(x'{POINT}'), 3857), "
            f"st_setsrid(st_geomfromwkb(x'{LINE}'), 3857)",
            "nulls": f"st_setsrid(st_geomfromwkb(x'{POINT}'), 3857), null",
        },
        {
            "all": f"Geometry('{POINT}', 3857), Geometry('{LINE}', 3857)",
            "nulls": f"Geometry('{POINT}', 3857), None",
            "misfit": f"Geometry('{POINT}', 4326)",
            "bytes": "b''",
        },
        since="4.1",
        setting="spark.sql.geospatial.enabled",
        text="'-'",
    ),
    "geography": Kind(
        "geography(4326)",
        {
            "all": f"st_geogfromwkb(x'{POINT}'), st_geogfromwkb(x'{LINE}')",
            "nulls": f"st_geogfromwkb(x'{POINT}'), null",
        },
        {
            "all": f"Geography('{POINT}', 4326), Geography('{LINE}', 4326)",
            "nulls": f"Geography('{POINT}', 4326), None",
            "misfit": f"Geometry('{POINT}', 4326)",
            "bytes": "b''",
        },
        since="4.1",
        setting="spark.sql.geospatial.enabled",
        text="'-'",
    ),
}
