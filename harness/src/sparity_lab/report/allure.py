"""What a parity case tells Allure about itself; allure-pytest writes the results."""

import json
from typing import Any

import allure

from sparity_lab.cases import Case
from sparity_lab.legs import LegPlan
from sparity_lab.records import CaseRecord
from sparity_lab.report.wording import all_differences


def describe(leg: LegPlan, case: Case) -> None:
    """Labels and parameters of the running case.

    Allure follows a test over time by its name and parameters: Spark version, client and the
    case's own parameters tell histories apart; nothing that changes from run to run may be there.
    """
    _parameter("spark", leg.target.spark or "unknown")
    # An address given on the command line has a port, which may be another one tomorrow.
    _parameter("target", leg.target.name, excluded=leg.target.name.startswith("sc://"))
    _parameter("client", leg.client.name)
    if case.params is not None:
        _parameter("parameters", case.params)
    for name, value in {
        "parentSuite": leg.profile.name,
        "suite": case.suite,
        "subSuite": f"{leg.client.name} on {leg.target.name}",
        "epic": "parity",
        "feature": case.suite.removeprefix("test_parity_"),
        "story": case.mirrors,
    }.items():
        allure.dynamic.label(name, value)  # type: ignore[no-untyped-call]
    allure.dynamic.description(case.title)  # type: ignore[no-untyped-call]


def attach(record: CaseRecord) -> None:
    """The judgement and both outcomes, as attachments of the running case, if there is a doubt."""
    allure.dynamic.tag(record.verdict)  # type: ignore[no-untyped-call]
    if record.verdict not in ("equal", "unsupported"):
        _attach(all_differences(record), "differences", allure.attachment_type.TEXT)
    if record.verdict == "equal":
        return
    judged = {name: component.model_dump() for name, component in record.components.items()}
    _attach(_json(judged), "components", allure.attachment_type.JSON)
    for name, outcome in (("candidate", record.candidate), ("expected", record.expected)):
        if outcome is not None:
            _attach(_json(outcome), name, allure.attachment_type.JSON)


def _parameter(name: str, value: str, *, excluded: bool = False) -> None:
    allure.dynamic.parameter(name, value, excluded=excluded)


def _attach(body: str, name: str, kind: Any) -> None:
    allure.attach(body, name=name, attachment_type=kind)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
