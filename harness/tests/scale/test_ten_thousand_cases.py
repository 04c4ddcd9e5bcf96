"""Ten thousand cases: memory of the runner stays flat, reports are quick, the page opens at once.

The drivers are fakes, all else is real. Time is bounded in seconds of the processor, which other
programs on the machine change little; what was measured is printed (`pytest -s`).
"""

import json
from typing import Any

import pytest
from lab_fakes.many import OFF, ManyCases
from lab_fakes.quickness import FILTERING, processor_seconds, watched
from lab_fakes.workshop import FRAME_ROWS

SUITES = 40
CASES = 250
TOTAL = SUITES * CASES
REPORT_S = 20.0
PAGE_S = 1.0
GROWTH = 20 * 2**20
"""Bytes that nine thousand cases may add: names and numbers. Their outcomes are many times that."""

pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> ManyCases:
    lab = ManyCases(tmp_path_factory.mktemp("scale") / "repo", SUITES, CASES)
    took = lab.run()
    print(
        f"\n{TOTAL} cases of {FRAME_ROWS} rows: {took.processor:.0f} s of the processor, "
        f"{took.clock:.0f} s on the clock, "
        f"log of {(lab.out / 'log.ndjson').stat().st_size / 2**20:.0f} MB"
    )
    return lab


def test_memory_of_the_runner_does_not_grow_with_outcomes(lab: ManyCases) -> None:
    lines = [line.split() for line in lab.journal.lines() if line.startswith("memory")]
    memory = {int(cases): int(size) for _, cases, size in lines}
    for cases in (1000, 5000, 10_000):
        print(f"\nmemory of the runner after {cases} cases: {memory[cases] / 2**20:.1f} MB", end="")
    print()
    log = (lab.out / "log.ndjson").stat().st_size
    assert log > 3 * GROWTH, "there is too little to hold: the test shows nothing"
    assert memory[10_000] - memory[1000] < GROWTH


def test_every_case_is_in_the_summary(lab: ManyCases) -> None:
    summary = json.loads((lab.out / "summary.json").read_text())
    assert summary["cases"] == TOTAL
    assert summary["counts"]["divergent"] == OFF * SUITES
    assert summary["counts"]["equal"] == TOTAL - OFF * SUITES


def test_all_reports_are_derived_in_seconds(lab: ManyCases) -> None:
    took = lab.command("report", str(lab.out))
    print(
        f"\nall reports: {took.processor:.1f} s of the processor, {took.clock:.1f} s on the clock"
    )
    assert took.processor < REPORT_S


@pytest.mark.browser
def test_the_page_opens_and_filters_at_once(lab: ManyCases, browser: Any) -> None:
    page = browser.new_page()
    tab = watched(page)
    page.goto(f"file://{lab.out / 'index.html'}")
    opened = processor_seconds(tab)
    ready = page.evaluate("performance.getEntriesByName('sparity-ready')[0].startTime / 1000")
    assert page.locator("#shown").inner_text() == f"{TOTAL:,}"
    before = processor_seconds(tab)
    took, shown = page.evaluate(FILTERING, "many 17 off")
    filtered = processor_seconds(tab) - before
    assert shown == f"{OFF} of {TOTAL:,}"
    page.locator(".case").first.click()
    page.locator("#detail mark").first.wait_for()
    page.close()
    size = (lab.out / "index.html").stat().st_size / 2**20
    print(
        f"\npage of {size:.1f} MB: open in {opened:.2f} s of the processor, {ready:.2f} s on the "
        f"clock; filtered in {filtered:.2f} s, {took / 1000:.2f} s on the clock"
    )
    assert opened < PAGE_S
    assert filtered < PAGE_S
