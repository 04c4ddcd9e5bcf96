"""The page of a matrix in a real browser: heat map, groups, filters in the URL, both outcomes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lab_fakes.quickness import FILTERING, processor_seconds, watched
from lab_fakes.windows import Windows
from matrices import CLIENTS, LOUD, NASTY, SILENT, TARGETS, cell, grouped, large, matrix, small

from sparity_lab.compat.document import MatrixDocument
from sparity_lab.compat.page import html

if TYPE_CHECKING:
    from playwright.sync_api import Page

sync = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = sync.expect

pytestmark = pytest.mark.browser

Show = Callable[..., "Page"]
PAGE_S = 1.0
PAGE_BYTES = 15_000_000
LISTED = f"{len(CLIENTS) * len(TARGETS) * (SILENT + LOUD):,}"


@pytest.fixture
def windows(browser: Any) -> Iterator[Windows]:
    windows = Windows(browser)
    yield windows
    windows.close()
    assert windows.troubles == []


@pytest.fixture
def show(windows: Windows, tmp_path: Path) -> Show:
    def shown(found: MatrixDocument, anchor: str = "", **options: object) -> "Page":
        file = tmp_path / "index.html"
        file.write_text(html(found), encoding="utf-8")
        page: Page = windows.open(file, anchor, **options)
        return page

    return shown


def groups(page: "Page") -> list[str]:
    return [" ".join(text.split()) for text in page.locator(".group").all_inner_texts()]


def test_the_heat_map_tells_each_cell_in_words_signs_and_numbers(show: Show) -> None:
    page = show(small())
    rows = page.locator("#overview tbody tr")
    texts = [" ".join(row.inner_text().split()) for row in rows.all()]
    assert texts == [
        "sparity - 1 unsupported ✓ 9 equal",
        "pyspark==4.1.1 ✗ 1 silently wrong ! 2 loud ✓ 7 equal",
        "pyspark==4.3.0 ? did not run",
    ]


def test_a_cell_with_more_of_its_worst_class_is_darker(show: Show) -> None:
    page = show(
        matrix(
            cell("pyspark==4.0.5", silent=1, equal=99),
            cell("pyspark==4.1.1", silent=60, equal=40),
        )
    )
    colour = "(e) => getComputedStyle(e).backgroundColor"
    few, many = (page.locator(".heat .cell").nth(n).evaluate(colour) for n in (0, 1))
    assert few != many


def test_a_cell_lists_its_findings_and_says_what_it_has(show: Show) -> None:
    page = show(grouped())
    page.locator("#overview .cell").nth(1).click()
    expect(page.locator("#shown")).to_have_text("4 of 8")
    assert page.input_value("#f-target") == "4.3.0"
    assert page.locator("#overview .cell").nth(1).get_attribute("aria-pressed") == "true"
    expect(page.locator("#cell-note")).to_contain_text(
        "pyspark==4.1.1 on 4.3.0: 4 silently wrong, 6 equal."
    )
    page.click("#clear")
    expect(page.locator("#cell-note")).not_to_be_visible()


def test_findings_are_put_together_by_suite_and_function(show: Show) -> None:
    page = show(grouped(), "#target=4.3.0")
    assert groups(page) == [
        "▾ ✗ silently wrong column 3",
        "▾ casts 2",
        "▾ ✗ silently wrong dataframe rows 1",
    ]
    names = page.locator(".case .case-name")
    assert names.all_inner_texts() == ["casts[int]", "casts[long]", "renames", "sampled"]
    page.locator(".group", has_text="column").click()
    assert names.all_inner_texts() == ["sampled"]
    page.locator(".group", has_text="column").click()
    page.locator(".group", has_text="casts").click()
    assert names.all_inner_texts() == ["renames", "sampled"]


def test_where_there_are_many_the_groups_are_folded_at_first(show: Show) -> None:
    page = show(large())
    assert page.locator(".case").count() == 0
    expect(page.locator(".group").first).to_have_attribute("aria-expanded", "false")
    page.fill("#q", "suite_3/function_83 pyspark==4.2.1")
    expect(page.locator(".case").first).to_be_visible()


def test_search_looks_into_cases_tests_and_both_outcomes(show: Show) -> None:
    page = show(grouped())
    for words, count in (("casts[int]", 2), ("with_column_renamed", 8), ("only here", 2)):
        page.fill("#q", words)
        expect(page.locator("#shown")).to_have_text("8" if count == 8 else f"{count} of 8")
    page.fill("#q", "no such thing")
    expect(page.locator("#empty-why")).to_have_text("None of 8 findings fits “no such thing”.")
    page.click("#empty-clear")
    expect(page.locator("#shown")).to_have_text("8")


def test_filters_are_kept_in_the_url_and_a_shared_link_shows_the_same(
    show: Show, windows: Windows
) -> None:
    page = show(grouped())
    page.select_option("#f-target", "4.3.0")
    page.select_option("#f-suite", "test_parity_column")
    page.fill("#q", "casts")
    expect(page.locator(".case")).to_have_count(2)
    link = page.url
    for part in ("target=4.3.0", "suite=test_parity_column", "q=casts"):
        assert part in link
    other = windows.window()
    other.goto(link)
    expect(other.locator(".case")).to_have_count(2)
    assert other.input_value("#q") == "casts"


def test_a_finding_opens_with_both_outcomes_side_by_side_and_what_differs_marked(
    show: Show,
) -> None:
    page = show(small())
    page.locator(".case").first.click()
    detail = page.locator("#detail")
    assert "Expected golden 3.5.9" in detail.inner_text()
    assert "Got pyspark==4.1.1" in detail.inner_text()
    assert detail.locator(".left mark").all_inner_texts() == ["new"]
    assert detail.locator(".right mark").all_inner_texts() == ["old"]
    assert "dataframe.test_with_column_renamed" in detail.inner_text()
    assert "test_parity_dataframe.py:12" in detail.inner_text()


def test_a_finding_leads_to_the_same_case_in_other_cells(show: Show) -> None:
    page = show(grouped(), "#target=3.5.9")
    page.locator(".case", has_text="renames").click()
    others = page.locator("#detail .elsewhere a")
    assert others.all_inner_texts() == ["✗ pyspark==4.1.1 on 4.3.0"]
    others.first.click()
    expect(page.locator("#detail .tag")).to_have_text("pyspark==4.1.1 on 4.3.0")


def test_the_command_that_runs_a_case_again_can_be_copied(show: Show) -> None:
    page = show(grouped(), permissions=["clipboard-read", "clipboard-write"])
    page.locator(".case", has_text="casts[int]").first.click()
    page.click("#copy")
    expect(page.locator("#copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "sparity-lab repro 'batch-core/test_parity_column/casts[int]' "
        "--target 3.5.9 --client pyspark==4.1.1"
    )


def test_a_link_to_a_finding_opens_it_though_its_group_is_folded(show: Show) -> None:
    page = show(large())
    page.locator(".group").nth(1).click()
    page.locator(".group").nth(2).click()
    page.locator(".case").first.click()
    expect(page.locator("#detail .command")).to_be_visible()
    link = page.url
    name = page.locator("#detail-title").inner_text()
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("#detail-title")).to_have_text(name)
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).not_to_be_visible()
    page.wait_for_function("() => document.activeElement.className === 'case'")


def test_reasons_are_put_together_and_lead_to_their_findings(show: Show) -> None:
    page = show(small())
    cause = page.locator('[data-attention="loud"] .cause')
    assert cause.inner_text().split("\n")[-1] == "2"
    cause.click()
    expect(page.locator(".case")).to_have_count(2)
    assert page.input_value("#f-verdict") == "loud"


def test_everything_works_by_keyboard(show: Show) -> None:
    page = show(grouped(), "#target=4.3.0")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    cells = page.locator("#overview .cell")
    cells.nth(0).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#f-target")).to_have_value("3.5.9")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className") == "group"
    page.keyboard.press("Enter")
    expect(page.locator(".group").first).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#detail-title")).to_have_text("renames")
    page.keyboard.press("j")
    expect(page.locator("#detail-title")).to_have_text("sampled")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.wait_for_function("() => document.activeElement.id === 'q'")


def test_what_a_server_said_is_shown_as_it_is(show: Show) -> None:
    page = show(small())
    assert NASTY in page.locator(".case-why").first.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_system_and_can_be_switched(show: Show, scheme: str) -> None:
    page = show(small(), color_scheme=scheme)
    other = {"light": "dark", "dark": "light"}[scheme]
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == scheme
    page.click("#theme")
    assert page.evaluate(theme) == other


CONTRAST = """() => {
    const linear = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    const channel = (v) => linear(v / 255);
    const light = (text) => {
        let [r, g, b] = text.match(/[\\d.]+/g).map(Number);
        if (text.startsWith("color(")) [r, g, b] = [r, g, b].map((v) => v * 255);
        return .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
    };
    return [...document.querySelectorAll(".heat .cell-main, .heat .cell-loud")].map((node) => {
        const on = light(getComputedStyle(node.closest(".cell")).backgroundColor);
        const text = light(getComputedStyle(node).color);
        return (Math.max(on, text) + .05) / (Math.min(on, text) + .05);
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_heat_map_can_be_read_however_hot_it_is(show: Show, scheme: str) -> None:
    worst = [
        cell(f"pyspark=={n}", **{name: 99, "equal": 1})
        for n, name in enumerate(("silent", "loud", "server", "unsupported", "infra", "flaky"))
    ]
    page = show(matrix(*worst), color_scheme=scheme)
    assert min(page.evaluate(CONTRAST)) >= 4.5, "less than WCAG AA"


def test_on_a_phone_nothing_sticks_out(show: Show) -> None:
    page = show(large(), viewport={"width": 390, "height": 800}, has_touch=True)
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= 390
    for part in page.locator(".part > summary").all():
        part.click()
    assert page.evaluate(width) <= 390
    page.locator("#overview .cell").first.click()
    page.locator(".group").first.click()
    page.locator(".group").nth(1).click()
    page.locator(".case").first.click()
    expect(page.locator("#detail .sides")).to_be_visible()
    assert page.evaluate(width) <= 390
    inside = "document.querySelector('#detail-body').scrollWidth"
    assert page.evaluate(inside) <= 390


def test_tens_of_thousands_of_findings_open_and_filter_at_once(
    windows: Windows, tmp_path: Path
) -> None:
    file = tmp_path / "index.html"
    file.write_text(html(large()), encoding="utf-8")
    assert file.stat().st_size < PAGE_BYTES
    page = windows.window()
    tab = watched(page)
    page.goto(f"file://{file}")
    opened = processor_seconds(tab)
    assert page.locator("#shown").inner_text() == LISTED
    before = processor_seconds(tab)
    took, shown = page.evaluate(FILTERING, "condition_17 pyspark==4.2.1")
    filtered = processor_seconds(tab) - before
    assert shown.endswith(f"of {LISTED}")
    print(
        f"\npage of {file.stat().st_size / 1e6:.1f} MB: open in {opened:.2f} s of the processor, "
        f"filtered in {filtered:.2f} s, {took / 1000:.2f} s on the clock"
    )
    assert opened < PAGE_S
    assert filtered < PAGE_S
