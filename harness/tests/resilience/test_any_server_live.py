"""A real Spark that nobody has told to end its streams: broken by the proxy, and by scenarios."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sparity_lab.cli import invoke
from sparity_lab.environments import Environments
from sparity_lab.matrix import load_matrix
from sparity_lab.problems import EXIT_OK
from sparity_lab.servers.process import ProcessServer

pytestmark = pytest.mark.live

VERSION = "4.1.1"
SCRIPT = """
[[fault]]
do = "end"
retry_after = 0.2
after = 2

[[fault]]
do = "reset"
calls = ["ReattachExecute"]
after = 1

[[fault]]
do = "end"
status = "OK"
calls = ["ReattachExecute"]
after = 3
times = "every"

[[fault]]
do = "refuse"
calls = ["GetStatus"]
"""
QUERY = """
import sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "1000")
print(sorted(row[0] for row in spark.range(0, 30000, 1, 8).collect()) == list(range(30000)))
"""


@pytest.fixture(scope="module")
def environments() -> Environments:
    return Environments(load_matrix())


@pytest.fixture(scope="module")
def url(environments: Environments) -> Iterator[str]:
    with ProcessServer(load_matrix().target(VERSION), environments) as endpoint:
        yield endpoint.url


def test_a_client_gets_every_row_once_through_a_proxy_that_breaks_its_streams(
    url: str, environments: Environments, tmp_path: Path
) -> None:
    script = tmp_path / "faults.toml"
    script.write_text(SCRIPT)
    # Not ours: any client will do.
    python = environments.reference(VERSION).python
    proxy = subprocess.Popen(
        [sys.executable, "-m", "sparity_lab", "proxy", url, "--script", str(script)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert proxy.stdout is not None
        listening = json.loads(proxy.stdout.readline())
        done = subprocess.run(
            [python, "-c", QUERY, listening["url"]],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.stdout.strip() == "True", done.stderr
        proxy.send_signal(signal.SIGTERM)
        out, _ = proxy.communicate(timeout=30)
    finally:
        proxy.kill()
        proxy.communicate()
    assert proxy.returncode == EXIT_OK
    *faults, stopped = [json.loads(line) for line in out.splitlines()]
    struck = {one["fault"]: one["times"] for one in stopped["struck"]}
    assert (struck["1 end"], struck["2 reset"], struck["4 refuse"]) == (1, 1, 0)
    assert struck["3 end"] > 3
    assert len(faults) == sum(struck.values())
    # All of it happened to one query, and the proxy says to which.
    assert len({one["operation_id"] for one in faults}) == 1
    assert None not in {one["session_id"] for one in faults}


@pytest.mark.parametrize("keyword", ["ReattachExecute UNAVAILABLE", "each stream repeats"])
def test_scenarios_strike_though_nobody_told_the_server_to_end_its_streams(
    url: str, keyword: str
) -> None:
    assert invoke(["resilience", "--target", url, "--client", "sparity", "-k", keyword]) == EXIT_OK
