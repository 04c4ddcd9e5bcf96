"""Puts a change down to names: of what takes part in it, what it is about."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sparity_lab.drift import roles
from sparity_lab.drift.changes import Change
from sparity_lab.drift.clues import pointed_at
from sparity_lab.drift.deciders import Decider
from sparity_lab.drift.kinds import SILENT
from sparity_lab.drift.names import CLASS, SQL, UNKNOWN, Name

Names = tuple[Name, ...]

COMMON_SHARE = 0.05
"""What a larger part of all cases calls is how cases are written: `range`, `select`, `collect`."""
RARER_BY = 5
"""A change is put down to the name that the fewest cases call, and to those that at most so many
times as many call; at least to all that no more than `RARE` cases call."""
RARE = 10

_QUOTED = re.compile(r"['`\"](\w+)['`\"]")


class Calls(NamedTuple):
    """What makes an observation: what the case itself calls for it, and what its helpers call."""

    own: Names
    helpers: Names

    @property
    def all(self) -> Names:
        """Both, each once."""
        return tuple(dict.fromkeys(self.own + self.helpers))


class _Asked(NamedTuple):
    """A change, who decides it, and what takes part in it.

    Attributes:
        calls: what makes the observation; of the whole case where it only looks at what was done.
        expressions: what makes the columns or keys that differ, as far as each has its own.
        looks_on: whether the observation only looks at what the case has done before.
    """

    change: Change
    decider: Decider
    calls: Calls
    expressions: Names
    looks_on: bool

    @property
    def by_client(self) -> bool:
        return self.decider == "client"


class Subjects:
    """Knows how many cases call what, and asks one rule after the other.

    Args:
        count: how many functions of cases call a name.
        functions: how many there are.
    """

    def __init__(self, count: Counter[Name], functions: int) -> None:
        self._count = count
        self._common = max(1, COMMON_SHARE * functions)
        self._rules: tuple[Callable[[_Asked], Names], ...] = (
            _in_other_types,
            _lacking,
            _of_parameters,
            _called_after,
            _tested,
            _taking_columns,
            self._of_expressions,
            _printing,
            _near_words,
            _reading,
            _words,
            _sending,
            self._rarest_call,
        )

    def of(
        self, change: Change, decider: Decider, calls: Calls, whole: Calls, expressions: Names
    ) -> Names:
        """The names that a change is about; nothing where none of them can be meant.

        Args:
            change: the change.
            decider: who decides it.
            calls: what makes the observation.
            whole: what the whole case calls.
            expressions: what makes the columns or keys that differ.
        """
        # An error that asking for a setting ends in is about that, and not about what was before.
        setting = change.kind not in SILENT and any(map(roles.configures, calls.all))
        looks_on = all(map(_looks, calls.all)) and not setting
        asked = _Asked(change, decider, whole if looks_on else calls, expressions, looks_on)
        return next((found for rule in self._rules if (found := rule(asked))), ())

    def _of_expressions(self, asked: _Asked) -> Names:
        """What makes the columns that differ."""
        return self._rarest(asked.expressions, asked)

    def _rarest_call(self, asked: _Asked) -> Names:
        own = [name for name in asked.calls.own if self._tells(name)]
        rest = [name for name in asked.calls.all if self._tells(name)]
        found = self._rarest(own or rest or asked.calls.all, asked)
        silent = asked.change.kind in ("values", "types", "printed")
        return () if silent and found == (roles.RANGE,) else found

    def _rarest(self, names: Iterable[Name], asked: _Asked) -> Names:
        """Of some names those that the fewest cases call; fixtures and actions only if alone."""
        pool = list(names)
        if asked.by_client and (asking := [name for name in pool if roles.asks(name)]):
            pool = asking
        else:
            computed = [name for name in pool if not roles.reads(name) and name != roles.CREATE]
            pool = computed or pool
        if not pool:
            return ()
        fewest = min(self._count[name] for name in pool)
        most = max(RARER_BY * fewest, RARE)
        return tuple(name for name in pool if self._count[name] <= most)

    def _tells(self, name: Name) -> bool:
        """Whether a name says something about what a case is for.

        A class is called to have an instance, whose members are nearer to what changed. What has
        no known owner may be nothing of Spark's.
        """
        if name.owner in (CLASS, UNKNOWN) or roles.leads(name):
            return False
        return self._count[name] <= self._common


def _looks(name: Name) -> bool:
    """Whether it neither computes nor changes anything."""
    shown = roles.hands_on(name) or roles.reads(name) or roles.leads(name)
    return shown or roles.configures(name)


def _in_other_types(asked: _Asked) -> Names:
    """What gives the same values in other types."""
    if not asked.change.converted:
        return ()
    calls = asked.calls
    found = [name for name in calls.own if roles.converts(name)]
    found = found or [name for name in calls.helpers if roles.converts(name)]
    if not found and not asked.change.is_frame:
        found = [name for name in calls.own if roles.reads(name)]
    return tuple(found) or ((roles.COLLECT,) if asked.change.is_frame else ())


def _lacking(asked: _Asked) -> Names:
    """What an error names as lacking."""
    told = set(_QUOTED.findall(asked.change.lacking))
    return tuple(name for name in asked.calls.all if name.name in told)


def _of_parameters(asked: _Asked) -> Names:
    """What the case's parameters are called after."""
    case = asked.change.case
    labels = {case.params, *(v for v in case.arguments.values() if isinstance(v, str))}
    return tuple(name for name in asked.calls.all if name.name in labels)


