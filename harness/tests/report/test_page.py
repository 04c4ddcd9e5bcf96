"""The HTML page in a real browser: it shows, filters, keeps its state in the URL, obeys keys."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_fakes import runs

from sparity_lab.records import CaseRecord
from sparity_lab.report.html import html
from sparity_lab.runlog import RunLog

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no browser at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: playwright.Browser) -> Iterator[playwright.Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.on("dialog", lambda dialog: troubles.append(f"dialog: {dialog.message}"))
    yield page
    context.close()
    assert troubles == []


def show(page: playwright.Page, folder: Path, log: RunLog, anchor: str = "") -> str:
    file = folder / "index.html"
    file.write_text(html(log), encoding="utf-8")
    address = f"file://{file}{anchor}"
    page.goto(address)
    return address


def shown(page: playwright.Page) -> list[str]:
    return page.locator(".case .case-name").all_inner_texts()


def test_every_expected_case_is_listed_with_its_verdict(
    page: playwright.Page, tmp_path: Path
) -> None:
    show(page, tmp_path, runs.mixed())
    assert len(shown(page)) == len(runs.case_ids())
    chips = page.locator(".case .chip").all_inner_texts()
    assert sorted(set(chips)) == [
        "divergent",
        "equal",
        "flaky",
        "infra",
        "missing",
        "unsupported",
    ]
    assert page.locator(".gate").inner_text() == "Gate: fail"


def test_search_finds_by_case_mirror_and_difference(page: playwright.Page, tmp_path: Path) -> None:
    show(page, tmp_path, runs.mixed())
    page.fill("#q", "join_on")
    playwright.expect(page.locator(".case")).to_have_count(1)
    page.fill("#q", "int instead of bigint")
    playwright.expect(page.locator(".case")).to_have_count(1)
    page.fill("#q", "no such thing")
    playwright.expect(page.locator("#empty")).to_be_visible()
    page.click("#empty-clear")
    playwright.expect(page.locator(".case")).to_have_count(len(runs.case_ids()))


def test_filters_are_kept_in_the_url_and_a_shared_link_shows_the_same(
    page: playwright.Page, tmp_path: Path
) -> None:
    show(page, tmp_path, runs.mixed("3.5.9", "4.1.1"))
    page.select_option("#f-verdict", "divergent")
    page.select_option("#f-target", "4.1.1")
    page.fill("#q", "join")
    playwright.expect(page.locator(".case")).to_have_count(1)
    link = page.url
    assert "verdict=divergent" in link
    assert "target=4.1.1" in link
    page.goto("about:blank")
    page.goto(link)
    playwright.expect(page.locator(".case")).to_have_count(1)
    assert page.input_value("#q") == "join"


def test_a_cell_of_the_heat_map_filters_by_suite_and_target(
    page: playwright.Page, tmp_path: Path
) -> None:
    show(page, tmp_path, runs.mixed("3.5.9", "4.1.1"))
    page.click('.cell[data-suite="test_parity_column"][data-leg="1"]')
    playwright.expect(page.locator(".case")).to_have_count(len(runs.SUITES["test_parity_column"]))
    assert page.input_value("#f-target") == "4.1.1"


def test_a_tile_filters_by_verdict_and_lets_go_again(page: playwright.Page, tmp_path: Path) -> None:
    show(page, tmp_path, runs.mixed())
    page.click('.tile[data-verdict="divergent"]')
    playwright.expect(page.locator(".case")).to_have_count(2)
    page.click('.tile[data-verdict="divergent"]')
    playwright.expect(page.locator(".case")).to_have_count(len(runs.case_ids()))


def test_a_case_opens_with_both_outcomes_side_by_side_and_marked_differences(
    page: playwright.Page, tmp_path: Path
) -> None:
    show(page, tmp_path, runs.mixed())
    page.click("text=join_on_two_columns")
    detail = page.locator("#detail")
    playwright.expect(detail).to_be_visible()
    assert "Expected (pyspark==4.1.1)" in detail.inner_text()
    assert "Candidate (sparity)" in detail.inner_text()
    marked = detail.locator(".differs-cell").all_inner_texts()
    assert '"b"' in marked
    assert '"B"' in marked
    assert "long" in marked
    assert "integer" in marked
    assert detail.locator("tr.differs").count() == 1
    assert "</script><b>c" in detail.inner_text()
    assert "dataframe.test_drop" in detail.inner_text()


def test_a_link_to_a_case_opens_it(page: playwright.Page, tmp_path: Path) -> None:
    show(page, tmp_path, runs.mixed())
    page.click("text=unknown_column")
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    playwright.expect(page.locator("#detail-title")).to_have_text("unknown_column")
    page.keyboard.press("Escape")
    playwright.expect(page.locator("#detail")).not_to_be_visible()
    # The browser tells the page of the closed dialog a moment after it is gone.
    page.wait_for_function("!location.hash.includes('case=')")


def test_the_repro_command_can_be_copied(page: playwright.Page, tmp_path: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    show(page, tmp_path, runs.mixed())
    page.click("text=cast[int]")
    page.click("#copy")
    playwright.expect(page.locator("#copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (
        "sparity-lab repro 'batch-core/test_parity_column/cast[int]' "
        "--target 4.1.1 --client sparity"
    )


def test_everything_works_by_keyboard(page: playwright.Page, tmp_path: Path) -> None:
    show(page, tmp_path, runs.mixed())
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#detail-title")).to_have_text("join_on_two_columns")
    page.keyboard.press("j")
    playwright.expect(page.locator("#detail-title")).to_have_text("with_column[twice]")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.dataset.at === '2'")


def test_upstream_coverage_is_told_by_suite_with_what_is_not_mirrored_and_why(
    page: playwright.Page, tmp_path: Path
) -> None:
    show(page, tmp_path, runs.mixed())
    section = page.locator("#upstream")
    assert "5 of the 8 upstream tests" in section.inner_text()
    assert "62.5 %" in section.inner_text()
    assert "of 5 mirrored tests, 2 have all their cases equal" in section.inner_text()
    playwright.expect(section.locator("table").first).not_to_be_visible()
    page.click("#upstream-suites > summary")
    column = section.locator('[data-upstream="column"]')
    assert column.locator("td.num").all_inner_texts() == ["5", "2", "0", "1"]
    playwright.expect(column.get_by_text("test_between")).not_to_be_visible()
    column.get_by_text("1 not yet").click()
    playwright.expect(column.get_by_text("test_between")).to_be_visible()
    column.get_by_text("1 python worker").click()
    playwright.expect(column.get_by_text("test_udf")).to_be_visible()
    assert "It runs <b>functions</b> in Python." in column.inner_text()


def test_without_a_list_of_upstream_tests_the_page_is_silent_about_them(
    page: playwright.Page, tmp_path: Path
) -> None:
    show(page, tmp_path, RunLog(runs.header(upstream=None), []))
    assert page.locator("#upstream").count() == 0


def test_data_from_a_run_is_text_and_never_markup(page: playwright.Page, tmp_path: Path) -> None:
    show(page, tmp_path, runs.mixed())
    page.click("text=unknown_column")
    assert "<img src=x" in page.locator("#detail").inner_text()
    assert page.locator("#detail img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_system_and_can_be_switched(
    browser: playwright.Browser, tmp_path: Path, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    show(page, tmp_path, runs.passing())
    other = {"light": "dark", "dark": "light"}[scheme]
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == scheme
    page.click("#theme")
    assert page.evaluate(theme) == other
    context.close()


def test_on_a_phone_nothing_sticks_out(browser: playwright.Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 700}, has_touch=True)
    page = context.new_page()
    show(page, tmp_path, runs.mixed("3.5.9", "4.1.1", "4.3.0"))
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= 375
    page.click("#upstream-suites > summary")
    page.click('[data-upstream="dataframe"] details >> nth=0')
    playwright.expect(page.get_by_text("test_transpose")).to_be_visible()
    assert page.evaluate(width) <= 375
    page.click("text=join_on_two_columns >> nth=0")
    playwright.expect(page.locator("#detail")).to_be_visible()
    assert page.evaluate(width) <= 375
    page.click("#close")
    playwright.expect(page.locator("#detail")).not_to_be_visible()
    context.close()


def test_thousands_of_cases_are_listed_bit_by_bit(page: playwright.Page, tmp_path: Path) -> None:
    cases = [f"batch-core/test_parity_many/case_{number}" for number in range(3000)]
    records: list[CaseRecord] = [runs.record(case) for case in cases]
    show(page, tmp_path, runs.finished(runs.header(runs.leg(expected=cases)), records))
    playwright.expect(page.locator(".case")).to_have_count(200)
    page.click("#more")
    playwright.expect(page.locator(".case")).to_have_count(400)
    page.fill("#q", "case_2999")
    playwright.expect(page.locator(".case")).to_have_count(1)


def test_a_passing_run_says_so(page: playwright.Page, tmp_path: Path) -> None:
    show(page, tmp_path, runs.passing("4.1.1"))
    assert page.locator(".gate").inner_text() == "Gate: pass"
    assert page.locator(".reasons").count() == 0
