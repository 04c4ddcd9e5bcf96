"""`spark.catalog`: tables, views, columns and partitions."""

import warnings

from parity_suites.batch_core.own_database import kept, own_database
from parity_suites.case import case


def _shown(tables):
    return sorted(tuple(table) for table in tables)


def _columns(spark, *args):
    """The fields of columns that every version has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [tuple(column)[:6] for column in spark.catalog.listColumns(*args)]


# --- finding ----------------------------------------------------------------------------------


@case(mirrors="catalog.test_get_table", needs=("catalog",))
def one_table_with_all_its_fields(spark, tmp, api):
    """Managed and external tables, a view, a temporary and a global view."""
    with own_database(spark, tmp, "catalog_get") as name:
        spark.sql(f"create table far (id long) using csv comment 'away' location '{tmp}/far'")
        spark.sql("create table near (id long) using parquet comment 'at home'")
        spark.sql("create view seen comment 'a view' as select 1 as one")
        spark.range(1).createTempView("catalog_get_mine")
        spark.range(1).createOrReplaceGlobalTempView("catalog_get_shared")
        get = spark.catalog.getTable
        try:
            shared = tuple(get("global_temp.catalog_get_shared"))
        finally:
            spark.catalog.dropGlobalTempView("catalog_get_shared")
        return {
            "far": get("far")._asdict(),
            "near": get(f"{name}.near")._asdict(),
            "qualified": get(f"spark_catalog.{name}.near") == get("near"),
            "view": get("seen")._asdict(),
            "mine": get("catalog_get_mine")._asdict(),
            "shared": shared,
            "database": [get(one).database for one in ("near", "catalog_get_mine")],
            "kind": type(get("near")).__name__,
            "missing": api.error_of(lambda: get("nowhere")),
            "no_database": api.error_of(lambda: get("nowhere.near")),
        }


@case(mirrors="catalog.test_list_tables", needs=("catalog",))
def tables_are_listed(spark, tmp, api):
    """Those of the current and of a named database, and the session's temporary views."""
    with own_database(spark, tmp, "catalog_tables") as name:
        spark.range(1).write.saveAsTable("one")
        spark.sql("create table two (a int) using json comment 'second'")
        spark.sql("create view three as select * from two")
        spark.range(1).createTempView("catalog_tables_four")
        catalog = spark.catalog
        current = _shown(catalog.listTables())
        named = _shown(catalog.listTables(name)) == current
        catalog.setCurrentDatabase("default")
        elsewhere = [t.name for t in catalog.listTables() if t.name.startswith("catalog_tables")]
        return {
            "current": current,
            "named": named,
            "qualified": [table.name for table in catalog.listTables(f"spark_catalog.{name}")],
            "elsewhere": elsewhere,
            "missing": api.error_of(lambda: catalog.listTables("catalog_nowhere")),
        }


@case(mirrors="catalog.test_list_tables", since="3.5", needs=("catalog",))
def tables_by_pattern(spark, tmp):
    """A star for anything, a bar for or, by position or keyword."""
    with own_database(spark, tmp, "catalog_tables_p") as name:
        for table in ("apple", "apricot", "berry"):
            spark.range(1).write.saveAsTable(table)
        spark.range(1).createTempView("catalog_p_view")
        listed = spark.catalog.listTables
        return {
            "star": [t.name for t in listed(name, "ap*")],
            "or": sorted(t.name for t in listed(pattern="berry|apple")),
            "view": [t.name for t in listed(pattern="catalog_p*")],
            "none": listed(name, "zzz*"),
        }


@case(mirrors="catalog.test_table_exists", needs=("catalog",))
def tables_exist_or_not(spark, tmp, api):
    """Tables and views by plain and qualified names; `dbName` warns."""
    with own_database(spark, tmp, "catalog_there") as name:
        spark.range(1).write.saveAsTable("one")
        spark.range(1).createTempView("catalog_there_view")
        exists = spark.catalog.tableExists
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            beside = (exists("one", name), exists("one", "default"))
        return {
            "plain": (exists("one"), exists("ONE"), exists("two")),
            "qualified": (exists(f"{name}.one"), exists(f"spark_catalog.{name}.one")),
            "view": exists("catalog_there_view"),
            "beside": beside,
            "warned": sorted({warning.category.__name__ for warning in seen}),
            "no_database": exists("catalog_nowhere.one"),
            "no_name": api.error_of(lambda: exists("")),
        }


