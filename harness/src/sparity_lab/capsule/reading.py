"""Requests as a replay matches them: what they ask for, without what differs between runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sparity_lab.record import schema
from sparity_lab.record.leniencies import forgiven
from sparity_lab.record.plans import PLAN_ID, WITH_PLANS, request_of
from sparity_lab.record.tree import Tree, tree_of
from sparity_lab.record.treediff import text

_USER = "user_context"


@dataclass(frozen=True)
class Question:
    """What the requests of one call ask for.

    `like` is the same for requests that ask the same in two runs, `exact` only for those that also
    name the same things (an error, a stream) by ids that the server gave.
    """

    method: str
    tree: dict[str, Tree]
    like: str
    exact: str
    plan_ids: tuple[int, ...]
    message: Any = None
    """The first request, None where it cannot be read."""

    @property
    def session(self) -> str:
        """The id of the session that asks."""
        return str(getattr(self.message, "session_id", ""))

    @property
    def operation(self) -> str:
        """The id of the operation that is asked about, empty where there is none."""
        return str(getattr(self.message, "operation_id", ""))


def question_of(method: str, requests: Sequence[bytes], texts: Callable[[str], str]) -> Question:
    """Read the requests of one call.

    Args:
        method: its name, without the service.
        requests: its messages.
        texts: takes paths and random ids out of a text.
    """
    messages = [schema.read(schema.requests().get(method), request) for request in requests]
    if not messages or any(message is None for message in messages):
        return _unread(method, requests)
    try:
        trees = [tree_of(message, set()) for message in messages]
        same = [request_of(_without_user(tree), texts) for tree in trees]
        exact = [request_of(_without_user(tree), str) for tree in trees]
        whole = {WITH_PLANS.get(method, method): same[0] if len(same) == 1 else same}
        like = forgiven(whole) if method in WITH_PLANS else whole
        ids = tuple(number for tree in trees for number in _plan_ids(tree))
        return Question(method, like, text(like), text(exact), ids, messages[0])
    except RecursionError:
        return _unread(method, requests)


def _unread(method: str, requests: Sequence[bytes]) -> Question:
    """What is damaged, unknown or too deep is only like what has the same bytes."""
    tree: dict[str, Tree] = {method: list(requests)}
    return Question(method, tree, text(tree), text(tree), ())


def _without_user(tree: dict[str, Tree]) -> dict[str, Tree]:
    return {name: item for name, item in tree.items() if name != _USER}


def _plan_ids(tree: Tree) -> list[int]:
    """All plan ids in the order in which they stand."""
    if isinstance(tree, dict):
        found = []
        for name, item in tree.items():
            found += [item] if name == PLAN_ID and type(item) is int else _plan_ids(item)
        return found
    return [one for item in tree for one in _plan_ids(item)] if isinstance(tree, list) else []
