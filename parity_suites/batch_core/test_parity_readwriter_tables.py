"""`DataFrameWriter` and tables: save modes, layout by partitions, buckets and clusters, inserts."""

from parity_suites.batch_core.own_database import kept, own_database
from parity_suites.case import case


def _goods(spark):
    rows = [(1, "nut", 0.5), (2, "bolt", 12.25), (3, "nail", None)]
    return spark.createDataFrame(rows, "id int, name string, price double")


def _layout(spark, table):
    """What the catalog says of how a table is laid out, without its statistics."""
    wanted = ("Num Buckets", "Bucket Columns", "Sort Columns", "Provider", "Type", "Comment")
    rows = spark.sql(f"describe extended {table}").collect()
    return [(row[0], row[1]) for row in rows if row[0] in wanted]


def _columns(spark, table):
    """Name and place of columns: partition and bucket."""
    return [(c.name, c.isPartition, c.isBucket) for c in spark.catalog.listColumns(table)]


@case(
    mirrors="readwriter.test_insert_into",
    needs=("catalog",),
    params={
        f"{kind}_{mode}": {"kind": kind, "mode": mode}
        for kind in ("parquet", "csv")
        for mode in ("append", "overwrite", "ignore", "error")
    },
)
def save_mode_on_an_existing_table(spark, tmp, api, kind, mode):
    """What each mode does to a table that is there."""
    with own_database(spark, tmp, "rw_modes"):
        _goods(spark).write.saveAsTable("goods", format=kind)
        more = spark.sql("select 9 as id, 'saw' as name, 0.1D as price")
        error = api.error_of(lambda: more.write.saveAsTable("goods", format=kind, mode=mode))
        return {"error": error, "table": kept(spark.table("goods"))}


@case(mirrors="readwriter.test_insert_into", needs=("catalog",))
def saving_to_a_table_of_another_make(spark, tmp, api):
    """Appending asks for the same format, columns and layout."""
    with own_database(spark, tmp, "rw_misfit"):
        _goods(spark).write.partitionBy("name").saveAsTable("goods", format="parquet")
        write = _goods(spark).write
        return {
            "format": api.error_of(lambda: write.saveAsTable("goods", "json", "append", "name")),
            "partitions": api.error_of(
                lambda: _goods(spark).write.mode("append").partitionBy("id").saveAsTable("goods")
            ),
            "columns": api.error_of(
                lambda: spark.range(1).write.mode("append").saveAsTable("goods")
            ),
            "bucketed": api.error_of(
                lambda: (
                    _goods(spark)
                    .write.mode("append")
                    .partitionBy("name")
                    .bucketBy(2, "id")
                    .saveAsTable("goods")
                )
            ),
            "table": kept(spark.table("goods")),
        }


@case(mirrors="readwriter.test_insert_into", needs=("catalog",))
def appending_matches_columns_by_name(spark, tmp):
    """`saveAsTable` goes by name, `insertInto` by position."""
    with own_database(spark, tmp, "rw_names"):
        spark.sql("select 1 as a, 2 as b").write.saveAsTable("pairs")
        turned = spark.sql("select 30 as b, 40 as a")
        turned.write.mode("append").saveAsTable("pairs")
        turned.write.insertInto("pairs")
        return kept(spark.table("pairs"))


@case(mirrors="readwriter.test_insert_into", needs=("catalog",))
def inserts_add_or_replace(spark, tmp, api):
    """By default, by argument and by mode; the argument wins."""
    with own_database(spark, tmp, "rw_insert") as name:
        seen = []
        for step in (
            lambda write: write.saveAsTable("t"),
            lambda write: write.insertInto("t"),
            lambda write: write.insertInto(f"{name}.t", True),
            lambda write: write.insertInto("t", overwrite=False),
            lambda write: write.mode("overwrite").insertInto("t"),
            lambda write: write.mode("overwrite").insertInto("t", False),
            lambda write: write.mode("append").insertInto("t", overwrite=True),
        ):
            step(spark.range(1).write)
            seen.append(spark.table("t").count() * 1)
        return {
            "counts": [int(count) for count in seen],
            "partitioned": api.error_of(
                lambda: spark.range(1).write.partitionBy("id").insertInto("t")
            ),
            "missing": api.error_of(lambda: spark.range(1).write.insertInto("nowhere")),
            "view": api.error_of(lambda: _into_view(spark)),
            "cast": api.error_of(lambda: spark.sql("select 'x'").write.insertInto("t")),
        }


