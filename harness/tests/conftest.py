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
    "browser": "needs a browser driven by Playwright",
}


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


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
