"""Windows that show the page of a run from disk, and complain about every error in them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lab_fakes.windows import Windows

from sparity_lab.report.html import write_page
from sparity_lab.runlog import RunLog

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Viewer(Windows):
    """Windows on the page of a run."""

    def __init__(self, browser: "Browser", folder: Path) -> None:
        super().__init__(browser)
        self._folder = folder

    def show(self, log: RunLog, anchor: str = "", **options: object) -> "Page":
        """The page of a run in a new window."""
        write_page(log, self._folder)
        return self.open(self._folder / "index.html", anchor, **options)


@pytest.fixture
def viewer(browser: "Browser", tmp_path: Path) -> Iterator[Viewer]:
    viewer = Viewer(browser, tmp_path)
    yield viewer
    viewer.close()
    assert viewer.troubles == []
