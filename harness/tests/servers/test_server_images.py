"""What images are made from, and Docker's failures in words."""

import gc
import importlib
import tarfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sparity_lab.problems import InfraProblem
from sparity_lab.servers import docker_engine, images

ROOT = Path(__file__).parents[3]


def test_everything_the_dockerfile_copies_is_in_the_context() -> None:
    files = images.context_files(ROOT, "4.1.1")
    text = files["docker/Dockerfile"].decode().replace("${SPARK_VERSION}", "4.1.1")
    for line in text.splitlines():
        if line.startswith("COPY "):
            for source in line.split()[1:-1]:
                assert any(name.startswith(source) for name in files), source


def test_the_ignore_file_lets_through_what_the_context_holds() -> None:
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    prefixes = tuple(line.removeprefix("!") for line in allowed if line.startswith("!"))
    for name in images.context_files(ROOT, "4.1.1"):
        assert name.startswith(prefixes), name


def test_equal_sources_make_equal_contexts_and_any_change_another(tmp_path: Path) -> None:
    files = images.context_files(ROOT, "4.1.1")
    first = images.context_archive(files).getvalue()
    assert images.context_archive(dict(reversed(files.items()))).getvalue() == first
    files["docker/serve.sh"] += b"\n"
    assert images.context_archive(files).getvalue() != first
    with tarfile.open(fileobj=images.context_archive(files)) as tar:
        assert set(tar.getnames()) == set(files)


def test_a_version_without_pinned_packages_has_no_image() -> None:
    with pytest.raises(InfraProblem, match=r"Spark 9\.9\.9 cannot be built"):
        images.context_files(ROOT, "9.9.9")


# Docker's own client forgets to close the socket that it could not connect.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_no_engine_is_told_with_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    with pytest.raises(InfraProblem) as caught:
        docker_engine.engine.__wrapped__()
    assert caught.value.message == "no Docker engine answers"
    assert "docker.io" in str(caught.value.hint)
    del caught
    gc.collect()


def test_errors_of_the_engine_become_the_labs() -> None:
    errors: Any = importlib.import_module("docker.errors")
    with (
        pytest.raises(InfraProblem, match="doing it failed"),
        docker_engine.engine_errors("doing it"),
    ):
        raise errors.ImageNotFound("x")


def test_a_failed_build_is_told_with_the_end_of_its_output() -> None:
    events = [{"stream": "Step 1\n"}, {"stream": "pip: no route\n"}, {"error": "exit code 1"}]
    with pytest.raises(InfraProblem) as caught:
        images._follow(iter(events), "building it", print)
    assert list(caught.value.causes) == ["Step 1", "pip: no route", "exit code 1"]


class Images:
    """An engine's images: those it has, and a registry that refuses."""

    def __init__(self, *names: str) -> None:
        self.names = set(names)
        self.pulled: list[str] = []

    def list(self, name: str) -> list[str]:
        return [name] if name in self.names else []

    def pull(self, repository: str, tag: str) -> None:
        self.pulled.append(f"{repository}:{tag}")
        errors: Any = importlib.import_module("docker.errors")
        raise errors.APIError("no such host")


@pytest.fixture
def with_images(monkeypatch: pytest.MonkeyPatch) -> Any:
    def make(*names: str) -> Images:
        found = Images(*names)
        monkeypatch.setattr(images, "engine", lambda: SimpleNamespace(images=found))
        return found

    return make


def test_a_base_image_that_was_made_here_is_used_before_any_registry(with_images: Any) -> None:
    found = with_images(images.LOCAL_BASE, images.PUBLISHED_BASE)
    assert images._base(ROOT, print) == images.LOCAL_BASE
    assert found.pulled == []


def test_without_registry_and_without_root_the_ways_out_are_told(
    with_images: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = with_images()
    monkeypatch.setattr(images, "can_make_base", lambda: False)
    with pytest.raises(InfraProblem) as caught:
        images._base(ROOT, print)
    assert found.pulled == [images.PUBLISHED_BASE]
    assert "SPARITY_LAB_BASE_IMAGE" in str(caught.value.hint)
    assert "no such host" in caught.value.render()
