"""A module of `pyspark` as programs see it: its names are objects of ours, not copies."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from sparity.dropin import absent
from sparity.dropin.modules import ALONG, CLASSES, MODULES, NAMES
from sparity.dropin.statements import names_asked_for


class Facade(ModuleType):
    """A module that stands for one of PySpark's."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no {name!r}", name=name, obj=self)
        inner = f"{self.__name__}.{name}"
        if inner in MODULES:
            return importlib.import_module(inner)
        asked = names_asked_for(sys._getframe(1))
        if name in asked:
            lacking = [one for one in dict.fromkeys(asked) if not self._has(one)]
            raise ImportError(_refusal(self.__name__, lacking), name=self.__name__)
        reason = absent.of_name(self.__name__, name)
        raise AttributeError(
            f"module {self.__name__!r} (by sparity) has no {name!r}: {reason}",
            name=name,
            obj=self,
        )

    def __dir__(self) -> list[str]:
        inside = (name.rpartition(".") for name in MODULES)
        children = {child for parent, _, child in inside if parent == self.__name__}
        return sorted({*self.__dict__, *children})

    def _has(self, name: str) -> bool:
        return name in self.__dict__ or f"{self.__name__}.{name}" in MODULES


def fill(module: Facade) -> None:
    """Give a facade the names that the table says."""
    source = importlib.import_module(MODULES[module.__name__])
    module.__doc__ = source.__doc__
    module.__file__ = source.__file__
    names = public_names(source)
    module.__dict__.update({name: getattr(source, name) for name in names})
    further = NAMES.get(module.__name__, {})
    for name, place in further.items():
        home, _, attribute = place.rpartition(".")
        setattr(module, name, getattr(importlib.import_module(home), attribute))
    shown = [name for name in further if not name.startswith("_")]
    module.__dict__["__all__"] = list(dict.fromkeys([*names, *shown]))
    for name in CLASSES.get(module.__name__, ()):
        module.__dict__[name].__module__ = module.__name__
    for other in ALONG.get(module.__name__, ()):
        importlib.import_module(other)


def release(module: Facade) -> None:
    """Give classes that named a facade as their home their own back."""
    for name in CLASSES.get(module.__name__, ()):
        module.__dict__[name].__module__ = MODULES[module.__name__]


def public_names(module: ModuleType) -> list[str]:
    """What a module offers: its `__all__`, else the public names that it defines itself."""
    offered: list[str] | None = getattr(module, "__all__", None)
    if offered is not None:
        return offered
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]


def _refusal(module: str, names: list[str]) -> str:
    """The text of an ImportError for all names that an import statement asks for in vain."""
    listed = ", ".join(map(repr, names))
    reasons = [f"\n  {name}: {absent.of_name(module, name)}" for name in names]
    return f"cannot import {listed} from {module!r} (by sparity)" + "".join(reasons)
