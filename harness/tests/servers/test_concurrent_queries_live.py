"""Many queries at once in one session: right results, and what is cancelled stops there."""

import json
import subprocess
from pathlib import Path

import pytest

from sparity_lab.environments import Environments
from sparity_lab.matrix import load_matrix
from sparity_lab.servers.process import ProcessServer

VERSION = "4.3.0"
"""The newest: since 4.2 servers tell the states of operations."""
PROGRAM = Path(__file__).with_name("concurrent_program.py")


@pytest.mark.live
def test_two_hundred_queries_of_which_fifty_are_cancelled() -> None:
    matrix = load_matrix()
    environments = Environments(matrix)
    python = environments.client(matrix.client("sparity")).python
    with ProcessServer(matrix.target(VERSION), environments) as endpoint:
        done = subprocess.run(
            [python, PROGRAM, endpoint.url], capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["right"], told["cancelled"]) == (150, 50)
    # The first query, and those that went through; what is forgotten has no state.
    assert told["left"]["SUCCEEDED"] == 151
    assert told["left"]["CANCELLED"] == 50
    assert set(told["left"]) == {"SUCCEEDED", "CANCELLED"}
