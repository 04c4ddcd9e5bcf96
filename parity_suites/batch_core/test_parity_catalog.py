"""`spark.catalog`: catalogs, databases, functions and the cache."""

import warnings

from parity_suites.batch_core.own_database import own_database
from parity_suites.case import case


def _warned(function):
    """What a call gives, and the kinds of warnings that it made."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        result = function()
    return result, sorted({warning.category.__name__ for warning in seen})


# --- catalogs and databases -------------------------------------------------------------------


@case(mirrors="catalog.test_current_database")
def current_catalog_and_list_of_catalogs(spark, api):
    """There is one catalog to begin with; another has to exist."""
    catalog = spark.catalog
    before = catalog.currentCatalog()
    catalog.setCurrentCatalog("spark_catalog")
    error = api.error_of(lambda: catalog.setCurrentCatalog("no_such_catalog"))
    return {
        "before": before,
        "list": [tuple(one) for one in catalog.listCatalogs()],
        "kind": type(catalog.listCatalogs()[0]).__name__,
        "unknown": error,
        "after": catalog.currentCatalog(),
    }


@case(mirrors="catalog.test_current_database", since="3.5")
def catalogs_by_pattern(spark):
    """Patterns choose by name."""
    names = {
        pattern: [one.name for one in spark.catalog.listCatalogs(pattern)]
        for pattern in ("spark*", "*log", "hive*")
    }
    return {"names": sorted(names.items())}


@case(mirrors="catalog.test_current_database", needs=("catalog",))
def current_database_is_of_the_session(spark, tmp, api):
    """It can be set to what exists, plainly or qualified, and decides about plain names."""
    catalog = spark.catalog
    seen = [catalog.currentDatabase()]
    with own_database(spark, tmp, "catalog_current"):
        seen.append(catalog.currentDatabase())
        spark.range(1).write.saveAsTable("here")
        catalog.setCurrentDatabase("default")
        seen.append(catalog.currentDatabase())
        plain = catalog.tableExists("here")
        catalog.setCurrentDatabase("catalog_current")
        again = catalog.tableExists("here")
        return {
            "seen": [*seen, catalog.currentDatabase()],
            "exists": (plain, again),
            "unknown": api.error_of(lambda: catalog.setCurrentDatabase("catalog_nowhere")),
        }


@case(mirrors="catalog.test_database_exists", needs=("catalog",))
def databases_exist_by_plain_and_qualified_name(spark, tmp):
    """Another catalog's name, other case, and what is not there."""
    exists = spark.catalog.databaseExists
    with own_database(spark, tmp, "catalog_exists"):
        inside = [exists("catalog_exists"), exists("CATALOG_EXISTS")]
        qualified = [exists("spark_catalog.catalog_exists"), exists("spark_catalog.nowhere")]
    return {"inside": inside, "qualified": qualified, "after": exists("catalog_exists")}


@case(mirrors="catalog.test_get_database", needs=("catalog",))
def one_database_with_all_its_fields(spark, tmp, api):
    """Name, catalog, description and location."""
    with own_database(spark, tmp, "catalog_one") as name:
        found = spark.catalog.getDatabase(name)
        return {
            "fields": found._asdict(),
            "kind": type(found).__name__,
            "qualified": spark.catalog.getDatabase("spark_catalog." + name) == found,
            "default": tuple(spark.catalog.getDatabase("default"))[:3],
            "missing": api.error_of(lambda: spark.catalog.getDatabase("catalog_nowhere")),
            "too_long": api.error_of(lambda: spark.catalog.getDatabase("a.b.c")),
        }


@case(mirrors="catalog.test_list_databases", needs=("catalog",))
def databases_are_listed(spark, tmp):
    """A new database is among them, with its fields."""
    with own_database(spark, tmp, "catalog_listed") as name:
        found = [one for one in spark.catalog.listDatabases() if one.name in (name, "default")]
    return [tuple(one)[:3] for one in sorted(found)]


@case(mirrors="catalog.test_list_databases", since="3.5", needs=("catalog",))
def databases_by_pattern(spark, tmp):
    """A star for anything, a bar for or; no match is no error."""
    with own_database(spark, tmp, "catalog_pattern"):
        patterns = ("catalog_pat*", "def*|catalog_pattern", "catalog_pattern", "nothing*")
        return [
            sorted(one.name for one in spark.catalog.listDatabases(pattern)) for pattern in patterns
        ]


