"""All report files of a run from its log: which formats there are and where each is written."""

from collections.abc import Callable
from pathlib import Path

from sparity_lab.report.files import write_atomically
from sparity_lab.report.html import html
from sparity_lab.report.junit import junit_xml
from sparity_lab.report.markdown import markdown
from sparity_lab.report.sarif import sarif
from sparity_lab.report.summary import summary_json
from sparity_lab.runlog import RunLog

FORMATS: dict[str, tuple[str, Callable[[RunLog], str]]] = {
    "html": ("index.html", html),
    "md": ("report.md", markdown),
    "junit": ("junit.xml", junit_xml),
    "sarif": ("report.sarif", sarif),
    "json": ("summary.json", summary_json),
}
"""Format to file name and maker."""


def derive(log: RunLog, folder: Path, formats: tuple[str, ...] = tuple(FORMATS)) -> list[Path]:
    """Write the named report files of a run into `folder` and return their paths.

    Raises:
        InfraProblem: the folder cannot be written.
    """
    texts = [(folder / FORMATS[name][0], FORMATS[name][1](log)) for name in formats]
    return [write_atomically(path, text) for path, text in texts]
