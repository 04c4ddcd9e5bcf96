"""Runs made of nothing: headers, records and logs for tests of what is derived from them."""

from pathlib import Path
from typing import Any

from sparity_lab.coverage.upstream import Excuse, SuiteCoverage, UpstreamCoverage
from sparity_lab.coverage.upstream_tests import Origin
from sparity_lab.records import (
    CaseRecord,
    Component,
    Footer,
    Header,
    Leg,
    Machine,
    Recorded,
    Seen,
    ServerRecord,
    Source,
)
from sparity_lab.report.gate import gate_of
from sparity_lab.runlog import RunLog, RunLogWriter

SUITES = {
    "test_parity_dataframe": ["drop", "join_on_two_columns", "with_column[twice]", "union_by_name"],
    "test_parity_column": ["cast[int]", "cast[bigint]", "like", "between"],
    "test_parity_errors": ["unknown_column", "bad_argument"],
}


def case_ids(profile: str = "batch-core") -> list[str]:
    return [f"{profile}/{suite}/{case}" for suite, cases in SUITES.items() for case in cases]


def upstream() -> UpstreamCoverage:
    """Nine upstream tests: five that cases mirror, two not yet, and two with a reason."""
    ids = case_ids()
    return UpstreamCoverage(
        origin=Origin(
            project="apache/spark", folder="tests", version="4.3", date="2026-06-09", rules=""
        ),
        profiles=["batch-core"],
        suites=[
            SuiteCoverage(
                suite="column",
                file="test_parity_column.py",
                mirrored={"test_cast": ids[4:6], "test_like": ids[6:7]},
                not_mirrored=[
                    Excuse(
                        reason="python_worker",
                        why="It runs <b>functions</b> in Python.",
                        tests=["test_udf"],
                    ),
                    Excuse(
                        reason="internals",
                        why="It calls private functions.",
                        tests=["test_private"],
                    ),
                ],
                not_yet=["test_between"],
            ),
            SuiteCoverage(
                suite="dataframe",
                file="test_parity_dataframe.py",
                mirrored={"test_drop": ids[:1], "test_join": ids[1:2], "test_union": ids[2:3]},
                not_mirrored=[],
                not_yet=["test_transpose"],
            ),
        ],
        problems=[],
    )


def leg(target: str = "4.1.1", **fields: Any) -> Leg:
    given: dict[str, Any] = {
        "target": target,
        "client": "sparity",
        "profile": "batch-core",
        "reference": f"pyspark=={target}",
        "server_version": target,
        "client_version": "0.1.0",
        "reference_version": target,
        "digests": {"reference": "sha256:1f" * 4, "client": "sha256:2e" * 4},
        "expected": case_ids(),
    }
    return Leg(**(given | fields))


def header(*legs: Leg, **fields: Any) -> Header:
    given: dict[str, Any] = {
        "run_id": "20260102-030405-ab12",
        "started": "2026-01-02T03:04:05+00:00",
        "lab_version": "0.1.0",
        "oracle": "live",
        "machine": Machine(system="Linux x86_64", python="3.11.7", cpus=2, memory_gb=8.0),
        "legs": list(legs) or [leg()],
        "case_digests": dict.fromkeys(case_ids(), "d" * 12),
        "upstream": upstream(),
    }
    return Header(**(given | fields))


def frame(
    rows: list[list[Any]], names: tuple[str, ...] = ("id", "name"), kind: str = "long"
) -> dict[str, Any]:
    types = (kind, "string")
    return {
        "kind": "frame",
        "schema": {
            "type": "struct",
            "fields": [
                {"name": name, "type": type_, "nullable": True, "metadata": {}}
                for name, type_ in zip(names, types, strict=True)
            ],
        },
        "rows": [{"row": [list(pair) for pair in zip(names, row, strict=True)]} for row in rows],
        "arrow": [[names[0], {"long": "int64"}.get(kind, "int32"), True], [names[1], "utf8", True]],
    }


def outcome(**observations: Any) -> dict[str, Any]:
    return {
        "observations": observations or {"result": frame([[1, "a"], [2, None]])},
        "error": None,
        "evidence": {"rpcs": {"ExecutePlan": 1}, "received": ["ab" * 32]},
    }


def failed(condition: str, message: str, side: str = "server") -> dict[str, Any]:
    return {
        "observations": None,
        "error": {
            "class": "AnalysisException",
            "bases": ["PySparkException"],
            "condition": condition,
            "sqlstate": "42703",
            "parameters": {"objectName": "`nope`"},
            "message": message,
            "query_context": [],
            "side": side,
        },
        "evidence": {"rpcs": {"AnalyzePlan": 1}, "received": []},
    }


def same(*names: str) -> dict[str, Component]:
    return {name: Component(strict="equal", lenient="equal") for name in names}