@case(mirrors="catalog.test_catalog_create_and_drop_database", since="4.2", needs=("catalog",))
def databases_are_created_and_dropped(spark, tmp, api):
    """With properties; twice, with and without leave; empty and not empty."""
    catalog, name = spark.catalog, "catalog_made"
    spark.sql(f"drop database if exists {name} cascade")
    try:
        properties = {"comment": "made here", "location": str(tmp / name), "owner_team": "blue"}
        made = catalog.createDatabase(name, properties=properties)
        described = spark.sql(f"describe database extended {name}").collect()
        again = api.error_of(lambda: catalog.createDatabase(name))
        catalog.createDatabase(name, ifNotExists=True)
        spark.range(1).write.saveAsTable(f"{name}.kept")
        full = api.error_of(lambda: catalog.dropDatabase(name))
        dropped = catalog.dropDatabase(name, cascade=True)
        return {
            "made": made,
            "fields": [tuple(r) for r in described if r[0] in ("Comment", "Properties")],
            "again": again,
            "full": full,
            "dropped": dropped,
            "exists": catalog.databaseExists(name),
            "missing": api.error_of(lambda: catalog.dropDatabase(name)),
            "if_exists": catalog.dropDatabase(name, ifExists=True),
        }
    finally:
        spark.sql(f"drop database if exists {name} cascade")


# --- functions --------------------------------------------------------------------------------


@case(mirrors="catalog.test_function_exists")
def functions_exist_or_not(spark):
    """Built-in ones do, made-up ones do not; `dbName` warns."""
    exists = spark.catalog.functionExists
    return {
        "built_in": exists("sum"),
        "case": exists("SUM"),
        "made_up": exists("no_such_function"),
        "qualified": exists("default.no_such_function"),
        "database": _warned(lambda: exists("no_such_function", "default")),
    }


@case(mirrors="catalog.test_get_function", needs=("catalog",))
def one_function_with_all_its_fields(spark, tmp, api):
    """Built-in and persistent functions, plainly and qualified."""
    with own_database(spark, tmp, "catalog_function") as name:
        spark.sql("create function made_up as 'org.example.MadeUp'")
        get = spark.catalog.getFunction
        return {
            "built_in": get("upper")._asdict(),
            "persistent": get(f"{name}.made_up")._asdict(),
            "qualified": tuple(get(f"spark_catalog.{name}.made_up")),
            "exists": (
                spark.catalog.functionExists(f"{name}.made_up"),
                _warned(lambda: spark.catalog.functionExists("made_up", name)),
            ),
            "kind": type(get("upper")).__name__,
            "missing": api.error_of(lambda: get(f"{name}.no_such_function")),
        }


@case(mirrors="catalog.test_list_functions", needs=("catalog",))
def functions_are_listed(spark, tmp, api):
    """All of the session and those of one database; the built-in ones are in both."""
    with own_database(spark, tmp, "catalog_functions") as name:
        spark.sql("create function made_up as 'org.example.MadeUp'")
        everything = {one.name: one for one in spark.catalog.listFunctions()}
        there = {one.name for one in spark.catalog.listFunctions("default")}
        return {
            "known": sorted(set(everything) & {"sum", "upper", "made_up", "no_such"}),
            "own": tuple(everything["made_up"]),
            "elsewhere": ("made_up" in there, "sum" in there),
            "in_database": "made_up" in {o.name for o in spark.catalog.listFunctions(name)},
            "missing": api.error_of(lambda: spark.catalog.listFunctions("catalog_nowhere")),
        }


@case(mirrors="catalog.test_list_functions", since="3.5")
def functions_by_pattern(spark):
    """A star for anything, a bar for or."""
    return {
        pattern: sorted(one.name for one in spark.catalog.listFunctions(pattern=pattern))
        for pattern in ("arrays_*", "upper|lower", "no_such*")
    }


@case(mirrors="catalog.test_list_functions", since="4.0", needs=("catalog",))
def functions_written_in_sql(spark, tmp):
    """A temporary function of SQL is called, listed, found and gone."""
    catalog = spark.catalog
    spark.sql("create temporary function catalog_inc(x int) returns int return x + 1")
    found = catalog.getFunction("catalog_inc")
    return {
        "called": spark.sql("select catalog_inc(4) as five").collect(),
        "found": (found.name, found.isTemporary),
        "listed": [(o.name, o.isTemporary) for o in catalog.listFunctions(pattern="catalog_inc")],
        "dropped": spark.sql("drop temporary function catalog_inc").collect(),
        "exists": catalog.functionExists("catalog_inc"),
    }


