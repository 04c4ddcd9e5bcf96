"""Reads the files beside these modules; knows nothing of what is in them."""

import os.path


def read(name: str) -> bytes:
    """The content of a file of this room."""
    # Every import of the public API gets here: `pathlib` would cost it a millisecond or two.
    with open(os.path.join(os.path.dirname(__file__), name), "rb") as file:  # noqa: PTH118, PTH120, PTH123
        return file.read()
