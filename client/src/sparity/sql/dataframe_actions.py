"""The part of `DataFrame` that executes: rows, Arrow, pandas, Polars, and what is printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkValueError
from sparity.plan.node import Relation
from sparity.plan.relations import (
    HtmlString,
    Limit,
    Project,
    ShowString,
    Tail,
)
from sparity.plan.requests import AnalyzePlanRequest, Plan
from sparity.sql import results
from sparity.sql.arguments import not_allowed, wrong_type, wrong_type_named
from sparity.sql.dataframe_grouping import Grouping
from sparity.sql.wire import first_value

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from sparity.sql.dataframe import DataFrame
    from sparity.sql.metrics import ExecutionInfo
    from sparity.sql.operation import Operation
    from sparity.types import Row

_EXPLAIN_MODES = ("simple", "extended", "codegen", "cost", "formatted")
_SHOWN_CHARACTERS = 20


class Actions(Grouping):
    """What brings data or texts from the server."""

    # --- rows ---

    def collect(self) -> list[Row]:
        """All rows.

        Raises:
            SparkConnectException: the query failed.

        Since Spark 3.4.

        Examples:
            >>> spark.range(2).collect()
            [Row(id=0), Row(id=1)]
        """
        with self._executing():
            return self._rows(self._plan)

    def _rows(self, plan: Relation) -> list[Row]:
        return results.rows(self._wire, plan)

    def toLocalIterator(self, prefetchPartitions: bool = False) -> Iterator[Row]:
        """The rows one after another, in the memory of one batch.

        Args:
            prefetchPartitions: has no effect over Spark Connect.

        Since Spark 3.4.

        Examples:
            >>> for row in spark.range(2).toLocalIterator():
            ...     print(row.id)
            0
            1
        """
        return results.iterate(self._wire, self._plan)

    def head(self, n: int | None = None) -> Any:
        """The first row, or None; with `n`, a list of the first rows. Since Spark 3.4.

        Examples:
            >>> spark.range(2).head()
            Row(id=0)
        """
        if n is None:
            rows = self.head(1)
            return rows[0] if rows else None
        return self.take(n)

    def first(self) -> Row | None:
        """The first row, or None. Since Spark 3.4.

        Examples:
            >>> spark.range(0).first()
        """
        row: Row | None = self.head()
        return row

    def take(self, num: int) -> list[Row]:
        """The first `num` rows. Since Spark 3.4.

        Examples:
            >>> spark.range(3).take(1)
            [Row(id=0)]
        """
        return self._rows(Limit(input=self._plan, limit=num))

    def tail(self, num: int) -> list[Row]:
        """The last `num` rows. Since Spark 3.4.

        Examples:
            >>> spark.range(3).tail(1)
            [Row(id=2)]
        """
        return self._rows(Tail(input=self._plan, limit=num))

    def count(self) -> int:
        """The number of rows. Since Spark 3.4.

        Examples:
            >>> spark.range(3).count()
            3
        """
        counted: int = first_value(self._wire.execute(self._counted()).batches())
        return counted

    def isEmpty(self) -> bool:
        """Whether there are no rows. Since Spark 3.4.

        Examples:
            >>> spark.range(0).isEmpty()
            True
        """
        probe = Limit(input=Project(input=self._plan), limit=1)
        return self._once("isEmpty", lambda: not self._rows(probe))

    def submit(self) -> Operation:
        """Begin to execute and return at once, with a handle on what runs.

        The server keeps the results until all have arrived, so another process can fetch them
        with `SparkSession.operation` if this one ends. Only Sparity has this method.

        Examples:
            >>> job = spark.range(3).submit()
            >>> job.result()
            [Row(id=0), Row(id=1), Row(id=2)]
            >>> job.done
            True
        """
        from sparity.sql.operation import Operation

        return Operation.begin(self._wire, self._plan)

    # --- Arrow, pandas, Polars ---

    def toArrow(self) -> pyarrow.Table:
        """All rows as an Arrow table.

        Since Spark 4.0.

        Examples:
            >>> spark.range(2).toArrow().num_rows
            2
        """
        with self._executing():
            return results.table(self._wire, self._plan)

    def to_arrow_reader(self) -> pyarrow.RecordBatchReader:
        """The rows as a stream of Arrow batches, in the memory of one batch.

        The query starts at once; closing the reader early stops it on the server. Only Sparity
        has this method.

        Examples:
            >>> for batch in spark.range(2).to_arrow_reader():
            ...     print(batch.num_rows)  # doctest: +SKIP
        """
        return results.reader(self._wire, self._plan)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the rows to any library that speaks the Arrow C stream interface."""
        capsule: object = self.to_arrow_reader().__arrow_c_stream__(  # type: ignore[no-untyped-call]
            requested_schema
        )
        return capsule

    def toPandas(self) -> pandas.DataFrame:
        """All rows as a pandas DataFrame; needs the extra `pandas`.

        Raises:
            PySparkImportError: PACKAGE_NOT_INSTALLED.

        Since Spark 3.4.

        Examples:
            >>> spark.range(2).toPandas().id.sum()
            1
        """
        with self._executing():
            return results.pandas_frame(self._wire, self._plan)

    def to_polars(self) -> polars.DataFrame:
        """All rows as a Polars DataFrame; needs the extra `polars`. Only Sparity has this method.

        Raises:
            PySparkImportError: PACKAGE_NOT_INSTALLED.

        Examples:
            >>> spark.range(2).to_polars()["id"].sum()
            1
        """
        with self._executing():
            return results.polars_frame(self._wire, self._plan)

    # --- printed ---

    def show(self, n: int = 20, truncate: bool | int = True, vertical: bool = False) -> None:
        """Print the first rows as a table.

        Args:
            n: how many.
            truncate: cut longer values to 20 characters, to so many characters, or not at all.
            vertical: print one value a line.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).show()
            +---+
            | id|
            +---+
            |  0|
            +---+
        """
        _write(self._shown(n, truncate, vertical))

    def _shown(self, n: Any, truncate: Any, vertical: Any) -> str:
        if not isinstance(n, int) or isinstance(n, bool):
            raise wrong_type("n", "int", n)
        if not isinstance(vertical, bool):
            raise wrong_type("vertical", "bool", vertical)
        if isinstance(truncate, bool):
            characters = _SHOWN_CHARACTERS if truncate else 0
        else:
            try:
                characters = int(truncate)
            except ValueError as error:
                raise wrong_type("truncate", "bool", truncate) from error
        plan = ShowString(input=self._plan, num_rows=n, truncate=characters, vertical=vertical)
        text: str = first_value(self._wire.execute(plan).batches())
        return text

    def printSchema(self, level: int | None = None) -> None:
        """Print the schema as a tree.

        Args:
            level: how deep; all of it by default.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).printSchema()
            root
             |-- id: long (nullable = false)
        """
        schema = self._schema_now()
        _write(schema.treeString() if level is None else schema.treeString(level))

    def explain(self, extended: Any = None, mode: str | None = None) -> None:
        """Print the plan by which Spark computes the rows.

        Args:
            extended: True for the logical plans too, or a mode.
            mode: simple (default), extended, codegen, cost or formatted.

        Raises:
            PySparkValueError: CANNOT_SET_TOGETHER or VALUE_NOT_ALLOWED.
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).explain()  # doctest: +SKIP
        """
        _write(self._explained(_explain_mode(extended, mode)))

    def _explained(self, mode: str) -> str:
        if mode not in _EXPLAIN_MODES:
            raise not_allowed("explain_mode", _EXPLAIN_MODES)
        question = AnalyzePlanRequest.Explain(
            plan=Plan(root=self._plan), explain_mode=f"EXPLAIN_MODE_{mode.upper()}"
        )
        text: str = self._wire.analyze(explain=question).explain.explain_string
        return text

    def __repr__(self) -> str:
        # A notebook that asked for HTML shows that; the text beside it needs no second execution.
        eager = None if self._facts.get("html") else self._eager()
        if eager is not None:
            return self._shown(eager[0], eager[1], False)
        return f"DataFrame[{', '.join(f'{name}: {kind}' for name, kind in self.dtypes)}]"

    def _repr_html_(self) -> str | None:
        self._facts["html"] = True
        eager = self._eager()
        if eager is None:
            return None
        plan = HtmlString(input=self._plan, num_rows=eager[0], truncate=eager[1])
        text: str = first_value(self._wire.execute(plan).batches())
        return text

    def _eager(self) -> tuple[int, int] | None:
        """Rows and characters to show, when the session wants `repr` to show data."""
        prefix = "spark.sql.repl.eagerEval."
        options = self._wire.options(f"{prefix}enabled", f"{prefix}maxNumRows", f"{prefix}truncate")
        if options.get(f"{prefix}enabled") != "true":
            return None
        rows, characters = options.get(f"{prefix}maxNumRows"), options.get(f"{prefix}truncate")
        return int(rows or _SHOWN_CHARACTERS), int(characters or _SHOWN_CHARACTERS)

    # --- facts about the last execution ---

    @property
    def executionInfo(self) -> ExecutionInfo | None:
        """What is known of the last execution that gave all rows or wrote them; None before one.

        Since Spark 4.0.

        Examples:
            >>> df = spark.range(3).observe("size", F.count("id").alias("rows"))
            >>> df.collect()
            [Row(id=0), Row(id=1), Row(id=2)]
            >>> df.executionInfo.flows
            [('size', {'rows': 3})]
        """
        return self._execution_info

    # --- facts about the plan ---

    def inputFiles(self) -> list[str]:
        """The files that the rows come from, as far as Spark knows. Since Spark 3.4.

        Examples:
            >>> spark.read.parquet("data.parquet").inputFiles()  # doctest: +SKIP
        """
        question = AnalyzePlanRequest.InputFiles(plan=Plan(root=self._plan))
        return self._once(
            "inputFiles",
            lambda: list(self._wire.analyze(input_files=question).input_files.files),
        )

    def isLocal(self) -> bool:
        """Whether the server can answer without executors. Since Spark 3.4."""
        question = AnalyzePlanRequest.IsLocal(plan=Plan(root=self._plan))
        return self._once(
            "isLocal", lambda: bool(self._wire.analyze(is_local=question).is_local.is_local)
        )

    @property
    def isStreaming(self) -> bool:
        """Whether a source is a stream. Since Spark 3.4."""
        question = AnalyzePlanRequest.IsStreaming(plan=Plan(root=self._plan))
        return self._once(
            "isStreaming",
            lambda: bool(self._wire.analyze(is_streaming=question).is_streaming.is_streaming),
        )

    def sameSemantics(self, other: DataFrame) -> bool:
        """Whether another DataFrame has the same plan, names aside.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.
            SessionNotSameException: SESSION_NOT_SAME.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).sameSemantics(spark.range(1))
            True
        """
        if not isinstance(other, Actions):
            raise wrong_type("other", "DataFrame", other)
        right = self._require_same_session(other)
        question = AnalyzePlanRequest.SameSemantics(
            target_plan=Plan(root=self._plan), other_plan=Plan(root=right._plan)
        )
        return bool(self._wire.analyze(same_semantics=question).same_semantics.result)

    def semanticHash(self) -> int:
        """A number that DataFrames with the same plan share. Since Spark 3.4."""
        question = AnalyzePlanRequest.SemanticHash(plan=Plan(root=self._plan))
        return self._once(
            "semanticHash",
            lambda: int(self._wire.analyze(semantic_hash=question).semantic_hash.result),
        )


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")


def _explain_mode(extended: Any, mode: Any) -> str:
    if extended is not None and mode is not None:
        raise PySparkValueError(
            errorClass="CANNOT_SET_TOGETHER",
            messageParameters={"arg_list": "extended and mode"},
        )
    chosen = extended if mode is None else mode
    if chosen is None or chosen is False:
        return "simple"
    if chosen is True and mode is None:
        return "extended"
    if not isinstance(chosen, str):
        raise wrong_type_named(
            "extended (optional) and mode (optional)", "bool or str", str(type(chosen))
        )
    return chosen
