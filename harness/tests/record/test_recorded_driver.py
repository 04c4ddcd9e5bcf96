"""A driver behind its proxy: whose calls are whose, addresses, and that nothing stays behind."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from lab_fakes.grpc_server import serving
from lab_fakes.requests import config_get, execute, range_relation
from lab_fakes.roots import make_root
from lab_fakes.workshop import value

from sparity_lab.cases import Case
from sparity_lab.drivers.process import DriverInfo
from sparity_lab.legs import Request, plan_run
from sparity_lab.matrix import load_matrix
from sparity_lab.outcome.model import Outcome
from sparity_lab.outcome.normalise import Surroundings
from sparity_lab.problems import InfraProblem
from sparity_lab.record.address import in_front_of, refusal
from sparity_lab.record.driver import RecordedDriver
from sparity_lab.record.evidence import recorded
from sparity_lab.record.schema import SERVICE
from sparity_lab.record.tap import Tap
from sparity_lab.record.tape import RecordedCall, Tape


class Calling:
    """A driver that makes the calls which the test tells it to make."""

    info = DriverInfo("sparity", "0.1.0", "3.11.7", {})

    def __init__(self, port: int) -> None:
        self.channel: Any = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.todo: list[tuple[str, bytes]] = []
        self.fails = False
        self.ended: list[str] = []

    def call(self, method: str, request: bytes) -> None:
        list(self.channel.unary_stream(f"/{SERVICE}/{method}")(request))

    def run(
        self, case: Case, timeout_s: float = 1.0, alive: Callable[[], bool] | None = None
    ) -> Outcome:
        for method, request in self.todo:
            self.call(method, request)
        if self.fails:
            raise InfraProblem("lost")
        return value(1)

    def surroundings(self, case: Case) -> Surroundings:
        return Surroundings(tmp="/tmp/x")

    def stop(self) -> None:
        self.channel.close()
        self.ended.append("stop")

    def kill(self) -> None:
        self.channel.close()
        self.ended.append("kill")


class Setting:
    """A recorded driver in front of a server that says yes to everything."""

    def __init__(self, server: str, case: Case) -> None:
        self.tap = Tap(server, Tape())
        self.inner = Calling(self.tap.port)
        self.driver = RecordedDriver(self.inner, self.tap)
        self.case = case

    def run(self, *calls: tuple[str, bytes]) -> tuple[RecordedCall, ...]:
        self.inner.todo = list(calls)
        recording = self.driver.run(self.case).recording
        assert recording is not None
        assert recording.surroundings.tmp == "/tmp/x"
        assert recording.driver is Calling.info
        return recording.calls


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    root = make_root(tmp_path / "repo", {"engine": ["agrees"]})
    case = plan_run(load_matrix(root), Request(targets=("4.3.0",))).legs[0].cases[0]
    yes = {"Config": lambda request, context: b""}
    streams = {"ExecutePlan": lambda request, context: iter([b""])}
    with serving(unary=yes, stream=streams) as server:  # type: ignore[arg-type]
        found = Setting(server, case)
        yield found
        found.driver.kill()


def test_each_case_has_its_own_calls(setting: Setting) -> None:
    first = setting.run(("ExecutePlan", execute(range_relation(), "one")))
    second = setting.run(("Config", config_get("a", "two")), ("Config", config_get("b", "two")))
    assert [call.name for call in first] == ["ExecutePlan"]
    assert [call.name for call in second] == ["Config", "Config"]
    assert {call.code for call in (*first, *second)} == {"OK"}


def test_a_late_call_of_the_case_before_is_nobodys(setting: Setting) -> None:
    setting.run(("Config", config_get("a", "one")))
    late = ("ExecutePlan", execute(range_relation(), "one"))
    found = setting.run(late, ("Config", config_get("a", "two")))
    assert [call.name for call in found] == ["Config"]


def test_a_case_without_a_call_has_an_empty_recording(setting: Setting) -> None:
    assert setting.run() == ()


def test_what_failed_for_infrastructure_leaves_nothing_to_the_next_case(setting: Setting) -> None:
    setting.inner.fails = True
    with pytest.raises(InfraProblem):
        setting.run(("Config", config_get("a", "one")))
    setting.inner.fails = False
    assert [call.name for call in setting.run(("Config", config_get("a", "two")))] == ["Config"]


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_ending_the_driver_ends_its_tap(setting: Setting, how: str) -> None:
    getattr(setting.driver, how)()
    assert setting.inner.ended == [how]
    with pytest.raises(grpc.RpcError):
        Calling(setting.tap.port).call("Config", b"")


def test_evidence_notes_who_never_reached_the_server(setting: Setting) -> None:
    setting.inner.todo = []
    silent = setting.driver.run(setting.case)
    setting.inner.todo = [("ExecutePlan", execute(range_relation(), "two"))]
    talking = setting.driver.run(setting.case)
    found = recorded(silent, talking)
    assert found is not None
    assert found.candidate is not None
    assert found.reference is not None
    assert found.notes == ["candidate never reached the server"]
    assert (found.candidate.executed, found.reference.executed) == (False, True)
    assert recorded(value(1), value(1)) is None
    assert recorded(None, None) is None


def test_requests_that_cannot_be_read_are_noted_and_not_compared(setting: Setting) -> None:
    setting.inner.todo = [("ExecutePlan", b"\xff\xff\xff")]
    damaged = setting.driver.run(setting.case)
    setting.inner.todo = [("ExecutePlan", execute(range_relation(), "two"))]
    found = recorded(damaged, setting.driver.run(setting.case))
    assert found is not None
    assert found.notes == ["1 requests of the candidate could not be read"]
    assert found.plan is None


def test_a_proxy_has_the_parameters_of_the_address_before_which_it_stands() -> None:
    assert in_front_of("sc://spark/;user_id=a%2Fb;x-team=data", 1) == (
        "sc://127.0.0.1:1/;user_id=a%2Fb;x-team=data"
    )
    assert in_front_of("sc://spark", 1) == "sc://127.0.0.1:1/"


def test_what_is_encrypted_or_wants_a_token_is_not_recorded() -> None:
    assert refusal("sc://spark:15002") is None
    assert refusal("sc://spark:15002/;use_ssl=true")
    assert refusal("sc://spark:15002/;token=secret")
