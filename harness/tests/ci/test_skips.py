"""A test that a machine cannot run fails where CI is true, and is skipped elsewhere."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RULE = Path(__file__).parents[3] / "conftest.py"


def run(folder: Path, text: str, ci: str) -> tuple[int, str]:
    shutil.copyfile(RULE, folder / "conftest.py")
    (folder / "test_it.py").write_text(f"import pytest\n{text}\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)],
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    "text",
    [
        "def test_it():\n    pytest.skip('no browser')",
        "@pytest.mark.skip(reason='NOT RUN: no nginx')\ndef test_it(): pass",
        "pytest.importorskip('no_such_module', reason='it is not installed')\ndef test_it(): pass",
        "@pytest.fixture\ndef browser():\n    pytest.skip('no browser')\n"
        "def test_it(browser): pass",
    ],
)
def test_what_a_machine_lacks_fails_in_ci_and_is_skipped_elsewhere(
    tmp_path: Path, text: str
) -> None:
    code, told = run(tmp_path, text, "true")
    assert code != 0
    assert "skipped where CI is true" in told
    _, told = run(tmp_path, text, "")
    assert "1 skipped" in told


def test_what_no_installation_changes_stays_skipped(tmp_path: Path) -> None:
    text = "@pytest.mark.skip(reason='measures time: run it with -m timing')\ndef test_it(): pass"
    code, told = run(tmp_path, f"{text}\ndef test_other(): pass", "true")
    assert code == 0, told


def test_what_is_expected_to_fail_is_no_skip(tmp_path: Path) -> None:
    code, told = run(tmp_path, "@pytest.mark.xfail\ndef test_it(): assert False", "true")
    assert code == 0, told
