"""`DataFrameReader`: where data comes from and how it is read; reading is the server's work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sparity.errors import AnalysisException
from sparity.errors.exceptions import connect
from sparity.plan.relations import Parse, Read, RelationChanges
from sparity.sql.arguments import require_str, wrong_type
from sparity.sql.conf import as_text
from sparity.sql.dataframe_core import DataFrameCore
from sparity.types import StringType, StructType

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame
    from sparity.sql.session import SparkSession


#: Servers look themselves whether a frame to be parsed is one column of texts.
_FRAMES_CHECKED_SINCE = (4, 2)


class DataFrameReader:
    """What `SparkSession.read` gives.

    Options are those of the data source.

    Since Spark 3.4.

    Examples:
        >>> spark.read.option("header", True).csv("people.csv")  # doctest: +SKIP
    """

    def __init__(self, client: SparkSession) -> None:
        self._session = client
        self._format: str | None = None
        self._schema: StructType | str | None = None
        self._options: dict[str, str] = {}

    def format(self, source: str) -> DataFrameReader:
        """Name the data source, such as `csv` or a class. Since Spark 3.4."""
        self._format = source
        return self

    def schema(self, schema: StructType | str) -> DataFrameReader:
        """Give the schema, so that it need not be inferred.

        Args:
            schema: StructType or DDL text.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> spark.read.schema("id long, name string").json("people.json")  # doctest: +SKIP
        """
        if not isinstance(schema, (StructType, str)):
            raise wrong_type("schema", "str or struct type", schema)
        self._schema = schema
        return self

    def option(self, key: str, value: Any) -> DataFrameReader:
        """Set one option; None takes it away. Since Spark 3.4."""
        return self.options(**{key: value})

    def options(self, **options: Any) -> DataFrameReader:
        """Set several options; None takes one away. Since Spark 3.4."""
        for key in options:
            self._options.pop(key, None)
        set_options(self._options, options)
        return self

    def load(
        self,
        path: str | list[str] | None = None,
        format: str | None = None,
        schema: StructType | str | None = None,
        **options: Any,
    ) -> DataFrame:
        """Read from any data source.

        Args:
            path: where, if the source has paths.
            format: the data source; else what `format` said, else the server's default.
            schema: as in `schema`.
            options: as in `options`.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> spark.read.load("people.parquet", format="parquet")  # doctest: +SKIP
        """
        if path is not None and not isinstance(path, (str, list)):
            raise wrong_type("path", "str or list", path)
        if format is not None:
            self.format(format)
        if schema is not None:
            self.schema(schema)
        self.options(**options)
        paths = [] if path is None else [path] if isinstance(path, str) else path
        return self._source(paths)

    def table(self, tableName: str) -> DataFrame:
        """A table or view, read with the options given. Since Spark 3.4.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Examples:
            >>> spark.read.table("db.people")  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        named = Read.NamedTable(unparsed_identifier=tableName, options=dict(self._options))
        return self._session._frame(Read(named_table=named))

    def changes(self, tableName: str) -> DataFrame:
        """The changes of a table, as rows; its options say which. Since Spark 4.2.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.
            AnalysisException: a schema was given.

        Examples:
            >>> spark.read.option("startingVersion", 1).changes("db.people")  # doctest: +SKIP
        """
        require_str("tableName", tableName)
        if self._schema is not None:
            # The condition is one of the server's, so that it has no wording among the client's.
            raise AnalysisException(
                "changes of a table have a schema of their own and take no other",
                errorClass="_LEGACY_ERROR_TEMP_1189",
                messageParameters={"operation": "changes"},
            )
        return self._session._frame(
            RelationChanges(unparsed_identifier=tableName, options=dict(self._options))
        )

    def parquet(self, *paths: str, **options: Any) -> DataFrame:
        """Read Parquet files. Since Spark 3.4.

        Examples:
            >>> spark.read.parquet("a.parquet", "b.parquet", mergeSchema=True)  # doctest: +SKIP
        """
        for path in paths:
            require_str("paths", path)
        return self.load(list(paths), format="parquet", **options)

    def orc(
        self,
        path: str | list[str],
        mergeSchema: bool | None = None,
        pathGlobFilter: bool | str | None = None,
        recursiveFileLookup: bool | str | None = None,
        modifiedBefore: bool | str | None = None,
        modifiedAfter: bool | str | None = None,
    ) -> DataFrame:
        """Read ORC files.

        Since Spark 3.4.

        Examples:
            >>> spark.read.orc("people.orc")  # doctest: +SKIP
        """
        return self.load(path, format="orc", **given(locals(), "path"))

    def text(
        self,
        paths: str | list[str],
        wholetext: bool = False,
        lineSep: str | None = None,
        pathGlobFilter: bool | str | None = None,
        recursiveFileLookup: bool | str | None = None,
        modifiedBefore: bool | str | None = None,
        modifiedAfter: bool | str | None = None,
    ) -> DataFrame:
        """Read text files, one row a line, as column `value`.

        Since Spark 3.4.

        Examples:
            >>> spark.read.text("notes.txt")  # doctest: +SKIP
        """
        return self.load(paths, format="text", **given(locals(), "paths"))

    def csv(
        self,
        path: str | list[str] | DataFrame,
        schema: StructType | str | None = None,
        sep: str | None = None,
        encoding: str | None = None,
        quote: str | None = None,
        escape: str | None = None,
        comment: str | None = None,
        header: bool | str | None = None,
        inferSchema: bool | str | None = None,
        ignoreLeadingWhiteSpace: bool | str | None = None,
        ignoreTrailingWhiteSpace: bool | str | None = None,
        nullValue: str | None = None,
        nanValue: str | None = None,
        positiveInf: str | None = None,
        negativeInf: str | None = None,
        dateFormat: str | None = None,
        timestampFormat: str | None = None,
        maxColumns: int | str | None = None,
        maxCharsPerColumn: int | str | None = None,
        maxMalformedLogPerPartition: int | str | None = None,
        mode: str | None = None,
        columnNameOfCorruptRecord: str | None = None,
        multiLine: bool | str | None = None,
        charToEscapeQuoteEscaping: str | None = None,
        samplingRatio: float | str | None = None,
        enforceSchema: bool | str | None = None,
        emptyValue: str | None = None,
        locale: str | None = None,
        lineSep: str | None = None,
        pathGlobFilter: bool | str | None = None,
        recursiveFileLookup: bool | str | None = None,
        modifiedBefore: bool | str | None = None,
        modifiedAfter: bool | str | None = None,
        unescapedQuoteHandling: str | None = None,
    ) -> DataFrame:
        """Read CSV files, or a DataFrame with a column of CSV lines.

        Since Spark 3.4.

        Examples:
            >>> spark.read.csv("people.csv", header=True)  # doctest: +SKIP
        """
        return self._files_or_texts("csv", path, schema, given(locals(), "path", "schema"))

    def json(
        self,
        path: str | list[str] | DataFrame,
        schema: StructType | str | None = None,
        primitivesAsString: bool | str | None = None,
        prefersDecimal: bool | str | None = None,
        allowComments: bool | str | None = None,
        allowUnquotedFieldNames: bool | str | None = None,
        allowSingleQuotes: bool | str | None = None,
        allowNumericLeadingZero: bool | str | None = None,
        allowBackslashEscapingAnyCharacter: bool | str | None = None,
        mode: str | None = None,
        columnNameOfCorruptRecord: str | None = None,
        dateFormat: str | None = None,
        timestampFormat: str | None = None,
        multiLine: bool | str | None = None,
        allowUnquotedControlChars: bool | str | None = None,
        lineSep: str | None = None,
        samplingRatio: float | str | None = None,
        dropFieldIfAllNull: bool | str | None = None,
        encoding: str | None = None,
        locale: str | None = None,
        pathGlobFilter: bool | str | None = None,
        recursiveFileLookup: bool | str | None = None,
        modifiedBefore: bool | str | None = None,
        modifiedAfter: bool | str | None = None,
        allowNonNumericNumbers: bool | str | None = None,
        useUnsafeRow: bool | str | None = None,
    ) -> DataFrame:
        """Read JSON files, or a DataFrame with a column of JSON lines.

        Since Spark 3.4.

        Examples:
            >>> spark.read.json("people.json")  # doctest: +SKIP
        """
        return self._files_or_texts("json", path, schema, given(locals(), "path", "schema"))

    def xml(
        self,
        path: str | list[str] | DataFrame,
        rowTag: str | None = None,
        schema: StructType | str | None = None,
        excludeAttribute: bool | str | None = None,
        attributePrefix: str | None = None,
        valueTag: str | None = None,
        ignoreSurroundingSpaces: bool | str | None = None,
        rowValidationXSDPath: str | None = None,
        ignoreNamespace: bool | str | None = None,
        wildcardColName: str | None = None,
        encoding: str | None = None,
        inferSchema: bool | str | None = None,
        nullValue: str | None = None,
        dateFormat: str | None = None,
        timestampFormat: str | None = None,
        mode: str | None = None,
        columnNameOfCorruptRecord: str | None = None,
        multiLine: bool | str | None = None,
        samplingRatio: float | str | None = None,
        locale: str | None = None,
    ) -> DataFrame:
        """Read XML files, or a DataFrame with a column of XML texts.

        Since Spark 4.0.

        Examples:
            >>> spark.read.xml("people.xml", rowTag="person")  # doctest: +SKIP
        """
        return self._files_or_texts("xml", path, schema, given(locals(), "path", "schema"))

    def jdbc(
        self,
        url: str,
        table: str,
        column: str | None = None,
        lowerBound: int | str | None = None,
        upperBound: int | str | None = None,
        numPartitions: int | None = None,
        predicates: list[str] | None = None,
        properties: dict[str, str] | None = None,
    ) -> DataFrame:
        """Read a table of a database, in one query, in ranges of a column, or by predicates.

        Each predicate is a partition of its own; where a column is given, they are not looked at.

        Since Spark 3.4.

        Raises:
            AssertionError: for a column without both bounds and a number of partitions, and for
                predicates that are not a list of text.

        Examples:
            >>> spark.read.jdbc("jdbc:postgresql://host/db", "people")  # doctest: +SKIP
        """
        options: dict[str, Any] = {**(properties or {}), "url": url, "dbtable": table}
        if column is not None:
            bounds = {
                "lowerBound": lowerBound,
                "upperBound": upperBound,
                "numPartitions": numPartitions,
            }
            for name, bound in bounds.items():
                if bound is None:
                    raise AssertionError(f"{name} must be given with a column")
            options.update(bounds, partitionColumn=column)
            predicates = None
        elif predicates is not None and not _is_list_of_text(predicates):
            raise AssertionError("predicates must be a list of str")
        self.format("jdbc").options(**options)
        return self._source([], predicates or ())

    def _source(self, paths: list[str], predicates: Any = ()) -> DataFrame:
        schema = self._schema
        if isinstance(schema, StructType):
            self._session._wire.check_type(schema)
        source = Read.DataSource(
            format=self._format,
            schema=schema.json() if isinstance(schema, StructType) else schema,
            options=dict(self._options),
            paths=tuple(paths),
            predicates=tuple(predicates),
        )
        return self._session._frame(Read(data_source=source))

    def _files_or_texts(
        self, format: str, path: Any, schema: Any, options: Mapping[str, Any]
    ) -> DataFrame:
        if isinstance(path, (str, list)):
            return self.load(path, format=format, schema=schema, **options)
        if not isinstance(path, DataFrameCore):
            raise wrong_type("path", "str, list, or DataFrame", path)
        if schema is not None:
            self.schema(schema)
        self.options(**options)
        if self._session._wire.is_before(_FRAMES_CHECKED_SINCE):
            _require_one_column_of_text(path)
        known = self._schema
        parsed = self._session._wire.parse_ddl(known) if isinstance(known, str) else known
        return self._session._frame(
            Parse(
                input=path._plan,
                format=f"PARSE_FORMAT_{format.upper()}",
                schema=parsed,
                options=dict(self._options),
            )
        )


