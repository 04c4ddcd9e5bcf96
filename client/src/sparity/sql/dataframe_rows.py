"""The part of `DataFrame` that picks, orders and marks the rows of one DataFrame."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from sparity.errors import PySparkIndexError, PySparkTypeError
from sparity.plan.node import Expression
from sparity.plan.relations import (
    CollectMetrics,
    Deduplicate,
    Filter,
    Hint,
    Limit,
    Offset,
    Sort,
    SubqueryAlias,
    WithWatermark,
)
from sparity.sql import arguments
from sparity.sql.arguments import (
    expression,
    flattened,
    is_column,
    require_not_empty,
    require_str,
    unpacked,
    wrong_type,
    wrong_type_named,
)
from sparity.sql.dataframe_core import DataFrameCore
from sparity.sql.literal import lit_expression
from sparity.sql.observation import Observation

if TYPE_CHECKING:
    from sparity.sql.column import Column
    from sparity.sql.dataframe import DataFrame

_HINT_TYPES = "str, float, int, Column, list[str], list[float], list[int]"


class Rows(DataFrameCore):
    """Operations that keep the columns."""

    # --- which rows ---

    def filter(self, condition: Any) -> DataFrame:
        """The rows for which a condition holds.

        Args:
            condition: a Column of booleans or SQL text.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE for anything else.

        Since Spark 3.4.

        Examples:
            >>> spark.range(3).filter("id > 1").collect()
            [Row(id=2)]
        """
        return self._alike(
            Filter(input=self._plan, condition=arguments.condition(condition, "condition"))
        )

    def where(self, condition: Any) -> DataFrame:
        """The same as `filter`. Since Spark 3.4."""
        return self.filter(condition)

    def limit(self, num: int) -> DataFrame:
        """At most the first `num` rows. Since Spark 3.4.

        Examples:
            >>> spark.range(3).limit(1).collect()
            [Row(id=0)]
        """
        return self._alike(Limit(input=self._plan, limit=num))

    def offset(self, num: int) -> DataFrame:
        """All rows after the first `num`. Since Spark 3.4.

        Examples:
            >>> spark.range(3).offset(2).collect()
            [Row(id=2)]
        """
        return self._derive(Offset(input=self._plan, offset=num))

    def distinct(self) -> DataFrame:
        """Each different row once. Since Spark 3.4.

        Examples:
            >>> df.select("country").distinct()  # doctest: +SKIP
        """
        return self._deduplicate(None, within_watermark=False)

    def dropDuplicates(self, subset: list[str] | None = None) -> DataFrame:
        """One row of those that are equal.

        Args:
            subset: the columns to compare; all by default.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when it is not a list or tuple of names.

        Since Spark 3.4.

        Examples:
            >>> df.dropDuplicates(["country"])  # doctest: +SKIP
        """
        return self._deduplicate(subset, within_watermark=False)

    drop_duplicates = dropDuplicates

    def dropDuplicatesWithinWatermark(self, subset: list[str] | None = None) -> DataFrame:
        """`dropDuplicates` for streams: equal rows count as equal within the watermark's delay.

        Since Spark 3.5.

        Examples:
            >>> stream.dropDuplicatesWithinWatermark(["id"])  # doctest: +SKIP
        """
        return self._deduplicate(subset, within_watermark=True)

    def _deduplicate(self, subset: Any, *, within_watermark: bool) -> DataFrame:
        if subset is not None:
            if not isinstance(subset, (list, tuple)):
                raise wrong_type("subset", "list or tuple", subset)
            for name in subset:
                require_str("subset", name)
        return self._alike(
            Deduplicate(
                input=self._plan,
                column_names=tuple(subset or ()),
                all_columns_as_keys=subset is None,
                within_watermark=within_watermark,
            )
        )

    # --- order ---

    def sort(self, *cols: Any, **kwargs: Any) -> DataFrame:
        """The rows in order.

        Args:
            cols: columns, names, or positions from 1 (negative: downwards), or one list of them.
            kwargs: `ascending`, a bool or one for each column.

        Raises:
            PySparkValueError: CANNOT_BE_EMPTY without columns.
            PySparkTypeError: NOT_EXPECTED_TYPE.
            PySparkIndexError: ZERO_INDEX for position 0.

        Since Spark 3.4.

        Examples:
            >>> spark.range(2).sort(F.desc("id")).collect()
            [Row(id=1), Row(id=0)]
        """
        return self._sorted(cols, kwargs.get("ascending", True), is_global=True)

    orderBy = sort

    def sortWithinPartitions(self, *cols: Any, **kwargs: Any) -> DataFrame:
        """The rows of each partition in order; takes what `sort` takes. Since Spark 3.4.

        Examples:
            >>> df.repartition("country").sortWithinPartitions("city")  # doctest: +SKIP
        """
        return self._sorted(cols, kwargs.get("ascending", True), is_global=False)

    def _sorted(self, cols: tuple[Any, ...], ascending: Any, *, is_global: bool) -> DataFrame:
        require_not_empty("cols", cols)
        children = [self._sort_key(col) for col in unpacked(cols)]
        if isinstance(ascending, (bool, int)):
            order = [child if ascending else arguments.descending(child) for child in children]
        elif isinstance(ascending, list):
            order = [
                child if upwards else arguments.descending(child)
                for child, upwards in zip(children, ascending, strict=False)
            ]
        else:
            raise wrong_type("ascending", "Column, int or str", ascending)
        keys = tuple(arguments.ascending(child) for child in order)
        return self._alike(Sort(input=self._plan, order=keys, is_global=is_global))

    def _sort_key(self, col: Any) -> Expression:
        if isinstance(col, int) and not isinstance(col, bool):
            if col == 0:
                raise PySparkIndexError(errorClass="ZERO_INDEX", messageParameters={})
            column: Expression = arguments.of(self[abs(col) - 1])
            return column if col > 0 else arguments.descending(column)
        return expression(col, "col", "Column, int or str")

    # --- names, hints and the rest ---

    def alias(self, alias: str) -> DataFrame:
        """The same under a name by which its columns can be told apart.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).alias("t").select("t.id").columns
            ['id']
        """
        return self._alike(SubqueryAlias(input=self._plan, alias=alias))

    def hint(self, name: str, *parameters: Any) -> DataFrame:
        """Advice to the optimizer, such as `broadcast`.

        Args:
            name: the hint.
            parameters: str, float, int, Column, or lists of them.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE or INVALID_ITEM_FOR_CONTAINER.

        Since Spark 3.4.

        Examples:
            >>> small = spark.range(1).hint("broadcast")
        """
        require_str("name", name)
        given = flattened(parameters)
        for parameter in given:
            _check_hint(parameter)
            if isinstance(parameter, list):
                for item in parameter:
                    _check_hint(item)
        values = tuple(
            arguments.of(one) if is_column(one) else lit_expression(one) for one in given
        )
        return self._alike(Hint(input=self._plan, name=name, parameters=values))

    def withWatermark(self, eventTime: str, delayThreshold: str) -> DataFrame:
        """How late the rows of a stream may come.

        Args:
            eventTime: the column with the time of the event.
            delayThreshold: such as "10 minutes".

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when one is no text or empty.

        Since Spark 3.4.

        Examples:
            >>> stream.withWatermark("time", "10 minutes")  # doctest: +SKIP
        """
        for arg_name, value in (("eventTime", eventTime), ("delayThreshold", delayThreshold)):
            if not value or not isinstance(value, str):
                raise wrong_type(arg_name, "str", value)
        return self._derive(
            WithWatermark(input=self._plan, event_time=eventTime, delay_threshold=delayThreshold)
        )

    def observe(self, observation: Observation | str, *exprs: Column) -> DataFrame:
        """The same rows; while they are computed, the server measures named metrics.

        Args:
            observation: the name of the metrics, or an `Observation` that will hold them.
            exprs: aggregates under names.

        Raises:
            PySparkValueError: CANNOT_BE_EMPTY without `exprs`.
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> df.observe("size", F.count(F.lit(1)).alias("rows"))  # doctest: +SKIP
        """
        require_not_empty("exprs", exprs)
        if not all(is_column(one) for one in exprs):
            raise wrong_type_named("exprs", "list[Column]", type(exprs).__name__)
        if isinstance(observation, Observation):
            return observation._on(cast("DataFrame", self), *exprs)
        require_str("observation", observation, "Observation or str")
        return self._alike(
            CollectMetrics(
                input=self._plan,
                name=observation,
                metrics=tuple(map(arguments.of, exprs)),
            )
        )

    def transform(self, func: Callable[..., DataFrame], *args: Any, **kwargs: Any) -> DataFrame:
        """What a function makes of this DataFrame; for chaining functions of one's own.

        Raises:
            AssertionError: the function returned something else.

        Since Spark 3.4.

        Examples:
            >>> spark.range(3).transform(lambda df: df.limit(1)).count()
            1
        """
        result = func(self._self, *args, **kwargs)
        if not isinstance(result, DataFrameCore):
            raise AssertionError(
                f"the function returned {type(result)}, but it should return a DataFrame"
            )
        return result


def _check_hint(parameter: Any) -> None:
    if isinstance(parameter, (str, float, int, list)) or is_column(parameter):
        return
    raise PySparkTypeError(
        errorClass="INVALID_ITEM_FOR_CONTAINER",
        messageParameters={
            "arg_name": "parameters",
            "allowed_types": _HINT_TYPES,
            "item_type": type(parameter).__name__,
        },
    )
