"""What a run wrote for people: every figure, what was missed, and pages that need nothing else."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from benchmarks import guide, report
from benchmarks.results import Hot, Profile
from made import results, row

PROFILE = Profile(
    program="collect",
    title="collect, 500,000 rows",
    cpu=0.3,
    wall=0.5,
    samples=900,
    file="profiles/collect.svg",
    hottest=[Hot(function="moments", place="sparity/arrow/temporal.py:10", own=31.5, total=40.0)],
)


def test_a_row_tells_all_that_was_measured_of_both_sides():
    told = dict(
        zip(
            report.HEADS,
            report.cells(row([1.0, 3.0, 2.0], [4.0, 4.0, 8.0], raw="collect")),
            strict=True,
        )
    )
    assert told["sparity: median (least to most)"] == "2 s (1 to 3)"
    assert told["median (least to most)"] == "4 s (4 to 8)"
    assert told["ratio (least to most)"] == "0.5 (0.25 to 0.75)"
    assert (told["at most"], told["met"]) == ("0.9", "yes")
    assert told["clock, both, s"] == "2 / 4"
    assert told["client CPU, both, s"] == "1 / 2"
    assert told["server CPU, both, s"] == "0.5 / 1"
    assert told["raw reader, s"] == "0.1"
    assert told["calls, both"] == "1 / 1"


def test_where_the_raw_reader_is_the_other_side_its_time_is_told_too():
    against = row(1.0, 2.0, against="raw", raw="collect")
    assert dict(zip(report.HEADS, report.cells(against), strict=True))["raw reader, s"] == "2"


def test_what_no_client_can_reach_is_missed_all_the_same_and_says_so():
    missed = row(0.5, 1.0, raw="collect", bar=0.05, title="small queries")
    assert dict(zip(report.HEADS, report.cells(missed), strict=True))["met"] == (
        "NO: the raw reader needs 0.1"
    )
    one = results(missed, row(2.0, 1.0, title="other"))
    assert not one.kept
    assert "Missed: other." in report.page(one)
    assert "out of reach of any client" in report.page(one)
    assert "**0.5**, missed (the raw reader needs 0.1)" in report.overview([one])


def test_what_got_worse_says_so_with_the_ratio_before():
    told = dict(zip(report.HEADS, report.cells(row().beside(0.1)), strict=True))
    assert (told["ratio before"], told["since then"]) == ("0.1", "worse")


def test_the_tables_of_all_formats_have_as_many_columns_as_heads():
    lines = [
        line
        for line in report.markdown(results(row(), row(title="a | b"))).splitlines()
        if line.startswith("|")
    ]
    counts = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
    assert counts == {len(report.HEADS) + 1}


def test_the_page_needs_nothing_but_itself_and_is_small():
    rows = [row(program=f"p{n}", title=f"row <{n}>", raw="collect") for n in range(43)]
    page = report.page(results(*rows, profiles=[PROFILE]))
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert len(page) < 200_000
    for chart in re.findall(r"<svg.*?</svg>", page):
        ElementTree.fromstring(chart)
    assert "row &lt;42&gt;" in page


def test_the_page_says_first_what_was_missed():
    page = report.page(
        results(row(2.0, 1.0, title="collect <all>"), row(program="o", title="other"))
    )
    assert "Missed: collect &lt;all&gt;." in page
    assert "Every bar is met." in report.page(results(row()))


def test_what_could_not_be_measured_is_not_taken_for_met():
    found = results(row(), failed=["union: sparity could not run union"])
    assert "Not measured: union: sparity could not run union." in report.page(found)
    assert "1 of 2 bars met" in report.overview([found])


def test_facts_tell_commit_versions_server_and_bytecode():
    told = dict(report.facts(results(row())))
    assert "commit abc" in told["run"]
    assert (told["pyspark"], told["bytecode"]) == ("pyarrow 2", "written")


def test_targets_stand_beside_each_other_even_where_one_lacks_a_row():
    one = results(row(), row(2.0, 1.0, program="x", title="only here"))
    text = report.overview([one, results(row(1.0, 4.0), target="4.3.0")])
    assert "| collect | 0.9 | 0.5 | 0.25 |" in text
    assert "| only here | 0.9 | **2**, missed |  |" in text
    assert "1 of 2 bars met" in text


def test_writing_leaves_json_page_and_tables(tmp_path: Path):
    report.write(results(row()), tmp_path)
    report.write_overview(tmp_path, [results(row())])
    assert {file.name for file in tmp_path.iterdir()} == {
        "bench.json",
        "index.html",
        "bench.md",
        "README.md",
    }


def test_the_guide_gets_links_and_profiles_and_keeps_what_is_by_hand():
    text = f"before\n{guide.BEGIN}\nold\n{guide.END}\nafter\n"
    found = guide.renewed(text, [results(row(), profiles=[PROFILE])], "../published")
    assert found.startswith("before\n")
    assert found.endswith(f"{guide.END}\nafter\n")
    assert "old" not in found
    assert "[Spark 4.1.1](../published/4.1.1/bench.md): 1 of 1 bars met" in found
    assert "[collect, 500,000 rows](../published/4.1.1/profiles/collect.svg)" in found
    assert "`moments` (sparity/arrow/temporal.py:10) 31.5 %" in found
    assert guide.renewed(found, [results(row(), profiles=[PROFILE])], "../published") == found


def test_a_guide_without_a_place_for_it_is_an_error():
    with pytest.raises(ValueError, match="lacks a line"):
        guide.renewed("nothing", [], "x")


def test_the_guide_of_this_repository_has_the_place():
    guide.renewed(
        (Path(__file__).parents[3] / "docs" / "performance.md").read_text("utf-8"), [], "x"
    )
