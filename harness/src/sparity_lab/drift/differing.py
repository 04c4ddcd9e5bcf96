"""Which columns and keys of an observation differ between two versions; says nothing of why."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sparity_lab.outcome.model import Json, canonical

Observation = Mapping[str, Json]

_FIELD = re.compile(r"StructField\('(?P<name>\w+)', ")


class Differing(NamedTuple):
    """Some of the columns of a frame, or of the keys of a dict.

    Attributes:
        places: each that differs with its place, from 0.
        of: how many there are.
    """

    places: Mapping[str, int] = {}
    of: int = 0


NONE_DIFFER = Differing()


def differing(before: Observation | None, after: Observation | None) -> Differing:
    """The columns of two frames or schemas, or the keys of two dicts, that differ.

    None where that is not what the observations are, where all of them differ, or where the two
    have not the same names in the same order.

    >>> value = lambda **keys: {"kind": "value", "value": {"dict": [*keys.items()]}}
    >>> differing(value(a=1, b=2), value(a=1, b=3))
    Differing(places={'b': 1}, of=2)
    """
    if before is None or after is None or before["kind"] != after["kind"]:
        return NONE_DIFFER
    parts = _columns if before["kind"] == "frame" else _keys
    if before["kind"] == "error":
        return NONE_DIFFER
    old, new = parts(before), parts(after)
    if not old or list(old) != list(new):
        return NONE_DIFFER
    places = {
        name: place
        for place, name in enumerate(old)
        if canonical(old[name]) != canonical(new[name])
    }
    return Differing(places, len(old)) if len(places) < len(old) else NONE_DIFFER


def _columns(frame: Observation) -> dict[str, Json]:
    """Each column of a frame: its field and its values in the order of the rows.

    Rows whose order does not count are sorted by all of their columns, so that a column may seem
    to differ because another one does: the names are a hint and no proof.
    """
    fields = frame["schema"].get("fields", []) if isinstance(frame["schema"], dict) else []
    found: dict[str, Json] = {}
    for at, field in enumerate(fields):
        values = [_cell(row, at) for row in frame["rows"]]
        found[str(field["name"])] = [field, values]
    return found if len(found) == len(fields) else {}


def _cell(row: Any, at: int) -> Json:
    cells = row.get("row", []) if isinstance(row, dict) else []
    return cells[at][1] if at < len(cells) else None


def _keys(seen: Observation) -> dict[str, Json]:
    """The entries of a dict, or the fields of a schema that is shown as text."""
    match seen["value"]:
        case {"dict": list(pairs)}:
            return {str(key): inner for key, inner in pairs}
        case {"object": ["StructType", str(text)]}:
            found = list(_FIELD.finditer(text))
            ends = [one.start() for one in found[1:]] + [len(text)]
            return {
                one["name"]: text[one.start() : end] for one, end in zip(found, ends, strict=True)
            }
        case _:
            return {}
