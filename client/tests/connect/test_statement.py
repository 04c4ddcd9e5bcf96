"""What SQL statements change in a session; the claims on syntax are those of Spark's own parser."""

import pytest

from sparity.connect.statement import (
    ALL,
    FUNCTION,
    GLOBAL_VIEW,
    PATH,
    PLACE,
    RESOURCE,
    SETTING,
    TABLE_FUNCTION,
    TIME_ZONE,
    VALUE,
    VARIABLE,
    VIEW,
    read,
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT 1",
        "(SELECT 1)",
        "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a",
        "EXPLAIN CREATE TEMP VIEW v AS SELECT 1",
        "CREATE TABLE t (a INT)",
        "CREATE OR REPLACE VIEW v AS SELECT 1",
        "CREATE FUNCTION f AS 'a.B'",
        "DROP FUNCTION f",
        "DROP VIEW db.v",
        "DROP TABLE spark_catalog.db.t",
        "ALTER TABLE db.t ADD COLUMN a INT",
        "SET",
        "SET -v",
        "SET spark.sql.ansi.enabled",
        "CACHE TABLE t",
        "CACHE LAZY TABLE t OPTIONS ('storageLevel' 'DISK_ONLY');",
        "UNCACHE TABLE t",
        "REFRESH TABLE t",
        "BEGIN SELECT 1; END",
        "-- CREATE TEMP VIEW v AS SELECT 1\nSELECT 1",
        "/* a /* nested */ SET b = 1 */ SELECT 1",
    ],
)
def test_most_statements_change_nothing_of_the_session(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "makes"),
    [
        ("create temp view v as select 1", (VIEW, "v")),
        ("CREATE OR REPLACE TEMPORARY VIEW `a b``c` AS SELECT 1", (VIEW, "a b`c")),
        ("CREATE TEMPORARY VIEW v USING parquet OPTIONS (path 'x')", (VIEW, "v")),
        ("CREATE TEMPORARY TABLE v USING parquet", (VIEW, "v")),
        ("CREATE TEMP VIEW system.session.v AS SELECT 1", (VIEW, "v")),
        ("-- why\n/* a /* b */ c */ CREATE /* d */ TEMP VIEW v AS SELECT 1", (VIEW, "v")),
        ("CREATE GLOBAL TEMPORARY VIEW v AS SELECT 1", (GLOBAL_VIEW, "v")),
        ("CACHE TABLE v AS SELECT 1", (VIEW, "v")),
        ("CACHE LAZY TABLE v OPTIONS ('a' 'b') SELECT 1", (VIEW, "v")),
        ("CREATE TEMPORARY FUNCTION f AS 'a.B' USING JAR 'x'", (FUNCTION, "f")),
        ("CREATE TEMP FUNCTION f(x INT) RETURNS INT RETURN x + 1", (FUNCTION, "f")),
        ("CREATE TEMP FUNCTION f() RETURNS TABLE (a INT) RETURN SELECT 1", (TABLE_FUNCTION, "f")),
        ("SET a.b=5;", (SETTING, "a.b")),
        ("SET `a b` = `c d`", (SETTING, "a b")),
        ("SET var = 3", (SETTING, "var")),
        ("SET catalog.x = 3", (SETTING, "catalog.x")),
        ("SET TIME ZONE LOCAL", (SETTING, TIME_ZONE)),
        ("SET PATH = a.b, system.builtin", (PATH, PATH)),
        ("SET CATALOG 'x'", (PLACE, PLACE)),
        ("USE db", (PLACE, PLACE)),
        ("ADD JAR /a/b.jar", (RESOURCE, "ADD JAR /a/b.jar")),
    ],
)
def test_what_a_statement_makes(text: str, makes: tuple[str, str]) -> None:
    statement = read(text)
    assert statement is not None
    assert (statement.makes, statement.ends, statement.unknown) == ((makes,), False, None)


