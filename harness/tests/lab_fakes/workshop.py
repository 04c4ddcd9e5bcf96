"""A workshop of fakes: servers and drivers whose behaviour is written in the names of cases.

A case `differs` is divergent, `crashes` kills its driver, and so on: see `ANSWERS`. Everything that
starts or stops leaves a line in a journal, so that tests in other processes can be checked too.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from lab_fakes import requests, tiny_spark
from sparity_lab.cases import Case
from sparity_lab.compat.promises import RecordedPromises
from sparity_lab.compat.sorting import silently_wrong
from sparity_lab.drivers.process import (
    DriverCrashed,
    DriverInfo,
    DriverReportedInfra,
    DriverTimedOut,
    ServerGone,
)
from sparity_lab.engine import Role
from sparity_lab.legs import LegPlan, Plan
from sparity_lab.matrix import Client, Target
from sparity_lab.outcome.model import Outcome
from sparity_lab.outcome.normalise import Surroundings
from sparity_lab.problems import InfraProblem
from sparity_lab.record.tape import Recording
from sparity_lab.records import CaseRecord
from sparity_lab.servers.base import Endpoint
from sparity_lab.verdict.goldens import Golden, Goldens
from sparity_lab.verdict.judge import NEWEST, Witnesses, judge
from sparity_lab.verdict.model import Verdict

FRAME_ROWS = 40
"""Rows of the frames that the case `gives_rows` yields."""

MEMORY_EVERY = 1000
"""After so many cases a driver leaves a line on the memory of its process in the journal."""

VERSION = "4.3.0"
"""The Spark version that fakes pretend to be: judged by itself, it needs no golden."""

VERSIONS = ("3.5.9", VERSION)
"""Those of which outcomes are recorded where a test wants to know what PySpark promises."""


def value(shown: Any) -> Outcome:
    return Outcome.from_json(
        {
            "observations": {"result": {"kind": "value", "value": shown}},
            "error": None,
            "evidence": {"rpcs": {"ExecutePlan": 1}, "received": ["aa"]},
        },
        0.01,
    )


def rows(label: str, *, off: bool) -> Outcome:
    """A frame that is like no other one; `off` changes one of its values."""
    fields = [("id", "long"), ("name", "string"), ("amount", "double")]
    values = [
        [n, f"{label} {'off' if off and n == FRAME_ROWS // 2 else n}", {"float": f"{n}.5"}]
        for n in range(FRAME_ROWS)
    ]
    frame = {
        "kind": "frame",
        "schema": {
            "type": "struct",
            "fields": [
                {"name": name, "type": kind, "nullable": True, "metadata": {}}
                for name, kind in fields
            ],
        },
        "rows": [
            {"row": [[name, cell] for (name, _), cell in zip(fields, row, strict=True)]}
            for row in values
        ],
        "arrow": [[name, kind, True] for name, kind in fields],
    }
    return Outcome.from_json(
        {
            "observations": {"result": frame},
            "error": None,
            "evidence": {"rpcs": {"ExecutePlan": 1}, "received": [label]},
        },
        0.01,
    )


def error(
    condition: str | None,
    name: str = "AnalysisException",
    message: str = "",
    side: str = "server",
) -> Outcome:
    return Outcome.from_json(
        {
            "observations": None,
            "error": {
                "class": name,
                "bases": [],
                "condition": condition,
                "sqlstate": None,
                "parameters": {},
                "message": message or str(condition).lower(),
                "query_context": [],
                "side": side,
            },
            "evidence": {"rpcs": {}, "received": []},
        },
        0.01,
    )


class Journal:
    """Lines of a file that several processes append to."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, line: str) -> None:
        with self.path.open("a") as stream:
            stream.write(line + "\n")

    def lines(self) -> list[str]:
        return self.path.read_text().splitlines() if self.path.exists() else []

    def count(self, start: str) -> int:
        return sum(line.startswith(start) for line in self.lines())


class FakeServer:
    """A server that lives until a case kills it."""

    shared = False

    def __init__(self, target: Target, journal: Journal) -> None:
        self.endpoint = Endpoint(f"sc://fake:{os.getpid()}", target.spark or VERSION)
        self.up = True
        self.journal = journal
        self.tables = {"default.old"}

    def alive(self) -> bool:
        return self.up

    def words(self) -> list[str]:
        return ["the last line that the fake server wrote"]


