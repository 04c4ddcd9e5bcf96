"""What is told of the lab's cost, from runs with fakes and from figures that nobody measured."""

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from lab_cost import measure, report, session
from lab_cost.measure import Ran, Synthetic, Twice
from lab_cost.session import Measured, Session, a_case_alone, times
from lab_fakes.roots import make_root

from sparity_lab.problems import InfraProblem
from sparity_lab.report.spread import Spread

TESTS = Path(__file__).parents[1]


def record(case: str = "p/s/a", **spans: tuple[float, float]) -> dict[str, Any]:
    told = {role: {"began_s": began, "took_s": took} for role, (began, took) in spans.items()}
    return {"type": "case", "case": case, "spans": told}


def ran(took: float, *records: dict[str, Any]) -> Ran:
    return Ran(took_s=took, records=list(records))


def flat(value: float) -> Spread:
    return Spread.of([value])


def synthetic(cases: int, *took: float) -> Synthetic:
    return Synthetic(
        cases=cases, clock_s=Spread.of(took), processor_s=Spread.of(took), samples=list(took)
    )


def cost(**about: Any) -> report.Cost:
    way = Measured(
        whole_s=flat(9),
        start_s=flat(2),
        clients_s=flat(6),
        between_ms=flat(3.0),
        ends_ms=1.0,
        lab_ms_a_case=flat(4.0),
    )
    one = Session(
        target="4.1.1",
        reference="pyspark==4.1.1",
        keyword="join",
        cases=200,
        cold_start_s=flat(12),
        ways=dict.fromkeys(session.WAYS, way),
        live_part=flat(1.2),
    )
    again = Twice(
        target="4.1.1",
        keyword="",
        cases=200,
        first_s=flat(40),
        second_s=flat(3),
        part=flat(0.075),
    )
    known: dict[str, Any] = {
        "quick": False,
        "repeats": 3,
        "start": synthetic(1, 2.0, 2.2, 1.8),
        "sizes": [synthetic(101, 2.2, 2.4, 2.1)],
        "sessions": [one],
        "repeated": [again],
    }
    return report.Cost(**{**known, **about})


@pytest.mark.parametrize(
    ("records", "clients", "between"),
    [
        ([record(candidate=(1, 2))], 2, 0),
        ([record(candidate=(0, 2), reference=(1, 3))], 4, 0),  # side by side
        ([record(candidate=(0, 2), reference=(5, 1))], 3, 3),  # in turn
        (  # the candidate goes ahead while the reference is busy
            [
                record(candidate=(0, 1), reference=(0, 3)),
                record(candidate=(1, 3), reference=(3, 1)),
            ],
            4,
            0,
        ),
        ([record(candidate=(0, 9)), record(candidate=(2, 3))], 9, 0),
        ([record(candidate=(0, 1)), record(candidate=(1.5, 1))], 2, 0.5),
    ],
)
def test_time_that_clients_share_counts_once(
    records: list[dict[str, Any]], clients: float, between: float
) -> None:
    for ordered in (records, records[::-1]):
        found = times(ran(12.0, *ordered))
        assert (found.clients, found.between) == (clients, between)
        assert sum(found) == 12.0


def test_a_record_without_times_is_not_taken_for_one_without_cost() -> None:
    with pytest.raises(InfraProblem, match="nobody knows when p/s/a ran"):
        times(ran(1.0, record()))


def test_the_case_of_a_start_brings_no_other_case_along() -> None:
    assert a_case_alone(["p/s/drop[one]", "p/s/drop", "p/s/drop_many"]) == "p/s/drop_many"
    with pytest.raises(InfraProblem, match="every case"):
        a_case_alone(["p/s/drop[one]"])


def test_what_is_neither_start_nor_client_is_the_labs() -> None:
    # Of one case: 2.5 s at the ends, 0.5 s of waiting for a driver. Then eleven cases of 0.4 s.
    def run(way: session.Way, keyword: str) -> Ran:
        if keyword == "p/s/c0":
            return ran(4.0, record("p/s/c0", candidate=(0, 0.5), reference=(1, 0.5)))
        slower = 1.25 if way == "live" else 1.0
        cases = [record(f"p/s/c{n}", candidate=(n / 2 * slower, 0.4 * slower)) for n in range(10)]
        late = record("p/s/d", candidate=(5.5 * slower, 0.4 * slower))
        return ran(9.0, *cases, late)

    asked: list[str] = []

    def cold(keyword: str) -> Ran:
        asked.append(keyword)
        return ran(15.0, record(candidate=(0, 1)))

    found = session.measured("4.1.1", "pyspark==4.1.1", "all", 2, run, cold)
    assert asked == ["p/s/c0"] * 2
    assert found.cases == 11
    alone = found.ways["sparity"]
    assert alone.between_ms.median == pytest.approx(1000 * (1.5 - 0.5) / 10)
    assert alone.ends_ms == pytest.approx(1000 * (3.1 - 2.5) / 10)
    assert alone.lab_ms_a_case.median == pytest.approx(160)
    assert found.live_part.median == pytest.approx(7.375 / 5.9)
    assert found.cold_start_s.median == 15.0


