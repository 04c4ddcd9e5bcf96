"""What the relations of upstream's plan tests do on a server: schema, rows and errors."""

from parity_suites.case import case


def _people(spark):
    return spark.createDataFrame(
        [(1, "ann", 30.5), (2, "bob", None), (3, None, 12.0), (3, None, 12.0)],
        "id int, name string, score double",
    )


def _others(spark):
    return spark.createDataFrame(
        [(2, "bob", 1.0), (9, "zoe", 2.0)], "id int, name string, s double"
    )


# --- projections ---------------------------------------------------------------------------------


@case(mirrors="connect_plan.test_simple_project")
def projecting_nothing_and_something(spark, F):
    """A projection by name, and what was not projected is gone."""
    people = _people(spark)
    return {
        "one": people.select("name"),
        "schema": people.select("id", "score").schema,
        "columns": people.select(people.columns[::-1]).columns,
        "none": people.select().schema,
        "empty_list": people.select([]).schema,
    }


@case(mirrors="connect_plan.test_select_with_columns_and_strings")
def selecting_by_name_column_and_list(spark, F, api):
    """Names, columns, expressions and one list; the same column twice."""
    people = _people(spark)
    return {
        "mixed": people.select("id", F.col("name"), people.score, people["id"] + 1),
        "list": people.select(["id", F.upper("name").alias("n")]),
        "star": people.select("*", F.lit(1).alias("one")),
        "twice": people.select("id", "id").columns,
        "selectExpr": people.selectExpr("id * 2 AS double_id", "upper(name)"),
        "number": api.error_of(lambda: people.select(1)),
        "tuple": people.select(("name", "id")),
        "two_lists": api.error_of(lambda: people.select(["id"], ["name"])),
        "set": api.error_of(lambda: people.select({"id"})),
        "none": api.error_of(lambda: people.select(None)),
    }


@case(mirrors="connect_plan.test_column_regexp")
def selecting_by_regular_expression(spark, api):
    """`colRegex` takes a pattern between back quotes."""
    people = _people(spark)
    return {
        "some": people.select(people.colRegex("`(id|sc.*)`")),
        "all_but": people.select(people.colRegex("`(name)?+.+`")).columns,
        "none": people.select(people.colRegex("`zzz.*`")).columns,
        "plain": people.select(people.colRegex("name")).columns,
        "number": api.error_of(lambda: people.colRegex(1)),
    }


@case(mirrors="connect_plan.test_drop")
def dropping_by_name_and_column(spark, F, api):
    """Names and columns, several, unknown ones, and wrong kinds."""
    people = _people(spark)
    return {
        "name": people.drop("name"),
        "column": people.drop(F.col("score"), F.col("id")),
        "mixed": people.drop("name", F.col("id")),
        "unknown": people.drop("nothing").columns,
        "number": api.error_of(lambda: people.drop(1)),
        "list": api.error_of(lambda: people.drop(["name"])),
    }


@case(mirrors="connect_plan.test_to", since="3.4")
def to_another_schema(spark, T, api):
    """Columns are reordered, cast and padded as the schema says; what cannot be is an error."""
    people = _people(spark)
    wanted = T.StructType().add("score", "double").add("id", "long").add("extra", "string")
    return {
        "frame": people.to(wanted),
        "impossible": api.error_of(
            lambda: people.to(T.StructType().add("name", "integer")).collect()
        ),
        "not_null": api.error_of(
            lambda: people.to(T.StructType().add("name", "string", False)).collect()
        ),
    }


@case(mirrors="connect_plan.test_relation_alias")
def alias_of_a_frame(spark, F, api):
    """An alias qualifies names; the old qualifier is gone."""
    people = _people(spark)
    aliased = people.alias("p")
    return {
        "qualified": aliased.select("p.id", F.col("p.name")),
        "star": aliased.select("p.*").columns,
        "again": api.error_of(lambda: aliased.alias("q").select("p.id").schema),
        "number": api.error_of(lambda: people.alias(1)),
    }


# --- rows ----------------------------------------------------------------------------------------


@case(mirrors="connect_plan.test_filter")
def filtering_by_columns(spark, F, api):
    """Conditions of columns, nested and chained; `where` is the same."""
    people = _people(spark)
    return {
        "both": people.filter((people.id > 1) & people.name.isNotNull()),
        "chain": people.where(F.col("id") < 3).filter("score IS NULL"),
        "null": people.filter(F.lit(None)),
        "no_boolean": api.error_of(lambda: people.filter(people.name).collect()),
    }


