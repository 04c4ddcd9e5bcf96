"""The handle on a query with a real Spark: asked, stopped, and taken up by another process."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sparity_lab.environments import Environments
from sparity_lab.matrix import load_matrix
from sparity_lab.servers.process import ProcessServer

pytestmark = pytest.mark.live

VERSION = "4.3.0"
"""The newest: since 4.2 servers tell the states of operations."""
PROGRAM = Path(__file__).with_name("operation_program.py")

Do = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def do() -> Iterator[Do]:
    """Runs a process of its own that does one thing with a server, and tells what became."""
    matrix = load_matrix()
    environments = Environments(matrix)
    python = environments.client(matrix.client("sparity")).python
    with ProcessServer(matrix.target(VERSION), environments) as endpoint:

        def run(what: str, *more: str, parameters: str = "") -> dict[str, Any]:
            command = [python, PROGRAM, endpoint.url + parameters, what, *more]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
            assert done.returncode == 0, done.stderr
            told: dict[str, Any] = json.loads(done.stdout)
            return told

        yield run


def test_a_query_that_runs_tells_how_far_it_is(do: Do) -> None:
    assert do("live") == {
        "at once": True,
        "running": True,
        "in between": True,
        "never less": True,
        "in the end": 1.0,
        "whole": True,
        "status": "SUCCEEDED",
    }


def test_a_query_is_stopped_by_its_handle(do: Do) -> None:
    assert do("cancelled") == {
        "running": True,
        "stopped": True,
        "error": "OPERATION_CANCELED",
        "status": "CANCELLED",
        "nothing to stop": False,
    }


def test_another_process_takes_a_query_up(do: Do) -> None:
    begun = do("begun", parameters="/;user_id=ann")
    theirs = f"/;user_id=ann;session_id={begun['session']}"
    assert do("resumed", begun["operation"], parameters=theirs) == {
        "then": "RUNNING",
        "whole": True,
        "done": True,
    }


def test_an_event_loop_goes_on_while_queries_are_awaited_and_stopped(do: Do) -> None:
    assert do("awaited") == {
        "whole": True,
        "loop went on": True,
        "running": True,
        "stopped": True,
        "error": "OPERATION_CANCELED",
    }