def _require_one_column_of_text(frame: DataFrameCore) -> None:
    """What newer servers refuse, and older ones parse as if it were text."""
    columns = frame.schema.fields
    # The conditions are those of the server, so that they have no wording among the client's.
    if len(columns) != 1:
        raise connect.AnalysisException(
            f"one column of texts can be read, but the frame has {len(columns)} columns",
            errorClass="DATAFRAME_INPUT_NOT_SINGLE_COLUMN",
            messageParameters={"numColumns": str(len(columns))},
            sql_state="42K09",
        )
    data_type = columns[0].dataType
    if not isinstance(data_type, StringType):
        shown = f'"{data_type.simpleString().upper()}"'
        raise connect.AnalysisException(
            f"a column of texts can be read, but `{columns[0].name}` is {shown}",
            errorClass="DATAFRAME_INPUT_NOT_STRING_TYPE",
            messageParameters={"dataType": shown},
            sql_state="42K09",
        )


def _is_list_of_text(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def given(scope: Mapping[str, Any], *others: str) -> dict[str, Any]:
    """The options among the arguments of a call: all that are set, except `self` and `others`."""
    return {
        name: value
        for name, value in scope.items()
        if name != "self" and name not in others and value is not None
    }


def set_options(target: dict[str, str], options: Mapping[str, Any]) -> None:
    """Add options as text; None adds nothing."""
    for key, value in options.items():
        if value is not None:
            target[key] = as_text(value)
