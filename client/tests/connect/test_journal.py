"""What is said again to a fresh session; a small model of Spark's sessions checks the order."""

import random
from pathlib import Path
from typing import Any

import pytest
from scripted import config_operation, plan

from sparity.connect.artifacts import Artifact
from sparity.connect.change import Change, additions, change_in, settings_in
from sparity.connect.journal import Journal
from sparity.protocol import message_class


def view(name: str, of: str = "t", *, everywhere: bool = False) -> Any:
    made = message_class("Plan")()
    command = made.command.create_dataframe_view
    command.name, command.is_global = name, everywhere
    command.input.read.named_table.unparsed_identifier = of
    return made


def catalog(kind: str, **fields: str) -> Any:
    made = message_class("Plan")()
    getattr(made.root.catalog, kind).SetInParent()
    for name, value in fields.items():
        setattr(getattr(made.root.catalog, kind), name, value)
    return made


def use(database: str) -> Any:
    return catalog("set_current_database", db_name=database)


def sql(text: str) -> Any:
    made = message_class("Plan")()
    made.command.sql_command.input.sql.query = text
    return made


def unset(key: str) -> Any:
    operation = message_class("ConfigRequest.Operation")()
    operation.unset.keys.append(key)
    return operation


def journal(*told: Any) -> Journal:
    """The journal of a session that was told these: plans, SQL texts, operations on settings."""
    kept = Journal()
    for one in told:
        for change in changes([one]):
            kept.note(change)
    return kept


def changes(told: list[Any]) -> list[Change]:
    """The changes that plans, SQL texts and operations on settings make."""
    found: list[Change] = []
    for one in told:
        given = sql(one) if isinstance(one, str) else one
        if given.DESCRIPTOR.name == "Operation":
            found += settings_in(given)
        elif (change := change_in(given)) is not None:
            found.append(change)
    return found


def said(kept: Journal) -> list[str]:
    """What a journal says again, in short."""
    return [_short(change.said) for change in kept.changes()]


def _short(told: Any) -> str:
    if told.DESCRIPTOR.name == "Operation":
        pairs = [f"{pair.key}={pair.value}" for pair in told.set.pairs]
        return " ".join([*pairs, *(f"-{key}" for key in told.unset.keys)])
    command = told.command
    if command.HasField("create_dataframe_view"):
        return f"{command.create_dataframe_view.name}:{_table(command)}"
    if command.HasField("sql_command"):
        return str(command.sql_command.input.sql.query or command.sql_command.sql)
    ((field, value),) = told.root.catalog.ListFields()
    return " ".join([field.name, *(one for _, one in value.ListFields())])


def _table(command: Any) -> str:
    return str(command.create_dataframe_view.input.read.named_table.unparsed_identifier)


def setting(**pairs: str) -> Any:
    return config_operation(**pairs)


def test_what_changes_nothing_is_not_kept() -> None:
    assert journal("SELECT 1", plan(), catalog("current_database")).changes() == []


def test_a_view_that_is_replaced_or_dropped_is_forgotten() -> None:
    assert said(journal(view("v", "a"), view("v", "b"))) == ["v:b"]
    assert said(journal(view("v"), catalog("drop_temp_view", view_name="v"))) == []
    assert said(journal(view("v"), "DROP VIEW v")) == []
    first, second = (f"CREATE TEMPORARY VIEW v AS SELECT {n}" for n in (1, 2))
    assert said(journal(first, "DROP VIEW IF EXISTS v", second)) == [second]
    assert said(journal(first, catalog("drop_view", view_name="v"))) == []


def test_a_drop_of_what_was_not_made_here_is_not_said_again() -> None:
    kept = journal("DROP VIEW v", "DROP TABLE t", "ALTER TABLE t RENAME TO u", "RESET a")
    assert kept.changes() == []
    assert said(journal(view("w"), "ALTER TABLE t RENAME TO w", "DROP TABLE t")) == ["w:t"]


def test_a_view_of_a_view_keeps_what_it_was_made_of() -> None:
    kept = journal(view("v", "t"), view("w", "v"), view("v", "u"))
    assert said(kept) == ["v:t", "w:v", "v:u"]
    kept = journal(view("v", "t"), view("w", "V"), "DROP VIEW v")
    assert said(kept) == ["v:t", "w:V", "DROP VIEW v"]
    assert said(journal(view("v"), view("w", "v"), "DROP VIEW v", "DROP VIEW w")) == []


def test_a_view_is_made_again_in_the_database_it_was_made_in() -> None:
    kept = journal(use("db1"), view("v"), use("db2"))
    assert said(kept) == ["set_current_database db1", "v:t", "set_current_database db2"]
    assert said(journal(view("v"), "USE db1", "USE db2", "USE db1")) == [
        "v:t",
        "USE db1",
        "USE db2",
        "USE db1",
    ]


