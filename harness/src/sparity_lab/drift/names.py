"""The public names that a program can call: functions, members of classes, SQL functions.

`names.json` is the table, written by `list_names.py`; nothing here looks at code.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

FUNCTIONS, TESTING, SQL, TYPE = "functions", "testing", "sql", "type"
CLASS, UNKNOWN = "class", "?"
"""Owners that are no class: two modules, functions and types of SQL texts, classes called by name,
receivers not known."""


class Name(NamedTuple):
    """Something that can be called, and what it belongs to.

    `owner` is a class such as `DataFrame`, or one of the owners above.
    """

    owner: str
    name: str

    @property
    def title(self) -> str:
        """The name as a reader of the documentation knows it.

        >>> Name("functions", "round").title, Name("Column", "cast").title
        ('functions.round', 'Column.cast')
        >>> Name("sql", "round").title, Name("?", "alias").title, Name("Column", "__add__").title
        ('SQL round()', '.alias()', 'Column +')
        """
        if self.owner == SQL:
            return f"SQL {self.name}()"
        if self.owner == TYPE:
            return f"SQL type {self.name.upper()}"
        if self.owner == CLASS:
            return self.name
        if self.owner == UNKNOWN:
            return f".{self.name}()"
        if self.name in OPERATORS:
            return f"{self.owner} {OPERATORS[self.name]}"
        return f"{self.owner}.{self.name}"


OPERATORS = {
    "__add__": "+",
    "__sub__": "-",
    "__mul__": "*",
    "__truediv__": "/",
    "__mod__": "%",
    "__pow__": "**",
    "__and__": "&",
    "__or__": "|",
    "__invert__": "~",
    "__neg__": "unary -",
    "__eq__": "==",
    "__ne__": "!=",
    "__lt__": "<",
    "__le__": "<=",
    "__gt__": ">",
    "__ge__": ">=",
    "__getitem__": "[ ]",
    "__contains__": "in",
    "__bool__": "as a truth value",
}


class Vocabulary:
    """What the table says of a name."""

    def __init__(
        self,
        classes: Mapping[str, Mapping[str, str]],
        modules: Mapping[str, Mapping[str, str]],
        sql: frozenset[str],
    ) -> None:
        self.classes = classes
        self.modules = modules
        self.sql = sql
        self._owners: dict[str, list[str]] = {}
        for owner, members in classes.items():
            for member in members:
                self._owners.setdefault(member, []).append(owner)

    def owner(self, member: str) -> str | None:
        """Whose member it is where the receiver is not known; None for nobody's.

        Data types share their members with `DataType`, exceptions with `PySparkException`.
        """
        owners = self._owners.get(member)
        if owners is None:
            return None
        for base in ("DataType", "PySparkException"):
            if base in owners:
                return base
        return owners[0] if len(owners) == 1 else UNKNOWN

    def result(self, name: Name) -> str:
        """The class of what it gives, an empty text where that is not known."""
        if name.owner in self.modules:
            return self.modules[name.owner].get(name.name, "")
        if name.owner == UNKNOWN:
            given = {self.classes[owner][name.name] for owner in self._owners.get(name.name, ())}
            return given.pop() if len(given) == 1 else ""
        return self.classes.get(name.owner, {}).get(name.name, "")


@cache
def vocabulary() -> Vocabulary:
    """The table that comes with the lab."""
    text = resources.files(__package__).joinpath("names.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Vocabulary(data["classes"], data["modules"], frozenset(data["sql"]))
