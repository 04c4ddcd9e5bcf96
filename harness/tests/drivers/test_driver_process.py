"""The parent's side of a driver, with miniature drivers for every way in which one can fail."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from miniatures import FAKE_DRIVER, behaviour
from miniatures.outcomes import a_case

from sparity_lab.drivers.process import (
    Driver,
    DriverConfused,
    DriverCrashed,
    DriverReportedInfra,
    DriverTimedOut,
    ServerGone,
    child_environment,
)
from sparity_lab.problems import EXIT_INFRA, InfraProblem


@contextmanager
def driver(name: str, tmp_path: Path, timeout_s: float = 30.0) -> Iterator[Driver]:
    started = Driver.start(
        sys.executable,
        "pyspark",
        "sc://localhost:1",
        tmp_path,
        tmp_path,
        tmp_path,
        behaviour(name),
        driver_file=FAKE_DRIVER,
        timeout_s=timeout_s,
    )
    try:
        yield started
    finally:
        started.stop()


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_an_answer_becomes_an_outcome(tmp_path: Path) -> None:
    with driver("always_equal", tmp_path) as running:
        outcome = running.run(a_case())
        assert outcome.observations == {"result": {"kind": "value", "value": "right"}}
        assert outcome.duration_s == 0.001
        assert running.info.version == "1.0"


def test_one_driver_runs_many_cases(tmp_path: Path) -> None:
    with driver("alternates", tmp_path) as running:
        first, second = running.run(a_case()), running.run(a_case())
    assert first.behaviour() != second.behaviour()


def test_stopping_ends_the_process_and_twice_is_fine(tmp_path: Path) -> None:
    with driver("always_equal", tmp_path) as running:
        running.stop()
        assert is_gone(running.pid)
        running.stop()


def test_a_driver_that_ignores_stop_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sparity_lab.drivers.process.STOP_TIMEOUT_S", 0.3)
    with driver("ignores_stop", tmp_path) as running:
        running.stop()
        assert is_gone(running.pid)


def test_a_crash_on_start_tells_what_the_driver_wrote(tmp_path: Path) -> None:
    with pytest.raises(DriverCrashed) as caught, driver("crashes_on_start", tmp_path):
        pass
    assert "exit code 1" in caught.value.message
    assert "cannot import the client" in caught.value.causes
    assert caught.value.exit_code == EXIT_INFRA


def test_an_interpreter_that_does_not_exist_is_a_clear_problem(tmp_path: Path) -> None:
    with pytest.raises(DriverCrashed, match="cannot start") as caught:
        Driver.start(tmp_path / "no-python", "pyspark", "sc://x", tmp_path, tmp_path, tmp_path, {})
    assert "no-python" in str(caught.value)


def test_a_client_that_cannot_be_loaded_is_infra(tmp_path: Path) -> None:
    with (
        pytest.raises(DriverReportedInfra, match="no module named client"),
        driver("cannot_load", tmp_path),
    ):
        pass


def test_a_driver_that_never_gets_ready_is_killed(tmp_path: Path) -> None:
    with pytest.raises(DriverTimedOut), driver("hangs_on_start", tmp_path, timeout_s=0.3):
        pass


def test_another_protocol_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DriverConfused, match="99"), driver("wrong_protocol_version", tmp_path):
        pass


def test_a_crash_in_a_case_is_infra_and_names_the_exit_code(tmp_path: Path) -> None:
    with driver("crashes_mid_case", tmp_path) as running:
        with pytest.raises(DriverCrashed, match="139") as caught:
            running.run(a_case())
        assert "segmentation fault, as it were" in caught.value.causes


def test_a_hanging_case_is_killed_after_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sparity_lab.drivers.process.GRACE_S", 0.1)
    with driver("hangs", tmp_path) as running:
        began = time.monotonic()
        with pytest.raises(DriverTimedOut, match="does_it"):
            running.run(a_case(), timeout_s=0.3)
        assert time.monotonic() - began < 10
        assert is_gone(running.pid)


def test_a_dead_server_is_noticed_before_the_time_is_up(tmp_path: Path) -> None:
    with driver("hangs", tmp_path) as running:
        with pytest.raises(ServerGone):
            running.run(a_case(), timeout_s=60, alive=lambda: False)
        assert is_gone(running.pid)


def test_infra_told_by_the_driver_leaves_it_usable(tmp_path: Path) -> None:
    with driver("says_infra", tmp_path) as running:
        for _ in range(2):
            with pytest.raises(DriverReportedInfra, match="UNAVAILABLE"):
                running.run(a_case())


@pytest.mark.parametrize(
    "name",
    [
        "speaks_garbage",
        "skips",
        "answers_another_case",
        "observes_nothing",
        "neither_result_nor_error",
    ],
)
def test_what_is_no_outcome_is_never_taken_for_one(name: str, tmp_path: Path) -> None:
    with driver(name, tmp_path) as running:
        with pytest.raises(DriverConfused):
            running.run(a_case())
        assert is_gone(running.pid)


def test_a_used_up_driver_says_so_instead_of_hanging(tmp_path: Path) -> None:
    with driver("speaks_garbage", tmp_path) as running:
        with pytest.raises(DriverConfused):
            running.run(a_case())
        with pytest.raises(InfraProblem):
            running.run(a_case())


def test_nothing_of_our_environment_changes_what_a_client_does() -> None:
    ours = {"SPARK_REMOTE": "sc://other", "PYTHONPATH": "/x", "HOME": "/h", "TZ": "Asia/Tokyo"}
    child = child_environment(ours, {"EXTRA": "1"})
    assert "SPARK_REMOTE" not in child
    assert "PYTHONPATH" not in child
    assert child["TZ"] == "UTC"
    assert child["HOME"] == "/h"
    assert child["EXTRA"] == "1"
    assert "localhost" in child["no_proxy"]


def test_a_driver_is_in_a_session_of_its_own(tmp_path: Path) -> None:
    with driver("always_equal", tmp_path) as running:
        assert os.getsid(running.pid) != os.getsid(0)
