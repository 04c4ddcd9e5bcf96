"""What a session was told, so that a fresh one can be told again; sends nothing itself.

Kept only where a lost session is to be replayed: settings, temporary views, the current database
and catalog, functions of the JVM, and artifacts. What has the same name replaces what came before
it, so the journal does not grow with the length of a program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sparity.connect.artifacts import Artifact

# The statements that change nothing but the session.
_SESSION_SQL = re.compile(
    r"\s*(create\s+(or\s+replace\s+)?(global\s+)?temp(orary)?\s|set\s|use\s)", re.IGNORECASE
)

Entry = tuple[str, Any]
#: The name under which a plan changes the session, and the plan.
Change = tuple[tuple[Any, ...], Any]


class Journal:
    """The latest of everything that a session was told.

    Examples:
        >>> Journal().entries()
        []
    """

    def __init__(self) -> None:
        self._entries: dict[Any, Entry] = {}

    def entries(self) -> list[Entry]:
        """What to say again, in order: names of methods and what they take."""
        return list(self._entries.values())

    def note_config(self, operation: Any) -> None:
        """Remember settings that were set, forget those that were unset."""
        for pair in operation.set.pairs:
            single = type(operation)()
            single.set.pairs.add().CopyFrom(pair)
            # A fresh server may have fixed what the old one let be changed.
            single.set.silent = True
            self._put(("conf", pair.key), ("Config", single))
        for key in operation.unset.keys:
            self._entries.pop(("conf", key), None)

    def note_artifacts(self, artifacts: Iterable[Artifact]) -> None:
        """Remember files and blobs; blobs are kept in memory."""
        for artifact in artifacts:
            self._put(("artifact", artifact.name), ("AddArtifacts", [artifact]))

    def note_change(self, change: Change) -> None:
        """Remember a plan that changed the session."""
        key, plan = change
        if key[0] == "drop":
            self._entries.pop(("view", False, key[1]), None)
        else:
            self._put(key, ("ExecutePlan", plan))

    def _put(self, key: Any, entry: Entry) -> None:
        self._entries.pop(key, None)
        self._entries[key] = entry


def change_in(plan: Any) -> Change | None:
    """How a plan changes the session that runs it; None if it does not."""
    key = _key(plan)
    if key is None:
        return None
    kept = type(plan)()
    kept.CopyFrom(plan)
    if kept.command.HasField("create_dataframe_view"):
        kept.command.create_dataframe_view.replace = True
    return key, kept


def _key(plan: Any) -> tuple[Any, ...] | None:
    command = plan.command
    match command.WhichOneof("command_type"):
        case "create_dataframe_view":
            view = command.create_dataframe_view
            return ("view", view.is_global, view.name)
        case "register_function":
            return ("function", command.register_function.function_name)
        case "sql_command":
            text = command.sql_command.input.sql.query or command.sql_command.sql
            return ("sql", text) if _SESSION_SQL.match(text) else None
    catalog = plan.root.catalog
    match catalog.WhichOneof("cat_type"):
        case "set_current_database" | "set_current_catalog" as kind:
            return ("catalog", kind)
        case "drop_temp_view":
            return ("drop", catalog.drop_temp_view.view_name)
    return None
