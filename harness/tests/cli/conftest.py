"""Runs the command in a process of its own on a small repository with fakes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil
import pytest
from lab_fakes.roots import JOURNAL, make_root
from lab_fakes.workshop import Journal

from sparity_lab.runlog import RunLog

TESTS = Path(__file__).parents[1]


class Lab:
    """A repository with fakes, and the command to use on it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.out = root.parent / "out"
        self.journal = Journal(root / JOURNAL)
        self.env = {
            **os.environ,
            "PYTHONPATH": str(TESTS),
            "SPARITY_LAB_CACHE": str(root.parent / "cache"),
            "NO_COLOR": "1",
        }

    @staticmethod
    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "lab_fakes.command", *arguments]

    def __call__(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments),
            cwd=self.root,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def interrupted(self, number: int, when: str, *arguments: str) -> tuple[int, str, str]:
        """A command, ended by a signal once the journal says `when`; nothing of it may be left."""
        process = subprocess.Popen(
            self.command(*arguments),
            cwd=self.root,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 60
        while not self.journal.count(when):
            assert time.monotonic() < deadline, f"the journal never said {when!r}"
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        family = psutil.Process(process.pid).children(recursive=True)
        os.kill(process.pid, number)
        out, err = process.communicate(timeout=60)
        _, alive = psutil.wait_procs(family, timeout=10)
        assert not alive, "processes were left behind"
        return process.returncode, out, err

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return self("run", "--target", "4.3.0", "--out", str(self.out), *arguments)

    def log(self) -> RunLog:
        return RunLog.read(self.out)


@pytest.fixture
def make_lab(tmp_path: Path) -> Callable[..., Lab]:
    def make(*cases: str, **suites: Iterable[str]) -> Lab:
        return Lab(make_root(tmp_path / "repo", suites or {"first": cases or ["agrees"]}))

    return make