def test_a_view_is_made_again_with_the_settings_it_was_made_with() -> None:
    kept = journal(setting(a="1"), view("v"), setting(a="2"), setting(a="3"), setting(b="1"))
    assert said(kept) == ["a=1", "v:t", "a=3", "b=1"]
    assert said(journal(setting(a="1"), "SET a = 2", view("v"), "RESET a")) == [
        "SET a = 2",
        "v:t",
        "RESET a",
    ]


def test_settings_that_are_reset_are_forgotten_and_those_unset_are_not() -> None:
    assert said(journal(setting(a="1"), "SET b = 2", "RESET")) == []
    assert said(journal(setting(a="1", b="1"), "RESET a")) == ["b=1"]
    # The server may have been started with a value of its own.
    assert said(journal(unset("a"))) == ["-a"]
    assert said(journal(unset("a"), setting(a="1"))) == ["a=1"]


def test_variables_and_functions_are_kept_and_dropped() -> None:
    declare, of_x = "DECLARE x INT DEFAULT 5", "CREATE TEMP FUNCTION f() RETURNS INT RETURN x"
    kept = journal(declare, "SET VAR x = 6", "SET VAR x = 7", of_x)
    assert said(kept) == [declare, "SET VAR x = 7", of_x]
    drops = ["DROP TEMPORARY FUNCTION f", "DROP TEMPORARY VARIABLE IF EXISTS x"]
    assert said(journal(declare, of_x, *drops)) == []
    assert said(journal(declare, "DROP TEMPORARY VARIABLE X")) == [
        declare,
        "DROP TEMPORARY VARIABLE X",
    ]


def test_comments_and_dataframes_in_a_statement_hide_nothing() -> None:
    made = message_class("Plan")()
    given = made.command.sql_command.input.with_relations
    given.root.sql.query = "-- why\nCREATE TEMP VIEW v AS SELECT * FROM _df"
    given.references.add().subquery_alias.input.read.named_table.unparsed_identifier = "w"
    kept = journal(view("w"), made, view("w", "u"))
    assert [change.makes[0][1] for change in kept.changes()] == ["w", "v", "w"]
    old = message_class("Plan")()
    old.command.sql_command.sql = "/* as Spark 3.4 is told */ SET a = 1"
    assert said(journal(old)) == [old.command.sql_command.sql]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (["EXECUTE IMMEDIATE 'SELECT 1'"], "EXECUTE IMMEDIATE"),
        (["BEGIN SET a = 1; END"], "script"),
        (["CREATE TEMP VIEW IDENTIFIER(:v) AS SELECT 1"], "computed by the server"),
        (["DECLARE x = 1", "SET VAR x = rand()"], "'x'"),
        ([view("V"), "DROP VIEW v"], "another case"),
        (
            [view("g", everywhere=True), view("v", "global_temp.g"), "DROP VIEW global_temp.g"],
            "'g'",
        ),
    ],
)
def test_what_cannot_be_known_is_refused(told: list[Any], reason: str) -> None:
    refusal = journal(view("other"), *told, *told).refusal()
    assert refusal is not None
    assert reason in refusal


def test_what_could_not_be_known_may_become_known() -> None:
    assert journal("DECLARE x = 1", "SET VAR x = rand()", "SET VAR x = 2").refusal() is None
    assert journal("DECLARE x = rand()", "DROP TEMPORARY VARIABLE x").refusal() is None
    assert journal("DECLARE x = rand()", "DECLARE OR REPLACE x = 1").refusal() is None


def test_a_parameter_may_be_no_literal() -> None:
    made = sql("SET VAR x = ?")
    argument = made.command.sql_command.input.sql.pos_arguments.add()
    argument.literal.integer = 1
    assert journal(made).refusal() is None
    argument.unresolved_function.function_name = "rand"
    assert journal(made).refusal() is not None


def test_a_view_of_all_sessions_may_be_there_already() -> None:
    text = "CREATE OR REPLACE GLOBAL TEMPORARY VIEW g AS SELECT 1"
    kept = journal(view("h", everywhere=True), text).changes()
    assert [change.may_exist for change in kept] == [True, True]
    assert not kept[0].said.command.create_dataframe_view.replace
    assert "REPLACE" not in _short(kept[1].said)
    assert journal(view("h", everywhere=True), text).refusal() is None
    assert said(journal(text, "DROP VIEW global_temp.g")) == []


