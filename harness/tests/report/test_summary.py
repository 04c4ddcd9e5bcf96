"""`summary.json`: the keys other programs rely on, and its JSON Schema."""

import json

import jsonschema
import pytest
from lab_fakes import runs

from sparity_lab.records import VERDICTS
from sparity_lab.report.summary import Summary, summary_json
from sparity_lab.runlog import RunLog
from sparity_lab.schemas import schema_of

CONTRACT = {
    "schema",
    "run_id",
    "profile",
    "target",
    "client",
    "reference",
    "oracle",
    "counts",
    "cases",
    "duration_s",
    "gate",
    "components",
    "legs",
}


def test_the_contract_keys_are_there() -> None:
    summary = json.loads(summary_json(runs.mixed()))
    assert summary.keys() >= CONTRACT
    assert summary["target"] == "4.1.1"
    assert summary["oracle"] == "live"
    assert set(summary["counts"]) == set(VERDICTS)


def test_counts_add_up_to_the_cases_that_were_to_run() -> None:
    summary = json.loads(summary_json(runs.mixed()))
    assert summary["cases"] == len(runs.case_ids()) == sum(summary["counts"].values())
    assert summary["counts"] == {
        "equal": 4,
        "divergent": 2,
        "unsupported": 1,
        "infra": 1,
        "flaky": 1,
        "waived": 0,
        "missing": 1,
    }


def test_strict_and_lenient_agreement_are_counted_apart() -> None:
    summary = json.loads(summary_json(runs.mixed()))
    assert summary["components"]["arrow"] == {"judged": 6, "strict": 4, "lenient": 6}
    assert summary["components"]["error"] == {"judged": 1, "strict": 0, "lenient": 0}


def test_legs_are_listed_and_joined_at_the_top() -> None:
    summary = json.loads(summary_json(runs.passing("3.5.9", "4.3.0")))
    assert summary["target"] == "3.5.9, 4.3.0"
    assert [leg["target"] for leg in summary["legs"]] == ["3.5.9", "4.3.0"]
    assert summary["cases"] == 2 * len(runs.case_ids())


def test_a_leg_that_only_goldens_can_judge_says_so() -> None:
    log = runs.finished(runs.header(runs.leg("sail", oracle="golden")), [])
    assert json.loads(summary_json(log))["oracle"] == "golden"


@pytest.mark.parametrize(
    "log",
    [runs.passing(), runs.mixed("3.5.9", "4.1.1"), RunLog(runs.header(), [])],
    ids=["passing", "mixed", "incomplete"],
)
def test_the_summary_fits_its_schema(log: RunLog) -> None:
    jsonschema.validate(json.loads(summary_json(log)), schema_of(Summary))


def test_upstream_coverage_is_part_of_the_summary_with_names_and_reasons() -> None:
    upstream = json.loads(summary_json(runs.mixed()))["upstream"]
    assert (upstream["tests"], upstream["counted"], upstream["mirrored"]) == (9, 8, 5)
    assert (upstream["percent"], upstream["equal"]) == (62.5, 2)
    assert upstream["not_mirrored"] == {"python_worker": 1, "internals": 1}
    column = upstream["suites"][0]
    assert column["not_yet"] == ["test_between"]
    assert column["not_mirrored"][0]["tests"] == ["test_udf"]


def test_a_log_that_knows_no_upstream_tests_says_so() -> None:
    assert json.loads(summary_json(RunLog(runs.header(upstream=None), [])))["upstream"] is None


def test_an_incomplete_run_says_so() -> None:
    summary = json.loads(summary_json(RunLog(runs.header(), [])))
    assert summary["complete"] is False
    assert summary["gate"] == "fail"
    assert summary["counts"]["missing"] == summary["cases"]
