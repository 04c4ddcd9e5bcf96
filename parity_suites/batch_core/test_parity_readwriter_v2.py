"""`DataFrameWriterV2` and `MergeIntoWriter`, on the built-in catalog and on one of version 2.

The catalog of version 2 is Spark's own for JDBC, over a Derby database inside the server.
"""

from contextlib import contextmanager

from parity_suites.batch_core.derby import DRIVER, columns, database
from parity_suites.batch_core.own_database import kept, own_database
from parity_suites.case import case

_CATALOG = "org.apache.spark.sql.execution.datasources.v2.jdbc.JDBCTableCatalog"


def _goods(spark):
    rows = [(1, "nut", 0.5), (2, "bolt", 12.25), (3, "nail", None)]
    return spark.createDataFrame(rows, "id int, name string, price double")


@contextmanager
def _shop(spark, tmp):
    """A catalog of version 2 that is called `shop`, with a namespace `APP`."""
    with database(spark, tmp) as url:
        for key, value in (("", _CATALOG), (".url", url), (".driver", DRIVER)):
            spark.conf.set("spark.sql.catalog.shop" + key, value)
        spark.sql("create namespace shop.APP2")
        yield url


# --- a catalog of version 2 -------------------------------------------------------------------


@case(mirrors="readwriter.test_api")
def tables_are_created_appended_and_replaced(spark, F, tmp, api):
    """Every verb that a database can do, one after the other."""
    name = "shop.APP2.goods"
    one = spark.sql("select 9 as id, 'saw' as name, 0.1D as price")
    with _shop(spark, tmp) as url:
        steps = {}

        def step(label, action):
            error = api.error_of(action)
            steps[label] = (error and type(error).__name__, kept(spark.table(name)))

        step("create", lambda: _goods(spark).writeTo(name).create())
        step("create_again", lambda: _goods(spark).writeTo(name).create())
        step("append", lambda: one.writeTo(name).append())
        step("overwrite", lambda: one.writeTo(name).overwrite(F.lit(True)))
        step("replace", lambda: spark.range(2).writeTo(name).replace())
        step("create_or_replace", lambda: _goods(spark).writeTo(name).createOrReplace())
        return {**steps, "database": columns(spark, url, "goods")}


@case(mirrors="readwriter.test_create")
def creating_a_table_that_exists(spark, tmp, api):
    """Creating twice, replacing what is not there, creating or replacing what is not there."""
    with _shop(spark, tmp):
        write = lambda name: spark.range(1).writeTo(f"shop.APP2.{name}")  # noqa: E731
        write("one").create()
        return {
            "twice": api.error_of(lambda: write("one").create()),
            "replace_missing": api.error_of(lambda: write("two").replace()),
            "create_or_replace": write("three").createOrReplace(),
            "made": kept(spark.table("shop.APP2.three")),
            "no_namespace": type(
                api.error_of(lambda: spark.range(1).writeTo("shop.nowhere.t").create())
            ).__name__,
            "no_catalog": api.error_of(
                lambda: spark.range(1).writeTo("no_such_catalog.APP2.t").create()
            ),
        }


@case(mirrors="readwriter.test_table_overwrite")
def what_a_database_cannot_overwrite(spark, F, tmp, api):
    """Rows by a condition are refused; so is what does not fit."""
    with _shop(spark, tmp):
        name = "shop.APP2.goods"
        _goods(spark).writeTo(name).create()
        return {
            "condition": api.error_of(
                lambda: _goods(spark).writeTo(name).overwrite(F.col("id") == 1)
            ),
            "unknown": api.error_of(
                lambda: _goods(spark).writeTo(name).overwrite(F.col("nope") == 1)
            ),
            "fewer": api.error_of(lambda: spark.range(1).writeTo(name).append()),
            "names": api.error_of(
                lambda: spark.sql("select 1 as i, 'x' as n, 1D as p").writeTo(name).append()
            ),
            "missing": api.error_of(lambda: spark.range(1).writeTo("shop.APP2.none").append()),
            "left": kept(spark.table(name)),
        }