@case(mirrors="connect_plan.test_filter_with_string_expr")
def filtering_by_text(spark, api):
    """Conditions in SQL; what does not parse is an error of the parser."""
    people = _people(spark)
    return {
        "text": people.filter("id = 3 OR name LIKE 'a%'"),
        "between": people.where("score BETWEEN 10 AND 20"),
        "broken": api.error_of(lambda: people.filter("id =").schema),
        "unknown": api.error_of(lambda: people.filter("nothing > 1").schema),
    }


@case(mirrors="connect_plan.test_limit", ordered=True)
def limiting_sorted_rows(spark, F, api):
    """Limits above and below zero, and more than there are."""
    people = _people(spark).orderBy("id")
    return {
        "one": people.limit(1),
        "none": people.limit(0),
        "more": people.limit(99).count(),
        "twice": people.limit(3).limit(2),
        "negative": api.error_of(lambda: people.limit(-1).collect()),
        "head": people.head(2),
        "first": people.first(),
        "take": people.take(1),
    }


@case(mirrors="connect_plan.test_offset", ordered=True)
def skipping_sorted_rows(spark, api):
    """Offsets with and without limits."""
    people = _people(spark).orderBy("id", "name")
    return {
        "skip": people.offset(2),
        "page": people.offset(1).limit(1),
        "limit_first": people.limit(2).offset(1),
        "past": people.offset(9),
        "negative": api.error_of(lambda: people.offset(-1).collect()),
        "tail": people.tail(1),
    }


@case(mirrors="connect_plan.test_sort", ordered=True)
def sorting_by_several_keys(spark, F, api):
    """Directions per key, lists, flags, and nulls at either end."""
    people = _people(spark)
    return {
        "columns": people.sort(people.id.desc(), F.col("name").asc_nulls_last()),
        "flags": people.sort("id", "score", ascending=[False, True]),
        "flag": people.orderBy("id", ascending=False),
        "list": people.orderBy(["name", "id"]),
        "tuple": people.orderBy(("score", "id")),
        "number_flag": people.sort("id", ascending=0),
        "within": people.coalesce(1).sortWithinPartitions("score"),
        "position": people.orderBy(1),
        "none": api.error_of(lambda: people.sort()),
        "wrong_flag": api.error_of(lambda: people.sort("id", ascending="no")),
        "expression": people.orderBy(F.length("name").desc_nulls_first(), people.id % 2, "id"),
    }


@case(mirrors="connect_plan.test_deduplicate")
def removing_duplicates(spark, api):
    """By all columns, by some, by none, and by unknown ones."""
    people = _people(spark)
    return {
        "distinct": people.distinct(),
        "all": people.dropDuplicates(),
        "some": people.dropDuplicates(["id", "name"]),
        "alias": people.drop_duplicates(["id"]).count(),
        "empty": people.dropDuplicates([]).count(),
        "unknown": api.error_of(lambda: people.dropDuplicates(["nothing"]).schema),
        "text": api.error_of(lambda: people.dropDuplicates("id")),
    }


@case(mirrors="connect_plan.test_sample")
def samples_with_a_seed(spark, api):
    """A seed makes a sample repeatable; bounds and kinds are checked."""
    numbers = spark.range(0, 50, 1, 1)
    return {
        "seeded": numbers.sample(0.3, 7),
        "named": numbers.sample(fraction=0.2, seed=1).count(),
        "replaced": numbers.sample(True, 1.5, 3).count(),
        "positional": numbers.sample(False, 0.5, 3).count(),
        "all": numbers.sample(1.0).count(),
        "none": numbers.sample(0.0).count(),
        "above_one": api.error_of(lambda: numbers.sample(1.5).collect()),
        "negative": api.error_of(lambda: numbers.sample(-0.1).collect()),
        "text": api.error_of(lambda: numbers.sample("0.5")),
        "no_fraction": api.error_of(lambda: numbers.sample()),
    }


@case(mirrors="connect_plan.test_random_split")
def splits_with_a_seed(spark, api):
    """The parts are disjoint and complete; weights need not sum to one."""
    numbers = spark.range(0, 60, 1, 1)
    parts = numbers.randomSplit([2.0, 1.0, 3.0], 11)
    return {
        "counts": [part.count() for part in parts],
        "all": sorted(row.id for part in parts for row in part.collect()) == list(range(60)),
        "first": parts[0],
        "one": numbers.randomSplit([5.0], 1)[0].count(),
        "negative": api.error_of(lambda: numbers.randomSplit([1.0, -1.0])),
    }


@case(mirrors="connect_plan.test_range")
def ranges_of_each_form(spark, api):
    """End, start, step, partitions; downwards; none at all."""
    return {
        "end": spark.range(3),
        "start": spark.range(2, 5),
        "step": spark.range(0, 10, 4),
        "down": spark.range(5, 0, -2),
        "partitions": spark.range(0, 8, 1, 3).selectExpr("count(DISTINCT spark_partition_id())"),
        "empty": spark.range(0),
        "backwards": spark.range(3, 1),
        "named": spark.range(start=1, end=3, step=1, numPartitions=2),
        "zero_step": api.error_of(lambda: spark.range(0, 5, 0).collect()),
        "text": api.error_of(lambda: spark.range("3").collect()),
        "float": api.error_of(lambda: spark.range(2.5).collect()),
    }


