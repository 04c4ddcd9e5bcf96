"""The resilience report as JSON and Markdown, made of what was measured and nothing else."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sparity_lab.resilience.bench import LIMITS, Measured
from sparity_lab.resilience.memory import Memory
from sparity_lab.resilience.runner import Result

_HOW = """\
A proxy between a client and a real Spark {version} breaks calls by script;
`{limits}`
makes nearly every result take many streams. Each scenario is one query of 30,000 rows in a
session of its own. The right answer is every row once, or an error where no client can know the
rows (batches left out or truncated, an operation, a session or a server that is lost).
`nox -s resilience` measures anew.
"""

_MEMORY = """\
Memory that belongs to no file, of a process that has done the same with little data before.
"""


def write(
    folder: Path, version: str, measured: Sequence[Measured], memory: Sequence[Memory]
) -> None:
    """Write `resilience.json` and `resilience.md`."""
    folder.mkdir(parents=True, exist_ok=True)
    document = _document(version, measured)
    document["memory"] = [dataclasses.asdict(one) for one in memory]
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    (folder / "resilience.json").write_text(text, encoding="utf-8")
    (folder / "resilience.md").write_text(_markdown(document), encoding="utf-8")


def _document(version: str, measured: Sequence[Measured]) -> dict[str, Any]:
    return {
        "schema": 1,
        "server": version,
        "conf": LIMITS,
        "clients": [
            {
                "client": one.client,
                "totals": totals(one.results),
                "scenarios": [
                    {**dataclasses.asdict(result), "right": result.right} for result in one.results
                ],
            }
            for one in measured
        ],
    }


def totals(results: Sequence[Result]) -> dict[str, int]:
    """The sums over the scenarios of a client."""
    told = [one for one in results if one.error is not None]
    return {
        "scenarios": len(results),
        "faults": sum(one.faults for one in results),
        "not struck": sum(not one.faults for one in results),
        "rows lost": sum(one.lost for one in results),
        "rows doubled": sum(one.doubled for one in results),
        "hangs": sum(one.hung for one in results),
        "errors that are right": sum(one.right for one in told),
        "errors where rows were due": sum(not one.right for one in told),
    }


def _markdown(document: dict[str, Any]) -> str:
    clients = document["clients"]
    limits = ", ".join(f"{name}={value}" for name, value in document["conf"].items())
    lines = ["# Resilience", "", _HOW.format(version=document["server"], limits=limits)]
    names = [one["client"] for one in clients]
    lines += [f"| | {' | '.join(names)} |", "|---|" + "---:|" * len(names)]
    for what in clients[0]["totals"]:
        lines.append(f"| {what} | {' | '.join(str(one['totals'][what]) for one in clients)} |")
    if document["memory"]:
        lines += ["", "## Memory of `sparity`", "", _MEMORY]
        lines += ["| | MiB moved | MiB before | MiB at the peak | seconds |"]
        lines += ["|---|---:|---:|---:|---:|"]
        for one in document["memory"]:
            figures = (one[name] for name in ("mib", "before_mib", "peak_mib", "seconds"))
            lines.append(f"| {one['what']} | {' | '.join(map(str, figures))} |")
    lines += ["", "## Scenarios", "", f"| | right answer | {' | '.join(names)} |"]
    lines.append("|---|---|" + "---|" * len(names))
    for row in zip(*(one["scenarios"] for one in clients), strict=True):
        cells = " | ".join(_cell(one) for one in row)
        lines.append(f"| {row[0]['scenario']} | {row[0]['answer']} | {cells} |")
    return "\n".join(lines) + "\n"


def _cell(result: dict[str, Any]) -> str:
    became = "all rows"
    if result["hung"]:
        became = "no answer in time"
    elif result["error"] is not None:
        became = " ".join(f"`{part}`" for part in result["error"] if part)
    elif result["lost"] or result["doubled"]:
        became = f"{result['lost']} rows lost, {result['doubled']} doubled, no error"
    wrong = "" if result["right"] else "**wrong**: "
    seconds = "" if result["seconds"] is None else f", {result['seconds']} s"
    return f"{wrong}{became} ({result['faults']} faults{seconds})"
