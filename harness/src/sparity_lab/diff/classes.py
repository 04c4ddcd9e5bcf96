"""The class of a case in two runs: added failure, fixed, changed, vanished, new or unchanged."""

from typing import Literal, NamedTuple, get_args

from sparity_lab.diff.seen import Seen

ClassName = Literal["added", "changed", "fixed", "vanished", "new", "unchanged"]
CLASSES: tuple[ClassName, ...] = get_args(ClassName)
"""All of them, in the order in which a reader wants to see them."""

TITLES: dict[ClassName, str] = {
    "added": "added failure",
    "changed": "changed kind",
    "fixed": "fixed",
    "vanished": "vanished",
    "new": "new",
    "unchanged": "unchanged",
}

MEANING: dict[ClassName, str] = {
    "added": "fails in B, and A does not show that it failed before",
    "changed": "passes in neither, or in both, and is not the same",
    "fixed": "passes in B, and did not in A",
    "vanished": "is in A only",
    "new": "is in B only, and does not fail",
    "unchanged": "is the same in both",
}

OTHER_WAY = "fails in another way"
OTHER_OUTCOME = "the candidate's outcome changed"


class Sorted(NamedTuple):
    """The class of a case, and a few words where it does not speak for itself."""

    name: ClassName
    words: str = ""


def sort_case(before: Seen | None, after: Seen | None) -> Sorted:
    """The class of a case that at least one of two runs has.

    A run that could not judge a case (`infra`, `missing`) has not shown that it fails; so a
    divergence that follows is an added failure. A failure that is waived now is not fixed.
    """
    if after is None:
        return Sorted("vanished")
    if before is None:
        return Sorted("added", after.detail) if after.fails else Sorted("new")
    knew = before.fails and (after.says_nothing or not before.says_nothing)
    if after.fails and not knew:
        return Sorted("added", after.detail)
    if after.passes and not before.passes:
        return Sorted("fixed")
    if before.kind != after.kind:
        return Sorted("changed", after.detail)
    if before.signature != after.signature:
        return Sorted("changed", f"{OTHER_WAY}: {after.detail}")
    if after.passes and before.behaviour != after.behaviour:
        return Sorted("changed", OTHER_OUTCOME)
    return Sorted("unchanged")
