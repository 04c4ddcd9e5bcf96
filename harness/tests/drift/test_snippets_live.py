"""Programs of cases, run with the reference on a real server, print what the goldens hold."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sparity_lab.cases import Case
from sparity_lab.drift.snippets import snippet
from sparity_lab.drift.suite_code import Library
from sparity_lab.drift.values import observation_lines
from sparity_lab.environments import Environments
from sparity_lab.legs import SUITES, cases_of
from sparity_lab.matrix import load_matrix
from sparity_lab.verdict.goldens import Goldens
from sparity_lab.workshop import RealWorkshop

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[3]
VERSION = "4.3.0"
CASES = [
    "batch-core/test_parity_functions/function_example[asinh]",
    "batch-core/test_parity_functions_numbers/functions_of_one_number[cbrt]",
    "batch-core/test_parity_functions_more/repeated_values",
    "batch-core/test_parity_connect_column/decimals_beside_columns",
    "batch-core/test_parity_connect_stat/correlations",
    "batch-core/test_parity_dataframe_columns/items_that_cannot_be",
    "batch-core/test_parity_dataframe_columns/items_of_a_frame",
    "batch-core/test_parity_column_operands/right_operand_of_each_kind[contains]",
    "batch-core/test_parity_readwriter_v2/what_a_database_cannot_overwrite",
]


@dataclass
class World:
    """A server of one version, its PySpark, and what was recorded with both."""

    url: str
    python: Path
    cases: dict[str, Case]
    library: Library
    goldens: Goldens

    def printed(self, case: Case, folder: Path) -> str:
        """What the program of a case prints."""
        program = folder / "program.py"
        program.write_text(snippet(case, self.library), encoding="utf-8")
        done = subprocess.run(
            [str(self.python), str(program)],
            cwd=ROOT,
            env={**os.environ, "SPARK_REMOTE": self.url},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        sys.stderr.write(done.stderr)
        assert done.returncode == 0
        return done.stdout


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    matrix = load_matrix(ROOT)
    suites = ROOT / SUITES
    python = Environments(matrix).reference(VERSION).python
    cases = {case.id: case for case in cases_of(matrix, matrix.profile())}
    with RealWorkshop(matrix, suites).server(matrix.target(VERSION)) as running:
        url = running.endpoint.url
        yield World(url, python, cases, Library(suites.resolve()), Goldens(ROOT / "golden"))


@pytest.mark.parametrize("case_id", CASES)
def test_a_program_prints_what_was_recorded(world: World, case_id: str, tmp_path: Path) -> None:
    case = world.cases[case_id]
    golden = world.goldens.get(case, VERSION)
    assert golden is not None
    assert golden.outcome.observations
    lines = world.printed(case, tmp_path).splitlines()
    for name, seen in golden.outcome.observations.items():
        if seen["kind"] == "error":
            assert any(line.startswith(f"{name}: {seen['error']['class']}: ") for line in lines)
        elif seen["kind"] == "frame":
            shown = observation_lines(seen)
            rows = sorted(f"  {line}" for line in shown[len(shown) - len(seen["rows"]) :])
            at = lines.index(f"{name}:") + 1 + len(seen["schema"]["fields"])
            assert sorted(lines[at : at + len(rows)]) == rows
        else:
            value = seen["value"]
            [line] = [value] if isinstance(value, str) else observation_lines(seen)
            assert f"{name}: {line}" in lines
