"""The Spark versions that goldens know."""

from collections.abc import Iterable

from sparity_lab.cases import Case
from sparity_lab.verdict.goldens import Goldens


def recorded(goldens: Goldens, cases: Iterable[Case]) -> list[str]:
    """The versions of which any case has a golden, oldest first."""
    found = {version for case in cases for version in goldens.versions(case)}
    return sorted(found, key=lambda version: [int(n) for n in version.split(".")])
