"""A star over the very relation that it is projected from."""

from __future__ import annotations

from sparity.plan.expressions import UnresolvedStar


class StarOfInput(UnresolvedStar):
    """Names its relation by plan id, which says no more than a plain star in this place.

    So a server that cannot hear ids of stars may be told the plain one.
    """
