"""Every machine-readable report fits the schema that its readers publish.

SARIF and Shields: JSON Schemas of our own, written from the documented fields, strict on what they
do not know. JUnit: the elements and attributes of the Jenkins XSD as a table. Allure's results are
checked against the models that Allure ships, where they are made (`plugin/test_allure_results.py`).
"""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from lab_fakes import runs

from sparity_lab.records import Component
from sparity_lab.report.badge import badge
from sparity_lab.report.junit import junit_xml
from sparity_lab.report.sarif import sarif
from sparity_lab.runlog import RunLog

SCHEMAS = Path(__file__).parent / "schemas"
LOGS = {
    "passing": runs.passing(),
    "mixed": runs.mixed("3.5.9", "4.1.1"),
    "incomplete": RunLog(runs.header(), []),
    "empty": RunLog(runs.header(runs.leg(expected=[])), []),
}

JUNIT: dict[str, tuple[set[str], set[str], list[str]]] = {
    "testsuites": (
        set(),
        {"name", "time", "tests", "failures", "errors", "disabled"},
        ["testsuite"],
    ),
    "testsuite": (
        {"name", "tests"},
        {
            "failures",
            "errors",
            "time",
            "disabled",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
        },
        ["properties", "testcase", "system-out", "system-err"],
    ),
    "properties": (set(), set(), ["property"]),
    "property": ({"name", "value"}, set(), []),
    "testcase": (
        {"name", "classname"},
        {"time", "assertions", "status", "file", "line"},
        ["properties", "skipped", "error", "failure", "system-out", "system-err"],
    ),
    "skipped": (set(), {"message", "type"}, []),
    "error": (set(), {"message", "type"}, []),
    "failure": (set(), {"message", "type"}, []),
}
"""Element: attributes it must have, attributes it may have, children in any order."""


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def problems_of_junit(node: ElementTree.Element) -> list[str]:
    """What the JUnit schema does not allow in an element and below it."""
    required, optional, children = JUNIT[node.tag]
    found = [f"{node.tag}: no {name}" for name in required - node.attrib.keys()]
    found += [f"{node.tag}: {name}" for name in node.attrib.keys() - required - optional]
    for child in node:
        found += (
            problems_of_junit(child) if child.tag in children else [f"{node.tag}: <{child.tag}>"]
        )
    for name in ("tests", "failures", "errors", "skipped", "disabled"):
        if name in node.attrib and not node.attrib[name].isdigit():
            found.append(f"{node.tag}: {name} is no number")
    return found


@pytest.mark.parametrize("name", LOGS)
def test_sarif(name: str) -> None:
    document = json.loads(sarif(LOGS[name]))
    jsonschema.validate(document, schema("sarif-2.1.0.schema.json"))
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    for result in document["runs"][0]["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert len({rule["id"] for rule in rules}) == len(rules)


def test_the_sarif_schema_can_fail() -> None:
    document = json.loads(sarif(LOGS["mixed"]))
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema("sarif-2.1.0.schema.json"))


def test_sarif_has_a_rule_for_each_kind_of_divergence_and_for_unknown_ones() -> None:
    plan = {"plan": Component(strict="different", lenient="different", diff=["- a", "+ b"])}
    first = runs.case_ids()[0]
    log = RunLog(runs.header(runs.leg(expected=[first])), [runs.divergent(first, components=plan)])
    run = json.loads(sarif(log))["runs"][0]
    assert run["results"][0]["ruleId"] == "divergent/plan"
    jsonschema.validate(json.loads(sarif(log)), schema("sarif-2.1.0.schema.json"))
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]][:5] == [
        f"divergent/{name}" for name in ("schema", "rows", "arrow", "error", "value")
    ]


def test_sarif_fingerprints_do_not_change_with_run_reason_or_line() -> None:
    first = runs.case_ids()[0]

    def prints(**fields: Any) -> list[dict[str, str]]:
        header = runs.header(runs.leg(expected=[first]), run_id=fields.pop("run_id", "a"))
        log = RunLog(header, [runs.divergent(first, **fields)])
        return [r["partialFingerprints"] for r in json.loads(sarif(log))["runs"][0]["results"]]

    moved = runs.record(first).source.model_copy(update={"line": 99})
    assert prints() == prints(run_id="b", reason="other", source=moved)
    legs = [runs.leg("3.5.9"), runs.leg("4.1.1")]
    both = RunLog(runs.header(*legs), [runs.divergent(first, target=leg.target) for leg in legs])
    found = [r["partialFingerprints"] for r in json.loads(sarif(both))["runs"][0]["results"]]
    assert found[0] != found[1]


def test_sarif_tells_what_did_not_run() -> None:
    invocation = json.loads(sarif(LOGS["incomplete"]))["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert len(invocation["toolExecutionNotifications"]) == len(runs.case_ids())


@pytest.mark.parametrize("name", LOGS)
def test_junit(name: str) -> None:
    assert problems_of_junit(ElementTree.fromstring(junit_xml(LOGS[name]))) == []


def test_the_junit_table_can_fail() -> None:
    node = ElementTree.fromstring('<testsuite name="s" tests="many"><case/></testsuite>')
    assert problems_of_junit(node) == ["testsuite: <case>", "testsuite: tests is no number"]


@pytest.mark.parametrize(
    ("holds", "color"), [(True, "brightgreen"), (False, "red"), (None, "lightgrey")]
)
def test_badge(holds: bool | None, color: str) -> None:
    made = badge("batch-core", holds, "1 of 2 targets")
    jsonschema.validate(made, schema("shields-endpoint.schema.json"))
    assert made["color"] == color
    assert made["isError"] is (holds is False)
