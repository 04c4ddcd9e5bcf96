"""Programs whose standard error is a terminal, or is none: what is seen of a query's progress."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from fake_spark import FakeSpark, Pause
from scripted import RESULT

from sparity.protocol import message_class
from sparity.sql.progress_bar import VARIABLE
from sparity_lab.record.serving import handler

PROGRAM = """
import asyncio, sys
from sparity.sql import SparkSession
builder = SparkSession.builder.remote(sys.argv[1])
spark = builder.connection(**eval(sys.argv[2])).create()
match sys.argv[3]:
    case "collect":
        print(len(spark.range(3).collect()))
    case "print":
        for row in spark.range(3).toLocalIterator():
            print(row.id, file=sys.stderr)
    case "asyncio":
        async def main():
            return await asyncio.gather(*(spark.range(3).aio.collect() for _ in range(3)))
        print([len(rows) for rows in asyncio.run(main())])
"""


def reported(tasks: int, completed: int) -> Any:
    response = message_class("ExecutePlanResponse")()
    response.execution_progress.num_inflight_tasks = 1
    response.execution_progress.stages.add(
        stage_id=1, num_tasks=tasks, num_completed_tasks=completed
    )
    return response


def on_screen(written: str) -> str:
    """The line that is left of what was written over itself."""
    line = ""
    for part in written.split("\r"):
        line = part + line[len(part) :]
    return line.rstrip()


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server whose queries take a second and a half and tell how far they are."""
    monkeypatch.delenv(VARIABLE, raising=False)
    spark = FakeSpark("4.3.0")
    spark.script["ExecutePlan"] = [
        [
            reported(8, 0),
            Pause(1.2),
            reported(8, 2),
            Pause(0.3),
            reported(8, 6),
            *RESULT[:2],
            Pause(0.3),
            *RESULT[2:],
        ]
    ]
    server = grpc.server(ThreadPoolExecutor(max_workers=6))
    server.add_generic_rpc_handlers((handler(spark.answer),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"sc://localhost:{port}"
    server.stop(None).wait()


def on_a_terminal(url: str, what: str, options: str = "{}", **environment: str) -> tuple[str, str]:
    """What a program prints, and what it writes on the terminal that is its standard error."""
    ours, theirs = pty.openpty()
    ran = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url, options, what],
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env={**os.environ, "TERM": "xterm", **environment},
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            some = os.read(ours, 4096)
        except OSError:  # how Linux tells that nobody writes any more
            break
        if not some:
            break
        written += some
    os.close(ours)
    assert ran.stdout is not None
    printed = ran.stdout.read()
    ran.stdout.close()
    assert ran.wait(30) == 0, written
    return printed, written.decode()


def test_a_terminal_has_the_bar_and_then_it_is_gone(url: str) -> None:
    printed, written = on_a_terminal(url, "collect")
    assert printed == "3\n"
    assert "25% 2/8 tasks, 1 running" in written
    assert "75% 6/8 tasks, 1 running" in written
    assert on_screen(written) == ""


def test_what_a_program_prints_amid_a_result_stands_alone(url: str) -> None:
    _, written = on_a_terminal(url, "print")
    assert "25%" in written
    lines = [on_screen(line) for line in written.split("\r\n")]
    assert lines == ["0", "1", "2", ""]


def test_concurrent_queries_of_asyncio_share_the_bar(url: str) -> None:
    printed, written = on_a_terminal(url, "asyncio")
    assert printed == "[3, 3, 3]\n"
    assert "3 queries" in written
    assert on_screen(written) == ""


@pytest.mark.parametrize(
    ("options", "environment"),
    [("{'progress_bar': False}", {}), ("{}", {VARIABLE: "0"})],
    ids=["keyword", "variable"],
)
def test_the_bar_can_be_switched_off(url: str, options: str, environment: dict[str, str]) -> None:
    assert on_a_terminal(url, "collect", options, **environment) == ("3\n", "")


def test_pipes_stay_quiet(url: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, url, "{'progress_bar': True}", "collect"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (ran.stdout, ran.stderr) == ("3\n", "")
