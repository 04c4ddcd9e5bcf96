"""When calls are recorded: when that is asked for, never where it would be unsafe."""

from pathlib import Path

import pytest
from lab_fakes.roots import make_root

from sparity_lab.legs import Request, plan_run
from sparity_lab.matrix import load_matrix
from sparity_lab.preparing import planned
from sparity_lab.running import RunOptions, _arguments
from sparity_lab.servers.base import Endpoint
from sparity_lab.workshop import RealWorkshop


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_root(tmp_path / "repo", {"engine": ["agrees"]})


@pytest.mark.parametrize("record", [True, False])
def test_every_leg_knows_whether_to_record(root: Path, record: bool) -> None:
    plan = plan_run(load_matrix(root), Request(targets=("4.3.0",), record=record))
    assert [leg.record for leg in plan.legs] == [record]
    assert [leg.record for leg in plan.settle({"4.3.0": "4.3.0"}).legs] == [record]


def test_a_run_records_only_when_it_is_told_to(root: Path) -> None:
    prepared = planned(Request(), root, lambda line: None, lambda *_: None)
    assert not RunOptions().record
    assert "--lab-record" not in _arguments(RunOptions(), prepared)
    assert "--lab-record" in _arguments(RunOptions(record=True), prepared)


@pytest.mark.parametrize("parameters", ["use_ssl=true", "token=hunter2"])
def test_what_is_secured_is_not_recorded_and_that_is_said_without_its_secrets(
    root: Path, parameters: str
) -> None:
    said: list[str] = []
    workshop = RealWorkshop(load_matrix(root), root, said.append)
    assert not workshop.may_record(Endpoint(f"sc://spark:15002/;{parameters}", "4.3.0"))
    assert said == ["calls to sc://spark:15002 are not recorded: its connections are encrypted"]


def test_what_is_open_is_recorded_without_a_word(root: Path) -> None:
    said: list[str] = []
    workshop = RealWorkshop(load_matrix(root), root, said.append)
    assert workshop.may_record(Endpoint("sc://spark:15002/;user_id=ada", "4.3.0"))
    assert said == []
