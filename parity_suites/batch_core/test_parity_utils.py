"""`assertDataFrameEqual`: what it lets pass, and what it says where rows differ.

Not here: NaN beside a number, infinities of two signs and rows of unequal length, which PySpark
lets pass by mistake; and options on lists of rows at which PySpark breaks off.
"""

import datetime
import decimal

from parity_suites.case import case


def _told(api, *frames, **options):
    """None when equal, else the whole text; the text is the client's own but for its parameters."""
    return api.error_of(lambda: api.assertDataFrameEqual(*frames, **options))


def _pupils(Row, *pairs):
    pupil = Row("name", "mark")
    return [pupil(*pair) for pair in pairs]


def _class(Row):
    return _pupils(Row, ("ann", 1), ("bob", 2), ("cyd", 3))


# --- equal ------------------------------------------------------------------------------------


@case(
    mirrors="utils.test_assert_equal_inttype",
    since="3.5",
    params={
        "int": {"sql": "values (1, 10), (2, null) as t(a, b)"},
        "array": {"sql": "values ('x', array(1.5D, 2D)), ('y', array()) as t(k, l)"},
        "map": {"sql": "values (map('p', 1, 'q', null)), (null) as t(m)"},
        "timestamp": {"sql": "values (1, timestamp'2024-03-01 10:00:00') as t(n, at)"},
        "nulls_only": {"sql": "values (null, null), (null, null) as t(a, b)"},
        "null_row": {"sql": "values (1, 'x'), (null, null) as t(a, b)"},
        "struct": {"sql": "values (named_struct('in', named_struct('x', 'y'))) as t(s)"},
        "duplicate_rows": {"sql": "values (named_struct('x', 1)), (named_struct('x', 1)) as t(s)"},
        "empty": {"sql": "values (1, 2) as t(a, b) where a > 5"},
        "duplicate_names": {"sql": "values (1, 2) as t(a, a)"},
    },
)
def a_frame_is_equal_to_itself_and_to_its_rows(spark, api, sql):
    """Frames of every kind of column, beside themselves and beside what they collect to."""
    frame, again = spark.sql(f"select * from {sql}"), spark.sql(f"select * from {sql}")
    return {
        "frame": _told(api, frame, again),
        "rows": _told(api, frame, again.collect()),
        "reversed": _told(api, frame.collect(), again),
        "ordered": _told(api, frame, again, checkRowOrder=True),
        "lists": _told(api, frame.collect(), again.collect()),
    }


@case(mirrors="utils.test_row_order_ignored", since="3.5")
def the_order_of_rows_counts_only_on_request(spark, Row, api):
    """Rows turned around are equal unless the order is asked for."""
    rows = _class(Row)
    frame = spark.createDataFrame(rows)
    return {
        "ignored": _told(api, rows, rows[::-1]),
        "frames": _told(api, frame.orderBy("mark"), frame.orderBy(frame.mark.desc())),
    }


@case(mirrors="utils.test_spark_sql", since="3.5")
def results_of_sql_are_frames(spark, api):
    """A query beside a frame made of a view."""
    spark.range(4).createOrReplaceTempView("utils_numbers")
    return {
        "same": _told(api, spark.sql("select id from utils_numbers"), spark.range(4)),
        "filtered": _told(
            api, spark.sql("select id from utils_numbers where id > 2"), spark.range(3, 4)
        ),
    }


@case(mirrors="utils.test_spark_sql_sort_rows", since="3.5")
def sorted_results_are_equal_in_any_order(spark, api):
    """`order by` in one of the queries changes nothing."""
    spark.range(4).createOrReplaceTempView("utils_sorted")
    up = spark.sql("select id from utils_sorted order by id")
    down = spark.sql("select id from utils_sorted order by id desc")
    return {"any": _told(api, up, down), "same": _told(api, up, up, checkRowOrder=True)}


@case(mirrors="utils.test_special_vals", since="3.5")
def special_numbers_are_equal_to_themselves(spark, api):
    """NaN is NaN, and an infinity is the same infinity."""
    query = "select * from values (double('nan')), (double('inf')), (double('-inf')), (-0.0D) t(x)"
    return _told(api, spark.sql(query), spark.sql(query))


@case(mirrors="utils.test_no_column", since="3.5")
def frames_without_columns(spark, api):
    """No column beside no column, and beside rows that are none."""
    nothing = spark.range(3).select()
    return {
        "frames": _told(api, nothing, spark.range(3).select()),
        "no_rows": _told(api, nothing.limit(0), []),
        "empty_list": _told(api, spark.range(3).limit(0), []),
    }


