"""Sorts the record of a case into what a user of that client on that server meets; a pure function.

The classes and what "right" means are told in docs/matrix.md and docs/judging.md.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sparity_lab.compare.diff import short
from sparity_lab.compare.outcomes import ESCAPED, Part, compare_parts
from sparity_lab.compare.result import Comparison
from sparity_lab.outcome.model import Outcome
from sparity_lab.records import CaseRecord
from sparity_lab.verdict.judge import REFUSAL
from sparity_lab.verdict.versions import is_after, is_before

Class = Literal["silent", "loud", "server", "missing", "infra", "flaky", "unsupported", "equal"]

WORST_FIRST: tuple[Class, ...] = get_args(Class)
"""Classes in the order in which one stands for a whole cell."""

NOT_JUDGED: tuple[Class, ...] = ("missing", "infra", "flaky")
"""Nothing is said about the client; shown apart."""

_LACKS = frozenset(["AttributeError", "ImportError", "NotImplementedError", "TypeError"])
"""What Python itself raises for a name or an argument that is not there."""

_OWNER = re.compile(r"""'[\w.]+' object|type object '[\w.]+'|module '[\w.]+'""")
"""The part of Python's messages that names where something was looked for, not what."""

_NAMES_IT = re.compile(r"""['"`][A-Za-z_][\w.]*['"`]|\b\w+\(\)""")

_SERVER_LACKS = (
    "UNRESOLVED_ROUTINE",
    "PARSE_SYNTAX_ERROR",
    "DATA_SOURCE_NOT_FOUND",
    "WRONG_NUM_ARGS",
    "UNSUPPORTED_",
    "UNRECOGNIZED_",
)
"""How conditions begin by which a server names what it does not know."""

RULES = 2
"""Counts up with every change of these rules: cells that were sorted by others are sorted again."""


@dataclass(frozen=True)
class Meeting:
    """A case, the API of the client and the Spark of the server that meet in it.

    Attributes:
        since: the first Spark version that has what the case asks for.
        until: the last one, None when there is none.
        ordered: whether the order of rows counts.
        client: the Spark version whose API the client has.
        target: the Spark version by whose PySpark the target is judged.
        errors_in: the observations that are made of parts of errors, `*` for all.
    """

    since: str
    until: str | None
    ordered: bool
    client: str
    target: str
    errors_in: tuple[str, ...] = ()

    def tells_of_an_error(self, observation: str) -> bool:
        """Whether an observation is made of parts of an error."""
        return bool({"*", observation} & set(self.errors_in))


@dataclass(frozen=True)
class Finding:
    """The class of one case, and for people where it differs and how."""

    name: Class
    difference: str = ""
    expected: str = ""
    got: str = ""


def classify(
    record: CaseRecord | None,
    meeting: Meeting,
    promised: Outcome | None = None,
    offered: Sequence[Outcome] = (),
) -> Finding:
    """The class of a case.

    Args:
        record: what the cell's log has of it; None when it did not run.
        meeting: versions and the range of the case.
        promised: what the client's own version yields on a server of its own version. Where it
            does so here too, its user is told nothing new: that is not wrong.
        offered: what each version of PySpark that has what the case asks for, or answers all the
            same, yields on a server of its own. Where the target's own PySpark lacks it, any of
            them is as good a witness as the newest.
    """
    if record is None:
        return Finding("missing", "did not run")
    if record.verdict == "infra" or record.verdict == "flaky":
        return Finding(record.verdict, (record.reason.splitlines() or [""])[0])
    if record.verdict == "equal":
        return Finding("equal")
    if record.candidate is None or record.expected is None:
        return Finding("infra", f"the log has no outcome to sort: {record.reason}")
    candidate, expected = Outcome.from_json(record.candidate), Outcome.from_json(record.expected)
    if record.verdict == "unsupported":
        declared = _declared(record, candidate, expected, meeting)
        if declared is not None:
            return declared
    wrong = _wrong(record, candidate, expected, meeting.ordered)
    if promised is not None:
        wrong = _in_none_of([promised], wrong, candidate, meeting.ordered)
        if not wrong:
            return Finding("equal", f"as PySpark {meeting.client} does on its own server")
    if record.verdict == "unsupported" and is_before(meeting.target, meeting.since):
        wrong = _in_none_of(offered, wrong, candidate, meeting.ordered)
        if not wrong:
            return Finding("equal", "as a PySpark that has it does on its own server")
    found = [_of_part(part, how, candidate, expected, meeting) for part, how in wrong.items()]
    return min(found, key=lambda one: WORST_FIRST.index(one.name))


