"""The process provider with stand-ins for Java: what is started, and what failing looks like."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sparity_lab.environments import Environment, Environments
from sparity_lab.matrix import Target, load_matrix
from sparity_lab.problems import InfraProblem
from sparity_lab.servers import process as module
from sparity_lab.servers.factory import make_server
from sparity_lab.servers.java import Java
from sparity_lab.servers.process import ProcessServer, jvm_options, submit_options

ROOT = Path(__file__).parents[3]
TARGET = Target(name="4.1.1", spark="4.1.1", provider="process", conf={"spark.x": "1"})


@pytest.fixture
def environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environments:
    monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "env"
    jars = path / "lib" / "python3.11" / "site-packages" / "pyspark" / "jars"
    jars.mkdir(parents=True)
    (jars / "spark-connect_2.13-4.1.1.jar").touch()
    monkeypatch.setattr(module, "fetched", lambda *_, **__: [tmp_path / "driver-1.0.jar"])
    environment = Environment("pyspark==4.1.1", path, "digest")
    return cast(Environments, SimpleNamespace(reference=lambda version: environment, root=ROOT))


def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Let the provider find a Java that does this instead."""
    executable = tmp_path / "java"
    executable.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    executable.chmod(0o755)
    found = Java(executable, "17.0.1", "machine")
    monkeypatch.setattr(module, "java_for", lambda *_: found)


def test_a_java_that_ends_at_once_is_told_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environments: Environments
) -> None:
    java(tmp_path, monkeypatch, "echo 'Error: could not reserve enough space' >&2; exit 1")
    server = ProcessServer(TARGET, environments)
    with pytest.raises(InfraProblem) as caught:
        server.start()
    assert "the server of 4.1.1 ended before it was ready" in caught.value.message
    assert "could not reserve enough space" in caught.value.render()
    assert not server.alive()
    assert server.logs(1) == ["Error: could not reserve enough space"]
    assert list((tmp_path / "cache" / "work").iterdir()) == []


def test_a_java_that_never_serves_is_given_up_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environments: Environments
) -> None:
    java(tmp_path, monkeypatch, "echo starting; exec sleep 600")
    server = ProcessServer(TARGET, environments, ready_s=0.5)
    with pytest.raises(InfraProblem, match="was not ready"):
        server.start()
    assert not server.alive()


def test_a_port_that_was_taken_meanwhile_is_tried_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environments: Environments
) -> None:
    starts = tmp_path / "starts"
    java(
        tmp_path,
        monkeypatch,
        f"echo x >> {starts}; echo 'java.net.BindException: Address already in use' >&2; exit 1",
    )
    with pytest.raises(InfraProblem):
        ProcessServer(TARGET, environments).start()
    assert len(starts.read_text(encoding="utf-8").splitlines()) == 3


def test_the_surroundings_do_not_change_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environments: Environments
) -> None:
    for name in ("SPARK_CONF_DIR", "JAVA_TOOL_OPTIONS", "HADOOP_CONF_DIR", "PYTHONPATH"):
        monkeypatch.setenv(name, "/elsewhere")
    seen = tmp_path / "environment"
    java(tmp_path, monkeypatch, f"env > {seen}; exit 1")
    with pytest.raises(InfraProblem):
        ProcessServer(TARGET, environments).start()
    text = seen.read_text(encoding="utf-8")
    assert "/elsewhere" not in text
    assert "TZ=UTC" in text
    assert f"PYSPARK_PYTHON={tmp_path}/env/bin/python" in text


def test_extra_jars_are_on_the_class_path_behind_sparks_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environments: Environments
) -> None:
    seen = tmp_path / "arguments"
    java(tmp_path, monkeypatch, f'echo "$@" > {seen}; exit 1')
    with pytest.raises(InfraProblem):
        ProcessServer(TARGET, environments).start()
    words = seen.read_text(encoding="utf-8").split()
    spark, *others = words[words.index("-cp") + 1].split(":")
    assert spark.endswith("/pyspark/jars/*")
    assert others == [f"{tmp_path}/driver-1.0.jar"]


def test_settings_of_the_target_win_but_for_where_the_server_listens() -> None:
    conf = {"spark.sql.warehouse.dir": "/mine", "spark.connect.grpc.binding.port": "1"}
    options = submit_options(conf, Path("/work"), 4711)
    assert "spark.sql.warehouse.dir=/mine" in options
    assert "spark.connect.grpc.binding.port=4711" in options
    assert "spark.connect.grpc.binding.port=1" not in options


def test_a_server_that_lives_long_is_left_to_java_and_has_all_processors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environments: Environments
) -> None:
    seen = tmp_path / "arguments"
    java(tmp_path, monkeypatch, f'echo "$@" > {seen}; exit 1')
    words = {}
    for long_lived in (False, True):
        with pytest.raises(InfraProblem):
            ProcessServer(TARGET, environments, long_lived=long_lived).start()
        words[long_lived] = seen.read_text(encoding="utf-8").split()
    flags = {word for word in words[False] if word.startswith("-XX:")}
    assert {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"} < flags
    assert {w for w in words[True] if w.startswith("-XX:")} == {"-XX:+ExitOnOutOfMemoryError"}
    assert words[False][words[False].index("--master") + 1] == "local[2]"
    assert words[True][words[True].index("--master") + 1] == "local[*]"


def test_the_image_starts_spark_with_the_same_options() -> None:
    script = (ROOT / "docker" / "serve.sh").read_text(encoding="utf-8").replace("\\\n", " ")
    words = set(script.replace('"', "").replace("'", "").split())
    packages = Java(Path("java"), "17.0.1", "machine").opens
    assert {option.partition("/")[2].partition("=")[0] for option in packages} <= {
        word.rstrip(";") for word in words
    }
    work, other = Path("$work"), ("-Xmx", "--add-opens", "-Dlog4j2")
    for option in jvm_options("1g", work, Java(Path("java"), "17.0.1", "machine")):
        assert option in words or option.startswith(other), option
    conf = dict(load_matrix(ROOT).target("4.1.1").conf)
    for option in submit_options(conf, work, 1, address="0.0.0.0"):
        assert option in words or option.startswith("spark.connect.grpc.binding.port"), option
    assert "/opt/spark/jars/*:/opt/sparity/plugin/*:/opt/sparity/jars/*" in words


def test_each_provider_makes_its_own_kind_of_server(environments: Environments) -> None:
    matrix = load_matrix(ROOT)
    kinds = {
        name: type(make_server(matrix.target(name), environments)).__name__
        for name in ("4.1.1", "sail", "4.1.1-container", "sc://localhost:1")
    }
    assert list(kinds.values()) == [
        "ProcessServer",
        "SailServer",
        "ContainerServer",
        "RemoteServer",
    ]


def test_a_server_that_was_never_started_can_be_stopped(environments: Environments) -> None:
    matrix: Any = load_matrix(ROOT)
    for name in ("4.1.1", "sail", "4.1.1-container", "sc://localhost:1"):
        server = make_server(matrix.target(name), environments)
        assert not server.alive()
        server.stop()
        assert server.logs() == []
