"""What an `import` statement that is being executed asks for, read from its bytecode."""

from __future__ import annotations

import sys
from types import FrameType


def names_asked_for(frame: FrameType | None) -> tuple[str, ...]:
    """All names of the `from … import …` that a frame executes now, else nothing.

    Python asks a module for one name after the other; only the code knows the whole list.
    """
    if frame is None:
        return ()
    import dis  # slow to load, and needed only when an import fails

    asked: tuple[str, ...] = ()
    previous = None
    for instruction in dis.get_instructions(frame.f_code):
        if instruction.opname == "EXTENDED_ARG":
            continue
        if instruction.opname == "IMPORT_NAME":
            found = previous.argval if previous is not None else None
            asked = found if isinstance(found, tuple) else ()
        if instruction.offset >= frame.f_lasti:
            return asked if instruction.opname == "IMPORT_FROM" else ()
        previous = instruction
    return ()


def is_import() -> bool:
    """Whether the finder that calls this serves an import, and not a look-up by `find_spec`.

    Only an import may be told why there is no module: a look-up has to answer None.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_name in ("find_spec", "_find_spec"):
        if frame.f_globals.get("__name__") == "importlib.util":
            return False
        frame = frame.f_back
    return frame is not None and frame.f_code.co_name == "_find_and_load_unlocked"