# --- partitions ----------------------------------------------------------------------------------


def _partitions(frame):
    # How many partitions have rows depends on the hash of the rows; their number does not.
    return frame.selectExpr("spark_partition_id() AS p").distinct().count()


@case(mirrors="connect_plan.test_coalesce_and_repartition")
def fewer_and_more_partitions(spark, api):
    """The number of partitions; nothing below one."""
    numbers = spark.range(0, 40, 1, 4)
    return {
        "coalesce": _partitions(numbers.coalesce(2)),
        "coalesce_more": _partitions(numbers.coalesce(9)),
        "repartition": _partitions(numbers.repartition(5)),
        "rows": numbers.repartition(3).count(),
        "zero": api.error_of(lambda: numbers.coalesce(0)),
        "negative": api.error_of(lambda: numbers.repartition(-1)),
        "kind": api.error_of(lambda: numbers.repartition(1.5)),
    }


@case(mirrors="connect_plan.test_repartition_by_expression")
def partitions_by_expression(spark, F, api):
    """By columns, with and without a number: equal keys meet."""
    numbers = spark.range(0, 40, 1, 4).withColumn("k", F.col("id") % 3)

    def parts_per_key(frame):
        placed = frame.select("k", F.spark_partition_id().alias("p")).distinct()
        return placed.groupBy("k").count()

    return {
        "name": parts_per_key(numbers.repartition("k")),
        "number_and_column": parts_per_key(numbers.repartition(7, F.col("k"))),
        "several": numbers.repartition(2, "k", "id").count(),
        "sort_order": api.error_of(lambda: numbers.repartition(F.col("k").desc()).count()),
        "wrong": api.error_of(lambda: numbers.repartition(2, 1.5)),
    }


@case(mirrors="connect_plan.test_repartition_by_range")
def partitions_by_range(spark, F, api):
    """Ranges of sorted keys; they need a key."""
    numbers = spark.range(0, 40, 1, 4)
    bounds = F.max("id") - F.min("id")
    return {
        "rows": numbers.repartitionByRange(4, "id").count(),
        "spread": numbers.repartitionByRange(1, F.desc("id")).agg(bounds.alias("b")),
        "no_number": numbers.repartitionByRange("id").count(),
        "no_key": api.error_of(lambda: numbers.repartitionByRange(3)),
        "wrong": api.error_of(lambda: numbers.repartitionByRange(1.5, "id")),
        "negative": api.error_of(lambda: numbers.repartitionByRange(-2, "id")),
    }


# --- two frames ----------------------------------------------------------------------------------


@case(mirrors="connect_plan.test_join_using_columns")
def joins_on_names(spark, api):
    """One name, several, and names that one side lacks."""
    people, others = _people(spark), _others(spark)
    return {
        "one": people.join(others.drop("name"), "id"),
        "several": people.join(others, ["id", "name"]),
        "left": people.join(others, ["id", "name"], "left"),
        "unknown": api.error_of(lambda: people.join(others, "score").schema),
        "nowhere": api.error_of(lambda: people.join(others, ["id", "q"]).schema),
        "empty": people.join(others, []).count(),
    }


@case(mirrors="connect_plan.test_join_condition")
def joins_on_conditions(spark, F, api):
    """Conditions of columns, several of them, and SQL."""
    people, others = _people(spark), _others(spark)
    return {
        "column": people.join(others, people.id == others.id).select(people.id, others.s),
        "several": people.join(others, [people.id == others.id, others.s < 5]).count(),
        "unequal": people.join(others, people.id < others.id).count(),
        "literal": people.join(others, F.lit(False)).count(),
        "ambiguous": api.error_of(lambda: people.join(others, F.col("id") == 1).schema),
        "no_boolean": api.error_of(lambda: people.join(others, people.name).schema),
    }


KINDS = (
    "inner cross outer full fullouter full_outer left leftouter left_outer right rightouter "
    "right_outer semi leftsemi left_semi anti leftanti left_anti LEFT Full"
)


@case(
    mirrors="connect_plan.test_join_with_join_type",
    params={kind: {"kind": kind} for kind in KINDS.split()},
)
def joins_of_each_type(spark, kind):
    """Every spelling of every type of join."""
    people, others = _people(spark), _others(spark).withColumnRenamed("name", "other")
    return people.join(others, people.id == others.id, kind).drop(others.id)


