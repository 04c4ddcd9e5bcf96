"""Attempts: what is not run at all, what counts as the same kind, and when enough is enough."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from lab_fakes import runs
from miniatures.outcomes import a_case

from sparity_lab.cases import Case
from sparity_lab.minimise.trials import Budget, Enough, Trials, decorator_of
from sparity_lab.records import CaseRecord, Component
from sparity_lab.verdict.failure_kind import kind_of

TEXT = "@case(mirrors='x.y')\ndef does_it(spark):\n    a = 1\n    return a\n"
SHORT = "@case(mirrors='x.y')\ndef does_it(spark):\n    return 1\n"


def fails(condition: str | None, **fields: object) -> CaseRecord:
    component = Component(strict="different", lenient="different", diff=["condition"])
    candidate = runs.failed(condition or "", "no") if condition else runs.outcome()
    return runs.divergent(
        "a/b/c", components={"error": component}, candidate=candidate, expected=runs.failed("B", "")
    ).model_copy(update=fields)


class Runner:
    """Gives one record for everything, and keeps what it was asked to run."""

    def __init__(self) -> None:
        self.record = fails("A")
        self.cases: list[Case] = []

    def run(self, case: Case) -> CaseRecord:
        self.cases.append(case)
        return self.record


@pytest.fixture
def runner() -> Runner:
    return Runner()


@pytest.fixture
def trials(tmp_path: Path, runner: Runner) -> Trials:
    return Trials(
        a_case(),
        runner,
        kind_of(fails("A")),
        Budget(10, 60),
        tmp_path,
        decorator_of(TEXT, "does_it"),
        best=TEXT,
        objects=False,
        better=lambda text: None,
    )


def test_a_smaller_text_of_the_same_kind_becomes_the_best(trials: Trials, runner: Runner) -> None:
    told: list[str] = []
    trials.better = told.append
    assert trials.fits(SHORT)
    assert trials.best == SHORT
    assert told == [SHORT]
    (case,) = runner.cases
    assert case.file.read_text() == SHORT
    assert (case.line, case.id) == (2, a_case().id)


@pytest.mark.parametrize(
    "other",
    [
        fails("C"),
        fails(None),
        fails("A", side="client"),
        fails("A", verdict="equal"),
        fails("A", verdict="infra"),
        runs.divergent("a/b/c"),
    ],
)
def test_another_kind_of_divergence_does_not_fit(
    trials: Trials, runner: Runner, other: CaseRecord
) -> None:
    runner.record = other
    assert not trials.fits(SHORT)
    assert trials.best == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "def does_it(:\n",
        "x = 1\n",
        "def does_it(spark):\n    return 1\n",
        "@case(mirrors='')\ndef does_it(spark):\n    return 1\n",
        "@case(mirrors='x.y')\ndef other(spark):\n    return 1\n",
        "@case(mirrors='x.y')\ndef does_it(unique_name_0):\n    return 1\n",
    ],
)
def test_a_text_that_is_not_this_case_is_never_run(
    trials: Trials, runner: Runner, text: str
) -> None:
    assert not trials.fits(text)
    assert runner.cases == []
    assert trials.budget.spent == 0


def test_a_method_that_is_returned_and_not_called_is_no_finding(
    trials: Trials, runner: Runner
) -> None:
    shown = {"kind": "value", "value": {"object": ["method", "<bound method DataFrame.drop>"]}}
    component = Component(strict="different", lenient="different", diff=["value"])
    runner.record = runs.divergent(
        "a/b/c", components={"value": component}, candidate=runs.outcome(result=shown)
    )
    trials.wanted = kind_of(runner.record)
    assert not trials.fits(SHORT)
    trials.objects = True
    assert trials.fits(SHORT.replace("1", "2")), "the case observes such things itself"


def test_texts_are_kept_as_python_writes_them(trials: Trials, runner: Runner) -> None:
    assert trials.fits("import math\n" + SHORT.replace("1", "( 1 )").rstrip())
    assert trials.fits("import math\n\n" + SHORT)
    (case,) = runner.cases
    assert case.file.read_text() == "import math\n\n\n" + SHORT


def test_a_text_is_run_once(trials: Trials, runner: Runner) -> None:
    assert [trials.fits(SHORT), trials.fits(SHORT)] == [True, True]
    assert len(runner.cases) == 1


def test_each_attempt_is_a_file_of_its_own_and_is_tidied_up_after(
    trials: Trials, runner: Runner
) -> None:
    tidied: list[Case] = []
    trials.after = tidied.append
    trials.fits(SHORT)
    trials.fits(SHORT.replace("1", "2"))
    assert len({case.file for case in runner.cases}) == 2
    assert tidied == runner.cases


def test_attempts_and_seconds_are_bounded(trials: Trials) -> None:
    now = [0.0]
    trials.budget = Budget(2, 60, clock=lambda: now[0])
    texts = [ast.unparse(ast.parse(SHORT.replace("1", str(n)))) for n in range(5)]
    trials.fits(texts[0])
    now[0] = 59
    trials.fits(texts[1])
    with pytest.raises(Enough):
        trials.fits(texts[2])
    assert trials.budget.spent == 2
    trials.budget = replace(trials.budget, attempts=10)
    trials.fits(texts[2])
    now[0] = 60
    with pytest.raises(Enough):
        trials.fits(texts[3])
