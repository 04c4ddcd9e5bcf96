"""`assertDataFrameEqual` by kind of column, one case for each kind that upstream tests apart."""

from parity_suites.case import case


def _told(api, *frames, **options):
    return api.error_of(lambda: api.assertDataFrameEqual(*frames, **options))


def _pair(spark, left, right, names="k, v"):
    return (
        spark.sql(f"select * from values {left} as t({names})"),
        spark.sql(f"select * from values {right} as t({names})"),
    )


@case(mirrors="utils.test_assert_approx_equal_arraytype_float", since="3.5")
def nearly_equal_floats_in_arrays(spark, api):
    """Within the default tolerance, element by element."""
    frames = _pair(
        spark, "('a', array(80.5F, 80.2F))", "('a', array(cast(80.500001 as float), 80.2F))"
    )
    return {"frames": _told(api, *frames), "rows": _told(api, frames[0], frames[1].collect())}


@case(mirrors="utils.test_assert_approx_equal_arraytype_float_default_rtol_fail", since="4.3")
def floats_in_arrays_too_far_apart(spark, api):
    """Beyond the default tolerance the row differs."""
    return _told(api, *_pair(spark, "('a', array(80.5F, 80.2F))", "('a', array(80.0F, 80.2F))"))


@case(mirrors="utils.test_assert_approx_equal_arraytype_float_custom_rtol_pass", since="3.5")
def floats_in_arrays_with_a_wide_tolerance(spark, api):
    """A wider one lets them pass."""
    frames = _pair(spark, "('a', array(80.5F, 80.2F))", "('a', array(80.0F, 80.2F))")
    return {"rtol": _told(api, *frames, rtol=0.01), "atol": _told(api, *frames, atol=0.6)}


@case(mirrors="utils.test_assert_approx_equal_doubletype_custom_rtol_pass", since="3.5")
def doubles_with_a_wide_tolerance(spark, api):
    """The tolerance is a share of what is expected."""
    frames = _pair(spark, "('a', 1000D), ('b', 100D)", "('a', 1005D), ('b', 100.3D)")
    return {"wide": _told(api, *frames, rtol=0.01), "exact": _told(api, *frames) is not None}


@case(mirrors="utils.test_assert_pyspark_approx_equal_custom_rtol", since="3.5")
def doubles_with_several_tolerances(spark, api):
    """The same two frames under ever narrower tolerances."""
    frames = _pair(spark, "('a', 100D)", "('a', 101D)")
    return {
        str(rtol): _told(api, *frames, rtol=rtol) is None for rtol in (0.1, 0.011, 0.0099, 0.009, 0)
    }


@case(mirrors="utils.test_assert_approx_equal_maptype_double", since="3.5")
def doubles_in_maps(spark, api):
    """Values are compared with the tolerance, keys exactly."""
    near = _pair(spark, "('a', map('x', 1.0D))", "('a', map('x', 1.0000001D))")
    keys = _pair(spark, "('a', map(1.0D, 'x'))", "('a', map(1.0000001D, 'x'))")
    return {"values": _told(api, *near), "keys": _told(api, *keys) is not None}


@case(mirrors="utils.test_assert_approx_equal_nested_struct_double", since="3.5")
def doubles_in_nested_structs(spark, api):
    """However deep."""
    struct = "named_struct('x', named_struct('y', array(named_struct('z', {}))))"
    left, right = struct.format("64.3D"), struct.format("64.300001D")
    return _told(api, *_pair(spark, f"('a', {left})", f"('a', {right})"))


@case(mirrors="utils.test_assert_equal_arraytype", since="3.5")
def arrays(spark, api):
    """Equal, also empty and with null."""
    rows = "('a', array('x', null)), ('b', array()), ('c', null)"
    return _told(api, *_pair(spark, rows, rows))


@case(mirrors="utils.test_assert_equal_maptype", since="3.5")
def maps(spark, api):
    """Equal whatever the order of their entries."""
    frames = _pair(spark, "('a', map('x', 1, 'y', 2))", "('a', map('y', 2, 'x', 1))")
    rows = [frame.collect() for frame in frames]
    return {"ordered_rows": rows[0] == rows[1], "told": _told(api, *frames)}