@case(mirrors="connect_plan.test_join_with_join_type")
def joins_of_no_type(spark, api):
    """Types that do not exist, or want a condition."""
    people, others = _people(spark), _others(spark)
    condition = people.id == others.id
    return {
        "unknown": api.error_of(lambda: people.join(others, condition, "sideways").schema),
        "number": api.error_of(lambda: people.join(others, condition, 1).schema),
        "none": people.join(others, condition, None).count(),
        "cross": people.join(others, how="cross").count(),
        "no_frame": api.error_of(lambda: people.join("others")),
    }


@case(mirrors="connect_plan.test_crossjoin")
def cross_joins(spark, api):
    """Every row with every row; names may repeat."""
    people, others = _people(spark), _others(spark)
    crossed = people.crossJoin(others)
    return {
        "count": crossed.count(),
        "columns": crossed.columns,
        "rows": people.select("id").crossJoin(others.select("s")),
        "self": people.crossJoin(people).count(),
        "ambiguous": api.error_of(lambda: crossed.select("id").schema),
    }


@case(mirrors="connect_plan.test_union")
def unions_by_position_and_name(spark, F, api):
    """By position; by name; with columns that one side lacks."""
    people, others = _people(spark), _others(spark)
    renamed = others.select("name", F.col("s").alias("score"), "id")
    return {
        "union": people.union(others),
        "unionAll": people.unionAll(others).count(),
        "by_name": people.unionByName(renamed),
        "missing": people.unionByName(others, allowMissingColumns=True),
        "not_missing": api.error_of(lambda: people.unionByName(others).schema),
        "width": api.error_of(lambda: people.union(others.drop("s")).schema),
        "types": api.error_of(
            lambda: people.select("id").union(spark.sql("SELECT array(1)")).schema
        ),
        "widened": people.select("id").union(others.select("s")).schema,
        "no_frame": api.error_of(lambda: people.union("others")),
    }


@case(mirrors="connect_plan.test_intersect")
def intersections(spark, api):
    """Distinct, and with all their duplicates; nulls are equal here."""
    people = _people(spark)
    some = people.filter("id > 1")
    return {
        "intersect": people.intersect(some),
        "all": people.intersectAll(some).count(),
        "none": people.intersect(_others(spark)).count(),
        "width": api.error_of(lambda: people.intersect(some.drop("id")).schema),
    }


@case(mirrors="connect_plan.test_except")
def differences_with_duplicates(spark, api):
    """`exceptAll` takes duplicates one by one."""
    people = _people(spark)
    one = people.filter("id = 3").limit(1)
    return {
        "all": people.exceptAll(one),
        "all_twice": people.exceptAll(one).exceptAll(one).count(),
        "width": api.error_of(lambda: people.exceptAll(one.drop("id")).schema),
    }


@case(mirrors="connect_plan.test_subtract")
def differences_of_distinct_rows(spark):
    """`subtract` removes every copy."""
    people = _people(spark)
    return {
        "subtract": people.subtract(people.filter("id = 3").limit(1)),
        "itself": people.subtract(people),
        "nothing": people.subtract(people.limit(0)).count(),
    }


@case(mirrors="connect_plan.test_zip", since="4.3")
def zipping_needs_one_source(spark, F, api):
    """Frames derived from one frame, column by column; others cannot be zipped."""
    people = _people(spark)
    return {
        "columns": api.error_of(lambda: people.zip(_others(spark)).schema),
        "same": people.select("id").zip(people.select(F.upper("name").alias("n"))),
        "no_frame": api.error_of(lambda: people.zip("people")),
    }


@case(mirrors="connect_plan.test_sql_project")
def sql_as_a_relation(spark, F, api):
    """A query in text below other operators; parameters by name and position."""
    return {
        "select": spark.sql("SELECT 1 AS a, 'x' AS b").select("b", (F.col("a") + 1).alias("c")),
        "union": spark.sql("SELECT 1 AS a").union(spark.sql("VALUES (2), (3)")),
        "named": spark.sql("SELECT :x + 1 AS y", args={"x": 41}),
        "join": spark.sql("SELECT 1 AS k").join(spark.sql("SELECT 1 AS k, 2 AS v"), "k"),
        "broken": api.error_of(lambda: spark.sql("SELEC 1").schema),
    }


@case(mirrors="connect_plan.test_all_the_plans")
def columns_that_a_projection_left_out(spark):
    """Rows may still be chosen and ordered by columns that were not selected."""
    people = _people(spark)
    people.createOrReplaceTempView("plan_people")
    table = spark.table("plan_people")
    return {
        "local": people.select(people.name).filter(people.id < 3).sort(people.score.desc()),
        "table": table.select(table.name).filter(table.id < 3).sort(table.score.asc()),
        "columns": table.select(table.name).filter(table.id < 3).columns,
    }
