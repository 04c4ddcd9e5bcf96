"""What one case tells about two versions: every observation that differs, and what kind it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from sparity_lab.cases import Case
from sparity_lab.compare.outcomes import ESCAPED, Part, compare_parts
from sparity_lab.compare.result import Comparison
from sparity_lab.drift import kinds
from sparity_lab.drift.alike import differ_only_in_types, only_texts
from sparity_lab.drift.differing import NONE_DIFFER, Differing, differing
from sparity_lab.drift.kinds import Error, KindName
from sparity_lab.drift.told_errors import Told, told_of_errors
from sparity_lab.outcome.model import Json, Outcome, Side
from sparity_lab.verdict.evidence import received_the_same, same_but_for_python_types, side_of
from sparity_lab.verdict.versions import is_before

Parts = Mapping[Part, Comparison]


@dataclass(frozen=True)
class Change:
    """One observation of a case that is not the same in both versions.

    Attributes:
        case: the case.
        observation: its name; None where a version let an exception escape from the whole case.
        kind: what kind of change it is.
        side: `client` where PySpark alone decides it; `server` where the server's answer differs,
            whether it computes otherwise or was asked otherwise.
        lacking: the message of the older version's error where that says something is not there,
            else of the newer one's, else nothing.
        differing: the columns of a frame or schema, or the keys of a dict, that differ; nothing
            where all do.
        is_frame: whether both are frames, which the lab has collected.
        other_columns: whether they are frames of which one has more columns.
        texts: whether both are values that differ in texts alone.
        answered_alike: whether the server sent the same data to both, as far as both asked.
        answered_the_same: whether it sent both the same answers, none more to one.
        converted: whether both are the same values but for Python's types, or those of pandas or
            Arrow.
        told: what a value that tells of errors differs in; None for any other observation.
        named_otherwise: whether both are an error of the server in the same words, which only
            PySpark calls otherwise.
        name_is_open: whether they are errors of the server, and their names do not tell who gave
            them.
    """

    case: Case
    observation: str | None
    kind: KindName
    side: Side
    lacking: str = ""
    differing: Differing = NONE_DIFFER
    is_frame: bool = False
    other_columns: bool = False
    texts: bool = False
    answered_alike: bool = False
    answered_the_same: bool = False
    converted: bool = False
    told: Told | None = None
    named_otherwise: bool = False
    name_is_open: bool = False


def changes(case: Case, version: str, before: Outcome, after: Outcome) -> list[Change]:
    """Everything that differs between two outcomes of a case, by the lab's own comparators.

    Args:
        case: the case.
        version: the older version.
        before: its outcome.
        after: the outcome of the newer version.
    """
    parts = compare_parts(after, before, case.ordered)
    wrong: dict[str, list[Part]] = {}
    for part, found in parts.items():
        if not found.lenient:
            wrong.setdefault(part.observation, []).append(part)
    newer = is_before(version, case.since)
    return [
        _escaped(case, before, after, newer)
        if observation == ESCAPED
        else _observed(case, observation, before, after, parts, newer)
        for observation in wrong
    ]


def _escaped(case: Case, before: Outcome, after: Outcome, newer: bool) -> Change:
    errors = [None if one.error is None else one.error.data for one in (before, after)]
    return Change(
        case,
        None,
        kinds.of_errors(errors[0], errors[1], newer),
        side_of(Part("error", ESCAPED), after, before),
        _lacking(*errors),
        answered_alike=received_the_same(after, before),
        answered_the_same=set(after.received) == set(before.received),
        named_otherwise=kinds.named_otherwise(*errors),
        name_is_open=kinds.name_is_open(*errors),
    )


def _observed(
    case: Case, name: str, before: Outcome, after: Outcome, parts: Parts, newer: bool
) -> Change:
    wrong = [p for p, found in parts.items() if p.observation == name and not found.lenient]
    sides = {side_of(part, after, before) for part in wrong}
    seen = [(one.observations or {}).get(name) for one in (before, after)]
    errors = [_error(one) for one in seen]
    values = [one["value"] for one in seen if one is not None and one["kind"] == "value"]
    frames = [one for one in seen if one is not None and one["kind"] == "frame"]
    told: Told | None = None
    alike = False
    if any(errors) and all(seen):
        kind = kinds.of_errors(errors[0], errors[1], newer)
    elif seen[0] is None or seen[1] is None:
        kind = "new" if newer and seen[0] is None else "values"
    else:
        data = [p for p in wrong if p.component in ("rows", "value")]
        alike = bool(data) and all(same_but_for_python_types(p, after, before) for p in data)
        alike = alike or (len(values) == len(seen) and differ_only_in_types(*values))
        kind = kinds.of_results(seen[0], seen[1], wrong, alike)
        if kind == "values" and len(values) == len(seen):
            told = told_of_errors(*values)
            if told is None and {"*", name} & set(case.errors_in):
                told = Told("renamed", None)
    return Change(
        case,
        name,
        told.kind if told else kind,
        "server" if "server" in sides else "client",
        _lacking(*errors),
        differing=differing(*seen),
        is_frame=len(frames) == len(seen),
        other_columns=len(set(map(_width, frames))) > 1,
        texts=len(values) == len(seen) and only_texts(*values),
        answered_alike=received_the_same(after, before),
        answered_the_same=set(after.received) == set(before.received),
        converted=alike and {part.component for part in wrong} <= {"rows", "value"},
        told=told,
        named_otherwise=kinds.named_otherwise(*errors),
        name_is_open=kinds.name_is_open(*errors),
    )


def _width(frame: Mapping[str, Json]) -> int:
    schema = frame["schema"]
    return len(schema.get("fields", [])) if isinstance(schema, dict) else 0


def _error(seen: Mapping[str, Json] | None) -> Error | None:
    error: Error | None = seen.get("error") if seen else None
    return error


def _lacking(*errors: Error | None) -> str:
    """The message of the first error that says that something does not exist."""
    return next((str(e["message"]) for e in errors if e is not None and kinds.lacks(e)), "")
