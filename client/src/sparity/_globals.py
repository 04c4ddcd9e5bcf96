"""The mark for an argument that was not given, where None is a value; nothing else."""

from __future__ import annotations

import enum


class _NoValueType(enum.Enum):
    """The type of `_NoValue`; its text is what signatures show."""

    NO_VALUE = "<no value>"

    def __repr__(self) -> str:
        return "<no value>"


_NoValue = _NoValueType.NO_VALUE
