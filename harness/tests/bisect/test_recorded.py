"""`sparity-lab bisect --golden`: the first version whose recorded outcome is another."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lab_fakes.roots import make_root, write_suite
from miniatures.outcomes import raised, value

from sparity_lab.cases import Case
from sparity_lab.cli import invoke
from sparity_lab.legs import cases_of
from sparity_lab.matrix import load_matrix
from sparity_lab.outcome.model import Outcome
from sparity_lab.verdict.goldens import Goldens

ID = "batch-core/test_parity_first/agrees"
Shown = tuple[int, str, str]


@pytest.fixture
def bisect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Callable[..., Shown]]:
    """Record outcomes by version, and get the command to run on them."""

    def recorded(**outcomes: Outcome) -> Callable[..., Shown]:
        root = make_root(tmp_path / "repo", {"first": ["agrees"]})
        goldens = Goldens(root / "golden")
        for version, outcome in outcomes.items():
            goldens.record(case(root), version.removeprefix("v").replace("_", "."), outcome)
        goldens.save()

        def run(*arguments: str) -> Shown:
            code = invoke(["bisect", ID, "--golden", "--root", str(root), *arguments])
            return code, *capsys.readouterr()

        return run

    return recorded


def case(root: Path) -> Case:
    matrix = load_matrix(root)
    (found,) = cases_of(matrix, matrix.profile())
    return found


def test_the_first_version_with_another_outcome_is_told_with_both(
    bisect: Callable[..., Callable[..., Shown]],
) -> None:
    code, out, _ = bisect(v3_5_9=value(1), v4_0_5=value(1), v4_1_1=value(2), v4_3_0=value(2))()
    assert code == 1
    assert out.splitlines() == [
        "3.5.9 → 4.0.5  the same",
        "4.0.5 → 4.1.1  other values in 'result': 1 → 2",
        "4.1.1 → 4.3.0  the same",
        "changed first in 4.1.1; 4.0.5 is the last one before",
    ]


def test_what_changes_back_is_told_too(bisect: Callable[..., Callable[..., Shown]]) -> None:
    refused = raised("AnalysisException", condition="NO")
    code, out, _ = bisect(v3_5_9=value(1), v4_0_5=refused, v4_3_0=value(1))()
    assert code == 1
    assert "3.5.9 → 4.0.5  now an error: " in out
    assert "→ AnalysisException [NO]" in out
    assert "4.0.5 → 4.3.0  no longer an error" in out
    assert "changed first in 4.0.5, then again in 4.3.0" in out


def test_an_outcome_that_never_changed_is_no_finding(
    bisect: Callable[..., Callable[..., Shown]],
) -> None:
    code, out, _ = bisect(v3_4_4=value(1), v4_3_0=value(1))()
    assert code == 0
    assert out.splitlines()[-1] == "the same outcome from 3.4.4 to 4.3.0"


def test_goldens_of_an_older_text_do_not_count(
    tmp_path: Path, bisect: Callable[..., Callable[..., Shown]]
) -> None:
    run = bisect(v3_4_4=value(1), v4_3_0=value(2))
    file = write_suite(tmp_path / "repo", "first", ["agrees"])
    file.write_text(file.read_text().replace("return 1", "return 3"))
    code, _, err = run()
    assert code == 2
    assert f"too few versions have a golden of the present text of {ID}: none" in err
    assert "golden record" in err


@pytest.mark.parametrize("more", [("--all",), ("--target", "4.3.0"), ("--client", "sparity")])
def test_options_about_running_are_refused_beside_goldens(
    bisect: Callable[..., Callable[..., Shown]], more: tuple[str, ...]
) -> None:
    code, _, err = bisect(v3_4_4=value(1), v4_3_0=value(2))(*more)
    assert code == 2
    assert "--golden runs nothing" in err
