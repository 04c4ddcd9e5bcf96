"""Narrows changes to what somebody's code calls, and says where."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sparity_lab.drift.deciders import Decider
from sparity_lab.drift.names import CLASS, FUNCTIONS, SQL, TESTING, TYPE, UNKNOWN, Name
from sparity_lab.drift.uses import Place


class Concern(NamedTuple):
    """How a change concerns somebody's code.

    Attributes:
        places: where the code calls what the change is about.
        called: the subjects of the change that it calls, all of them or some.
    """

    places: tuple[Place, ...]
    called: tuple[Name, ...]


class Narrower:
    """Holds what somebody's code calls against what changes are about."""

    def __init__(self, called: Mapping[Name, Iterable[Place]]) -> None:
        self._called = {name: list(places) for name, places in called.items()}
        self._by_word: dict[str, list[Name]] = {}
        for name in self._called:
            self._by_word.setdefault(name.name, []).append(name)

    def concern(self, subjects: Iterable[Name], side: Decider) -> Concern | None:
        """Where the code calls any of the subjects of a change; None when it calls none."""
        found: list[Place] = []
        called = []
        for subject in subjects:
            places = [
                place
                for other in self._by_word.get(subject.name, ())
                if may_be(subject, other, side)
                for place in self._called[other]
            ]
            if places:
                called.append(subject)
            found += places
        return Concern(tuple(sorted(set(found), key=_place)), tuple(called)) if found else None


def _place(place: Place) -> tuple[str, int, int]:
    return place.file, place.cell or 0, place.line


def may_be(subject: Name, called: Name, side: Decider) -> bool:
    """Whether a call may be one of what a change is about.

    A receiver that is not known could be of any class. A function is the same in Python and in a
    SQL text unless PySpark alone decides.
    """
    if subject == called:
        return True
    if subject.name != called.name:
        return False
    owners = {subject.owner, called.owner}
    if owners == {FUNCTIONS, SQL}:
        return side != "client"
    return UNKNOWN in owners and not owners & {FUNCTIONS, TESTING, SQL, TYPE, CLASS}
