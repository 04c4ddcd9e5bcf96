"""A repository of many synthetic cases with fake drivers, and the command that runs there."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from lab_fakes.roots import JOURNAL, make_root
from lab_fakes.workshop import Journal

OFF = 5
"""Cases of each suite in which the candidate is wrong."""


class Took(NamedTuple):
    """What a command took, in seconds: on the clock, and of the processor."""

    clock: float
    processor: float


class ManyCases:
    """Suites of synthetic cases, each of which yields forty rows that no other one has.

    Args:
        root: where to make the repository.
        suites: how many suites.
        cases: how many cases each of them has.
    """

    def __init__(self, root: Path, suites: int, cases: int) -> None:
        self.root = make_root(root, {})
        self.out = root.parent / "out"
        self.journal = Journal(self.root / JOURNAL)
        for number in range(suites):
            self._write_suite(f"many_{number:02}", cases)

    def _write_suite(self, name: str, cases: int) -> None:
        labels = [f"{name}-{n:03}{'-off' if n < OFF else ''}" for n in range(cases)]
        file = self.root / "parity_suites" / "batch_core" / f"test_parity_{name}.py"
        file.write_text(
            "from parity_suites.case import case\n\n"
            f"LABELS = {labels}\n\n\n"
            '@case(mirrors="dataframe.test_rows", params={label: {} for label in LABELS})\n'
            "def gives_rows(spark):\n"
            '    """Gives some rows."""\n'
            "    return spark.range(1)\n"
        )

    def command(self, *arguments: str) -> Took:
        """Run `sparity-lab`.

        Raises:
            RuntimeError: it ended with neither 0 nor 1.
        """
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "lab_fakes.command", *arguments],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        clock, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stdout + done.stderr)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Took(clock, processor)

    def run(self) -> Took:
        """Run all cases with both fakes, as a live run does."""
        return self.command("run", "--no-cache", "--target", "4.3.0", "--out", str(self.out))
