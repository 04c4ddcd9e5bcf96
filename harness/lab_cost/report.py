"""The lab's cost as JSON, Markdown and a page, made of what was measured and nothing else."""

import html
import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from lab_cost.measure import Synthetic, Twice
from lab_cost.session import Session
from sparity_lab.report import chart
from sparity_lab.report.files import write_atomically
from sparity_lab.report.spread import Spread

MOST_MS_A_CASE = 5.0
MOST_OF_THE_FIRST = 0.1
MOST_OF_THE_SLOWER = 1.3
NAME = "lab-cost"
SCHEMA = 2
_LEAST = 0.001

_SYNTHETIC = """\
Synthetic cases have drivers that take no time: all of it is the lab's. Each case yields forty rows
by both clients, which are judged, logged and reported, for Allure too; in each suite, of 250 cases
at most, five differ and are run again. A case's time is that of its run without that of the
quickest run of one case, by the number of cases.
"""
_REAL = """\
Real runs, on one server that is up: each client alone, judged by goldens, then both side by side,
in turn. Their records tell when each client was at work. What is left of the clock between the
first case and the last, and at both ends, is the lab's, without what a run of one case has of it:
pipes, JSON, judging, logging, reports, and what drivers do for themselves. A live run is held
against the slower client alone, from the first case to the last.
"""
_TWICE = """\
A run with both clients that starts its server, and the same again, when nothing has changed.
"""
_STYLE = (
    "body{font:14px/1.45 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}"
    "pre{white-space:pre-wrap}@media(prefers-color-scheme:dark){body{background:#161616;"
    "color:#ddd}}"
)


class Bar(NamedTuple):
    """Something that must not cost more than so much."""

    what: str
    found: Spread
    most: float

    @property
    def met(self) -> bool:
        """Whether it costs no more."""
        return self.found.median <= self.most


class Cost(NamedTuple):
    """All that was measured."""

    quick: bool
    repeats: int
    start: Synthetic
    sizes: Sequence[Synthetic]
    sessions: Sequence[Session]
    repeated: Sequence[Twice]

    def bars(self) -> list[Bar]:
        """What was promised, and what it is."""
        sizes = [
            Bar(f"ms a synthetic case, of {one.cases:,}", one.ms_a_case(self.start), MOST_MS_A_CASE)
            for one in self.sizes
        ]
        real = [
            Bar(
                f"{one.target}, {name}: ms a case beyond clients", way.lab_ms_a_case, MOST_MS_A_CASE
            )
            for one in self.sessions
            for name, way in one.ways.items()
        ]
        live = [
            Bar(f"{one.target}: live, the slower alone being 1", one.live_part, MOST_OF_THE_SLOWER)
            for one in self.sessions
        ]
        again = [
            Bar(f"{one.target}: second run, the first being 1", one.part, MOST_OF_THE_FIRST)
            for one in self.repeated
        ]
        return [*sizes, *real, *live, *again]


def write(folder: Path, cost: Cost, commit: str) -> None:
    """Write `lab-cost.json`, `lab-cost.md` and `lab-cost.html`, beside what was there before.

    Args:
        folder: where; the figures of a run that was written there are told as those before.
        cost: what was measured.
        commit: of which state of the repository.

    Raises:
        InfraProblem: the folder cannot be written.
    """
    before = _before(folder / f"{NAME}.json")
    facts = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "processors": os.cpu_count(),
    }
    document: dict[str, Any] = {
        "schema": SCHEMA,
        **facts,
        "quick": cost.quick,
        "repeats": cost.repeats,
        "start": cost.start.model_dump(),
        "sizes": [
            {
                **one.model_dump(),
                "ms_a_case": one.ms_a_case(cost.start).model_dump(),
                "cases_a_second": one.cases_a_second(),
            }
            for one in cost.sizes
        ],
        "sessions": [one.model_dump() for one in cost.sessions],
        "repeated": [one.model_dump() for one in cost.repeated],
        "bars": [
            {
                "what": bar.what,
                "found": bar.found.model_dump(),
                "most": bar.most,
                "met": bar.met,
                "before": before.get(bar.what),
            }
            for bar in cost.bars()
        ],
    }
    write_atomically(folder / f"{NAME}.json", json.dumps(document, indent=1) + "\n")
    write_atomically(folder / f"{NAME}.md", markdown(cost, facts, before))
    write_atomically(folder / f"{NAME}.html", page(cost, facts, before))


