"""`index.html`: the published matrix as a static page that opens from disk; it asks no network.

The list of findings, its search and what is shown of a case are those of the report of a run.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup
from pydantic import BaseModel

from sparity_lab.compat.document import Cell, MatrixDocument
from sparity_lab.compat.heat import heat_maps, totals
from sparity_lab.compat.page_index import listed, page_index
from sparity_lab.compat.wording import (
    LABELS,
    MEANINGS,
    SHORT,
    SIGNS,
    headlines,
    summary_of,
    target_label,
)
from sparity_lab.report.script import script_json
from sparity_lab.report.templating import render

SECTIONS = ("heat", "short", "attention", "cases", "origin")
"""The parts of the page in their order, each a template of its own in `templates/sections`."""

LOOKS = ("silent", "loud", "server")
"""Classes whose cases are put together by their reason."""

EMPTY = {
    "silent": "No client gives a wrong result without an error, in any cell that ran.",
    "loud": "No case fails where PySpark on that server does not, in any cell that ran.",
    "server": "No result is wrong by a server's doing, in any cell that ran.",
}

WORDS = {
    "list": "Findings",
    "search": "Search: function, case, mirrored test, difference …",
    "verdicts": "All classes",
    "unscripted": "The list of findings needs JavaScript. The table above, matrix.md and "
    "matrix.json do not.",
    "all": "Show all findings",
    "looks": "by reason, most frequent first",
}
"""What the list is called, and says of itself."""


def html(found: MatrixDocument) -> str:
    """The text of `index.html`."""
    return render(
        "sparity_lab.compat",
        "matrix.html",
        found=found,
        sections=SECTIONS,
        maps=heat_maps(found),
        heads=[target_label(one.name, one.provider, one.served) for one in found.targets],
        totals=totals(found),
        headlines=headlines(found),
        counts=_listed(found),
        looks=LOOKS,
        labels=LABELS,
        short=SHORT,
        signs=SIGNS,
        explained=MEANINGS,
        empty=EMPTY,
        words=WORDS,
        notes=[note(cell, found.newest) for cell in found.cells],
        made_of=list(made_of(found)),
        warnings=warnings(found),
        index=Markup(script_json(page_index(found))),
    )


def note(cell: Cell, newest: str) -> str:
    """A cell in a sentence or two: what it has, and what is not listed of it."""
    told = [f"{cell.client} on {cell.target}: {summary_of(cell)}."]
    if cell.as_promised:
        told.append(
            f"{cell.as_promised} of the equal ones as the client's own version decides, and not as "
            f"PySpark {newest}."
        )
    if cell.finished:
        told.append(f"Finished on {cell.finished[:10]}.")
    return " ".join(told)


class Part(NamedTuple):
    """Something that was run: what it is in a line, and every fact that the document has of it."""

    kind: str
    name: str
    told: str
    facts: list[tuple[str, str]]


def made_of(found: MatrixDocument) -> Iterator[Part]:
    """What was run, whatever the document knows of it."""
    for client in found.clients:
        told = (client.version or "") + (", built from this repository" if client.built else "")
        yield Part("client", client.name, told, list(_facts(client)))
    for target in found.targets:
        label = target_label(target.name, target.provider, target.served)
        told = f"served {target.served}" if target.served else "did not run"
        yield Part("server", label, told, list(_facts(target)))
    for profile in found.profiles:
        yield Part("cases", profile.name, f"{profile.cases:,}", list(_facts(profile)))
    yield Part("goldens", "", found.goldens, [("digest", found.goldens)])


def warnings(found: MatrixDocument) -> list[str]:
    """What servers warned of, each once, with whose it is."""
    told: dict[str, list[str]] = {}
    for target in found.targets:
        for warning in target.warnings:
            told.setdefault(warning, []).append(target.name)
    return [f"{', '.join(names)}: {warning}" for warning, names in told.items()]


def _facts(one: BaseModel) -> Iterator[tuple[str, str]]:
    """The fields of a part of the document in words; a field of fields as many lines."""
    for name, value in one.model_dump(mode="json").items():
        if name == "name" or value in (None, "", [], {}, False):
            continue
        if isinstance(value, Mapping):
            yield from ((str(key), _text(inner)) for key, inner in value.items())
        else:
            yield name.replace("_", " "), _text(value)


def _text(value: Any) -> str:
    if value is True:
        return "yes"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _listed(found: MatrixDocument) -> dict[str, int]:
    """How many findings of each class the page lists."""
    counts = dict.fromkeys(LABELS, 0)
    for cell in found.cells:
        for name, _ in listed(cell):
            counts[name] += 1
    return {str(name): count for name, count in counts.items()}
