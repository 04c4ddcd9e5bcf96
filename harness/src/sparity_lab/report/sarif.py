"""SARIF 2.1.0: what is not equal, located at the case's file and line, for code scanning views."""

import hashlib
import json
from pathlib import PurePath
from typing import Any

from sparity_lab.records import CaseRecord, Header
from sparity_lab.report.gate import FAILING, MEANING
from sparity_lab.report.wording import first_difference, waiver_words
from sparity_lab.runlog import RunLog

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"divergent": "error", "flaky": "warning", "infra": "warning"}


def sarif(log: RunLog) -> str:
    """The text of `report.sarif`. Missing cases have no place in a file and stay out."""
    document = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "sparity-lab",
                        "version": log.header.lab_version,
                        "rules": [
                            {
                                "id": verdict,
                                "shortDescription": {"text": f"A case that is {verdict}"},
                                "fullDescription": {"text": f"Cases that {MEANING[verdict]}"},
                                "defaultConfiguration": {"level": _LEVELS[verdict]},
                            }
                            for verdict in FAILING
                            if verdict in _LEVELS
                        ],
                    }
                },
                "automationDetails": {"id": f"sparity-lab/{log.header.run_id}"},
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(r, log.header) for r in log.records if r.verdict in (*_LEVELS, "waived")
                ],
            }
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _result(record: CaseRecord, header: Header) -> dict[str, Any]:
    identity = "\0".join((record.case, *record.leg))
    rule = "divergent" if record.verdict == "waived" else record.verdict
    excuse = waiver_words(record, header) or ("in quarantine" if record.quarantine else "")
    suppressed = {"suppressions": [{"kind": "external", "justification": excuse}]}
    return {
        **(suppressed if excuse else {}),
        "ruleId": rule,
        "level": _LEVELS[rule],
        "message": {"text": f"{record.case} ({record.leg}): {first_difference(record)}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": PurePath(record.source.file).as_posix()},
                    "region": {"startLine": max(record.source.line, 1)},
                }
            }
        ],
        "partialFingerprints": {"caseAndLeg/v1": hashlib.sha256(identity.encode()).hexdigest()},
        "properties": {"target": record.target, "client": record.client, "mirrors": record.mirrors},
    }
