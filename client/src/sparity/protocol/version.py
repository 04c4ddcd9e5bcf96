"""Spark versions as comparable values; what a version can do is the concern of `since`."""

from __future__ import annotations

import re
from typing import NamedTuple

_LEADING_NUMBERS = r"(\d+)\.(\d+)(?:\.(\d+))?"


class SparkVersion(NamedTuple):
    """A Spark version, ordered by its three numbers.

    Examples:
        >>> SparkVersion.parse("4.1.1") > SparkVersion.parse("3.5")
        True
    """

    major: int
    minor: int
    patch: int = 0

    @classmethod
    def parse(cls, text: str) -> SparkVersion:
        """Read `text` such as `4.1.1`, `3.5` or `4.2.0-SNAPSHOT`; suffixes are ignored.

        Raises:
            ValueError: `text` does not start with two numbers joined by a dot.
        """
        found = re.match(_LEADING_NUMBERS, text)
        if found is None:
            raise ValueError(f"not a Spark version: {text!r} (expected something like 4.1.1)")
        major, minor, patch = found.groups()
        return cls(int(major), int(minor), int(patch or 0))

    @property
    def line(self) -> tuple[int, int]:
        """Major and minor number: the granularity at which the protocol grows."""
        return self[:2]

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"
