"""The files that go into a capsule: what the case is, imports and reads, and no others."""

from pathlib import Path

import pytest
from lab_fakes.roots import make_root

from sparity_lab.capsule.sources import files_of
from sparity_lab.cases import discover


@pytest.fixture
def suites(tmp_path: Path) -> Path:
    suites = make_root(tmp_path / "repo", {"other": ["agrees"]}) / "parity_suites"
    (suites / "data" / "people.json").write_text("{}")
    (suites / "data" / "places.csv").write_text("a")
    home = suites / "batch_core"
    (home / "deeper.py").write_text("X = 1\n")
    (home / "helper.py").write_text(
        "def helped():\n    from parity_suites.batch_core import deeper\n    return deeper.X\n"
    )
    (home / "test_parity_reads.py").write_text(
        "from parity_suites.batch_core.helper import helped\n"
        "from parity_suites.case import case\n\n"
        "@case(mirrors='a.test_a')\ndef named(data):\n    return data / 'people.json'\n\n"
        "@case(mirrors='a.test_b')\ndef everything(data):\n    return helped(data)\n\n"
        "@case(mirrors='a.test_c')\ndef nothing(spark):\n    return helped()\n"
    )
    return suites


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("named", {"data/people.json"}),
        ("everything", {"data/people.json", "data/places.csv"}),
        ("nothing", set()),
    ],
)
def test_imports_of_imports_and_the_data_that_is_read(
    suites: Path, name: str, data: set[str]
) -> None:
    case = next(case for case in discover(suites, "batch-core") if case.function == name)
    found = files_of(case, suites)
    code = {"test_parity_reads.py", "helper.py", "deeper.py"}
    assert set(found) == {"case.py", *(f"batch_core/{file}" for file in code), *data}
    assert found["batch_core/deeper.py"] == b"X = 1\n"
