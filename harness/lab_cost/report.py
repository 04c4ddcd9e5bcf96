"""The lab's cost as JSON and Markdown, made of what was measured and nothing else."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lab_cost.measure import Synthetic, Twice
from sparity_lab.report.files import write_atomically

MOST_MS_A_CASE = 5.0
MOST_OF_THE_FIRST = 0.1

_HOW = """\
Synthetic cases have drivers that take no time: all of it is the lab's. Each case yields forty rows
by both clients, which are judged, logged and reported, for Allure too; in each suite, of 250 cases
at most, five differ and are run again. A case's time is that of its run without the time of a run
of one case, by the number of cases.
"""


class Bar(NamedTuple):
    """Something that must not cost more than so much."""

    what: str
    figure: float
    most: float

    @property
    def met(self) -> bool:
        """Whether it costs no more."""
        return self.figure <= self.most


def bars(start: Synthetic, sizes: Sequence[Synthetic], repeated: Sequence[Twice]) -> list[Bar]:
    """What was promised, and what it is."""
    return [
        *(
            Bar(f"ms a case, of {one.cases:,}", one.ms_a_case(start), MOST_MS_A_CASE)
            for one in sizes
        ),
        *(
            Bar(f"second run on {one.target}, where the first is 1", one.part, MOST_OF_THE_FIRST)
            for one in repeated
        ),
    ]


def write(
    folder: Path, start: Synthetic, sizes: Sequence[Synthetic], repeated: Sequence[Twice]
) -> None:
    """Write `lab-cost.json` and `lab-cost.md`."""
    document: dict[str, Any] = {
        "schema": 1,
        "processors": os.cpu_count(),
        "start": start.model_dump(),
        "sizes": [
            {
                **one.model_dump(),
                "ms_a_case": one.ms_a_case(start),
                "cases_a_second": one.cases_a_second(),
            }
            for one in sizes
        ],
        "repeated": [{**one.model_dump(), "part": one.part} for one in repeated],
        "bars": [{**bar._asdict(), "met": bar.met} for bar in bars(start, sizes, repeated)],
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / "lab-cost.json", json.dumps(document, indent=1) + "\n")
    write_atomically(folder / "lab-cost.md", _markdown(document, start, sizes, repeated))


def _markdown(
    document: dict[str, Any],
    start: Synthetic,
    sizes: Sequence[Synthetic],
    repeated: Sequence[Twice],
) -> str:
    lines = [
        "<!-- Written by `nox -s lab_cost`; do not edit. -->",
        "",
        "# What the lab itself costs",
        "",
        f"{document['processors']} processors. {_HOW}",
        "| synthetic cases | seconds | of the processor | ms a case | cases a second |",
        "|---:|---:|---:|---:|---:|",
        f"| {start.cases:,} (a start) | {start.clock_s:.1f} | {start.processor_s:.1f} | | |",
        *(
            f"| {one.cases:,} | {one.clock_s:.1f} | {one.processor_s:.1f} "
            f"| {one.ms_a_case(start):.2f} | {one.cases_a_second():.0f} |"
            for one in sizes
        ),
        "",
        "A run with both clients on a real server, and the same again, when nothing has changed:",
        "",
        "| target | cases | first, seconds | cases a second | second, seconds |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {one.target}, `-k {one.keyword}` | {one.cases:,} | {one.first_s:.1f} "
            f"| {one.cases / one.first_s:.1f} | {one.second_s:.1f} |"
            for one in repeated
        ),
        "",
        "| must cost | at most | costs | |",
        "|---|---:|---:|---|",
        *(
            f"| {bar.what} | {bar.most:g} | {bar.figure:.3g} | {'met' if bar.met else 'MISSED'} |"
            for bar in bars(start, sizes, repeated)
        ),
    ]
    return "\n".join(lines) + "\n"
