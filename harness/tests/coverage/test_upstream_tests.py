"""The list of upstream tests: names as cases use them, and what is no such list."""

import json
from pathlib import Path

import pytest
from lab_fakes.upstream import write_upstream

from sparity_lab.coverage.upstream_tests import has_upstream_tests, load_upstream_tests
from sparity_lab.problems import UsageProblem


def test_a_suite_is_called_by_its_file_without_folder_and_prefix(tmp_path: Path) -> None:
    upstream = load_upstream_tests(write_upstream(tmp_path))
    assert list(upstream.suites) == ["arrow_map", "connect_plan", "dataframe"]
    assert "connect_plan.test_filter" in upstream.names
    assert "arrow_map.test_filter" not in upstream.names


def test_a_misspelt_test_is_answered_with_the_nearest(tmp_path: Path) -> None:
    upstream = load_upstream_tests(write_upstream(tmp_path))
    assert upstream.near("dataframe.test_dorp") == ["dataframe.test_drop"]
    assert upstream.near("column.test_drop") == ["dataframe.test_drop"]
    assert upstream.near("column.test_nothing") == []


@pytest.mark.parametrize(
    ("suites", "said"),
    [
        ({"test_b.py": ["test_x"], "test_a.py": ["test_x"]}, "suites are not sorted"),
        ({"test_a.py": ["test_y", "test_x"]}, "the tests of test_a.py are not sorted"),
        ({"test_a.py": ["test_x", "test_x"]}, "or one is there twice"),
        ({"a/test_parity_a.py": ["test_x"], "test_a.py": ["test_x"]}, "the same name"),
        ({"test_a.py": []}, "has no test"),
        ({"test_a.py": ["setUp"]}, "not called test_"),
        ({"test_a.py": "test_x"}, "list"),
    ],
)
def test_a_list_that_is_none_is_one_clear_error(
    tmp_path: Path, suites: dict[str, list[str]], said: str
) -> None:
    write_upstream(tmp_path, suites=suites)
    with pytest.raises(UsageProblem) as caught:
        load_upstream_tests(tmp_path)
    assert "matrix/upstream_tests.json" in caught.value.message
    assert said in caught.value.render()


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = write_upstream(tmp_path) / "matrix" / "upstream_tests.json"
    file.write_text(json.dumps({"schema": "sparity-lab/upstream-tests/2"}))
    with pytest.raises(UsageProblem, match="is not a list of upstream tests"):
        load_upstream_tests(tmp_path)
    file.write_text("{")
    with pytest.raises(UsageProblem, match="cannot read"):
        load_upstream_tests(tmp_path)


def test_a_repository_need_not_have_a_list(tmp_path: Path) -> None:
    assert not has_upstream_tests(tmp_path)
    with pytest.raises(UsageProblem, match="cannot read"):
        load_upstream_tests(tmp_path)
