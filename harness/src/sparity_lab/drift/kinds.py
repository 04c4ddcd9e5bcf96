"""The kinds of change, worst first, and which one a difference of two observations is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sparity_lab.compare.outcomes import Part
from sparity_lab.drift.alike import differ_only_in_types, only_names_types, only_prints
from sparity_lab.outcome.model import Json

KindName = Literal["values", "types", "fails", "renamed", "printed", "works", "reworded", "new"]


@dataclass(frozen=True)
class Kind:
    """A kind of change: its name in data and addresses, and in words."""

    name: KindName
    title: str
    meaning: str


KINDS: tuple[Kind, ...] = (
    Kind("values", "other values", "the result has other rows or values, and nothing fails"),
    Kind("types", "other types", "the same values under another schema, Arrow or Python type"),
    Kind("fails", "now an error", "what gave a result is refused now, or no longer exists"),
    Kind("renamed", "other error", "it fails with another class or condition than before"),
    Kind("printed", "printed otherwise", "only a text for people differs: a plan, a table, a repr"),
    Kind("works", "no longer an error", "what was refused gives a result now"),
    Kind("reworded", "reworded error", "the same error with other words or details"),
    Kind("new", "new", "the older version does not have it"),
)
"""All of them, in the order of what hurts: silent changes of results first."""

BY_NAME = {kind.name: kind for kind in KINDS}
SILENT: tuple[KindName, ...] = ("values", "types", "printed")
"""What a program is not told of."""

Error = Mapping[str, Any]

UNKNOWN_CLASS = "SparkConnectGrpcException"
"""What PySpark calls an error of the server of which it knows no class."""

_LACKING_CONDITIONS = re.compile(
    r"UNRESOLVED_ROUTINE|UNSUPPORTED_DATATYPE|UNSUPPORTED_TYPED_LITERAL|NOT_IMPLEMENTED|"
    r"ATTRIBUTE_NOT_SUPPORTED|JVM_ATTRIBUTE_NOT_SUPPORTED"
)
_LACKING_WORDS = re.compile(
    r"has no attribute|unexpected keyword argument|No module named|cannot import name|"
    r"positional arguments? but|has no public name"
)


def lacks(error: Error) -> bool:
    """Whether an error says that something does not exist, in the client or on the server."""
    if _LACKING_CONDITIONS.match(str(error["condition"] or "")):
        return True
    message = str(error["message"])
    if error["class"] in ("AttributeError", "TypeError", "ImportError", "ModuleNotFoundError"):
        return _LACKING_WORDS.search(message) is not None
    return re.match(rf"\s*\[(?:{_LACKING_CONDITIONS.pattern})", message) is not None


def of_errors(before: Error | None, after: Error | None, newer: bool) -> KindName:
    """The kind of a difference in which at least one side is an error.

    Args:
        before: the older version's error; None for a result.
        after: the newer version's error; None for a result.
        newer: whether the case says that only a version after the older one has it.
    """
    if before is None:
        return "fails"
    if lacks(before) and not (after is not None and lacks(after)):
        return "new"
    if after is None:
        return "new" if newer else "works"
    return "reworded" if _same_name(before, after) else "renamed"


def _same_name(before: Error, after: Error) -> bool:
    """Whether a program that looks at class and condition sees the same."""
    told = [str(error["condition"] or _condition_in(error)) for error in (before, after)]
    return before["class"] == after["class"] and (told[0] == told[1] or "" in told)


def _condition_in(error: Error) -> str:
    """The condition that stands in the message; PySpark 3.4 and 3.5 tell it nowhere else."""
    found = re.match(r"\s*\[([A-Z][A-Z0-9_.]+)\]", str(error["message"]))
    return found[1] if found else ""


def named_otherwise(before: Error | None, after: Error | None) -> bool:
    """Whether two errors of the server say the same, and PySpark makes another error of it."""
    if before is None or after is None or not _of_server(before, after):
        return False
    conditions = {before["condition"], after["condition"]} - {None}
    differ = {name for name in before if before[name] != after.get(name)}
    same = _words(before) == _words(after) and len(conditions) < 2
    named = same and not differ <= {"message", "query_context"}
    return named and not _told_beside(before, after)


def name_is_open(before: Error | None, after: Error | None) -> bool:
    """Whether another name of an error of the server may be the doing of server or PySpark.

    That is so if PySpark told one of them by no class of its own, and both say something else; and
    if it tells a condition of one of them that stands in no message.
    """
    if before is None or after is None or not _of_server(before, after):
        return False
    unknown = UNKNOWN_CLASS in (before["class"], after["class"])
    if unknown and before["class"] != after["class"]:
        return _words(before) != _words(after)
    return _told_beside(before, after)


def _of_server(before: Error, after: Error) -> bool:
    return "client" not in (before["side"], after["side"])


def _told_beside(before: Error, after: Error) -> bool:
    """Whether two errors of one class and text differ in a condition that is not in the text."""
    if before["class"] != after["class"] or _words(before) != _words(after):
        return False
    told = {before["condition"], after["condition"]}
    return None in told and not told <= {None, _condition_in(after)}


def _words(error: Error) -> str:
    """A message without the class of Java's that older versions put before it."""
    return re.sub(r"\A\([\w.$]+\) ", "", str(error["message"]).strip())


def of_results(
    before: Mapping[str, Json], after: Mapping[str, Json], wrong: Iterable[Part], same_data: bool
) -> KindName:
    """The kind of a difference between two results.

    Args:
        before: the older version's observation.
        after: the newer version's.
        wrong: the parts of the observation that differ.
        same_data: whether both hold the same but for Python types.
    """
    components = {part.component for part in wrong}
    if not components & {"rows", "value"} or same_data:
        return "types"
    if components == {"value"}:
        old, new = before["value"], after["value"]
        if only_prints(old, new):
            return "printed"
        if differ_only_in_types(old, new) or only_names_types(old, new):
            return "types"
    return "values"