def test_a_slow_start_of_one_case_makes_up_for_nothing() -> None:
    busy = [record(f"p/s/c{n}", candidate=(n, 1)) for n in range(11)]

    def run(way: session.Way, keyword: str) -> Ran:
        alone = keyword == "p/s/c1"
        return ran(99.0, record(candidate=(0, 1))) if alone else ran(12.0, *busy[1:], busy[0])

    found = session.measured("t", "r", "all", 1, run, lambda _: ran(9.0)).ways["live"]
    assert (found.ends_ms, found.lab_ms_a_case.median) == (0, 0)


def test_a_start_is_no_part_of_what_a_synthetic_case_costs() -> None:
    found = synthetic(101, 2.5, 3.0, 2.0).ms_a_case(synthetic(1, 2.0, 9.0, 9.0))
    assert (found.median, found.least, found.most) == (5.0, 0.0, 10.0)


def test_each_promise_is_a_bar() -> None:
    bars = cost().bars()
    assert [(bar.found.median, bar.most) for bar in bars] == [
        (pytest.approx(4.0), 5.0),
        *[(4.0, 5.0)] * 3,
        (1.2, 1.3),
        (0.075, 0.1),
    ]
    assert len({bar.what for bar in bars}) == len(bars)
    assert all(bar.met for bar in bars)
    missed = cost(start=synthetic(1, 0.1), sizes=[synthetic(2, 0.2)])
    assert [bar.met for bar in missed.bars()].count(False) == 1


def test_what_is_written_holds_every_figure_and_the_one_before(tmp_path: Path) -> None:
    report.write(tmp_path, cost(), "abc")
    report.write(tmp_path, cost(sizes=[synthetic(101, 4.0)]), "def")
    document = json.loads((tmp_path / "lab-cost.json").read_text())
    bar = document["bars"][0]
    assert (bar["before"], bar["found"]["median"]) == (pytest.approx(4.0), pytest.approx(22.0))
    assert not bar["met"]
    assert document["sessions"][0]["ways"]["live"]["lab_ms_a_case"]["median"] == 4.0
    text = (tmp_path / "lab-cost.md").read_text()
    assert "commit def" in text
    assert "| ms a synthetic case, of 101 | 5 | 22 (22 to 22) | 4 | MISSED |" in text
    assert "| 4.1.1, 200 (`-k join`) | pyspark==4.1.1 | 2 (2 to 2) |" in text


def test_the_page_needs_nothing_but_itself_even_when_the_lab_costs_nothing() -> None:
    free = cost(sizes=[synthetic(101, 1.0)])
    page = report.page(free, {"when": "w", "commit": "c", "processors": 2}, {})
    ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_damaged_or_older_file_is_no_earlier_run(tmp_path: Path) -> None:
    file = tmp_path / "lab-cost.json"
    for text in ("{", "{}", '{"schema": 1, "bars": []}'):
        file.write_text(text)
        assert report._before(file) == {}


class Fakes:
    """The lab's command with fakes in place of servers and drivers."""

    def __init__(self, folder: Path) -> None:
        self.root = make_root(folder / "repo", {"first": ["agrees", "agrees_too", "differs"]})

    def run(self, *arguments: str, **options: Any) -> Ran:
        return measure.run(
            self.root,
            ("--target", "4.3.0", "--reruns", "0", "--no-cache", *arguments),
            command=(sys.executable, "-m", "lab_fakes.command"),
            variables={"PYTHONPATH": str(TESTS)},
            **options,
        )


@pytest.fixture
def fakes(tmp_path: Path) -> Fakes:
    return Fakes(tmp_path)


def test_real_records_say_when_clients_worked(fakes: Fakes) -> None:
    found = fakes.run("--oracle", "live", accept=(0, 1))
    assert len(found.records) == 3
    assert 0.01 <= times(found).clients < found.took_s


def test_a_run_that_does_not_hold_is_told_with_its_last_words(fakes: Fakes) -> None:
    with pytest.raises(InfraProblem) as caught:
        fakes.run("--oracle", "live")
    assert "did not hold" in caught.value.message
    assert "divergent" in caught.value.render()


def test_cases_that_did_not_run_are_not_measured(tmp_path: Path) -> None:
    fakes = Fakes(tmp_path)
    fakes.root.joinpath("parity_suites/batch_core/test_parity_first.py").write_text(
        "from parity_suites.case import case\n\n"
        '@case(mirrors="dataframe.test_crashes")\n'
        'def crashes(spark):\n    """Crashes."""\n    return 1\n'
    )
    with pytest.raises(InfraProblem, match="not every case ran"):
        fakes.run("--oracle", "live", accept=(0, 1, 3))
