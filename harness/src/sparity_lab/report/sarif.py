"""The run as SARIF 2.1.0: what is not equal, at file and line, for code scanning views."""

import hashlib
import json
from pathlib import PurePath
from typing import Any

from sparity_lab.records import COMPONENTS, CaseRecord, Header, Leg
from sparity_lab.report.wording import (
    EXPLAINED,
    all_differences,
    first_difference,
    repro_command,
    waiver_words,
)
from sparity_lab.runlog import RunLog

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"divergent": "error", "flaky": "warning", "infra": "warning"}

_KINDS = {
    "schema": "Names, types, nullability or metadata of columns differ.",
    "rows": "Rows differ.",
    "arrow": "The physical Arrow types received differ.",
    "error": "One side raised an error that the other did not raise, or another one.",
    "value": "A value that is not a frame differs.",
}
"""What it means that a component differs."""


def sarif(log: RunLog) -> str:
    """The text of `report.sarif`.

    A case that did not run has no place in a file: it is a notification of the invocation.
    """
    found = [(leg, record) for leg, _, record in log.walk(*_LEVELS, "waived") if record is not None]
    rules = _rules(record for _, record in found)
    places = {rule["id"]: number for number, rule in enumerate(rules)}
    document = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "sparity-lab",
                        "semanticVersion": log.header.lab_version,
                        "rules": rules,
                    }
                },
                "automationDetails": {"id": f"sparity-lab/{log.header.run_id}"},
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(log)],
                "results": [_result(leg, record, places, log.header) for leg, record in found],
            }
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def rule_of(record: CaseRecord) -> str:
    """The kind of trouble: the first component that diverges, else the verdict."""
    if record.verdict in ("divergent", "waived"):
        for name, component in record.components.items():
            if component.lenient == "different":
                return f"divergent/{name}"
    return "divergent" if record.verdict == "waived" else record.verdict


def _rules(records: Any) -> list[dict[str, Any]]:
    """A rule for each kind: those every reader may expect, and any other that occurs."""
    names = [*(f"divergent/{name}" for name in COMPONENTS), *_LEVELS]
    return [_rule(name) for name in dict.fromkeys([*names, *map(rule_of, records)])]


def _rule(name: str) -> dict[str, Any]:
    verdict, _, component = name.partition("/")
    said = _KINDS.get(component, f"The component {component} differs.") if component else ""
    return {
        "id": name,
        "name": "".join(part.capitalize() for part in name.split("/")),
        "shortDescription": {"text": said or EXPLAINED[verdict]},
        "fullDescription": {"text": f"{EXPLAINED[verdict]} {said}".strip()},
        "help": {"text": "Run the command in the result: it shows both outcomes in full."},
        "defaultConfiguration": {"level": _LEVELS[verdict]},
        "properties": {"tags": ["parity", verdict]},
    }


def _result(leg: Leg, record: CaseRecord, places: dict[str, int], header: Header) -> dict[str, Any]:
    rule = rule_of(record)
    excuse = waiver_words(record, header) or ("in quarantine" if record.quarantine else "")
    suppressed = {"suppressions": [{"kind": "external", "justification": excuse}]}
    identity = "\0".join((record.case, *record.leg))
    text = all_differences(record) or first_difference(record)
    return {
        **(suppressed if excuse else {}),
        "ruleId": rule,
        "ruleIndex": places[rule],
        "level": _LEVELS[rule.partition("/")[0]],
        "message": {
            "text": f"{record.case} ({record.leg}): {text}\n"
            f"Again: {repro_command(leg, record.case, header)}"
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": PurePath(record.source.file).as_posix(),
                        "uriBaseId": "%SRCROOT%",
                    },
                    "region": {"startLine": max(record.source.line, 1)},
                },
                "logicalLocations": [{"fullyQualifiedName": record.case, "kind": "function"}],
            }
        ],
        "partialFingerprints": {"caseAndLeg/v1": hashlib.sha256(identity.encode()).hexdigest()},
        "properties": {"target": record.target, "client": record.client, "mirrors": record.mirrors},
    }


def _invocation(log: RunLog) -> dict[str, Any]:
    invocation: dict[str, Any] = {
        "executionSuccessful": log.is_complete,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": f"{case} ({leg.key}) did not run"}}
            for leg, case, _ in log.walk("missing")
        ],
        "startTimeUtc": _utc(log.header.started),
    }
    if log.footer is not None:
        invocation["endTimeUtc"] = _utc(log.footer.finished)
    return invocation


def _utc(moment: str) -> str:
    return moment.replace("+00:00", "Z")
