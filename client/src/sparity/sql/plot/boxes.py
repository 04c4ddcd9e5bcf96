"""Box statistics computed by the server: quartiles, mean, whiskers and the farthest outliers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sparity.sql import functions as F

if TYPE_CHECKING:
    from sparity.sql.column import Column
    from sparity.sql.dataframe import DataFrame

_QUARTILES = (0.25, 0.5, 0.75)
#: More marks than these would hide each other.
_MOST_OUTLIERS = 1001


@dataclass(frozen=True)
class Box:
    """What is drawn of one column."""

    name: str
    mean: Any
    first: Any
    median: Any
    third: Any
    lower: Any
    upper: Any
    outliers: list[Any]


def boxes(data: DataFrame, names: Sequence[str], reach: float, precision: float) -> list[Box]:
    """The boxes of columns.

    Args:
        data: the data.
        names: columns of numbers.
        reach: how far whiskers may reach, in distances between the quartiles.
        precision: how exact quartiles are, as a share of the number of rows.
    """
    if not names:
        raise AssertionError("there is no column of numbers to draw")
    accuracy = int(1.0 / precision)
    [found] = data.select(*(_summary(_column(name), reach, accuracy) for name in names)).collect()
    insides = [
        (_column(name) >= F.lit(box.low)) & (_column(name) <= F.lit(box.high))
        for name, box in zip(names, found, strict=True)
    ]
    [ends] = data.select(
        *(_whiskers(_column(name), inside) for name, inside in zip(names, insides, strict=True))
    ).collect()
    return [
        Box(
            name=name,
            mean=box.mean,
            first=box.first,
            median=box.median,
            third=box.third,
            lower=end.lower,
            upper=end.upper,
            outliers=_outliers(data, name, ~inside, box.median),
        )
        for name, box, end, inside in zip(names, found, ends, insides, strict=True)
    ]


def _column(name: str) -> Column:
    quoted = name.replace("`", "``")
    return F.col(f"`{quoted}`")


def _summary(values: Column, reach: float, accuracy: int) -> Column:
    quartiles = F.percentile_approx(values, list(_QUARTILES), accuracy)
    first, median, third = (F.get(quartiles, F.lit(place)) for place in range(len(_QUARTILES)))
    distance = F.lit(reach) * (third - first)
    return F.struct(
        F.avg(values).alias("mean"),
        first.alias("first"),
        median.alias("median"),
        third.alias("third"),
        (first - distance).alias("low"),
        (third + distance).alias("high"),
    )


def _whiskers(values: Column, inside: Column) -> Column:
    within = F.when(inside, values)
    return F.struct(F.min(within).alias("lower"), F.max(within).alias("upper"))


def _outliers(data: DataFrame, name: str, outside: Column, median: Any) -> list[Any]:
    """Those farthest from the median first."""
    found = (
        data.filter(outside)
        .select(F.abs(_column(name) - F.lit(median)).alias("far"), _column(name).alias("value"))
        .sort(F.desc("far"), F.desc("value"))
        .limit(_MOST_OUTLIERS)
        .collect()
    )
    return [row.value for row in found]
