"""The Python driver as a process, with a stand-in for the client library and no server."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from sparity_lab.cases import discover
from sparity_lab.drivers.process import Driver, DriverReportedInfra, DriverTimedOut
from sparity_lab.outcome.model import Outcome

CASE_PY = Path(__file__).resolve().parents[3] / "parity_suites" / "case.py"

CLIENT = """
class Row(tuple):
    pass


class Schema:
    def jsonValue(self):
        return {"type": "struct", "fields": []}


class DataFrame:
    def __init__(self, rows):
        self._rows = rows
        self.schema = Schema()

    def collect(self):
        if self._rows is None:
            raise ValueError("lazy failure")
        return [Row(values) for values in self._rows]


class SparkSession:
    made = 0

    class builder:
        @staticmethod
        def remote(url):
            return SparkSession.builder

        @staticmethod
        def create():
            SparkSession.made += 1
            return SparkSession(SparkSession.made)

    def __init__(self, number):
        self.number = number

    def frame(self, rows):
        return DataFrame(rows)

    def stop(self):
        print("a client that prints when it stops")
"""

SUITE = """
import os
import sys
import time

from parity_suites.case import case


@case(mirrors="x.test_a")
def frame(spark):
    return spark.frame([(1,), (2,)])


@case(mirrors="x.test_a")
def raises(spark):
    raise KeyError("missing")


@case(mirrors="x.test_a")
def several(spark, api):
    caught = api.error_of(lambda: 1 / 0)
    printed = api.printed(lambda: print("hello"))
    return {"good": spark.frame([]), "bad": spark.frame(None), "caught": caught, "said": printed}


@case(mirrors="x.test_a")
def noise(spark):
    print("not protocol")
    os.write(1, b"not protocol either\\n")
    sys.__stdout__.write("nor this\\n")
    return sys.stdin.read()


@case(mirrors="x.test_a", params={"one": {"n": 1}, "two": {"n": 2}})
def parameters(n):
    return n


@case(mirrors="x.test_a")
def sessions(spark):
    return spark.number


@case(mirrors="x.test_a")
def folders(tmp, data):
    (tmp / "x").write_text("x")
    return {"tmp": str(tmp), "data": str(data), "left": [p.name for p in tmp.parent.iterdir()]}


@case(mirrors="x.test_a")
def lacking(F):
    return F.col("a")


@case(mirrors="x.test_a")
def unnamed(api):
    return api.NothingOfThisName


@case(mirrors="x.test_a")
def nothing():
    return {}


@case(mirrors="x.test_a")
def zone():
    return time.tzname[0]


@case(mirrors="x.test_a")
def endless():
    while True:
        time.sleep(0.01)


@case(mirrors="x.test_a")
def slow_to_tell():
    class Odd:
        def __str__(self):
            time.sleep(0.2)
            return "odd"

    return Odd()


@case(mirrors="x.test_a")
def unspeakable():
    class Odd:
        def __str__(self):
            raise RuntimeError("cannot be told")

    return Odd()