class FakeDriver:
    """A driver that answers by the name of the case."""

    def __init__(self, role: Role, leg: LegPlan, server: FakeServer, journal: Journal) -> None:
        self.role = role
        self.client = leg.client.name
        self.target = leg.target.name
        self.server = server
        self.journal = journal
        self.records = leg.responses
        self.ended = False
        self.runs: dict[str, int] = {}
        self.frames = 0
        self.label = ""
        journal.write(f"driver up {role} {os.getpid()}")

    def run(
        self, case: Case, timeout_s: float = 1.0, alive: Callable[[], bool] | None = None
    ) -> Outcome:
        assert not self.ended, "a driver that has ended was used again"
        if case.profile == "lab":
            return self._for_the_guard(case)
        self.journal.write(f"run {self.role} {case.id}")
        outcome = self._outcome(case)
        return replace(outcome, recording=self._recording()) if self.records else outcome

    def surroundings(self, case: Case) -> Surroundings:
        return Surroundings()

    def _recording(self) -> Recording:
        heard = requests.recording(("ExecutePlan", requests.execute(requests.range_relation())))
        info = DriverInfo(self.client, "1.2.3", "3.11.7", {"grpcio": "1.60"})
        return replace(heard, driver=info)

    def _outcome(self, case: Case) -> Outcome:
        if case.function == "gives_rows":
            return self._rows(case)
        self.runs[case.id] = self.runs.get(case.id, 0) + 1
        if case.function == "leaks":
            self.server.tables.add("default.leaked")
        if case.function in ("makes_a_table", "works_side_by_side"):
            time.sleep(0.2)
            self.journal.write(f"ran {self.role} {case.id}")
        if case.function == "keeps_the_reference_busy" and self.role == "reference":
            time.sleep(0.2)
            self.journal.write(f"ran {self.role} {case.id}")
        if case.function == "lacking":
            return error("NO_SUCH_METHOD")
        if case.function.startswith("tiny_"):
            return tiny_spark.run(case, self.journal.write, wrong=self.role == "candidate")
        if case.function == "the_server_errs" and self.target.startswith("sc://"):
            return value(2)
        answer = ANSWERS.get(case.function)
        if answer is None or self.role == "reference":
            return value(1)
        return answer(self, case)

    def _for_the_guard(self, case: Case) -> Outcome:
        """What `leaks/looking.py` does."""
        self.journal.write(f"{case.function} {self.role}")
        if case.function == "sweep":
            self.server.tables -= {name for _, name in json.loads(case.params or "[]")}
            return value(1)
        shown = {"kind": "value", "value": sorted(self.server.tables)}
        return Outcome.from_json({"observations": {"table": shown}, "error": None})

    def _rows(self, case: Case) -> Outcome:
        label = str(case.params)
        again, self.label = label == self.label, label
        self.frames += not again
        if self.role == "candidate" and not again and self.frames % MEMORY_EVERY == 0:
            memory = psutil.Process().memory_info().rss
            self.journal.write(f"memory {self.frames} {memory}")
        return rows(label, off=self.role == "candidate" and label.endswith("off"))

    def stop(self) -> None:
        self._end()

    def kill(self) -> None:
        self._end()

    def _end(self) -> None:
        if not self.ended:
            self.ended = True
            self.journal.write(f"driver down {self.role} {os.getpid()}")


def _flips(driver: FakeDriver, case: Case) -> Outcome:
    return value(2 if driver.runs[case.id] == 1 else 1)


def _crashes(driver: FakeDriver, case: Case) -> Outcome:
    raise DriverCrashed("the driver ended with exit code 9", causes=["its last words"])


def _hangs(driver: FakeDriver, case: Case) -> Outcome:
    raise DriverTimedOut("the driver did not answer within 1 s")


def _reports_infra(driver: FakeDriver, case: Case) -> Outcome:
    raise DriverReportedInfra("the driver has no room for temporary files")


def _kills_server(driver: FakeDriver, case: Case) -> Outcome:
    driver.server.up = False
    raise ServerGone(f"the server died during {case.id}")


def _server_dies_behind_an_error(driver: FakeDriver, case: Case) -> Outcome:
    driver.server.up = False
    return error("UNAVAILABLE")


def _kills_server_once(driver: FakeDriver, case: Case) -> Outcome:
    mark = driver.journal.path.with_name("server-was-killed")
    if mark.exists():
        return value(1)
    mark.touch()
    return _kills_server(driver, case)


def _loses_a_new_field(driver: FakeDriver, case: Case) -> Outcome:
    """As PySpark 4 on Spark 3: the server has never heard of the field and ignores it."""
    return value(2 if driver.client.startswith("pyspark==4") and driver.target < "4" else 1)


def _differs_since_4_1(driver: FakeDriver, case: Case) -> Outcome:
    return value(2 if driver.target >= "4.1" else 1)


def _differs_on_sail(driver: FakeDriver, case: Case) -> Outcome:
    return value(2 if driver.target == "sail" else 1)


def _comes_and_goes(driver: FakeDriver, case: Case) -> Outcome:
    return value(2 if driver.target in ("3.5.9", "4.2.1", "4.3.0") else 1)


def _answers_too_early(driver: FakeDriver, case: Case) -> Outcome:
    """Is new in 4.0, and what the server of 3.5 has never heard of it leaves out."""
    return value(2 if driver.target < "4" else 1)


