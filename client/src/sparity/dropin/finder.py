"""Finds and loads the modules of `pyspark` for Python's import system; knows no names in them."""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Iterator, Sequence
from importlib.abc import InspectLoader, MetaPathFinder, PathEntryFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType

from sparity.dropin import absent
from sparity.dropin.facade import Facade, fill
from sparity.dropin.modules import MODULES, PACKAGES
from sparity.dropin.statements import is_import

#: Where packages say their modules are: no folder, but something only `Entry` understands.
_PLACE = "sparity.dropin:"


class Loader(InspectLoader):
    """Makes a facade."""

    def create_module(self, spec: ModuleSpec) -> Facade:
        """An empty facade."""
        return Facade(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Fill it, also again for `importlib.reload`."""
        assert isinstance(module, Facade)
        fill(module)

    def is_package(self, fullname: str) -> bool:
        """Whether other modules are in it."""
        return fullname in PACKAGES

    def get_source(self, fullname: str) -> str:
        """The source of our module that stands behind it."""
        return inspect.getsource(importlib.import_module(MODULES[fullname]))

    def get_code(self, fullname: str) -> CodeType:
        """The code of our module that stands behind it, so that it runs with `-m`."""
        return self.source_to_code(self.get_source(fullname), MODULES[fullname])


class Finder(MetaPathFinder):
    """Answers for `pyspark` and all that is in it, so that no other finder is asked."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """The spec of a module of the table.

        Raises:
            ModuleNotFoundError: one of PySpark's modules has no counterpart, and is imported; to
                `importlib.util.find_spec` it is just not there.
        """
        if fullname.partition(".")[0] != "pyspark":
            return None
        if fullname in MODULES:
            return _spec(fullname)
        if is_import():
            raise ModuleNotFoundError(
                f"No module named {fullname!r} (by sparity): {absent.of_module(fullname)}",
                name=fullname,
            )
        return None


class Entry(PathEntryFinder):
    """The inside of one package, for `pkgutil`."""

    def __init__(self, place: str) -> None:
        if not place.startswith(_PLACE):
            raise ImportError(place)
        self._package = place.removeprefix(_PLACE)

    def find_spec(self, fullname: str, target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of a module of this package."""
        return _spec(fullname) if fullname.rpartition(".")[0] == self._package else None

    def iter_modules(self, prefix: str = "") -> Iterator[tuple[str, bool]]:
        """The modules of this package, and whether others are in them."""
        for name in MODULES:
            parent, _, child = name.rpartition(".")
            if parent == self._package:
                yield prefix + child, name in PACKAGES


def _spec(fullname: str) -> ModuleSpec | None:
    if fullname not in MODULES:
        return None
    spec = ModuleSpec(fullname, Loader(), origin=MODULES[fullname], is_package=fullname in PACKAGES)
    if fullname in PACKAGES:
        spec.submodule_search_locations = [_PLACE + fullname]
    return spec
