"""Which plans may run twice."""

from typing import Any

import pytest

from sparity.connect.reading import only_reads
from sparity.protocol import message_class


def sql(text: str) -> Any:
    made = message_class("Plan")()
    made.root.sql.query = text
    return made


def with_views(text: str) -> Any:
    made = message_class("Plan")()
    made.root.with_relations.root.sql.query = text
    return made


def command() -> Any:
    made = message_class("Plan")()
    made.command.write_operation.input.range.end = 1
    return made


def catalog() -> Any:
    made = message_class("Plan")()
    made.root.catalog.create_table.table_name = "t"
    return made


def limited() -> Any:
    made = message_class("Plan")()
    made.root.limit.input.range.end = 3
    return made


@pytest.mark.parametrize(
    "plan",
    [
        limited(),
        sql("SELECT 1"),
        sql(" (select 1)"),
        sql("-- what\n/* and * why */ SELECT 'insert'"),
        sql("VALUES (1)"),
        sql("WITH a AS (SELECT 1) SELECT * FROM a"),
        sql("FROM t SELECT *"),
        sql("SHOW TABLES"),
        with_views("TABLE t"),
    ],
    ids=str,
)
def test_queries_only_read(plan: Any) -> None:
    assert only_reads(plan)


@pytest.mark.parametrize(
    "plan",
    [
        message_class("Plan")(),
        command(),
        catalog(),
        sql("INSERT INTO t VALUES (1)"),
        sql("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a"),
        sql("FROM t INSERT INTO u SELECT *"),
        sql("selected"),
        sql("-- SELECT 1\nDROP TABLE t"),
        sql("/* SELECT */ TRUNCATE TABLE t"),
        sql("/* SELECT 1"),
        with_views("DELETE FROM t"),
    ],
    ids=str,
)
def test_what_may_act_on_the_server_does_not(plan: Any) -> None:
    assert not only_reads(plan)
