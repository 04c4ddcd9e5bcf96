"""The tags that operations are started with, so that they can be interrupted by tag."""

from __future__ import annotations

import threading

from sparity.errors import PySparkValueError


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


class Tags(threading.local):
    """The tags of the current thread.

    Examples:
        >>> tags = Tags()
        >>> tags.add("nightly")
        >>> tags.all()
        {'nightly'}
    """

    def __init__(self) -> None:
        self._tags: set[str] = set()

    def add(self, tag: str) -> None:
        """Start further operations of this thread with `tag` too."""
        self._tags.add(check_tag(tag))

    def remove(self, tag: str) -> None:
        """No longer start operations of this thread with `tag`."""
        self._tags.discard(check_tag(tag))

    def all(self) -> set[str]:
        """A copy of the tags of this thread."""
        return set(self._tags)

    def clear(self) -> None:
        """Start operations of this thread without tags."""
        self._tags.clear()
