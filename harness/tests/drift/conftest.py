"""A small repository for tests of drift, and what changed in it."""

from pathlib import Path

import pytest
from drift_fakes import NEW, OLD, Crossed, cases, repository

from sparity_lab.drift.document import Drift, compare_versions
from sparity_lab.verdict.goldens import Goldens


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("drift") / "repo")


@pytest.fixture(scope="session")
def drift(root: Path) -> Drift:
    goldens = Goldens(root / "golden")
    suites = root / "parity_suites"
    return compare_versions(cases(root), goldens, suites, (OLD, NEW), crossed=Crossed())
