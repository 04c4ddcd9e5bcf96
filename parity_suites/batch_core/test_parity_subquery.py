"""Scalar, EXISTS and IN subqueries, lateral joins, and names of the outer query."""

from parity_suites.case import case


def _orders(spark):
    return spark.createDataFrame(
        [(1, "ann", 30), (2, "bob", 75), (3, "ann", 12), (4, "cyd", 75)],
        "id int, who string, total int",
    )


def _people(spark):
    return spark.createDataFrame(
        [("ann", "oslo"), ("bob", "rome"), ("dan", "oslo")], "name string, city string"
    )


def _line(spark):
    return spark.createDataFrame([(1, 10), (2, 20), (3, 30)], "n int, m int")


# --- scalar subqueries ------------------------------------------------------------------------


@case(mirrors="subquery.test_simple_uncorrelated_scalar_subquery", since="4.0")
def a_scalar_subquery_is_a_value(spark, F):
    """One row, one column, used in a projection and in a filter."""
    orders = _orders(spark)
    highest = orders.select(F.max("total"))
    return {
        "select": orders.select("id", (highest.scalar() - F.col("total")).alias("gap")),
        "filter": orders.where(F.col("total") == highest.scalar()),
    }


@case(mirrors="subquery.test_simple_uncorrelated_scalar_subquery", since="4.0")
def scalar_subqueries_add_up(spark, F):
    """Two subqueries in one expression, and one beside an aggregate."""
    orders = _orders(spark)
    low, high = orders.select(F.min("total")), orders.select(F.max("total"))
    return {
        "sum": spark.range(1).select((low.scalar() + high.scalar()).alias("span")),
        "aggregate": orders.groupBy().agg((F.sum("total") / high.scalar()).alias("ratio")),
    }


@case(mirrors="subquery.test_uncorrelated_scalar_subquery_with_view", since="4.0")
def scalar_subqueries_of_views(spark, F):
    """The subquery may read a view, as a frame or as SQL."""
    _orders(spark).createOrReplaceTempView("subquery_orders")
    table = spark.table("subquery_orders")
    return {
        "table": table.select("id", table.select(F.avg("total")).scalar().alias("mean")),
        "sql": spark.range(1).select(
            spark.sql("SELECT count(*) FROM subquery_orders").scalar().alias("rows")
        ),
    }


@case(mirrors="subquery.test_scalar_subquery_against_local_relations", since="4.0")
def scalar_subqueries_of_local_data(spark, F):
    """Nothing found is null, as it is in SQL."""
    orders = _orders(spark)
    none = orders.where("id > 9").select("total")
    return spark.range(2).select("id", none.scalar().alias("nothing"))


@case(mirrors="subquery.test_correlated_scalar_subquery", since="4.0")
def a_correlated_scalar_subquery(spark, F):
    """`outer` names a column of the row that the subquery is asked for."""
    orders, people = _orders(spark), _people(spark)
    total = orders.where(F.col("who") == F.col("name").outer()).select(F.sum("total"))
    return people.select("name", total.scalar().alias("spent"))


@case(mirrors="subquery.test_correlated_scalar_subquery", since="4.0")
def a_correlated_scalar_subquery_in_a_filter(spark, F):
    """Rows above the mean of their own group."""
    orders = _orders(spark).alias("o")
    mean = (
        _orders(spark)
        .alias("i")
        .where(F.col("i.who") == F.col("o.who").outer())
        .select(F.avg("i.total"))
    )
    return orders.where(F.col("o.total") > mean.scalar())


@case(mirrors="subquery.test_correlated_scalar_subquery", since="4.0")
def a_subquery_with_a_condition_beside_the_correlation(spark, F):
    """Only some of the matching rows count."""
    orders, people = _orders(spark), _people(spark)
    small = orders.where((F.col("who") == F.col("name").outer()) & (F.col("total") < 20))
    return people.select("name", small.select(F.count(F.lit(1))).scalar().alias("small"))


@case(mirrors="subquery.test_scalar_subquery_with_missing_outer_reference", since="4.0")
def a_name_of_the_outer_query_without_outer(spark, F):
    """The server finds such a name all the same."""
    orders, people = _orders(spark), _people(spark)
    inner = orders.where(F.col("who") == F.col("name")).select(F.max("total"))
    return people.select("name", inner.scalar().alias("top"))