@case(mirrors="catalog.test_list_columns", needs=("catalog",))
def columns_with_all_their_fields(spark, tmp, api):
    """Comments, types, nullability, partitions and buckets, of tables and views."""
    with own_database(spark, tmp, "catalog_columns") as name:
        spark.sql(
            "create table wide (id bigint not null comment 'the key', tags array<string>,"
            " price decimal(9,2), at struct<x: int, y: double>, kind string, year int)"
            " using parquet partitioned by (kind, year) clustered by (id) into 2 buckets"
        )
        spark.sql("create temporary view catalog_columns_v(a comment 'first', b) as select 1, 'x'")
        return {
            "table": _columns(spark, "wide"),
            "beside": _columns(spark, "wide", name) == _columns(spark, f"{name}.wide"),
            "view": _columns(spark, "catalog_columns_v"),
            "names": list(spark.catalog.listColumns("wide")[0]._fields)[:6],
            "missing": api.error_of(lambda: spark.catalog.listColumns("nowhere")),
            "no_database": api.error_of(lambda: _columns(spark, "wide", "catalog_nowhere")),
        }


@case(mirrors="catalog.test_list_columns", since="4.0", needs=("catalog",))
def columns_to_cluster_by(spark, tmp):
    """Clustering is a field of columns since 4.0."""
    with own_database(spark, tmp, "catalog_clustered"):
        spark.range(2).selectExpr("id", "id * 2 as twice").write.clusterBy("id").saveAsTable("c")
        return [column._asdict() for column in spark.catalog.listColumns("c")]


@case(mirrors="catalog.test_catalog_list_views", since="4.2", needs=("catalog",))
def views_are_listed(spark, tmp, api):
    """Views of a database and the session's own; no tables among them."""
    with own_database(spark, tmp, "catalog_views") as name:
        spark.range(1).write.saveAsTable("table_one")
        spark.sql("create view view_one comment 'first' as select 1 as x")
        spark.sql("create view other_view as select 2 as x")
        spark.range(1).createTempView("catalog_views_temp")
        views = spark.catalog.listViews
        return {
            "all": _shown(views()),
            "named": [view.name for view in views(name, "view_*")],
            "pattern": sorted(view.name for view in views(pattern="*view*")),
            "missing": api.error_of(lambda: views("catalog_nowhere")),
        }


# --- making and removing ----------------------------------------------------------------------


@case(mirrors="catalog.test_table_exists", needs=("catalog",))
def tables_are_created(spark, tmp, T, api):
    """With a schema, over files, with a description and options; twice is an error."""
    catalog, path = spark.catalog, str(tmp / "lines")
    schema = T.StructType([T.StructField("a", T.IntegerType()), T.StructField("b", T.StringType())])
    with own_database(spark, tmp, "catalog_create") as name:
        catalog.createTable("managed", schema=schema, source="json", description="mine")
        spark.sql("insert into managed values (1, 'x')")
        spark.createDataFrame([(1, "y")], schema).write.csv(path, sep="|")
        catalog.createTable("outside", path, "csv", schema, "far", sep="|")
        catalog.createTable(f"{name}.by_default", schema=schema)
        return {
            "managed": kept(spark.table("managed")),
            "outside": kept(spark.table("outside")),
            "default": kept(spark.table("by_default")),
            "tables": [tuple(catalog.getTable(t)) for t in ("managed", "outside", "by_default")],
            "again": api.error_of(lambda: catalog.createTable("managed", schema=schema)),
            "no_schema": api.error_of(lambda: catalog.createTable("empty", source="csv")),
            "ddl": api.error_of(lambda: catalog.createTable("ddl", schema="a int")),
            "format": api.error_of(
                lambda: catalog.createTable("odd", source="papyrus", schema=schema)
            ),
        }


