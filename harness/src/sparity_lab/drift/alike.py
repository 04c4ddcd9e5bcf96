"""Values that differ in nothing but types, names of types, or texts for people."""

import datetime
import re
from collections.abc import Callable

from sparity_lab.outcome.model import Json, canonical

_PRINTED = re.compile(
    r"== (?:Parsed|Analyzed|Optimized|Physical)[^=]*Plan ==|^\+-[-+]*\+$|^-RECORD \d|^root$|"
    r"^(?:Column|DataFrame|GroupedData)[<\[]|^<pyspark[\w.]* object|^<div>|^<table",
    re.M,
)

_NAMES_TYPE = re.compile(
    r"(?:(?:datetime|timedelta)64\[\w+(?:, .+)?\]|u?int\d*|float\d*|object|bool|category|str|bytes|"
    r"bytearray|list|tuple|dict|ndarray|Row|date|datetime|timedelta|Timestamp|Timedelta|Decimal)\Z"
)


def all_pairs(before: Json, after: Json, fits: Callable[[Json, Json], bool]) -> bool:
    """Whether two lists or dicts of one shape differ only in parts that fit."""
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = zip(before, after, strict=True)
        return all(canonical(a) == canonical(b) or fits(a, b) for a, b in pairs)
    if isinstance(before, dict) and isinstance(after, dict) and set(before) == set(after):
        names = sorted(before)
        return all_pairs([before[k] for k in names], [after[k] for k in names], fits)
    return False


def only_prints(before: Json, after: Json) -> bool:
    """Whether every text that differs is one for people: a plan, a table, a repr."""
    if isinstance(before, str) and isinstance(after, str):
        return all(_PRINTED.search(text) for text in (before, after))
    return all_pairs(before, after, only_prints)


def only_texts(before: Json, after: Json) -> bool:
    """Whether all that differs are texts, or lists of them."""
    if isinstance(before, str) and isinstance(after, str):
        return True
    if isinstance(before, list) and isinstance(after, list):
        return all(isinstance(line, str) for line in (*before, *after))
    return all_pairs(before, after, only_texts)


def only_names_types(before: Json, after: Json) -> bool:
    """Whether all that differs are names of types, of Python, numpy or pandas.

    >>> only_names_types(["bytearray", "list"], ["bytes", "list"])
    True
    """
    if isinstance(before, str) and isinstance(after, str):
        return all(_NAMES_TYPE.match(text) for text in (before, after))
    return all_pairs(before, after, only_names_types)


def differ_only_in_types(before: Json, after: Json) -> bool:
    """Whether two values of pandas or Arrow are the same but for dtypes, units, zones' labels."""
    return canonical(_untyped(before)) == canonical(_untyped(after))


def _untyped(value: Json) -> Json:
    """A value of a library without types that hold the same: units, zones' labels, dtypes."""
    if isinstance(value, list):
        return [_untyped(one) for one in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"pandas": ["DataFrame", content]}:
            return {"pandas": _untyped({**content, "dtypes": None})}
        case {"arrow": ["Table", content]}:
            names = [name for name, *_ in content["schema"]]
            return {"arrow": [names, _untyped(content["columns"])]}
        case {"arrow": ["ChunkedArray" | "Array", content]}:
            return {"arrow": _untyped({**content, "type": None})}
        case {"arrow": ["Schema", fields]}:
            return {"arrow": [name for name, *_ in fields]}
        case {"datetime": str(text)}:
            return {"datetime": _instant(text)}
        case _:
            return {key: _untyped(inner) for key, inner in value.items()}


def _instant(text: str) -> str:
    """A moment by the clock of UTC, where it has a zone."""
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return text
    return str(moment.replace(tzinfo=None) - (moment.utcoffset() or datetime.timedelta()))
