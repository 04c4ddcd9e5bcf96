"""Waivers and quarantine as data: whom an entry speaks of, why, and until when; judges nothing."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sparity_lab.tables import Row, Text, load_rows

WAIVERS = "matrix/waivers.toml"
QUARANTINE = "matrix/quarantine.toml"

Patterns = Annotated[tuple[Text, ...], Field(min_length=1)]
Signature = Annotated[str, Field(pattern=r"^[a-z+]+ [0-9a-f]{12}(: .*)?$")]
"""What differs, a digest of how, and words for people that nobody compares."""

ANY: tuple[str, ...] = ("*",)


class Exemption(Row):
    """An entry that speaks of some cases on some legs for a limited time.

    In patterns `*` stands for anything. `versions` speak of the server's Spark: `3.5` is every
    patch release of it.
    """

    reason: Annotated[str, Field(min_length=15)]
    owner: Text
    issue: Text
    expires: date
    cases: Patterns
    targets: Patterns = ANY
    clients: Patterns = ANY
    versions: Patterns = ANY

    def speaks_of(self, case: str, target: str, client: str, version: str | None) -> bool:
        """Whether the entry is about this case there."""
        return matches(self.cases, case) and self.concerns(target, client, version)

    def concerns(self, target: str, client: str, version: str | None) -> bool:
        """Whether the entry is about this leg."""
        spoken = [version or "", ".".join((version or "").split(".")[:2])]
        return (
            matches(self.targets, target)
            and matches(self.clients, client)
            and any(matches(self.versions, one) for one in spoken)
        )

    def has_expired(self, today: date) -> bool:
        """Whether the last day on which it counts is over."""
        return today > self.expires


class Waiver(Exemption):
    """A written excuse for a divergence, as long as it fails exactly as described.

    `fails` holds the signatures of the differences; without any it excuses nothing yet.
    """

    fails: tuple[Signature, ...] = ()

    def describes(self, signature: str) -> bool:
        """Whether a difference is one of those that the waiver is about."""
        return key_of(signature) in {key_of(one) for one in self.fails}


class Quarantined(Exemption):
    """Cases that are known to be flaky: how often they differed, and since when that is known."""

    since: date
    seen: Annotated[str, Field(pattern=r"^\d+ of \d+$")]


def key_of(signature: str) -> str:
    """The part of a signature that counts.

    >>> key_of("rows 0123456789ab: result.rows: one row is missing")
    'rows 0123456789ab'
    """
    return signature.partition(":")[0]


def load_waivers(root: Path) -> tuple[Waiver, ...]:
    """Every waiver; raises `UsageProblem` for a broken table."""
    return load_rows(root, WAIVERS, "waivers", Waiver)


def load_quarantine(root: Path) -> tuple[Quarantined, ...]:
    """Every entry of the quarantine; raises `UsageProblem` for a broken table."""
    return load_rows(root, QUARANTINE, "quarantine", Quarantined)


def matches(patterns: Iterable[str], text: str) -> bool:
    """Whether one of the patterns fits the whole text; brackets of case ids are only brackets.

    >>> matches(["batch-core/*/cast[int]"], "batch-core/test_parity_column/cast[int]")
    True
    """
    return any(_pattern(pattern).fullmatch(text) for pattern in patterns)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.DOTALL)