@case(mirrors="catalog.test_table_exists", since="4.0", needs=("catalog",))
def a_created_table_comes_as_a_frame(spark, tmp, T):
    """The frame is over the table.

    The frame that PySpark 3.5 gives makes the table a second time when it is used.
    """
    schema = T.StructType([T.StructField("a", T.IntegerType())])
    with own_database(spark, tmp, "catalog_frame"):
        frame = spark.catalog.createTable("made", schema=schema)
        spark.sql("insert into made values (7)")
        return kept(frame)


@case(mirrors="catalog.test_table_exists", needs=("catalog",))
def external_tables_are_created_the_old_way(spark, tmp):
    """`createExternalTable` warns and makes the same table."""
    path = str(tmp / "numbers")
    spark.range(2).write.parquet(path)
    with own_database(spark, tmp, "catalog_external"):
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            spark.catalog.createExternalTable("numbers", path, "parquet")
        return {
            "frame": kept(spark.table("numbers")),
            "table": tuple(spark.catalog.getTable("numbers")),
            "warned": sorted({warning.category.__name__ for warning in seen}),
        }


@case(mirrors="catalog.test_catalog_drop_table", since="4.2", needs=("catalog",))
def tables_are_dropped(spark, tmp, api):
    """By name, with leave not to exist, with purge; views are not tables."""
    catalog = spark.catalog
    with own_database(spark, tmp, "catalog_drop") as name:
        for table in ("one", "two"):
            spark.range(1).write.saveAsTable(table)
        spark.sql("create view seen as select 1 as x")
        dropped = (catalog.dropTable("one"), catalog.dropTable(f"{name}.two", purge=True))
        return {
            "dropped": dropped,
            "left": [table.name for table in catalog.listTables(name)],
            "missing": api.error_of(lambda: catalog.dropTable("one")),
            "if_exists": catalog.dropTable("one", ifExists=True),
            "view": api.error_of(lambda: catalog.dropTable("seen")),
        }


@case(mirrors="catalog.test_catalog_drop_view", since="4.2", needs=("catalog",))
def views_are_dropped(spark, tmp, api):
    """By name, with leave not to exist; tables are not views."""
    catalog = spark.catalog
    with own_database(spark, tmp, "catalog_drop_view") as name:
        spark.range(1).write.saveAsTable("table_one")
        spark.sql("create view seen as select 1 as x")
        return {
            "dropped": catalog.dropView(f"{name}.seen"),
            "left": [table.name for table in catalog.listTables(name)],
            "missing": api.error_of(lambda: catalog.dropView("seen")),
            "if_exists": catalog.dropView("seen", ifExists=True),
            "table": api.error_of(lambda: catalog.dropView("table_one")),
        }


@case(mirrors="catalog.test_catalog_drop_view", needs=("catalog",))
def temporary_views_are_dropped(spark, tmp):
    """Whether there was one is told, for views of the session and of all sessions."""
    catalog = spark.catalog
    spark.range(1).createTempView("catalog_temp")
    spark.range(1).createOrReplaceGlobalTempView("catalog_global")
    return {
        "local": [catalog.dropTempView("catalog_temp") for _ in range(2)],
        "global": [catalog.dropGlobalTempView("catalog_global") for _ in range(2)],
        "exists": catalog.tableExists("catalog_temp"),
    }


# --- what tables are made of ------------------------------------------------------------------


@case(mirrors="catalog.test_catalog_list_partitions", since="4.2", needs=("catalog",))
def partitions_are_listed(spark, tmp, api):
    """One entry a partition, written as its path; a table without partitions has none to list."""
    with own_database(spark, tmp, "catalog_parts") as name:
        frame = spark.range(4).selectExpr("id", "id % 2 as odd", "'x y' as word")
        frame.write.partitionBy("odd", "word").saveAsTable("parted")
        spark.range(1).write.saveAsTable("whole")
        found = spark.catalog.listPartitions(f"{name}.parted")
        return {
            "parts": [one._asdict() for one in found],
            "kind": sorted({type(one).__name__ for one in found}),
            "whole": api.error_of(lambda: spark.catalog.listPartitions("whole")),
            "missing": api.error_of(lambda: spark.catalog.listPartitions("nowhere")),
        }


