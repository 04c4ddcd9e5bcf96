"""One thing that a session was told: what it makes, what it counts on, how to say it again.

Sends nothing; which changes are kept is decided in `journal`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sparity.connect.artifacts import Artifact
from sparity.connect.statement import (
    ALL,
    FUNCTION,
    GLOBAL_VIEW,
    PLACE,
    RESOURCE,
    SETTING,
    TABLE_FUNCTION,
    VALUE,
    VARIABLE,
    VIEW,
    Key,
    Statement,
    name_parts,
    place,
    read,
    temporary,
)

# What goes through the session to the file system of the cluster is nothing of the session.
_FORWARDED = "forward_to_fs/"
# By these settings servers find the catalogs that `USE` names.
_CATALOGS = ("spark.sql.catalog.", "spark.sql.defaultCatalog")
_WORD = re.compile(r"\w+")
# The word that stands for all: what is named is computed by the server.
_ANY = "identifier"
_COMPUTED = "the value of a variable was computed by the server"


@dataclass(frozen=True, eq=False, kw_only=True)
class Change:
    """A change of a session.

    Args:
        method: the call that made it.
        said: what the call says: a `ConfigRequest.Operation`, artifacts, or a `Plan`.
        makes: what is new from then on, or no more.
        ends: whether it is no more.
        alters: whether it is still what it was, with a difference.
        depends: whether the settings, the current database and what it mentions count.
        target: of a change of the place, the name of the place.
        may_exist: whether it is as good if what it makes is there already.
        unknown: why it cannot be said again, if so.
        text: a statement's text of what it makes; of others, all that is in `said`.
        stamps: by which a local file is known to be the same.
    """

    method: str
    said: Any
    makes: tuple[Key, ...] = ()
    ends: bool = False
    alters: bool = False
    depends: bool = False
    target: str | None = None
    may_exist: bool = False
    unknown: str | None = None
    text: str | None = None
    stamps: tuple[tuple[Path, tuple[int, int] | None], ...] = ()

    def counts_on(self, key: Key) -> bool:
        """Whether it might have been another change, had something not been made before it."""
        if self.unknown is not None:
            return False
        kind, name = key
        if (self.alters and key in self.makes) or _ANY in self._words:
            return True
        if self.changes_place and kind == SETTING:
            return name.startswith(_CATALOGS)
        if not self.depends:
            return False
        named = kind in (VIEW, GLOBAL_VIEW, FUNCTION, TABLE_FUNCTION, VARIABLE, VALUE)
        return not named or self._words.issuperset(_words(name))

    def makes_all(self, kind: str) -> bool:
        """Whether it changes everything of a kind."""
        return (kind, ALL) in self.makes

    @property
    def changes_place(self) -> bool:
        """Whether it changes the current database or catalog."""
        return (PLACE, PLACE) in self.makes

    @property
    def renames(self) -> bool:
        """Whether the first that it makes is now called like the second."""
        return self.alters and len(self.makes) > 1

    @property
    def may_reset(self) -> bool:
        """Whether settings may be lost by it that it does not name."""
        return self.makes_all(SETTING) or self.is_unknown

    @property
    def is_unknown(self) -> bool:
        """Whether it may have changed anything."""
        return self.unknown is not None and not self.makes

    def same_as(self, other: Change) -> bool:
        """Whether both say the same, and it means the same at any time."""
        return self.said == other.said and _ANY not in self._words

    def refusal(self) -> str | None:
        """Why it cannot be said again, if so."""
        if self.unknown is not None:
            return self.unknown
        for path, stamp in self.stamps:
            if _stamp(path) != stamp:
                return f"the file {path} is not what it was when it was added"
        return None

    @functools.cached_property
    def _words(self) -> frozenset[str]:
        """All words in the texts of what it makes; with `_ANY` it may be about anything."""
        texts = [] if self.text is None else [self.text]
        if self.method == "ExecutePlan":
            command = self.said.command
            if command.HasField("create_dataframe_view"):
                texts += _texts(command.create_dataframe_view.input)
            elif command.HasField("sql_command"):
                texts += _texts(_without_text(command.sql_command))
            elif self.text is None:
                texts += _texts(self.said)
        found: set[str] = set()
        for text in texts:
            found |= _words(text)
            if "${" in text:  # the server puts a setting in its place
                found.add(_ANY)
        return frozenset(found)


def settings_in(operation: Any) -> list[Change]:
    """The changes that a `ConfigRequest.Operation` makes, one by one."""
    changes = []
    for pair in operation.set.pairs:
        single = type(operation)()
        single.set.pairs.add().CopyFrom(pair)
        if operation.set.HasField("silent"):
            single.set.silent = operation.set.silent
        changes.append(Change(method="Config", said=single, makes=((SETTING, pair.key),)))
    for key in operation.unset.keys:
        single = type(operation)()
        single.unset.keys.append(key)
        changes.append(Change(method="Config", said=single, makes=((SETTING, key),)))
    return changes


def additions(artifacts: Sequence[Artifact]) -> list[Change]:
    """The changes that artifacts make; those given as bytes are kept in memory."""
    return [
        Change(
            method="AddArtifacts",
            said=[artifact],
            makes=((RESOURCE, artifact.name),),
            stamps=(
                ((artifact.data, _stamp(artifact.data)),) if isinstance(artifact.data, Path) else ()
            ),
        )
        for artifact in artifacts
        if not artifact.name.startswith(_FORWARDED)
    ]


def change_in(plan: Any) -> Change | None:
    """How a plan changes the session that runs it; None if it does not."""
    match plan.command.WhichOneof("command_type"):
        case "create_dataframe_view":
            view = plan.command.create_dataframe_view
            kind = GLOBAL_VIEW if view.is_global else VIEW
            kept = _copied(plan)
            # A fresh session has no views; but one of all sessions may be there, and a newer one.
            kept.command.create_dataframe_view.replace = not view.is_global
            return Change(
                method="ExecutePlan",
                said=kept,
                makes=((kind, name_parts(view.name)[-1]),),
                depends=True,
                may_exist=view.is_global,
            )
        case "register_function":
            name = plan.command.register_function.function_name
            return _of_plan(plan, (FUNCTION, name), depends=True)
        case "register_table_function":
            name = plan.command.register_table_function.function_name
            return _of_plan(plan, (TABLE_FUNCTION, name), depends=True)
        case "register_data_source":
            return _of_plan(plan, (RESOURCE, plan.command.register_data_source.name))
        case "sql_command":
            statement = read(_text(plan.command.sql_command))
            return None if statement is None else _of_statement(plan, statement)
    catalog = plan.root.catalog
    match catalog.WhichOneof("cat_type"):
        case "set_current_database":
            target = place(name_parts(catalog.set_current_database.db_name))
            return _of_plan(plan, (PLACE, PLACE), target=target)
        case "set_current_catalog":
            target = place(name_parts(catalog.set_current_catalog.catalog_name))
            return _of_plan(plan, (PLACE, PLACE), target=target)
        case "drop_temp_view":
            return _of_plan(plan, (VIEW, catalog.drop_temp_view.view_name), ends=True)
        case "drop_global_temp_view":
            return _of_plan(plan, (GLOBAL_VIEW, catalog.drop_global_temp_view.view_name), ends=True)
        case "drop_view" | "drop_table" as kind:
            one = getattr(catalog, kind)
            key = temporary(name_parts(one.view_name if kind == "drop_view" else one.table_name))
            return None if key is None else _of_plan(plan, key, ends=True)
    return None


def _of_plan(plan: Any, key: Key, **more: Any) -> Change:
    return Change(method="ExecutePlan", said=_copied(plan), makes=(key,), **more)


def _of_statement(plan: Any, statement: Statement) -> Change:
    kept = _copied(plan)
    if statement.again is not None:
        _say(kept.command.sql_command, statement.again)
    kinds = {kind for kind, _ in statement.makes}
    unknown = statement.unknown
    if unknown is None and VALUE in kinds and not statement.ends and _has_expressions(kept):
        unknown = _COMPUTED
    return Change(
        method="ExecutePlan",
        said=kept,
        makes=statement.makes,
        ends=statement.ends,
        alters=statement.alters,
        depends=statement.depends and not statement.ends,
        target=statement.target,
        may_exist=GLOBAL_VIEW in kinds,
        unknown=unknown,
        text=statement.made_of,
    )


def _copied(plan: Any) -> Any:
    kept = type(plan)()
    kept.CopyFrom(plan)
    return kept


def _holder(sql_command: Any) -> tuple[Any, str]:
    """The message that holds the text of a statement, and the field's name."""
    given = sql_command.input
    if given.HasField("with_relations"):
        given = given.with_relations.root
    return (given.sql, "query") if given.HasField("sql") else (sql_command, "sql")