@case(mirrors="utils.test_empty_dataset", since="3.5")
def frames_without_rows(spark, api):
    """Nothing is equal to nothing, and different from something."""
    frame = spark.range(2)
    return {
        "lists": _told(api, [], []),
        "frame": _told(api, frame.where("id > 9"), frame.limit(0)),
        "both_none": api.assertDataFrameEqual(None, None),
    }


# --- nearly equal -----------------------------------------------------------------------------


@case(
    mirrors="utils.test_assert_pyspark_approx_equal",
    since="3.5",
    params={
        "double": {"left": "1.0D", "right": "1.0000001D"},
        "double_far": {"left": "1.0D", "right": "1.01D"},
        "double_with_rtol": {"left": "1.0D", "right": "1.01D", "options": {"rtol": 0.02}},
        "double_with_atol": {"left": "0D", "right": "0.001D", "options": {"atol": 0.01}},
        "double_no_atol": {"left": "0D", "right": "0.001D"},
        "double_exact": {"left": "1D", "right": "1.0000001D", "options": {"rtol": 0, "atol": 0}},
        "float": {"left": "1.0F", "right": "1.000001F"},
        "array": {"left": "array(1.0D, 2.0D)", "right": "array(1.0D, 2.000001D)"},
        "array_far": {"left": "array(1.0D, 2.0D)", "right": "array(1.0D, 2.1D)"},
        "array_with_rtol": {
            "left": "array(1.0F, 2.0F)",
            "right": "array(1.0F, 2.1F)",
            "options": {"rtol": 0.1},
        },
        "array_longer": {"left": "array(1.0D)", "right": "array(1.0D, 2.0D)"},
        "map": {"left": "map('k', 1.0D)", "right": "map('k', 1.000001D)"},
        "map_far": {"left": "map('k', 1.0D)", "right": "map('k', 1.2D)"},
        "map_of_other_keys": {"left": "map('k', 1.0D)", "right": "map('j', 1.0D)"},
        "struct": {
            "left": "named_struct('s', named_struct('x', 1.0D))",
            "right": "named_struct('s', named_struct('x', 1.000001D))",
        },
        "struct_far": {"left": "named_struct('x', 1.0D)", "right": "named_struct('x', 2D)"},
        "decimal": {"left": "1.000000BD", "right": "1.000001BD"},
        "decimal_far": {"left": "1.00BD", "right": "1.20BD"},
        "decimal_with_rtol": {"left": "1.0BD", "right": "1.2BD", "options": {"rtol": 0.5}},
    },
)
def numbers_are_compared_with_a_tolerance(spark, api, left, right, options=None):
    """Floats and decimals, alone and inside of other values."""
    one, other = (spark.sql(f"select {value} as v") for value in (left, right))
    return _told(api, one, other, **(options or {}))


@case(mirrors="utils.test_assert_approx_equal_decimaltype_custom_rtol_pass", since="3.5")
def decimals_of_python(Row, api):
    """Decimals in lists of rows."""
    two = [Row(v=decimal.Decimal("2.00"))]
    return {
        "near": _told(api, two, [Row(v=decimal.Decimal("2.000001"))]),
        "far": _told(api, two, [Row(v=decimal.Decimal("2.1"))]),
        "rtol": _told(api, two, [Row(v=decimal.Decimal("2.1"))], rtol=0.1),
    }


# --- different --------------------------------------------------------------------------------


@case(mirrors="utils.test_assert_pyspark_df_not_equal", since="4.3")
def differing_rows_are_marked(spark, Row, api):
    """Both sides in full, and how many in a hundred differ."""
    rows, other = _class(Row), _pupils(Row, ("ann", 1), ("bob", 5), ("cyd", 3))
    return {
        "lists": _told(api, rows, other),
        "frames": _told(api, spark.createDataFrame(rows), spark.createDataFrame(other)),
        "all": _told(api, rows, _pupils(Row, ("x", 0), ("y", 0), ("z", 0))),
        "text": str(_told(api, rows, other)).split("\n", 1)[1],
    }


@case(
    mirrors="utils.test_assert_notequal_nullval",
    since="4.3",
    params={
        "expected": {"left": [1, 2], "right": [1, None]},
        "actual": {"left": [None, 2], "right": [1, 2]},
        "both": {"left": [None], "right": [None]},
        "zero": {"left": [0], "right": [None]},
    },
)
def a_null_is_equal_to_null_only(Row, api, left, right):
    """Null beside a value differs."""
    return _told(api, [Row(v=value) for value in left], [Row(v=value) for value in right])