def _called_after(asked: _Asked) -> Names:
    """What the observation is called after: no action, if the case is after something else.

    Nor a function of a SQL text that PySpark hands on, where PySpark decides.
    """
    change = asked.change
    found = [
        name
        for name in asked.calls.all
        if f"{change.observation}_".startswith(f"{name.name}_") and not roles.leads(name)
    ]
    if asked.by_client:
        found = [name for name in found if roles.asks(name) or roles.reads(name)]
    if found and all(roles.reads(name) or name.owner == SQL for name in found):
        if change.differing.places:
            return ()
        asking = [name for name in asked.calls.all if roles.asks(name) and name not in found]
        if pointed_at(asking, change.case, None, near=True):
            return ()
    longest = max((len(name.name) for name in found), default=0)
    return tuple(name for name in found if len(name.name) == longest)


def _tested(asked: _Asked) -> Names:
    """A helper for tests, which is what a case that calls it tests."""
    return tuple(filter(roles.tests, asked.calls.all))


def _taking_columns(asked: _Asked) -> Names:
    """What takes columns away, where one version has more of them."""
    if not asked.change.other_columns:
        return ()
    return tuple(filter(roles.takes_columns, asked.calls.all))


def _printing(asked: _Asked) -> Names:
    """What prints, unless the words about the case point at what is printed."""
    change = asked.change
    printers = tuple(filter(roles.prints, asked.calls.all))
    if not printers or not (change.kind == "printed" or (change.kind == "values" and change.texts)):
        return ()
    asking = [name for name in asked.calls.all if roles.asks(name)]
    return pointed_at(asking, change.case, change.observation, near=True) or printers


def _near_words(asked: _Asked) -> Names:
    """What PySpark asks or reads with that observation and case are called after."""
    if not asked.by_client or asked.looks_on:
        return ()
    names = [name for name in asked.calls.all if roles.asks(name) or roles.converts(name)]
    return pointed_at(names, asked.change.case, asked.change.observation, near=True)


def _reading(asked: _Asked) -> Names:
    """What PySpark makes values of answers with, where these are not what changed.

    That is so if the answers are the same, or if it asks with texts of SQL alone, also where it
    refuses what it reads.
    """
    change, calls = asked.change, asked.calls
    if not asked.by_client or asked.looks_on:
        return ()
    asks = any(map(roles.asks, calls.all))
    if change.told is not None or change.kind not in ("values", "types"):
        if asks or not any(name.owner == SQL for name in calls.all):
            return ()
        return tuple(filter(roles.converts, calls.all)) or (roles.COLLECT,)
    if asks and not change.answered_alike:
        return ()
    readers = tuple(filter(roles.reads, calls.own))
    return readers or ((roles.COLLECT,) if change.is_frame else ())


def _words(asked: _Asked) -> Names:
    """What the words about the case point at, of what can have changed."""

    def fits(name: Name) -> bool:
        if roles.converts(name):
            return True
        return roles.asks(name) if asked.by_client else not _looks(name)

    for pool in (asked.calls.own, asked.calls.all):
        names = [name for name in pool if fits(name)]
        names = names or [name for name in pool if not roles.leads(name)]
        if found := pointed_at(names, asked.change.case, asked.change.observation):
            return found
    return ()


def _sending(asked: _Asked) -> Names:
    """What PySpark sends the case's data with, where it asks for something else."""
    sends = asked.by_client and asked.change.kind == "values"
    return (roles.CREATE,) if sends and roles.CREATE in asked.calls.all else ()
