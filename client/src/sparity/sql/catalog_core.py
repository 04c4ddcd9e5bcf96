"""How the catalog is asked; the questions are in `catalog` and `catalog_tables`."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from sparity.plan.catalog import Catalog
from sparity.plan.node import Node

if TYPE_CHECKING:
    from sparity.sql.session import SparkSession


class CatalogCore:
    """What every part of `Catalog` builds on; not for users."""

    def __init__(self, sparkSession: SparkSession) -> None:
        self._session = sparkSession

    # --- asking ---

    def _ask(self, **operation: Node) -> list[tuple[Any, ...]]:
        """Run one operation; the rows of its answer.

        The Arrow data is read as it comes: asking for the schema, as old servers would make
        necessary, would run the operation a second time.
        """
        from sparity.arrow import read_table

        answer = self._session._wire.execute(Catalog(**operation))  # type: ignore[arg-type]
        if not answer.has_data:
            return []
        columns = [column.to_pylist() for column in read_table(answer.batches()).columns]
        return list(zip(*columns, strict=True))

    def _value(self, **operation: Node) -> Any:
        return self._ask(**operation)[0][0]


def warn_of_database(method: str) -> None:
    """Tell the user that a table or function should be named with its database, not beside it."""
    warnings.warn(
        f"`dbName` of {method} is deprecated since Spark 3.4; qualify the name instead.",
        FutureWarning,
        stacklevel=3,
    )
