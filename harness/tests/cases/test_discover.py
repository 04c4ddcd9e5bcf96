"""Finding cases: ids, metadata, order, and everything that can be wrong with a suite."""

import sys
from pathlib import Path

import pytest

from sparity_lab.cases import Case, discover, keyword, select
from sparity_lab.problems import UsageProblem

CASE_PY = Path(__file__).resolve().parents[3] / "parity_suites" / "case.py"
HEAD = "from parity_suites.case import case\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "parity_suites"
    (root / "batch_core").mkdir(parents=True)
    (root / "data").mkdir()
    (root / "case.py").write_text(CASE_PY.read_text())
    return root


def write(root: Path, text: str, name: str = "test_parity_x") -> Path:
    file = root / "batch_core" / f"{name}.py"
    file.write_text(HEAD + text)
    return file


def only(root: Path) -> Case:
    (case,) = discover(root, "batch-core")
    return case


SIMPLE = '@case(mirrors="x.test_a", since="3.5", ordered=True)\ndef b(spark):\n    """Does b."""\n'


def test_a_case_knows_its_id_place_and_metadata(root: Path) -> None:
    file = write(root, SIMPLE)
    case = only(root)
    assert case.id == "batch-core/test_parity_x/b"
    assert (case.profile, case.suite, case.function, case.params) == (
        "batch-core",
        "test_parity_x",
        "b",
        None,
    )
    assert (case.file, case.line) == (file.resolve(), 2)
    assert (case.mirrors, case.since, case.until, case.ordered, case.needs) == (
        "x.test_a",
        "3.5",
        None,
        True,
        (),
    )
    assert case.title == "Does b."


def test_parameters_make_one_case_each_with_versions_of_their_own(root: Path) -> None:
    write(
        root,
        '@case(mirrors="x.test_a", params={"one": {"n": 1}, '
        '"two": case.param(n=2, since="4.0", until="4.1")})\ndef p(spark, n): pass\n',
    )
    one, two = discover(root, "batch-core")
    assert [one.id, two.id] == [
        "batch-core/test_parity_x/p[one]",
        "batch-core/test_parity_x/p[two]",
    ]
    assert (one.params, one.since, one.until) == ("one", "3.4", None)
    assert (two.params, two.since, two.until) == ("two", "4.0", "4.1")
    assert one.digest != two.digest


def test_rows_of_one_case_may_mirror_different_upstream_tests(root: Path) -> None:
    write(
        root,
        '@case(mirrors={"two": "x.test_b", "*": "x.test_a"}, '
        'params={"one": {"n": 1}, "two": {"n": 2}, "three": {"n": 3}})\ndef p(spark, n): pass\n',
    )
    found = {case.params: case.mirrors for case in discover(root, "batch-core")}
    assert found == {"one": "x.test_a", "two": "x.test_b", "three": "x.test_a"}


def test_a_row_shared_by_two_cases_takes_nothing_from_either(root: Path) -> None:
    write(
        root,
        'ROWS = {"one": case.param(n=1)}\n'
        '@case(mirrors="x.test_a", since="3.5", params=ROWS)\ndef p(spark, n): pass\n'
        '@case(mirrors="x.test_b", since="4.0", params=ROWS)\ndef q(spark, n): pass\n',
    )
    found = [(case.mirrors, case.since) for case in discover(root, "batch-core")]
    assert found == [("x.test_a", "3.5"), ("x.test_b", "4.0")]


@pytest.mark.parametrize(
    ("mirrors", "params"),
    [
        ('{"one": "x.test_a", "two": "x.test_b"}', '{"one": {}}'),
        ('{"one": "x.test_a"}', '{"one": {}, "two": {}}'),
        ('{"*": "x.test_a"}', "None"),
        ('{"one": "nonsense"}', '{"one": {}}'),
    ],
)
def test_mirrors_by_label_that_do_not_fit_are_an_error(
    root: Path, mirrors: str, params: str
) -> None:
    write(root, f"@case(mirrors={mirrors}, params={params})\ndef p(spark): pass\n")
    with pytest.raises(UsageProblem, match="ValueError: mirrors"):
        discover(root, "batch-core")


