"""The engine: every verdict, what happens to drivers that fail, and when a leg stops."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lab_fakes.roots import JOURNAL, make_root
from lab_fakes.workshop import FakeBench, FakeServer, Journal

from sparity_lab.cases import Case
from sparity_lab.engine import LegEngine, LegStopped
from sparity_lab.legs import RERUNS, LegPlan, Request, plan_run
from sparity_lab.matrix import load_matrix
from sparity_lab.records import CaseRecord

NAMES = [
    "agrees",
    "differs",
    "fails",
    "flips",
    "crashes",
    "hangs",
    "reports_infra",
    "kills_server",
    "server_dies_behind_an_error",
    "lacking",
    "sleeps",
    "makes_a_table",
    "works_side_by_side",
    "keeps_the_reference_busy",
]


class Setting:
    """An engine with its fakes."""

    def __init__(self, leg: LegPlan, root: Path, reruns: int) -> None:
        self.leg = leg
        self.journal = Journal(root / JOURNAL)
        self.server = FakeServer(leg.target, self.journal)
        self.bench = FakeBench(leg, self.server, self.journal)
        self.engine = LegEngine(leg, "pyspark==4.3.0", self.bench, root, reruns=reruns)

    def case(self, name: str) -> Case:
        return next(case for case in self.leg.cases if case.function == name)

    def run(self, name: str) -> CaseRecord:
        return self.engine.run(self.case(name))


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Setting]]:
    root = make_root(tmp_path / "repo", {"engine": NAMES})
    made = []

    def setting(oracle: str = "live", reruns: int = RERUNS) -> Setting:
        plan = plan_run(load_matrix(root), Request(targets=("4.3.0",), oracle=oracle))
        made.append(Setting(plan.legs[0], root, reruns))
        return made[-1]

    yield setting
    for one in made:
        one.engine.kill()


@pytest.fixture
def lab(make: Callable[..., Setting]) -> Setting:
    return make()


def test_what_agrees_with_the_reference_is_equal(lab: Setting) -> None:
    record = lab.run("agrees")
    assert record.verdict == "equal"
    assert record.judged_by == "live 4.3.0"
    assert record.candidate == record.expected
    assert record.components["value"].strict == "equal"


def test_a_record_says_where_the_case_is_and_what_it_mirrors(lab: Setting) -> None:
    record = lab.run("agrees")
    assert record.case == "batch-core/test_parity_engine/agrees"
    assert record.source.file == "parity_suites/batch_core/test_parity_engine.py"
    assert record.source.line > 1
    assert record.mirrors == "dataframe.test_agrees"
    assert record.title == "What agrees does."
    assert (record.target, record.client, record.reference) == (
        "4.3.0",
        "sparity",
        "pyspark==4.3.0",
    )


def test_a_record_says_when_each_client_was_at_work(lab: Setting) -> None:
    first, second = lab.run("agrees").spans, lab.run("agrees").spans
    assert list(first) == ["candidate", "reference"]
    for role, span in first.items():
        assert span.took_s == 0.01
        assert 0 <= span.began_s < second[role].began_s


@pytest.mark.parametrize("name", ["differs", "fails"])
def test_what_differs_in_all_tries_is_divergent_with_the_difference(
    lab: Setting, name: str
) -> None:
    record = lab.run(name)
    assert (record.verdict, record.attribution) == ("divergent", "candidate")
    assert any(component.diff for component in record.components.values())
    assert record.attempts is not None
    assert record.attempts.k_of_n == "4 of 4"
    for role in ("candidate", "reference"):
        assert lab.journal.count(f"run {role} {record.case}") == 4


def test_the_number_of_reruns_can_be_chosen(make: Callable[..., Setting]) -> None:
    lab = make(reruns=0)
    record = lab.run("differs")
    assert (record.verdict, record.attempts) == ("divergent", None)
    assert lab.journal.count(f"run candidate {record.case}") == 1


def test_what_agrees_is_run_once(lab: Setting) -> None:
    assert lab.run("agrees").attempts is None
    assert lab.journal.count("run reference") == 1


def test_what_differs_once_and_then_agrees_is_flaky(lab: Setting) -> None:
    record = lab.run("flips")
    assert (record.verdict, record.attribution) == ("flaky", "flaky")
    assert record.attempts is not None
    assert record.attempts.k_of_n == "1 of 4"
    assert (record.attempts.candidate_outcomes, record.attempts.reference_outcomes) == (2, 1)
    assert record.components["value"].lenient == "different"
    assert record.candidate != record.expected


def test_what_the_reference_lacks_too_is_unsupported_with_a_reason(lab: Setting) -> None:
    record = lab.run("lacking")
    assert record.verdict == "unsupported"
    assert "3.4 to 4.0" in record.reason


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("crashes", "exit code 9"),
        ("hangs", "did not answer"),
        ("reports_infra", "no room"),
    ],
)
def test_a_failing_driver_is_infra_and_never_an_outcome(lab: Setting, name: str, said: str) -> None:
    record = lab.run(name)
    assert (record.verdict, record.attribution) == ("infra", "environment")
    assert said in record.reason
    assert record.candidate is None
    assert record.components == {}
    assert lab.run("agrees").verdict == "equal"


def test_the_last_words_of_a_crashed_driver_are_kept(lab: Setting) -> None:
    assert "its last words" in lab.run("crashes").reason


@pytest.mark.parametrize(("name", "starts"), [("crashes", 2), ("hangs", 2), ("reports_infra", 1)])
def test_a_driver_is_started_again_only_when_it_is_gone(
    lab: Setting, name: str, starts: int
) -> None:
    lab.run(name)
    lab.run("agrees")
    assert lab.journal.count("driver up candidate") == starts
    assert lab.journal.count("driver up reference") == 1


def test_drivers_are_shared_by_the_cases_of_a_leg(lab: Setting) -> None:
    for _ in range(3):
        lab.run("agrees")
    assert lab.journal.count("driver up") == 2


@pytest.mark.parametrize("name", ["kills_server", "server_dies_behind_an_error"])
def test_a_dead_server_stops_the_leg_at_once_with_its_last_words(lab: Setting, name: str) -> None:
    with pytest.raises(LegStopped, match=r"server of 4\.3\.0 died during .*" + name) as caught:
        lab.run(name)
    assert caught.value.exit_code == 3
    assert "--resume" in (caught.value.hint or "")
    assert "last line that the fake server wrote" in str(caught.value.causes)


def test_a_driver_that_does_not_start_stops_the_leg(lab: Setting) -> None:
    lab.bench.broken_start = True
    with pytest.raises(LegStopped, match="the driver does not start") as caught:
        lab.run("agrees")
    assert caught.value.hint == "look at its environment"


def test_the_golden_oracle_runs_no_reference(make: Callable[..., Setting]) -> None:
    lab = make("golden")
    lab.run("agrees")
    assert lab.journal.count("driver up reference") == 0
    assert lab.journal.count("driver up candidate") == 1


def test_without_any_witness_a_case_is_infra_not_equal(make: Callable[..., Setting]) -> None:
    lab = make("golden")
    assert lab.run("agrees").verdict == "equal"
    lab.bench.has_goldens = False
    assert lab.run("agrees").verdict == "infra"


def test_closing_stops_every_driver_and_may_be_repeated(lab: Setting) -> None:
    lab.run("agrees")
    lab.engine.close()
    lab.engine.close()
    assert lab.journal.count("driver down") == lab.journal.count("driver up") == 2


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("works_side_by_side", ["run", "run", "ran", "ran"]),
        ("makes_a_table", ["run", "ran", "run", "ran"]),
    ],
)
def test_candidate_and_reference_work_side_by_side_unless_they_share_a_catalog(
    lab: Setting, name: str, order: list[str]
) -> None:
    lab.run("agrees")
    lab.run(name)
    lines = [line.split()[0] for line in lab.journal.lines() if line.endswith("/" + name)]
    assert lines == order


def test_a_client_begins_the_following_case_before_the_other_is_ready(lab: Setting) -> None:
    lab.run("agrees")
    first, second = lab.case("keeps_the_reference_busy"), lab.case("works_side_by_side")
    lab.engine.run(first, second)
    record = lab.engine.run(second)
    assert record.verdict == "equal"
    for role in ("candidate", "reference"):
        assert lab.journal.count(f"run {role} {second.id}") == 1
    lines = lab.journal.lines()
    begun = lines.index(f"run candidate {second.id}")
    assert begun < lines.index(f"ran reference {first.id}")


@pytest.mark.parametrize("order", [("agrees", "makes_a_table"), ("makes_a_table", "agrees")])
def test_what_shares_a_catalog_waits_for_what_is_before_and_is_waited_for(
    lab: Setting, order: tuple[str, str]
) -> None:
    first, second = map(lab.case, order)
    lab.engine.run(first, second)
    assert lab.journal.count(f"run candidate {second.id}") == 0


def test_a_case_that_was_begun_for_nothing_is_not_taken_for_another(lab: Setting) -> None:
    lab.engine.run(lab.case("agrees"), lab.case("differs"))
    assert lab.run("works_side_by_side").verdict == "equal"
    assert lab.run("differs").verdict == "divergent"


def test_a_server_that_dies_of_the_following_case_is_told_of_both(lab: Setting) -> None:
    with pytest.raises(LegStopped, match=r"differs or .*kills_server"):
        lab.engine.run(lab.case("differs"), lab.case("kills_server"))
