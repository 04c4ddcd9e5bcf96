"""PySpark's own examples print the same through `python -m sparity.dropin` as with PySpark.

They are run from where PySpark is installed, with a real PySpark beside `sparity`.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from example_files import write_example_files
from leftovers import remove_leftovers

from sparity_lab.environments import Environments
from sparity_lab.matrix import load_matrix
from sparity_lab.servers.process import ProcessServer

pytestmark = pytest.mark.live

VERSION = "4.3.0"
EACH_FUNCTION = Path(__file__).with_name("each_function.py")
RUN = {"sql/arrow.py", "sql/basic.py", "sql/datasource.py", "sql/hive.py", "sql/jdbc.py"}
_RDD = "RDDs, which no Spark Connect client has"
#: The other examples, by pattern, and why they are not run.
NOT_RUN = {
    "*.py": _RDD,
    "ml/*.py": "machine learning, which arrives later",
    "mllib/*.py": _RDD,
    "sql/streaming/*.py": "structured streaming, which arrives later",
    "sql/udtf.py": "Python functions on the server, which arrive later",
    "streaming/*.py": _RDD,
}
#: The line of a traceback that names the error's class and condition.
_ERROR = re.compile(r"^[\w.]*?(\w+): (?:\([\w.]+\) )?\[([A-Z][A-Z_.0-9]+)\]", re.MULTILINE)
_FORGET = """
from pyspark.sql import SparkSession
SparkSession.builder.getOrCreate().catalog.dropGlobalTempView("people")
"""


@dataclass
class Ended:
    """What a program did: its output, its exit code, and the error that ended it."""

    printed: str
    code: int
    error: tuple[str, str] | None

    @classmethod
    def of(cls, done: "subprocess.CompletedProcess[str]") -> "Ended":
        errors = _ERROR.findall(done.stderr)
        return cls(done.stdout, done.returncode, errors[-1] if errors else None)


@dataclass
class World:
    """A server, a folder that it and the programs work in, and both clients."""

    url: str
    folder: Path
    examples: Path
    reference: Path
    candidate: Path
    beside: Path

    def with_pyspark(self, *program: str) -> Ended:
        """Run a program with PySpark."""
        return self._run([str(self.reference), *program])

    def with_sparity(self, *program: str) -> Ended:
        """Run a program with `sparity`, with PySpark installed beside it."""
        command = [str(self.candidate), "-m", "sparity.dropin", *program]
        return self._run(command, PYTHONPATH=str(self.beside))

    def _run(self, command: list[str], **environment: str) -> Ended:
        remove_leftovers(self.folder)
        subprocess.run(
            [self.candidate, "-m", "sparity.dropin", "--remote", self.url, "-c", _FORGET],
            check=True,
        )
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("SPARK", "PYTHON"))}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**inherited, "SPARK_REMOTE": self.url, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return Ended.of(done)


@pytest.fixture(scope="module")
def environments() -> Environments:
    return Environments(load_matrix())


@pytest.fixture(scope="module")
def examples(environments: Environments) -> Path:
    package = environments.reference(VERSION).package("pyspark")
    return package / "examples" / "src" / "main" / "python"


@pytest.fixture(scope="module")
def world(
    environments: Environments, examples: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    matrix = load_matrix()
    reference = environments.reference(VERSION)
    beside = tmp_path_factory.mktemp("beside")
    (beside / "pyspark").symlink_to(reference.package("pyspark"))
    server = ProcessServer(matrix.target(VERSION), environments)
    with server as endpoint:
        assert server.log_file is not None
        # The examples name files relative to where the server works.
        folder = server.log_file.parent
        write_example_files(folder)
        yield World(
            url=endpoint.url,
            folder=folder,
            examples=examples,
            reference=reference.python,
            candidate=environments.client(matrix.client("sparity")).python,
            beside=beside,
        )


def test_every_shipped_example_is_run_or_has_a_reason_not_to(examples: Path) -> None:
    shipped = {str(path.relative_to(examples)) for path in examples.rglob("*.py")}
    shipped = {path for path in shipped if not path.endswith("__init__.py")}
    excused = {
        str(path.relative_to(examples)) for pattern in NOT_RUN for path in examples.glob(pattern)
    }
    assert shipped >= RUN
    assert shipped - RUN - excused == set()
    assert not RUN & excused


@pytest.mark.parametrize(
    ("example", "lines", "error"),
    [
        ("basic", 60, ("PySparkAttributeError", "JVM_ATTRIBUTE_NOT_SUPPORTED")),
        # A damaged file, which this version of the example no longer ignores.
        ("datasource", 30, ("SparkException", "FAILED_READ_FILE.NO_HINT")),
        # The server has no Hive.
        ("hive", 0, ("AnalysisException", "NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT")),
    ],
)
def test_an_example_prints_and_ends_the_same(
    world: World, example: str, lines: int, error: tuple[str, str]
) -> None:
    program = str(world.examples / "sql" / f"{example}.py")
    reference = world.with_pyspark(program)
    assert world.with_sparity(program) == reference
    assert reference.printed.count("\n") >= lines
    assert (reference.code, reference.error) == (1, error)


def test_the_jdbc_example_prints_the_same_rows(world: World) -> None:
    program = str(world.examples / "sql" / "jdbc.py")
    reference = world.with_pyspark(program, "jdbc:derby:memory:reference;create=true")
    candidate = world.with_sparity(program, "jdbc:derby:memory:candidate;create=true")
    # Two tasks write the two rows: which of them is first is left to chance.
    assert sorted(candidate.printed.splitlines()) == sorted(reference.printed.splitlines())
    assert "|  2| bar|" in reference.printed
    assert (candidate.code, reference.code) == (0, 0)


@pytest.mark.parametrize(
    ("example", "functions", "shown"),
    [
        ("basic", [], ["(age + 1)", "failed: AttributeError"]),
        ("datasource", [], ["file2.parquet", "| Ines| 33|Potter|", "17\\n", "-- name: string"]),
        # Its other functions need Python workers.
        ("arrow", ["dataframe_to_arrow_table_example", "dataframe_with_arrow_example"], ["mean"]),
    ],
)
def test_the_functions_of_an_example_print_the_same(
    world: World, example: str, functions: list[str], shown: list[str]
) -> None:
    program = [str(EACH_FUNCTION), str(world.examples / "sql" / f"{example}.py"), *functions]
    reference = world.with_pyspark(*program)
    assert world.with_sparity(*program) == reference
    assert [text for text in shown if text not in reference.printed] == []
    assert reference.code == 0
