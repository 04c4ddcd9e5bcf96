"""The HTML page in a real browser: it shows, filters, keeps its state in the URL, obeys keys."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lab_fakes import runs

from sparity_lab.records import Component
from sparity_lab.report.html import html
from sparity_lab.runlog import RunLog

if TYPE_CHECKING:
    from conftest import Viewer

sync = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = sync.expect

pytestmark = pytest.mark.browser

IDS = runs.case_ids()
CLIENTS = ("sparity", "pyspark==4.1.1")


def two_clients() -> RunLog:
    """Two clients on two targets, without one of the four legs: one holds, two do not."""
    places = [("3.5.9", CLIENTS[1]), ("4.1.1", CLIENTS[0]), ("4.1.1", CLIENTS[1])]
    records = []
    for target, client in places:
        entries = (
            [runs.record(case, target=target) for case in IDS]
            if client == "sparity"
            else runs.mixed_records(target)
        )
        records += [entry.model_copy(update={"client": client}) for entry in entries]
    return runs.finished(runs.header(*(runs.leg(t, client=c) for t, c in places)), records)


def many(rows: int) -> RunLog:
    """One divergent case of many rows: one cell differs, one row is missing."""
    expected = [[n, f"name {n} of many"] for n in range(rows)]
    candidate = [row for row in expected if row[0] != 40]
    candidate[9] = [9, "name 9 of few"]
    frames = [runs.outcome(result=runs.frame(r)) for r in (candidate, expected)]
    record = runs.divergent(IDS[0], candidate=frames[0], expected=frames[1])
    return RunLog(runs.header(runs.leg(expected=IDS[:1])), [record])


def shown(page: "sync.Page") -> list[str]:
    return page.locator(".case .case-name").all_inner_texts()


def test_every_expected_case_is_listed_worst_first_with_its_verdict(viewer: "Viewer") -> None:
    page = viewer.show(runs.mixed())
    assert len(shown(page)) == len(IDS)
    assert page.locator(".case .chip").all_inner_texts() == [
        *["✗ divergent"] * 2,
        "! infra",
        "? missing",
        "~ flaky",
        "- unsupported",
        *["✓ equal"] * 4,
    ]
    assert page.locator(".gate").inner_text() == "✗ Gate: fail"


def test_search_finds_by_case_mirror_and_difference(viewer: "Viewer") -> None:
    page = viewer.show(runs.mixed())
    page.fill("#q", "join_on")
    expect(page.locator(".case")).to_have_count(1)
    page.fill("#q", "int instead of bigint")
    expect(page.locator(".case")).to_have_count(1)
    page.fill("#q", "no such thing")
    expect(page.locator("#empty-why")).to_have_text("None of 10 cases fits “no such thing”.")
    page.click("#empty-clear")
    expect(page.locator(".case")).to_have_count(len(IDS))


def test_filters_are_kept_in_the_url_and_a_shared_link_shows_the_same(viewer: "Viewer") -> None:
    page = viewer.show(runs.mixed("3.5.9", "4.1.1"))
    page.select_option("#f-verdict", "divergent")
    page.select_option("#f-target", "4.1.1")
    page.fill("#q", "join")
    expect(page.locator(".case")).to_have_count(1)
    link = page.url
    assert "verdict=divergent" in link
    assert "target=4.1.1" in link
    other = viewer.window()
    other.goto(link)
    expect(other.locator(".case")).to_have_count(1)
    assert other.input_value("#q") == "join"


def test_the_heat_map_tells_each_leg_in_words_signs_and_numbers(viewer: "Viewer") -> None:
    page = viewer.show(two_clients())
    rows = page.locator("#overview tbody tr")
    texts = [" ".join(row.inner_text().split()) for row in rows.all()]
    bad = "✗ fail 4/10 ✗ 2 divergent ! 1 infra ? 1 missing ~ 1 flaky - 1 unsupported"
    assert texts == [f"pyspark==4.1.1 {bad} {bad}", "sparity not run ✓ pass 10/10 all equal"]


def test_a_cell_of_the_heat_map_filters_by_client_and_target(viewer: "Viewer") -> None:
    page = viewer.show(two_clients())
    page.locator("#overview .cell[data-leg='2']").click()
    expect(page.locator(".case")).to_have_count(len(IDS))
    assert page.input_value("#f-target") == "4.1.1"
    assert page.input_value("#f-client") == "pyspark==4.1.1"


def test_a_run_with_one_leg_needs_no_heat_map_of_legs(viewer: "Viewer") -> None:
    assert viewer.show(runs.passing()).locator("#overview").count() == 0


def test_suites_have_their_counts_and_filter_the_list(viewer: "Viewer") -> None:
    page = viewer.show(two_clients())
    column = page.locator("#suites tbody tr", has_text="column")
    assert column.locator("td.num").all_inner_texts() == ["12", "8", "0", "2", "2", "0", "0"]
    assert column.locator(".square [aria-hidden]").all_inner_texts() == ["!", "✓", "!"]
    column.locator(".square").nth(0).click()
    expect(page.locator(".case")).to_have_count(len(runs.SUITES["test_parity_column"]))
    column.locator(".suite").click()
    expect(page.locator(".case")).to_have_count(12)
    assert page.input_value("#f-suite") == "test_parity_column"


def test_a_tile_filters_by_verdict_and_lets_go_again(viewer: "Viewer") -> None:
    page = viewer.show(runs.mixed())
    page.click('.tile[data-verdict="divergent"]')
    expect(page.locator(".case")).to_have_count(2)
    page.click('.tile[data-verdict="divergent"]')
    expect(page.locator(".case")).to_have_count(len(IDS))


def test_what_needs_a_look_is_grouped_by_reason(viewer: "Viewer") -> None:
    page = viewer.show(runs.mixed("3.5.9", "4.1.1"))
    infra = page.locator('[data-attention="infra"]')
    cause = infra.locator(".cause")
    assert cause.inner_text().split("\n") == ["the driver of sparity ended with exit code 9", "2"]
    cause.click()
    expect(page.locator(".case")).to_have_count(2)
    assert page.input_value("#f-verdict") == "infra"


def test_where_nothing_needs_a_look_the_page_says_what_that_means(viewer: "Viewer") -> None:
    page = viewer.show(runs.passing())
    text = page.locator("#attention").inner_text()
    assert "No case differs from the reference." in text
    assert "each one that ran was judged" in text
    assert "No waiver was needed" in text
    assert page.locator(".cause").count() == 0


def test_a_case_opens_with_both_outcomes_side_by_side_and_marked_differences(
    viewer: "Viewer",
) -> None:
    page = viewer.show(runs.mixed())
    page.click("#list >> text=join_on_two_columns")
    detail = page.locator("#detail")
    expect(detail.locator(".sides").first).to_be_visible()
    assert "Expected pyspark==4.1.1" in detail.inner_text()
    assert "Candidate sparity" in detail.inner_text()
    assert detail.locator(".left mark").all_inner_texts() == ["b", "long", "int64"]
    assert detail.locator(".right mark").all_inner_texts() == ["B", "integer", "int32"]
    assert detail.locator(".right .absent").inner_text() == "no such row"
    assert "</script><b>c" in detail.inner_text()
    assert "dataframe.test_drop" in detail.inner_text()


def test_rows_that_are_equal_are_folded_away_and_can_be_shown(viewer: "Viewer") -> None:
    page = viewer.show(many(60))
    page.click(".case")
    right = page.locator("#detail .right").first
    expect(right.locator("tr.gap")).to_have_count(3)
    assert right.locator("mark").all_inner_texts() == ["few"]
    assert right.locator(".differs .index").inner_text() == "10"
    assert "2 of 60 rows differ." in page.locator("#detail").inner_text()
    page.click("text=Show the")
    expect(right.locator("tbody tr")).to_have_count(60)
    expect(right.locator("tr.absent")).to_have_count(1)


def test_rows_in_another_order_are_called_that(viewer: "Viewer") -> None:
    frames = [
        runs.outcome(result=runs.frame(rows))
        for rows in ([[1, "a"], [2, "b"]], [[2, "b"], [1, "a"]])
    ]
    record = runs.divergent(IDS[0], candidate=frames[0], expected=frames[1])
    page = viewer.show(RunLog(runs.header(runs.leg(expected=IDS[:1])), [record]))
    page.click(".case")
    expect(page.locator("#detail").get_by_text("The same rows in another order.")).to_be_visible()


def test_a_plan_is_shown_as_two_trees_with_the_differing_lines_marked(viewer: "Viewer") -> None:
    diff = ["request 1 > execute > plan", "  input > range > end", "    - 3", "    + 4"]
    plan = Component(strict="different", lenient="different", diff=diff)
    record = runs.record(IDS[0], recorded=runs.recorded(plan, notes=["a note"]))
    page = viewer.show(RunLog(runs.header(runs.leg(expected=IDS[:1])), [record]))
    page.click(".case")
    detail = page.locator("#detail .recorded")
    assert "the plans of both clients differ" in detail.inner_text()
    assert "a note" in detail.inner_text()
    trees = detail.locator(".tree")
    expect(trees).to_have_count(2)
    assert trees.nth(0).inner_text().split("\n") == [
        "  request 1 > execute > plan",
        "    input > range > end",
        "-     3",
    ]
    assert trees.nth(1).locator("mark").all_inner_texts() == ["4"]
    assert detail.locator("tr:has-text('candidate')").inner_text().endswith("ExecutePlan 1")


def test_plans_that_are_the_same_stay_folded(viewer: "Viewer") -> None:
    same = runs.recorded(Component(strict="different", lenient="equal", leniencies=["tags"]))
    record = runs.record(IDS[0], recorded=same)
    page = viewer.show(RunLog(runs.header(runs.leg(expected=IDS[:1])), [record]))
    page.click(".case")
    summary = page.locator("#detail .recorded summary")
    expect(summary).to_have_text(
        "Requests recorded: the plans of both clients are the same with tags"
    )
    expect(page.locator("#detail .recorded table")).not_to_be_visible()


def test_what_each_client_sent_is_a_section_of_its_own(viewer: "Viewer") -> None:
    record = runs.record(IDS[0], recorded=runs.recorded(None))
    page = viewer.show(RunLog(runs.header(runs.leg(expected=IDS[:1])), [record]))
    page.click("[data-protocol=sparity] summary")
    row = page.locator("[data-protocol=sparity] tr", has_text="ExecutePlan")
    expect(row.first).to_contain_text(IDS[0])


def test_a_run_without_recording_says_nothing_of_it(viewer: "Viewer") -> None:
    page = viewer.show(runs.passing())
    expect(page.locator("#protocol")).to_have_count(0)
    page.click(".case")
    expect(page.locator("#detail .recorded")).to_have_count(0)


def test_a_link_to_a_case_opens_it_and_back_closes_it(viewer: "Viewer") -> None:
    page = viewer.show(runs.mixed("3.5.9", "4.1.1"))
    page.click(".case:has-text('unknown_column'):has-text('4.1.1')")
    expect(page.locator("#detail .command")).to_be_visible()
    link = page.url
    assert "on=sparity%404.1.1" in link
    assert page.locator("#permalink").get_attribute("href") == "#" + link.split("#")[1]
    page.go_back()
    expect(page.locator("#detail")).not_to_be_visible()
    other = viewer.window()
    other.goto(link)
    expect(other.locator("#detail-title")).to_have_text("unknown_column")
    expect(other.locator("#detail code").first).to_contain_text("--target 4.1.1")
    other.keyboard.press("Escape")
    expect(other.locator("#detail")).not_to_be_visible()
    # The browser tells the page of the closed dialog a moment after it is gone.
    other.wait_for_function("!location.hash.includes('case=')")


def test_a_link_to_a_case_that_is_gone_says_so(viewer: "Viewer") -> None:
    page = viewer.show(runs.passing(), "#case=batch-core/test_parity_column/renamed")
    expect(page.locator("#detail-title")).to_have_text("No such case in this run")


def test_the_repro_command_can_be_copied(viewer: "Viewer") -> None:
    page = viewer.show(runs.mixed(), permissions=["clipboard-read", "clipboard-write"])
    page.click("text=cast[int]")
    page.click("#copy")
    expect(page.locator("#copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (
        "sparity-lab repro 'batch-core/test_parity_column/cast[int]' "
        "--target 4.1.1 --client sparity --oracle live"
    )


def test_everything_works_by_keyboard(viewer: "Viewer") -> None:
    page = viewer.show(runs.mixed())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#detail-title")).to_have_text("unknown_column")
    page.keyboard.press("j")
    expect(page.locator("#detail-title")).to_have_text("like")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.dataset.at === '2'")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("() => document.activeElement.dataset.at === '1'")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid", "the focus cannot be seen"


def test_upstream_coverage_is_told_by_suite_with_what_is_not_mirrored_and_why(
    viewer: "Viewer",
) -> None:
    page = viewer.show(runs.mixed())
    section = page.locator("#upstream")
    assert "5 of the 8 upstream tests" in section.inner_text()
    assert "62.5 %" in section.inner_text()
    assert "of 5 mirrored tests, 2 have all their cases equal" in section.inner_text()
    expect(section.locator("table").first).not_to_be_visible()
    page.click("#upstream-suites > summary")
    column = section.locator('[data-upstream="column"]')
    assert column.locator("td.num").all_inner_texts() == ["5", "2", "0", "1"]
    expect(column.get_by_text("test_between")).not_to_be_visible()
    column.get_by_text("1 not yet").click()
    expect(column.get_by_text("test_between")).to_be_visible()
    column.get_by_text("1 python worker").click()
    expect(column.get_by_text("test_udf")).to_be_visible()
    assert "It runs <b>functions</b> in Python." in column.inner_text()


def test_without_a_list_of_upstream_tests_the_page_is_silent_about_them(viewer: "Viewer") -> None:
    assert viewer.show(RunLog(runs.header(upstream=None), [])).locator("#upstream").count() == 0


def test_data_from_a_run_is_text_and_never_markup(viewer: "Viewer") -> None:
    page = viewer.show(runs.mixed())
    page.click("#list >> text=unknown_column")
    expect(page.locator("#detail .sides").first).to_be_visible()
    assert "<img src=x" in page.locator("#detail").inner_text()
    assert page.locator("#detail img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_system_and_can_be_switched(viewer: "Viewer", scheme: str) -> None:
    page = viewer.show(runs.passing(), color_scheme=scheme)
    other = {"light": "dark", "dark": "light"}[scheme]
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == scheme
    page.click("#theme")
    assert page.evaluate(theme) == other


def test_on_a_phone_nothing_sticks_out(viewer: "Viewer") -> None:
    page = viewer.show(two_clients(), viewport={"width": 390, "height": 800}, has_touch=True)
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= 390
    for summary in page.locator("main details > summary").all():
        if summary.is_visible():
            summary.click()
    assert page.evaluate(width) <= 390
    page.click("#list >> text=join_on_two_columns >> nth=0")
    expect(page.locator("#detail .sides").first).to_be_visible()
    assert page.evaluate(width) <= 390
    inside = "[...document.querySelectorAll('#detail-body')].map((e) => e.scrollWidth)[0]"
    assert page.evaluate(inside) <= 390
    page.click("#close")
    expect(page.locator("#detail")).not_to_be_visible()


def test_thousands_of_cases_are_listed_bit_by_bit(viewer: "Viewer") -> None:
    cases = [f"batch-core/test_parity_many/case_{number}" for number in range(3000)]
    log = runs.finished(
        runs.header(runs.leg(expected=cases)), [runs.record(case) for case in cases]
    )
    page = viewer.show(log)
    expect(page.locator(".case")).to_have_count(100)
    page.click("#more")
    expect(page.locator(".case")).to_have_count(200)
    page.fill("#q", "case_2999")
    expect(page.locator(".case")).to_have_count(1)
    page.click(".case")
    expect(page.locator("#detail .command")).to_contain_text("case_2999")


def test_a_page_without_its_details_says_where_they_are(viewer: "Viewer", tmp_path: Path) -> None:
    page = viewer.show(runs.mixed())
    shutil.rmtree(tmp_path / "details")
    page.click("#list >> text=join_on_two_columns")
    expect(page.locator("#detail")).to_contain_text("in the folder “details” beside this page")
    assert "schema: id: int instead of bigint" in page.locator("#detail").inner_text()
    assert [text for text in viewer.troubles if "details/0.js" not in text] == [
        "Failed to load resource: net::ERR_FILE_NOT_FOUND"
    ]
    viewer.troubles.clear()


def test_the_report_in_one_file_needs_nothing_beside_it(viewer: "Viewer", tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text(html(runs.mixed()), encoding="utf-8")
    page = viewer.window()
    page.goto(f"file://{tmp_path / 'one.html'}#case={IDS[1]}")
    expect(page.locator("#detail .right mark").first).to_have_text("B")


def test_a_passing_run_says_so(viewer: "Viewer") -> None:
    page = viewer.show(runs.passing("4.1.1"))
    assert page.locator(".gate").inner_text() == "✓ Gate: pass"
    assert page.locator(".reasons").count() == 0


def test_an_empty_run_says_so(viewer: "Viewer") -> None:
    page = viewer.show(RunLog(runs.header(runs.leg(expected=[])), []))
    assert "This run has no case" in page.locator("#suites").inner_text()
    expect(page.locator("#empty-why")).to_have_text("This run has no case.")