def _declared(
    record: CaseRecord, candidate: Outcome, expected: Outcome, meeting: Meeting
) -> Finding | None:
    """What is settled by the judge already, of a case outside its range on this target."""
    if _is_right(record.components):
        # As the target's own PySpark fails, or as the newest answers.
        return Finding("unsupported" if candidate.failed else "equal", record.reason)
    if meeting.until is not None and is_after(meeting.target, meeting.until):
        # Nobody promises anything after `until`.
        return Finding("unsupported", record.reason)
    if _refuses_what_the_reference_lacks(candidate, expected):
        return Finding("unsupported", record.reason)
    return None


def _is_right(found: Mapping[Any, Any]) -> bool:
    """Whether all is equal, of comparisons as they are or as a record keeps them."""
    return bool(found) and all(one.lenient in (True, "equal") for one in found.values())


def _refuses_what_the_reference_lacks(candidate: Outcome, expected: Outcome) -> bool:
    """Whether the case caught a refusal where the target's own PySpark raises too.

    The judge has seen that everything else in the case is as the newest reference has it.
    """
    theirs = expected.observations or {}
    return any(
        one["kind"] == "error"
        and one["error"]["class"] == REFUSAL
        and theirs.get(name, {}).get("kind") == "error"
        for name, one in (candidate.observations or {}).items()
    )


def _wrong(
    record: CaseRecord, candidate: Outcome, expected: Outcome, ordered: bool
) -> dict[Part, Comparison]:
    """The parts that differ, of those components that the judge found different."""
    judged = {name for name, found in record.components.items() if found.lenient == "different"}
    parts = compare_parts(candidate, expected, ordered)
    differing = {part: found for part, found in parts.items() if not found.lenient}
    chosen = {part: found for part, found in differing.items() if part.component in judged}
    return chosen or differing or {Part("error", ESCAPED): Comparison.different(record.reason)}


def _in_none_of(
    offered: Sequence[Outcome], wrong: dict[Part, Comparison], candidate: Outcome, ordered: bool
) -> dict[Part, Comparison]:
    """The parts that none of some outcomes has."""
    compared = [compare_parts(candidate, outcome, ordered) for outcome in offered]
    return {
        part: how
        for part, how in wrong.items()
        if not any(_agree(part, parts) for parts in compared)
    }


def _agree(part: Part, parts: Mapping[Part, Comparison]) -> bool:
    if part in parts:
        return parts[part].lenient
    if part == Part("error", ESCAPED):
        # Both answer where an error was due: they must give the same answer.
        return all(found.lenient for found in parts.values())
    # Neither has it, unless one of them has nothing at all because an error escaped.
    return Part("error", ESCAPED) not in parts


def _of_part(
    part: Part, how: Comparison, candidate: Outcome, expected: Outcome, meeting: Meeting
) -> Finding:
    name: Class = "silent"
    error = _error(candidate, part)
    if error is not None:
        name = "unsupported" if _says_what_is_lacking(error, meeting) else "loud"
    elif meeting.tells_of_an_error(part.observation):
        # An error came, and it is another one than PySpark's: nobody takes it for a result.
        name = "loud"
    difference = how.diff[0] if how.diff else f"{part.component} differs"
    return Finding(name, difference, _shown(expected, part), _shown(candidate, part))


def _says_what_is_lacking(error: Mapping[str, Any], meeting: Meeting) -> bool:
    """Whether an error says that client or server is too old, and names for what."""
    names = {str(error["class"]), *error["bases"]}
    if REFUSAL in names:
        return True
    if error["side"] == "client":
        too_old = is_before(meeting.client, meeting.since)
        said = _OWNER.sub("", str(error["message"]))
        return too_old and bool(names & _LACKS and _NAMES_IT.search(said))
    condition = str(error["condition"] or "")
    return is_before(meeting.target, meeting.since) and condition.startswith(_SERVER_LACKS)


def _error(outcome: Outcome, part: Part) -> Mapping[str, Any] | None:
    """The error that stands in the place of a part."""
    if outcome.error is not None:
        return outcome.error.data
    observation = (outcome.observations or {}).get(part.observation, {})
    found: Mapping[str, Any] | None = observation.get("error")
    return found


def _shown(outcome: Outcome, part: Part) -> str:
    """One side of a difference as a short text."""
    error = _error(outcome, part)
    if error is not None:
        condition = f" [{error['condition']}]" if error["condition"] else ""
        message = (str(error["message"]).strip().splitlines() or [""])[0]
        return f"raises {error['class']}{condition}: {message[:200]}"
    if part.observation == ESCAPED:
        return outcome.title
    observation = (outcome.observations or {}).get(part.observation, {})
    found = observation.get(part.component)
    if found is None:
        return "nothing"
    return _columns(found) if part.component == "schema" else short(found)


def _columns(schema: Any) -> str:
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list):
        return short(schema)
    return ", ".join(f"{one['name']} {_type(one['type'])}" for one in fields) or "no columns"


def _type(kind: Any) -> str:
    return kind if isinstance(kind, str) else str(kind.get("type", "?"))
