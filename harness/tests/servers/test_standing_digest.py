"""A server that was left standing is what it was when it started, not what the files say today."""

from pathlib import Path

import pytest

from sparity_lab import workshop
from sparity_lab.matrix import Matrix, load_matrix
from sparity_lab.servers import registry
from sparity_lab.servers.registry import Standing
from sparity_lab.servers.supervised import free_port

ROOT = Path(__file__).parents[3]


@pytest.fixture
def matrix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Matrix:
    monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(workshop, "server_digest", lambda *_, **__: "today")
    return load_matrix(ROOT)


def digest(matrix: Matrix, said: list[str]) -> str | None:
    room = workshop.RealWorkshop(matrix, ROOT / "parity_suites", said.append)
    return room._digest_of_server(matrix.target("4.1.1"))


def stand(monkeypatch: pytest.MonkeyPatch, made_of: str | None, *, answers: bool = True) -> None:
    url = f"sc://127.0.0.1:{free_port()}"
    registry._write(Standing("4.1.1", url, "4.1.1", digest=made_of))
    monkeypatch.setattr(Standing, "answers", lambda self: answers)


def test_without_one_it_is_what_a_server_would_be_made_of_today(matrix: Matrix) -> None:
    assert digest(matrix, []) == "today"


@pytest.mark.parametrize("made_of", ["yesterday", None])
def test_results_on_a_server_of_other_parts_are_not_kept(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch, made_of: str | None
) -> None:
    stand(monkeypatch, made_of)
    said: list[str] = []
    assert digest(matrix, said) is None
    assert "are not kept" in said[0]


def test_results_on_a_server_of_the_same_parts_are(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand(monkeypatch, "today")
    assert digest(matrix, []) == "today"


def test_a_server_that_is_gone_changes_nothing(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand(monkeypatch, "yesterday", answers=False)
    assert digest(matrix, []) == "today"
