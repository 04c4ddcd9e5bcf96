"""Runs the lab with drivers that take no time, and twice with real ones; judges nothing."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lab_fakes.many import ManyCases
from pydantic import BaseModel, ConfigDict

from sparity_lab.cache import CACHE_VARIABLE, cache_root
from sparity_lab.problems import InfraProblem
from sparity_lab.report.spread import Spread

_SUITE_CASES = 250
_RESULTS = "results"
LAB = (sys.executable, "-m", "sparity_lab")
"""The command of the lab."""


class Figures(BaseModel):
    """Frozen figures."""

    model_config = ConfigDict(frozen=True)


class Synthetic(Figures):
    """Runs of synthetic cases: all of their time is the lab's own."""

    cases: int
    clock_s: Spread
    processor_s: Spread
    samples: list[float]

    def ms_a_case(self, start: "Synthetic") -> Spread:
        """Milliseconds on the clock that a case took, without those of the quickest start."""
        cases = self.cases - start.cases
        return Spread.of([1000 * (took - start.clock_s.least) / cases for took in self.samples])

    def cases_a_second(self) -> float:
        """Cases a second, start and reports included."""
        return self.cases / self.clock_s.median


class Twice(Figures):
    """Real runs, and each of them once more."""

    target: str
    keyword: str
    cases: int
    first_s: Spread
    second_s: Spread
    part: Spread
    """What the second took, where the first took 1."""


class Ran(Figures):
    """One run of the lab's command: how long it took, and the records that it left."""

    took_s: float
    records: list[dict[str, Any]]


def synthetic(cases: int, repeats: int) -> Synthetic:
    """Run so many synthetic cases, each judged by a live reference, so many times."""
    clock, processor = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory(prefix="sparity-lab-cost-") as folder:
            suites = max(1, cases // _SUITE_CASES)
            lab = ManyCases(Path(folder) / "repo", suites, cases // suites)
            took = lab.run()
            counted = json.loads((lab.out / "summary.json").read_text())["cases"]
        clock.append(took.clock)
        processor.append(took.processor)
    return Synthetic(
        cases=counted, clock_s=Spread.of(clock), processor_s=Spread.of(processor), samples=clock
    )


def twice(root: Path, target: str, keyword: str, repeats: int) -> Twice:
    """Run cases on a real server by both clients, then again; so many times.

    Raises:
        InfraProblem: a run did not hold, or the second has run cases that the first had passed.
    """
    firsts, seconds, cases = [], [], 0
    arguments = ("--target", target, "-k", keyword, "--oracle", "live")
    for _ in range(repeats):
        with no_results() as cache:
            first, second = (run(root, arguments, cache=cache) for _ in range(2))
        anew = [one["case"] for one in second.records if not one["taken_from"]]
        if anew:
            raise InfraProblem(f"{len(anew)} cases ran again, such as {anew[0]}")
        firsts.append(first.took_s)
        seconds.append(second.took_s)
        cases = len(second.records)
    return Twice(
        target=target,
        keyword=keyword,
        cases=cases,
        first_s=Spread.of(firsts),
        second_s=Spread.of(seconds),
        part=Spread.of([two / one for one, two in zip(firsts, seconds, strict=True)]),
    )


def run(
    root: Path,
    arguments: Sequence[str],
    *,
    cache: Path | None = None,
    accept: Sequence[int] = (0,),
    command: Sequence[str] = LAB,
    variables: Mapping[str, str] | None = None,
) -> Ran:
    """Run cases by the lab's command.

    Args:
        root: the repository.
        arguments: what follows `run`.
        cache: the lab's cache, if not the usual one.
        accept: the exit codes that are no failure.
        command: the lab's command.
        variables: further variables of the environment.

    Raises:
        InfraProblem: it ended otherwise, or some cases did not run.
    """
    with tempfile.TemporaryDirectory(prefix="sparity-lab-cost-") as folder:
        out = Path(folder) / "run"
        began = time.monotonic()
        done = subprocess.run(
            [*command, "run", *arguments, "--out", str(out)],
            env={
                **os.environ,
                **(variables or {}),
                **({CACHE_VARIABLE: str(cache)} if cache else {}),
            },
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        took = time.monotonic() - began
        if done.returncode not in accept:
            raise InfraProblem(
                f"a run did not hold: {' '.join(arguments)}",
                causes=(done.stdout + done.stderr).splitlines()[-20:],
                hint="see to that first: sparity-lab run",
            )
        counts = json.loads((out / "summary.json").read_text(encoding="utf-8"))["counts"]
        if counts["infra"] or counts["missing"]:
            raise InfraProblem(f"not every case ran ({' '.join(arguments)}): {counts}")
        lines = (out / "log.ndjson").read_text(encoding="utf-8").splitlines()
    records = [one for one in map(json.loads, lines) if one["type"] == "case"]
    return Ran(took_s=took, records=records)


@contextmanager
def no_results() -> Iterator[Path]:
    """A cache with all that this machine has but the results of earlier runs."""
    with tempfile.TemporaryDirectory(prefix="sparity-lab-cache-") as folder:
        cache = Path(folder)
        for one in cache_root().iterdir():
            if one.name != _RESULTS:
                (cache / one.name).symlink_to(one)
        yield cache
