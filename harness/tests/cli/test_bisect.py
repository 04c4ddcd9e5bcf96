"""`sparity-lab bisect` on fake servers: steps, conclusions, exit codes, Ctrl-C."""

import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Lab

Make = Callable[..., "Lab"]

FIRST = "batch-core/test_parity_first"


def targets(lab: "Lab") -> list[str]:
    """The targets whose servers were started, in that order."""
    return [line.split()[2] for line in lab.journal.lines() if line.startswith("server up")]


def test_the_first_version_that_differs_is_found_by_halves(make_lab: Make) -> None:
    lab = make_lab("agrees", "differs_since_4_1")
    done = lab("bisect", f"{FIRST}/differs_since_4_1")
    assert done.returncode == 1, done.stderr
    assert targets(lab) == ["3.4.4", "4.3.0", "4.0.5", "4.1.1", "3.5.9", "4.2.1"]
    steps = done.stdout.splitlines()
    assert steps[0] == "3.4.4  equal"
    assert steps[1].startswith("4.3.0  divergent    divergent/value; value: ")
    assert steps[6:] == ["diverges since 4.1.1; on 4.0.5 it does not"]


def test_each_server_is_stopped_before_the_next_one_starts(make_lab: Make) -> None:
    lab = make_lab("differs_since_4_1")
    lab("bisect", f"{FIRST}/differs_since_4_1")
    servers = [line.split()[1] for line in lab.journal.lines() if line.startswith("server")]
    assert servers == ["up", "down"] * 6
    assert lab.journal.count("driver up") == lab.journal.count("driver down") == 12


def test_all_asks_every_version_and_sees_what_comes_and_goes(make_lab: Make) -> None:
    lab = make_lab("comes_and_goes")
    done = lab("bisect", f"{FIRST}/comes_and_goes", "--all")
    assert done.returncode == 1
    assert targets(lab) == ["3.4.4", "3.5.9", "4.0.5", "4.1.1", "4.2.1", "4.3.0"]
    assert done.stdout.splitlines()[-4:] == [
        "diverges since 3.5.9; on 3.4.4 it does not",
        "no longer diverges since 4.0.5; on 3.5.9 it does",
        "diverges since 4.2.1; on 4.1.1 it does not",
        "it comes and goes: the first line is not the whole story",
    ]


def test_a_divergence_that_ends_is_found_as_well(make_lab: Make) -> None:
    lab = make_lab("loses_a_new_field")
    done = lab("bisect", f"{FIRST}/loses_a_new_field", "--client", "pyspark==4.1.1")
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[-2:] == [
        "no longer diverges since 4.0.5; on 3.5.9 it does",
        "not asked: 4.2.1; --all asks every version",
    ]


def test_a_case_that_never_diverges_exits_0_and_says_what_was_not_asked(make_lab: Make) -> None:
    done = make_lab("agrees")("bisect", f"{FIRST}/agrees")
    assert done.returncode == 0
    assert "does not diverge on 3.4.4, 4.3.0" in done.stdout
    assert "not asked: 3.5.9, 4.0.5, 4.1.1, 4.2.1; --all asks every version" in done.stdout


def test_only_the_named_targets_are_searched_by_version_and_not_as_given(make_lab: Make) -> None:
    lab = make_lab("differs")
    done = lab("bisect", f"{FIRST}/differs", "--target", "4.3.0", "--target", "3.5.9")
    assert targets(lab) == ["3.5.9", "4.3.0"]
    assert "diverges on each version asked: 3.5.9, 4.3.0" in done.stdout


@pytest.mark.parametrize("case", ["flips", "crashes"])
def test_a_version_without_an_answer_ends_the_search(make_lab: Make, case: str) -> None:
    lab = make_lab(case)
    done = lab("bisect", f"{FIRST}/{case}")
    assert done.returncode == 3
    assert "error: 3.4.4 gives no answer: " in done.stderr
    assert f"sparity-lab repro {FIRST}/{case} --target 3.4.4 --client sparity" in done.stderr
    assert lab.journal.count("server down") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--target", "4.3.0"], "there is one target only"),
        (["--target", "3.5.9", "--target", "3.5.9-container"], "two targets serve Spark 3.5.9"),
        (["--target", "9.9"], "unknown target '9.9'"),
    ],
)
def test_nothing_to_search_through_is_a_wrong_usage(
    make_lab: Make, arguments: list[str], said: str
) -> None:
    done = make_lab("agrees")("bisect", f"{FIRST}/agrees", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_stops_server_and_drivers(make_lab: Make, number: int) -> None:
    lab = make_lab("sleeps")
    when = f"run candidate {FIRST}/sleeps"
    code, out, err = lab.interrupted(number, when, "bisect", f"{FIRST}/sleeps")
    assert code == 3, out + err
    assert "interrupted" in err
    assert "Traceback" not in out + err
    assert lab.journal.count("server down") == lab.journal.count("server up") == 1
    assert lab.journal.count("driver down") == lab.journal.count("driver up")
