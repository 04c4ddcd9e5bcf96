"""The plans that a client sent in a case, without what is new in every run; compares nothing.

Left out are the ids of sessions and operations, the client's own name, and questions for Spark's
version, which are about no plan. Plan ids and the names of lambda variables, which clients count
up, are numbered in the order in which they appear. Paths of the case's own folders and random ids
in texts become placeholders.
"""

import re
from collections.abc import Callable, Iterable

from sparity_lab.outcome.normalise import Surroundings, in_texts
from sparity_lab.record.seen import VERSION, Asked
from sparity_lab.record.tree import Tree

WITH_PLANS = {"ExecutePlan": "execute", "AnalyzePlan": "analyze"}
"""The methods whose requests carry plans, and what a plan list calls them."""

PLAN_ID = "plan_id"

_FRESH = frozenset(
    ["session_id", "operation_id", "client_observed_server_side_session_id", "client_type"]
)
_LAMBDA_VARIABLES = ("unresolved_named_lambda_variable", "arguments")
_COUNTED = re.compile(r"(.*)_\d+")


def plans_of(calls: Iterable[Asked], around: Surroundings) -> list[dict[str, Tree]]:
    """The requests that carry plans, in the order in which they were sent.

    Each is `{"execute": request}` or `{"analyze": request}`.
    """
    numbers = _Numbers()
    texts = in_texts(around)
    found = []
    for one in calls:
        if one.call.name in WITH_PLANS and one.tree is not None and VERSION not in one.uses:
            request = _normal(_kept(one.tree), "", numbers, texts)
            found.append({WITH_PLANS[one.call.name]: request})
    return found


def request_of(tree: dict[str, Tree], texts: Callable[[str], str]) -> dict[str, Tree]:
    """Any request by itself, in the same way: what counts up is numbered within it."""
    found: dict[str, Tree] = _normal(_kept(tree), "", _Numbers(), texts)
    return found


def _kept(request: dict[str, Tree]) -> dict[str, Tree]:
    return {name: item for name, item in request.items() if name not in _FRESH}


class _Numbers:
    """What counts up gets numbers from 1, in the order in which it is met."""

    def __init__(self) -> None:
        self._plan_ids: dict[int, int] = {}
        self._variables: dict[str, str] = {}

    def plan_id(self, found: int) -> int:
        return self._plan_ids.setdefault(found, len(self._plan_ids) + 1)

    def variable(self, found: str) -> str:
        match = _COUNTED.fullmatch(found)
        if match is None:
            return found
        return self._variables.setdefault(found, f"{match.group(1)}_{len(self._variables) + 1}")


def _normal(tree: Tree, name: str, numbers: _Numbers, texts: Callable[[str], str]) -> Tree:
    if isinstance(tree, dict):
        if name in _LAMBDA_VARIABLES and set(tree) == {"name_parts"}:
            return {"name_parts": [numbers.variable(part) for part in tree["name_parts"]]}
        return {
            key: numbers.plan_id(item)
            if key == PLAN_ID and type(item) is int
            else _normal(item, key, numbers, texts)
            for key, item in tree.items()
        }
    if isinstance(tree, list):
        return [_normal(item, name, numbers, texts) for item in tree]
    return texts(tree) if isinstance(tree, str) else tree