# --- the cache --------------------------------------------------------------------------------


@case(mirrors="catalog.test_table_cache", needs=("catalog",))
def tables_are_cached_and_forgotten(spark, tmp, api):
    """Cached, asked for, cached again, uncached; a table that is not there."""
    catalog = spark.catalog
    with own_database(spark, tmp, "catalog_cache") as name:
        spark.range(3).write.saveAsTable("numbers")
        spark.range(2).createOrReplaceTempView("catalog_cache_view")
        seen = [catalog.isCached("numbers")]
        for step in (catalog.cacheTable, catalog.cacheTable, catalog.uncacheTable):
            seen.append(step("numbers"))
            seen.append(catalog.isCached(f"{name}.numbers"))
        catalog.cacheTable("catalog_cache_view")
        seen.append(catalog.isCached("catalog_cache_view"))
        catalog.clearCache()
        return {
            "seen": seen,
            "cleared": catalog.isCached("catalog_cache_view"),
            "again": catalog.uncacheTable("numbers"),
            "missing": api.error_of(lambda: catalog.cacheTable("nowhere")),
            "missing_asked": api.error_of(lambda: catalog.isCached("nowhere")),
            "missing_uncached": api.error_of(lambda: catalog.uncacheTable("nowhere")),
        }


@case(mirrors="catalog.test_table_cache", since="3.5", needs=("catalog",))
def storage_levels_for_a_cached_table(spark, tmp, api):
    """A table is cached at a level; what is no level is refused."""
    with own_database(spark, tmp, "catalog_level"):
        spark.range(3).write.saveAsTable("numbers")
        spark.catalog.cacheTable("numbers", api.StorageLevel.DISK_ONLY)
        level = spark.table("numbers").storageLevel
        spark.catalog.uncacheTable("numbers")
        wrong = api.error_of(lambda: spark.catalog.cacheTable("numbers", "DISK_ONLY"))
        return {"level": str(level), "wrong": type(wrong).__name__}


@case(mirrors="catalog.test_refresh_table", needs=("catalog",))
def refreshing_finds_new_files(spark, tmp, api):
    """Files behind a table change; refreshing by name and by path are both allowed."""
    catalog, path = spark.catalog, str(tmp / "files")
    with own_database(spark, tmp, "catalog_refresh"):
        spark.range(2).coalesce(1).write.parquet(path)
        catalog.createTable("files", path=path, source="parquet")
        catalog.cacheTable("files")
        before = spark.table("files").count()
        spark.range(3).write.mode("overwrite").parquet(path)
        named = catalog.refreshTable("files")
        after = spark.table("files").count()
        spark.range(4).write.mode("overwrite").parquet(path)
        by_path = catalog.refreshByPath(path)
        counts = (before, after, spark.table("files").count())
        catalog.uncacheTable("files")
        return {
            "counts": counts,
            "returned": (named, by_path, catalog.refreshByPath("/no/such/place")),
            "missing": api.error_of(lambda: catalog.refreshTable("nowhere")),
        }


# --- the path of SQL --------------------------------------------------------------------------


@case(mirrors="catalog.test_path_set_path_and_current_path", since="4.3")
def the_path_for_names_is_set(spark, api):
    """`SET PATH` decides where plain names are looked for."""
    spark.conf.set("spark.sql.path.enabled", True)
    before = spark.sql("select current_path() as p").collect()
    spark.sql("set path = spark_catalog.default, system.builtin")
    return {
        "before": before,
        "after": spark.sql("select current_path() as p"),
        "twice": api.error_of(lambda: spark.sql("set path = system.builtin, system.builtin")),
        "database": spark.catalog.currentDatabase(),
    }


@case(mirrors="catalog.test_path_current_path_disabled", since="4.3")
def the_path_is_told_when_disabled(spark):
    """Without the setting the path is that of the current database."""
    spark.conf.set("spark.sql.path.enabled", False)
    return spark.sql("select current_path() as p")


@case(mirrors="catalog.test_path_set_path_rejected_when_disabled", since="4.3")
def the_path_is_fixed_when_disabled(spark, api):
    """Without the setting the path is not changed."""
    spark.conf.set("spark.sql.path.enabled", False)
    before = spark.sql("select current_path() as p").collect()
    error = api.error_of(lambda: spark.sql("set path = system.builtin"))
    after = spark.sql("select current_path() as p").collect()
    return {"error": error, "same": before == after}
