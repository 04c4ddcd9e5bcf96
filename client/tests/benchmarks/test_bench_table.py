"""The list of what is measured: no two rows are taken for each other, and all can be run."""

from benchmarks.measure import sides
from benchmarks.programs import DEPTHS, Programs
from benchmarks.table import BENCHES


def test_no_two_rows_have_the_same_key_or_title():
    assert len({bench.key for bench in BENCHES}) == len(BENCHES)
    assert len({bench.title for bench in BENCHES}) == len(BENCHES)


def test_every_program_and_every_frame_that_is_read_raw_exists():
    wanted = {bench.program for bench in BENCHES} - {"start"}
    wanted |= {bench.raw for bench in BENCHES if bench.raw} | set(DEPTHS)
    assert {name for name in wanted if not callable(getattr(Programs, name, None))} == set()


def test_the_raw_reader_runs_wherever_it_is_the_measure_or_the_limit():
    for bench in BENCHES:
        who = sides(bench, 1.0)
        raw = [side for side in who.all() if side.client == "raw"]
        assert len(raw) == (bench.raw is not None), bench.title
        assert who.ours.client == "sparity"
        if bench.against == "itself":
            assert (who.other.client, who.ours.size) == ("sparity", 4 * who.other.size)


def test_a_quick_run_cuts_all_sides_alike():
    for bench in BENCHES:
        whole, cut = sides(bench, 1.0), sides(bench, 0.1)
        for one, two in zip(whole.all(), cut.all(), strict=True):
            assert two.size == one.size * 0.1
