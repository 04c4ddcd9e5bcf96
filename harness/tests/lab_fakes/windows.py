"""Browser windows on pages from disk, which note every error and every request to a network."""

from pathlib import Path
from typing import Any


class Windows:
    """The windows of one test, and what went wrong in any of them."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._contexts: list[Any] = []
        self.troubles: list[str] = []

    def window(self, **options: object) -> Any:
        """An empty window, as large as that of a laptop unless told otherwise."""
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

    def open(self, file: Path, anchor: str = "", **options: object) -> Any:
        """A page from disk in a new window."""
        page = self.window(**options)
        page.goto(f"file://{file}{anchor}")
        return page

    def close(self) -> None:
        """Close every window."""
        for context in self._contexts:
            context.close()