@case(mirrors="readwriter.test_partitioning_functions", since="4.0")
def partitions_of_a_database(spark, F, tmp, api):
    """JDBC has no partitions: every transform gets as far as the server and is refused there."""
    frame = spark.sql("select 1 as id, timestamp'2024-02-29 12:00:00' as at")
    transforms = {
        "column": "id",
        "years": F.partitioning.years("at"),
        "months": F.partitioning.months(F.col("at")),
        "days": F.partitioning.days("at"),
        "hours": F.partitioning.hours("at"),
        "bucket": F.partitioning.bucket(4, "id"),
    }
    with _shop(spark, tmp):
        return {
            label: api.error_of(
                lambda by=by, label=label: (
                    frame.writeTo(f"shop.APP2.{label}").partitionedBy(by).create()
                )
            )
            for label, by in transforms.items()
        }


@case(mirrors="readwriter.test_api")
def options_and_properties_go_along(spark, tmp, api):
    """Options reach the database's writer; an unknown property of a table is its affair."""
    with _shop(spark, tmp):
        writer = spark.range(3).writeTo("shop.APP2.numbers")
        same = writer.option("batchsize", 1).options(isolationLevel="NONE") is writer
        writer.create()
        wrong = spark.range(1).writeTo("shop.APP2.numbers").option("batchsize", "many")
        provider = spark.range(1).writeTo("shop.APP2.other").using("parquet")
        prop = spark.range(1).writeTo("shop.APP2.more").tableProperty("k", "v")
        return {
            "same": same,
            "rows": kept(spark.table("shop.APP2.numbers")),
            "batchsize": type(api.error_of(wrong.append)).__name__,
            "using": api.error_of(provider.create),
            # Of 4.1 it tells the address of the database, which no two runs share.
            "property": type(api.error_of(prop.create)).__name__,
        }


@case(mirrors="readwriter.test_v2_writer_option_none_chains_safely", since="4.3")
def none_as_an_option_can_be_chained(spark, tmp):
    """None leaves options out, and the writer comes back."""
    with _shop(spark, tmp):
        writer = spark.range(2).writeTo("shop.APP2.numbers")
        same = writer.option("batchsize", None).options(isolationLevel=None, fetchsize=None)
        same.create()
        return {"same": same is writer, "rows": kept(spark.table("shop.APP2.numbers"))}


@case(mirrors="catalog.test_list_tables", since="3.5")
def the_catalog_api_on_another_catalog(spark, tmp, api):
    """Current catalog and database, and what is in them, for a catalog of version 2."""
    catalog = spark.catalog
    with _shop(spark, tmp):
        _goods(spark).writeTo("shop.APP2.goods").create()
        catalog.setCurrentCatalog("shop")
        seen = {
            "catalog": catalog.currentCatalog(),
            "catalogs": [tuple(one) for one in catalog.listCatalogs()],
            "database": catalog.currentDatabase(),
            "databases": [tuple(one) for one in catalog.listDatabases("APP*")],
            "exists": (catalog.databaseExists("APP2"), catalog.tableExists("APP2.goods")),
            "tables": [tuple(one) for one in catalog.listTables("APP2")],
            "table": tuple(catalog.getTable("APP2.goods")),
            "columns": [tuple(one)[:4] for one in catalog.listColumns("shop.APP2.goods")],
            "missing": api.error_of(lambda: catalog.getTable("APP2.nowhere")),
            "functions": api.error_of(lambda: catalog.listFunctions("APP2")),
        }
        catalog.setCurrentDatabase("APP2")
        seen["plain"] = kept(spark.table("goods"))
        catalog.setCurrentCatalog("spark_catalog")
        return seen