@case(mirrors="utils.test_assert_equal_nested_struct_str", since="3.5")
def texts_in_nested_structs(spark, api):
    """Equal ones, and a missing one."""
    struct = "named_struct('x', named_struct('y', {}))"
    one, none = struct.format("'t'"), struct.format("cast(null as string)")
    return {
        "equal": _told(api, *_pair(spark, f"(1, {one})", f"(1, {one})")),
        "missing": _told(api, *_pair(spark, f"(1, {one})", f"(1, {none})")) is not None,
    }


@case(mirrors="utils.test_assert_equal_nested_struct_str_duplicate", since="3.5")
def nested_structs_in_repeated_rows(spark, api):
    """The number of copies counts."""
    row = "(1, named_struct('x', named_struct('y', 't')))"
    return {
        "equal": _told(api, *_pair(spark, f"{row}, {row}", f"{row}, {row}")),
        "fewer": _told(api, *_pair(spark, f"{row}, {row}", row)) is not None,
    }


@case(mirrors="utils.test_assert_equal_duplicate_col", since="3.5")
def columns_of_one_name(spark, api):
    """Two columns of one name are compared by place."""
    frames = _pair(spark, "(1, 2), (3, 4)", "(3, 4), (1, 2)", names="a, a")
    turned = _pair(spark, "(1, 2)", "(2, 1)", names="a, a")
    return {"equal": _told(api, *frames), "turned": _told(api, *turned) is not None}


@case(mirrors="utils.test_assert_equal_timestamp", since="3.5")
def timestamps(spark, api):
    """To the microsecond, with and without zone."""
    at = "timestamp'2024-03-01 10:00:00.{}'"
    one, other = at.format("000001"), at.format("000002")
    return {
        "equal": _told(api, *_pair(spark, f"(1, {one})", f"(1, {one})")),
        "later": _told(api, *_pair(spark, f"(1, {one})", f"(1, {other})")) is not None,
    }


@case(mirrors="utils.test_assert_equal_nullrow", since="3.5")
def rows_of_nulls(spark, api):
    """Rows that hold nothing but null, beside others."""
    rows = "(1, 'x'), (null, null), (2, 'y')"
    return _told(api, *_pair(spark, rows, "(null, null), (2, 'y'), (1, 'x')"))


@case(mirrors="utils.test_assert_equal_nulldf", since="3.5")
def nothing_beside_nothing(api):
    """None on both sides is equal, and says so."""
    return api.assertDataFrameEqual(None, None)


@case(mirrors="utils.test_assert_unequal_null_expected", since="4.3")
def rows_beside_none(spark, Row, api):
    """None where a frame is expected."""
    return {
        "frame": _told(api, spark.range(1), None),
        "rows": _told(api, [Row(id=0)], None),
        "empty": _told(api, [], None),
    }


@case(mirrors="utils.test_df_list_row_equal", since="3.5")
def a_frame_beside_rows(spark, Row, api):
    """In any order, and the other way round."""
    frame = spark.range(1, 4)
    rows = [Row(id=3), Row(id=1), Row(id=2)]
    return {"frame": _told(api, frame, rows), "rows": _told(api, rows, frame)}


@case(mirrors="utils.test_list_rows_equal", since="3.5")
def rows_beside_rows(Row, api):
    """Equal lists, in the same and in another order."""
    rows = [Row(n=1, t="x"), Row(n=2, t=None)]
    return {"same": _told(api, rows, list(rows)), "turned": _told(api, rows, rows[::-1])}


@case(mirrors="utils.test_list_rows_unequal", since="4.3")
def rows_beside_other_rows(Row, api):
    """One value apart."""
    return _told(api, [Row(n=1, t="x"), Row(n=2, t="y")], [Row(n=1, t="x"), Row(n=2, t="z")])


@case(mirrors="utils.test_list_row_unequal_schema", since="4.3")
def rows_of_another_type(spark, Row, api):
    """Rows have no schema; values of another type differ."""
    frame = spark.createDataFrame([(1, 3000)], "n int, amount int")
    return _told(api, frame, [Row(n="1", amount=3000)])


