"""Who decides, by runs that hold one of client and server; the file that keeps it."""

from pathlib import Path

import pytest
from miniatures.outcomes import a_case, raised, value

from sparity_lab.drift.changes import Change, changes
from sparity_lab.drift.crossed import CaseSides, CrossedTable, Pair
from sparity_lab.drift.crossing import Twins, Versions, crossed_pair, side_by
from sparity_lab.outcome.model import Outcome
from sparity_lab.problems import UsageProblem
from sparity_lab.verdict.goldens import Goldens

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


SAID = raised("SparkConnectGrpcException", message="No driver")
TOLD = raised("SparkException", message="There is no driver", condition="NO_DRIVER")


@pytest.mark.parametrize(
    ("class_", "message", "side"),
    [
        # The newer PySpark on the older server, which still says the same.
        ("SparkException", "No driver", "client"),
        ("SparkConnectGrpcException", "No driver", "server"),
        ("OtherException", "No driver", None),
    ],
)
def test_who_names_an_error_is_told_by_its_class_whatever_else_it_says(
    class_: str, message: str, side: str | None
) -> None:
    [named] = changes(a_case(), "3.5.9", SAID, TOLD)
    run = {a_case().id: raised(class_, message=message)}
    assert side_by(Twins("client", (), run, None), named, SAID, TOLD) == side


ANSWERED = value("old", ["arrow:old"]), value("new", ["arrow:new"])
"""Two outcomes of which the recordings alone do not tell who decides."""


def goldens_of(tmp_path: Path, before: Outcome, after: Outcome) -> Goldens:
    goldens = Goldens(tmp_path)
    goldens.record(a_case(), "3.5.9", before)
    goldens.record(a_case(), "4.3.0", after)
    return goldens


def crossed(goldens: Goldens, *twins: Twins) -> dict[str, CaseSides]:
    versions = Versions("3.5.9", "4.3.0")
    return dict(crossed_pair(versions, [a_case()], goldens, twins, "2026-01-02").cases)


def older_client(outcome: Outcome) -> Twins:
    """The older PySpark, on its own server by the golden and on the newer one."""
    return Twins("client", ("a on b",), None, {a_case().id: outcome})


def newer_client(outcome: Outcome) -> Twins:
    """The newer PySpark, on the older server and on its own by the golden."""
    return Twins("client", ("b on a",), {a_case().id: outcome}, None)


def test_runs_that_agree_tell_who_decides_what_the_goldens_leave_open(tmp_path: Path) -> None:
    goldens = goldens_of(tmp_path, *ANSWERED)
    (found,) = crossed(goldens, older_client(NEW), newer_client(OLD)).values()
    assert (found.server, found.client, found.either) == (("result",), (), ())


def test_runs_that_contradict_each_other_tell_nothing(tmp_path: Path) -> None:
    goldens = goldens_of(tmp_path, *ANSWERED)
    assert crossed(goldens, older_client(OLD), newer_client(OLD)) == {}


def test_other_clients_and_servers_are_asked_where_the_two_versions_own_tell_nothing(
    tmp_path: Path,
) -> None:
    goldens = goldens_of(tmp_path, *ANSWERED)
    far = newer_client(NEW)._replace(near=False)
    (found,) = crossed(goldens, older_client(NEW), far).values()
    assert found.side("result") == "server"
    (found,) = crossed(goldens, older_client(OTHER), far).values()
    assert found.side("result") == "client"


def test_runs_that_contradict_the_goldens_leave_it_open(tmp_path: Path) -> None:
    """By the goldens alone PySpark decides it: the server says the same to both."""
    said, named = raised("SparkException", message="No"), raised("OtherException", message="No")
    goldens = goldens_of(tmp_path, said, named)
    assert crossed(goldens, newer_client(named)) == {}
    (found,) = crossed(goldens, newer_client(said)).values()
    assert (found.server, found.client, found.either) == ((), (), ("",))
    assert found.side("") == "either"


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
