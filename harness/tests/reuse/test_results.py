"""What is kept of a run, and when a later one may take it over."""

import sqlite3
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from lab_fakes import runs
from lab_fakes.roots import make_root, write_suite

from sparity_lab import reuse
from sparity_lab.cases import Case
from sparity_lab.legs import LegPlan, Plan, Request, plan_run
from sparity_lab.matrix import load_matrix
from sparity_lab.records import Attempts, CaseRecord, Span
from sparity_lab.reuse import Results, worlds

FACTS = {"client": "c1", "reference environment": "r1", "server": "s1"}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "results" / "results.sqlite"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_root(tmp_path / "repo", {"first": ["agrees", "agrees_too"]})


def planned(root: Path, **asked: object) -> Plan:
    return plan_run(load_matrix(root), Request(targets=("4.3.0",), **asked))  # type: ignore[arg-type]


def results(plan: Plan, facts: Mapping[str, str] = FACTS, run_id: str = "first") -> Results:
    found = worlds(plan, {leg.key: facts for leg in plan.legs})
    return Results(plan.matrix.root, run_id, found)


def passed(leg: LegPlan, case: Case, **fields: object) -> CaseRecord:
    return runs.record(case.id, target=leg.target.name, golden="equal", **fields)


def kept(root: Path, **fields: object) -> tuple[Plan, LegPlan, Case]:
    """A run that has kept the record of its first case."""
    plan = planned(root)
    leg = plan.legs[0]
    case = leg.cases[0]
    results(plan).keep(leg, case, passed(leg, case, **fields))
    return plan, leg, case


def test_a_pass_is_found_again_and_names_its_run(root: Path) -> None:
    plan, leg, case = kept(root)
    later = results(plan, run_id="second")
    assert later.known(plan.legs) == {(leg.key, case.id)}
    found = later.find(leg, case)
    assert found is not None
    assert found.taken_from == "first"
    assert found.model_copy(update={"taken_from": None}) == passed(leg, case)
    assert later.find(leg, leg.cases[1]) is None


def test_when_clients_were_at_work_is_not_taken_over(root: Path) -> None:
    plan, leg, case = kept(root, spans={"candidate": Span(began_s=1.0, took_s=2.0)})
    found = results(plan).find(leg, case)
    assert found is not None
    assert found.spans == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"verdict": "divergent"},
        {"verdict": "infra"},
        {"verdict": "flaky"},
        {"verdict": "waived"},
        {"golden": "stale"},
        {"attempts": Attempts(verdicts={"equal": 4}, candidate_outcomes=1, reference_outcomes=1)},
    ],
    ids=str,
)
def test_what_is_no_plain_pass_is_not_kept(root: Path, fields: dict[str, object]) -> None:
    plan = planned(root)
    leg = plan.legs[0]
    record = passed(leg, leg.cases[0]).model_copy(update=fields)
    results(plan).keep(leg, leg.cases[0], record)
    assert results(plan).known(plan.legs) == frozenset()


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_another_client_reference_or_server_is_another_world(root: Path, fact: str) -> None:
    plan, _, _ = kept(root)
    assert results(plan, {**FACTS, fact: "other"}).known(plan.legs) == frozenset()


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_where_one_of_them_is_not_known_nothing_is_kept(root: Path, fact: str) -> None:
    plan = planned(root)
    known = {name: digest for name, digest in FACTS.items() if name != fact}
    assert worlds(plan, {leg.key: known for leg in plan.legs}) == {}


def test_a_run_that_looks_for_more_than_verdicts_takes_nothing_over(root: Path) -> None:
    for plan in (planned(root).shuffled(7), planned(root, record=True)):
        assert worlds(plan, {leg.key: FACTS for leg in plan.legs}) == {}


def test_another_oracle_another_zone_and_another_lab_are_other_worlds(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, _, _ = kept(root)
    assert results(planned(root, oracle="both")).known(plan.legs) == frozenset()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Tokyo")
        assert results(plan).known(plan.legs) == frozenset()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(reuse, "_lab", lambda: "edited")
        assert results(plan).known(plan.legs) == frozenset()
    assert results(plan).known(plan.legs) != frozenset()


def test_an_edited_case_or_golden_is_run_again(root: Path) -> None:
    _, leg, case = kept(root)
    edited = replace(case, digest="other")
    assert results(planned(root)).find(leg, edited) is None
    golden = root / "golden" / "batch-core" / f"{case.suite}.json"
    golden.parent.mkdir(parents=True)
    golden.write_text("{}")
    assert results(planned(root)).find(leg, case) is None


def test_a_neighbour_that_is_edited_changes_nothing(root: Path) -> None:
    _, leg, case = kept(root)
    write_suite(root, "first", ["agrees", "agrees_too", "is_new"])
    assert (leg.key, case.id) in results(planned(root)).known(planned(root).legs)


def test_what_was_not_asked_for_in_a_month_is_forgotten(root: Path, cache: Path) -> None:
    plan, leg, case = kept(root)
    with sqlite3.connect(cache) as connection:
        connection.execute("UPDATE results SET used = ?", (time.time() - 31 * 86_400,))
    assert results(plan).known(plan.legs) == frozenset()
    assert results(plan).find(leg, case) is None
