"""What the pinned files are compiled from."""

from pathlib import Path

import pytest

from sparity_lab.constraints import compile_constraints, main, requirements
from sparity_lab.problems import UsageProblem

ROOT = Path(__file__).parents[3]


def test_every_pinned_file_has_requirements_and_the_other_way_round() -> None:
    files = {path.stem for path in (ROOT / "matrix" / "constraints").glob("*.txt")}
    assert files == set(requirements(ROOT))


def test_every_requirement_with_a_version_is_pinned_to_it() -> None:
    for name, wanted in requirements(ROOT).items():
        path = ROOT / "matrix" / "constraints" / f"{name}.txt"
        pinned = path.read_text(encoding="utf-8").splitlines()
        for requirement in wanted:
            if "==" in requirement:
                assert requirement.replace("[connect]", "") in pinned


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UsageProblem, match=r"pyspark-4\.1\.1"):
        compile_constraints(ROOT, ["pyspark-4.1.2"])


@pytest.mark.parametrize("content", ["[requirements", "[requirements]\na = 1\n", "x = 1\n"])
def test_a_broken_table_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "matrix").mkdir()
    (tmp_path / "matrix" / "requirements.toml").write_text(content, encoding="utf-8")
    with pytest.raises(UsageProblem, match=r"matrix/requirements\.toml"):
        requirements(tmp_path)


def test_the_command_gives_an_exit_code_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["nonsense"]) == 2
    assert capsys.readouterr().err.startswith("error: unknown constraints file 'nonsense'")
