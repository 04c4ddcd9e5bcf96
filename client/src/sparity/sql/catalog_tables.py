"""The part of `Catalog` for tables and views: what is in them, what becomes of them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from sparity.plan import catalog as plan
from sparity.sql.arguments import require_str, wrong_type
from sparity.sql.catalog_core import CatalogCore, warn_of_database
from sparity.sql.catalog_types import Column, Table, TablePartition
from sparity.types import StructType

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame


class Tables(CatalogCore):
    """Tables and views."""

    # --- tables and views ---

    def listTables(self, dbName: str | None = None, pattern: str | None = None) -> list[Table]:
        """The tables and views of a database, and the temporary views of the session.

        Args:
            dbName: the database, else the current one.
            pattern: only names that match; `*` stands for anything, `|` for or. Since Spark 3.5.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).createOrReplaceTempView("one")
            >>> [table.tableType for table in spark.catalog.listTables(pattern="one")]
            ['TEMPORARY']
        """
        rows = self._ask(list_tables=plan.ListTables(db_name=dbName, pattern=pattern))
        return [Table(*row) for row in rows]

    def listViews(self, dbName: str | None = None, pattern: str | None = None) -> list[Table]:
        """The views of a database, and the temporary views of the session.

        Args:
            dbName: the database, else the current one.
            pattern: only names that match; `*` stands for anything, `|` for or.

        Since Spark 4.2.

        Examples:
            >>> spark.catalog.listViews(pattern="sales_*")  # doctest: +SKIP
        """
        if pattern is not None and dbName is None:
            # The server takes a pattern only together with a database.
            dbName = str(self._value(current_database=plan.CurrentDatabase()))
        rows = self._ask(list_views=plan.ListViews(db_name=dbName, pattern=pattern))
        return [Table(*row) for row in rows]

    def getTable(self, tableName: str) -> Table:
        """One table or view. Since Spark 3.4.

        Examples:
            >>> spark.range(1).createOrReplaceTempView("one")
            >>> spark.catalog.getTable("one").isTemporary
            True
        """
        require_str("tableName", tableName)
        return Table(*self._ask(get_table=plan.GetTable(table_name=tableName))[0])

    def tableExists(self, tableName: str, dbName: str | None = None) -> bool:
        """Whether there is such a table or view.

        Args:
            tableName: its name.
            dbName: its database; deprecated, qualify the name instead.

        Since Spark 3.4.

        Examples:
            >>> spark.catalog.tableExists("default.nothing")
            False
        """
        require_str("tableName", tableName)
        if dbName is not None:
            warn_of_database("tableExists")
        operation = plan.TableExists(table_name=tableName, db_name=dbName)
        return bool(self._value(table_exists=operation))

    def listColumns(self, tableName: str, dbName: str | None = None) -> list[Column]:
        """The columns of a table or view.

        Servers before 4.0 know no clustering, so none of their columns is one to cluster by.

        Args:
            tableName: its name.
            dbName: its database; deprecated, qualify the name instead.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).createOrReplaceTempView("one")
            >>> [column.dataType for column in spark.catalog.listColumns("one")]
            ['bigint']
        """
        require_str("tableName", tableName)
        if dbName is not None:
            warn_of_database("listColumns")
        rows = self._ask(list_columns=plan.ListColumns(table_name=tableName, db_name=dbName))
        return [Column(*row, *(False,) * (len(Column._fields) - len(row))) for row in rows]

    def createTable(
        self,
        tableName: str,
        path: str | None = None,
        source: str | None = None,
        schema: StructType | None = None,
        description: str | None = None,
        **options: str,
    ) -> DataFrame:
        """Make a table and give a DataFrame over it.

        Args:
            tableName: its name.
            path: where its data is, for data that is there already and stays when it is dropped.
            source: the format, else `spark.sql.sources.default`.
            schema: its columns, else those of the data.
            description: a comment.
            options: options of the format.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when `schema` is no StructType.
            AnalysisException: TABLE_OR_VIEW_ALREADY_EXISTS or UNABLE_TO_INFER_SCHEMA.

        Since Spark 3.4.

        Examples:
            >>> spark.catalog.createTable("t", source="csv", schema=schema)  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        if schema is not None and not isinstance(schema, StructType):
            raise wrong_type("schema", "struct type", schema)
        self._ask(
            create_table=plan.CreateTable(
                table_name=tableName,
                path=path,
                source=source,
                description=description,
                schema=schema,
                options=options or None,
            )
        )
        return self._session.table(tableName)

    def createExternalTable(
        self,
        tableName: str,
        path: str | None = None,
        source: str | None = None,
        schema: StructType | None = None,
        **options: str,
    ) -> DataFrame:
        """The same as `createTable`, which is to be used instead. Since Spark 3.4."""
        warnings.warn(
            "createExternalTable is deprecated since Spark 4.0; use createTable instead.",
            FutureWarning,
            stacklevel=2,
        )
        return self.createTable(tableName, path, source, schema, **options)

    def dropTable(self, tableName: str, ifExists: bool = False, purge: bool = False) -> None:
        """Remove a table.

        Args:
            tableName: its name.
            ifExists: do not mind when there is none.
            purge: without a way back, where the catalog would offer one.

        Raises:
            AnalysisException: TABLE_OR_VIEW_NOT_FOUND.

        Since Spark 4.2.

        Examples:
            >>> spark.catalog.dropTable("sales", ifExists=True)  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        self._ask(drop_table=plan.DropTable(table_name=tableName, if_exists=ifExists, purge=purge))

    def dropView(self, viewName: str, ifExists: bool = False) -> None:
        """Remove a view that the catalog keeps.

        Args:
            viewName: its name.
            ifExists: do not mind when there is none.

        Raises:
            AnalysisException: TABLE_OR_VIEW_NOT_FOUND.

        Since Spark 4.2.

        Examples:
            >>> spark.catalog.dropView("sales_of_today", ifExists=True)  # doctest: +SKIP
        """
        require_str("viewName", viewName)
        self._ask(drop_view=plan.DropView(view_name=viewName, if_exists=ifExists))

    def dropTempView(self, viewName: str) -> bool:
        """Remove a temporary view of the session; whether there was one. Since Spark 3.4.

        Examples:
            >>> spark.range(1).createOrReplaceTempView("one")
            >>> spark.catalog.dropTempView("one"), spark.catalog.dropTempView("one")
            (True, False)
        """
        require_str("viewName", viewName)
        return bool(self._value(drop_temp_view=plan.DropTempView(view_name=viewName)))

    def dropGlobalTempView(self, viewName: str) -> bool:
        """Remove a temporary view of all sessions; whether there was one. Since Spark 3.4.

        Examples:
            >>> spark.catalog.dropGlobalTempView("nothing")
            False
        """
        require_str("viewName", viewName)
        operation = plan.DropGlobalTempView(view_name=viewName)
        return bool(self._value(drop_global_temp_view=operation))

    def getTableProperties(self, tableName: str) -> dict[str, str]:
        """The properties of a table. Since Spark 4.2.

        Examples:
            >>> spark.catalog.getTableProperties("sales")  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        operation = plan.GetTableProperties(table_name=tableName)
        return dict(self._ask(get_table_properties=operation))

    def getCreateTableString(self, tableName: str, asSerde: bool = False) -> str:
        """The SQL statement that would make a table again.

        Args:
            tableName: its name.
            asSerde: in the words of Hive.

        Since Spark 4.2.

        Examples:
            >>> print(spark.catalog.getCreateTableString("sales"))  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        operation = plan.GetCreateTableString(table_name=tableName, as_serde=asSerde)
        return str(self._value(get_create_table_string=operation))

    def truncateTable(self, tableName: str) -> None:
        """Remove all rows of a table. Since Spark 4.2.

        Examples:
            >>> spark.catalog.truncateTable("sales")  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        self._ask(truncate_table=plan.TruncateTable(table_name=tableName))

    def analyzeTable(self, tableName: str, noScan: bool = False) -> None:
        """Count a table, so that queries over it are planned better.

        Args:
            tableName: its name.
            noScan: look at the size of the files only.

        Since Spark 4.2.

        Examples:
            >>> spark.catalog.analyzeTable("sales")  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        self._ask(analyze_table=plan.AnalyzeTable(table_name=tableName, no_scan=noScan))

    # --- partitions and files ---

    def listPartitions(self, tableName: str) -> list[TablePartition]:
        """The partitions of a table. Since Spark 4.2.

        Examples:
            >>> spark.catalog.listPartitions("sales")  # doctest: +SKIP
            [TablePartition(partition='year=2025')]
        """
        require_str("tableName", tableName)
        rows = self._ask(list_partitions=plan.ListPartitions(table_name=tableName))
        return [TablePartition(*row) for row in rows]

    def recoverPartitions(self, tableName: str) -> None:
        """Let the catalog find the partitions in the folder of a table. Since Spark 3.4.

        Examples:
            >>> spark.catalog.recoverPartitions("sales")  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        self._ask(recover_partitions=plan.RecoverPartitions(table_name=tableName))

    def refreshTable(self, tableName: str) -> None:
        """Forget what is known of a table's files, and read its cache anew. Since Spark 3.4.

        Examples:
            >>> spark.catalog.refreshTable("sales")  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        self._ask(refresh_table=plan.RefreshTable(table_name=tableName))

    def refreshByPath(self, path: str) -> None:
        """Forget what is known of the files below a path. Since Spark 3.4.

        Examples:
            >>> spark.catalog.refreshByPath("/data/sales")
        """
        require_str("path", path)
        self._ask(refresh_by_path=plan.RefreshByPath(path=path))