@pytest.mark.parametrize(
    ("text", "makes"),
    [
        ("DROP VIEW v", [(VIEW, "v")]),
        ("DROP VIEW IF EXISTS session.v", [(VIEW, "v")]),
        ("DROP TABLE v", [(VIEW, "v")]),
        ("DROP VIEW global_temp.v", [(GLOBAL_VIEW, "v")]),
        ("DROP TEMPORARY FUNCTION IF EXISTS f", [(FUNCTION, "f"), (TABLE_FUNCTION, "f")]),
        ("DROP TEMPORARY VARIABLE x", [(VARIABLE, "x"), (VALUE, "x")]),
        ("RESET", [(SETTING, ALL)]),
        ("RESET spark.x;", [(SETTING, "spark.x")]),
        ("RESET `spark.x`", [(SETTING, "spark.x")]),
    ],
)
def test_what_a_statement_ends(text: str, makes: list[tuple[str, str]]) -> None:
    statement = read(text)
    assert statement is not None
    assert (list(statement.makes), statement.ends) == (makes, True)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("USE db", "db"),
        ("USE `DB`", "db"),
        ("USE DATABASE db", "db"),
        ("USE SCHEMA schema", "schema"),
        ("USE database", "database"),
        ("USE a.b", "a\0b"),
        ("SET CATALOG x", "x"),
        ("SET CATALOG 'X'", "x"),
        ("USE IDENTIFIER(:where)", None),
        ("USE ${where}", None),
    ],
)
def test_where_a_statement_leads(text: str, target: str | None) -> None:
    statement = read(text)
    assert statement is not None
    assert (statement.makes, statement.target) == (((PLACE, PLACE),), target)


@pytest.mark.parametrize(
    ("text", "names", "literal"),
    [
        ("DECLARE x INT DEFAULT 5", ["x"], True),
        ("DECLARE OR REPLACE VARIABLE session.x = 5", ["x"], True),
        ("DECLARE x, y INT", ["x", "y"], True),
        ("DECLARE x DATE DEFAULT current_date()", ["x"], False),
        ("SET VAR x = 5", ["x"], True),
        ("SET VARIABLE x = CAST('2024-01-01' AS DATE), session.y = -1.5", ["x", "y"], True),
        ("SET VAR x = DEFAULT", ["x"], True),
        ("SET VAR x = DATE 'today'", ["x"], False),
        ("SET VAR x = x + 1", ["x"], False),
        ("SET VAR x = (y = 3)", ["x"], False),
        ("SET VAR x = y = 3", ["x"], False),
        ("SET VAR x = (SELECT max(a) FROM t)", ["x"], False),
        ("SET VAR (x, y) = (SELECT 1, a FROM t)", ["x", "y"], False),
        ("SET VAR x = '${y}'", ["x"], True),
        ("SET VAR x = ${y}", ["x"], False),
    ],
)
def test_variables_are_known_where_their_values_are_literals(
    text: str, names: list[str], literal: bool
) -> None:
    statement = read(text)
    assert statement is not None
    assert [name for kind, name in statement.makes if kind == VALUE] == names
    assert ((VARIABLE, names[0]) in statement.makes) is text.startswith("DECLARE")
    assert (statement.unknown is None) is literal


@pytest.mark.parametrize(
    "text",
    [
        "EXECUTE IMMEDIATE 'SELECT 1'",
        "BEGIN SET VAR x = 1; END",
        "work: BEGIN CREATE TEMP VIEW v AS SELECT 1; END",
        "CREATE TEMP VIEW IDENTIFIER(:name) AS SELECT 1",
        "CREATE TEMP VIEW v${n} AS SELECT 1",
        "DROP VIEW IDENTIFIER('v')",
        "ALTER VIEW IDENTIFIER('v') AS SELECT 1",
        "CREATE TEMPORARY NOVELTY x",
        "SET VAR IDENTIFIER('x') = 1",
    ],
)
def test_what_a_text_does_not_tell_is_unknown(text: str) -> None:
    statement = read(text)
    assert statement is not None
    assert statement.unknown is not None
    assert statement.makes == ()


def test_a_view_of_all_sessions_is_said_again_without_replacing() -> None:
    statement = read("-- why\nCREATE OR  REPLACE GLOBAL TEMP VIEW v AS SELECT 'or replace'")
    assert statement is not None
    assert statement.again is not None
    said = " ".join(statement.again.split())
    assert said == "-- why CREATE GLOBAL TEMP VIEW v AS SELECT 'or replace'"
