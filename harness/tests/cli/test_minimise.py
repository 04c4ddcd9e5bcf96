"""`sparity-lab minimise` on fake drivers that really run what is left of a case."""

import io
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lab_fakes.roots import JOURNAL, make_root
from lab_fakes.workshop import FakeWorkshop, Journal
from rich.console import Console

from sparity_lab.minimise.command import MinimiseOptions, minimise
from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.repro import ReproOptions, repro

if TYPE_CHECKING:
    from conftest import Lab

FIRST = "batch-core/test_parity_first"

SUITE = '''from parity_suites.case import case

ROWS = [1, 3, 2, 2, 5]


def grown(frame):
    return frame.plus(1).plus(1).plus(-2)


@case(mirrors="dataframe.test_distinct")
def tiny_distinct(spark):
    """Several things, of which one is wrong."""
    first = spark.rows(ROWS).keep(2).order()
    second = grown(spark.rows([4, 7, 9, 7, 12]).order()).distinct().keep(3)
    return {"first": first.distinct(), "second": second, "sum": sum(ROWS)}


@case(mirrors="dataframe.test_least")
def tiny_least(spark):
    kept = spark.rows([1, 2]).order().keep(9).plus(4)
    return {"least": kept.least(), "other": spark.rows([7, 8]).distinct()}


@case(mirrors="dataframe.test_tmp")
def tiny_files(spark, tmp):
    name = f"{tmp}/people/{1 + 1}"
    return spark.rows([7 * (name != ""), 8]).order().distinct()


@case(mirrors="dataframe.test_slow")
def tiny_slow(spark):
    """Sleeps once a row was left out of it."""
    unused = 5
    return spark.three_rows([7, 8, 9]).distinct()
'''


SECOND = "batch-core/test_parity_second"


class Bench:
    """The command in this process, on a small repository with fakes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.journal = Journal(root / JOURNAL)
        self.suite = write(root)
        self.out = root / "small.py"
        self.said = ""

    def __call__(self, case: str, target: str = "4.3.0", attempts: int = 1000) -> str:
        """The body of the file that is written."""
        paper = io.StringIO()
        options = MinimiseOptions(case, target, None, attempts, 900, self.out, self.root)
        try:
            minimise(options, Console(file=paper, width=160), self.workshop)
        finally:
            self.said = paper.getvalue()
        return self.out.read_text().rpartition("')\n")[2]

    def workshop(self, *_: object) -> FakeWorkshop:
        return FakeWorkshop(self.journal.path)


def write(root: Path) -> Path:
    suite = root / "parity_suites" / "batch_core" / "test_parity_second.py"
    suite.write_text(SUITE)
    return suite


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    root = make_root(tmp_path / "repo", {"first": ["agrees", "flips"]})
    monkeypatch.syspath_prepend(root)
    return Bench(root)


def test_only_what_shows_the_divergence_is_left(bench: Bench) -> None:
    left = bench(f"{SECOND}/tiny_distinct")
    assert left == "def tiny_distinct(spark):\n    return spark.rows([7]).distinct()\n"
    assert "tiny_distinct on 4.3.0: divergent/value" in bench.said
    assert "nothing more can go" in bench.said


def test_one_server_and_one_pair_of_drivers_serve_all_attempts(bench: Bench) -> None:
    bench(f"{SECOND}/tiny_distinct")
    assert bench.journal.count("server up") == bench.journal.count("server down") == 1
    assert bench.journal.count("driver up") == bench.journal.count("driver down") == 2
    assert bench.journal.count("run candidate") > 10


def test_the_kind_stays_though_another_divergence_is_in_the_case(bench: Bench) -> None:
    left = bench(f"{SECOND}/tiny_least")
    assert "divergent/error: Odd instead of Refused" in bench.said
    assert left == "def tiny_least(spark):\n    spark.rows([]).least()\n"


def test_a_case_that_reaches_files_is_shortened_and_never_rewritten(bench: Bench) -> None:
    left = bench(f"{SECOND}/tiny_files")
    assert "f'{tmp}/people/{1 + 1}'" in left
    assert "order" not in left
    assert "8" not in left


def test_the_same_case_is_shrunk_in_the_same_steps(bench: Bench) -> None:
    bench(f"{SECOND}/tiny_distinct")
    first = bench.said
    bench(f"{SECOND}/tiny_distinct")
    assert bench.said == first


def test_the_result_is_a_case_that_diverges_in_the_same_way(bench: Bench) -> None:
    bench.out = bench.suite.with_name("test_parity_small.py")
    bench(f"{SECOND}/tiny_least")
    assert bench.out.read_text().startswith(
        '"""divergent/error: Odd instead of Refused: made smaller by `sparity-lab minimise`.'
    )
    case = "batch-core/test_parity_small/tiny_least"
    assert f"sparity-lab repro '{case}' --target 4.3.0 --client sparity" in bench.said
    paper = io.StringIO()
    options = ReproOptions(case, "4.3.0", root=bench.root)
    assert repro(options, Console(file=paper, width=160), bench.workshop) == 1
    assert "Odd" in paper.getvalue()


def test_attempts_are_bounded_and_what_was_found_is_kept(bench: Bench) -> None:
    left = bench(f"{SECOND}/tiny_distinct", attempts=6)
    assert "the budget is spent, 6 attempts" in bench.said
    assert "def tiny_distinct(spark)" in left
    runs = 6 + len(["the case", "what was cut out", "the result"])
    assert bench.journal.count("run candidate") == runs


@pytest.mark.parametrize(
    ("case", "target", "said"),
    [
        ("agrees", "4.3.0", "agrees does not diverge on 4.3.0: it is equal"),
        ("flips", "sail", "sail is judged by recorded outcomes"),
        ("nothing", "4.3.0", "no case has the id"),
    ],
)
def test_what_cannot_be_shrunk_is_a_wrong_usage(
    bench: Bench, case: str, target: str, said: str
) -> None:
    with pytest.raises(UsageProblem, match=said) as raised:
        bench(f"{FIRST}/{case}", target)
    assert raised.value.hint


def test_a_case_that_wavers_is_not_shrunk(bench: Bench) -> None:
    with pytest.raises(InfraProblem, match=r"cut out of its suite, is equal, not divergent/value"):
        bench(f"{FIRST}/flips")


def test_an_interruption_stops_everything_and_keeps_the_smallest_so_far(
    make_lab: Callable[..., "Lab"],
) -> None:
    lab = make_lab("agrees")
    write(lab.root)
    out = lab.root / "small.py"
    arguments = ("minimise", f"{SECOND}/tiny_slow", "--target", "4.3.0", "--out", str(out))
    code, said, err = lab.interrupted(signal.SIGINT, "sleeps", *arguments)
    assert code == 3, said + err
    assert "Traceback" not in said + err
    assert f"the smallest so far is in {out}" in said
    assert "[7, 8, 9]" in out.read_text()
    assert "unused" not in out.read_text()
    assert lab.journal.count("server down") == 1
    assert lab.journal.count("driver down") == lab.journal.count("driver up")