@case(mirrors="utils.test_empty_expected_list", since="3.5")
def an_empty_frame_beside_no_rows(spark, api):
    """Columns make no row."""
    frame = spark.createDataFrame([], "a int, b string")
    return {"frame": _told(api, frame, []), "rows": _told(api, [], frame)}


@case(mirrors="utils.test_empty_no_column", since="3.5")
def frames_with_neither_rows_nor_columns(spark, api):
    """Two of them, and one beside a list."""
    none = spark.range(0).select()
    return {"frames": _told(api, none, spark.range(0).select()), "list": _told(api, none, [])}


@case(mirrors="utils.test_no_column_expected_list", since="3.5")
def rows_without_columns_beside_a_list(spark, Row, api):
    """Rows without columns are rows all the same."""
    return _told(api, spark.range(2).select(), spark.range(2).select().collect())


@case(mirrors="utils.test_different_row_count_extras_at_end", since="4.3")
def rows_too_many_at_the_end(Row, api):
    """The extra rows alone are marked."""
    return _told(api, [Row(n=n) for n in (1, 2, 3, 4)], [Row(n=1), Row(n=2)])


@case(mirrors="utils.test_different_row_count_middle_missing_no_cascading_diff", since="4.3")
def a_row_missing_in_the_middle(Row, api):
    """The rows behind it are not marked."""
    all_rows = [Row(n=n, t=f"t{n}") for n in range(1, 7)]
    return _told(api, all_rows[:2] + all_rows[3:], all_rows)


@case(mirrors="utils.test_different_row_count_multiple_missing", since="4.3")
def several_rows_missing(Row, api):
    """Each of them is marked, and their share told."""
    all_rows = [Row(n=n) for n in range(1, 9)]
    return _told(api, all_rows, [all_rows[0], all_rows[3], all_rows[7]])


@case(mirrors="utils.test_remove_non_word_characters_long", since="3.5")
def a_function_under_test(spark, F, api):
    """As a user would test a function on frames: give, transform, compare."""

    def only_words(column):
        return F.regexp_replace(column, r"[^\w\s]+", "")

    given = spark.createDataFrame([("jo&&se",), ("**li**",), ("#::luisa",), (None,)], "name string")
    wanted = spark.createDataFrame([("jose",), ("li",), ("luisa",), (None,)], "clean string")
    made = given.select(only_words(F.col("name")).alias("clean"))
    wrong = given.select(F.col("name").alias("clean"))
    return {"right": _told(api, made, wanted), "wrong": _told(api, wrong, wanted) is not None}


@case(mirrors="utils.test_schema_ignore_nullable_struct_equal", since="3.5")
def nullability_in_structs(T, api):
    """Nested nullability is not looked at."""

    def schema(nullable):
        inner = T.StructType([T.StructField("x", T.LongType(), nullable)])
        return T.StructType([T.StructField("s", inner, nullable)])

    return api.error_of(lambda: api.assertSchemaEqual(schema(True), schema(False)))


@case(mirrors="utils.test_schema_more_nested_struct_unequal", since="4.3")
def types_deep_in_structs(T, api):
    """A type at the bottom makes the whole differ."""

    def schema(kind):
        bottom = T.StructType([T.StructField("x", kind)])
        middle = T.StructType([T.StructField("y", T.MapType(T.StringType(), bottom))])
        return T.StructType([T.StructField("s", middle)])

    return api.error_of(lambda: api.assertSchemaEqual(schema(T.LongType()), schema(T.DoubleType())))


@case(mirrors="utils.test_assert_approx_equal_fail_exact_pandas_df", needs=("pandas",), since="4.0")
def pandas_frames_too_far_apart(api):
    """With a tolerance of nothing."""
    pandas = api.pandas()
    one, other = pandas.DataFrame({"x": [1.0]}), pandas.DataFrame({"x": [1.000001]})
    return {
        "default": _told(api, one, other),
        "exact": type(_told(api, one, other, rtol=0, atol=0)).__name__,
    }
