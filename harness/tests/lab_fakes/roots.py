"""A small repository for tests: real tables, a suite written on the spot, fakes put in place."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from lab_fakes.workshop import error, value
from sparity_lab.cases import discover
from sparity_lab.matrix import load_matrix
from sparity_lab.verdict.goldens import Goldens

REPOSITORY = Path(__file__).parents[3]
JOURNAL = "journal.txt"

NEW_IN_4 = ("is_new_in_4", "answers_too_early")

# The only profile whose suites are made here.
_PROFILES = """
default = "batch-core"
[profiles.batch-core]
suites = "parity_suites/batch_core"
"""

_CONFTEST = """
import sys
from pathlib import Path

sys.path.insert(0, {tests!r})
from lab_fakes.workshop import FakeWorkshop


def pytest_sparity_lab_workshop(config, plan, progress):
    return FakeWorkshop(Path({journal!r}))
"""


def make_root(folder: Path, suites: dict[str, Iterable[str]]) -> Path:
    """A repository whose suites hold cases of the given names, each written `name(spark)`."""
    # The frozen cases are those of the real suites.
    frozen = shutil.ignore_patterns("manifests")
    shutil.copytree(REPOSITORY / "matrix", folder / "matrix", ignore=frozen)
    (folder / "matrix" / "profiles.toml").write_text(_PROFILES)
    home = folder / "parity_suites" / "batch_core"
    home.mkdir(parents=True)
    shutil.copy(REPOSITORY / "parity_suites" / "case.py", folder / "parity_suites" / "case.py")
    (folder / "parity_suites" / "data").mkdir()
    tests = str(Path(__file__).parents[1])
    conftest = _CONFTEST.format(tests=tests, journal=str(folder / JOURNAL))
    (folder / "parity_suites" / "conftest.py").write_text(conftest)
    for suite, cases in suites.items():
        write_suite(folder, suite, cases)
    return folder


def write_suite(root: Path, suite: str, cases: Iterable[str]) -> Path:
    lines = ["from parity_suites.case import case"]
    for name in cases:
        since = ', until="4.0"' if name == "lacking" else ""
        since = ', since="4.0"' if name in NEW_IN_4 else since
        needs = ', needs=("catalog",)' if name == "makes_a_table" else ""
        params = ', params={"one": {"n": 1}, "two": {"n": 2}}' if name == "twice" else ""
        extra = ", n" if name == "twice" else ", tmp" if name == "writes_a_file" else ""
        lines += [
            "",
            f'@case(mirrors="dataframe.test_{name}"{since}{needs}{params})',
            f"def {name}(spark{extra}):",
            f'    """What {name} does."""',
            "    return 1",
        ]
    file = root / "parity_suites" / "batch_core" / f"test_parity_{suite}.py"
    file.write_text("\n".join(lines) + "\n")
    return file


def record_goldens(
    root: Path, versions: Iterable[str] = (), *, lacking: Iterable[str] = (), **other: int
) -> None:
    """Record that every Spark yields 1 for every case, or another number for the named ones.

    What is `lacking` fails on each Spark 3.
    """
    goldens = Goldens(root / "golden")
    for case in discover(root / "parity_suites", "batch-core"):
        for version in versions or load_matrix(root).spark_versions:
            outcome = value(other.get(case.function, 1))
            if case.function in lacking and version.startswith("3."):
                outcome = error("NO_SUCH_METHOD")
            goldens.record(case, version, outcome)
    goldens.save()
