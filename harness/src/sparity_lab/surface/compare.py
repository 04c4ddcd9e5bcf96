"""The surfaces of two clients, name by name, in both directions; knows no exceptions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sparity_lab.surface.model import Module, Named, Surface

Sort = Literal["missing", "extra", "different"]


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One name that is not the same: where, in what way, and how both sides describe it."""

    name: str
    sort: Sort
    wanted: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found, and how many names were looked at."""

    differences: tuple[Difference, ...]
    names: int


def compare(
    candidate: Surface, reference: Surface, newest: Surface, modules: Sequence[str]
) -> Comparison:
    """Judge a candidate by a reference, where it may also be as the newest reference is.

    Everything of the reference has to be there, with its parameters or those of the newest. What
    the candidate has besides has to be in the newest. With the newest as reference, that is
    equality in both directions.

    Args:
        candidate: the client under test.
        reference: what it is judged by.
        newest: what it may follow instead.
        modules: the names of the modules to compare.
    """
    judge = _Judge(candidate, reference, newest)
    for name in modules:
        judge.module(name)
    return Comparison(tuple(sorted(set(judge.differences))), judge.names)


class _Judge:
    def __init__(self, candidate: Surface, reference: Surface, newest: Surface) -> None:
        self.candidate = candidate
        self.reference = reference
        self.newest = newest
        self.differences: list[Difference] = []
        self.names = 0
        self._seen: set[str | None] = set()

    def module(self, name: str) -> None:
        found = self.candidate.modules.get(name)
        wanted = self.reference.modules.get(name)
        newer = self.newest.modules.get(name)
        if found is None:
            if wanted is not None:
                self.names += 1
                self._note(name or self.reference.package, "missing", wanted="module")
            return
        if wanted is None and newer is None:
            self._note(name or self.candidate.package, "extra", found="module")
            return
        for inner in _listed(found, wanted):
            self._named(
                f"{name}.{inner}" if name else inner,
                found.names.get(inner),
                wanted.names.get(inner) if wanted else None,
                newer.names.get(inner) if newer else None,
                promised=wanted is not None and inner in wanted.listed,
            )

    def _named(
        self,
        name: str,
        found: Named | None,
        wanted: Named | None,
        newer: Named | None,
        promised: bool = True,
    ) -> None:
        self.names += 1
        if found is None:
            if wanted is not None and promised:
                self._note(name, "missing", wanted=str(wanted))
            return
        models = [one for one in (wanted, newer) if one is not None]
        if not models:
            self._note(name, "extra", found=str(found))
            return
        if not any(_alike(found, one) for one in models):
            self._note(name, "different", wanted=str(models[0]), found=str(found))
        elif found.kind == "class":
            self._class(name, found, wanted, newer)

    def _class(self, name: str, found: Named, wanted: Named | None, newer: Named | None) -> None:
        # A class that has several names is compared under the first of them.
        if found.klass in self._seen:
            return
        self._seen.add(found.klass)
        members = self.candidate.classes[found.klass or ""]
        old = self.reference.classes.get(wanted.klass or "", {}) if wanted else {}
        new = self.newest.classes.get(newer.klass or "", {}) if newer else {}
        for inner in sorted({*members, *old}):
            self._named(f"{name}.{inner}", members.get(inner), old.get(inner), new.get(inner))

    def _note(self, name: str, sort: Sort, wanted: str = "", found: str = "") -> None:
        self.differences.append(Difference(name, sort, wanted, found))


def _listed(found: Module, wanted: Module | None) -> Iterator[str]:
    yield from sorted({*found.listed, *(wanted.listed if wanted else ())})


def _alike(found: Named, wanted: Named) -> bool:
    if found.kind != wanted.kind:
        return False
    if found.parameters is None or wanted.parameters is None:
        # Python itself cannot tell the parameters of what is written in C.
        return True
    return found.parameters == wanted.parameters