@case(mirrors="subquery.test_scalar_subquery_with_missing_outer_reference", since="4.0")
def outer_of_a_name_that_nobody_has(spark, F, api):
    """`outer` of an unknown name is an error."""
    inner = _orders(spark).where(F.col("who") == F.col("nobody").outer()).select(F.max("total"))
    return api.error_of(lambda: _people(spark).select(inner.scalar()).collect())


@case(mirrors="subquery.test_simple_uncorrelated_scalar_subquery", since="4.0")
def a_scalar_subquery_of_two_columns_or_rows_is_an_error(spark, F, api):
    """One column and at most one row."""
    orders = _orders(spark)
    return {
        "columns": api.error_of(lambda: spark.range(1).select(orders.scalar()).collect()),
        "rows": api.error_of(lambda: spark.range(1).select(orders.select("id").scalar()).collect()),
    }


@case(mirrors="subquery.test_noop_outer", since="4.0")
def outer_outside_of_a_subquery(spark, F, api):
    """`outer` where there is no outer query."""
    frame = _line(spark)
    return {
        "select": api.error_of(lambda: frame.select(F.col("n").outer()).collect()),
        "filter": api.error_of(lambda: frame.where(F.col("n").outer() > 1).collect()),
    }


@case(mirrors="subquery.test_subquery_in_with_columns", since="4.0")
def subqueries_in_with_columns(spark, F):
    """As a new column and as a replaced one."""
    line = _line(spark)
    top = line.select(F.max("m")).scalar()
    return {
        "one": line.withColumn("top", top),
        "several": line.withColumns(
            {"m": top - F.col("m"), "low": line.select(F.min("m")).scalar()}
        ),
    }


@case(mirrors="subquery.test_subquery_in_with_columns_renamed", since="4.0")
def subqueries_below_a_rename(spark, F):
    """A renamed column that a subquery made."""
    line = _line(spark)
    return line.withColumn("top", line.select(F.max("m")).scalar()).withColumnRenamed("top", "peak")


@case(mirrors="subquery.test_subquery_in_drop", since="4.0")
def subqueries_in_drop(spark, F):
    """`drop` of a subquery's column drops nothing."""
    line = _line(spark)
    return line.drop(line.select(F.max("m")).scalar())


@case(mirrors="subquery.test_subquery_in_repartition", since="4.0")
def subqueries_in_repartition(spark, F):
    """Rows may be spread by a subquery's value."""
    line = _line(spark)
    return line.repartition(2, line.select(F.max("m")).scalar() + F.col("n"))


@case(mirrors="subquery.test_subquery_in_transpose", since="4.0")
def subqueries_below_transpose(spark, F):
    """Transposing a frame that holds a subquery's column."""
    line = _line(spark)
    return line.select(F.col("n"), line.select(F.max("m")).scalar().alias("top")).transpose()


@case(mirrors="subquery.test_subquery_in_unpivot", since="4.0")
def subqueries_in_unpivot(spark, F):
    """A subquery among the values of `unpivot`."""
    line = _line(spark)
    wide = line.select("n", "m", line.select(F.max("m")).scalar().alias("top"))
    return wide.unpivot("n", ["m", "top"], "what", "value")


@case(mirrors="subquery.test_subquery_in_join_condition", since="4.0")
def subqueries_in_a_join_condition(spark, F):
    """The condition of a join may ask a subquery."""
    line, orders = _line(spark), _orders(spark)
    smallest = orders.select(F.min("id")).scalar()
    return line.join(orders, (F.col("n") == F.col("id")) & (F.col("id") > smallest))


@case(mirrors="subquery.test_subquery_with_generator_and_tvf", since="4.0")
def subqueries_of_generators(spark, F):
    """A subquery over what a generator makes."""
    numbers = spark.range(1).select(F.explode(F.array(F.lit(4), F.lit(9))).alias("x"))
    return {
        "generator": spark.range(1).select(numbers.select(F.sum("x")).scalar().alias("sum")),
        "tvf": spark.range(1).select(spark.tvf.range(5).select(F.max("id")).scalar().alias("max")),
    }


# --- EXISTS and IN ----------------------------------------------------------------------------


