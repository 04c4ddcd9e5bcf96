"""The catalog: what it asks, what it makes of the answers, what older servers cannot be asked."""

import inspect
import warnings

import pyarrow as pa
import pytest
from fake_session import fake_session, rows_answer

from sparity.errors import PySparkNotImplementedError, PySparkTypeError, UnsupportedOnServerError
from sparity.sql import StorageLevel
from sparity.sql.catalog import (
    Catalog,
    CatalogMetadata,
    Column,
    Database,
    Function,
    Table,
    TablePartition,
)
from sparity.types import IntegerType, StructField, StructType

SCHEMA = StructType([StructField("a", IntegerType())])


def catalog(answer=None, version="4.3.0"):
    """A catalog whose server gives one answer, a dict of columns."""
    spark, client = fake_session(version)
    if answer is not None:
        table = pa.table(answer)
        ddl = ", ".join(f"{name} string" for name in table.column_names)
        client.results.append(rows_answer(table, ddl))
    return spark.catalog, client


def asked(client):
    """The only operation that was asked for: its name and its fields."""
    (plan,) = client.plans
    name = plan.root.catalog.WhichOneof("cat_type")
    message = getattr(plan.root.catalog, name)
    return name, {field.name: value for field, value in message.ListFields()}


VALUE = {"value": [True]}
CALLS = [
    ("currentCatalog", (), {"value": ["c"]}, "current_catalog", {}),
    ("setCurrentCatalog", ("c",), None, "set_current_catalog", {"catalog_name": "c"}),
    ("listCatalogs", ("c*",), {}, "list_catalogs", {"pattern": "c*"}),
    ("currentDatabase", (), {"value": ["d"]}, "current_database", {}),
    ("setCurrentDatabase", ("d",), None, "set_current_database", {"db_name": "d"}),
    ("listDatabases", ("d*",), {}, "list_databases", {"pattern": "d*"}),
    ("databaseExists", ("d",), VALUE, "database_exists", {"db_name": "d"}),
    (
        "createDatabase",
        ("d", True, {"k": "v"}),
        None,
        "create_database",
        {"db_name": "d", "if_not_exists": True, "properties": {"k": "v"}},
    ),
    (
        "dropDatabase",
        ("d", True, True),
        None,
        "drop_database",
        {"db_name": "d", "if_exists": True, "cascade": True},
    ),
    ("listTables", ("d", "t*"), {}, "list_tables", {"db_name": "d", "pattern": "t*"}),
    ("listViews", ("d", "v*"), {}, "list_views", {"db_name": "d", "pattern": "v*"}),
    ("tableExists", ("t",), VALUE, "table_exists", {"table_name": "t"}),
    ("listColumns", ("t",), {}, "list_columns", {"table_name": "t"}),
    (
        "dropTable",
        ("t", True, True),
        None,
        "drop_table",
        {"table_name": "t", "if_exists": True, "purge": True},
    ),
    ("dropView", ("v", True), None, "drop_view", {"view_name": "v", "if_exists": True}),
    ("dropTempView", ("v",), VALUE, "drop_temp_view", {"view_name": "v"}),
    ("dropGlobalTempView", ("v",), VALUE, "drop_global_temp_view", {"view_name": "v"}),
    ("getTableProperties", ("t",), {}, "get_table_properties", {"table_name": "t"}),
    (
        "getCreateTableString",
        ("t", True),
        {"value": ["CREATE"]},
        "get_create_table_string",
        {"table_name": "t", "as_serde": True},
    ),
    ("truncateTable", ("t",), None, "truncate_table", {"table_name": "t"}),
    ("analyzeTable", ("t", True), None, "analyze_table", {"table_name": "t", "no_scan": True}),
    ("listPartitions", ("t",), {}, "list_partitions", {"table_name": "t"}),
    ("recoverPartitions", ("t",), None, "recover_partitions", {"table_name": "t"}),
    ("refreshTable", ("t",), None, "refresh_table", {"table_name": "t"}),
    ("refreshByPath", ("p",), None, "refresh_by_path", {"path": "p"}),
    ("isCached", ("t",), VALUE, "is_cached", {"table_name": "t"}),
    ("cacheTable", ("t",), None, "cache_table", {"table_name": "t"}),
    ("uncacheTable", ("t",), None, "uncache_table", {"table_name": "t"}),
    ("clearCache", (), None, "clear_cache", {}),
    ("listFunctions", ("d", "f*"), {}, "list_functions", {"db_name": "d", "pattern": "f*"}),
    ("functionExists", ("f",), VALUE, "function_exists", {"function_name": "f"}),
]


@pytest.mark.parametrize(
    ("method", "args", "answer", "operation", "fields"), CALLS, ids=[call[0] for call in CALLS]
)
def test_each_method_asks_one_operation_once(method, args, answer, operation, fields):
    asking, client = catalog(answer or None)
    getattr(asking, method)(*args)
    name, told = asked(client)
    assert (name, {key: dict(v) if key == "properties" else v for key, v in told.items()}) == (
        operation,
        fields,
    )
    assert client.questions == []


def test_every_method_is_called_by_these_tests():
    public = {name for name, _ in inspect.getmembers(Catalog, callable) if name[0] != "_"}
    elsewhere = {"createTable", "createExternalTable", "registerFunction"}
    getters = {"getDatabase", "getTable", "getFunction"}
    assert public == {call[0] for call in CALLS} | elsewhere | getters


