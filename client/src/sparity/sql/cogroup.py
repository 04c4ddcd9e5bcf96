"""`PandasCogroupedOps`: two groupings of the same keys side by side; executes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sparity.sql.unavailable import PYTHON, unavailable

if TYPE_CHECKING:
    from sparity.sql.group import GroupedData


class PandasCogroupedOps:
    """What `GroupedData.cogroup` gives.

    Args:
        gd1: the groups on the left.
        gd2: the groups on the right.

    Since Spark 3.4.
    """

    def __init__(self, gd1: GroupedData, gd2: GroupedData) -> None:
        self._gd1 = gd1
        self._gd2 = gd2

    @unavailable(PYTHON)
    def applyInArrow(self, func: Any, schema: Any) -> Any:
        """Map each pair of groups as Arrow tables. Since Spark 4.0."""

    @unavailable(PYTHON)
    def applyInPandas(self, func: Any, schema: Any) -> Any:
        """Map each pair of groups as pandas DataFrames. Since Spark 3.4."""
