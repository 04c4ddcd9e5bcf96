"""The document as one static page that opens from disk; it looks like the report of a run."""

from typing import Any

from sparity_lab.drift.document import Drift
from sparity_lab.drift.kinds import KINDS, SILENT
from sparity_lab.drift.wording import SIDES, SIDES_MEAN, gaps, headline, your_code
from sparity_lab.report.templating import render
from sparity_lab.report.texts import Texts

STYLES = ("css/base.css", "css/sections.css", "css/detail.css", "drift.css")
"""The style sheets of a run's report, whose colours and panels this page shares, and its own."""


def html(drift: Drift) -> str:
    """The text of the page."""
    return render(
        "sparity_lab.drift",
        "drift.html",
        styles=STYLES,
        drift=drift,
        headline=headline(drift),
        gaps=gaps(drift),
        your_code=your_code(drift),
        kinds=drift.sides(),
        sides=SIDES,
        sides_mean=SIDES_MEAN,
        data=_data(drift),
    )


def _data(drift: Drift) -> dict[str, Any]:
    """What the page's script works on: entries by number, and the numbers of each name's."""
    numbers = {id(entry): number for number, entry in enumerate(drift.entries)}
    # Programs make up most of a page, and most of their lines stand in many.
    lines = Texts()
    facts = {
        case: one.model_dump() | {"snippet": [lines(line) for line in one.snippet.splitlines()]}
        for case, one in drift.facts.items()
    }
    return {
        "before": drift.before,
        "after": drift.after,
        "sides": SIDES,
        "silent": SILENT,
        "kinds": [{"name": kind.name, "title": kind.title} for kind in KINDS],
        "entries": [entry.model_dump() for entry in drift.entries],
        "facts": facts,
        "lines": lines.all,
        "names": [
            {"name": name, "entries": [numbers[id(entry)] for entry in entries]}
            for name, entries in drift.by_subject().items()
        ],
    }
