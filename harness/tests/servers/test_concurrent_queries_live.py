"""Many queries at once in one session: right results, and what is cancelled stops there."""

import json
import subprocess
from pathlib import Path

import pytest

from sparity_lab.environments import Environments
from sparity_lab.matrix import load_matrix
from sparity_lab.servers.process import ProcessServer
from sparity_lab.servers.supervised import free_port

VERSION = "4.3.0"
"""The newest: since 4.2 servers tell the states of operations."""
PROGRAM = Path(__file__).with_name("concurrent_program.py")


@pytest.mark.live
def test_two_hundred_queries_of_which_fifty_are_cancelled() -> None:
    matrix = load_matrix()
    environments = Environments(matrix)
    python = environments.client(matrix.client("sparity")).python
    port = str(free_port())
    target = matrix.target(VERSION)
    # Its pages tell which jobs run.
    web = {"spark.ui.enabled": "true", "spark.ui.port": port}
    target = target.model_copy(update={"conf": {**target.conf, **web}})
    with ProcessServer(target, environments) as endpoint:
        done = subprocess.run(
            [python, PROGRAM, endpoint.url, f"http://127.0.0.1:{port}"],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["right"], told["cancelled"]) == (150, 50)
    # The first query, and those that went through; what is forgotten has no state.
    assert told["states"] == {"SUCCEEDED": 151, "CANCELLED": 50}
    # Each endless query had one at least, so that none afterwards says something.
    assert told["jobs before"] >= 50
    assert told["jobs after"] == 0
    # Of early ones Spark 4.3 may say for ever that they terminate, though nothing of them is left.
    assert told["jobs in the end"] == 0
