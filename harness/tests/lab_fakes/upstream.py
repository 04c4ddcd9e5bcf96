"""A small list of upstream tests and reasons, put in place of the real ones of a repository."""

import json
from pathlib import Path

SUITES = {
    "arrow/test_parity_arrow_map.py": ["test_map_in_arrow", "test_self_join"],
    "test_connect_plan.py": ["test_filter", "test_observations"],
    "test_parity_dataframe.py": ["test_agrees", "test_differs", "test_drop", "test_twice"],
}

REASONS = """
[[not_mirrored]]
reason = "python_worker"
why = "The suite is about functions in Python."
suites = ["arrow_map"]

[[not_mirrored]]
reason = "internals"
why = "The suite looks at private classes."
suites = ["connect_plan"]
except = ["connect_plan.test_observations"]
"""


def write_upstream(
    root: Path, reasons: str = REASONS, suites: dict[str, list[str]] | None = None
) -> Path:
    """Write both files below `root`."""
    folder = root / "matrix"
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "schema": "sparity-lab/upstream-tests/1",
        "origin": {
            "project": "apache/spark",
            "folder": "tests/connect",
            "version": "4.3",
            "date": "2026-06-09",
            "rules": "",
        },
        "suites": SUITES if suites is None else suites,
    }
    (folder / "upstream_tests.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "not_mirrored.toml").write_text(reasons, encoding="utf-8")
    return root
