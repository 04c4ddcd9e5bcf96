"""The ways in which two clients' plans may differ and still ask the same, each with its name.

A leniency takes both sides' plans and gives them without what it forgives.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow
import pyarrow.ipc

from sparity_lab.record.plans import PLAN_ID, WITH_PLANS
from sparity_lab.record.tree import COMPRESSED, Tree

Plans = list[dict[str, Tree]]

_REQUESTS = frozenset(WITH_PLANS.values())
_COMMON = "common"
_METADATA_COLUMN = "is_metadata_column"


@dataclass(frozen=True)
class PlanLeniency:
    """One leniency: name and reason for people, and what it leaves out of both sides."""

    name: str
    reason: str
    soften: Callable[[Plans, Plans], tuple[Plans, Plans]]


def _each(change: Callable[[dict[str, Tree]], dict[str, Tree]]) -> Any:
    """Changes every request by itself."""
    return lambda mine, yours: ([change(one) for one in mine], [change(one) for one in yours])


def _messages(change: Callable[[str, dict[str, Tree]], dict[str, Tree]]) -> Any:
    """Changes every message of every request, given the name of the field that holds it."""
    return _each(lambda plan: _rewritten(plan, change))


def _rewritten(
    tree: Tree, change: Callable[[str, dict[str, Tree]], dict[str, Tree]], name: str = ""
) -> Tree:
    """A tree in which every message has been changed, the inner ones first."""
    if isinstance(tree, dict):
        return change(name, {key: _rewritten(item, change, key) for key, item in tree.items()})
    if isinstance(tree, list):
        return [_rewritten(item, change, name) for item in tree]
    return tree


def _less(message: dict[str, Tree], *names: str) -> dict[str, Tree]:
    """A message without some fields, and without an empty `common`."""
    rest = {key: item for key, item in message.items() if key not in names}
    return rest if rest.get(_COMMON, True) else _less(rest, _COMMON)


def _without_field(field: str) -> Any:
    """Leaves out a field of the requests themselves."""
    return _messages(lambda name, message: _less(message, field) if name in _REQUESTS else message)


def _without_origins(name: str, message: dict[str, Tree]) -> dict[str, Tree]:
    return _less(message, "origin", "source_info") if name == _COMMON else _less(message)


def _without_metadata_flag(name: str, message: dict[str, Tree]) -> dict[str, Tree]:
    off = name == "unresolved_attribute" and message.get(_METADATA_COLUMN) is False
    return _less(message, _METADATA_COLUMN) if off else message


def _rows_of_local_data(name: str, message: dict[str, Tree]) -> dict[str, Tree]:
    data = message.get("data")
    if name != "local_relation" or not isinstance(data, bytes):
        return message
    return {**message, "data": _rows(data)}


def _only_used_plan_ids(plan: dict[str, Tree]) -> dict[str, Tree]:
    """Ids of relations to which nothing refers are left out, the others numbered again."""
    used: dict[int, int] = {}

    def look(tree: Tree, name: str) -> None:
        if isinstance(tree, dict):
            if name != _COMMON and type(tree.get(PLAN_ID)) is int:
                used.setdefault(tree[PLAN_ID], len(used) + 1)
            for key, item in tree.items():
                look(item, key)
        elif isinstance(tree, list):
            for item in tree:
                look(item, name)

    def change(name: str, message: dict[str, Tree]) -> dict[str, Tree]:
        found = message.get(PLAN_ID)
        if type(found) is not int:
            return _less(message)
        number = {PLAN_ID: used[found]} if found in used else {}
        return {**number, **_less(message, PLAN_ID)}

    look(plan, "")
    changed: dict[str, Tree] = _rewritten(plan, change)
    return changed


def _rows(data: bytes) -> Tree:
    """Types and rows of Arrow data; the data itself where there is nothing to be read."""
    try:
        with pyarrow.ipc.open_stream(io.BytesIO(data)) as stream:
            table = stream.read_all()
        columns = [[repr(value) for value in column.to_pylist()] for column in table.columns]
    except (pyarrow.ArrowException, ArithmeticError, LookupError, TypeError, ValueError):
        return data
    types = [
        f"{field.name}: {field.type}{'' if field.nullable else ' not null'}"
        for field in table.schema
    ]
    return {"columns": types, "rows": [", ".join(row) for row in zip(*columns, strict=True)]}


def executions(plans: Plans) -> Plans:
    """The requests that execute something, without questions about plans."""
    return [plan for plan in plans if "execute" in plan]


def _questions(plans: Plans) -> list[Tree]:
    return [plan["analyze"] for plan in plans if "analyze" in plan]


def _each_question_once(plans: Plans) -> Plans:
    found: Plans = []
    for plan in plans:
        if "execute" in plan or plan not in found:
            found.append(plan)
    return found


def _without_more_questions(mine: Plans, yours: Plans) -> tuple[Plans, Plans]:
    left, right = _questions(mine), _questions(yours)
    if all(one in right for one in left) or all(one in left for one in right):
        return executions(mine), executions(yours)
    return mine, yours


REQUEST_LENIENCIES: tuple[PlanLeniency, ...] = (
    PlanLeniency(
        "user-context",
        "who asks is a setting of the session, and extensions of it are a client's own notes",
        _without_field("user_context"),
    ),
    PlanLeniency("tags", "they name operations for their user", _without_field("tags")),
    PlanLeniency(
        "request-options",
        "how results are streamed (reattaching, chunks) does not change what they are",
        _without_field("request_options"),
    ),
    PlanLeniency(
        "compression",
        "a plan that comes compressed is the plan that it is",
        _messages(lambda name, message: _less(message, COMPRESSED)),
    ),
    PlanLeniency(
        "call-sites",
        "where in a program a relation or expression was made belongs to error messages",
        _messages(_without_origins),
    ),
    PlanLeniency(
        "unused-plan-ids",
        "an id of a relation to which no expression refers says nothing",
        _each(_only_used_plan_ids),
    ),
    PlanLeniency(
        "no-metadata-column",
        "a column of which nothing is said is no metadata column either",
        _messages(_without_metadata_flag),
    ),
    PlanLeniency(
        "local-data",
        "the same rows and types may come in other Arrow bytes",
        _messages(_rows_of_local_data),
    ),
)
"""Those that look at one request at a time, in the order in which they are applied."""

PLAN_LENIENCIES: tuple[PlanLeniency, ...] = (
    *REQUEST_LENIENCIES,
    PlanLeniency(
        "asked-again",
        "asking the same about the same plan again changes nothing",
        lambda mine, yours: (_each_question_once(mine), _each_question_once(yours)),
    ),
    PlanLeniency(
        "more-questions",
        "one client knows by itself (a schema) what the other one asks for",
        _without_more_questions,
    ),
)
"""All of them, in the order in which they are applied: of questions, the strongest last."""


def forgiven(request: dict[str, Tree]) -> dict[str, Tree]:
    """A request without all that is forgiven where two requests are compared."""
    plans: Plans = [request]
    for leniency in REQUEST_LENIENCIES:
        plans, _ = leniency.soften(plans, [])
    return plans[0]
