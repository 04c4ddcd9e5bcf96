"""Windows that show pages from disk, and complain about every error in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sparity_lab.report.html import write_page
from sparity_lab.runlog import RunLog

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")


class Viewer:
    """One window on a page from disk."""

    def __init__(self, browser: "playwright.Browser", folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self.troubles: list[str] = []
        self._contexts: list[playwright.BrowserContext] = []

    def window(self, **options: object) -> "playwright.Page":
        """An empty window; one that `show` uses unless another is given."""
        context = self._browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, **options}
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda m: self.troubles.append(m.text) if m.type == "error" else None)
        page.on("dialog", lambda dialog: self.troubles.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda r: self.troubles.append(r.url) if not r.url.startswith("file:") else None,
        )
        return page

    def show(self, log: RunLog, anchor: str = "", **options: object) -> "playwright.Page":
        """The page of a run in a new window."""
        write_page(log, self._folder)
        page = self.window(**options)
        page.goto(f"file://{self._folder / 'index.html'}{anchor}")
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def viewer(browser: "playwright.Browser", tmp_path: Path) -> Iterator[Viewer]:
    viewer = Viewer(browser, tmp_path)
    yield viewer
    viewer.close()
    assert viewer.troubles == []
