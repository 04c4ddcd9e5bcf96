"""All report files of a run from its log: which formats there are and where each is written."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sparity_lab.report.files import write_atomically
from sparity_lab.report.html import PAGE, html, write_page
from sparity_lab.report.junit import junit_xml
from sparity_lab.report.markdown import markdown
from sparity_lab.report.sarif import sarif
from sparity_lab.report.summary import summary_json
from sparity_lab.runlog import RunLog


@dataclass(frozen=True)
class Format:
    """One format: its text, the file it goes to, and how it is written if that is not all."""

    file: str
    text: Callable[[RunLog], str]
    write: Callable[[RunLog, Path], list[Path]] | None = None


FORMATS: dict[str, Format] = {
    "html": Format(PAGE, html, write_page),
    "md": Format("report.md", markdown),
    "junit": Format("junit.xml", junit_xml),
    "sarif": Format("report.sarif", sarif),
    "json": Format("summary.json", summary_json),
}


def derive(log: RunLog, folder: Path, formats: tuple[str, ...] = tuple(FORMATS)) -> list[Path]:
    """Write the named report files of a run into `folder` and return their paths.

    Raises:
        InfraProblem: the folder cannot be written.
    """
    paths = []
    for name in formats:
        made = FORMATS[name]
        if made.write is not None:
            paths += made.write(log, folder)
        else:
            paths.append(write_atomically(folder / made.file, made.text(log)))
    return paths