@case(mirrors="subquery.test_exists_subquery", since="4.0")
def exists_finds_rows_with_a_partner(spark, F):
    """EXISTS, NOT EXISTS, and both with more conditions."""
    orders, people = _orders(spark), _people(spark)
    theirs = orders.where(F.col("who") == F.col("name").outer())
    big = theirs.where(F.col("total") > 50)
    return {
        "exists": people.where(theirs.exists()),
        "not": people.where(~theirs.exists()),
        "either": people.where(big.exists() | (F.col("city") == "oslo")),
        "both": people.where(big.exists() & (F.col("city") == "oslo")),
    }


@case(mirrors="subquery.test_exists_subquery", since="4.0")
def exists_without_correlation(spark, F):
    """All rows or none."""
    people, line = _people(spark), _line(spark)
    return {
        "all": people.where(line.where("n = 2").exists()).count(),
        "none": people.where(line.where("n = 9").exists()).count(),
    }


@case(mirrors="subquery.test_in_subquery", since="4.1")
def in_a_subquery(spark, F):
    """`isin` of a frame of one column."""
    orders, people = _orders(spark), _people(spark)
    who = orders.select("who")
    return {
        "in": people.where(F.col("name").isin(who)),
        "not": people.where(~F.col("name").isin(who)),
        "filtered": people.where(F.col("name").isin(orders.where("total > 50").select("who"))),
    }


@case(mirrors="subquery.test_in_subquery", since="4.1")
def in_a_subquery_of_several_columns(spark, F):
    """A struct is looked for in a frame of as many columns."""
    line = _line(spark)
    pairs = spark.createDataFrame([(1, 10), (2, 99)], "x int, y int")
    return line.where(F.struct("n", "m").isin(pairs))


@case(mirrors="subquery.test_in_subquery", since="4.1")
def in_a_subquery_of_the_wrong_width(spark, F, api):
    """One value cannot be in a frame of two columns."""
    line = _line(spark)
    return api.error_of(lambda: line.where(F.col("n").isin(_people(spark))).collect())


# --- lateral joins ----------------------------------------------------------------------------


@case(mirrors="subquery.test_lateral_join_with_single_column_select", since="4.0")
def a_lateral_join_of_one_column(spark, F):
    """The right side is asked once for each row of the left side."""
    line = _line(spark)
    return line.lateralJoin(spark.range(1).select((F.col("n").outer() * 2).alias("twice")))


@case(mirrors="subquery.test_lateral_join_with_star_expansion", since="4.0")
def stars_and_lateral_joins(spark, F):
    """`*` on either side of a lateral join."""
    line = _line(spark)
    return {
        "right": line.lateralJoin(spark.range(1).select("*", F.col("m").outer().alias("o"))),
        "after": line.lateralJoin(spark.range(2).select("id")).select("*"),
    }


@case(
    mirrors="subquery.test_lateral_join_with_different_join_types",
    since="4.0",
    params={how: {"how": how} for how in ("inner", "left", "cross")},
)
def lateral_joins_of_each_kind(spark, F, how):
    """A left lateral join keeps rows for which the right side has none."""
    orders, people = _orders(spark), _people(spark)
    theirs = orders.where(F.col("who") == F.col("name").outer()).select("id", "total")
    return people.lateralJoin(theirs, how=how)


@case(mirrors="subquery.test_lateral_join_with_different_join_types", since="4.0")
def lateral_joins_with_a_condition(spark, F, api):
    """A condition narrows; a right join cannot be lateral."""
    people = _people(spark)
    numbers = spark.range(3)
    return {
        "inner": people.lateralJoin(numbers, F.col("id") == 1),
        "left": people.lateralJoin(numbers, F.col("id") == 7, "left"),
        "right": api.error_of(lambda: people.lateralJoin(numbers, how="right").collect()),
        "unknown": api.error_of(lambda: people.lateralJoin(numbers, how="sideways").collect()),
    }


@case(mirrors="subquery.test_lateral_join_with_correlated_predicates", since="4.0")
def lateral_joins_with_correlated_filters(spark, F):
    """The filter of the right side names the left row."""
    line, orders = _line(spark), _orders(spark)
    return line.lateralJoin(orders.where(F.col("id") > F.col("n").outer()).select("id"))


@case(mirrors="subquery.test_lateral_join_with_aggregation_and_correlated_predicates", since="4.0")
def lateral_joins_with_aggregates(spark, F):
    """An aggregate over the rows that belong to the left row."""
    orders, people = _orders(spark), _people(spark)
    theirs = orders.where(F.col("who") == F.col("name").outer())
    return people.lateralJoin(
        theirs.groupBy().agg(F.sum("total").alias("spent"), F.count("*").alias("orders"))
    )


