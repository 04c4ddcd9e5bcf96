"""Writes the published files of a matrix: data, Markdown, page, and its cells as found."""

from pathlib import Path

from sparity_lab.compat.document import MatrixDocument, document
from sparity_lab.compat.markdown import markdown
from sparity_lab.compat.page import html
from sparity_lab.compat.part import PART_NAME, MatrixPart
from sparity_lab.report.files import write_atomically


def publish(found: MatrixDocument, part: MatrixPart, folder: Path) -> list[Path]:
    """Write every file into `folder` and return their paths.

    Args:
        found: the matrix.
        part: what it was derived from, which is kept so that later cells can be put to it.
        folder: where to write.

    Raises:
        InfraProblem: the folder cannot be written.
    """
    contents: dict[str, str | bytes] = {
        "matrix.json": found.json_text(),
        "matrix.md": markdown(found),
        "index.html": html(document(part, most_loud=None)),
        PART_NAME: part.packed(),
    }
    return [write_atomically(folder / name, content) for name, content in contents.items()]
