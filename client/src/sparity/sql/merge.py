"""`MergeIntoWriter`: changes a table by rows of a DataFrame; plain writes are in `writer_v2`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sparity.plan.commands import MergeIntoTableCommand
from sparity.plan.expressions import ExpressionString, MergeAction
from sparity.plan.node import Expression, Relation
from sparity.sql import arguments
from sparity.sql.arguments import is_column, require_str, wrong_type

if TYPE_CHECKING:
    from sparity.sql.column import Column
    from sparity.sql.metrics import ExecutionInfo
    from sparity.sql.session import SparkSession


class MergeIntoWriter:
    """What `DataFrame.mergeInto` gives: a list of things to do, done by `merge`.

    Of the actions of one kind, the first whose condition holds is done.

    Since Spark 4.0.

    Examples:
        >>> (
        ...     changes.mergeInto("catalog.db.people", F.expr("people.id = changes.id"))
        ...     .whenMatched().update({"name": F.col("changes.name")})
        ...     .whenNotMatched().insertAll()
        ...     .merge()
        ... )  # doctest: +SKIP
    """

    def __init__(
        self,
        plan: Relation,
        session: SparkSession,
        table: str,
        condition: Column,
        callback: Callable[[ExecutionInfo], None] | None = None,
    ) -> None:
        require_str("table", table)
        self._plan = plan
        self._session = session
        self._table = table
        self._condition = _column(condition)
        self._callback = callback
        self._evolves = False
        self._matched: list[Expression] = []
        self._not_matched: list[Expression] = []
        self._not_matched_by_source: list[Expression] = []

    def whenMatched(self, condition: Column | None = None) -> MergeIntoWriter.WhenMatched:
        """What to do with rows of the table that match a row of the DataFrame.

        Args:
            condition: only where this holds too.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 4.0.

        Examples:
            >>> writer.whenMatched(F.col("deleted")).delete()  # doctest: +SKIP
        """
        return self.WhenMatched(self, condition)

    def whenNotMatched(self, condition: Column | None = None) -> MergeIntoWriter.WhenNotMatched:
        """What to do with rows of the DataFrame that match no row of the table.

        Args:
            condition: only where this holds too.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 4.0.

        Examples:
            >>> writer.whenNotMatched().insertAll()  # doctest: +SKIP
        """
        return self.WhenNotMatched(self, condition)

    def whenNotMatchedBySource(
        self, condition: Column | None = None
    ) -> MergeIntoWriter.WhenNotMatchedBySource:
        """What to do with rows of the table that match no row of the DataFrame.

        Args:
            condition: only where this holds too.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 4.0.

        Examples:
            >>> writer.whenNotMatchedBySource().delete()  # doctest: +SKIP
        """
        return self.WhenNotMatchedBySource(self, condition)

    def withSchemaEvolution(self) -> MergeIntoWriter:
        """Let the table get columns that only the DataFrame has. Since Spark 4.0.

        Examples:
            >>> writer.withSchemaEvolution().whenMatched().updateAll()  # doctest: +SKIP
        """
        self._evolves = True
        return self

    def merge(self) -> None:
        """Do it.

        Raises:
            SparkRuntimeException: NO_MERGE_ACTION_SPECIFIED.
            AnalysisException: the table cannot be changed so.

        Since Spark 4.0.

        Examples:
            >>> writer.whenMatched().delete().merge()  # doctest: +SKIP
        """
        self._session._wire.run_and_tell(
            MergeIntoTableCommand(
                target_table_name=self._table,
                source_table_plan=self._plan,
                merge_condition=self._condition,
                match_actions=tuple(self._matched),
                not_matched_actions=tuple(self._not_matched),
                not_matched_by_source_actions=tuple(self._not_matched_by_source),
                with_schema_evolution=self._evolves,
            ),
            self._callback,
        )

    class WhenMatched:
        """What `MergeIntoWriter.whenMatched` gives. Since Spark 4.0."""

        def __init__(self, writer: MergeIntoWriter, condition: Column | None) -> None:
            self._writer = writer
            self._action = _Action(writer, writer._matched, condition)

        def update(self, assignments: dict[str, Column]) -> MergeIntoWriter:
            """Set columns of the table.

            Args:
                assignments: from column, as SQL text, to its value.

            Raises:
                PySparkTypeError: NOT_EXPECTED_TYPE.

            Since Spark 4.0.
            """
            return self._action.add("UPDATE", assignments)

        def updateAll(self) -> MergeIntoWriter:
            """Set all columns to those of the same name. Since Spark 4.0."""
            return self._action.add("UPDATE_STAR")

        def delete(self) -> MergeIntoWriter:
            """Remove the rows. Since Spark 4.0."""
            return self._action.add("DELETE")

    class WhenNotMatched:
        """What `MergeIntoWriter.whenNotMatched` gives. Since Spark 4.0."""

        def __init__(self, writer: MergeIntoWriter, condition: Column | None) -> None:
            self._writer = writer
            self._action = _Action(writer, writer._not_matched, condition)

        def insert(self, assignments: dict[str, Column]) -> MergeIntoWriter:
            """Add rows of chosen values.

            Args:
                assignments: from column, as SQL text, to its value; other columns get null.

            Raises:
                PySparkTypeError: NOT_EXPECTED_TYPE.

            Since Spark 4.0.
            """
            return self._action.add("INSERT", assignments)

        def insertAll(self) -> MergeIntoWriter:
            """Add the rows as they are. Since Spark 4.0."""
            return self._action.add("INSERT_STAR")

    class WhenNotMatchedBySource:
        """What `MergeIntoWriter.whenNotMatchedBySource` gives. Since Spark 4.0."""

        def __init__(self, writer: MergeIntoWriter, condition: Column | None) -> None:
            self._writer = writer
            self._action = _Action(writer, writer._not_matched_by_source, condition)

        def update(self, assignments: dict[str, Column]) -> MergeIntoWriter:
            """Set columns of the table.

            Args:
                assignments: from column, as SQL text, to its value.

            Raises:
                PySparkTypeError: NOT_EXPECTED_TYPE.

            Since Spark 4.0.
            """
            return self._action.add("UPDATE", assignments)

        def updateAll(self) -> MergeIntoWriter:
            """Set all columns to those of the same name. Since Spark 4.0."""
            return self._action.add("UPDATE_STAR")

        def delete(self) -> MergeIntoWriter:
            """Remove the rows. Since Spark 4.0."""
            return self._action.add("DELETE")


class _Action:
    """One thing to do, as soon as it is known what."""

    def __init__(
        self, writer: MergeIntoWriter, actions: list[Expression], condition: Column | None
    ) -> None:
        self._writer = writer
        self._actions = actions
        self._condition = None if condition is None else _column(condition)

    def add(self, kind: str, assignments: Mapping[str, Column] | None = None) -> MergeIntoWriter:
        self._actions.append(
            MergeAction(
                action_type=f"ACTION_TYPE_{kind}",
                condition=self._condition,
                assignments=tuple(_assignments({} if assignments is None else assignments)),
            )
        )
        return self._writer


def _assignments(assignments: Mapping[str, Column]) -> list[MergeAction.Assignment]:
    if not isinstance(assignments, Mapping):
        raise wrong_type("assignments", "dict", assignments)
    found = []
    for key, value in assignments.items():
        require_str("assignments", key)
        found.append(
            MergeAction.Assignment(
                key=ExpressionString(expression=key), value=_column(value, "assignments")
            )
        )
    return found


def _column(value: object, arg_name: str = "condition") -> Expression:
    if not is_column(value):
        raise wrong_type(arg_name, "Column", value)
    return arguments.of(value)  # type: ignore[arg-type]
