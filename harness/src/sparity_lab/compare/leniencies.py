"""Every leniency of the comparators, with its name, scope and reason; anything else is strict."""

from typing import Any, NamedTuple

from sparity_lab.outcome.model import Json, canonical


class Leniency(NamedTuple):
    """One way in which two different things count as equal, and where."""

    name: str
    scope: str
    reason: str


ROW_ORDER = Leniency(
    "row-order",
    "rows of cases that do not say `ordered=True`",
    "Spark promises no order without a sort; rows are compared as a multiset",
)
MAPPING_ORDER = Leniency(
    "mapping-order",
    "Python dicts in rows and values",
    "dicts with the same pairs are equal in Python, and Spark maps have no order",
)
CLIENT_WORDING = Leniency(
    "client-message-wording",
    "messages of errors that the candidate itself raises, without a failed call",
    "its text is each client's own words; class, condition, SQLSTATE and parameters are compared",
)
EXTRA_BASES = Leniency(
    "extra-bases",
    "base classes of exceptions",
    "whatever catches the reference's exception also catches one with more bases",
)
SIDE_MOVED = Leniency(
    "side-moved",
    "errors that one client raises itself and the other gets from the server",
    "the program sees the same class, condition and parameters, only sooner",
)
RICHER_ERROR = Leniency(
    "richer-error",
    "server errors of which the reference reports no condition, SQLSTATE and parameters at all",
    "PySpark 3.4 and 3.5 drop what the server sends; a condition must stand in their message",
)

LENIENCIES: tuple[Leniency, ...] = (
    ROW_ORDER,
    MAPPING_ORDER,
    CLIENT_WORDING,
    EXTRA_BASES,
    SIDE_MOVED,
    RICHER_ERROR,
)
"""All of them. `normalised:…` in a comparison names a normaliser of `outcome.normalise`."""


def without_mapping_order(value: Json) -> Json:
    """A value whose dicts have their pairs in a fixed order; duplicates stay."""
    if isinstance(value, list):
        return [without_mapping_order(item) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {key: without_mapping_order(item) for key, item in value.items()}
    if set(changed) == {"dict"} and isinstance(changed["dict"], list):
        return {"dict": sorted(changed["dict"], key=canonical)}
    if set(changed) == {"mapping"} and isinstance(changed["mapping"], list):
        name, pairs = changed["mapping"]
        return {"mapping": [name, sorted(pairs, key=canonical)]}
    return changed


def without_row_order(rows: list[Any]) -> list[Any]:
    """Rows in a fixed order that depends on nothing but their contents; duplicates stay."""
    return sorted(rows, key=canonical)