"""


class Lab:
    def __init__(self, tmp_path: Path) -> None:
        package = tmp_path / "site" / "sparity" / "sql"
        package.mkdir(parents=True)
        (package.parent / "__init__.py").write_text("")
        (package / "__init__.py").write_text(CLIENT)
        suites = tmp_path / "parity_suites"
        (suites / "batch_core").mkdir(parents=True)
        (suites / "data").mkdir()
        (suites / "case.py").write_text(CASE_PY.read_text())
        (suites / "batch_core" / "test_parity_x.py").write_text(SUITE)
        self.tmp = tmp_path / "tmp"
        self.tmp.mkdir()
        self.cases = {case.name: case for case in discover(suites, "batch-core")}
        self.driver = Driver.start(
            sys.executable,
            "sparity",
            "sc://localhost:1",
            suites,
            suites / "data",
            self.tmp,
            {"PYTHONPATH": str(tmp_path / "site")},
        )

    def run(self, name: str, timeout_s: float = 30.0) -> Outcome:
        return self.driver.run(self.cases[name], timeout_s)

    def seen(self, name: str) -> Any:
        observations = self.run(name).observations
        assert observations is not None
        return observations


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    started = Lab(tmp_path)
    yield started
    started.driver.stop()


def test_a_frame_becomes_schema_and_rows(lab: Lab) -> None:
    assert lab.seen("frame")["result"] == {
        "kind": "frame",
        "schema": {"type": "struct", "fields": []},
        "rows": [{"row": [[None, 1]]}, {"row": [[None, 2]]}],
        "arrow": None,
    }


def test_an_exception_that_escapes_is_the_outcome(lab: Lab) -> None:
    outcome = lab.run("raises")
    assert outcome.error is not None
    assert (outcome.error.name, outcome.error.side) == ("KeyError", "client")
    assert outcome.error.data["bases"] == ["BaseException", "Exception", "LookupError"]


def test_one_lazy_failure_does_not_hide_the_other_observations(lab: Lab) -> None:
    seen = lab.seen("several")
    assert seen["good"]["rows"] == []
    assert (seen["bad"]["kind"], seen["bad"]["error"]["class"]) == ("error", "ValueError")
    assert (seen["caught"]["kind"], seen["caught"]["error"]["class"]) == (
        "error",
        "ZeroDivisionError",
    )
    assert seen["said"] == {"kind": "value", "value": "hello\n"}


def test_nothing_but_the_protocol_reaches_the_parent(lab: Lab) -> None:
    assert lab.seen("noise")["result"]["value"] == ""
    assert "not protocol either" in lab.driver.stderr_tail()
    assert lab.run("frame").error is None


def test_parameters_are_chosen_by_label(lab: Lab) -> None:
    assert lab.seen("parameters[one]")["result"]["value"] == 1
    assert lab.seen("parameters[two]")["result"]["value"] == 2


def test_every_case_gets_a_session_of_its_own(lab: Lab) -> None:
    first, second = lab.seen("sessions"), lab.seen("sessions")
    assert first["result"]["value"] != second["result"]["value"]


def test_every_case_gets_a_folder_of_its_own_and_it_is_removed(lab: Lab) -> None:
    seen = lab.seen("folders")
    assert seen["tmp"]["value"] == "<tmp>"
    assert seen["data"]["value"] == "<data>"
    assert len(seen["left"]["value"]) == 1
    assert list(lab.tmp.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "error"), [("lacking", "ModuleNotFoundError"), ("unnamed", "AttributeError")]
)
def test_what_a_client_lacks_fails_that_case_only(lab: Lab, name: str, error: str) -> None:
    outcome = lab.run(name)
    assert outcome.error is not None
    assert outcome.error.name == error
    assert lab.run("frame").error is None


def test_an_empty_dict_is_a_value_and_not_nothing_observed(lab: Lab) -> None:
    assert lab.seen("nothing")["result"]["value"] == {"dict": []}


def test_the_time_zone_is_pinned(lab: Lab) -> None:
    assert lab.seen("zone")["result"]["value"] == "UTC"


def test_a_value_that_cannot_be_encoded_is_never_an_outcome(lab: Lab) -> None:
    with pytest.raises(DriverReportedInfra, match="cannot encode a Odd"):
        lab.run("unspeakable")


def test_what_the_driver_does_for_itself_is_told_apart(lab: Lab) -> None:
    slow = lab.run("slow_to_tell")
    assert 0.2 <= slow.own_s <= slow.duration_s
    assert lab.run("frame").own_s < 0.2


def test_a_case_out_of_time_leaves_its_stack(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sparity_lab.drivers.process.GRACE_S", 1.0)
    with pytest.raises(DriverTimedOut) as caught:
        lab.run("endless", timeout_s=0.5)
    assert any("in endless" in str(line) for line in caught.value.causes)


def test_a_driver_does_not_outlive_a_parent_that_vanished(lab: Lab) -> None:
    process = psutil.Process(lab.driver.pid)
    stdin = lab.driver._process.stdin
    assert stdin is not None
    stdin.close()
    process.wait(timeout=10)


def test_an_unknown_client_cannot_be_loaded(lab: Lab, tmp_path: Path) -> None:
    with pytest.raises(DriverReportedInfra, match="cannot be loaded"):
        Driver.start(sys.executable, "nobody", "sc://localhost:1", tmp_path, tmp_path, tmp_path)
