"""Values in which a case tells of errors that it caught: classes, conditions, yes or no.

What differs in them is no result: it fails with another error, or fails now, or no longer.
"""

import re
from typing import NamedTuple

from sparity_lab.drift import kinds
from sparity_lab.drift.alike import all_pairs
from sparity_lab.drift.kinds import KINDS, KindName
from sparity_lab.outcome.model import Json, Side

_TELLS = re.compile(
    r"(?P<client>_?[A-Z]\w*Error|Arrow(?:Invalid|TypeError)|InvalidOperation)\Z|"
    r"(?P<either>[A-Z]\w*Exception|InvalidPlanInput|"
    r"_?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?:\.[A-Z0-9_]+)?|[0-9A-Z]{5})\Z"
)
"""A class, a condition or an SQLSTATE. Servers raise what is called an exception, and clients what
is called an error too."""
_NO_ERROR = ("NoneType", "DataFrame", "Column")
"""What cases note instead where nothing was raised."""


class Told(NamedTuple):
    """What differs between two values that tell of errors.

    Attributes:
        kind: the worst kind of change in them.
        by: who raises these errors; None where that is not seen.
    """

    kind: KindName
    by: Side | None


def told_of_errors(before: Json, after: Json) -> Told | None:
    """What two values tell of errors; None where they differ in anything else.

    >>> told_of_errors(["ArrowInvalid", None], ["InvalidOperation", None])
    Told(kind='renamed', by='client')
    >>> told_of_errors("NoneType", "AnalysisException")
    Told(kind='fails', by=None)
    """
    found: list[Told] = []

    def fits(old: Json, new: Json) -> bool:
        told = _of_errors(old, new) or _of_names(old, new)
        if told is not None:
            found.append(told)
        return told is not None or all_pairs(old, new, fits)

    if not fits(before, after) or not found:
        return None
    order = [kind.name for kind in KINDS]
    sides = {one.by for one in found}
    return Told(
        min((one.kind for one in found), key=order.index), sides.pop() if len(sides) == 1 else None
    )


def answers_of_errors(before: Json, after: Json) -> bool:
    """Whether two values are but texts, yes and no, and nothing: what a case asks of an error."""
    return all(map(_only_answers, (before, after)))


def _of_errors(before: Json, after: Json) -> Told | None:
    """What two errors differ in, where the values hold them whole."""
    match before, after:
        case {"error": dict(old)}, {"error": dict(new)} if "class" in old and "class" in new:
            kind = kinds.of_errors(old, new, newer=False)
            if kinds.name_is_open(old, new):
                return Told(kind, None)
            mine = "client" in (old.get("side"), new.get("side"))
            return Told(kind, "client" if mine or kinds.named_otherwise(old, new) else "server")
        case _:
            return None


def _of_names(before: Json, after: Json) -> Told | None:
    told = [_TELLS.match(one) if isinstance(one, str) else None for one in (before, after)]
    if not any(told):
        return None
    by: Side | None = "client" if any(one and one["client"] for one in told) else None
    if all(told):
        return Told("renamed", by)
    other = after if told[0] else before
    if other is None:
        # No condition, no SQLSTATE: the error itself may be the same.
        return Told("renamed", by)
    if other not in _NO_ERROR:
        return None
    return Told("works" if told[0] else "fails", by)


def _only_answers(value: Json) -> bool:
    if isinstance(value, list):
        return all(map(_only_answers, value))
    if isinstance(value, dict):
        return all(map(_only_answers, value.values()))
    return value is None or isinstance(value, bool | str)
