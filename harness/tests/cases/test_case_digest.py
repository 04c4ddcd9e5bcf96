"""The digest of a case changes with what the case does, and with nothing else."""

from pathlib import Path

import pytest

from sparity_lab.cases import discover

CASE_PY = Path(__file__).resolve().parents[3] / "parity_suites" / "case.py"

SUITE = '''
from parity_suites.case import case
from parity_suites.batch_core import people

ROWS = [1, 2]
UNUSED = 3


def helper(spark):
    return spark.createDataFrame(ROWS)


@case(mirrors="x.test_a")
def first(spark):
    """Reads what the helper makes."""
    return helper(spark)


@case(mirrors="x.test_b")
def second(spark, data):
    return spark.read.text(str(data / "a.txt"))


@case(mirrors="x.test_c", params={"one": {"n": 1}, "two": {"n": 2}})
def third(spark, n):
    return spark.range(n)


@case(mirrors="x.test_d")
def fourth(spark):
    return people.NAMES


@case(mirrors="x.test_e")
def fifth(spark, data):
    return [str(p) for p in data.iterdir()]
'''
NAMES = ["first", "second", "third[one]", "third[two]", "fourth", "fifth"]


class Suites:
    def __init__(self, tmp_path: Path) -> None:
        self.root = tmp_path / "parity_suites"
        (self.root / "batch_core").mkdir(parents=True)
        (self.root / "data").mkdir()
        (self.root / "case.py").write_text(CASE_PY.read_text())
        self.suite = self.root / "batch_core" / "test_parity_x.py"
        self.suite.write_text(SUITE)
        self.people = self.root / "batch_core" / "people.py"
        self.people.write_text("NAMES = ['Ada']\n")
        (self.root / "data" / "a.txt").write_text("a")
        (self.root / "data" / "b.txt").write_text("b")

    def digests(self) -> dict[str, str]:
        return {case.name: case.digest for case in discover(self.root, "batch-core")}

    def changed_by(self, old: str, new: str) -> list[str]:
        before = self.digests()
        text = self.suite.read_text()
        assert old in text
        self.suite.write_text(text.replace(old, new))
        return self.compare(before)

    def compare(self, before: dict[str, str]) -> list[str]:
        after = self.digests()
        return [name for name in before if after[name] != before[name]]


@pytest.fixture
def suites(tmp_path: Path) -> Suites:
    return Suites(tmp_path)


def test_every_case_has_a_digest_of_its_own(suites: Suites) -> None:
    digests = suites.digests()
    assert list(digests) == NAMES
    assert len(set(digests.values())) == len(NAMES)
    assert suites.digests() == digests


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("return helper(spark)", "return helper(spark).limit(1)", ["first"]),
        ("ROWS = [1, 2]", "ROWS = [1, 3]", ["first"]),
        ("return spark.createDataFrame(ROWS)", "return spark.range(1)", ["first"]),
        ('mirrors="x.test_b"', 'mirrors="x.test_b", ordered=True', ["second"]),
        ("return spark.range(n)", "return spark.range(n + 1)", ["third[one]", "third[two]"]),
        ('"two": {"n": 2}', '"two": {"n": 3}', ["third[two]"]),
        ('"two": {"n": 2}', '"two": {"n": 2}, "three": {"n": 3}', []),
        ("UNUSED = 3", "UNUSED = 4", []),
        ("ROWS = [1, 2]", "\n\n# moved\nROWS = [1, 2]", []),
        ("return people.NAMES", "return people.NAMES  ", []),
    ],
)
def test_an_edit_changes_the_digests_of_those_it_concerns(
    suites: Suites, old: str, new: str, changed: list[str]
) -> None:
    assert suites.changed_by(old, new) == changed


def test_a_new_case_changes_no_other(suites: Suites) -> None:
    new = '@case(mirrors="x.test_z")\ndef zero(spark): pass\n\n\n@case(mirrors="x.test_a")'
    assert suites.changed_by('@case(mirrors="x.test_a")', new) == []


def test_data_that_a_case_names_belongs_to_it(suites: Suites) -> None:
    before = suites.digests()
    (suites.root / "data" / "a.txt").write_text("changed")
    assert suites.compare(before) == ["second", "fifth"]


def test_a_case_that_names_no_data_depends_on_all_of_it(suites: Suites) -> None:
    before = suites.digests()
    (suites.root / "data" / "b.txt").write_text("changed")
    assert suites.compare(before) == ["fifth"]


def test_imported_helper_files_belong_to_the_case(suites: Suites) -> None:
    before = suites.digests()
    suites.people.write_text("NAMES = ['Grace']\n")
    assert suites.compare(before) == ["fourth"]
