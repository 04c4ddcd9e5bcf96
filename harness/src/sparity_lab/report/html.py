"""The static HTML report: one page that holds all it needs and opens from disk; judges nothing."""

import json
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from sparity_lab.coverage.numbers import UpstreamNumbers
from sparity_lab.coverage.wording import headline, leg_line, origin_line, reason_lines
from sparity_lab.records import VERDICTS, WORST_FIRST, CaseRecord, Leg, suite_of
from sparity_lab.report.gate import gate_of
from sparity_lab.report.summary import summarise
from sparity_lab.report.wording import MISSING_REASON, repro_command
from sparity_lab.runlog import RunLog

ROWS = 200
"""Rows of one frame that the page carries; the log has them all."""


def html(log: RunLog) -> str:
    """The text of `index.html`."""
    template = _environment().get_template("index.html")
    summary = summarise(log)
    return template.render(
        summary=summary,
        upstream=_upstream(summary.upstream),
        gate=gate_of(log),
        header=log.header,
        verdicts=VERDICTS,
        heat=_heat(log),
        warnings=log.warnings(),
        servers=log.servers,
        data=embed(_data(log)),
    )


def embed(data: Any) -> Markup:
    r"""JSON that is safe inside a script element, whatever strings it holds.

    >>> embed({"name": "</script>"})
    Markup('{"name":"\\u003c/script\\u003e"}')
    """
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sparity_lab.report"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["seconds"] = _seconds
    return environment


def _upstream(found: UpstreamNumbers | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "headline": headline(found),
        "legs": [leg_line(leg) for leg in found.legs],
        "origin": origin_line(found),
        "reasons": reason_lines(found),
    }


def _heat(log: RunLog) -> list[dict[str, Any]]:
    """The overview: a row for each profile and suite, a cell for each leg."""
    rows: dict[tuple[str, str], dict[int, dict[str, int]]] = {}
    indices = {leg.key: number for number, leg in enumerate(log.header.legs)}
    for leg, case, record in log.walk():
        cells = rows.setdefault((leg.profile, suite_of(case)), {})
        counts = cells.setdefault(indices[leg.key], {})
        verdict = record.verdict if record else "missing"
        counts[verdict] = counts.get(verdict, 0) + 1
    return [
        {
            "profile": profile,
            "suite": suite,
            "cells": [_cell(cells.get(number)) for number in range(len(log.header.legs))],
        }
        for (profile, suite), cells in rows.items()
    ]


def _cell(counts: dict[str, int] | None) -> dict[str, Any] | None:
    if not counts:
        return None
    total = sum(counts.values())
    loud = [f"{counts[v]} {v}" for v in WORST_FIRST if counts.get(v) and v != "equal"]
    return {
        "worst": next(v for v in WORST_FIRST if counts.get(v)),
        "equal": counts.get("equal", 0),
        "total": total,
        "text": ", ".join(loud) or "all equal",
    }


def _data(log: RunLog) -> dict[str, Any]:
    legs = log.header.legs
    numbers = {leg.key: number for number, leg in enumerate(legs)}
    return {
        "oracle": log.header.oracle,
        "verdicts": VERDICTS,
        "legs": [
            {
                "target": leg.target,
                "client": leg.client,
                "profile": leg.profile,
                "reference": leg.reference,
            }
            for leg in legs
        ],
        "cases": [
            _case(numbers[leg.key], leg, case, record, log.header.case_digests.get(case))
            for leg, case, record in log.walk()
        ],
    }


def _case(
    number: int, leg: Leg, case: str, record: CaseRecord | None, digest: str | None
) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": case,
        "leg": number,
        "suite": suite_of(case),
        "digest": digest,
        "repro": repro_command(leg, case),
    }
    if record is None:
        return entry | {"verdict": "missing", "reason": MISSING_REASON}
    same = record.candidate == record.expected
    return entry | {
        "verdict": record.verdict,
        "reason": record.reason,
        "side": record.side,
        "judged_by": record.judged_by,
        "golden": record.golden,
        "components": {
            name: component.model_dump() for name, component in record.components.items()
        },
        "same": same,
        "own_reference": {
            name: component.model_dump() for name, component in record.own_reference.items()
        },
        "candidate": _shortened(record.candidate),
        "expected": None if same else _shortened(record.expected),
        "recorded": _recorded(record),
        "duration_s": record.duration_s,
        "mirrors": record.mirrors,
        "source": f"{record.source.file}:{record.source.line}",
        "title": record.title,
    }


def _recorded(record: CaseRecord) -> dict[str, Any] | None:
    """Requests and the comparison of plans; what each request asked for is told as a whole."""
    found = record.recorded
    if found is None:
        return None
    sides = (("candidate", found.candidate), ("reference", found.reference))
    return {
        "plan": found.plan.model_dump() if found.plan else None,
        "notes": found.notes,
        "rpcs": {name: seen.rpcs for name, seen in sides if seen is not None},
    }


def _shortened(outcome: dict[str, Any] | None) -> dict[str, Any] | None:
    """An outcome whose long frames are cut for the page, with the number of rows left out."""
    if not outcome or not isinstance(outcome.get("observations"), dict):
        return outcome
    observations = {}
    for name, seen in outcome["observations"].items():
        rows = seen.get("rows") if isinstance(seen, dict) else None
        if isinstance(rows, list) and len(rows) > ROWS:
            observations[name] = seen | {"rows": rows[:ROWS], "more": len(rows) - ROWS}
        else:
            observations[name] = seen
    return outcome | {"observations": observations}


def _seconds(value: float) -> str:
    minutes, seconds = divmod(value, 60)
    return f"{int(minutes)} min {int(seconds)} s" if minutes else f"{seconds:.1f} s"
