"""Every machine-readable report fits the schema that its readers publish.

SARIF: the JSON Schema of its standard. JUnit: the XSD of Jenkins. `schemas/README.md` tells where
they are from. Shields publishes none: ours is written from the documented fields, strict on what it
does not know. Allure's results are checked against the models that Allure ships, where they are
made (`plugin/test_allure_results.py`).
"""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema
from lab_fakes import runs

from sparity_lab.claiming import Answer, Evaluated, TargetAnswer
from sparity_lab.records import Component
from sparity_lab.report.junit import junit_xml
from sparity_lab.report.sarif import sarif
from sparity_lab.report.signoff import badge
from sparity_lab.runlog import RunLog
from sparity_lab.verdict.claims import Claim

SCHEMAS = Path(__file__).parent / "schemas"
LOGS = {
    "passing": runs.passing(),
    "mixed": runs.mixed("3.5.9", "4.1.1"),
    "incomplete": RunLog(runs.header(), []),
    "empty": RunLog(runs.header(runs.leg(expected=[])), []),
}

SARIF = "sarif-2.1.0.schema.json"


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def check_sarif(document: Any) -> None:
    """Raise a `ValidationError` for what SARIF does not allow."""
    jsonschema.validate(document, schema(SARIF), format_checker=jsonschema.FormatChecker())


@pytest.fixture(scope="module")
def junit_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")


@pytest.mark.parametrize("name", LOGS)
def test_sarif(name: str) -> None:
    document = json.loads(sarif(LOGS[name]))
    check_sarif(document)
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    for result in document["runs"][0]["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert len({rule["id"] for rule in rules}) == len(rules)


@pytest.mark.parametrize(("name", "value"), [("startLine", 0), ("startLine", "1"), ("line", 1)])
def test_the_sarif_schema_can_fail(name: str, value: object) -> None:
    document = json.loads(sarif(LOGS["mixed"]))
    place = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    place["region"][name] = value
    with pytest.raises(jsonschema.ValidationError):
        check_sarif(document)


def test_sarif_has_a_rule_for_each_kind_of_divergence_and_for_unknown_ones() -> None:
    plan = {"plan": Component(strict="different", lenient="different", diff=["- a", "+ b"])}
    first = runs.case_ids()[0]
    log = RunLog(runs.header(runs.leg(expected=[first])), [runs.divergent(first, components=plan)])
    run = json.loads(sarif(log))["runs"][0]
    assert run["results"][0]["ruleId"] == "divergent/plan"
    check_sarif(json.loads(sarif(log)))
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
def test_junit(name: str, junit_schema: xmlschema.XMLSchema) -> None:
    assert [error.reason for error in junit_schema.iter_errors(junit_xml(LOGS[name]))] == []


@pytest.mark.parametrize(
    "text",
    [
        '<testsuites><testsuite name="s" tests="1" failures="0"/></testsuites>',
        '<testsuites><testcase name="c"><properties/></testcase></testsuites>',
        '<testsuites time="1.2345"/>',
    ],
)
def test_the_junit_schema_can_fail(text: str, junit_schema: xmlschema.XMLSchema) -> None:
    assert not junit_schema.is_valid(text)


@pytest.mark.parametrize(
    ("answer", "color"),
    [("holds", "brightgreen"), ("does not hold", "red"), ("cannot be told", "lightgrey")],
)
def test_the_badge_of_a_claim(answer: Answer, color: str) -> None:
    claim = Claim(name="mine", client="sparity", profile="batch-core", targets=("4.1.1",))
    made = json.loads(badge(Evaluated(claim, (TargetAnswer("4.1.1", answer),), other_tree=False)))
    jsonschema.validate(made, schema("shields-endpoint.schema.json"))
    assert (made["message"], made["color"]) == (f"{answer} on 4.1.1", color)


def test_the_schema_of_badges_can_fail() -> None:
    made = {"schemaVersion": 1, "label": "a", "message": "b"}
    jsonschema.validate(made, schema("shields-endpoint.schema.json"))
    for wrong in ({"schemaVersion": 2}, {"colour": "red"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(made | wrong, schema("shields-endpoint.schema.json"))