def test_local_files_have_to_be_what_they_were(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("before")
    kept = Journal()
    forwarded = Artifact("forward_to_fs/a", file)
    for change in additions([Artifact("files/a", file), forwarded, Artifact("cache/b", b"")]):
        kept.note(change)
    assert [change.said[0].name for change in kept.changes()] == ["files/a", "cache/b"]
    assert kept.refusal() is None
    file.write_text("afterwards")
    assert str(file) in str(kept.refusal())


def test_a_copy_goes_its_own_way() -> None:
    first = journal(view("v"))
    second = first.copy()
    for change in settings_in(setting(a="1")):
        second.note(change)
    assert (said(first), said(second)) == (["v:t"], ["v:t", "a=1"])


@pytest.mark.parametrize(
    "program",
    [
        lambda n: [view("a", "t"), view("b", "u")],
        lambda n: [setting(a=str(n)), view("v", "t")],
        lambda n: [use(f"db{n % 2}"), view("v", "t"), setting(a=str(n % 3))],
        lambda n: [f"USE db{n % 3}"],
        lambda n: ["USE c", f"USE db{n % 2}", "SET CATALOG d"],
        lambda n: [f"SET a = {n}", "RESET"],
        lambda n: [f"CREATE TEMP VIEW v AS SELECT {n}", view("w", "v"), "DROP VIEW v"],
        lambda n: ["DECLARE OR REPLACE x INT", f"SET VAR x = {n}"],
        lambda n: ["SET VAR x = x + 1"],
        lambda n: ["EXECUTE IMMEDIATE 'SELECT 1'"],
        lambda n: ["ADD JAR a", view("v", "t")],
    ],
)
def test_a_journal_does_not_grow_with_the_length_of_a_program(program: Any) -> None:
    kept = Journal()
    lengths = []
    for n in range(40):
        for change in changes(program(n)):
            kept.note(change)
        lengths.append(len(kept.changes()))
    assert max(lengths[20:]) <= max(lengths[:20])


class Model:
    """What Spark's session knows: what was made, in which place, with which settings."""

    CATALOGS = ("c", "d")

    def __init__(self) -> None:
        self.settings: dict[str, str] = {}
        self.place = ("start", "default")
        self.views: dict[str, Any] = {}

    def run(self, told: Any) -> None:
        short = _short(told)
        if told.DESCRIPTOR.name == "Operation":
            self._set(told)
        elif short.startswith(("USE ", "set_current_database ")):
            self._use(short.split()[-1], told)
        elif short == "RESET":
            self.settings.clear()
        elif short.startswith("SET "):
            self.settings[short.split()[1]] = short.split()[3]
        elif short.startswith("DROP VIEW "):
            del self.views[short.split()[-1]]
        elif short.startswith("ALTER VIEW "):
            _, _, name, _, _, new = short.split()
            assert new not in self.views
            self.views[new] = self.views.pop(name)
        elif short.startswith("CREATE TEMP VIEW "):
            _, _, _, name, *_, table = short.split()
            assert name not in self.views
            self._make(name, table)
        else:
            name, _, table = short.partition(":")
            self._make(name, table)

    def _make(self, name: str, table: str) -> None:
        of = self.views.get(table, (table, self.place))
        self.views[name] = (of, self.place, dict(self.settings))

    def _set(self, told: Any) -> None:
        for pair in told.set.pairs:
            self.settings[pair.key] = pair.value
        for key in told.unset.keys:
            self.settings.pop(key, None)

    def _use(self, name: str, told: Any) -> None:
        if name in self.CATALOGS and not told.root.HasField("catalog"):
            # Nothing happens, the database included, where it is the current one.
            self.place = self.place if self.place[0] == name else (name, "default")
        else:
            self.place = (self.place[0], name)


@pytest.mark.parametrize("seed", range(40))
def test_a_fresh_session_knows_in_the_end_what_the_lost_one_knew(seed: int) -> None:
    dice = random.Random(seed)
    model, kept = Model(), Journal()
    for _ in range(120):
        told = dice.choice(
            [
                *(view(dice.choice("uvw"), dice.choice("tuvw")) for _ in range(3)),
                setting(**{dice.choice("ab"): str(dice.randrange(3))}),
                unset(dice.choice("ab")),
                sql(f"SET {dice.choice('ab')} = {dice.randrange(3)}"),
                sql("RESET"),
                *(sql(f"USE {dice.choice(['c', 'd', 'x', 'y'])}") for _ in range(3)),
                use(dice.choice("xy")),
                *(sql(f"DROP VIEW {name}") for name in model.views),
                *(
                    sql(f"CREATE TEMP VIEW {name} AS SELECT * FROM {dice.choice('tuvw')}")
                    for name in sorted({*"uvw"} - {*model.views})
                ),
                *(
                    sql(f"ALTER VIEW {name} RENAME TO {new}")
                    for name in model.views
                    for new in sorted({*"uvw"} - {*model.views})
                    if dice.random() < 0.2
                ),
            ]
        )
        model.run(told)
        for change in changes([told]):
            kept.note(change)
        again = Model()
        for change in kept.changes():
            again.run(change.said)
        assert (again.views, again.settings, again.place) == (
            model.views,
            model.settings,
            model.place,
        )
