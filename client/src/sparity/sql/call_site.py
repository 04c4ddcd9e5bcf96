"""Finds the line of the user's program that made an expression; does not send it."""

from __future__ import annotations

import sys

from sparity.plan.node import PythonOrigin


def origin(fragment: str) -> PythonOrigin:
    """The origin of an expression that the operation `fragment` makes right now.

    The line is that of the first caller outside of this package. Only frames are walked and no
    source is read, because every operator of every column pays for this.
    """
    frame = sys._getframe(1)
    while frame.f_globals.get("__name__", "").startswith("sparity.") and frame.f_back is not None:
        frame = frame.f_back
    return PythonOrigin(fragment, f"{frame.f_code.co_filename}:{frame.f_lineno}")