def _before(file: Path) -> dict[str, float]:
    """The figures of the run before, by what they are of."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        if document["schema"] != SCHEMA:
            return {}
        return {bar["what"]: bar["found"]["median"] for bar in document["bars"]}
    except (OSError, ValueError, KeyError):
        return {}


def _summary(cost: Cost, facts: Mapping[str, object]) -> str:
    extent = "a quick look, cut; " if cost.quick else ""
    return (
        f"{extent}{facts['when']}, commit {facts['commit']}, {facts['processors']} processors, "
        f"{cost.repeats} runs of each; median (least to most)."
    )


def markdown(cost: Cost, facts: Mapping[str, object], before: Mapping[str, float]) -> str:
    """All of it as tables."""
    lines = [
        "<!-- Written by `nox -s lab_cost`; do not edit. -->",
        "",
        "# What the lab itself costs",
        "",
        _summary(cost, facts),
        "",
        "| must cost | at most | costs | before | |",
        "|---|---:|---:|---:|---|",
        *(
            f"| {bar.what} | {bar.most:g} | {bar.found} | {_earlier(bar, before)} "
            f"| {'met' if bar.met else 'MISSED'} |"
            for bar in cost.bars()
        ),
        "",
        _SYNTHETIC,
        "| synthetic cases | seconds | of the processor | ms a case | cases a second |",
        "|---|---:|---:|---:|---:|",
        f"| {cost.start.cases:,} (a start) | {cost.start.clock_s} | {cost.start.processor_s} | | |",
        *(
            f"| {one.cases:,} | {one.clock_s} | {one.processor_s} "
            f"| {one.ms_a_case(cost.start)} | {one.cases_a_second():.0f} |"
            for one in cost.sizes
        ),
    ]
    if cost.sessions:
        lines += ["", _REAL, *_real(cost.sessions)]
    if cost.repeated:
        lines += ["", _TWICE, *_twice(cost.repeated)]
    return "\n".join(lines) + "\n"


def _earlier(bar: Bar, before: Mapping[str, float]) -> str:
    return f"{before[bar.what]:.3g}" if bar.what in before else ""


def _real(sessions: Sequence[Session]) -> list[str]:
    return [
        "| target, cases | way | start, s | start with a server, s | whole run, s "
        "| a client at work, s | cases a second | ms a case between | at the ends | of the lab |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {one.target}, {one.cases:,}{_fitting(one.keyword)} "
            f"| {one.reference if name == 'reference' else name} | {way.start_s} "
            f"| {one.cold_start_s if name == 'live' else ''} | {way.whole_s} | {way.clients_s} "
            f"| {one.cases / way.whole_s.median:.1f} | {way.between_ms} | {way.ends_ms:.3g} "
            f"| {way.lab_ms_a_case} |"
            for one in sessions
            for name, way in one.ways.items()
        ),
    ]


def _twice(repeated: Sequence[Twice]) -> list[str]:
    return [
        "| target, cases | first, s | cases a second | second, s | part |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {one.target}, {one.cases:,}{_fitting(one.keyword)} | {one.first_s} "
            f"| {one.cases / one.first_s.median:.1f} | {one.second_s} | {one.part} |"
            for one in repeated
        ),
    ]


def _fitting(keyword: str) -> str:
    return f" (`-k {keyword}`)" if keyword else " (all)"


def page(cost: Cost, facts: Mapping[str, object], before: Mapping[str, float]) -> str:
    """The bars as a plot, and the tables below; it needs nothing but itself."""
    plotted = []
    for bar in cost.bars():
        # An axis of ratios has no nought: less than nothing is as little as nothing.
        figures = (bar.found.median, bar.found.least, bar.found.most)
        value, least, most = (max(one / bar.most, _LEAST) for one in figures)
        plotted.append(chart.Limited(bar.what, value, least, most, 1.0))
    plot = chart.limits(plotted, "cost, where the bar is 1")
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>What the lab costs</title>'
        f"<style>{_STYLE}{chart.STYLE}</style><h1>What the lab itself costs</h1>{plot}"
        f"<pre>{html.escape(markdown(cost, facts, before))}</pre></html>\n"
    )
