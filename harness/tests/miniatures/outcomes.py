"""Cases and outcomes made by hand, for tests of comparing and judging."""

from pathlib import Path
from typing import Any

from sparity_lab.cases import Case
from sparity_lab.outcome.model import Outcome


def a_case(**changes: Any) -> Case:
    fields: dict[str, Any] = {
        "id": "batch-core/test_parity_x/does_it",
        "profile": "batch-core",
        "suite": "test_parity_x",
        "function": "does_it",
        "params": None,
        "file": Path("/suites/batch_core/test_parity_x.py"),
        "line": 10,
        "title": "does it",
        "mirrors": "x.test_it",
        "since": "3.4",
        "until": None,
        "ordered": False,
        "needs": (),
        "digest": "d" * 64,
    }
    return Case(**{**fields, **changes})


def value(content: Any, received: list[str] | None = None) -> Outcome:
    return observed({"result": {"kind": "value", "value": content}}, received)


def frame(
    rows: list[Any],
    schema: dict[str, Any] | None = None,
    arrow: list[Any] | None = None,
    received: list[str] | None = None,
) -> Outcome:
    observation = {
        "kind": "frame",
        "schema": schema or {"type": "struct", "fields": []},
        "rows": rows,
        "arrow": arrow,
    }
    return observed({"result": observation}, received)


def observed(observations: dict[str, Any], received: list[str] | None = None) -> Outcome:
    evidence = {"rpcs": {}, "received": received or []}
    return Outcome.from_json({"observations": observations, "error": None, "evidence": evidence})


def vector(name: str = "AnalysisException", **fields: Any) -> dict[str, Any]:
    return {
        "class": name,
        "bases": ["BaseException", "Exception", "PySparkException"],
        "condition": None,
        "sqlstate": None,
        "parameters": None,
        "message": f"a {name}",
        "query_context": [],
        "side": "server",
        **fields,
    }


def raised(name: str = "AnalysisException", **fields: Any) -> Outcome:
    evidence = {"rpcs": {}, "received": []}
    error = vector(name, **fields)
    return Outcome.from_json({"observations": None, "error": error, "evidence": evidence})
