"""Samples become rows: which figure is compared, with whom, and whether that is little enough."""

import pytest
from benchmarks.measure import runs_a_sample
from benchmarks.results import Told, judged
from benchmarks.table import Bench
from made import results, row, sample

from sparity_lab.report.spread import Spread


def test_the_ratio_is_that_of_the_medians_and_its_spread_that_of_the_pairs():
    found = row([1.0, 3.0, 2.0], [4.0, 4.0, 8.0])
    assert found.ratio == 2.0 / 4.0
    assert (found.ratio_least, found.ratio_most) == (0.25, 0.75)
    assert (found.ours.wall, found.met) == (Spread(median=2.0, least=1.0, most=3.0), True)


@pytest.mark.parametrize(
    ("quantity", "ratio"), [("wall", 0.5), ("client", 0.5), ("peak_mb", 0.25), ("rpcs", 1 / 3)]
)
def test_a_row_compares_what_its_bar_is_about(quantity, ratio):
    ours = sample(1.0, peak_mb=50.0, rpcs={"ExecutePlan": 1, "ReleaseExecute": 1})
    other = sample(2.0, peak_mb=200.0, rpcs={"ExecutePlan": 6})
    found = judged(Bench("p", "t", quantity, 0.4), [ours], [other], None, 1.0)
    assert found.ratio == pytest.approx(ratio)
    assert found.met == (ratio <= 0.4)


def test_the_servers_time_is_told_only_where_it_is_known():
    assert Told.of("sparity", 1, [sample(), sample(server=None)]).server is None
    assert Told.of("sparity", 1, [sample(4.0)]).server == Spread(median=1.0, least=1.0, most=1.0)


@pytest.mark.parametrize(
    ("about", "least", "reach"),
    [
        ({"bar": 0.05}, 0.1, False),
        ({"bar": 0.2}, 0.1, True),
        ({"bar": 0.05, "quantity": "client"}, None, True),
        ({"bar": 0.05, "against": "raw"}, None, True),
        ({"bar": 0.05, "raw": None}, None, True),
    ],
)
def test_a_bar_that_not_even_the_raw_reader_keeps_is_out_of_reach(about, least, reach):
    found = row(0.5, 1.0, **{"raw": "collect", **about})
    assert (found.least_ratio, not found.out_of_reach, found.met) == (least, reach, False)


def test_raw_samples_are_kept():
    told = row([1.0, 2.0], [2.0, 2.0]).ours
    assert [one["wall"] for one in told.samples] == [1.0, 2.0]
    assert told.samples[0] == {
        "wall": 1.0,
        "cpu": 0.5,
        "server": 0.25,
        "peak_mb": 100.0,
        "calls": 1,
    }


@pytest.mark.parametrize(
    ("quickest", "runs"), [(0.003, 134), (0.399, 2), (0.4, 1), (4.0, 1), (0.00001, 200)]
)
def test_a_sample_of_a_quick_program_is_made_of_many_runs_alike_on_all_sides(quickest, runs):
    assert runs_a_sample([sample(5.0), sample(quickest)]) == runs


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        ([0.6, 0.6, 0.6], 0.5, "worse"),
        ([0.4, 0.6, 0.9], 0.5, "same"),  # some pairs were no worse
        ([0.54, 0.54, 0.54], 0.5, "same"),  # too little to be told
        ([0.4, 0.4, 0.4], 0.5, "better"),
        ([0.5, 0.5, 0.5], 0.5, "same"),
    ],
)
def test_a_row_got_worse_when_it_did_so_by_more_than_accident(now, before, change):
    found = row(now, [1.0] * 3).beside(before)
    assert (found.before, found.change) == (before, change)


def test_one_more_call_is_worse_whatever_the_share():
    bench = Bench("p", "t", "rpcs", 2.0)
    hundred = sample(rpcs={"a": 100})
    more = judged(bench, [sample(rpcs={"a": 101})], [hundred], None, 1.0)
    assert more.beside(1.0).change == "worse"
    assert judged(bench, [hundred], [hundred], None, 1.0).beside(1.0).change == "same"


def test_a_row_that_was_not_there_before_has_no_past():
    assert (row().beside(None).before, row().beside(None).change) == (None, None)


def test_results_know_what_was_missed_and_what_got_worse():
    missed, worse = row(2.0, 1.0, title="missed"), row(1.0, 2.0).beside(0.1)
    found = results(missed, worse)
    assert [one.title for one in found.missed] == ["missed"]
    assert found.worse == [worse]
