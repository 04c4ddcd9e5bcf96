"""Orders Spark versions by their first two numbers; patch releases do not change an API.

It also says which version a person means.
"""

from collections.abc import Sequence

from sparity_lab.problems import unknown_name


def minor(version: str) -> tuple[int, int]:
    """The first two numbers of a version.

    Raises:
        ValueError: when it does not start with two numbers.

    >>> minor("4.1.1"), minor("4.3")
    ((4, 1), (4, 3))
    """
    parts = version.split(".")
    if len(parts) < 2:
        raise ValueError(f"not a Spark version: {version!r}")
    return int(parts[0]), int(parts[1])


def is_before(version: str, since: str) -> bool:
    """Whether the version is older than the one that has a feature first."""
    return minor(version) < minor(since)


def is_after(version: str, until: str) -> bool:
    """Whether the version is newer than the last one that has a feature."""
    return minor(version) > minor(until)


def same_minor(one: str, other: str) -> bool:
    """Whether two versions have the same first two numbers."""
    return minor(one) == minor(other)


def understood(asked: str, known: Sequence[str]) -> str:
    """The known version that is meant: itself, or the newest of a line such as `3.5`.

    Args:
        asked: what a person wrote.
        known: versions, oldest first.

    Raises:
        UsageProblem: it is none of them.
    """
    if asked in known:
        return asked
    if asked.count(".") == 1 and all(part.isdigit() for part in asked.split(".")):
        same_line = [version for version in known if same_minor(version, asked)]
        if same_line:
            return same_line[-1]
    raise unknown_name("version", asked, known)
