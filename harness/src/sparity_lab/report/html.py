"""The static HTML report, as a folder that opens from disk or as one file; judges nothing."""

import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sparity_lab.coverage.numbers import UpstreamNumbers
from sparity_lab.coverage.wording import headline, leg_line, origin_line, reason_lines
from sparity_lab.report.files import write_atomically
from sparity_lab.report.gate import gate_of, notes_of
from sparity_lab.report.overview import profile_maps, shown_verdicts, suite_rows
from sparity_lab.report.page_details import chunks
from sparity_lab.report.page_index import PageIndex
from sparity_lab.report.script import script_json
from sparity_lab.report.summary import Summary, summarise
from sparity_lab.report.templating import render
from sparity_lab.report.wording import EMPTY, EXPLAINED, SIGNS
from sparity_lab.runlog import RunLog, cannot_write

PAGE = "index.html"
DETAILS = "details"
"""The folder beside the page that has what is shown of a case when it is opened."""

SECTIONS = ("overview", "attention", "suites", "cases", "upstream", "protocol", "about")
"""The parts of the page in their order, each a template of its own in `templates/sections`."""

LOOKS = ("divergent", "infra", "flaky", "missing", "waived")
"""Verdicts that need a look."""

WORDS = {
    "list": "Cases",
    "search": "Search: case, mirrored test, difference …",
    "verdicts": "All verdicts",
    "unscripted": "The list of cases needs JavaScript. What is above, report.md and junit.xml "
    "do not.",
    "all": "Show all cases",
    "looks": "by reason, most frequent first",
}
"""What the list is called, and says of itself."""


def html(log: RunLog) -> str:
    """The whole report as one file, for standard output and for sending."""
    index = PageIndex(log)
    details = [Markup(text) for text in chunks(log, index)]
    return _render(log, index, details)


def write_page(log: RunLog, folder: Path) -> list[Path]:
    """Write `index.html` and the folder of details beside it, one chunk after the other.

    A browser does not let a page from disk fetch files; scripts it may load.

    Raises:
        InfraProblem: the folder cannot be written.
    """
    draft = folder / f".{DETAILS}-{secrets.token_hex(4)}"
    index = PageIndex(log)
    try:
        for number, text in enumerate(chunks(log, index)):
            write_atomically(draft / f"{number}.js", f"sparityDetails({number},{text});\n")
        _replace(draft, folder / DETAILS)
    except OSError as problem:
        raise cannot_write(folder, problem) from problem
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return [write_atomically(folder / PAGE, _render(log, index, ()))]


def _replace(draft: Path, place: Path) -> None:
    if place.exists():
        shutil.rmtree(place)
    if draft.exists():
        draft.rename(place)


def _render(log: RunLog, index: PageIndex, details: Iterable[Markup]) -> str:
    summary = summarise(log)
    return render(
        "sparity_lab.report",
        PAGE,
        sections=SECTIONS,
        details=details,
        summary=summary,
        upstream=_upstream(summary.upstream),
        gate=gate_of(log),
        header=log.header,
        legs=log.header.legs,
        maps=profile_maps(log),
        suites=suite_rows(log),
        shown=shown_verdicts(summary.counts),
        looks=LOOKS,
        counts=summary.counts,
        labels={verdict: verdict for verdict in SIGNS},
        signs=SIGNS,
        explained=EXPLAINED,
        empty=EMPTY,
        words=WORDS,
        title=_title(summary),
        warnings=notes_of(log),
        servers=log.servers,
        index=Markup(script_json(index.data())),
    )


def _title(summary: Summary) -> dict[str, str]:
    """The heading: the names themselves as long as there is one of a kind."""
    clients = list(dict.fromkeys(leg.client for leg in summary.legs))
    targets = list(dict.fromkeys(leg.target for leg in summary.legs))
    return {
        "clients": clients[0] if len(clients) == 1 else f"{len(clients)} clients",
        "targets": f"Spark {targets[0]}" if len(targets) == 1 else f"{len(targets)} targets",
    }


def _upstream(found: UpstreamNumbers | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "headline": headline(found),
        "legs": [leg_line(leg) for leg in found.legs],
        "origin": origin_line(found),
        "reasons": reason_lines(found),
    }
