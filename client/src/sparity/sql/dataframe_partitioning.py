"""The part of `DataFrame` that spreads rows over partitions and draws samples of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkTypeError
from sparity.plan.expressions import DirectShufflePartitionID
from sparity.plan.node import Expression
from sparity.plan.relations import (
    Repartition,
    RepartitionByExpression,
    Sample,
    StatSampleBy,
)
from sparity.sql import arguments
from sparity.sql.arguments import (
    expression,
    is_column,
    require_not_empty,
    require_positive,
    seed_or_random,
    wrong_type,
    wrong_type_named,
)
from sparity.sql.dataframe_core import DataFrameCore
from sparity.sql.literal import literal

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame


class Partitioning(DataFrameCore):
    """Partitions and samples."""

    def repartition(self, numPartitions: Any, *cols: Any) -> DataFrame:
        """The rows shuffled over partitions, evenly or by the hash of columns.

        Args:
            numPartitions: how many, or the first column.
            cols: columns or names.

        Raises:
            PySparkValueError: VALUE_NOT_POSITIVE.
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> df.repartition(8, "country")  # doctest: +SKIP
        """
        if isinstance(numPartitions, int):
            require_positive("numPartitions", numPartitions)
            if not cols:
                return self._alike(
                    Repartition(input=self._plan, num_partitions=numPartitions, shuffle=True)
                )
            keys = [expression(col, "cols") for col in cols]
            return self._by_expression(keys, numPartitions)
        first = expression(numPartitions, "numPartitions")
        return self._by_expression([first, *(expression(col, "cols") for col in cols)], None)

    def repartitionByRange(self, numPartitions: Any, *cols: Any) -> DataFrame:
        """The rows spread over partitions by ranges of columns.

        Args:
            numPartitions: how many, or the first column.
            cols: columns or names; sorted upwards unless they say otherwise.

        Raises:
            PySparkValueError: CANNOT_BE_EMPTY or VALUE_NOT_POSITIVE.
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> df.repartitionByRange(8, "age")  # doctest: +SKIP
        """
        count: int | None = None
        given = list(cols)
        if isinstance(numPartitions, int):
            require_not_empty("cols", cols)
            require_positive("numPartitions", numPartitions)
            count = numPartitions
        elif isinstance(numPartitions, str) or is_column(numPartitions):
            given.insert(0, numPartitions)
        else:
            raise wrong_type("numPartitions", "Column, int or str", numPartitions)
        keys = [arguments.ascending(expression(col, "cols")) for col in given]
        return self._by_expression(keys, count)

    def repartitionById(self, numPartitions: int, partitionIdCol: Any) -> DataFrame:
        """The rows sent to the partitions whose numbers a column holds.

        Args:
            numPartitions: how many partitions.
            partitionIdCol: the column of numbers.

        Raises:
            PySparkValueError: VALUE_NOT_POSITIVE.
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 4.1.

        Examples:
            >>> df.repartitionById(2, (F.col("id") % 2).cast("int"))  # doctest: +SKIP
        """
        if not isinstance(numPartitions, int):
            raise wrong_type("numPartitions", "int", numPartitions)
        require_positive("numPartitions", numPartitions)
        child = expression(partitionIdCol, "partitionIdCol")
        return self._by_expression([DirectShufflePartitionID(child=child)], numPartitions)

    def _by_expression(self, keys: list[Any], count: int | None) -> DataFrame:
        partition_exprs: list[Expression] = keys
        return self._alike(
            RepartitionByExpression(
                input=self._plan, partition_exprs=tuple(partition_exprs), num_partitions=count
            )
        )

    def coalesce(self, numPartitions: int) -> DataFrame:
        """Fewer partitions, made without a shuffle.

        Raises:
            PySparkValueError: VALUE_NOT_POSITIVE.

        Since Spark 3.4.

        Examples:
            >>> df.coalesce(1)  # doctest: +SKIP
        """
        require_positive("numPartitions", numPartitions)
        return self._alike(
            Repartition(input=self._plan, num_partitions=numPartitions, shuffle=False)
        )

    def sample(
        self,
        withReplacement: Any = None,
        fraction: Any = None,
        seed: int | None = None,
    ) -> DataFrame:
        """About a fraction of the rows, drawn at random.

        Args:
            withReplacement: whether a row may be drawn more than once; may be left out.
            fraction: how many, from 0.
            seed: the same seed draws the same rows of the same data.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> spark.range(10).sample(1.0).count()
            10
        """
        says_replacement = isinstance(withReplacement, bool) and isinstance(fraction, float)
        only_fraction = withReplacement is None and isinstance(fraction, float)
        positional = isinstance(withReplacement, float)
        if not (says_replacement or only_fraction or positional):
            types = [type(one).__name__ for one in (withReplacement, fraction, seed)]
            raise wrong_type_named(
                "withReplacement (optional), fraction (required) and seed (optional)",
                "bool, float or int",
                ", ".join(types),
            )
        if positional:
            seed = fraction if fraction is not None else seed
            withReplacement, fraction = False, withReplacement
        return self._alike(
            Sample(
                input=self._plan,
                lower_bound=0.0,
                upper_bound=fraction,
                with_replacement=bool(withReplacement),
                seed=seed_or_random(seed),
            )
        )

    def randomSplit(self, weights: list[float], seed: int | None = None) -> list[DataFrame]:
        """The rows dealt at random into several DataFrames.

        Args:
            weights: the share of each; they need not add up to 1.
            seed: the same seed deals the same data the same way.

        Raises:
            PySparkValueError: VALUE_NOT_POSITIVE.

        Since Spark 3.4.

        Examples:
            >>> train, test = spark.range(100).randomSplit([0.8, 0.2], seed=7)
        """
        for weight in weights:
            if weight < 0.0:
                require_positive("weights", weight)
        total = sum(weights)
        require_positive("sum(weights)", total)
        drawn = seed_or_random(seed)
        parts = []
        lower = 0.0
        for weight in weights:
            upper = lower + weight / total
            parts.append(
                self._alike(
                    Sample(
                        input=self._plan,
                        lower_bound=lower,
                        upper_bound=upper,
                        with_replacement=False,
                        seed=drawn,
                        deterministic_order=True,
                    )
                )
            )
            lower = upper
        return parts

    def sampleBy(self, col: Any, fractions: dict[Any, float], seed: int | None = None) -> DataFrame:
        """About a fraction of the rows for each value of a column.

        Args:
            col: the column or its name.
            fractions: from value (int, float or str) to fraction; other rows are left out.
            seed: the same seed draws the same rows of the same data.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE or DISALLOWED_TYPE_FOR_CONTAINER.
            AssertionError: when the seed is no number.

        Since Spark 3.4.

        Examples:
            >>> df.sampleBy("country", {"DE": 0.1, "FR": 0.2}, seed=7)  # doctest: +SKIP
        """
        key = expression(col, "col")
        if not isinstance(fractions, dict):
            raise wrong_type("fractions", "dict", fractions)
        if not isinstance(seed, int | None):
            raise AssertionError(f"seed must be an int, but is {type(seed).__name__}")
        strata = []
        for value, fraction in fractions.items():
            if not isinstance(value, (float, int, str)):
                raise PySparkTypeError(
                    errorClass="DISALLOWED_TYPE_FOR_CONTAINER",
                    messageParameters={
                        "arg_name": "fractions",
                        "arg_type": type(fractions).__name__,
                        "allowed_types": "float, int, str",
                        "item_type": type(value).__name__,
                    },
                )
            strata.append(StatSampleBy.Fraction(stratum=literal(value), fraction=float(fraction)))
        return self._derive(
            StatSampleBy(
                input=self._plan, col=key, fractions=tuple(strata), seed=seed_or_random(seed)
            )
        )