@case(mirrors="subquery.test_lateral_join_reference_preceding_from_clause_items", since="4.0")
def lateral_joins_may_name_any_earlier_item(spark, F):
    """The third item names columns of the first and of the second."""
    line, people = _line(spark), _people(spark)
    both = line.crossJoin(people)
    return both.lateralJoin(
        spark.range(1).select(F.concat(F.col("city").outer(), F.col("n").outer()).alias("tag"))
    )


@case(mirrors="subquery.test_multiple_lateral_joins", since="4.0")
def several_lateral_joins(spark, F):
    """The second one sees the columns of the first."""
    return (
        _line(spark)
        .lateralJoin(spark.range(1).select((F.col("n").outer() + 1).alias("p")))
        .lateralJoin(spark.range(1).select((F.col("p").outer() * F.col("m").outer()).alias("q")))
    )


@case(mirrors="subquery.test_lateral_join_in_between_regular_joins", since="4.0")
def a_lateral_join_between_joins(spark, F):
    """A plain join, a lateral one, and a plain one again."""
    orders, people, line = _orders(spark), _people(spark), _line(spark)
    return (
        people.join(orders, F.col("name") == F.col("who"))
        .lateralJoin(spark.range(1).select((F.col("total").outer() + 1).alias("more")))
        .join(line, F.col("id") == F.col("n"), "left")
        .select("name", "id", "more", "m")
    )


@case(mirrors="subquery.test_nested_lateral_joins", since="4.0")
def nested_lateral_joins(spark, F):
    """A lateral join inside of the right side of another."""
    inner = spark.range(2).lateralJoin(
        spark.range(1).select((F.col("id").outer() * 10).alias("ten"))
    )
    return _line(spark).lateralJoin(inner)


@case(mirrors="subquery.test_scalar_subquery_inside_lateral_join", since="4.0")
def a_scalar_subquery_inside_of_a_lateral_join(spark, F):
    """The right side asks a subquery of its own."""
    line = _line(spark)
    top = line.select(F.max("m")).scalar()
    return line.lateralJoin(spark.range(1).select((top - F.col("m").outer()).alias("gap")))


@case(mirrors="subquery.test_lateral_join_inside_subquery", since="4.0")
def a_lateral_join_inside_of_a_subquery(spark, F):
    """A scalar subquery that holds a lateral join."""
    line = _line(spark)
    doubled = line.lateralJoin(spark.range(1).select((F.col("m").outer() * 2).alias("d")))
    return spark.range(1).select(doubled.select(F.sum("d")).scalar().alias("sum"))


@case(mirrors="subquery.test_lateral_join_with_table_valued_functions", since="4.0")
def lateral_joins_with_table_functions(spark, F):
    """A table function whose argument is a column of the left row."""
    lists = spark.createDataFrame([(1, [5, 6]), (2, []), (3, None)], "k int, v array<int>")
    return {
        "explode": lists.lateralJoin(spark.tvf.explode(F.col("v").outer())),
        "outer": lists.lateralJoin(spark.tvf.explode_outer(F.col("v").outer())),
        "left": lists.lateralJoin(spark.tvf.explode(F.col("v").outer()), how="left"),
    }


@case(
    mirrors="subquery.test_lateral_join_with_table_valued_functions_and_join_conditions",
    since="4.0",
)
def lateral_joins_with_table_functions_and_conditions(spark, F):
    """A condition over the key and what the table function made."""
    lists = spark.createDataFrame([(5, [5, 6]), (2, [1])], "k int, v array<int>")
    made = spark.tvf.explode(F.col("v").outer())
    return {
        "inner": lists.lateralJoin(made, F.col("k") == F.col("col")),
        "left": lists.lateralJoin(made, F.col("k") == F.col("col"), "left"),
    }


@case(mirrors="subquery.test_lateral_join_with_subquery_alias", since="4.0")
def lateral_joins_with_aliases(spark, F):
    """Both sides may be named."""
    line = _line(spark).alias("l")
    right = spark.range(1).select((F.col("l.n").outer() + 5).alias("five")).alias("r")
    return line.lateralJoin(right).select("l.n", "r.five")