def test_cases_come_by_suite_and_then_as_written(root: Path) -> None:
    plain = '@case(mirrors="x.test_a")\ndef {}(spark): pass\n'
    write(root, plain.format("z") + plain.format("a"), "test_parity_b")
    write(root, plain.format("m"), "test_parity_a")
    assert [case.name for case in discover(root, "batch-core")] == ["m", "z", "a"]


def test_helpers_and_other_files_are_no_cases(root: Path) -> None:
    write(root, SIMPLE + "def helper(): pass\n")
    (root / "batch_core" / "notes.py").write_text("raise RuntimeError")
    assert len(discover(root, "batch-core")) == 1


def test_discovery_leaves_the_interpreter_as_it_was(root: Path) -> None:
    write(root, SIMPLE)
    modules, path = set(sys.modules), list(sys.path)
    discover(root, "batch-core")
    assert sys.path == path
    assert not [name for name in set(sys.modules) - modules if "parity" in name]
    assert not list(root.rglob("__pycache__"))


def test_two_roots_do_not_see_each_other(root: Path, tmp_path: Path) -> None:
    write(root, SIMPLE)
    other = tmp_path / "elsewhere" / "parity_suites"
    other.parent.mkdir()
    other.mkdir()
    (other / "batch_core").mkdir()
    (other / "case.py").write_text("raise SystemExit('another case.py')")
    (other / "batch_core" / "test_parity_x.py").write_text(HEAD)
    discover(root, "batch-core")
    with pytest.raises(UsageProblem, match=r"another case\.py"):
        discover(other, "batch-core")


def test_a_profile_without_folder_names_those_there_are(root: Path) -> None:
    write(root, SIMPLE)
    with pytest.raises(UsageProblem) as caught:
        discover(root, "streaming")
    assert "batch-core" in str(caught.value.hint)


def test_a_profile_without_cases_is_a_problem_and_no_empty_success(root: Path) -> None:
    write(root, "def helper(): pass\n")
    with pytest.raises(UsageProblem, match="no case"):
        discover(root, "batch-core")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("import nothing_like_it\n", 2, "ModuleNotFoundError"),
        ("def broken(:\n", 2, "SyntaxError"),
        ('\n@case(mirrors="nonsense")\ndef a(spark): pass\n', 3, "ValueError"),
        ("raise SystemExit\n", 2, "SystemExit"),
    ],
)
def test_a_suite_that_cannot_be_imported_is_named_with_its_line(
    root: Path, text: str, line: int, what: str
) -> None:
    file = write(root, text)
    with pytest.raises(UsageProblem) as caught:
        discover(root, "batch-core")
    assert f"{file}:{line} cannot be imported: {what}" in caught.value.message


def test_a_case_that_hides_another_of_its_name_is_an_error(root: Path) -> None:
    write(root, SIMPLE + SIMPLE)
    with pytest.raises(UsageProblem, match="b is defined twice"):
        discover(root, "batch-core")


def test_ids_select_cases_in_their_order(root: Path) -> None:
    plain = '@case(mirrors="x.test_a")\ndef {}(spark): pass\n'
    write(root, plain.format("a") + plain.format("b"))
    cases = discover(root, "batch-core")
    ids = [cases[1].id, cases[0].id]
    assert [case.id for case in select(cases, ids)] == ids


def test_an_unknown_id_is_a_usage_problem_with_a_suggestion(root: Path) -> None:
    write(root, SIMPLE)
    with pytest.raises(UsageProblem, match="test_parity_x/bb") as caught:
        select(discover(root, "batch-core"), ["batch-core/test_parity_x/bb"])
    assert "did you mean batch-core/test_parity_x/b?" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("expression", "matches"),
    [
        ("", True),
        ("b", True),
        ("TEST_parity_X", True),
        ("nothing", False),
        ("not nothing", True),
        ("parity and nothing", False),
        ("parity or nothing", True),
        ("not (parity or nothing)", False),
        ("nothing or parity and not b", False),
        ("batch-core/test_parity_x/b", True),
        ("p[one]", False),
    ],
)
def test_keyword_expressions(root: Path, expression: str, matches: bool) -> None:
    write(root, SIMPLE)
    assert keyword(expression)(only(root)) is matches


@pytest.mark.parametrize("expression", ["and", "a and", "(a", "a)", "a b", "not", "or a", "()"])
def test_an_unreadable_expression_is_a_usage_problem(expression: str) -> None:
    with pytest.raises(UsageProblem, match="cannot read -k"):
        keyword(expression)