def _text(sql_command: Any) -> str:
    return str(getattr(*_holder(sql_command)))


def _say(sql_command: Any, text: str) -> None:
    setattr(*_holder(sql_command), text)


def _without_text(sql_command: Any) -> Any:
    """A statement's parameters, and the DataFrames that its text names."""
    kept = _copied(sql_command)
    _say(kept, "")
    return kept


def _has_expressions(plan: Any) -> bool:
    """Whether a statement has a parameter that is not a plain value."""
    told = _holder(plan.command.sql_command)[0]
    given = [*told.named_arguments.values(), *told.pos_arguments]
    return any(not one.HasField("literal") for one in given)


def _texts(message: Any) -> Iterator[str]:
    """All texts in a message, in no order; data and code are none."""
    waiting = [message]  # plans may be nested deeper than calls
    while waiting:
        for field, value in waiting.pop().ListFields():
            if field.message_type is None:
                if field.type == field.TYPE_STRING:
                    yield from value if field.is_repeated else (value,)
            elif field.message_type.full_name == "google.protobuf.Any":
                yield _ANY  # an extension's plan may be about anything
            elif field.message_type.GetOptions().map_entry:
                for one in (*value.keys(), *value.values()):
                    if isinstance(one, str):
                        yield one
                    elif hasattr(one, "ListFields"):
                        waiting.append(one)
            else:
                waiting.extend(value if field.is_repeated else (value,))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _stamp(path: Path) -> tuple[int, int] | None:
    """The size and the time of the last change of a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
