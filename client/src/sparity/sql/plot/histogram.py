"""Histograms computed by the server: so many bins of one width for all columns together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sparity.sql import functions as F
from sparity.sql.plot.columns import bounds

if TYPE_CHECKING:
    from sparity.sql.column import Column
    from sparity.sql.dataframe import DataFrame

_DIGITS = 9


@dataclass(frozen=True)
class Histogram:
    """Where the bins meet, and how many values of each column lie in each bin."""

    edges: list[float]
    counts: dict[str, list[int]]

    @property
    def middles(self) -> list[float]:
        """The middle of each bin."""
        return [(low + high) / 2 for low, high in pairwise(self.edges)]

    @property
    def labels(self) -> list[str]:
        """Each bin as an interval; the last one has its upper end."""
        rounded = [round(edge, _DIGITS) for edge in self.edges]
        *others, last = pairwise(rounded)
        return [*(f"[{low}, {high})" for low, high in others), f"[{last[0]}, {last[1]}]"]


def histogram(data: DataFrame, names: Sequence[str], bins: int) -> Histogram:
    """Count the values of columns; nulls and NaN are not counted.

    Raises:
        SparkRuntimeException: NaN among the values leaves no bounds.
    """
    import numpy as np

    edges = np.linspace(*_ends(data, names), bins + 1).tolist()
    if len(edges) <= 2:
        raise AssertionError("a histogram needs at least two bins")
    values = F.array(*(F.col(name).cast("double") for name in names))
    rows = (
        data.select(F.posexplode(values).alias("column", "value"))
        .filter("value is not null and not isnan(value)")
        .select("column", _bin(F.col("value"), edges).alias("bin"))
        .groupBy("column", "bin")
        .count()
        .collect()
    )
    counts = {name: [0] * bins for name in names}
    for place, number, count in rows:
        counts[names[place]][number] = count
    return Histogram(edges, counts)


def _ends(data: DataFrame, names: Sequence[str]) -> tuple[float, float]:
    low, high = (float(end) for end in bounds(data, names))
    return (low - 0.5, high + 0.5) if low == high else (low, high)


def _bin(value: Column, edges: Sequence[float]) -> Column:
    low, high = edges[0], edges[-1]
    below = F.size(F.filter(F.array(*map(F.lit, edges)), lambda edge: edge <= value)) - 1
    outside = F.raise_error(
        F.format_string(f"value %s out of the bins bounds: [{low}, {high}]", value)
    )
    return (
        F.when(value == high, len(edges) - 2)
        .when((value >= low) & (value <= high), below)
        .otherwise(outside.cast("int"))
    )