def _into_view(spark):
    spark.range(1).createTempView("rw_insert_view")
    spark.range(1).write.insertInto("rw_insert_view")


@case(mirrors="readwriter.test_insert_into", needs=("catalog",))
def partitions_are_replaced_one_by_one(spark, tmp):
    """With dynamic overwriting only the partitions that come are replaced."""
    with own_database(spark, tmp, "rw_dynamic"):
        _goods(spark).write.partitionBy("name").saveAsTable("goods")
        new = spark.sql("select 7 as id, 1.0D as price, 'nut' as name")
        spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")
        new.write.insertInto("goods", overwrite=True)
        dynamic = kept(spark.table("goods"))
        spark.conf.unset("spark.sql.sources.partitionOverwriteMode")
        new.write.option("partitionOverwriteMode", "static").insertInto("goods", overwrite=True)
        return {"dynamic": dynamic, "static": kept(spark.table("goods"))}


@case(
    mirrors="readwriter.test_bucketed_write",
    needs=("catalog",),
    params={
        "one": {"buckets": (2, "id"), "sort": ()},
        "args": {"buckets": (2, "id", "name"), "sort": ("name",)},
        "list": {"buckets": (3, ["id", "name"]), "sort": (["name", "id"],)},
        "tuple": {"buckets": (3, ("name",)), "sort": (("name", "id"),)},
        "sort_args": {"buckets": (1, "id"), "sort": ("id", "name")},
    },
)
def buckets_and_their_order(spark, tmp, buckets, sort):
    """Names one by one or as a list; the catalog knows buckets and their order."""
    with own_database(spark, tmp, "rw_buckets"):
        writer = _goods(spark).write.bucketBy(*buckets)
        if sort:
            writer = writer.sortBy(*sort)
        writer.mode("overwrite").saveAsTable("goods")
        return {
            "layout": _layout(spark, "goods"),
            "columns": _columns(spark, "goods"),
            "table": kept(spark.table("goods")),
        }


@case(mirrors="readwriter.test_bucketed_write", needs=("catalog",))
def buckets_that_cannot_be(spark, tmp, api):
    """Wrong numbers and names, buckets that are partitions, and inserts with buckets.

    There are no zero buckets: PySpark's Connect client drops them, where the server would refuse.
    """
    goods = _goods(spark)
    with own_database(spark, tmp, "rw_bad_buckets"):
        goods.write.saveAsTable("plain")
        return {
            "number": api.error_of(lambda: goods.write.bucketBy("2", "id")),
            "name": api.error_of(lambda: goods.write.bucketBy(2, 7)),
            "names": api.error_of(lambda: goods.write.bucketBy(2, "id", 7)),
            "list_and_more": api.error_of(lambda: goods.write.bucketBy(2, ["id"], "name")),
            "sort_name": api.error_of(lambda: goods.write.sortBy(7)),
            "sort_list_and_more": api.error_of(lambda: goods.write.sortBy(["id"], "name")),
            "unknown": api.error_of(lambda: goods.write.bucketBy(2, "nope").saveAsTable("c")),
            "partition": api.error_of(
                lambda: goods.write.partitionBy("id").bucketBy(2, "id").saveAsTable("d")
            ),
            "insert": api.error_of(lambda: goods.write.bucketBy(2, "id").insertInto("plain")),
            "sort_unknown": api.error_of(
                lambda: goods.write.bucketBy(2, "id").sortBy("nope").saveAsTable("e")
            ),
        }


@case(mirrors="readwriter.test_cluster_by", since="4.0", needs=("catalog",))
def clusters_of_a_table(spark, tmp, api):
    """Names one by one or as a list; clusters exclude partitions and buckets."""
    goods = _goods(spark)
    with own_database(spark, tmp, "rw_clusters"):
        goods.write.clusterBy("id").saveAsTable("one")
        goods.write.clusterBy(["name", "id"]).saveAsTable("two")
        clustered = [
            [column.name for column in spark.catalog.listColumns(t) if column.isCluster]
            for t in ("one", "two")
        ]
        nothing = api.error_of(lambda: goods.write.clusterBy())
        return {
            "clustered": clustered,
            "table": kept(spark.table("two")),
            "append": goods.write.mode("append").clusterBy("id").saveAsTable("one"),
            "other": api.error_of(
                lambda: goods.write.mode("append").clusterBy("name").saveAsTable("one")
            ),
            "partitions": api.error_of(
                lambda: goods.write.clusterBy("id").partitionBy("name").saveAsTable("three")
            ),
            "buckets": api.error_of(
                lambda: goods.write.clusterBy("id").bucketBy(2, "id").saveAsTable("four")
            ),
            "unknown": api.error_of(lambda: goods.write.clusterBy("nope").saveAsTable("five")),
            "nothing": type(nothing).__name__,
        }


