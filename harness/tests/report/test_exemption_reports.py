"""Waived and quarantined cases in every report: counted, told with reason, and no failure."""

import json
import xml.etree.ElementTree as ET

import jsonschema
import pytest
from lab_fakes import runs
from lab_fakes.exemptions import REASON, quarantined, waiver_of

from sparity_lab.records import Attempts
from sparity_lab.report.html import html
from sparity_lab.report.junit import junit_xml
from sparity_lab.report.markdown import markdown
from sparity_lab.report.sarif import sarif
from sparity_lab.report.summary import Summary, summary_json
from sparity_lab.runlog import RunLog
from sparity_lab.schemas import schema_of
from sparity_lab.verdict.policy import Policy

FIRST, SECOND, *REST = runs.case_ids()


@pytest.fixture
def log() -> RunLog:
    wrong = runs.divergent(FIRST, attribution="candidate")
    tries = Attempts(
        verdicts={"divergent": 1, "equal": 3}, candidate_outcomes=2, reference_outcomes=1
    )
    flaky = runs.record(SECOND, verdict="flaky", attribution="flaky", attempts=tries)
    policy = Policy((waiver_of(wrong),), (quarantined(SECOND),))
    records = [wrong, flaky, *(runs.record(case) for case in REST)]
    header = runs.header(waivers=list(policy.waivers), quarantine=list(policy.quarantine))
    return runs.finished(header, [policy.stamped(record, "4.1.1") for record in records])


def test_the_summary_counts_them_and_keeps_to_its_schema(log: RunLog) -> None:
    found = json.loads(summary_json(log))
    jsonschema.validate(found, schema_of(Summary))
    assert found["gate"] == "pass"
    assert (found["counts"]["waived"], found["quarantined"]) == (1, 1)
    assert found["attributions"] == {
        "candidate": 1,
        "golden": 0,
        "reference": 0,
        "environment": 0,
        "flaky": 1,
    }
    assert sum(found["counts"].values()) == found["cases"]


def test_junit_skips_them_with_the_reason(log: RunLog) -> None:
    skipped = ET.fromstring(junit_xml(log)).findall(".//testcase/skipped")
    assert [one.get("type") for one in skipped] == ["waived", "flaky"]
    assert REASON in str(skipped[0].get("message"))
    assert not ET.fromstring(junit_xml(log)).findall(".//failure")


def test_markdown_tells_who_waived_it_and_until_when(log: RunLog) -> None:
    text = markdown(log)
    assert "1 waived" in text
    assert "until 2099-01-01" in text
    assert "ada, \\#12" in text
    assert "differed 1 of 4 times" in text


def test_sarif_keeps_them_as_suppressed_results(log: RunLog) -> None:
    results = json.loads(sarif(log))["runs"][0]["results"]
    assert [(one["ruleId"], bool(one.get("suppressions"))) for one in results] == [
        ("divergent/schema", True),
        ("flaky", True),
    ]


def test_the_page_tells_why(log: RunLog) -> None:
    assert "waived by 'known' until 2099-01-01" in html(log).replace("\\u0027", "'")
