"""The page in a real browser: search, filters in the URL, both outcomes, the program, the theme."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sparity_lab.drift.document import Drift
from sparity_lab.drift.html import html

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

pytestmark = pytest.mark.browser


@pytest.fixture
def address(drift: Drift, tmp_path: Path) -> str:
    file = tmp_path / "drift.html"
    file.write_text(html(drift), encoding="utf-8")
    return f"file://{file}"


@pytest.fixture
def page(browser: playwright.Browser, address: str) -> Iterator[playwright.Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.goto(address)
    yield page
    context.close()
    assert troubles == []


def names(page: playwright.Page) -> list[str]:
    found: list[str] = page.locator(".name-title").all_inner_texts()
    return found


def test_every_function_and_method_is_listed_worst_first(
    page: playwright.Page, drift: Drift
) -> None:
    assert names(page) == list(drift.by_subject())
    assert page.locator("#shown").inner_text() == f"{len(names(page))} with 10 changes"
    assert page.locator('.tile[data-kind="values"] .tile-number').inner_text() == "2"
    assert "2 cases have no golden of 3.5.9" in page.locator(".compared").inner_text()


def test_search_finds_names_cases_and_values(page: playwright.Page) -> None:
    page.fill("#q", "dataframe.join")
    playwright.expect(page.locator(".name")).to_have_count(1)
    page.fill("#q", "old_name")
    playwright.expect(page.locator(".name-title")).to_have_text(["functions.sha2"])
    page.fill("#q", "no such thing")
    playwright.expect(page.locator("#empty")).to_be_visible()
    page.click("#empty-clear")
    assert len(names(page)) > 5


def test_filters_are_kept_in_the_url_and_a_shared_link_shows_the_same(
    page: playwright.Page,
) -> None:
    page.select_option("#f-side", "client")
    page.select_option("#f-owner", "functions")
    page.click('.tile[data-kind="types"]')
    playwright.expect(page.locator(".name-title")).to_have_text(["functions.abs"])
    link = page.url
    for part in ("kind=types", "side=client", "owner=functions"):
        assert part in link
    page.goto("about:blank")
    page.goto(link)
    playwright.expect(page.locator(".name-title")).to_have_text(["functions.abs"])
    assert page.input_value("#f-side") == "client"
    page.click('.tile[data-kind="types"]')
    playwright.expect(page.locator('.tile[data-kind="types"]')).to_have_attribute(
        "aria-pressed", "false"
    )
    assert "kind=" not in page.url


def test_silent_changes_can_be_asked_for_together(page: playwright.Page) -> None:
    page.select_option("#f-kind", "silent")
    assert {"functions.size", "DataFrame.corr", "DataFrame.explain"} <= set(names(page))
    assert "DataFrame.join" not in names(page)


def test_a_change_opens_with_both_outcomes_and_its_program(
    page: playwright.Page, drift: Drift
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.fill("#q", "functions.size")
    playwright.expect(page.locator(".name")).to_have_count(1)
    page.locator('.name[data-name="functions.size"] > summary').click()
    entry = page.locator('.name[data-name="functions.size"] .entry')
    entry.locator("summary").first.click()
    # What is inside of a change is made when the browser says that it is open.
    playwright.expect(entry.locator(".before .line-differs")).to_have_count(1)
    assert entry.locator(".before .line-differs").all_inner_texts() == ["Row(n=-1)\n"]
    assert entry.locator(".after .line-differs").all_inner_texts() == ["Row(n=None)\n"]
    assert "SparkSession.builder.remote" in entry.locator(".snippet").inner_text()
    assert "DataFrame.select" in entry.locator(".f-calls").inner_text()
    entry.locator(".copy").click()
    playwright.expect(entry.locator(".copy")).to_have_text("Copied")
    (changed,) = [one for one in drift.entries if one.heads == ("functions.size",)]
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == drift.facts[changed.case].snippet


def test_a_link_to_a_change_opens_it(page: playwright.Page) -> None:
    page.locator('.name[data-name="DataFrame.join"] > summary').click()
    page.locator('.name[data-name="DataFrame.join"] .entry > summary').click()
    page.wait_for_function("() => location.hash.includes('change=')")
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    playwright.expect(page.locator(".entry[open] .after")).to_contain_text("PySparkTypeError")


def test_a_link_to_a_name_opens_it_and_none_of_its_changes(
    page: playwright.Page, address: str
) -> None:
    page.goto("about:blank")
    page.set_viewport_size({"width": 1280, "height": 300})
    page.goto(f"{address}#name=DataFrame.join")
    playwright.expect(page.locator(".name[open] .name-title")).to_have_text("DataFrame.join")
    playwright.expect(page.locator(".name[open] .entry")).to_be_visible()
    playwright.expect(page.locator(".entry[open]")).to_have_count(0)
    top, bar = (page.locator(one).bounding_box() for one in (".name[open]", "#filters"))
    assert top is not None
    assert bar is not None
    assert top["y"] >= bar["y"] + bar["height"], "it is behind the filters"


def test_changes_that_read_alike_are_folded_below_the_first(
    browser: playwright.Browser, drift: Drift, tmp_path: Path
) -> None:
    (one,) = [entry for entry in drift.entries if entry.heads == ("DataFrame.join",)]
    again = [one.model_copy(update={"observation": name}) for name in ("left", "right")]
    other = one.model_copy(update={"observation": "cross", "summary": "else"})
    more = drift.model_copy(update={"entries": (*drift.entries, *again, other)})
    file = tmp_path / "alike.html"
    file.write_text(html(more), encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"file://{file}")
    name = page.locator('.name[data-name="DataFrame.join"]')
    name.locator("summary").first.click()
    playwright.expect(name.locator(".entry:visible")).to_have_count(2)
    playwright.expect(name.locator(".alike > summary")).to_have_text("2 more like it")
    name.locator(".alike > summary").click()
    playwright.expect(name.locator(".entry:visible")).to_have_count(4)
    name.locator(".alike .entry > summary").last.click()
    page.wait_for_function("() => location.hash.includes('right')")
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    playwright.expect(page.locator(".entry[open] .f-case")).to_have_text(f"{one.case} right")
    playwright.expect(page.locator(".entry[open] .after")).to_be_visible()
    context.close()


def test_everything_works_by_keyboard(page: playwright.Page) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("corr")
    playwright.expect(page.locator(".name")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator(".name > summary").focus()
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".entry > summary")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_system_and_can_be_switched(
    browser: playwright.Browser, address: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    other = {"light": "dark", "dark": "light"}[scheme]
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == scheme
    page.click("#theme")
    assert page.evaluate(theme) == other
    context.close()


def test_on_a_phone_nothing_sticks_out(browser: playwright.Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 700}, has_touch=True)
    page = context.new_page()
    page.goto(address)
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= 375
    page.locator('.name[data-name="functions.size"] > summary').click()
    page.locator('.name[data-name="functions.size"] .entry > summary').click()
    playwright.expect(page.locator(".entry .snippet").first).to_be_visible()
    assert page.evaluate(width) <= 375
    context.close()
