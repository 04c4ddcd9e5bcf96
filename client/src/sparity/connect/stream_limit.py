"""How long a server lets a stream of results last before it ends it, though it works on."""

from __future__ import annotations

import math
import re

#: The setting of Spark that says it; a server that was set up with another value tells it.
CONF = "spark.connect.execute.reattachable.senderMaxStreamDuration"
_DEFAULT = 120.0

_DURATION = re.compile(r"\s*(\d+)\s*([a-z]*)\s*", re.IGNORECASE)
# Bare numbers are milliseconds.
_SECONDS = {
    "us": 1e-6,
    "ms": 1e-3,
    "": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86400.0,
}


def seconds(told: str | None) -> float:
    """The limit in seconds; infinite where there is none.

    Args:
        told: the value of the setting; what is not told, or makes no sense, is Spark's default.

    Examples:
        >>> seconds("2m")
        120.0
    """
    found = _DURATION.fullmatch(told or "")
    if found is None or found[2].lower() not in _SECONDS:
        return _DEFAULT
    return int(found[1]) * _SECONDS[found[2].lower()] or math.inf
