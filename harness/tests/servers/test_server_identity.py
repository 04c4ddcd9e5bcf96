"""What a server is made of is known before it starts, also on a machine that has nothing yet."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from sparity_lab.matrix import load_matrix
from sparity_lab.problems import InfraProblem
from sparity_lab.servers import identity
from sparity_lab.servers.identity import server_digest


@pytest.fixture
def environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A Spark whose package has no Connect server."""
    java = SimpleNamespace(version="17", executable=tmp_path / "java")
    monkeypatch.setattr(identity, "java_for", lambda *_: java)
    reference = SimpleNamespace(digest="r1", package=lambda name: tmp_path / name)
    return SimpleNamespace(root=load_matrix().root, reference=lambda version: reference)


def plugin(version: str) -> Any:
    jar = Path(f"spark-connect_2.12-{version}.jar")
    return lambda *_, **__: SimpleNamespace(jar=jar)


def test_the_plugin_that_a_server_needs_is_part_of_it(
    environments: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = load_matrix().target("3.5.9")
    told = []
    for version in ("3.5.7", "3.5.9", "3.5.7"):
        monkeypatch.setattr(identity, "connect_plugin", plugin(version))
        told.append(server_digest(target, environments))
    first, other, again = told
    assert first
    assert first == again != other


def test_of_a_server_whose_plugin_cannot_be_had_nobody_can_tell(
    environments: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: Any, **__: Any) -> NoReturn:
        raise InfraProblem("no Maven repository answers")

    monkeypatch.setattr(identity, "connect_plugin", missing)
    assert server_digest(load_matrix().target("3.5.9"), environments) is None
