"""A quantity that was measured several times: what is told of it; it measures nothing."""

import statistics
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

_DIGITS = 6


class Spread(BaseModel):
    """Median, least and most of several samples."""

    model_config = ConfigDict(frozen=True)

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """That of some values, of which there is one at least.

        >>> Spread.of([3.0, 1.0, 2.0])
        Spread(median=2.0, least=1.0, most=3.0)
        """
        rounded = [round(value, _DIGITS) for value in values]
        return cls(median=statistics.median(rounded), least=min(rounded), most=max(rounded))

    def __str__(self) -> str:
        return f"{self.median:.3g} ({self.least:.3g} to {self.most:.3g})"
