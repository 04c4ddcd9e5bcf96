"""What is remembered of servers that stay up, without starting any."""

import json
import os
from pathlib import Path

import pytest

from sparity_lab.environments import Environments
from sparity_lab.matrix import Target, load_matrix
from sparity_lab.problems import UsageProblem
from sparity_lab.servers import registry
from sparity_lab.servers.registry import Standing
from sparity_lab.servers.supervised import free_port

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def standing(**facts: object) -> Standing:
    known = {"target": "t", "url": f"sc://127.0.0.1:{free_port()}", "spark_version": "4.1.1"}
    return Standing(**{**known, **facts})  # type: ignore[arg-type]


def test_what_is_written_is_read_back() -> None:
    written = standing(details={"java": "17"}, warnings=("look out",), pid=1, born=2.5, digest="d")
    registry._write(written)
    assert registry.find("t") == written
    assert registry.standing_servers() == [written]
    assert written.endpoint.warnings == ("look out",)


def test_only_the_owner_can_read_it(own_cache: Path) -> None:
    registry._write(standing())
    (path,) = (own_cache / "standing").iterdir()
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "[]", "{", json.dumps({"target": "t"})])
def test_a_damaged_memory_is_no_server(own_cache: Path, content: str) -> None:
    registry._write(standing())
    (path,) = (own_cache / "standing").iterdir()
    path.write_text(content, encoding="utf-8")
    assert registry.find("t") is None
    assert registry.standing_servers() == []


def test_a_process_that_took_over_the_number_is_left_alone() -> None:
    registry._write(standing(pid=os.getpid(), born=1.0))
    assert registry.down("t")
    assert registry.find("t") is None


def test_a_server_that_is_gone_does_not_answer_and_can_be_put_away() -> None:
    gone = standing(pid=2**22 - 1, born=1.0)
    registry._write(gone)
    assert not gone.answers()
    assert registry.down("t")
    assert not registry.down("t")


def test_a_remote_server_is_not_started() -> None:
    target = Target(name="r", provider="remote", url="sc://localhost:1")
    with pytest.raises(UsageProblem, match="somebody else's"):
        registry.up(target, Environments(load_matrix(ROOT)))


def test_the_log_of_no_server_names_those_that_are_up() -> None:
    registry._write(standing())
    with pytest.raises(UsageProblem, match="up now: t"):
        registry.logs("other")
