"""The schema of a DataFrame: asked for once, handed out as copies, right after every operation."""

from parity_suites.case import case


def _pairs(spark):
    return spark.createDataFrame([(1, "x"), (2, "y")], "n int, t string")


@case(mirrors="connect_dataframe_property.test_cached_property_is_copied")
def schemas_are_handed_out_as_copies(spark, T):
    """Changing what `schema`, `columns` or `dtypes` gave changes no frame."""
    frame = _pairs(spark)
    frame.schema.fields.clear()
    frame.schema.names.append("more")
    frame.columns.append("more")
    frame.dtypes.clear()
    changed = frame.schema
    changed.add("more", T.LongType())
    changed.fields[0].dataType = T.StringType()
    changed.fields[0].metadata["k"] = 1
    return {
        "schema": frame.schema.jsonValue(),
        "names": frame.schema.names,
        "columns": frame.columns,
        "dtypes": frame.dtypes,
        "rows": frame,
    }


@case(mirrors="connect_dataframe_property.test_cached_property_is_copied")
def schemas_are_equal_but_not_the_same(spark):
    """Each access gives a schema of its own."""
    frame = _pairs(spark)
    return {
        "equal": frame.schema == frame.schema,
        "same": frame.schema is frame.schema,
        "columns_same": frame.columns is frame.columns,
    }


@case(mirrors="connect_dataframe_property.test_cached_schema_to", since="3.5")
def the_schema_after_to(spark, T):
    """`to` says the schema, metadata and nullability of the source aside."""
    frame = _pairs(spark)
    target = T.StructType(
        [T.StructField("t", T.StringType()), T.StructField("n", T.DecimalType(12, 2))]
    )
    before = frame.schema
    made = frame.to(target)
    same = frame.to(before)
    return {
        "before_asked": frame.to(target).schema.jsonValue(),
        "made": made,
        "same": same.schema == before,
        "not_nullable": spark.range(1)
        .to(T.StructType([T.StructField("id", T.LongType(), False)]))
        .schema.jsonValue(),
        "loosened": spark.range(1)
        .to(T.StructType([T.StructField("id", T.LongType(), True)]))
        .schema.jsonValue(),
        "then_more": made.select("n").schema.jsonValue(),
    }


@case(mirrors="connect_dataframe_property.test_cached_schema_in_chain_op")
def the_schema_after_operations_on_rows(spark):
    """Operations that keep the columns keep the schema, whether it was asked for before or not."""

    def chain(frame):
        return {
            "sort": frame.sort("n"),
            "within": frame.sortWithinPartitions("n"),
            "limit": frame.limit(1),
            "offset": frame.offset(1),
            "filter": frame.filter("n > 1"),
            "distinct": frame.distinct(),
            "duplicates": frame.dropDuplicates(["n"]),
            "repartition": frame.repartition(2, "n"),
            "by_range": frame.repartitionByRange(2, "n"),
            "coalesce": frame.coalesce(1),
            "sample": frame.sample(0.5, 3),
            "hint": frame.hint("broadcast"),
            "alias": frame.alias("other"),
            "all": frame.sort("n").limit(2).filter("n > 0").distinct(),
        }

    unasked = chain(_pairs(spark))
    asked_frame = _pairs(spark)
    asked_frame.schema.jsonValue()
    asked = chain(asked_frame)
    same = asked_frame.schema
    told = {f"{name}_unasked": made.schema == same for name, made in unasked.items()}
    told.update({f"{name}_asked": made.schema == same for name, made in asked.items()})
    return told


@case(mirrors="connect_dataframe_property.test_cached_schema_in_chain_op")
def the_schema_after_operations_that_narrow_it(spark):
    """Filters may make a column non-nullable for the rows, the schema asked for tells which."""
    frame = spark.sql("select * from values (1), (null) as t(n)")
    before = frame.schema.jsonValue()
    return {
        "before": before,
        "not_null": frame.filter("n is not null").schema.jsonValue(),
        "dropped": frame.dropna().schema.jsonValue(),
        "filled": frame.fillna(0).schema.jsonValue(),
        "replaced": frame.replace(1, 2).schema.jsonValue(),
    }


@case(mirrors="connect_dataframe_property.test_cached_schema_set_op")
def the_schema_after_set_operations(spark):
    """Equal schemas stay; others are widened, in type and in nullability."""
    one, same = _pairs(spark), _pairs(spark)
    other = spark.createDataFrame([(1.5, "z")], "x double, t string")
    strict = spark.sql("select 1 as n, 'x' as t")
    for frame in (one, same, other, strict):
        frame.schema.jsonValue()
    return {
        name: made.schema.jsonValue()
        for name, made in {
            "union_same": one.union(same),
            "union_other": one.union(other),
            "union_strict": strict.union(one),
            "strict_union": one.union(strict),
            "all": one.unionAll(other),
            "by_name": one.unionByName(strict),
            "intersect": one.intersect(same),
            "intersect_strict": strict.intersect(one),
            "intersect_other": one.intersect(other),
            "intersect_all": one.intersectAll(same),
            "subtract": one.subtract(same),
            "subtract_other": one.subtract(other),
            "except_all": one.exceptAll(strict),
        }.items()
    }


@case(mirrors="connect_dataframe_property.test_cached_schema_in_chain_op")
def the_schema_of_a_view_that_changes(spark):
    """A frame keeps the schema it was asked for; a new one sees the new view."""
    spark.range(1).createOrReplaceTempView("property_view")
    frame, unasked = spark.table("property_view"), spark.table("property_view")
    before = frame.columns
    spark.sql("select 'x' as other").createOrReplaceTempView("property_view")
    return {
        "before": before,
        "kept": frame.columns,
        "unasked": unasked.columns,
        "new": spark.table("property_view").columns,
    }
