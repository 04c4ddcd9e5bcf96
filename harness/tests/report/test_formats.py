"""JUnit, Markdown, SARIF, HTML: every case is told, and nothing breaks out of its format."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from lab_fakes import runs

from sparity_lab.problems import InfraProblem
from sparity_lab.records import Component
from sparity_lab.report.derive import FORMATS, derive
from sparity_lab.report.html import DETAILS as PAGE_DETAILS
from sparity_lab.report.html import html
from sparity_lab.report.junit import junit_xml
from sparity_lab.report.markdown import DETAILS, markdown
from sparity_lab.report.page_details import ROWS
from sparity_lab.report.sarif import sarif
from sparity_lab.report.script import script_json
from sparity_lab.runlog import RunLog

FIRST = runs.case_ids()[0]
NASTY = "</script><script>alert(1)</script> | `x` \u2028 \x01 ]]> <!-- & \ud800"


def one(**fields: object) -> RunLog:
    return RunLog(runs.header(runs.leg(expected=[FIRST])), [runs.record(FIRST, **fields)])


def details(log: RunLog) -> list[dict[str, Any]]:
    """What the page in one file says of its cases."""
    found = re.findall(
        r'<script type="application/json" id="details-\d+">(.*?)</script>', html(log)
    )
    assert all("<" not in text for text in found)
    return [case for text in found for case in json.loads(text)]


def told_of(case: ElementTree.Element) -> dict[str, str]:
    """What JUnit says of a case besides its result."""
    said = case.findtext("system-out") or ""
    return dict(re.findall(r"^\[\[PROPERTY\|(\w+)=(.*)\]\]$", said, re.M))


def test_junit_has_every_expected_case_with_the_result_its_verdict_asks_for() -> None:
    suites = ElementTree.fromstring(junit_xml(runs.mixed()))
    assert suites.attrib["tests"] == "10"
    assert (suites.attrib["failures"], suites.attrib["errors"]) == ("3", "2")
    assert sum(int(suite.attrib["skipped"]) for suite in suites) == 1
    kinds = {
        told_of(case)["verdict"]: [child.tag for child in case if child.tag != "system-out"]
        for case in suites.iter("testcase")
    }
    assert kinds == {
        "equal": [],
        "divergent": ["failure"],
        "flaky": ["failure"],
        "unsupported": ["skipped"],
        "infra": ["error"],
        "missing": ["error"],
    }


def test_junit_keeps_legs_apart() -> None:
    suites = ElementTree.fromstring(junit_xml(runs.passing("3.5.9", "4.1.1")))
    names = [suite.attrib["name"] for suite in suites.iter("testsuite")]
    assert len(names) == len(set(names)) == 6


def test_junit_tells_what_a_case_is_and_who_judged_it() -> None:
    case = next(ElementTree.fromstring(junit_xml(one())).iter("testcase"))
    told = told_of(case)
    assert (told["case"], told["target"], told["client"]) == (FIRST, "4.1.1", "sparity")
    assert (told["verdict"], told["judged_by"]) == ("equal", "pyspark==4.1.1")
    assert "waiver" not in told


def test_junit_survives_text_that_xml_cannot_hold() -> None:
    ElementTree.fromstring(junit_xml(one(verdict="divergent", reason=NASTY)))


def test_markdown_tells_only_what_is_not_equal() -> None:
    text = markdown(runs.mixed())
    assert "join_on_two_columns" in text
    assert "with_column[twice]" not in text
    assert "| 4.1.1 | sparity | batch-core | 10 | 4 | **2** | 1 | **1** | **1** | **1** |" in text
    assert "sparity-lab repro batch-core/test_parity_errors/bad_argument" in text


def test_markdown_of_a_passing_run_is_a_table_and_nothing_else() -> None:
    text = markdown(runs.passing())
    assert "gate pass" in text
    assert "Not equal" not in text


def test_markdown_tells_upstream_coverage_in_one_sentence() -> None:
    assert "5 of the 8 upstream tests that need no Python worker" in markdown(runs.passing())


def test_markdown_escapes_what_would_be_markup() -> None:
    line = next(
        line
        for line in markdown(one(verdict="divergent", reason=NASTY)).splitlines()
        if line.startswith("- **divergent**")
    )
    assert "<script>" not in line
    assert "\\<script\\>" in line


def test_markdown_stays_short_when_everything_fails() -> None:
    cases = [f"batch-core/test_parity_many/case_{number}" for number in range(DETAILS + 25)]
    records = [runs.divergent(case) for case in cases]
    text = markdown(RunLog(runs.header(runs.leg(expected=cases)), records))
    assert "and 25 more" in text
    assert len(text) < 60_000


def test_sarif_points_at_file_and_line() -> None:
    document = json.loads(sarif(runs.mixed()))
    results = document["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == [
        "divergent/schema",
        "flaky",
        "infra",
        "divergent/error",
    ]
    assert "sparity-lab repro" in results[0]["message"]["text"]
    place = results[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].startswith("parity_suites/")
    assert place["region"]["startLine"] == 12
    rules = {rule["id"] for rule in document["runs"][0]["tool"]["driver"]["rules"]}
    assert rules >= {result["ruleId"] for result in results}


def test_sarif_of_a_passing_run_has_no_results() -> None:
    assert json.loads(sarif(runs.passing()))["runs"][0]["results"] == []


def test_data_in_the_page_cannot_leave_its_script_element() -> None:
    log = one(verdict="divergent", reason=NASTY, title=NASTY)
    inside = re.search(
        r'<script type="application/json" id="index">(.*?)</script>', html(log), re.S
    )
    assert inside
    assert "<" not in inside.group(1)
    assert json.loads(inside.group(1))["cases"]["title"] == [NASTY]
    assert details(log)[0]["reason"] == NASTY


def test_names_in_the_static_part_of_the_page_are_escaped() -> None:
    page = html(RunLog(runs.header(runs.leg(target="<b>bold</b>")), []))
    assert "<b>bold" not in page.split('id="index"')[0]


def test_embedding_keeps_values() -> None:
    value = {"text": NASTY, "number": 1.5, "nothing": None}
    assert json.loads(script_json(value)) == value


def test_the_page_asks_nothing_of_the_network() -> None:
    page = html(runs.mixed())
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)
    assert "default-src 'none'" in page


def test_long_frames_are_cut_for_the_page_and_say_so() -> None:
    long = runs.outcome(result=runs.frame([[n, "x"] for n in range(ROWS + 7)]))
    seen = details(one(candidate=long, expected=long))[0]["candidate"]["observations"]["result"]
    assert (len(seen["rows"]), seen["more"]) == (ROWS, 7)


def test_an_outcome_that_is_the_same_on_both_sides_is_carried_once() -> None:
    case = details(one())[0]
    assert case["same"] is True
    assert case["expected"] is None


def test_every_format_is_written_and_can_be_written_again(tmp_path: Path) -> None:
    for _ in range(2):
        paths = derive(runs.mixed(), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        PAGE_DETAILS,
        *(made.file for made in FORMATS.values()),
    }
    assert all(path.stat().st_size for path in paths)


def test_reports_of_a_log_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    def written(name: str) -> dict[str, bytes]:
        folder = tmp_path / name
        derive(runs.mixed(), folder)
        files = [path for path in folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}

    assert written("a") == written("b")


def test_a_report_of_a_smaller_run_leaves_no_details_of_the_larger_one(tmp_path: Path) -> None:
    big = runs.outcome(result=runs.frame([[n, "x" * 2000] for n in range(ROWS)]))
    derive(
        runs.finished(runs.header(), [runs.record(c, candidate=big) for c in runs.case_ids()]),
        tmp_path,
    )
    assert len(list((tmp_path / PAGE_DETAILS).iterdir())) > 1
    derive(runs.passing(), tmp_path)
    assert [path.name for path in (tmp_path / PAGE_DETAILS).iterdir()] == ["0.js"]


def test_a_report_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(InfraProblem, match="cannot write the run to"):
        derive(runs.mixed(), tmp_path / "out")


def test_lenient_equality_is_visible_in_every_report() -> None:
    component = Component(strict="different", lenient="equal", leniencies=["arrow-width"])
    log = one(components={"arrow": component})
    assert "arrow-width" in junit_xml(log)
    assert "by a named leniency: 1" in markdown(log)
    assert "arrow-width" in html(log)
