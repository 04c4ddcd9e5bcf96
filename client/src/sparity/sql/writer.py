"""`DataFrameWriter`: where rows go and how they are written; writing is the server's work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkValueError
from sparity.plan.commands import WriteOperation
from sparity.plan.node import Relation
from sparity.sql.arguments import wrong_type
from sparity.sql.reader import given, set_options

if TYPE_CHECKING:
    from sparity.sql.metrics import ExecutionInfo
    from sparity.sql.session import SparkSession

_MODES = {
    "append": "SAVE_MODE_APPEND",
    "overwrite": "SAVE_MODE_OVERWRITE",
    "error": "SAVE_MODE_ERROR_IF_EXISTS",
    "errorifexists": "SAVE_MODE_ERROR_IF_EXISTS",
    "default": "SAVE_MODE_ERROR_IF_EXISTS",
    "ignore": "SAVE_MODE_IGNORE",
}


class DataFrameWriter:
    """What `DataFrame.write` gives.

    Since Spark 3.4.

    Examples:
        >>> df.write.mode("overwrite").partitionBy("year").parquet("data")  # doctest: +SKIP
    """

    def __init__(
        self,
        plan: Relation,
        session: SparkSession,
        callback: Callable[[ExecutionInfo], None] | None = None,
    ) -> None:
        self._plan = plan
        self._session = session
        self._callback = callback
        self._format: str | None = None
        self._mode: str | None = None
        self._options: dict[str, str] = {}
        self._partitions: list[str] = []
        self._clusters: list[str] = []
        self._sorting: list[str] = []
        self._buckets: WriteOperation.BucketBy | None = None

    def mode(self, saveMode: str | None) -> DataFrameWriter:
        """Say what happens to data that is there already.

        Args:
            saveMode: append, overwrite, ignore, error, errorifexists or default; None changes
                nothing. Another word is refused, with UNSUPPORTED_OPERATION, when rows are
                written.

        Since Spark 3.4.
        """
        if saveMode is not None:
            self._mode = saveMode
        return self

    def format(self, source: str) -> DataFrameWriter:
        """Name the data source. Since Spark 3.4."""
        self._format = source
        return self

    def option(self, key: str, value: Any) -> DataFrameWriter:
        """Set one option; None sets nothing. Since Spark 3.4."""
        set_options(self._options, {key: value})
        return self

    def options(self, **options: Any) -> DataFrameWriter:
        """Set several options. Since Spark 3.4."""
        set_options(self._options, options)
        return self

    def partitionBy(self, *cols: Any) -> DataFrameWriter:
        """Write one folder for each value of columns: names, or one list of names.

        Since Spark 3.4.
        """
        self._partitions = _one_list(cols)
        return self

    def clusterBy(self, *cols: Any) -> DataFrameWriter:
        """Keep equal values of columns together: names, or one list of names.

        Raises:
            AssertionError: there is no name.

        Since Spark 4.0.
        """
        self._clusters = _one_list(cols)
        if not self._clusters:
            raise AssertionError("clusterBy takes at least one column")
        return self

    def bucketBy(self, numBuckets: int, col: Any, *cols: Any) -> DataFrameWriter:
        """Spread the rows of a table over buckets by the hash of columns.

        Args:
            numBuckets: how many.
            col: a name, or a list or tuple of names.
            cols: more names, unless `col` is a list.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.
            PySparkValueError: CANNOT_SET_TOGETHER.

        Since Spark 3.4.

        Examples:
            >>> df.write.bucketBy(8, "id").saveAsTable("people")  # doctest: +SKIP
        """
        if not isinstance(numBuckets, int):
            raise wrong_type("numBuckets", "int", numBuckets)
        names = _names(col, cols)
        self._buckets = WriteOperation.BucketBy(
            bucket_column_names=tuple(names), num_buckets=numBuckets
        )
        return self

    def sortBy(self, col: Any, *cols: Any) -> DataFrameWriter:
        """Sort the rows of each bucket; takes what `bucketBy` takes. Since Spark 3.4."""
        self._sorting = _names(col, cols)
        return self

    def save(
        self,
        path: str | None = None,
        format: str | None = None,
        mode: str | None = None,
        partitionBy: Any = None,
        **options: Any,
    ) -> None:
        """Write to any data source.

        Args:
            path: where, if the source has paths.
            format: the data source; else what `format` said, else the server's default.
            mode: as in `mode`.
            partitionBy: as in `partitionBy`.
            options: as in `options`.

        Raises:
            AnalysisException: PATH_ALREADY_EXISTS, ….
            PySparkValueError: UNSUPPORTED_OPERATION for an unknown mode.

        Since Spark 3.4.

        Examples:
            >>> df.write.save("people.parquet", format="parquet")  # doctest: +SKIP
        """
        self._set(format, mode, partitionBy, options)
        self._write(path=path)

    def saveAsTable(
        self,
        name: str,
        format: str | None = None,
        mode: str | None = None,
        partitionBy: Any = None,
        **options: Any,
    ) -> None:
        """Write to a table, made if need be; arguments as in `save`.

        Since Spark 3.4.

        Examples:
            >>> df.write.saveAsTable("db.people", mode="append")  # doctest: +SKIP
        """
        self._set(format, mode, partitionBy, options)
        self._write(table=_table(name, "SAVE_AS_TABLE"))

    def insertInto(self, tableName: str, overwrite: bool | None = None) -> None:
        """Write to a table that exists, columns matched by position.

        Args:
            tableName: the table.
            overwrite: True replaces its rows, False adds to them; else what `mode` said.

        Since Spark 3.4.

        Examples:
            >>> df.write.insertInto("db.people")  # doctest: +SKIP
        """
        if overwrite is not None:
            self.mode("overwrite" if overwrite else "append")
        self._write(table=_table(tableName, "INSERT_INTO"))

    def parquet(
        self,
        path: str,
        mode: str | None = None,
        partitionBy: str | list[str] | None = None,
        compression: str | None = None,
    ) -> None:
        """Write Parquet files.

        Since Spark 3.4.

        Examples:
            >>> df.write.parquet("people.parquet")  # doctest: +SKIP
        """
        self.save(path, "parquet", mode, partitionBy, compression=compression)

    def orc(
        self,
        path: str,
        mode: str | None = None,
        partitionBy: str | list[str] | None = None,
        compression: str | None = None,
    ) -> None:
        """Write ORC files.

        Since Spark 3.4.

        Examples:
            >>> df.write.orc("people.orc")  # doctest: +SKIP
        """
        self.save(path, "orc", mode, partitionBy, compression=compression)

    def csv(
        self,
        path: str,
        mode: str | None = None,
        compression: str | None = None,
        sep: str | None = None,
        quote: str | None = None,
        escape: str | None = None,
        header: bool | str | None = None,
        nullValue: str | None = None,
        escapeQuotes: bool | str | None = None,
        quoteAll: bool | str | None = None,
        dateFormat: str | None = None,
        timestampFormat: str | None = None,
        ignoreLeadingWhiteSpace: bool | str | None = None,
        ignoreTrailingWhiteSpace: bool | str | None = None,
        charToEscapeQuoteEscaping: str | None = None,
        encoding: str | None = None,
        emptyValue: str | None = None,
        lineSep: str | None = None,
    ) -> None:
        """Write CSV files.

        Since Spark 3.4.

        Examples:
            >>> df.write.csv("people.csv", header=True)  # doctest: +SKIP
        """
        self.save(path, "csv", mode, **given(locals(), "path", "mode"))

    def json(
        self,
        path: str,
        mode: str | None = None,
        compression: str | None = None,
        dateFormat: str | None = None,
        timestampFormat: str | None = None,
        lineSep: str | None = None,
        encoding: str | None = None,
        ignoreNullFields: bool | str | None = None,
    ) -> None:
        """Write files of JSON lines.

        Since Spark 3.4.

        Examples:
            >>> df.write.json("people.json")  # doctest: +SKIP
        """
        self.save(path, "json", mode, **given(locals(), "path", "mode"))

    def xml(
        self,
        path: str,
        rowTag: str | None = None,
        mode: str | None = None,
        attributePrefix: str | None = None,
        valueTag: str | None = None,
        rootTag: str | None = None,
        declaration: bool | None = None,
        arrayElementName: str | None = None,
        nullValue: str | None = None,
        dateFormat: str | None = None,
        timestampFormat: str | None = None,
        compression: str | None = None,
        encoding: str | None = None,
        validateName: bool | None = None,
    ) -> None:
        """Write XML files.

        Since Spark 4.0.

        Examples:
            >>> df.write.xml("people.xml", rowTag="person")  # doctest: +SKIP
        """
        self.save(path, "xml", mode, **given(locals(), "path", "mode"))

    def text(
        self,
        path: str,
        compression: str | None = None,
        lineSep: str | None = None,
    ) -> None:
        """Write a column of texts as text files.

        Since Spark 3.4.

        Examples:
            >>> df.select("line").write.text("notes.txt")  # doctest: +SKIP
        """
        self.save(path, "text", **given(locals(), "path"))

    def jdbc(
        self,
        url: str,
        table: str,
        mode: str | None = None,
        properties: dict[str, str] | None = None,
    ) -> None:
        """Write to a table of a database.

        Since Spark 3.4.

        Examples:
            >>> df.write.jdbc("jdbc:postgresql://host/db", "people")  # doctest: +SKIP
        """
        target = {**(properties or {}), "url": url, "dbtable": table}
        self.save(format="jdbc", mode=mode, **target)

    def _set(self, format: str | None, mode: str | None, partitionBy: Any, options: Any) -> None:
        if format is not None:
            self.format(format)
        self.mode(mode).options(**options)
        if partitionBy is not None:
            self.partitionBy(partitionBy)

    def _write(
        self, path: str | None = None, table: WriteOperation.SaveTable | None = None
    ) -> None:
        self._session._wire.run_and_tell(
            WriteOperation(
                input=self._plan,
                source=self._format,
                path=path,
                table=table,
                mode=_save_mode(self._mode),
                sort_column_names=tuple(self._sorting),
                partitioning_columns=tuple(self._partitions),
                bucket_by=self._buckets,
                options=self._options,
                clustering_columns=tuple(self._clusters),
            ),
            self._callback,
        )


def _save_mode(word: str | None) -> str | None:
    if word is None:
        return None
    known = _MODES.get(word.lower())
    if known is None:
        raise PySparkValueError(
            errorClass="UNSUPPORTED_OPERATION", messageParameters={"operation": word}
        )
    return known


def _table(name: str, method: str) -> WriteOperation.SaveTable:
    return WriteOperation.SaveTable(table_name=name, save_method=f"TABLE_SAVE_METHOD_{method}")


def _one_list(cols: tuple[Any, ...]) -> list[str]:
    if len(cols) == 1 and isinstance(cols[0], (list, tuple)):
        return list(cols[0])
    return list(cols)


def _names(col: Any, cols: tuple[Any, ...]) -> list[str]:
    if isinstance(col, (list, tuple)):
        if cols:
            raise PySparkValueError(
                errorClass="CANNOT_SET_TOGETHER",
                messageParameters={"arg_list": "`col` of type list and `cols`"},
            )
        col, cols = col[0], tuple(col[1:])
    for name in cols:
        if not isinstance(name, str):
            raise wrong_type("cols", "list[str]", name)
    if not isinstance(col, str):
        raise wrong_type("col", "list[str]", col)
    return [col, *cols]
