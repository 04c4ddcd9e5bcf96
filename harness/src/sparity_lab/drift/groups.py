"""Changes put together that read as one: of one kind, below the same names, in one case.

Formats that cannot fold show a group as a line.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sparity_lab.drift.document import Entry


class Group(NamedTuple):
    """Some changes, the first of which stands for all."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """The one that is shown."""
        return self.entries[0]

    @property
    def heads(self) -> tuple[str, ...]:
        """The names that they are below."""
        return self.first.heads

    @property
    def more(self) -> int:
        """How many are not shown."""
        return len(self.entries) - 1


def groups(entries: Iterable[Entry]) -> list[Group]:
    """The groups of some changes, in the order of their first ones.

    Errors of other names are one group wherever the same became of the same; all else is one group
    a function of cases, whatever its parameters.
    """
    found: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        told = entry.summary if entry.kind == "renamed" else function_of(entry.case)
        found.setdefault((entry.kind, entry.side, entry.heads, told), []).append(entry)
    return [Group(tuple(some)) for some in found.values()]


def function_of(case: str) -> str:
    """A case's id without its parameters."""
    return case.partition("[")[0]
