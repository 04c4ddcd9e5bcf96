"""JDBC against a real PostgreSQL: `sparity` reads and writes there what PySpark does."""

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from postgresql_server import USER, PostgreSQL, postgresql, why_not

from sparity_lab.environments import Environments
from sparity_lab.matrix import load_matrix
from sparity_lab.servers.process import ProcessServer

pytestmark = [
    pytest.mark.live,
    pytest.mark.postgresql,
    pytest.mark.skipif(why_not() is not None, reason=f"NOT RUN: {why_not()}"),
]

VERSION = "4.1.1"
PROGRAM = Path(__file__).with_name("postgresql_program.py")
ORDERS = """
create table orders (
    id integer primary key, name text, price numeric(8, 2), done boolean not null,
    made timestamp, day date, tags text[], raw bytea, ratio double precision, total bigint
);
insert into orders values
    (1, 'bolt', 0.50, true, '2024-02-29 12:00:00.123456', '2024-02-29', '{a,b}', '\\x00ff', 0.1, 1),
    (2, 'nut', 2.25, false, null, null, '{b}', null, 'nan', 9007199254740993),
    (3, null, null, true, '1999-12-31 23:59:59', '1999-12-31', null, '', null, null),
    (4, 'böhrer', 129.99, true, '2024-01-01 00:00:00', '0001-01-01', '{a}', null, -1e300, -1),
    (5, 'brace', 17.00, false, null, null, '{}', null, 'infinity', 0),
    (6, 'saw', 9.90, false, null, null, '{b,null}', null, 0, 6)
"""


@pytest.fixture(scope="module")
def database() -> Iterator[PostgreSQL]:
    with postgresql() as server:
        server.ask(ORDERS)
        yield server


@pytest.fixture(scope="module")
def told(database: PostgreSQL) -> dict[str, Any]:
    """What the program prints with each client, on one Spark server."""
    matrix = load_matrix()
    environments = Environments(matrix)
    pythons = {
        "pyspark": environments.reference(VERSION).python,
        "sparity": environments.client(matrix.client("sparity")).python,
    }

    def printed(client: str, url: str) -> dict[str, Any]:
        login = [database.url, USER, database.password, f"by_{client}"]
        done = subprocess.run(
            [pythons[client], PROGRAM, client, url, *login],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    with (
        ProcessServer(matrix.target(VERSION), environments) as endpoint,
        ThreadPoolExecutor() as threads,
    ):
        both = {client: threads.submit(printed, client, endpoint.url) for client in pythons}
        return {client: result.result() for client, result in both.items()}


def test_both_clients_read_the_same(told: dict[str, Any]) -> None:
    assert told["sparity"] == told["pyspark"]
    seen = told["sparity"]
    assert len(seen["rows"]) == 6
    assert "tags:array<string>" in seen["schema"]
    assert seen["ranges"] == ["(1, 0)", "(2, 0)", "(3, 1)", "(4, 1)", "(5, 2)", "(6, 2)"]
    assert seen["predicates"] == [
        *("(1, 0)", "(2, 1)", "(3, 0)", "(4, 1)", "(5, 0)", "(5, 1)", "(6, 1)"),
    ]
    assert seen["filtered"] == ["(4,)", "(5,)"]
    refused = {name: words for name, (_, *words) in seen["refused"].items()}
    assert refused == {
        "wrong_password": ["password authentication"],
        "no_table": ["does not exist"],
        "table_exists": ["already exists"],
    }


def test_both_clients_write_the_same_as_the_database_itself_says(
    told: dict[str, Any], database: PostgreSQL
) -> None:
    written = {
        client: database.ask(f"select id, name, price, made from by_{client} order by id")
        for client in told
    }
    assert written["sparity"] == written["pyspark"]
    assert written["sparity"][0] == "1|bolt|0.50|2024-02-29 12:00:00.123456+00"
    assert len(written["sparity"]) == len(told["sparity"]["written"]) == 6
    assert written["sparity"][-1] == "100|züge||"
    types = {
        client: database.ask(
            "select column_name, data_type, character_maximum_length"
            f" from information_schema.columns where table_name = 'by_{client}' order by 1"
        )
        for client in told
    }
    assert types["sparity"] == types["pyspark"]
    assert "name|character varying|30" in types["sparity"]


def test_the_database_is_a_process_of_its_own_and_leaves_nothing() -> None:
    with postgresql() as server:
        process = psutil.Process(server.pid)
        assert process.name() == "postgres"
        assert process.uids().effective != 0
        family = [process, *process.children(recursive=True)]
        folder = Path(process.cwd()).parent
        assert len(family) > 1
    assert not any(member.is_running() for member in family)
    assert not folder.exists()
