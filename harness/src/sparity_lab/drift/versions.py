"""The Spark versions that goldens know, and how a version on the command line is understood."""

from collections.abc import Iterable

from sparity_lab.cases import Case
from sparity_lab.problems import unknown_name
from sparity_lab.verdict.goldens import Goldens
from sparity_lab.verdict.versions import minor


def recorded(goldens: Goldens, cases: Iterable[Case]) -> list[str]:
    """The versions of which any case has a golden, oldest first."""
    found = {version for case in cases for version in goldens.versions(case)}
    return sorted(found, key=lambda version: [int(n) for n in version.split(".")])


def understood(asked: str, known: list[str]) -> str:
    """The recorded version that is meant: itself, or the newest of a line such as `3.5`.

    Raises:
        UsageProblem: no golden is of that version; it lists those that there are.
    """
    if asked in known:
        return asked
    if asked.count(".") == 1 and all(part.isdigit() for part in asked.split(".")):
        same_line = [version for version in known if minor(version) == minor(asked)]
        if same_line:
            return same_line[-1]
    raise unknown_name("version", asked, known)
