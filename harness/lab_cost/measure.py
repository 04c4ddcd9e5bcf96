"""Runs the lab with drivers that take no time, and twice with real ones; judges nothing."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab_fakes.many import ManyCases
from pydantic import BaseModel, ConfigDict

from sparity_lab.cache import CACHE_VARIABLE, cache_root
from sparity_lab.problems import InfraProblem

_SUITE_CASES = 250
_RESULTS = "results"


class Figures(BaseModel):
    """Frozen figures."""

    model_config = ConfigDict(frozen=True)


class Synthetic(Figures):
    """A run of synthetic cases: all of its time is the lab's own."""

    cases: int
    clock_s: float
    processor_s: float

    def ms_a_case(self, start: "Synthetic") -> float:
        """Milliseconds on the clock that a case took, without those of the start."""
        return 1000 * (self.clock_s - start.clock_s) / (self.cases - start.cases)

    def cases_a_second(self) -> float:
        """Cases a second, start and reports included."""
        return self.cases / self.clock_s


class Twice(Figures):
    """A real run, and the same once more."""

    target: str
    keyword: str
    cases: int
    first_s: float
    second_s: float

    @property
    def part(self) -> float:
        """What the second took, where the first took 1."""
        return self.second_s / self.first_s


def synthetic(cases: int) -> Synthetic:
    """Run so many synthetic cases, each judged by a live reference."""
    with tempfile.TemporaryDirectory(prefix="sparity-lab-cost-") as folder:
        suites = max(1, cases // _SUITE_CASES)
        lab = ManyCases(Path(folder) / "repo", suites, cases // suites)
        took = lab.run()
        counted = json.loads((lab.out / "summary.json").read_text())["cases"]
    return Synthetic(cases=counted, clock_s=took.clock, processor_s=took.processor)


def twice(root: Path, target: str, keyword: str) -> Twice:
    """Run cases on a real server by both clients, then again.

    Raises:
        InfraProblem: a run did not hold, or the second has run cases that the first had passed.
    """
    with tempfile.TemporaryDirectory(prefix="sparity-lab-cost-") as folder, _no_results() as cache:
        took = []
        for name in ("first", "second"):
            out = Path(folder) / name
            began = time.monotonic()
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "sparity_lab", "run", "--target", target),
                    *("-k", keyword, "--oracle", "live", "--out", str(out)),
                ],
                env={**os.environ, CACHE_VARIABLE: str(cache)},
                cwd=root,
                capture_output=True,
                text=True,
                check=False,
            )
            took.append(time.monotonic() - began)
            if done.returncode:
                raise InfraProblem(
                    f"the {name} run on {target} did not hold",
                    causes=(done.stdout + done.stderr).splitlines()[-20:],
                    hint="see to that first: sparity-lab run",
                )
        log = (out / "log.ndjson").read_text(encoding="utf-8").splitlines()
    records = [one for one in map(json.loads, log) if one["type"] == "case"]
    anew = [one["case"] for one in records if not one["taken_from"]]
    if anew:
        raise InfraProblem(f"{len(anew)} cases ran again, such as {anew[0]}")
    return Twice(
        target=target, keyword=keyword, cases=len(records), first_s=took[0], second_s=took[1]
    )


@contextmanager
def _no_results() -> Iterator[Path]:
    """A cache with all that this machine has but the results of earlier runs."""
    with tempfile.TemporaryDirectory(prefix="sparity-lab-cache-") as folder:
        cache = Path(folder)
        for one in cache_root().iterdir():
            if one.name != _RESULTS:
                (cache / one.name).symlink_to(one)
        yield cache
