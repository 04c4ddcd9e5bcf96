"""`TableArg`: a DataFrame as an argument of a function that takes tables; makes no calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sparity.errors import IllegalArgumentException
from sparity.plan.expressions import SubqueryExpression
from sparity.sql.arguments import ascending, expression, flattened
from sparity.sql.subquery import Subquery

if TYPE_CHECKING:
    from sparity.connect import Client

_Options = SubqueryExpression.TableArgOptions


class TableArg:
    """What `DataFrame.asTable` gives: the rows, and how they are dealt out to the function.

    Since Spark 4.0.

    Examples:
        >>> df.asTable().partitionBy("country").orderBy("year")  # doctest: +SKIP
    """

    def __init__(self, subquery_expr: Subquery) -> None:
        self._expr = subquery_expr

    def partitionBy(self, *cols: Any) -> TableArg:
        """One call of the function for each group of rows with equal values.

        Args:
            cols: columns or names, or one list of them.

        Raises:
            IllegalArgumentException: it was said already how to deal out the rows.
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 4.0.

        Examples:
            >>> df.asTable().partitionBy("country")  # doctest: +SKIP
        """
        self._require_undivided("partitionBy")
        return self._with(partition_spec=tuple(expression(col) for col in flattened(cols)))

    def withSinglePartition(self) -> TableArg:
        """One call of the function for all rows.

        Raises:
            IllegalArgumentException: it was said already how to deal out the rows.

        Since Spark 4.0.

        Examples:
            >>> df.asTable().withSinglePartition()  # doctest: +SKIP
        """
        self._require_undivided("withSinglePartition")
        return self._with(with_single_partition=True)

    def orderBy(self, *cols: Any) -> TableArg:
        """The order of the rows within each call; more calls of this add more columns.

        Args:
            cols: columns or names, or one list of them.

        Raises:
            IllegalArgumentException: it was not said yet how to deal out the rows.
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 4.0.

        Examples:
            >>> df.asTable().partitionBy("country").orderBy("year")  # doctest: +SKIP
        """
        if not self._is_divided:
            raise IllegalArgumentException(
                message="orderBy() needs partitionBy() or withSinglePartition() before it."
            )
        added = tuple(ascending(expression(col)) for col in flattened(cols))
        return self._with(order_spec=(*self._options.order_spec, *added))

    def to_plan(self, session: Client) -> Any:
        """The `Expression` message of the protocol, as this server understands it.

        Args:
            session: the client of a session, `SparkSession.client`.

        Raises:
            UnsupportedOnServerError: the server is older than Spark 4.0.

        Since Spark 4.0.
        """
        from sparity.plan.encoder import Encoder

        return Encoder(session.server_version).message(self._expr)

    @property
    def _options(self) -> _Options:
        return self._expr.table_arg_options or _Options()

    @property
    def _is_divided(self) -> bool:
        return bool(self._options.partition_spec or self._options.with_single_partition)

    def _require_undivided(self, method: str) -> None:
        if self._is_divided:
            raise IllegalArgumentException(
                message=f"{method}() cannot follow partitionBy() or withSinglePartition()."
            )

    def _with(self, **changed: Any) -> TableArg:
        fields = {**dict(self._options.fields()), **changed}
        return TableArg(
            Subquery(
                self._expr.relation,
                subquery_type=self._expr.subquery_type,
                table_arg_options=_Options(**fields),
            )
        )
