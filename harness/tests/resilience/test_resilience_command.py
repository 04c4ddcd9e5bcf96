"""`sparity-lab resilience` keeps what it has measured, and measures nothing twice when resumed."""

import json
from pathlib import Path
from typing import Any

import pytest

from sparity_lab.cli import invoke
from sparity_lab.fake.server import FakeServer
from sparity_lab.matrix import Target
from sparity_lab.problems import EXIT_GATE, EXIT_OK, EXIT_USAGE, InfraProblem
from sparity_lab.resilience import bench, memory
from sparity_lab.resilience.bench import Leg
from sparity_lab.resilience.document import LegReport
from sparity_lab.resilience.memory import Deed, Memory
from sparity_lab.resilience.runner import Result
from sparity_lab.resilience.scenarios import Scenario, scenarios
from sparity_lab.verdict.versions import is_before


class Bench:
    """In the place of servers and clients: says who would have been broken, and what became."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.becomes: dict[str, dict[str, Any]] = {}
        self.fails_at = ""
        self.keeps = 0.0

    def measure(
        self, _matrix: Any, target: Target, leg: Leg, wanted: list[Scenario], _say: Any
    ) -> LegReport:
        """A leg in which all is right, but for what was said before."""
        name = f"{leg.name} on {target.name}"
        if name == self.fails_at:
            raise InfraProblem("the server does not start")
        self.asked.append(name)
        results = [
            Result(one.name, one.answer, **{"faults": 1, "seconds": 0.5, **self._became(leg, one)})
            for one in wanted
        ]
        source = leg.client.source is not None
        digest = f"digest of {leg.client.name}"
        return LegReport(
            client=leg.name, candidate=source, digest=digest, day="2026-01-02", results=results
        )

    def _became(self, leg: Leg, scenario: Scenario) -> dict[str, Any]:
        right = {} if "rows" in scenario.answer else {"error": ("SparkException", "A.B")}
        return self.becomes.get(f"{leg.name}: {scenario.name}", right)


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench()
    monkeypatch.setattr(bench, "measure", made.measure)
    digest = "sparity_lab.environments.Environments.client_digest"
    monkeypatch.setattr(digest, lambda _, client: f"digest of {client.name}")

    def move(_matrix: Any, version: str, deed: Deed, _say: Any) -> Memory:
        made.asked.append(f"{deed.size} bytes, {deed.way} on {version}")
        peak = 130 + made.keeps * deed.size // 2**20
        return Memory(deed, "digest of sparity", deed.size // 2**20, 90, round(peak), 5.5)

    monkeypatch.setattr(memory, "measure", move)
    return made


ONE = ("resilience", "--target", "4.3.0", "--no-memory")
ONCE = ["sparity on 4.3.0", "sparity, asyncio on 4.3.0", "pyspark==4.3.0 on 4.3.0"]


def test_every_client_is_broken_on_every_target(faked: Bench) -> None:
    assert invoke(["resilience"]) == EXIT_OK
    legs = [one for one in faked.asked if "bytes" not in one]
    assert [one.rpartition(" ")[2] for one in legs] == ["3.5.9"] * 3 + ["4.1.1"] * 3 + ["4.3.0"] * 3
    assert legs[-3:] == ONCE
    assert {one.rpartition(" ")[2] for one in faked.asked if "bytes" in one} == {"4.3.0"}


def test_what_is_measured_outlives_a_failure_and_is_not_measured_again(
    faked: Bench, tmp_path: Path
) -> None:
    faked.fails_at = "pyspark==4.3.0 on 4.3.0"
    assert invoke([*ONE, "--out", str(tmp_path)]) != EXIT_OK
    faked.fails_at = ""
    assert invoke([*ONE, "--out", str(tmp_path), "--resume"]) == EXIT_OK
    assert faked.asked == ONCE
    (server,) = json.loads((tmp_path / "resilience.json").read_text())["servers"]
    assert [leg["client"] for leg in server["legs"]] == [
        "sparity",
        "sparity, asyncio",
        "pyspark==4.3.0",
    ]


def test_a_client_that_changed_is_measured_again(
    faked: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = ("--out", str(tmp_path))
    assert invoke([*ONE, *out]) == EXIT_OK
    digest = "sparity_lab.environments.Environments.client_digest"
    monkeypatch.setattr(digest, lambda _, client: f"digest of {client.name}"[: -len("sparity")])
    assert invoke([*ONE, *out, "--client", "sparity", "--resume"]) == EXIT_OK
    assert faked.asked == [*ONCE, *ONCE[:2]]


def test_other_targets_stay_in_the_report(faked: Bench, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path), "--client", "sparity")
    assert invoke([*ONE, *out]) == EXIT_OK
    assert invoke(["resilience", "--target", "3.5.9", "--no-memory", *out]) == EXIT_OK
    document = json.loads((tmp_path / "resilience.json").read_text())
    assert [server["server"] for server in document["servers"]] == ["3.5.9", "4.3.0"]


def test_what_a_server_is_too_old_for_is_not_asked_there(faked: Bench, tmp_path: Path) -> None:
    targets = ("--target", "3.5.9", "--target", "4.3.0", "--no-memory")
    assert (
        invoke(["resilience", *targets, "--client", "pyspark", "--out", str(tmp_path)]) == EXIT_OK
    )
    old, new = json.loads((tmp_path / "resilience.json").read_text())["servers"]
    asked = [{one["scenario"] for one in server["legs"][0]["results"]} for server in (old, new)]
    assert asked[1] - asked[0] == {one.name for one in scenarios() if one.since == "4.0"} != set()


def test_memory_is_not_measured_twice(faked: Bench, tmp_path: Path) -> None:
    only = ["resilience", "--target", "4.3.0", "--client", "pyspark", "--out", str(tmp_path)]
    assert invoke(only) == EXIT_OK
    moved = [one for one in faked.asked if "bytes" in one]
    assert len(moved) == len(list(memory.deeds()))
    assert invoke([*only, "--resume"]) == EXIT_OK
    assert [one for one in faked.asked if "bytes" in one] == moved


@pytest.mark.parametrize(("keeps", "code"), [(0.0, EXIT_OK), (0.02, EXIT_OK), (0.1, EXIT_GATE)])
def test_memory_that_grows_with_the_data_fails(
    faked: Bench, tmp_path: Path, keeps: float, code: int
) -> None:
    faked.keeps = keeps
    assert invoke(["resilience", "--target", "4.3.0", "--out", str(tmp_path)]) == code
    page = (tmp_path / "resilience.md").read_text()
    assert ("MiB more where there was more data" in page) is (code == EXIT_GATE)
    faked.keeps = 0.0
    assert invoke(["resilience", "--target", "4.3.0", "--out", str(tmp_path), "--resume"]) == code


def test_a_server_with_an_address_is_broken_but_for_what_would_restart_it(
    faked: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeServer("4.1.1") as server:
        secret = f"{server.url}/;token=s3cret"
        arguments = ["resilience", "--target", secret, "--target", "3.5.9", "--client", "sparity"]
        assert invoke([*arguments, "--out", str(tmp_path)]) == EXIT_OK
    where = server.url
    assert faked.asked[:2] == [f"sparity on {where}", f"sparity, asyncio on {where}"]
    # A server of somebody else has no memory to spare.
    assert {one.rpartition(" ")[2] for one in faked.asked if "bytes" in one} == {"3.5.9"}
    first, last = json.loads((tmp_path / "resilience.json").read_text())["servers"]
    assert (first["server"], last["server"]) == ("3.5.9", where)
    assert (first["left_out"], last["conf"]) == ([], {})
    restarting = {one.name for one in scenarios() if one.restarts}
    assert set(last["left_out"]) == restarting
    asked = {one["scenario"] for one in last["legs"][0]["results"]}
    assert asked == {one.name for one in scenarios()} - restarting
    page = (tmp_path / "resilience.md").read_text()
    assert "Left out, because they restart the server: server restarted in mid-query." in page
    told = capsys.readouterr().err
    assert "left out on" in told
    assert "s3cret" not in page + told + (tmp_path / "resilience.json").read_text()


def test_only_servers_with_an_address_means_that_memory_is_not_measured(
    faked: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeServer("4.3.0") as server:
        assert invoke(["resilience", "--target", server.url, "--client", "pyspark"]) == EXIT_OK
    assert faked.asked == [f"pyspark==4.3.0 on {server.url}"]
    assert "memory is not measured" in capsys.readouterr().err


def test_a_server_to_which_nobody_can_reattach_is_refused(
    faked: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeServer("3.4.4") as server:
        assert invoke(["resilience", "--target", server.url]) == EXIT_USAGE
    assert "nobody can attach to a query again" in capsys.readouterr().err
    assert not faked.asked


def test_one_whole_run_breaks_the_clients_of_this_repository_500_times(faked: Bench) -> None:
    """Counted from plans: fewer faults than a scenario says make a leg fail."""
    assert invoke(["resilience", "--no-memory"]) == EXIT_OK
    targets = [one.rpartition(" ")[2] for one in faked.asked if one.startswith("sparity")]
    assert len(targets) == 6
    planned = [
        one.least for name in targets for one in scenarios() if not is_before(name, one.since)
    ]
    assert sum(planned) >= 500


@pytest.mark.parametrize(
    ("became", "code"),
    [
        ({"lost": 7}, EXIT_GATE),
        ({"doubled": 1}, EXIT_GATE),
        ({"hung": True}, EXIT_GATE),
        ({"error": ("E", None)}, EXIT_GATE),
        ({"faults": 0}, EXIT_GATE),
        ({}, EXIT_OK),
    ],
)
@pytest.mark.parametrize("client", ["sparity", "sparity, asyncio"])
def test_what_the_candidate_does_wrong_fails(
    faked: Bench, client: str, became: dict[str, Any], code: int
) -> None:
    faked.becomes[f"{client}: {scenarios()[0].name}"] = became
    assert invoke([*ONE]) == code


def test_what_pyspark_does_wrong_is_told_and_fails_nothing(faked: Bench, tmp_path: Path) -> None:
    name = scenarios()[0].name
    faked.becomes[f"pyspark==4.3.0: {name}"] = {"lost": 7, "doubled": 5}
    assert invoke([*ONE, "--out", str(tmp_path)]) == EXIT_OK
    page = (tmp_path / "resilience.md").read_text()
    assert "**wrong**: 7 rows lost, 5 doubled, no error (1 faults, 0.5 s)" in page


def test_the_report_adds_up(faked: Bench, tmp_path: Path) -> None:
    names = [one.name for one in scenarios() if one.answer == "rows"]
    became: list[dict[str, Any]] = [
        {"faults": 0},
        {"lost": 7, "doubled": 5},
        {"hung": True},
        {"error": ("E", None)},
        {"error": ("KeyError", None), "strange": True},
    ]
    for name, one in zip(names, became, strict=False):
        faked.becomes[f"pyspark==4.3.0: {name}"] = one
    arguments = ["resilience", "--target", "4.3.0", "--out", str(tmp_path)]
    assert invoke(arguments) == EXIT_OK
    (server,) = json.loads((tmp_path / "resilience.json").read_text())["servers"]
    leg = LegReport.model_validate(server["legs"][-1])
    due = sum(one.answer == "error" for one in scenarios())
    assert leg.totals() == {
        "scenarios": len(scenarios()),
        "faults": len(scenarios()) - 1,
        "not struck": 1,
        "rows lost": 7,
        "rows doubled": 5,
        "hangs": 1,
        "errors that are right": due,
        "errors where rows were due": 2,
        "errors of no kind of PySpark's": 1,
    }
    page = (tmp_path / "resilience.md").read_text()
    assert "| 4.3.0 | pyspark==4.3.0 |" in page
    assert "| 1,024 | 90 | 130 | 5.5 |" in page
    assert "**wrong**: no answer in time" in page
    assert "**not struck**: all rows (0 faults" in page
    assert "`SparkException` `A.B`" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-k", "reset", "--out", "report"], "leave out -k"),
        (["--resume"], "--out"),
        (["-k", "no such thing"], "no scenario"),
        (["--target", "sail"], "3.5.9"),
        (["--client", "sparty"], "sparity"),
    ],
)
def test_wrong_requests_say_what_to_do(
    faked: Bench, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(["resilience", *arguments]) == EXIT_USAGE
    assert said in capsys.readouterr().err
    assert not faked.asked


def test_a_file_that_is_no_report_is_left_alone(faked: Bench, tmp_path: Path) -> None:
    file = tmp_path / "resilience.json"
    file.write_text('{"schema": 1}')
    assert invoke([*ONE, "--out", str(tmp_path)]) == EXIT_USAGE
    assert file.read_text() == '{"schema": 1}'
    assert not faked.asked
