"""Writing a report file so that it is there whole or not at all; knows nothing of what is in it."""

import os
import tempfile
from pathlib import Path

from sparity_lab.runlog import cannot_write


def write_atomically(path: Path, content: str | bytes) -> Path:
    """Write `content` to `path` through a temporary neighbour and a rename.

    Raises:
        InfraProblem: the folder cannot be written, or is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content if isinstance(content, bytes) else content.encode("utf-8"))
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise cannot_write(path.parent, problem) from problem
    return path
