"""The fake server as a target: plan, provider, verdict, and whole runs with real clients."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from miniatures.outcomes import a_case, value

from sparity_lab.environments import Environments
from sparity_lab.golden_recording import check_offline
from sparity_lab.legs import Request, plan_run
from sparity_lab.matrix import load_matrix
from sparity_lab.problems import UsageProblem
from sparity_lab.servers.factory import make_server
from sparity_lab.servers.probe import probe
from sparity_lab.verdict.judge import Witnesses, judge

ROOT = Path(__file__).parents[3]


def test_the_fake_runs_its_own_profile() -> None:
    plan = plan_run(load_matrix(ROOT), Request(targets=("fake",)))
    assert [(leg.target.name, leg.profile.name) for leg in plan.legs] == [("fake", "wire")]
    assert len(plan.legs[0].cases) >= 40


@pytest.mark.parametrize(
    ("target", "profile", "hint"),
    [
        ("fake", "batch-core", "the target has a profile of its own: wire"),
        ("4.1.1", "wire", "give --target fake"),
        ("sc://localhost:1", "wire", "give --target fake"),
    ],
)
def test_other_pairs_are_refused_before_anything_starts(
    target: str, profile: str, hint: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        plan_run(load_matrix(ROOT), Request(targets=(target,), profiles=(profile,)))
    assert caught.value.hint == hint


def test_goldens_of_all_cases_are_there() -> None:
    found = check_offline(Request(targets=("fake",)), ROOT, lambda _: None)
    assert (found.changed, found.cases >= 40) == ([], True)


@pytest.mark.parametrize("detached", [False, True])
def test_the_provider_serves_until_it_is_stopped(
    detached: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path))
    matrix = load_matrix(ROOT)
    server = make_server(matrix.target("fake"), Environments(matrix), detached=detached)
    with server as endpoint:
        assert probe(endpoint.url) == endpoint.spark_version == "4.3.0"
        assert server.alive()
    assert not server.alive()


@pytest.mark.parametrize(
    ("mine", "complaints", "word", "reason"),
    [
        (1, (), "equal", ""),
        (1, ("Config: a", "Config: b"), "divergent", "breaks the protocol: Config: a; Config: b"),
        (2, (), "divergent", "differs from PySpark 4.3.0 in value (the client's own decision)"),
        (
            2,
            ("Config: a",),
            "divergent",
            "differs from PySpark 4.3.0 in value (the client's own decision); breaks the protocol: "
            "Config: a",
        ),
    ],
)
def test_a_complaint_is_a_divergence(
    mine: int, complaints: tuple[str, ...], word: str, reason: str
) -> None:
    candidate = replace(value(mine), complaints=complaints)
    found = judge(a_case(), candidate, Witnesses("4.3.0", "live", live=value(1)))
    assert found.verdict == word
    assert found.reason == reason
    assert found.components["protocol"].diff == complaints
    assert found.components["protocol"].lenient == (not complaints)


def test_without_a_strict_server_nothing_is_said_of_requests() -> None:
    found = judge(a_case(), value(1), Witnesses("4.3.0", "live", live=value(1)))
    assert "protocol" not in found.components


@pytest.mark.live
@pytest.mark.parametrize("client", ["sparity", "pyspark==4.1.1"])
def test_clients_keep_to_the_protocol(client: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sparity_lab", "run", "--target=fake", f"--client={client}"]
    done = subprocess.run(
        [*command, "--no-cache", "--out", str(tmp_path / "run")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
