"""The command in this process, on a small repository with fakes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from lab_fakes.command import fake_workshop
from lab_fakes.roots import JOURNAL, make_root, record_goldens
from lab_fakes.workshop import Journal

from sparity_lab import cli, preparing


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    returncode: int
    stdout: str
    stderr: str


class Lab:
    """A repository with fakes, and the command to use on it."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.out = root.parent / "out"
        self.journal = Journal(root / JOURNAL)
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Done:
        self._capsys.readouterr()
        code = cli.invoke(list(arguments))
        said = self._capsys.readouterr()
        return Done(code, said.out, said.err)


@pytest.fixture
def make_lab(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Lab]:
    def make(*cases: str, **suites: Iterable[str]) -> Lab:
        root = make_root(tmp_path / "repo", suites or {"first": cases or ["agrees"]})
        record_goldens(root)
        monkeypatch.chdir(root)
        monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(preparing, "RealWorkshop", fake_workshop)
        return Lab(root, capsys)

    return make
