"""What the catalog answers with: plain named tuples; asking is in `catalog`."""

from __future__ import annotations

from typing import NamedTuple


class CatalogMetadata(NamedTuple):
    """A catalog. Since Spark 3.4."""

    name: str
    description: str | None


class Database(NamedTuple):
    """A database (a namespace) of a catalog. Since Spark 3.4."""

    name: str
    catalog: str | None
    description: str | None
    locationUri: str


class Table(NamedTuple):
    """A table or view. Since Spark 3.4."""

    name: str
    catalog: str | None
    namespace: list[str] | None
    description: str | None
    tableType: str
    isTemporary: bool

    @property
    def database(self) -> str | None:
        """The namespace, when it has one part; else None."""
        if self.namespace is None or len(self.namespace) != 1:
            return None
        return self.namespace[0]


class Column(NamedTuple):
    """A column of a table or view. Since Spark 3.4."""

    name: str
    description: str | None
    dataType: str
    nullable: bool
    isPartition: bool
    isBucket: bool
    isCluster: bool


class Function(NamedTuple):
    """A function that SQL can call. Since Spark 3.4."""

    name: str
    catalog: str | None
    namespace: list[str] | None
    description: str | None
    className: str
    isTemporary: bool


class TablePartition(NamedTuple):
    """A partition of a table, written as in its path (`a=1/b=2`). Since Spark 4.2."""

    partition: str
