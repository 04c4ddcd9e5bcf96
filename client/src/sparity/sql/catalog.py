"""`spark.catalog`: databases, tables, views, columns, functions and what of them is cached.

Every operation is one relation of the protocol, run at once; operations that are newer than the
server are refused by the encoder.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, cast

from sparity.plan import catalog as ask
from sparity.plan.common import StorageLevel as StorageLevelNode
from sparity.plan.node import Node
from sparity.sql import results
from sparity.sql.catalog_types import (
    CatalogMetadata,
    Column,
    Database,
    Function,
    Table,
    TablePartition,
)
from sparity.sql.unavailable import refusal
from sparity.types import Row, StructType

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame
    from sparity.sql.session import SparkSession
    from sparity.storagelevel import StorageLevel


class Catalog:
    """The catalog of a session; reached as `spark.catalog`. Since Spark 3.4.

    Examples:
        >>> spark.catalog.currentDatabase()  # doctest: +SKIP
        'default'
    """

    def __init__(self, sparkSession: SparkSession) -> None:
        self._session = sparkSession

    def _rows(self, **operation: Node) -> list[Row]:
        return results.rows(self._session._wire, ask.Catalog(**operation))  # type: ignore[arg-type]

    def _value(self, **operation: Node) -> Any:
        return self._rows(**operation)[0][0]

    def currentCatalog(self) -> str:
        """The name of the current catalog.

        Since Spark 3.4.
        """
        return cast(str, self._value(current_catalog=ask.CurrentCatalog()))

    def setCurrentCatalog(self, catalogName: str) -> None:
        """Make a catalog the current one.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        self._rows(set_current_catalog=ask.SetCurrentCatalog(catalog_name=catalogName))

    def listCatalogs(self, pattern: str | None = None) -> list[CatalogMetadata]:
        """The catalogs of the session, those that fit `pattern` if it is given (since Spark 3.5).

        Since Spark 3.4.
        """
        return [
            CatalogMetadata._make(row)
            for row in self._rows(list_catalogs=ask.ListCatalogs(pattern=pattern))
        ]

    def currentDatabase(self) -> str:
        """The name of the current database.

        Since Spark 3.4.
        """
        return cast(str, self._value(current_database=ask.CurrentDatabase()))

    def setCurrentDatabase(self, dbName: str) -> None:
        """Make a database the current one.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        self._rows(set_current_database=ask.SetCurrentDatabase(db_name=dbName))

    def listDatabases(self, pattern: str | None = None) -> list[Database]:
        """The databases, those that fit `pattern` if it is given (since Spark 3.5).

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        return [
            Database._make(row)
            for row in self._rows(list_databases=ask.ListDatabases(pattern=pattern))
        ]

    def getDatabase(self, dbName: str) -> Database:
        """One database by name.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        return Database._make(self._rows(get_database=ask.GetDatabase(db_name=dbName))[0])

    def databaseExists(self, dbName: str) -> bool:
        """Whether there is a database of that name.

        Since Spark 3.4.
        """
        return cast(bool, self._value(database_exists=ask.DatabaseExists(db_name=dbName)))

    def createDatabase(
        self, dbName: str, ifNotExists: bool = False, properties: dict[str, str] | None = None
    ) -> None:
        """Make a database; `properties` may hold its `comment` and `location`.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 4.2.
        """
        self._rows(
            create_database=ask.CreateDatabase(
                db_name=dbName, if_not_exists=ifNotExists, properties=properties
            )
        )

    def dropDatabase(self, dbName: str, ifExists: bool = False, cascade: bool = False) -> None:
        """Drop a database; with `cascade` also what is in it.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 4.2.
        """
        self._rows(
            drop_database=ask.DropDatabase(db_name=dbName, if_exists=ifExists, cascade=cascade)
        )

    def listTables(self, dbName: str | None = None, pattern: str | None = None) -> list[Table]:
        """The tables and views of a database and the temporary views of the session.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        return [
            Table._make(row)
            for row in self._rows(list_tables=ask.ListTables(db_name=dbName, pattern=pattern))
        ]

    def getTable(self, tableName: str) -> Table:
        """One table or view by name.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        return Table._make(self._rows(get_table=ask.GetTable(table_name=tableName))[0])

    def tableExists(self, tableName: str, dbName: str | None = None) -> bool:
        """Whether there is a table or view of that name.

        Since Spark 3.4.
        """
        return cast(
            bool, self._value(table_exists=ask.TableExists(table_name=tableName, db_name=dbName))
        )

    def dropTable(self, tableName: str, ifExists: bool = False, purge: bool = False) -> None:
        """Drop a table.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 4.2.
        """
        self._rows(drop_table=ask.DropTable(table_name=tableName, if_exists=ifExists, purge=purge))

    def listViews(self, dbName: str | None = None, pattern: str | None = None) -> list[Table]:
        """The views of a database and the temporary views of the session.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 4.2.
        """
        return [
            Table._make(row)
            for row in self._rows(list_views=ask.ListViews(db_name=dbName, pattern=pattern))
        ]

    def dropView(self, viewName: str, ifExists: bool = False) -> None:
        """Drop a persistent view.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 4.2.
        """
        self._rows(drop_view=ask.DropView(view_name=viewName, if_exists=ifExists))

    def dropTempView(self, viewName: str) -> bool:
        """Drop a temporary view of the session; whether there was one.

        Since Spark 3.4.
        """
        return cast(bool, self._value(drop_temp_view=ask.DropTempView(view_name=viewName)))

    def dropGlobalTempView(self, viewName: str) -> bool:
        """Drop a global temporary view; whether there was one.

        Since Spark 3.4.
        """
        return cast(
            bool, self._value(drop_global_temp_view=ask.DropGlobalTempView(view_name=viewName))
        )

    def listColumns(self, tableName: str, dbName: str | None = None) -> list[Column]:
        """The columns of a table or view.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        return [
            _column(row)
            for row in self._rows(
                list_columns=ask.ListColumns(table_name=tableName, db_name=dbName)
            )
        ]

    def listPartitions(self, tableName: str) -> list[TablePartition]:
        """The partitions of a table.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 4.2.
        """
        return [
            TablePartition._make(row)
            for row in self._rows(list_partitions=ask.ListPartitions(table_name=tableName))
        ]

    def getTableProperties(self, tableName: str) -> dict[str, str]:
        """The properties of a table.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 4.2.
        """
        return {
            row[0]: row[1]
            for row in self._rows(get_table_properties=ask.GetTableProperties(table_name=tableName))
        }

    def getCreateTableString(self, tableName: str, asSerde: bool = False) -> str:
        """The statement that would make this table.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 4.2.
        """
        return cast(
            str,
            self._value(
                get_create_table_string=ask.GetCreateTableString(
                    table_name=tableName, as_serde=asSerde
                )
            ),
        )

    def truncateTable(self, tableName: str) -> None:
        """Remove all rows of a table.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 4.2.
        """
        self._rows(truncate_table=ask.TruncateTable(table_name=tableName))

    def analyzeTable(self, tableName: str, noScan: bool = False) -> None:
        """Compute the statistics of a table; with `noScan` only its size.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 4.2.
        """
        self._rows(analyze_table=ask.AnalyzeTable(table_name=tableName, no_scan=noScan))

    def listFunctions(
        self, dbName: str | None = None, pattern: str | None = None
    ) -> list[Function]:
        """The functions that can be called, built-in ones included.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        return [
            Function._make(row)
            for row in self._rows(list_functions=ask.ListFunctions(db_name=dbName, pattern=pattern))
        ]

    def getFunction(self, functionName: str) -> Function:
        """One function by name.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        return Function._make(
            self._rows(get_function=ask.GetFunction(function_name=functionName))[0]
        )

    def functionExists(self, functionName: str, dbName: str | None = None) -> bool:
        """Whether there is a function of that name.

        Since Spark 3.4.
        """
        return cast(
            bool,
            self._value(
                function_exists=ask.FunctionExists(function_name=functionName, db_name=dbName)
            ),
        )

    def isCached(self, tableName: str) -> bool:
        """Whether a table is kept in memory.

        Since Spark 3.4.
        """
        return cast(bool, self._value(is_cached=ask.IsCached(table_name=tableName)))

    def uncacheTable(self, tableName: str) -> None:
        """Keep a table in memory no longer.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        self._rows(uncache_table=ask.UncacheTable(table_name=tableName))

    def clearCache(self) -> None:
        """Keep no table in memory.

        Since Spark 3.4.
        """
        self._rows(clear_cache=ask.ClearCache())

    def refreshTable(self, tableName: str) -> None:
        """Forget what is known of the data of a table.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        self._rows(refresh_table=ask.RefreshTable(table_name=tableName))

    def refreshByPath(self, path: str) -> None:
        """Forget what is known of all data below a path.

        Since Spark 3.4.
        """
        self._rows(refresh_by_path=ask.RefreshByPath(path=path))

    def recoverPartitions(self, tableName: str) -> None:
        """Find the partitions of a table on disk.

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        self._rows(recover_partitions=ask.RecoverPartitions(table_name=tableName))

    def cacheTable(self, tableName: str, storageLevel: StorageLevel | None = None) -> None:
        """Keep a table in memory from its first use, at a storage level (since Spark 3.5).

        Raises:
            AnalysisException: the server does not know the name.

        Since Spark 3.4.
        """
        level = None if storageLevel is None else _level(storageLevel)
        self._rows(cache_table=ask.CacheTable(table_name=tableName, storage_level=level))

    def createTable(
        self,
        tableName: str,
        path: str | None = None,
        source: str | None = None,
        schema: StructType | None = None,
        description: str | None = None,
        **options: str,
    ) -> DataFrame:
        """Make a table, external if `path` is given, and return it as a DataFrame.

        Raises:
            AnalysisException: there is such a table, or the source cannot make it.

        Since Spark 3.4.
        """
        return self._created(
            create_table=ask.CreateTable(
                table_name=tableName,
                path=path,
                source=source,
                description=description or "",
                schema=schema,
                options=options,
            )
        )

    def createExternalTable(
        self,
        tableName: str,
        path: str | None = None,
        source: str | None = None,
        schema: StructType | None = None,
        **options: str,
    ) -> DataFrame:
        """Make a table over data that is there already; `createTable` with a path does the same.

        Raises:
            AnalysisException: there is such a table, or the source cannot make it.

        Since Spark 3.4.
        """
        return self._created(
            create_external_table=ask.CreateExternalTable(
                table_name=tableName, path=path, source=source, schema=schema, options=options
            )
        )

    def _created(self, **operation: Node) -> DataFrame:
        frame = self._session._frame(ask.Catalog(**operation))  # type: ignore[arg-type]
        frame.toArrow()  # the table is made when the relation runs
        return frame

    def registerFunction(
        self, name: str, f: Callable[..., Any], returnType: Any = None
    ) -> NoReturn:
        """Not available: it needs Python workers on the server."""
        raise refusal("Catalog.registerFunction", "Python workers")


def _column(row: Row) -> Column:
    # Whether a column clusters its table is only said since Spark 4.0.
    return Column(*row, *[False] * (len(Column._fields) - len(row)))


def _level(level: StorageLevel) -> StorageLevelNode:
    return StorageLevelNode(
        use_disk=level.useDisk,
        use_memory=level.useMemory,
        use_off_heap=level.useOffHeap,
        deserialized=level.deserialized,
        replication=level.replication,
    )
