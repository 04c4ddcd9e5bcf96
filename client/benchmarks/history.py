"""Where results lie, and which earlier ones they are put to; measures and shows nothing."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from benchmarks.results import SCHEMA, Kind, Results

FILE = "bench.json"
_KEPT = 30


def folder_of(root: Path, target: str, kind: Kind) -> Path:
    """Where the results of a target go: those of another kind never take their place."""
    return root / "bench" / (target if kind == "full" else f"{target}-{kind}")


def found(folder: Path) -> Results | None:
    """The results in a folder; None where there are none, or they are of another time."""
    try:
        text = (folder / FILE).read_text("utf-8")
        results = Results.model_validate_json(text)
    except (OSError, ValidationError):
        return None
    return results if results.schema_ == SCHEMA else None


def beside_earlier(results: Results, before: Results | None) -> Results:
    """The results, each row with its ratio before, and the runs before in their history.

    Only runs of the same sizes can be compared: `before` counts for nothing if it had others.
    """
    if before is None or before.scale != results.scale or before.target != results.target:
        return results
    ratios = before.as_earlier().ratios
    return results.model_copy(
        update={
            "rows": [row.beside(ratios.get(row.key)) for row in results.rows],
            "compared_with": f"{before.commit}, {before.when}",
            "history": [before.as_earlier(), *before.history][:_KEPT],
        }
    )
