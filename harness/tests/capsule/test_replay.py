"""A replay from file to exit code, with a driver that asks the replaying server."""

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
import pytest
from lab_fakes import capsules
from lab_fakes.requests import execute, message, range_relation
from lab_fakes.workshop import value
from rich.console import Console

from sparity_lab.capsule.file import write_capsule
from sparity_lab.capsule.model import Capsule
from sparity_lab.capsule.replay import replay
from sparity_lab.cases import Case
from sparity_lab.legs import LegPlan
from sparity_lab.outcome.model import Outcome
from sparity_lab.outcome.normalise import Surroundings
from sparity_lab.problems import UsageProblem
from sparity_lab.record.schema import SERVICE


class Client:
    """A driver whose case executes a range; what it yields is up to `rows`."""

    def __init__(self, url: str, end: int, rows: Callable[[int], Any]) -> None:
        self.channel: Any = grpc.insecure_channel(url.removeprefix("sc://"))
        self.end = end
        self.rows = rows
        self.ran: Case | None = None
        self.ended = ""

    def run(
        self, case: Case, timeout_s: float = 1.0, alive: Callable[[], bool] | None = None
    ) -> Outcome:
        self.ran = case
        assert case.file.is_file()
        request = execute(range_relation(self.end, plan_id=5), "mine")
        call = self.channel.unary_stream(f"/{SERVICE}/ExecutePlan")(request)
        try:
            responses = [type(message("ExecutePlanResponse")).FromString(one) for one in call]
        except grpc.RpcError as error:
            failed: Any = error
            return value(failed.details())
        assert {one.session_id for one in responses} == {"mine"}
        return value(self.rows(len(responses)))

    def surroundings(self, case: Case) -> Surroundings:
        return Surroundings()

    def stop(self) -> None:
        self.channel.close()
        self.ended = "stop"

    def kill(self) -> None:
        self.channel.close()
        self.ended = "kill"


class Workshop:
    """Gives that driver."""

    def __init__(self, end: int, rows: Callable[[int], Any]) -> None:
        self.end = end
        self.rows = rows
        self.leg: LegPlan | None = None
        self.driver_made: Client | None = None
        self.suites = Path()

    def __call__(self, matrix: Any, suites: Path, progress: Any) -> Any:
        self.suites = suites
        return self

    @contextlib.contextmanager
    def bench(self, leg: LegPlan, running: Any) -> Iterator[Any]:
        self.leg = leg
        self.url = running.endpoint.url
        yield self

    def driver(self, role: str) -> Client:
        self.driver_made = Client(self.url, self.end, self.rows)
        return self.driver_made


class Setting:
    """A capsule in a file, and what comes of replaying it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "repo"
        self.capsule = capsules.capsule(self.root)
        self.path = folder / "case.zip"
        self.workshop = Workshop(3, lambda count: count)

    def run(
        self, rows: Callable[[int], Any], end: int = 3, client: str | None = None, **record: Any
    ) -> tuple[int, str]:
        if record:
            changed = self.capsule.manifest.record.model_copy(update=record)
            manifest = self.capsule.manifest.model_copy(update={"record": changed})
            self.capsule = Capsule(manifest, self.capsule.files, self.capsule.traffic)
        write_capsule(self.path, self.capsule)
        self.workshop = Workshop(end, rows)
        console = Console(file=io.StringIO(), width=200)
        code = replay(self.path, client, self.root, console, self.workshop)
        assert isinstance(console.file, io.StringIO)
        return code, console.file.getvalue()


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(tmp_path)


def test_a_client_that_is_mended_does_as_expected(setting: Setting) -> None:
    code, shown = setting.run(lambda count: count)
    assert code == 0
    assert shown.startswith("as expected  batch-core/test_parity_first/agrees")
    assert "every request had a recorded answer" in shown
    assert "another one as that of the recorded candidate" in shown
    assert setting.workshop.driver_made is not None
    assert setting.workshop.driver_made.ended == "stop"
    assert not setting.workshop.suites.exists(), "something stayed behind"


def test_a_client_that_is_not_diverges_as_it_did(setting: Setting) -> None:
    code, shown = setting.run(lambda count: 2)
    assert code == 1
    assert shown.startswith("diverges")
    assert "the same as that of the recorded candidate" in shown
    assert "expected 1, got 2" in shown


def test_a_request_without_an_answer_is_told(setting: Setting) -> None:
    code, shown = setting.run(lambda count: count, end=4)
    assert code == 1
    assert "1 request without a recorded answer" in shown
    assert "range(start=0, end=4" in shown
    assert "unlike the nearest one:" in shown
    assert "the capsule has no recorded answer to this ExecutePlan" in shown


def test_the_recorded_candidate_runs_unless_another_client_is_named(setting: Setting) -> None:
    for name, expected in ((None, "sparity"), ("pyspark", "pyspark==4.3.0")):
        setting.run(lambda count: count, client=name)
        assert setting.workshop.leg is not None
        assert setting.workshop.leg.client.name == expected
        assert setting.workshop.leg.target.spark == "4.3.0"


def test_what_the_reference_lacks_is_held_against_what_the_candidate_did(setting: Setting) -> None:
    assert setting.run(lambda count: 2, verdict="unsupported")[0] == 0
    assert setting.run(lambda count: 1, verdict="unsupported")[0] == 1


def test_paths_that_the_server_told_then_are_no_difference(setting: Setting) -> None:
    told = {"expected": value("<tmp>/x").to_json()}
    code, _ = setting.run(lambda count: "/recorded/tmp/case-abc/x", **told)
    assert code == 0


def test_a_driver_that_fails_is_ended_and_its_failure_is_no_verdict(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Client, *rest: Any) -> Outcome:
        raise RuntimeError("lost")

    monkeypatch.setattr(Client, "run", fail)
    with pytest.raises(RuntimeError, match="lost"):
        setting.run(lambda count: count)
    assert setting.workshop.driver_made is not None
    assert setting.workshop.driver_made.ended == "kill"


def test_an_unknown_client_is_named(setting: Setting) -> None:
    with pytest.raises(UsageProblem, match="unknown version of pyspark"):
        setting.run(lambda count: count, client="pyspark==1.2.3")


def test_the_case_runs_with_what_the_capsule_says_of_it(setting: Setting) -> None:
    setting.run(lambda count: count)
    assert setting.workshop.driver_made is not None
    ran = setting.workshop.driver_made.ran
    assert ran is not None
    there = capsules.range_case(setting.root.parent / "again")[0]
    assert replace(ran, file=there.file) == there