@case(mirrors="readwriter.test_save_and_load", needs=("catalog",))
def tables_at_a_place_of_their_own(spark, tmp):
    """With a path, the table is external and its files stay when it goes."""
    path = str(tmp / "goods")
    with own_database(spark, tmp, "rw_path"):
        _goods(spark).write.saveAsTable("goods", "json", "error", "name", path=path)
        kind = spark.catalog.getTable("goods").tableType
        columns = _columns(spark, "goods")
        spark.sql("drop table goods")
        return {"kind": kind, "columns": columns, "files": spark.read.json(path).count()}


@case(mirrors="readwriter.test_save_and_load_builder", needs=("catalog",))
def options_of_a_table(spark, tmp):
    """Options of the writer are kept with the table."""
    with own_database(spark, tmp, "rw_options"):
        writer = _goods(spark).write.format("csv").option("sep", "|").options(header=True)
        writer.option("quote", None).saveAsTable("goods")
        rows = spark.sql("describe extended goods").collect()
        stored = [row[1] for row in rows if row[0] == "Storage Properties"]
        return {
            "stored": sorted(stored[0].strip("[]").split(", ")),
            "table": kept(spark.table("goods")),
        }


@case(mirrors="readwriter.test_option_none_is_filtered", since="4.3")
def options_that_are_none_are_not_kept(spark, tmp, api):
    """A reader forgets an option that is set to None, a writer does not."""
    path = str(tmp / "out")
    frame = spark.range(2).coalesce(1)
    frame.write.option("header", True).option("header", None).csv(path)
    return {
        "written": spark.read.text(path),
        "read": spark.read.option("header", True).options(header=None).csv(path),
        "loaded": spark.read.option("header", True).load(path, "csv", header=None),
        "argument": spark.read.option("header", True).csv(path, header=None),
    }


@case(mirrors="readwriter.test_writer_option_none_chains_safely", since="4.3")
def none_as_an_option_can_be_chained(spark, tmp):
    """Setters give their object back, whatever the value."""
    path = str(tmp / "out")
    writer = spark.range(1).write
    same = writer.option("compression", None).options(a=None).mode(None).format("json") is writer
    writer.save(path)
    reader = spark.read
    chained = reader.option("a", None).options(b=None).format("json").schema("id long") is reader
    return {"same": same, "chained": chained, "rows": reader.load(path)}


@case(mirrors="readwriter.test_cached_table", needs=("catalog",))
def a_cached_table_is_read_by_all_ways(spark, tmp):
    """`table`, `read.table` and SQL see the same rows; options of `read.table` go along."""
    with own_database(spark, tmp, "rw_cached") as name:
        _goods(spark).write.saveAsTable("goods")
        spark.catalog.cacheTable("goods")
        seen = {
            "table": kept(spark.table("goods")),
            "read": kept(spark.read.table(f"{name}.goods")),
            "options": kept(spark.read.option("mergeSchema", True).table("goods")),
            "sql": kept(spark.sql("select count(*) as n from goods")),
            "cached": bool(spark.catalog.isCached("goods")),
        }
        spark.catalog.uncacheTable("goods")
        return seen


@case(
    mirrors="readwriter.test_changes_rejects_user_schema",
    since="4.2",
    params={"plain": {"options": {}}, "options": {"options": {"startingVersion": 1}}},
)
def changes_of_a_table(spark, options):
    """A catalog without change data says so."""
    return spark.read.options(**options).changes("rw_changes").collect()


@case(mirrors="readwriter.test_changes_rejects_user_schema", since="4.2")
def changes_have_their_own_schema(spark):
    """A schema of the reader is refused."""
    return spark.read.schema("id int").changes("rw_changes")
