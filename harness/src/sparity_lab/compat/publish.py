"""Writes the published files of a matrix: data, Markdown and page."""

from collections.abc import Callable
from pathlib import Path

from sparity_lab.compat.document import MatrixDocument
from sparity_lab.compat.markdown import markdown
from sparity_lab.compat.page import html
from sparity_lab.report.files import write_atomically

FILES: dict[str, Callable[[MatrixDocument], str]] = {
    "matrix.json": MatrixDocument.json_text,
    "matrix.md": markdown,
    "index.html": html,
}
"""File name and maker."""


def publish(found: MatrixDocument, folder: Path) -> list[Path]:
    """Write every file into `folder` and return their paths.

    Raises:
        InfraProblem: the folder cannot be written.
    """
    texts = [(folder / name, make(found)) for name, make in FILES.items()]
    return [write_atomically(path, text) for path, text in texts]
