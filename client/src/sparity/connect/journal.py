"""What a session was told, so that a fresh one can be told again; sends nothing itself.

Kept only where a lost session is to be replayed. What was told is kept in its order, because a view
is made of what counted at that moment: the settings, the current database, other views. What has
been replaced or dropped is forgotten, unless something that is still there was made with it. So the
journal grows with what a session knows, and not with the length of a program.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence

from sparity.connect.change import Change
from sparity.connect.statement import ALL, GLOBAL_VIEW, PLACE, RESOURCE, SETTING, VIEW, Key

_BY_CASE = "a name was dropped or altered in another case than it was given"


class Journal:
    """What a session was told that still counts.

    Examples:
        >>> Journal().changes()
        []
    """

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self._changes = list(changes)
        self._made: set[Key] = set()
        for change in self._changes:
            self._index(change)

    def copy(self) -> Journal:
        """A journal that goes its own way from here."""
        return Journal(self._changes)

    def changes(self) -> list[Change]:
        """What to say again, in order."""
        return list(self._changes)

    def refusal(self) -> str | None:
        """Why all this cannot be said again to the same effect, if so."""
        for change in self._changes:
            if (reason := change.refusal()) is not None:
                return reason
        told = [key for change in self._changes for key in change.makes if key[0] == GLOBAL_VIEW]
        for (kind, name), times in Counter(told).items():
            if times > 1:
                # It may be there still, and which one, only the server knows.
                return f"the {kind} {name!r} was replaced or dropped after others were made of it"
        return None

    def note(self, change: Change) -> None:
        """Remember a change."""
        if change.is_unknown:
            self._note_unknown(change)
            return
        known = [key for key in change.makes if key in self._made]
        if change.ends or change.alters:
            first = change.makes[0]
            by_case = first not in known and _by_another_case({first}, self._made)
            if by_case and first[0] in (VIEW, GLOBAL_VIEW):
                # Said again it might drop what is not of this session.
                self._note_unknown(dataclasses.replace(change, unknown=_BY_CASE, makes=()))
                return
            if not (by_case or (known if change.ends else first in known)):
                return  # what it is about was not made here
        elif known and known[0][0] == RESOURCE:
            return  # servers keep the first one
        self._changes.append(change)
        self._index(change)
        if known or change.changes_place:
            self._forget()

    def _note_unknown(self, change: Change) -> None:
        # Once is enough to refuse.
        if all(known.unknown != change.unknown for known in self._changes):
            self._changes.append(change)

    def _index(self, change: Change) -> None:
        self._made.update(change.makes)
        if any(kind == SETTING for kind, _ in change.makes):
            self._made.add((SETTING, ALL))

    def _forget(self) -> None:
        kept = _without_replaced(self._changes)
        kept = _without_ends_of_nothing(kept)
        self._changes = _without_detours(kept)
        self._made = set()
        for change in self._changes:
            self._index(change)


def _without_replaced(changes: Sequence[Change]) -> list[Change]:
    """The changes without those that others have undone before anything was made of them."""
    times = Counter(key for change in changes for key in change.makes)
    has_resets = times[(SETTING, ALL)] > 0
    kept: list[Change] = []  # the last one first
    for change in reversed(changes):
        may_be = change.makes and all(
            times[key] > 1 or (has_resets and key[0] == SETTING) for key in change.makes
        )
        if not (may_be and all(_is_replaced(change, key, kept) for key in change.makes)):
            kept.append(change)
    return kept[::-1]


def _is_replaced(old: Change, key: Key, later: Sequence[Change]) -> bool:
    """Whether a later change undid what one made, and none before it, nor itself, counts on it."""
    if key[0] == PLACE:
        return False  # see `_without_detours`
    for change in reversed(later):
        if change.counts_on(key):
            return False
        if not change.alters and (key in change.makes or change.makes_all(key[0])):
            # What is made without replacing counts on the end of what had that name before.
            return change.ends or not (old.ends or old.renames)
    return False


def _without_ends_of_nothing(changes: Sequence[Change]) -> list[Change]:
    """The changes without those that end what is not there any more."""
    made: set[Key] = set()
    kept = []
    for change in changes:
        if change.ends:
            if change.makes_all(SETTING):
                ended = {key for key in made if key[0] == SETTING}
                is_any = bool(ended)
            else:
                ended = set(change.makes)
                is_any = not ended.isdisjoint(made) or _by_another_case(ended, made)
            made -= ended
            if not is_any:
                continue
        else:
            made.update(change.makes)
            if change.renames:
                made.discard(change.makes[0])
        kept.append(change)
    return kept


def _by_another_case(keys: Iterable[Key], among: Iterable[Key]) -> bool:
    """Whether some of these keys are equal to others but for the case of their names."""
    folded = {(kind, name.casefold()) for kind, name in keys}
    return any((kind, name.casefold()) in folded for kind, name in among)


def _without_detours(changes: Sequence[Change]) -> list[Change]:
    """The changes without the places that were only gone through on the way to others."""
    kept: list[Change] = []
    way: list[Change] = []
    for change in changes:
        if change.changes_place:
            way.append(change)
        elif change.counts_on((PLACE, PLACE)):
            kept = _shortened(kept, way)
            way = []
        kept.append(change)
    return _shortened(kept, way)


def _shortened(changes: list[Change], way: list[Change]) -> list[Change]:
    """The changes with a shorter way to the same place.

    A statement such as `USE x` may change the catalog, or the database in it: its text does not
    tell. Where two in a row name different places, what they lead to depends on the catalog before
    them, and on nothing else of what was before. So of that it is enough to keep the last of each.
    """
    if len(way) < 2:
        return changes
    *before, one, last = way
    if one.same_as(last):
        gone = [last]
    elif one.target is None or last.target is None or one.target == last.target:
        gone = []
    else:
        gone = [
            change
            for at, change in enumerate(before)
            if any(change.same_as(later) for later in before[at + 1 :])
        ]
    if not gone:
        return changes
    return [change for change in changes if not any(change is left for left in gone)]
