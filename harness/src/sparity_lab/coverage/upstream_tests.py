"""The names of PySpark's own Connect tests, read from `matrix/`; says nothing of our cases."""

import difflib
import json
import re
from pathlib import Path, PurePosixPath
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sparity_lab.problems import UsageProblem

FILE = Path("matrix") / "upstream_tests.json"

_PREFIX = re.compile(r"^test_(parity_)?")


class Origin(BaseModel):
    """Where the names come from, and what was listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    project: str
    folder: str
    version: str
    date: str
    rules: str


class UpstreamTests(BaseModel):
    """Every upstream test by suite file, as written down."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal["sparity-lab/upstream-tests/1"] = Field(alias="schema")
    origin: Origin
    files: dict[str, list[str]] = Field(alias="suites")

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if list(self.files) != sorted(self.files):
            raise ValueError("suites are not sorted")
        suites = [suite_name(file) for file in self.files]
        if len(set(suites)) < len(suites):
            raise ValueError("two suites have the same name")
        for file, tests in self.files.items():
            if tests != sorted(set(tests)):
                raise ValueError(f"the tests of {file} are not sorted, or one is there twice")
            if not tests or not all(test.startswith("test_") for test in tests):
                raise ValueError(f"{file} has no test, or one that is not called test_…")
        return self

    @property
    def suites(self) -> dict[str, list[str]]:
        """The tests of each suite, under the names by which cases refer to them."""
        return {suite_name(file): tests for file, tests in self.files.items()}

    @property
    def names(self) -> set[str]:
        """Every test as a case names it: `dataframe.test_drop`."""
        return {f"{suite}.{test}" for suite, tests in self.suites.items() for test in tests}

    def near(self, name: str) -> list[str]:
        """What may have been meant: the test in another suite, else one like it in the same."""
        suite, _, test = name.rpartition(".")
        suites = self.suites
        elsewhere = [f"{other}.{test}" for other, tests in suites.items() if test in tests]
        alike = difflib.get_close_matches(test, suites.get(suite, []), n=2, cutoff=0.75)
        return elsewhere or [f"{suite}.{found}" for found in alike]


def suite_name(file: str) -> str:
    """What cases call an upstream suite: its file without `test_parity_` or `test_`.

    >>> suite_name("arrow/test_parity_arrow_map.py")
    'arrow_map'
    >>> suite_name("test_connect_basic.py")
    'connect_basic'
    """
    return _PREFIX.sub("", PurePosixPath(file).stem)


def has_upstream_tests(root: Path) -> bool:
    """Whether a repository has the list; one with suites of its own need not."""
    return (root / FILE).is_file()


def load_upstream_tests(root: Path) -> UpstreamTests:
    """Read the list.

    Raises:
        UsageProblem: it is not there, or is not such a list.
    """
    try:
        content = json.loads((root / FILE).read_text(encoding="utf-8"))
        return UpstreamTests.model_validate(content)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        cause = f"{where}: {first['msg']}" if where else first["msg"]
        raise UsageProblem(f"{FILE} is not a list of upstream tests", causes=[cause]) from problem
    except (OSError, ValueError) as problem:
        raise UsageProblem(f"cannot read {FILE}", causes=[problem]) from problem
