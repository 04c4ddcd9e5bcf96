"""`sparity-lab fuzz` on a real Spark: an equal client, and one that is too old for the server."""

import ast
from pathlib import Path

import pytest

from sparity_lab.cli import invoke
from sparity_lab.problems import EXIT_GATE, EXIT_OK

pytestmark = pytest.mark.live


def test_the_client_is_equal_in_programs_that_nobody_wrote(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert invoke(["fuzz", "--examples", "60", "--seed", "20261122"]) == EXIT_OK
    assert "all of them equal" in capsys.readouterr().out


def test_what_an_old_client_lacks_is_found_and_written_as_a_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "found.py"
    old = ("--client", "pyspark==3.5.9", "--target", "4.3.0")
    chance = ("--examples", "400", "--seed", "5")
    assert invoke(["fuzz", *old, *chance, "--out", str(out)]) == EXIT_GATE
    text = out.read_text()
    assert "@case(" in text
    ast.parse(text)
    assert text in capsys.readouterr().out
