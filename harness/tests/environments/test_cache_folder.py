"""Locks, and folders that appear whole or not at all."""

import errno
import multiprocessing
import threading
from pathlib import Path

import pytest

from sparity_lab.cache import (
    appearing,
    cache_folder,
    cache_root,
    digest_files,
    digest_text,
    locked,
    storage_problem,
)
from sparity_lab.problems import InfraProblem


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_variable_names_the_cache(own_cache: Path) -> None:
    assert cache_root() == own_cache
    assert cache_folder("a", "b").is_dir()


def test_a_folder_appears_with_all_that_was_put_into_it(tmp_path: Path) -> None:
    final = tmp_path / "made"
    with appearing(final) as draft:
        (draft / "file").write_text("x", encoding="utf-8")
        assert not final.exists()
    assert [path.name for path in final.iterdir()] == ["file"]


def test_a_folder_that_fails_half_way_never_appears(tmp_path: Path) -> None:
    half = appearing(tmp_path / "made")
    (half.__enter__() / "file").write_text("x", encoding="utf-8")
    assert not half.__exit__(RuntimeError, RuntimeError(), None)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    final = tmp_path / "made"
    for name in ("old", "new"):
        with appearing(final) as draft:
            (draft / name).touch()
    assert [path.name for path in final.iterdir()] == ["new"]


def test_a_second_holder_waits_and_says_for_what() -> None:
    entered, leave, messages = threading.Event(), threading.Event(), list[str]()
    order = []

    def first() -> None:
        with locked("thing", what="a thing"):
            entered.set()
            leave.wait(10)
            order.append("first")

    def told(message: str) -> None:
        messages.append(message)
        leave.set()

    holder = threading.Thread(target=first)
    holder.start()
    assert entered.wait(10)
    with locked("thing", what="a thing", progress=told):
        order.append("second")
    holder.join()
    assert order == ["first", "second"]
    assert messages[0].startswith("waiting for another run that makes a thing")


def _hold_and_die(name: str) -> None:
    with locked(name, what="it"):
        multiprocessing.current_process().kill()


def test_a_holder_that_is_killed_blocks_nobody() -> None:
    process = multiprocessing.get_context("spawn").Process(target=_hold_and_die, args=("thing",))
    process.start()
    process.join(30)
    assert process.exitcode not in (0, None)
    with locked("thing", what="it"):
        pass


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "no space left"), (errno.EACCES, "no permission"), (errno.EIO, "cannot write")],
)
def test_disk_errors_are_told_apart(number: int, words: str) -> None:
    problem = storage_problem(OSError(number, "x"), Path("/some/where"))
    assert words in problem.message
    assert "/some/where" in problem.message
    assert problem.exit_code == 3


def test_a_cache_that_cannot_be_made_is_told(own_cache: Path) -> None:
    own_cache.write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(InfraProblem, match="cannot write"):
        cache_folder("x")


def test_digests_depend_on_names_contents_and_borders(tmp_path: Path) -> None:
    assert digest_text("ab", "c") != digest_text("a", "bc")
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("x", encoding="utf-8")
    before = digest_files(tmp_path, [one])
    one.rename(two)
    assert digest_files(tmp_path, [two]) != before
    two.rename(one)
    assert digest_files(tmp_path, [one]) == before
    one.write_text("y", encoding="utf-8")
    assert digest_files(tmp_path, [one]) != before
