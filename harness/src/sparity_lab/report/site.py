"""Puts published pages together for a web server, with a first page that leads to each of them.

`python -m sparity_lab.report.site PUBLISHED SITE`. It knows nothing of what the pages say.
"""

import html
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sparity_lab.report.files import write_atomically
from sparity_lab.report.templating import render

_TITLE = re.compile(r"<title>(.*?)</title>", re.S)


class Page(NamedTuple):
    """A page: its address seen from the first page, and its title."""

    address: str
    title: str


def make_site(published: Path, site: Path) -> list[Page]:
    """Copy what is published, and write `index.html` in front of it; the pages that it leads to.

    Args:
        published: folder of what is published.
        site: folder to write, in place of what it held.

    Raises:
        InfraProblem: it cannot be written.
    """
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(published, site)
    pages = pages_in(site)
    write_atomically(site / "index.html", render("sparity_lab.report", "site.html", pages=pages))
    # GitHub would leave out files whose names begin with an underscore.
    write_atomically(site / ".nojekyll", "")
    return pages


def pages_in(folder: Path) -> list[Page]:
    """Every page below a folder but its first one: those of the folders nearest to it first."""
    found = [path for path in folder.rglob("*.html") if path != folder / "index.html"]
    found.sort(key=lambda path: (path.name != "index.html", path))
    return [Page(path.relative_to(folder).as_posix(), _title(path)) for path in found]


def _title(path: Path) -> str:
    found = _TITLE.search(path.read_text(encoding="utf-8"))
    return html.unescape(found[1].strip()) if found else path.stem


def main(arguments: Sequence[str]) -> int:
    """Make the site; the exit code."""
    published, site = map(Path, arguments)
    for page in make_site(published, site):
        print(f"{page.address}: {page.title}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