@case(mirrors="utils.test_assert_notequal_arraytype", since="4.3")
def differing_containers_are_shown_whole(Row, api):
    """Lists, dicts, rows and dates as they print."""
    day = datetime.date(2024, 2, 29)
    return {
        "array": _told(api, [Row(v=[1, 2])], [Row(v=[1, 3])]),
        "map": _told(api, [Row(v={"a": 1})], [Row(v={"a": 2})]),
        "row": _told(api, [Row(v=Row(x=1))], [Row(v=Row(x=2))]),
        "date": _told(api, [Row(v=day)], [Row(v=day + datetime.timedelta(1))]),
        "tuples": _told(api, [(1, "x")], [(1, "y")]),
        "types": _told(api, [Row(v=1)], [Row(v="1")]),
    }


@case(mirrors="utils.test_check_row_order_error", since="4.3")
def rows_out_of_order(Row, api):
    """The same rows in another order differ place by place."""
    rows = _class(Row)
    return {
        "reversed": _told(api, rows, rows[::-1], checkRowOrder=True),
        "swapped": _told(api, rows, [rows[1], rows[0], rows[2]], checkRowOrder=True),
    }


@case(
    mirrors="utils.test_different_row_count_mixed_extra_and_missing",
    since="4.3",
    params={
        "extra_at_end": {"left": [1, 2, 3], "right": [1, 2]},
        "missing_at_end": {"left": [1, 2], "right": [1, 2, 3]},
        "missing_in_the_middle": {"left": [1, 2, 4, 5], "right": [1, 2, 3, 4, 5]},
        "several_missing": {"left": [1, 5], "right": [1, 2, 3, 4, 5]},
        "extra_in_the_middle": {"left": [1, 2, 3, 4], "right": [1, 4]},
        "extra_and_missing": {"left": [1, 2, 4, 6], "right": [1, 3, 4]},
        "nothing_expected": {"left": [1, 2], "right": []},
        "nothing_there": {"left": [], "right": [1, 2]},
        "first_missing": {"left": [2, 3], "right": [1, 2, 3]},
        "repeated": {"left": [1, 1, 1], "right": [1]},
    },
)
def lists_of_unequal_length(Row, api, left, right):
    """One missing row does not make all that follow differ; in order it does."""
    one, other = [Row(n=n) for n in left], [Row(n=n) for n in right]
    kept = _told(api, one, other, includeDiffRows=True)
    return {
        "any_order": _told(api, one, other),
        "in_order": _told(api, one, other, checkRowOrder=True),
        "only": _told(api, one, other, showOnlyDiff=True),
        "data": list(kept.data),
    }


@case(
    mirrors="utils.test_dataframe_max_errors",
    since="4.3",
    params={
        "one": {"most": 1},
        "two": {"most": 2},
        "more_than_there_are": {"most": 9},
        "zero": {"most": 0},
    },
)
def comparing_stops_at_so_many_errors(Row, api, most):
    """Rows after the last error that counts are not shown."""
    rows = _class(Row)
    other = _pupils(Row, ("ann", 1), ("bob", 8), ("cyd", 9))
    return {
        "whole": _told(api, rows, other, maxErrors=most),
        "ordered": _told(api, rows, other, maxErrors=most, checkRowOrder=True),
        "data": list(_told(api, rows, other, maxErrors=most, includeDiffRows=True).data),
    }


@case(mirrors="utils.test_dataframe_show_only_diff", since="4.3")
def only_differing_rows_are_shown(Row, api):
    """Equal rows are left out."""
    rows, other = _class(Row), _pupils(Row, ("ann", 1), ("bob", 5), ("cyd", 3))
    return {
        "only": _told(api, rows, other, showOnlyDiff=True),
        "all": _told(api, rows, other, showOnlyDiff=False),
        "equal": _told(api, rows, list(rows), showOnlyDiff=True),
    }


@case(mirrors="utils.test_dataframe_include_diff_rows", since="4.0")
def differing_rows_come_with_the_error(spark, Row, api):
    """Pairs of actual and expected, when asked for."""
    rows, other = _class(Row), _pupils(Row, ("ann", 1), ("bob", 5), ("dan", 3))
    with_data = _told(api, rows, other, includeDiffRows=True)
    frames = _told(
        api, spark.createDataFrame(rows), spark.createDataFrame(other), includeDiffRows=True
    )
    return {
        "lists": list(with_data.data),
        "frames": list(frames.data),
        "without": _told(api, rows, other).data,
    }


@case(mirrors="utils.test_different_row_count_includeDiffRows", since="4.3")
def rows_without_a_partner_come_with_none(Row, api):
    """The missing half of a pair is None."""
    one, other = [Row(n=n) for n in (1, 2, 3)], [Row(n=n) for n in (1, 3, 4, 5)]
    return list(_told(api, one, other, includeDiffRows=True).data)


@case(mirrors="utils.test_empty_no_column_expected_list", since="4.3")
def rows_where_none_are_expected(spark, api):
    """A list without rows beside frames that have some."""
    return {
        "columns": _told(api, spark.range(1), []),
        "no_columns": _told(api, spark.range(2).select(), []),
        "other_way": _told(api, [], spark.range(2)),
    }


