"""Shared setting of the lab's own tests: the markers that choose slow ones, and the one browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

MARKERS = {
    "live": "needs a real Spark Connect server, a JVM or the network; slow",
    "container": "needs a Docker engine",
    "postgresql": "needs the server programs of PostgreSQL",
    "timing": "measures time, so a busy machine fails it; runs only when -m names it",
    "browser": "needs a browser driven by Playwright",
}


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "timing" in (config.option.markexpr or ""):
        return
    for item in items:
        if item.get_closest_marker("timing"):
            item.add_marker(pytest.mark.skip(reason="measures time: run it with -m timing"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real browser, one for all tests: Playwright's loop cannot run twice in a process."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(chromium).exists():
        pytest.skip(f"no browser at {chromium}")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()
