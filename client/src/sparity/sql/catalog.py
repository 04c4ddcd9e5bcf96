"""`spark.catalog`: databases, tables, views, functions and the cache of the server.

What it answers with is in `catalog_types`; DataFrames over tables are made by the session.
"""

from __future__ import annotations

from typing import Any

from sparity.plan import catalog as plan
from sparity.sql.arguments import require_str, storage_level_node
from sparity.sql.catalog_core import warn_of_database
from sparity.sql.catalog_tables import Tables
from sparity.sql.catalog_types import (
    CatalogMetadata,
    Column,
    Database,
    Function,
    Table,
    TablePartition,
)
from sparity.sql.unavailable import PYTHON, unavailable
from sparity.storagelevel import StorageLevel

__all__ = [
    "Catalog",
    "CatalogMetadata",
    "Column",
    "Database",
    "Function",
    "Table",
    "TablePartition",
]


class Catalog(Tables):
    """What `SparkSession.catalog` gives.

    Names may be qualified (`catalog.database.table`); without that they mean the current catalog
    and database. Every method may raise AnalysisException for what does not exist or is not
    allowed, and UnsupportedOnServerError for what the server is too old for.

    Since Spark 3.4.

    Examples:
        >>> spark.catalog.currentDatabase()
        'default'
    """

    # --- catalogs ---

    def currentCatalog(self) -> str:
        """The name of the catalog that unqualified names mean. Since Spark 3.4.

        Examples:
            >>> spark.catalog.currentCatalog()
            'spark_catalog'
        """
        return str(self._value(current_catalog=plan.CurrentCatalog()))

    def setCurrentCatalog(self, catalogName: str) -> None:
        """Let unqualified names mean another catalog.

        Raises:
            SparkException: CATALOG_NOT_FOUND.

        Since Spark 3.4.

        Examples:
            >>> spark.catalog.setCurrentCatalog("spark_catalog")
        """
        require_str("catalogName", catalogName)
        self._ask(set_current_catalog=plan.SetCurrentCatalog(catalog_name=catalogName))

    def listCatalogs(self, pattern: str | None = None) -> list[CatalogMetadata]:
        """The catalogs that were used so far.

        Args:
            pattern: only names that match; `*` stands for anything, `|` for or. Since Spark 3.5.

        Since Spark 3.4.

        Examples:
            >>> spark.catalog.listCatalogs()
            [CatalogMetadata(name='spark_catalog', description=None)]
        """
        rows = self._ask(list_catalogs=plan.ListCatalogs(pattern=pattern))
        return [CatalogMetadata(*row) for row in rows]

    # --- databases ---

    def currentDatabase(self) -> str:
        """The name of the database that unqualified names mean. Since Spark 3.4.

        Examples:
            >>> spark.catalog.currentDatabase()
            'default'
        """
        return str(self._value(current_database=plan.CurrentDatabase()))

    def setCurrentDatabase(self, dbName: str) -> None:
        """Let unqualified names mean another database. Since Spark 3.4.

        Examples:
            >>> spark.catalog.setCurrentDatabase("default")
        """
        require_str("dbName", dbName)
        self._ask(set_current_database=plan.SetCurrentDatabase(db_name=dbName))

    def listDatabases(self, pattern: str | None = None) -> list[Database]:
        """The databases of the current catalog.

        Args:
            pattern: only names that match; `*` stands for anything, `|` for or. Since Spark 3.5.

        Since Spark 3.4.

        Examples:
            >>> [database.name for database in spark.catalog.listDatabases("def*")]
            ['default']
        """
        rows = self._ask(list_databases=plan.ListDatabases(pattern=pattern))
        return [Database(*row) for row in rows]

    def getDatabase(self, dbName: str) -> Database:
        """One database. Since Spark 3.4.

        Examples:
            >>> spark.catalog.getDatabase("default").catalog
            'spark_catalog'
        """
        require_str("dbName", dbName)
        return Database(*self._ask(get_database=plan.GetDatabase(db_name=dbName))[0])

    def databaseExists(self, dbName: str) -> bool:
        """Whether there is such a database. Since Spark 3.4.

        Examples:
            >>> spark.catalog.databaseExists("nowhere")
            False
        """
        require_str("dbName", dbName)
        return bool(self._value(database_exists=plan.DatabaseExists(db_name=dbName)))

    def createDatabase(
        self, dbName: str, ifNotExists: bool = False, properties: dict[str, str] | None = None
    ) -> None:
        """Make a database.

        Args:
            dbName: its name.
            ifNotExists: leave one that exists as it is.
            properties: such as `comment` and `location`, and any others.

        Raises:
            AnalysisException: SCHEMA_ALREADY_EXISTS.

        Since Spark 4.2.

        Examples:
            >>> spark.catalog.createDatabase("sales", ifNotExists=True)  # doctest: +SKIP
        """
        require_str("dbName", dbName)
        self._ask(
            create_database=plan.CreateDatabase(
                db_name=dbName, if_not_exists=ifNotExists, properties=properties or None
            )
        )

    def dropDatabase(self, dbName: str, ifExists: bool = False, cascade: bool = False) -> None:
        """Remove a database.

        Args:
            dbName: its name.
            ifExists: do not mind when there is none.
            cascade: with everything in it.

        Raises:
            AnalysisException: SCHEMA_NOT_FOUND or SCHEMA_NOT_EMPTY.

        Since Spark 4.2.

        Examples:
            >>> spark.catalog.dropDatabase("sales", cascade=True)  # doctest: +SKIP
        """
        require_str("dbName", dbName)
        self._ask(
            drop_database=plan.DropDatabase(db_name=dbName, if_exists=ifExists, cascade=cascade)
        )

    # --- the cache ---

    def isCached(self, tableName: str) -> bool:
        """Whether a table or view is kept in the cache. Since Spark 3.4.

        Examples:
            >>> spark.range(1).createOrReplaceTempView("one")
            >>> spark.catalog.isCached("one")
            False
        """
        require_str("tableName", tableName)
        return bool(self._value(is_cached=plan.IsCached(table_name=tableName)))

    def cacheTable(self, tableName: str, storageLevel: StorageLevel | None = None) -> None:
        """Keep the rows of a table or view once they are computed.

        Args:
            tableName: its name.
            storageLevel: where and how. Since Spark 3.5.

        Raises:
            AssertionError: `storageLevel` is something else.

        Since Spark 3.4.

        Examples:
            >>> spark.catalog.cacheTable("sales", StorageLevel.DISK_ONLY)  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        if storageLevel is not None and not isinstance(storageLevel, StorageLevel):
            raise AssertionError(f"storageLevel must be a StorageLevel, not {storageLevel!r}")
        level = None if storageLevel is None else storage_level_node(storageLevel)
        self._ask(cache_table=plan.CacheTable(table_name=tableName, storage_level=level))

    def uncacheTable(self, tableName: str) -> None:
        """Keep the rows of a table or view no longer. Since Spark 3.4.

        Examples:
            >>> spark.catalog.uncacheTable("sales")  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        self._ask(uncache_table=plan.UncacheTable(table_name=tableName))

    def clearCache(self) -> None:
        """Empty the cache, for all sessions of the server. Since Spark 3.4.

        Examples:
            >>> spark.catalog.clearCache()  # doctest: +SKIP
        """
        self._ask(clear_cache=plan.ClearCache())

    # --- functions ---

    def listFunctions(
        self, dbName: str | None = None, pattern: str | None = None
    ) -> list[Function]:
        """The functions that SQL can call: built in, of the session and of a database.

        Args:
            dbName: the database, else the current one.
            pattern: only names that match; `*` stands for anything, `|` for or. Since Spark 3.5.

        Since Spark 3.4.

        Examples:
            >>> [function.name for function in spark.catalog.listFunctions(pattern="sum")]
            ['sum']
        """
        rows = self._ask(list_functions=plan.ListFunctions(db_name=dbName, pattern=pattern))
        return [Function(*row) for row in rows]

    def getFunction(self, functionName: str) -> Function:
        """One function. Since Spark 3.4.

        Examples:
            >>> spark.catalog.getFunction("sum").isTemporary
            True
        """
        require_str("functionName", functionName)
        return Function(*self._ask(get_function=plan.GetFunction(function_name=functionName))[0])

    def functionExists(self, functionName: str, dbName: str | None = None) -> bool:
        """Whether there is such a function.

        Args:
            functionName: its name.
            dbName: its database; deprecated, qualify the name instead.

        Since Spark 3.4.

        Examples:
            >>> spark.catalog.functionExists("sum")
            True
        """
        require_str("functionName", functionName)
        if dbName is not None:
            warn_of_database("functionExists")
        operation = plan.FunctionExists(function_name=functionName, db_name=dbName)
        return bool(self._value(function_exists=operation))

    @unavailable(PYTHON)
    def registerFunction(self, name: str, f: Any, returnType: Any = None) -> Any:
        """Register a Python function under a name; deprecated, use `spark.udf`. Since Spark 3.4."""
