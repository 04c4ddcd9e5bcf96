"""The tags that operations are started with, so that they can be interrupted by tag."""

from __future__ import annotations

import contextvars
import itertools

from sparity.errors import PySparkValueError

# One variable for all sessions: context variables live as long as the program. Its value is
# never changed in place, because contexts share it.
_TAGS: contextvars.ContextVar[dict[int, frozenset[str]]] = contextvars.ContextVar("sparity_tags")
_KEYS = itertools.count()


def check_tag(tag: str) -> str:
    """Give `tag` back if a server accepts it.

    Raises:
        PySparkValueError: `CANNOT_BE_NONE`, `VALUE_NOT_NON_EMPTY_STR`, or `VALUE_ALLOWED` for a
            comma, by which servers separate tags.
    """
    if tag is None:
        raise _refusal("CANNOT_BE_NONE")
    if tag == "":
        raise _refusal("VALUE_NOT_NON_EMPTY_STR", arg_value=tag)
    if "," in tag:
        raise _refusal("VALUE_ALLOWED", disallowed_value=",")
    return tag


def _refusal(condition: str, **parameters: str) -> PySparkValueError:
    return PySparkValueError(
        errorClass=condition,
        messageParameters={"arg_name": "Spark Connect tag", **parameters},
    )


class Tags:
    """The tags of the current thread, or of the current asyncio task, in one session.

    A thread begins without tags, a task with those of the task that started it.

    Examples:
        >>> tags = Tags()
        >>> tags.add("nightly")
        >>> tags.all()
        {'nightly'}
    """

    def __init__(self) -> None:
        self._key = next(_KEYS)

    def add(self, tag: str) -> None:
        """Start further operations of this thread with `tag` too."""
        self._set(self._now() | {check_tag(tag)})

    def remove(self, tag: str) -> None:
        """No longer start operations of this thread with `tag`."""
        self._set(self._now() - {check_tag(tag)})

    def all(self) -> set[str]:
        """A copy of the tags of this thread."""
        return set(self._now())

    def clear(self) -> None:
        """Start operations of this thread without tags."""
        self._set(frozenset())

    def _now(self) -> frozenset[str]:
        return _TAGS.get({}).get(self._key, frozenset())

    def _set(self, tags: frozenset[str]) -> None:
        others = {key: value for key, value in _TAGS.get({}).items() if key != self._key}
        _TAGS.set({**others, self._key: tags} if tags else others)
