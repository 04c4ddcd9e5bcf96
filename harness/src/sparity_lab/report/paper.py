"""What a terminal would show, as text for a file."""

import io
from collections.abc import Callable

from rich.console import Console

WIDTH = 160


def on_paper(show: Callable[[Console], None]) -> str:
    """The plain text that `show` prints, on lines wide enough for case ids."""
    paper = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    show(paper)
    return paper.export_text()
