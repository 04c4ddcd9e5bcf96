"""Where in a query or a program an error happened; says nothing about what happened."""

from abc import ABC, abstractmethod
from enum import Enum


class QueryContextType(Enum):
    """What kind of place a `QueryContext` points at.

    Since Spark 4.0.
    """

    SQL = 0
    DataFrame = 1


class QueryContext(ABC):
    """The place in a query where the server found the fault.

    Points either into a SQL text or at a call of the DataFrame API; methods that make no sense
    for the kind at hand raise `UnsupportedOperationException`.

    Since Spark 4.0.

    Examples:
        >>> for place in error.getQueryContext():  # doctest: +SKIP
        ...     print(place.fragment())
    """

    @abstractmethod
    def contextType(self) -> QueryContextType:
        """Whether this points into SQL text or at a DataFrame call."""

    @abstractmethod
    def objectType(self) -> str:
        """The kind of object the SQL text belongs to (`VIEW`, …); empty for a plain query."""

    @abstractmethod
    def objectName(self) -> str:
        """The name of the object the SQL text belongs to; empty for a plain query."""

    @abstractmethod
    def startIndex(self) -> int:
        """Position of the fragment's first character in the SQL text, from 0."""

    @abstractmethod
    def stopIndex(self) -> int:
        """Position of the fragment's last character in the SQL text, from 0."""

    @abstractmethod
    def fragment(self) -> str:
        """The SQL text, or the name of the DataFrame method, that is to blame."""

    @abstractmethod
    def callSite(self) -> str:
        """The line of the user's program that made the DataFrame call."""

    @abstractmethod
    def summary(self) -> str:
        """A few lines for people that show the place."""
