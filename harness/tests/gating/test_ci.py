"""What CI runs exists, and is enough to tell whether each claim holds."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from sparity_lab.verdict.claims import load_claims

ROOT = Path(__file__).parents[3]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture(scope="module")
def noxfile() -> ModuleType:
    spec = importlib.util.spec_from_file_location("noxfile", ROOT / "noxfile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_the_sessions_of_a_workflow_exist(workflow: Path, noxfile: ModuleType) -> None:
    named = re.findall(r"nox -s ([a-z ]+)", workflow.read_text())
    assert named
    assert [one for names in named for one in names.split() if not hasattr(noxfile, one)] == []


def test_the_claims_are_evaluated_after_the_runs_that_prove_them(noxfile: ModuleType) -> None:
    text = (ROOT / ".github" / "workflows" / "parity.yml").read_text()
    assert text.index("nox -s matrix") < text.index("--target ${{ matrix.target }}")
    assert text.index("--target ${{ matrix.target }}") < text.index("nox -s claims")
    claims = load_claims(ROOT)
    assert {target for claim in claims.values() for target in claim.targets} <= {*noxfile.VERSIONS}
    assert all(claim.accepts("live") for claim in claims.values())


def test_the_sessions_hold_claims_by_runs_of_their_targets(noxfile: ModuleType) -> None:
    claims = load_claims(ROOT)
    change, whole = claims[noxfile.CHANGE_CLAIM], claims[noxfile.CLAIM]
    assert set(change.targets) == set(noxfile.WHOLE)
    assert change.accepts("golden")
    assert set(whole.targets) == set(noxfile.VERSIONS)
    assert whole.accepts("live")