def _is_new_in_4(driver: FakeDriver, case: Case) -> Outcome:
    if driver.client.startswith("pyspark==3"):
        message = "'DataFrame' object has no attribute 'is_new_in_4'"
        return error(None, "AttributeError", message, side="client")
    return value(1)


def _sleeps(driver: FakeDriver, case: Case) -> Outcome:
    deadline = time.monotonic() + 30
    while not driver.ended and time.monotonic() < deadline:
        time.sleep(0.01)
    raise DriverCrashed("the driver was ended")


ANSWERS: dict[str, Callable[[FakeDriver, Case], Outcome]] = {
    "differs": lambda driver, case: value(2),
    "fails": lambda driver, case: error("BROKEN"),
    "flips": _flips,
    "crashes": _crashes,
    "hangs": _hangs,
    "reports_infra": _reports_infra,
    "kills_server": _kills_server,
    "kills_server_once": _kills_server_once,
    "server_dies_behind_an_error": _server_dies_behind_an_error,
    "loses_a_new_field": _loses_a_new_field,
    "differs_since_4_1": _differs_since_4_1,
    "differs_on_sail": _differs_on_sail,
    "comes_and_goes": _comes_and_goes,
    "answers_too_early": _answers_too_early,
    "is_new_in_4": _is_new_in_4,
    "sleeps": _sleeps,
    "kills_worker": lambda driver, case: os._exit(17),
}


class FakeBench:
    """One leg's drivers, and the lab's real judge."""

    def __init__(self, leg: LegPlan, server: FakeServer, journal: Journal) -> None:
        self.leg = leg
        self.server = server
        self.journal = journal
        self.broken_start = False
        self.has_goldens = True

    def driver(self, role: Role) -> FakeDriver:
        if self.broken_start:
            raise InfraProblem("the driver does not start", hint="look at its environment")
        return FakeDriver(role, self.leg, self.server, self.journal)

    def alive(self) -> bool:
        return self.server.alive()

    def server_words(self) -> list[str]:
        return self.server.words()

    def judge(self, case: Case, candidate: Outcome, reference: Outcome | None) -> Verdict:
        recorded = newest = None
        folder = self.journal.path.parent / "golden"
        if self.leg.oracle == "golden" and folder.is_dir():
            goldens = Goldens(folder)
            recorded = goldens.get(case, self.leg.target.spark or VERSION)
            newest = goldens.get(case, NEWEST)
        elif self.leg.oracle == "golden" and self.has_goldens:
            # Where nothing runs beside the candidate, the fakes' real Spark is what was recorded.
            recorded = newest = Golden(self.leg.target.spark or VERSION, case.digest, value(1))
        version = recorded.version if recorded else VERSION
        return judge(
            case,
            candidate,
            Witnesses(version, self.leg.oracle, reference, golden=recorded, newest=newest),
        )

    def silently_wrong(self, case: Case, record: CaseRecord) -> str | None:
        folder = self.journal.path.parent / "golden"
        promises = RecordedPromises(Goldens(folder), VERSIONS, lambda case_id: case)
        spark = self.leg.target.spark or VERSION
        return silently_wrong(record, case, self.leg.client.version, spark, promises)


class FakeWorkshop:
    """Stands in for `RealWorkshop`."""

    def __init__(self, journal: Path) -> None:
        self.journal = Journal(journal)
        self.server_digest = os.environ.get("FAKE_SERVER_DIGEST", "")

    def served_versions(self, plan: Plan) -> dict[str, str]:
        told = os.environ.get("FAKE_SERVED", VERSION)
        return {target.name: told for target in plan.targets if target.spark is None}

    def client_digest(self, client: Client) -> str:
        return os.environ.get("FAKE_CLIENT_DIGEST", "c1")

    def facts(self, leg: LegPlan) -> dict[str, str]:
        return {
            "reference": f"pyspark=={leg.target.spark}",
            "reference_version": leg.target.spark or "",
            "server_version": leg.target.spark or "",
            "client_version": "0.1.0",
            "client": self.client_digest(leg.client),
            **({"reference environment": "r1"} if self.server_digest else {}),
            **({"server": self.server_digest} if self.server_digest else {}),
        }

    @contextmanager
    def server(self, target: Target) -> Iterator[FakeServer]:
        if (self.journal.path.parent / "no-server").exists():
            raise InfraProblem("the server does not start", hint="install Java")
        self.journal.write(f"server up {target.name} {os.getpid()}")
        try:
            yield FakeServer(target, self.journal)
        finally:
            self.journal.write(f"server down {target.name} {os.getpid()}")

    def leave_standing(self, target: Target) -> Endpoint:
        return Endpoint("sc://standing:1", target.spark or VERSION)

    @contextmanager
    def bench(self, leg: LegPlan, running: FakeServer) -> Iterator[FakeBench]:
        yield FakeBench(leg, running, self.journal)