@pytest.mark.parametrize(
    ("method", "args", "kind", "row"),
    [
        ("listCatalogs", (), CatalogMetadata, ("c", None)),
        ("listDatabases", (), Database, ("d", "c", "about", "file:/d")),
        ("getDatabase", ("d",), Database, ("d", "c", "about", "file:/d")),
        ("listTables", (), Table, ("t", "c", ["d"], None, "MANAGED", False)),
        ("listViews", (), Table, ("t", None, [], None, "TEMPORARY", True)),
        ("getTable", ("t",), Table, ("t", "c", ["d"], None, "MANAGED", False)),
        ("listColumns", ("t",), Column, ("a", None, "int", True, False, False, True)),
        ("listFunctions", (), Function, ("f", None, None, "about", "F", True)),
        ("getFunction", ("f",), Function, ("f", None, None, "about", "F", True)),
        ("listPartitions", ("t",), TablePartition, ("p=1",)),
    ],
)
def test_answers_are_named_tuples(method, args, kind, row):
    answer = {name: [value] for name, value in zip(kind._fields, row, strict=True)}
    asking, _ = catalog(answer)
    found = getattr(asking, method)(*args)
    (one,) = found if isinstance(found, list) else [found]
    assert type(one) is kind
    assert one == row


def test_columns_of_servers_that_know_no_clustering_cluster_nothing():
    answer = {name: [None] for name in Column._fields[:-1]}
    asking, _ = catalog(answer, "3.5.9")
    assert asking.listColumns("t")[0].isCluster is False


def test_table_properties_are_a_dict():
    asking, _ = catalog({"key": ["a", "b"], "value": ["1", "2"]})
    assert asking.getTableProperties("t") == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("namespace", "database"), [(["d"], "d"), (["a", "b"], None), ([], None), (None, None)]
)
def test_the_database_of_a_table_is_the_only_part_of_its_namespace(namespace, database):
    assert Table("t", "c", namespace, None, "MANAGED", False).database == database


def test_views_by_pattern_are_looked_for_in_the_current_database():
    asking, client = catalog({"value": ["here"]})
    asking.listViews(pattern="v*")
    assert client.plans[-1].root.catalog.list_views.db_name == "here"


def test_a_new_table_is_made_once_and_then_read_by_its_name():
    asking, client = catalog()
    frame = asking.createTable("t", "path", "csv", SCHEMA, "about", header="true")
    name, fields = asked(client)
    assert name == "create_table"
    assert (fields["path"], fields["source"], fields["description"]) == ("path", "csv", "about")
    assert dict(fields["options"]) == {"header": "true"}
    assert [field.name for field in fields["schema"].struct.fields] == ["a"]
    assert frame._plan.named_table.unparsed_identifier == "t"


def test_an_external_table_is_a_table_and_a_warning_at_the_caller():
    asking, client = catalog()
    with pytest.warns(FutureWarning, match="createTable") as caught:
        asking.createExternalTable("t", "path")
    assert asked(client) == ("create_table", {"table_name": "t", "path": "path"})
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("method", "answer"),
    [("tableExists", VALUE), ("listColumns", None), ("functionExists", VALUE)],
)
def test_a_database_beside_the_name_is_deprecated(method, answer):
    asking, client = catalog(answer)
    with pytest.warns(FutureWarning, match="dbName") as caught:
        getattr(asking, method)("x", "d")
    assert caught[0].filename == __file__
    assert asked(client)[1]["db_name"] == "d"


def test_without_a_database_nothing_is_deprecated():
    asking, _ = catalog(VALUE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asking.tableExists("d.t")


def test_a_storage_level_is_sent_whole():
    asking, client = catalog()
    asking.cacheTable("t", StorageLevel.DISK_ONLY_2)
    level = asked(client)[1]["storage_level"]
    assert (level.use_disk, level.use_memory, level.replication) == (True, False, 2)


def test_what_is_no_storage_level_is_refused():
    with pytest.raises(AssertionError, match="StorageLevel"):
        catalog()[0].cacheTable("t", 5)


@pytest.mark.parametrize(
    ("method", "args", "arg_name"),
    [
        ("setCurrentDatabase", (None,), "dbName"),
        ("getTable", (5,), "tableName"),
        ("dropTempView", (b"v",), "viewName"),
        ("functionExists", (None,), "functionName"),
        ("refreshByPath", (5,), "path"),
        ("createTable", ("t", None, None, "a int"), "schema"),
    ],
)
def test_arguments_of_other_types_are_refused_before_anything_is_sent(method, args, arg_name):
    asking, client = catalog()
    with pytest.raises(PySparkTypeError) as caught:
        getattr(asking, method)(*args)
    assert caught.value.getCondition() == "NOT_EXPECTED_TYPE"
    assert caught.value.getMessageParameters()["arg_name"] == arg_name
    assert client.plans == []


@pytest.mark.parametrize(
    ("version", "method", "args"),
    [
        ("3.4.4", "listDatabases", ("d*",)),
        ("3.4.4", "cacheTable", ("t", StorageLevel.DISK_ONLY)),
        ("4.1.1", "dropTable", ("t",)),
        ("4.1.1", "createDatabase", ("d",)),
        ("4.1.1", "listPartitions", ("t",)),
    ],
)
def test_what_a_server_is_too_old_for_is_refused(version, method, args):
    asking, client = catalog(version=version)
    with pytest.raises(UnsupportedOnServerError):
        getattr(asking, method)(*args)
    assert client.plans == []


@pytest.mark.parametrize("method", ["dropTempView", "dropGlobalTempView"])
def test_temporary_views_are_dropped_on_every_version(method):
    asking, _ = catalog({"value": [False]}, "3.4.4")
    assert getattr(asking, method)("v") is False


def test_functions_of_python_are_not_registered():
    with pytest.raises(PySparkNotImplementedError):
        catalog()[0].registerFunction("f", len)
