"""Whether running a plan twice does no harm; runs none."""

from __future__ import annotations

import re
from typing import Any

# What acts on the server, or may do so in a way that nobody here can tell.
_MAY_ACT = ("catalog", "ml_relation", "extension", "unknown")
_BEFORE = r"(?:[\s(]|--[^\n]*\n|/\*.*?\*/)*"
_QUERY = re.compile(
    _BEFORE + r"(?:select|values|table|show|desc|describe|explain)\b", re.IGNORECASE | re.DOTALL
)
# These begin queries, but may lead to an `INSERT`.
_MAYBE = re.compile(_BEFORE + r"(?:with|from)\b", re.IGNORECASE | re.DOTALL)
_WRITES = re.compile(r"\b(?:insert|delete|update|merge)\b", re.IGNORECASE)


def only_reads(plan: Any) -> bool:
    """Whether a `Plan` message that is not compressed changes nothing, however often it runs."""
    if not plan.HasField("root"):
        return False
    relation = plan.root
    if relation.HasField("with_relations"):
        relation = relation.with_relations.root
    kind = relation.WhichOneof("rel_type")
    if kind == "sql":
        text = relation.sql.query
        return bool(_QUERY.match(text) or (_MAYBE.match(text) and not _WRITES.search(text)))
    return kind is not None and kind not in _MAY_ACT