# --- options on columns -----------------------------------------------------------------------


@case(mirrors="utils.test_dataframe_ignore_column_order", since="4.0")
def the_order_of_columns(spark, api):
    """Columns in another order are equal on request only."""
    frame = spark.sql("select * from values (1, 'x', 2.5D), (2, 'y', null) as t(a, b, c)")
    turned = frame.select("c", "a", "b")
    return {
        "strict": type(_told(api, frame, turned)).__name__,
        "ignored": _told(api, frame, turned, ignoreColumnOrder=True),
        "other_rows": type(
            _told(api, frame, turned.where("a = 1"), ignoreColumnOrder=True)
        ).__name__,
        "other_names": type(
            _told(api, frame, turned.toDF("c", "a", "z"), ignoreColumnOrder=True)
        ).__name__,
    }


@case(mirrors="utils.test_dataframe_ignore_column_name", since="4.0")
def the_names_of_columns(spark, api):
    """Columns under other names are equal on request only."""
    frame = spark.sql("select * from values (1, 'x'), (2, 'y') as t(a, b)")
    named = frame.toDF("p", "q")
    return {
        "strict": type(_told(api, frame, named)).__name__,
        "ignored": _told(api, frame, named, ignoreColumnName=True),
        "other_rows": type(_told(api, frame, named.where("p = 1"), ignoreColumnName=True)).__name__,
        "other_types": type(
            _told(api, frame, named.selectExpr("q", "p"), ignoreColumnName=True)
        ).__name__,
    }


@case(mirrors="utils.test_dataframe_ignore_column_type", since="4.0")
def the_types_of_columns(spark, api):
    """Whole numbers of other types are equal on request only; PySpark breaks off at other text."""
    frame = spark.sql("select 1 as a, 2 as b")
    return {
        "strict": type(_told(api, frame, spark.sql("select 1L as a, 2 as b"))).__name__,
        "long": _told(api, frame, spark.sql("select 1L as a, 2S as b"), ignoreColumnType=True),
        "double": _told(api, frame, spark.sql("select 1D as a, 2F as b"), ignoreColumnType=True),
        "text": _told(api, frame, spark.sql("select '1' as a, '2' as b"), ignoreColumnType=True),
        "other_value": type(
            _told(api, frame, spark.sql("select 1L as a, 3L as b"), ignoreColumnType=True)
        ).__name__,
        "other_name": type(
            _told(api, frame, spark.sql("select 1L as x, 2L as b"), ignoreColumnType=True)
        ).__name__,
        "order_too": _told(
            api,
            frame,
            spark.sql("select 2L as b, 1L as a"),
            ignoreColumnType=True,
            ignoreColumnOrder=True,
        ),
        "name_too": _told(
            api,
            frame,
            spark.sql("select 1L as x, 2L as y"),
            ignoreColumnType=True,
            ignoreColumnName=True,
        ),
    }


@case(mirrors="utils.test_assert_notequal_schema", since="4.0")
def schemas_are_compared_before_rows(spark, api):
    """Types and names of two frames; nullability only on request."""
    strict = spark.range(2)
    loose = spark.createDataFrame([(0,), (1,)], "id long")
    return {
        "type": _told(api, strict, spark.sql("select 1 as id")),
        "name": _told(api, strict, spark.range(2).toDF("n")),
        "more": _told(api, strict, spark.range(2).selectExpr("id", "id as more")),
        "nullable": _told(api, strict, loose),
        "nullable_counts": _told(api, strict, loose, ignoreNullable=False),
    }


# --- wrong arguments --------------------------------------------------------------------------


@case(mirrors="utils.test_assert_error_non_pyspark_df", since="4.0")
def what_is_no_frame_is_refused(spark, Row, api):
    """The error names the argument; the types it wants differ by version and are not looked at."""
    rows = _class(Row)

    def blamed(one, other):
        error = _told(api, one, other)
        parameters = error.getMessageParameters()
        return error.getCondition(), parameters["arg_name"], parameters["actual_type"]

    return {
        "dict": str(blamed({"a": 1}, rows)),
        "text": str(blamed(rows, "rows")),
        "numbers": str(blamed(5, 5)),
        "none_actual": str(blamed(None, rows)),
        "none_expected": str(blamed(spark.createDataFrame(rows), None)),
    }


@case(mirrors="utils.test_assert_unequal_null_actual", since="4.3")
def nothing_beside_something_is_refused(spark, api):
    """None on one side only."""
    return {
        "actual": _told(api, None, spark.range(1)),
        "expected": _told(api, spark.range(1), None),
        "rows": _told(api, None, []),
    }