@case(mirrors="catalog.test_catalog_list_partitions", needs=("catalog",))
def partitions_are_recovered(spark, tmp, api):
    """A table over folders sees them once its partitions are recovered."""
    catalog, path = spark.catalog, str(tmp / "folders")
    spark.range(4).selectExpr("id", "id % 2 as odd").write.partitionBy("odd").parquet(path)
    with own_database(spark, tmp, "catalog_recover"):
        spark.sql(
            "create table folders (id long, odd long) using parquet partitioned by (odd)"
            f" location '{path}'"
        )
        before = spark.table("folders").count()
        recovered = catalog.recoverPartitions("folders")
        spark.range(1).write.saveAsTable("whole")
        return {
            "counts": (before, spark.table("folders").count()),
            "recovered": recovered,
            "whole": api.error_of(lambda: catalog.recoverPartitions("whole")),
            "missing": api.error_of(lambda: catalog.recoverPartitions("nowhere")),
        }


@case(mirrors="catalog.test_catalog_get_table_properties", since="4.2", needs=("catalog",))
def properties_of_a_table(spark, tmp, api):
    """Those that were set, as a dict."""
    with own_database(spark, tmp, "catalog_props") as name:
        spark.sql("create table t (a int) using parquet tblproperties ('k' = 'v', 'n.m' = '1')")
        properties = spark.catalog.getTableProperties(f"{name}.t")
        return {
            "set": sorted((k, v) for k, v in properties.items() if k in ("k", "n.m")),
            "kind": type(properties).__name__,
            "missing": api.error_of(lambda: spark.catalog.getTableProperties("nowhere")),
        }


@case(mirrors="catalog.test_catalog_get_create_table_string", since="4.2", needs=("catalog",))
def the_statement_that_made_a_table(spark, tmp, api):
    """SQL that would make it again; Hive's words only for what Hive knows."""
    with own_database(spark, tmp, "catalog_statement"):
        spark.sql(
            "create table t (a int comment 'first', b string) using csv options (sep '|')"
            " partitioned by (b) comment 'mine'"
        )
        text = spark.catalog.getCreateTableString
        return {
            "text": text("t"),
            "serde": api.error_of(lambda: text("t", asSerde=True)),
            "missing": api.error_of(lambda: text("nowhere")),
        }


@case(mirrors="catalog.test_catalog_truncate_table", since="4.2", needs=("catalog",))
def tables_are_truncated(spark, tmp, api):
    """All rows go, the table stays; external tables and views are refused."""
    catalog = spark.catalog
    with own_database(spark, tmp, "catalog_truncate"):
        spark.range(5).write.saveAsTable("numbers")
        spark.sql(f"create table far (id long) using csv location '{tmp}/far'")
        spark.sql("create view seen as select 1 as x")
        before = spark.table("numbers").count()
        truncated = catalog.truncateTable("numbers")
        return {
            "counts": (before, spark.table("numbers").count()),
            "truncated": truncated,
            "external": api.error_of(lambda: catalog.truncateTable("far")),
            "view": api.error_of(lambda: catalog.truncateTable("seen")),
            "missing": api.error_of(lambda: catalog.truncateTable("nowhere")),
        }


@case(mirrors="catalog.test_catalog_analyze_table", since="4.2", needs=("catalog",))
def tables_are_analyzed(spark, tmp, api):
    """Rows are counted, or with `noScan` only bytes."""
    catalog = spark.catalog

    def counted(name):
        rows = spark.sql(f"describe extended {name}").collect()
        return ["rows" in row[1] for row in rows if row[0] == "Statistics"]

    with own_database(spark, tmp, "catalog_analyze"):
        for table in ("scanned", "unscanned"):
            spark.range(5).write.saveAsTable(table)
        returned = (catalog.analyzeTable("scanned"), catalog.analyzeTable("unscanned", noScan=True))
        return {
            "returned": returned,
            "counted": (counted("scanned"), counted("unscanned")),
            "missing": api.error_of(lambda: catalog.analyzeTable("nowhere")),
        }
