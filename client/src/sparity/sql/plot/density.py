"""Kernel density estimates computed by the server, with normal kernels of one width."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sparity.sql import functions as F
from sparity.sql.plot.columns import bounds

if TYPE_CHECKING:
    from sparity.sql.column import Column
    from sparity.sql.dataframe import DataFrame

_POINTS = 1000


def points(data: DataFrame, names: Sequence[str], asked: Any) -> list[float]:
    """Where to estimate: at points that were asked for, else at so many even ones.

    Even ones reach beyond the values by half of their range on both sides.
    """
    if asked is not None and not isinstance(asked, int):
        return list(asked)
    import numpy as np

    low, high = bounds(data, names)
    beyond = 0.5 * float(high - low)
    count = _POINTS if asked is None else asked
    return list(np.linspace(float(low) - beyond, float(high) + beyond, count).tolist())


def densities(
    data: DataFrame, names: Sequence[str], at: Iterable[float], width: float
) -> list[list[float | None]]:
    """The density of each column at each point."""
    places = [float(place) for place in at]
    # Points as rows: an expression for each of them would be more than a server can plan.
    rows = [*enumerate(places)]
    points_frame = data.sparkSession.createDataFrame(rows, "place int, at double")
    values = F.array(*(F.col(name).cast("double") for name in names))
    found = (
        data.select(F.posexplode(values).alias("column", "value"))
        .crossJoin(F.broadcast(points_frame))
        .groupBy("column", "place")
        .agg(_density(F.col("value"), F.col("at"), width).alias("density"))
        .collect()
    )
    by_place = {(row.column, row.place): row.density for row in found}
    return [
        [by_place.get((column, place)) for place in range(len(places))]
        for column in range(len(names))
    ]


def _density(values: Column, at: Column, width: float) -> Column:
    distance = (at - values) / F.lit(float(width))
    norm = math.log(width * math.sqrt(2 * math.pi))
    return F.avg(F.exp(F.lit(-0.5) * distance * distance - F.lit(norm)))
