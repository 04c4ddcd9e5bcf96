"""Who decides, by runs that hold one of client and server; the file that keeps it."""

from pathlib import Path

import pytest
from miniatures.outcomes import a_case, raised, value

from sparity_lab.drift.changes import Change, changes
from sparity_lab.drift.crossed import CaseSides, CrossedTable, Pair
from sparity_lab.drift.crossing import Twins, side_by
from sparity_lab.outcome.model import Outcome
from sparity_lab.problems import UsageProblem

OLD, NEW = value("old"), value("new")
OTHER = value("other")


def change() -> Change:
    [found] = changes(a_case(), "3.5.9", OLD, NEW)
    return found


def by(same: str, older: Outcome | None, newer: Outcome | None) -> str | None:
    case = a_case().id
    runs = [None if one is None else {case: one} for one in (older, newer)]
    return side_by(Twins(same, (), *runs), change(), OLD, NEW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("same", "older", "newer", "side"),
    [
        # The older PySpark, on its own server by the golden and on the newer one.
        ("client", None, NEW, "server"),
        ("client", None, OLD, "client"),
        # The newer PySpark, on the older server and on its own.
        ("client", OLD, None, "server"),
        ("client", NEW, None, "client"),
        # Some other client on both servers.
        ("client", OLD, NEW, "server"),
        ("client", NEW, NEW, "client"),
        # Both PySparks on some other server.
        ("server", OLD, NEW, "client"),
        ("server", OLD, OLD, "server"),
        # What is like neither, fails, or goes the other way tells nothing.
        ("client", None, OTHER, None),
        ("client", OTHER, OTHER, None),
        ("client", None, raised(), None),
        ("client", NEW, OLD, None),
    ],
)
def test_what_two_runs_tell(
    same: str, older: Outcome | None, newer: Outcome | None, side: str | None
) -> None:
    assert by(same, older, newer) == side


def test_a_run_without_the_case_tells_nothing() -> None:
    assert side_by(Twins("client", (), None, {}), change(), OLD, NEW) is None


def table(digest: str) -> CrossedTable:
    sides = CaseSides(digest=digest, server=("result",), client=("",))
    pair = Pair(runs=("a on b",), date="2026-01-02", cases={a_case().id: sides})
    return CrossedTable(pairs={"3.5.9 4.3.0": pair})


def test_the_file_keeps_what_is_known_of_a_case_with_this_text(tmp_path: Path) -> None:
    (tmp_path / "matrix").mkdir()
    (tmp_path / "matrix" / "crossed.json").write_text(table(a_case().digest[:12]).text())
    found = CrossedTable.read(tmp_path)
    assert found == table(a_case().digest[:12])
    crossed = found.of("3.5.9", "4.3.0")
    assert crossed is not None
    assert crossed.decider(a_case(), "result") == "server"
    assert crossed.decider(a_case(), None) == "client"
    assert crossed.decider(a_case(), "other") is None
    assert found.of("4.0.5", "4.3.0") is None


def test_what_was_known_of_another_text_of_a_case_is_not_told() -> None:
    crossed = table("another").of("3.5.9", "4.3.0")
    assert crossed is not None
    assert crossed.decider(a_case(), "result") is None


def test_a_broken_file_is_a_wrong_usage_and_none_is_an_empty_one(tmp_path: Path) -> None:
    assert CrossedTable.read(tmp_path).pairs == {}
    (tmp_path / "matrix").mkdir()
    (tmp_path / "matrix" / "crossed.json").write_text("{")
    with pytest.raises(UsageProblem, match="cannot be read"):
        CrossedTable.read(tmp_path)
