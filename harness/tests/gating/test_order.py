"""The order of the cases: that of the files, or a random one that a seed brings back."""

from pathlib import Path

import pytest
from lab_fakes import runs
from lab_fakes.roots import make_root

from sparity_lab.legs import Plan, Request, plan_run
from sparity_lab.matrix import load_matrix
from sparity_lab.problems import UsageProblem
from sparity_lab.report.wording import repro_command
from sparity_lab.runlog import header_differences

NAMES = [f"case_{number}" for number in range(20)]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    root = make_root(tmp_path / "repo", {"first": NAMES[:10], "second": NAMES[10:]})
    return plan_run(load_matrix(root), Request(targets=("3.5.9", "4.3.0")))


def order(plan: Plan, leg: int = 0) -> list[str]:
    return [case.function for case in plan.legs[leg].cases]


def test_without_a_word_it_is_that_of_the_files(plan: Plan) -> None:
    assert order(plan) == NAMES
    assert (plan.order, plan.seed) == ("file", None)


def test_a_seed_gives_one_order_for_every_leg_and_loses_no_case(plan: Plan) -> None:
    mixed = plan.shuffled(7)
    assert (mixed.order, mixed.seed) == ("random", 7)
    assert order(mixed) != NAMES
    assert sorted(order(mixed)) == sorted(NAMES)
    assert order(mixed) == order(mixed, 1) == order(plan.shuffled(7))
    assert order(mixed) != order(plan.shuffled(8))


def test_a_seed_alone_or_an_unknown_order_is_refused(plan: Plan) -> None:
    with pytest.raises(UsageProblem, match="--order random"):
        plan_run(plan.matrix, Request(seed=3))
    with pytest.raises(UsageProblem, match="unknown order"):
        plan_run(plan.matrix, Request(order="reversed"))


def test_a_run_is_only_resumed_in_the_same_order() -> None:
    old, new = runs.header(order="random", seed=7), runs.header(order="random", seed=8)
    assert header_differences(old, new) == ["order of the cases: was random 7, is random 8"]
    assert header_differences(old, old) == []


def test_the_repro_line_tells_the_order_of_the_run() -> None:
    header = runs.header(order="random", seed=7, keyword="cast or like")
    command = repro_command(header.legs[0], "batch-core/test_parity_column/like", header)
    assert command.endswith(
        "# in the order of that run: sparity-lab run --target 4.1.1 --client sparity "
        "--oracle live "
        "--profile batch-core -k 'cast or like' --order random --seed 7"
    )
    assert "#" not in repro_command(header.legs[0], "x/y/z", runs.header())
