"""The programs that show a change: all of them compile, and say what the case says."""

import ast
import contextlib
import io
import warnings
from pathlib import Path

import pytest
from drift_fakes import cases

from sparity_lab.cases import Case
from sparity_lab.drift.snippets import snippet
from sparity_lab.drift.suite_code import Library
from sparity_lab.legs import cases_of
from sparity_lab.matrix import load_matrix

REPOSITORY = Path(__file__).parents[3]


def program(root: Path, name: str, *observations: str) -> str:
    library = Library((root / "parity_suites").resolve())
    [case] = [case for case in cases(root) if case.name == name]
    return snippet(case, library, observations)


def test_a_program_is_plain_pyspark_with_the_body_of_the_case(root: Path) -> None:
    text = program(root, "other_rows")
    assert "from pyspark.sql import SparkSession, functions as F\n" in text
    assert "spark = SparkSession.builder.remote(address).getOrCreate()" in text
    assert 'observations = {"sized": _people(spark).select(F.size(F.split("name", "")))' in text
    assert "def _people(spark):" in text
    assert "parity_suites." not in text.split('"""')[2]


def test_only_what_changed_is_printed(root: Path) -> None:
    assert 'for name in ["sized"]:' in program(root, "other_rows", "sized")
    assert "for name in observations:" in program(root, "other_rows")


def test_parameters_are_put_in_their_place(root: Path) -> None:
    text = program(root, "each[abs]")
    assert 'F.abs("n")' in text
    assert "getattr" not in text
    assert 'name = "abs"' not in text


def test_what_a_case_calls_api_is_there_as_far_as_it_is_used(root: Path) -> None:
    text = program(root, "fails_now")
    assert "def error_of(call):" in text
    assert "def printed(" not in text
    assert "class api" not in program(root, "other_rows")


def ran(text: str) -> str:
    """What a program prints that needs no Spark: its session is nothing at all."""
    code = text.replace(
        "spark = SparkSession.builder.remote(address).getOrCreate()", "spark = None"
    ).replace("from pyspark.sql import SparkSession\n", "")
    buffer = io.StringIO()
    with contextlib.redirect_stdout(buffer):
        exec(compile(code, "snippet", "exec"), {})
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        ('return {"a": 1, "b": "x"}', "a: 1\nb: x\n"),
        ("if True:\n        return 1\n    return 2", "result: 1\n"),
        ("return {\n        'a': '''one\n    two''',\n    }", "a: one\n    two\n"),
        ("n = 3  # so many\n    return [n] * 2", "result: [3, 3]\n"),
        ('return {"a": api.error_of(lambda: 1 / 0)}', "a: ZeroDivisionError: division by zero\n"),
        ('return {"a": api.printed(lambda: print("x"))}', "a: x\n\n"),
        ("return eval(text)", "result: 7\n"),
        ('return f"{eval(text)}"', "result: 7\n"),
    ],
)
def test_programs_print_what_cases_return(tmp_path: Path, body: str, printed: str) -> None:
    suites = tmp_path / "parity_suites"
    (suites / "batch_core").mkdir(parents=True)
    file = suites / "batch_core" / "test_parity_small.py"
    (suites / "case.py").write_text((REPOSITORY / "parity_suites" / "case.py").read_text())
    file.write_text(
        "from parity_suites.case import case\n\n\n"
        '@case(mirrors="dataframe.test_it", params={"one": {"text": "3 + 4"}})\n'
        f'def it(spark, api, text):\n    """What it does."""\n    # A comment.\n    {body}\n'
    )
    [case] = cases(tmp_path)
    text = snippet(case, Library(suites.resolve()))
    assert ran(text) == printed


def test_the_program_of_every_case_of_the_repository_compiles() -> None:
    matrix = load_matrix(REPOSITORY)
    found: list[Case] = cases_of(matrix, matrix.profile())
    library = Library((REPOSITORY / "parity_suites").resolve())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for case in found:
            text = snippet(case, library)
            compile(text, case.id, "exec")
            imports = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ImportFrom)]
            assert not any((node.module or "").startswith("parity_suites") for node in imports)
    assert len(found) > 1000