@case(mirrors="connect_readwriter.test_writeTo_operations", since="4.0")
def merging_into_a_database(spark, F, tmp, api):
    """Every action reaches the server; JDBC tables cannot be merged into."""
    name = "shop.APP2.goods"
    with _shop(spark, tmp):
        _goods(spark).writeTo(name).create()
        source = spark.sql("select 1 as id, 'new' as name, 2D as price").alias("s")

        def merge(actions, evolve=False):
            writer = source.mergeInto(name, F.expr("goods.id = s.id"))
            writer = writer.withSchemaEvolution() if evolve else writer
            return api.error_of(lambda: actions(writer).merge())

        return {
            "update": merge(lambda m: m.whenMatched().update({"name": F.col("s.name")})),
            "update_all": merge(lambda m: m.whenMatched().updateAll(), evolve=True),
            "delete": merge(lambda m: m.whenMatched(F.expr("s.price > 1")).delete()),
            "insert": merge(lambda m: m.whenNotMatched().insert({"id": F.col("s.id")})),
            "insert_all": merge(lambda m: m.whenNotMatched(F.expr("s.id > 1")).insertAll()),
            "by_source": merge(lambda m: m.whenNotMatchedBySource().delete()),
            "all": merge(
                lambda m: (
                    m.whenMatched(F.lit(False))
                    .delete()
                    .whenMatched()
                    .updateAll()
                    .whenNotMatched()
                    .insertAll()
                    .whenNotMatchedBySource(F.expr("goods.id = 2"))
                    .update({"price": F.lit(0.0)})
                )
            ),
            "unknown": merge(lambda m: m.whenMatched().update({"nope": F.lit(1)})),
            "nothing": merge(lambda m: m),
            "left": kept(spark.table(name)),
        }


# --- the built-in catalog ---------------------------------------------------------------------


@case(mirrors="readwriter.test_create", needs=("catalog",))
def tables_of_the_session_catalog_are_created(spark, tmp):
    """Provider, partitions, properties and options of a new table."""
    with own_database(spark, tmp, "rw2_create") as name:
        writer = _goods(spark).writeTo(f"{name}.goods").using("json")
        writer.partitionedBy("name").tableProperty("k", "v").option("lineSep", "|").create()
        rows = spark.sql("describe extended goods").collect()
        wanted = ("Provider", "Table Properties", "Storage Properties", "Type")
        return {
            "described": [(row[0], row[1]) for row in rows if row[0] in wanted],
            "partitions": [c.name for c in spark.catalog.listColumns("goods") if c.isPartition],
            "table": kept(spark.table("goods")),
        }


@case(mirrors="readwriter.test_create_without_provider", needs=("catalog",))
def a_table_without_a_provider(spark, tmp):
    """The server's default is used."""
    with own_database(spark, tmp, "rw2_default"):
        spark.conf.set("spark.sql.legacy.createHiveTableByDefault", False)
        _goods(spark).writeTo("goods").create()
        rows = spark.sql("describe extended goods").collect()
        return {
            "provider": [row[1] for row in rows if row[0] == "Provider"],
            "table": kept(spark.table("goods")),
        }


@case(mirrors="readwriter.test_cluster_by", since="4.0", needs=("catalog",))
def a_clustered_table_of_version_2(spark, tmp, api):
    """`clusterBy` of the writer of version 2; it excludes partitions."""
    with own_database(spark, tmp, "rw2_cluster"):
        _goods(spark).writeTo("goods").using("parquet").clusterBy("name", "id").create()
        clustered = [c.name for c in spark.catalog.listColumns("goods") if c.isCluster]
        both = _goods(spark).writeTo("both").using("parquet").clusterBy("id").partitionedBy("name")
        return {"clustered": clustered, "both": api.error_of(both.create)}


@case(mirrors="connect_readwriter.test_writeTo_operations", needs=("catalog",))
def verbs_that_the_session_catalog_refuses(spark, F, tmp, api):
    """Its tables are of version 1: they are created, and nothing else."""
    with own_database(spark, tmp, "rw2_refused"):
        _goods(spark).writeTo("goods").using("parquet").create()
        writer = lambda: _goods(spark).writeTo("goods")  # noqa: E731
        return {
            "create": api.error_of(lambda: writer().create()),
            "append": api.error_of(lambda: writer().append()),
            "overwrite": api.error_of(lambda: writer().overwrite(F.col("id") > 1)),
            "replace": api.error_of(lambda: writer().using("parquet").replace()),
            "create_or_replace": api.error_of(lambda: writer().using("json").createOrReplace()),
            "left": kept(spark.table("goods")),
        }


@case(mirrors="connect_readwriter.test_writeTo_operations")
def verbs_on_a_table_that_is_missing(spark, F, api):
    """Everything but creating needs a table."""
    writer = lambda: _goods(spark).writeTo("rw2_never_made")  # noqa: E731
    return {
        "append": api.error_of(lambda: writer().append()),
        "overwrite": api.error_of(lambda: writer().overwrite(F.lit(True))),
        "by_name": api.error_of(lambda: writer().overwrite("id")),
        "replace": api.error_of(lambda: writer().replace()),
    }


