"""The heat map of a matrix as plain data: clients by targets, how hot a cell is; draws nothing."""

import math
from dataclasses import dataclass

from sparity_lab.compat.classes import WORST_FIRST, Class
from sparity_lab.compat.document import Cell, MatrixDocument
from sparity_lab.compat.wording import summary_of

HOT = ("silent", "loud", "server")
"""Classes of which there can be few or many; the others are one colour."""


@dataclass(frozen=True)
class HeatCell:
    """A cell of the map.

    Attributes:
        leg: its number in the matrix.
        cell: what was found.
        heat: from 0 to 1, how many of its cases are of its worst class.
    """

    leg: int
    cell: Cell
    heat: float

    @property
    def shares(self) -> list[tuple[Class, float]]:
        """How much of it each class has, in percent, worst first."""
        counts = self.cell.counts
        return [
            (name, round(100 * counts[name] / self.cell.cases, 2))
            for name in WORST_FIRST
            if self.cell.cases and counts[name]
        ]

    @property
    def number(self) -> int:
        """How many of its cases are of its worst class."""
        return self.cell.counts[self.cell.verdict]

    @property
    def others(self) -> list[tuple[Class, int]]:
        """What else it has, worst first."""
        counts = self.cell.counts
        return [
            (name, counts[name])
            for name in WORST_FIRST
            if counts[name] and name != self.cell.verdict
        ]

    @property
    def text(self) -> str:
        """All of it in words."""
        return f"{self.cell.client} on {self.cell.target}: {summary_of(self.cell)}"


@dataclass(frozen=True)
class HeatMap:
    """Clients by targets of one profile; None where the matrix has no such cell."""

    profile: str
    cases: int
    rows: list[tuple[str, list[HeatCell | None]]]


def heat_maps(found: MatrixDocument) -> list[HeatMap]:
    """One map a profile."""
    numbers = {cell.key: number for number, cell in enumerate(found.cells)}

    def shown(client: str, target: str, profile: str) -> HeatCell | None:
        cell = found.cell(client, target, profile)
        return None if cell is None else HeatCell(numbers[cell.key], cell, _heat(cell))

    return [
        HeatMap(
            profile.name,
            profile.cases,
            [
                (
                    client.name,
                    [shown(client.name, target.name, profile.name) for target in found.targets],
                )
                for client in found.clients
            ],
        )
        for profile in found.profiles
    ]


def totals(found: MatrixDocument) -> list[tuple[Class, int]]:
    """How many cases of all cells are of each class that occurs or is always told."""
    told = ("silent", "loud", "unsupported", "equal")
    counts = {name: sum(cell.counts[name] for cell in found.cells) for name in WORST_FIRST}
    return [(name, counts[name]) for name in WORST_FIRST if counts[name] or name in told]


def _heat(cell: Cell) -> float:
    """On a logarithmic scale: one silently wrong case is far from none, and 100 not from 90."""
    if cell.verdict not in HOT or not cell.cases:
        return 0.0
    return round(math.log1p(cell.counts[cell.verdict]) / math.log1p(cell.cases), 2)
