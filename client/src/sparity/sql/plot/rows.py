"""The rows that a plot of single rows shows: as many as the session allows, and which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sparity.sql import functions as F

if TYPE_CHECKING:
    import pandas

    from sparity.sql.dataframe import DataFrame

_MAX_ROWS = "spark.sql.pyspark.plotting.max_rows"
_DEFAULT_MAX_ROWS = "1000"
_CHANCE = "__sparity_plot_chance__"
_PLACE = "__sparity_plot_place__"


def first_rows(data: DataFrame) -> pandas.DataFrame:
    """The first rows, for plots in which every row has a mark of its own."""
    most = _max_rows(data)
    return data.limit(most + 1).toPandas().head(most)


def sampled_rows(data: DataFrame) -> pandas.DataFrame:
    """Rows drawn at random from all of the data, in the order of the data."""
    most = _max_rows(data)
    drawn = (
        data.select("*", F.rand().alias(_CHANCE), F.monotonically_increasing_id().alias(_PLACE))
        .sort(_CHANCE)
        .limit(most + 1)
        .coalesce(1)
        .sortWithinPartitions(_PLACE)
        .drop(_CHANCE, _PLACE)
    )
    return drawn.toPandas().head(most)


def _max_rows(data: DataFrame) -> int:
    # Servers before 4.0 draw nothing themselves and do not know the setting.
    return int(data._wire.options(_MAX_ROWS).get(_MAX_ROWS) or _DEFAULT_MAX_ROWS)
