"""Makes a program simpler by putting less in place of its parts: smaller values, what is inside."""

from pysource_minimize import CouldNotMinimize, minimize

from sparity_lab.minimise.shortening import Fits


def rewrite(text: str, fits: Fits) -> str:
    """The text with everything as simple as still fits; not for programs that reach files.

    A path that loses its front names another folder, perhaps somebody's.
    """
    try:
        return minimize(text, fits, retries=0)
    except CouldNotMinimize:
        # What Python writes of its own tree may be another text: that one was not what is sought.
        return text
