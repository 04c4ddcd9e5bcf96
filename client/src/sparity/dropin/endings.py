"""How a program ends that could not start or failed: what is shown, and its exit code."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import NoReturn

#: Frames of these files are ours, or Python's on the way to and from us.
_OURS = (str(Path(__file__).parent) + os.sep, "<frozen runpy>", "<frozen importlib")


def fail(message: str, code: int = 1) -> NoReturn:
    """End because there is nothing to run."""
    sys.stderr.write(f"sparity.dropin: {message}\n")
    sys.exit(code)


def report(error: BaseException) -> NoReturn:
    """Show an error that ended the program as `python` does, and end with its exit code."""
    _trim(error)
    sys.excepthook(type(error), error, error.__traceback__)
    if isinstance(error, KeyboardInterrupt):
        # What started the program shall see that it was interrupted, not that it failed.
        sys.stdout.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    sys.exit(1)


def _trim(error: BaseException) -> None:
    """Take our frames out of the tracebacks of an error and of those that led to it."""
    done: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in done:
            done.add(id(one))
            one.__traceback__ = _theirs(one.__traceback__)
            waiting += [one.__cause__, one.__context__]


def _theirs(traceback: TracebackType | None) -> TracebackType | None:
    frames = []
    while traceback is not None:
        if not traceback.tb_frame.f_code.co_filename.startswith(_OURS):
            frames.append(traceback)
        traceback = traceback.tb_next
    for frame, following in zip(frames, [*frames[1:], None], strict=False):
        frame.tb_next = following
    return frames[0] if frames else None
