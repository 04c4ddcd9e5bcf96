"""Fills `{name}` in SQL text with values, columns and DataFrames; knows nothing of parameters."""

from __future__ import annotations

import string
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sparity.plan.expressions import UnresolvedAttribute
from sparity.plan.node import Relation
from sparity.plan.relations import SubqueryAlias
from sparity.sql import arguments
from sparity.sql.dataframe import DataFrame


def formatted(text: str, values: Mapping[str, Any]) -> tuple[str, tuple[Relation, ...]]:
    """The SQL text with its values in place, and the relations that it now names.

    Args:
        text: SQL with `{name}`, as `str.format` understands it.
        values: what the names stand for. Strings are quoted, columns give their names, DataFrames
            become relations under a made-up name.
    """
    formatter = _Formatter()
    filled = formatter.vformat(text, (), values)
    return filled, tuple(formatter.views.values())


class _Formatter(string.Formatter):
    def __init__(self) -> None:
        self.views: dict[int, SubqueryAlias] = {}

    def get_field(
        self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> tuple[Any, str]:
        """Look a name up, and turn what SQL cannot take as it is into text."""
        value, key = super().get_field(field_name, args, kwargs)
        return self._as_sql(value), str(key)

    def _as_sql(self, value: Any) -> Any:
        if isinstance(value, DataFrame):
            return self._view(value)
        if arguments.is_column(value):
            expression = arguments.of(value)
            if isinstance(expression, UnresolvedAttribute):
                return expression.unparsed_identifier
            return str(value)[8:-2]
        if isinstance(value, str):
            escaped = value.replace("\\", "\\\\").replace("'", "\\'")
            return f"'{escaped}'"
        return value

    def _view(self, frame: DataFrame) -> str:
        plan = frame._plan
        view = self.views.get(plan.plan_id)
        if view is None:
            view = SubqueryAlias(input=plan, alias=f"_sparity_view_{uuid.uuid4().hex}")
            self.views[plan.plan_id] = view
        return str(view.alias)
