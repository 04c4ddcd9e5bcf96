"""Whether a client's surface is that of a reference, but for what is meant."""

import json
from dataclasses import asdict, dataclass

from sparity_lab.surface.compare import Difference, compare
from sparity_lab.surface.exceptions import Exceptions, Scope
from sparity_lab.surface.model import Surface


@dataclass(frozen=True, slots=True)
class Excused:
    """A difference that is meant, and why."""

    difference: Difference
    reason: str


@dataclass(frozen=True, slots=True)
class SurfaceVerdict:
    """What comparing two surfaces came to."""

    candidate: str
    reference: str
    names: int
    differences: tuple[Difference, ...]
    excused: tuple[Excused, ...]
    stale: tuple[str, ...]
    unknown_modules: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every difference is meant, and everything that is meant is so."""
        return not (self.differences or self.stale or self.unknown_modules)

    def as_json(self) -> str:
        """Everything, for machines."""
        content = {
            "schema": 1,
            "client": self.candidate,
            "against": self.reference,
            "holds": self.holds,
            "names": self.names,
            "differences": [asdict(one) for one in self.differences],
            "excused": [{**asdict(one.difference), "reason": one.reason} for one in self.excused],
            "stale": self.stale,
            "unknown_modules": self.unknown_modules,
        }
        return json.dumps(content, indent=1)


def judge(
    candidate: Surface, reference: Surface, newest: Surface, scope: Scope, exceptions: Exceptions
) -> SurfaceVerdict:
    """Compare, and take away what is meant.

    An exception is out of date when it excuses a difference neither from the reference nor from
    the newest one: what is missing of a newer version is no difference from an older one.
    """
    found = compare(candidate, reference, newest, scope.modules)
    latest = compare(candidate, newest, newest, scope.modules)
    reasons = [(one, exceptions.reason(one)) for one in found.differences]
    submodules = {*reference.submodules, *newest.submodules}
    stale = exceptions.stale((*found.differences, *latest.differences)) + scope.stale(submodules)
    return SurfaceVerdict(
        candidate=candidate.title,
        reference=reference.title,
        names=found.names,
        differences=tuple(one for one, reason in reasons if reason is None),
        excused=tuple(Excused(one, reason) for one, reason in reasons if reason is not None),
        stale=tuple(stale),
        unknown_modules=tuple(scope.unknown(submodules)),
    )
