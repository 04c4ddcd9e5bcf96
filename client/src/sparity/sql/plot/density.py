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
#: More in one plan can take a server of a gigabyte down.
_EXPRESSIONS = 100


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
    found: list[list[float | None]] = [[] for _ in names]
    places = [float(place) for place in at]
    count = max(1, _EXPRESSIONS // len(names))
    for start in range(0, len(places), count):
        some = places[start : start + count]
        [row] = data.select(
            *(F.array(*(_density(F.col(name), place, width) for place in some)) for name in names)
        ).collect()
        for values, more in zip(found, row, strict=True):
            values += more
    return found


def _density(values: Column, place: float, width: float) -> Column:
    distance = (F.lit(place) - values.cast("double")) / F.lit(float(width))
    norm = math.log(width) + 0.5 * math.log(2 * math.pi)
    return F.avg(F.exp(F.lit(-0.5) * distance * distance - F.lit(norm)))