# PySpark 3.4 did not know its own name for overwriting partitions, so these errors are not caught:
# a case that catches what its version cannot do would look as if the version could.
@case(mirrors="readwriter.test_table_overwrite", since="3.5")
def partitions_of_a_database_are_not_overwritten(spark, tmp):
    """A database has none."""
    with _shop(spark, tmp):
        _goods(spark).writeTo("shop.APP2.goods").create()
        return _goods(spark).writeTo("shop.APP2.goods").overwritePartitions()


@case(mirrors="connect_readwriter.test_writeTo_operations", since="3.5", needs=("catalog",))
def partitions_of_the_session_catalog_are_not_overwritten(spark, tmp):
    """Its tables are of version 1."""
    with own_database(spark, tmp, "rw2_partitions"):
        _goods(spark).writeTo("goods").using("parquet").create()
        return _goods(spark).writeTo("goods").overwritePartitions()


@case(mirrors="connect_readwriter.test_writeTo_operations", since="3.5")
def partitions_of_a_table_that_is_missing(spark):
    """There must be a table to overwrite."""
    return _goods(spark).writeTo("rw2_never_made").overwritePartitions()


@case(mirrors="readwriter.test_api")
def arguments_of_the_writer_of_version_2(spark, F, api):
    """Setters give the writer back; what is no column is refused by the client."""
    writer = spark.range(1).writeTo("rw2_never_made")
    return {
        "same": [
            writer.using("parquet") is writer,
            writer.option("a", 1) is writer,
            writer.options(b=True, c="x") is writer,
            writer.tableProperty("p", "v") is writer,
            writer.partitionedBy("id", F.col("id")) is writer,
        ],
        "kind": type(writer).__name__,
        "partition": api.error_of(lambda: spark.range(1).writeTo("t").partitionedBy(5)),
        "condition": api.error_of(lambda: spark.range(1).writeTo("t").overwrite(5)),
    }


@case(mirrors="readwriter.test_partitioning_functions", needs=("catalog",))
def transforms_that_the_session_catalog_refuses(spark, F, tmp, api):
    """Only plain columns partition its tables; other functions are no transforms at all."""
    frame = spark.sql("select 1 as id, timestamp'2024-02-29 12:00:00' as at")
    with own_database(spark, tmp, "rw2_transforms"):

        def create(name, by):
            writer = frame.writeTo(name).using("parquet").partitionedBy(by)
            return api.error_of(writer.create)

        return {
            "bucket": create("b", F.bucket(2, "id")),
            "bucket_column": create("c", F.bucket(F.lit(2), F.col("id"))),
            "function": create("d", F.upper("at")),
            "sum": create("e", F.col("id") + 1),
            "unknown": create("f", "nope"),
            "buckets": [c.name for c in spark.catalog.listColumns("b") if c.isBucket],
        }


@case(mirrors="readwriter.test_partitioning_functions", since="3.5", needs=("catalog",))
def years_do_not_partition_tables_of_the_session_catalog(spark, F, tmp):
    """The transform is known, and not for its tables."""
    frame = spark.sql("select timestamp'2024-02-29 12:00:00' as at")
    with own_database(spark, tmp, "rw2_years"):
        return frame.writeTo("a").using("parquet").partitionedBy(F.years("at")).create()


@case(mirrors="connect_readwriter.test_writeTo_operations", since="4.0", needs=("catalog",))
def merging_into_the_session_catalog(spark, F, tmp, api):
    """Its tables cannot be merged into, whatever is to be done."""
    with own_database(spark, tmp, "rw2_merge"):
        _goods(spark).write.saveAsTable("goods")
        source = _goods(spark).alias("s")
        writer = source.mergeInto("goods", F.expr("goods.id = s.id"))
        missing = source.mergeInto("nowhere", F.expr("nowhere.id = s.id")).whenMatched().delete()
        return {
            "delete": api.error_of(writer.whenMatched().delete().merge),
            "missing": api.error_of(missing.merge),
            "nothing": api.error_of(source.mergeInto("goods", F.lit(True)).merge),
            "same": writer.withSchemaEvolution() is writer,
            "left": kept(spark.table("goods")),
        }
