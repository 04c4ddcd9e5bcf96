"""One case cut out of its suite, and whether it reaches files."""

from pathlib import Path

import pytest
from lab_fakes.roots import make_root

from sparity_lab.cases import Case, discover
from sparity_lab.minimise.cutting import cut_out, touches_files
from sparity_lab.problems import UsageProblem

SUITE = '''"""A suite."""

import math
from datetime import date
from parity_suites.case import case

LIMIT = 3
OTHER = 4


def helper(n):
    return n + LIMIT


@case(mirrors="dataframe.test_a", params={"one": {"n": 1}, "two": {"n": OTHER}})
def takes(spark, n):
    """What it does."""
    # why
    return helper(n), math.pi


@case(mirrors="dataframe.test_b")
def unrelated(spark):
    return date(2020, 1, 1)


def make(spark):
    return 1


made = case(mirrors="dataframe.test_c")(make)
'''


@pytest.fixture
def suites(tmp_path: Path) -> Path:
    root = make_root(tmp_path / "repo", {"first": ["agrees"]})
    (root / "parity_suites" / "batch_core" / "test_parity_second.py").write_text(SUITE)
    return root / "parity_suites"


def case(suites: Path, name: str) -> Case:
    return next(one for one in discover(suites, "batch-core") if one.name == name)


def test_a_case_is_cut_out_with_what_it_uses_and_its_own_parameters(suites: Path) -> None:
    assert cut_out(case(suites, "takes[one]"), suites) == (
        "import math\n"
        "from parity_suites.case import case\n"
        "LIMIT = 3\n"
        "OTHER = 4\n"
        "\n\n"
        "def helper(n):\n"
        "    return n + LIMIT\n"
        "\n\n"
        "@case(mirrors='dataframe.test_a', params={'one': {'n': 1}})\n"
        "def takes(spark, n):\n"
        '    """What it does."""\n'
        "    return (helper(n), math.pi)\n"
    )


def test_a_case_that_is_not_written_out_is_refused(suites: Path) -> None:
    made = case(suites, "agrees")
    with pytest.raises(UsageProblem, match="is not written out"):
        cut_out(Case(**{**vars(made), "function": "made_up"}), suites)


@pytest.mark.parametrize(
    "text",
    [
        "def f(spark, tmp):\n    pass",
        "def f(spark, data):\n    pass",
        "import os",
        "import shutil as s",
        "from pathlib import Path",
        "def f(spark):\n    open('x')",
        "def f(spark):\n    return spark.sql(\"INSERT OVERWRITE DIRECTORY '/x' SELECT 1\")",
        "def f(spark, t):\n    return f'{t}/x'",
    ],
)
def test_what_reaches_files_is_seen(text: str) -> None:
    assert touches_files(text)


def test_most_cases_reach_none() -> None:
    assert not touches_files("import math\ndef f(spark, F):\n    return spark.sql('SELECT 1')")
