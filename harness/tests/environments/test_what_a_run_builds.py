"""Which environments a run makes ready: hundreds of megabytes that nobody runs are left alone."""

from pathlib import Path

import pytest
from lab_fakes.roots import make_root

from sparity_lab.environments import Environment, Environments
from sparity_lab.legs import Request, plan_run
from sparity_lab.matrix import Client, load_matrix
from sparity_lab.workshop import RealWorkshop

VENDOR = "sc://spark.example"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the environments that were asked for, each as if it were there."""
    names: list[str] = []

    def client(self: Environments, wanted: Client) -> Environment:
        names.append(wanted.name)
        path = tmp_path / wanted.name
        (path / "lib" / "python3.11" / "site-packages").mkdir(parents=True, exist_ok=True)
        return Environment(wanted.name, path, self.client_digest(wanted))

    monkeypatch.setattr(Environments, "client", client)
    return names


@pytest.mark.parametrize(
    ("client", "oracle", "names"),
    [
        ("pyspark==4.3.0", "", ["pyspark==4.3.0"]),
        ("pyspark==4.3.0", "live", ["pyspark==4.3.0", "pyspark==4.1.1"]),
        ("pyspark==4.3.0", "both", ["pyspark==4.3.0", "pyspark==4.1.1"]),
        ("pyspark==4.1.1", "golden", ["pyspark==4.1.1"]),
    ],
)
def test_where_goldens_judge_there_is_no_reference(
    tmp_path: Path, built: list[str], client: str, oracle: str, names: list[str]
) -> None:
    matrix = load_matrix(make_root(tmp_path / "repo", {"first": ["agrees"]}))
    request = Request(targets=(VENDOR,), clients=(client,), oracle=oracle, spark="4.1")
    plan = plan_run(matrix, request)
    facts = RealWorkshop(matrix, plan.suites).facts(plan.legs[0])
    assert built == names
    # What a claim and a resumed run look at is the same, whether it was built or not.
    reference = matrix.client("pyspark==4.1.1")
    assert facts["reference environment"] == Environments(matrix).client_digest(reference)
    assert (facts["reference"], facts["reference_version"]) == ("pyspark==4.1.1", "4.1.1")
