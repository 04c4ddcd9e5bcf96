"""Runs pytest in a process of its own on a small repository."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from lab_fakes.roots import JOURNAL, make_root
from lab_fakes.workshop import Journal

from sparity_lab.runlog import RunLog


class Repo:
    """A repository with fakes, and pytest to run on it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.out = root.parent / "out"
        self.journal = Journal(root / JOURNAL)

    def pytest(self, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "pytest", "parity_suites", "-p", "no:cacheprovider"]
        return subprocess.run(
            [*command, *arguments],
            cwd=self.root,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def parity(self, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
        # With a space pytest would take the folder for one of its paths and move its root there.
        return self.pytest("--target=4.3.0", f"--out={self.out}", *arguments, **env)

    def log(self) -> RunLog:
        return RunLog.read(self.out)


@pytest.fixture
def make_repo(tmp_path: Path) -> Callable[..., Repo]:
    def make(**suites: Iterable[str]) -> Repo:
        return Repo(make_root(tmp_path / "repo", suites))

    return make
