"""`index.html`: the published matrix as a static page that opens from disk, without scripts too."""

from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape

from sparity_lab.compat.classes import WORST_FIRST
from sparity_lab.compat.document import LOUD_LISTED, Cell, Column, MatrixDocument
from sparity_lab.compat.wording import LABELS, MEANINGS, SIGNS, headlines, summary_of, target_label


def html(found: MatrixDocument) -> str:
    """The text of `index.html`."""
    return (
        _environment()
        .get_template("matrix.html")
        .render(
            found=found,
            headlines=headlines(found),
            classes=[name for name in WORST_FIRST if name in MEANINGS],
            labels=LABELS,
            meanings=MEANINGS,
            signs=SIGNS,
            loud_listed=LOUD_LISTED,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        # Colours and type are those of the report of a run.
        loader=ChoiceLoader(
            [PackageLoader("sparity_lab.compat"), PackageLoader("sparity_lab.report")]
        ),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "anchor": _anchor,
        "share": _share,
        "summary": summary_of,
        "target_label": _target_label,
    }
    return environment


def _anchor(cell: Cell) -> str:
    """The address of a cell within the page."""
    kept = "".join(sign if sign.isalnum() or sign == "." else "-" for sign in "/".join(cell.key))
    return f"cell-{kept}"


def _share(cell: Cell) -> list[dict[str, Any]]:
    """The bar of a cell: how much of it each class has."""
    return [
        {"name": name, "percent": round(100 * cell.counts[name] / cell.cases, 2)}
        for name in WORST_FIRST
        if cell.cases and cell.counts[name]
    ]


def _target_label(target: Column) -> str:
    return target_label(target.name, target.provider, target.served)