def record(case: str = "batch-core/test_parity_dataframe/drop", **fields: Any) -> CaseRecord:
    given: dict[str, Any] = {
        "case": case,
        "target": "4.1.1",
        "client": "sparity",
        "profile": "batch-core",
        "reference": "pyspark==4.1.1",
        "verdict": "equal",
        "side": "server",
        "judged_by": "pyspark==4.1.1",
        "golden": "fresh",
        "components": same("schema", "rows", "arrow"),
        "candidate": outcome(),
        "expected": outcome(),
        "duration_s": 0.25,
        "mirrors": "dataframe.test_drop",
        "source": Source(file="parity_suites/batch_core/test_parity_dataframe.py", line=12),
    }
    return CaseRecord(**(given | fields))


def recorded(plan: Component | None, notes: list[str] | None = None) -> Recorded:
    """What proxies heard when both clients executed one plan."""
    seen = Seen(
        rpcs={"ExecutePlan": 1},
        uses={"relations": {"range": (1, 1)}, "RPCs": {"ExecutePlan": (1, 1)}},
        executed=True,
    )
    return Recorded(candidate=seen, reference=seen, plan=plan, notes=notes or [])


def divergent(case: str, **fields: Any) -> CaseRecord:
    given: dict[str, Any] = {
        "verdict": "divergent",
        "reason": "rows differ from pyspark==4.1.1",
        "components": {
            "schema": Component(
                strict="different", lenient="different", diff=["id: int instead of bigint"]
            ),
            "rows": Component(
                strict="different",
                lenient="different",
                diff=["row 2: name: 'B' instead of 'b'", "row 3 is missing"],
            ),
            "arrow": Component(strict="different", lenient="equal", leniencies=["arrow-width"]),
        },
        "candidate": outcome(result=frame([[1, "a"], [2, "B"]], kind="integer")),
        "expected": outcome(result=frame([[1, "a"], [2, "b"], [3, "</script><b>c"]])),
    }
    return record(case, **(given | fields))


def mixed_records(target: str = "4.1.1") -> list[CaseRecord]:
    """One leg with every verdict; the last expected case is missing."""
    ids = case_ids()
    on = {"target": target, "reference": f"pyspark=={target}"}
    message = "A column with name `nope` cannot be resolved. <img src=x onerror=alert(1)>"
    return [
        record(ids[0], **on),
        divergent(ids[1], **on),
        record(ids[2], **on),
        record(ids[3], verdict="flaky", reason="differed once, then agreed", **on),
        record(ids[4], **on),
        record(
            ids[5],
            verdict="unsupported",
            reason="needs Spark 4.2, which pyspark==4.1.1 lacks too",
            candidate=failed("UNSUPPORTED", "needs Spark 4.2"),
            expected=None,
            components={},
            **on,
        ),
        record(
            ids[6],
            verdict="infra",
            reason="the driver of sparity ended with exit code 9",
            candidate=None,
            expected=None,
            components={},
            **on,
        ),
        record(
            ids[7],
            components={
                **same("schema", "rows"),
                "arrow": Component(strict="different", lenient="equal", leniencies=["arrow-width"]),
            },
            **on,
        ),
        record(
            ids[8],
            verdict="divergent",
            reason="error: other condition",
            side="client",
            judged_by="golden of pyspark==4.3.0",
            components={
                "error": Component(
                    strict="different", lenient="different", diff=["condition: A instead of B"]
                )
            },
            candidate=failed("A", message, side="client"),
            expected=failed("B", message),
            **on,
        ),
    ]


def footer(log: RunLog) -> Footer:
    gate = gate_of(log, finished=True)
    return Footer(
        finished="2026-01-02T03:06:05+00:00",
        duration_s=120.5,
        counts=log.counts(),
        gate="pass" if gate.holds else "fail",
        reasons=gate.reasons,
    )


def servers(header_: Header) -> list[ServerRecord]:
    return [
        ServerRecord(
            target=leg_.target,
            spark_version=leg_.server_version or "",
            details={"provider": "process", "java": "17.0.15"},
            warnings=[f"Spark {leg_.target} serves with an older Connect plugin"]
            if leg_.target == "3.5.9"
            else [],
        )
        for leg_ in header_.legs
    ]


def finished(header_: Header, records: list[CaseRecord]) -> RunLog:
    log = RunLog(header_, records)
    return RunLog(header_, records, footer(log), servers(header_))


def passing(*targets: str) -> RunLog:
    """A complete run in which everything is equal."""
    names = targets or ("4.1.1",)
    records = [record(case, target=name) for name in names for case in case_ids()]
    return finished(header(*(leg(name) for name in names)), records)


def mixed(*targets: str) -> RunLog:
    """A complete run with every verdict."""
    names = targets or ("4.1.1",)
    records = [entry for name in names for entry in mixed_records(name)]
    return finished(header(*(leg(name) for name in names)), records)


def write(folder: Path, log: RunLog) -> Path:
    """Put a run into a folder, as the lab does."""
    with RunLogWriter.create(folder, log.header) as writer:
        for server in log.servers:
            writer.server(server)
        for entry in log.records:
            writer.case(entry)
        if log.footer:
            writer.footer(log.footer)
    return folder
