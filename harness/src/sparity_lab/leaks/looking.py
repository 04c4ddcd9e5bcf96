"""What a fresh session sees of others, and how that is removed: runs in a driver, as a case does.

Stdlib only and Python 3.8 syntax, like everything that a driver runs.
"""

from __future__ import annotations

import json
from typing import Any

GLOBAL_VIEWS = "global_temp"
UNSEEN = "cannot be seen: "
"""In the place of names where a server does not answer: such a kind is not compared."""


def look(spark: Any) -> dict[str, list[str]]:
    """Catalogs, databases, tables, views, functions, and the settings of a new session, by kind."""
    databases = _column(spark, "SHOW DATABASES")
    found = {
        "catalog": _column(spark, "SHOW CATALOGS"),
        "database": databases,
        "setting": _settings(spark),
        "global view": _column(spark, f"SHOW VIEWS IN {GLOBAL_VIEWS}", "viewName", "tableName"),
    }
    for kind, question in (
        ("table", "SHOW TABLES IN {}"),
        ("function", "SHOW USER FUNCTIONS FROM {}"),
    ):
        found[kind] = []
        for database in databases:
            names = _column(spark, question.format(_quoted(database)), "tableName")
            found[kind] += [f"{database}.{name.rpartition('.')[2]}" for name in names]
    return {kind: sorted(set(names)) for kind, names in found.items()}


def sweep(spark: Any, objects: str) -> int:
    """Remove what was left, as far as it can be; `objects` is JSON of kinds and names.

    The next look tells what could not be removed.
    """
    dropped = 0
    for kind, name in json.loads(objects):
        target = ".".join(_quoted(part) for part in name.split("."))
        ways = {
            "database": [f"DROP DATABASE IF EXISTS {target} CASCADE"],
            "table": [f"DROP TABLE IF EXISTS {target}", f"DROP VIEW IF EXISTS {target}"],
            "global view": [f"DROP VIEW IF EXISTS {GLOBAL_VIEWS}.{target}"],
            "function": [f"DROP FUNCTION IF EXISTS {target}"],
        }
        for way in ways.get(kind, []):
            try:
                spark.sql(way).collect()
                dropped += 1
                break
            except Exception:
                continue
    return dropped


def _column(spark: Any, question: str, *names: str) -> list[str]:
    """The first column of an answer, or one of these names; a server may not know the question."""
    try:
        return [_named(row, names) for row in spark.sql(question).collect()]
    except Exception as error:
        return [UNSEEN + type(error).__name__]


def _named(row: Any, names: tuple[str, ...]) -> str:
    fields = list(getattr(row, "__fields__", ()))
    return str(next((row[fields.index(name)] for name in names if name in fields), row[0]))


def _settings(spark: Any) -> list[str]:
    try:
        return [f"{row[0]}={row[1]}" for row in spark.sql("SET").collect()]
    except Exception as error:
        return [UNSEEN + type(error).__name__]


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


class _Row:
    """The arguments that a driver takes from a label: the label itself is what is told."""

    def __init__(self, label: str) -> None:
        self.kwargs = {"objects": label}


class _Labels:
    """A table of parameters that has every label."""

    def __getitem__(self, label: str) -> _Row:
        return _Row(label)


class _Asked:
    params = _Labels()


sweep.__case__ = _Asked()  # type: ignore[attr-defined]
