"""The findings of a matrix packed for its page: texts once, rows in columns; it judges nothing."""

from collections.abc import Iterator
from typing import Any

from sparity_lab.compat.cell import CaseFinding
from sparity_lab.compat.classes import WORST_FIRST, Class
from sparity_lab.compat.document import Cell, MatrixDocument
from sparity_lab.compat.wording import LABELS, SIGNS
from sparity_lab.report.texts import Texts

CASE = "\x01"
"""Stands in a command for the id of its case, so that many cases share one text."""


def page_index(found: MatrixDocument) -> dict[str, Any]:
    """What the page lists, searches and opens, ready for JSON: every listed finding of a cell."""
    texts = Texts()
    columns: dict[str, list[int | str]] = {
        name: []
        for name in (
            *("leg", "class", "case", "difference", "expected", "got"),
            *("judged_by", "mirrors", "source", "repro", "shared"),
        )
    }
    for leg, cell in enumerate(found.cells):
        for name, one in listed(cell):
            row: dict[str, int | str] = {
                "leg": leg,
                "class": WORST_FIRST.index(name),
                "case": texts(one.case),
                "difference": texts(one.difference),
                "expected": texts(one.expected),
                "got": texts(one.got),
                "judged_by": texts(one.judged_by),
                "mirrors": texts(one.mirrors),
                "source": texts(one.source),
                "repro": texts(one.repro.replace(one.case, CASE)),
                "shared": int(one.shared) if one.shared is not None else -1,
            }
            for key, value in row.items():
                columns[key].append(value)
    return {
        "classes": WORST_FIRST,
        "labels": LABELS,
        "signs": SIGNS,
        "stands_for_case": CASE,
        "legs": [
            {"client": one.client, "target": one.target, "profile": one.profile}
            for one in found.cells
        ],
        "texts": texts.all,
        "rows": columns,
    }


def listed(cell: Cell) -> Iterator[tuple[Class, CaseFinding]]:
    """The findings of a cell that the document lists, each with the class that it counts in.

    What is the server's doing is silently wrong by itself, and counts apart.
    """
    for one in cell.silent:
        yield "silent", one
    for one in cell.server:
        yield "server", one
    for one in (*cell.loud, *cell.not_judged):
        yield one.verdict, one
