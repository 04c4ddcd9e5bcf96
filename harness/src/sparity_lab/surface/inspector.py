"""Writes down the public names and signatures of one installed client as JSON; compares nothing.

One stdlib-only file in Python 3.8 syntax, because it is handed to the interpreter of every
environment. Arguments: the package, then the modules to look at, as names below the package (an
empty one is the package itself). Where PySpark has two classes of one name, a program on Spark
Connect gets the one of `pyspark.sql.connect`, so that one is described.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import pkgutil
import re
import sys
import types
import warnings
from typing import Any

#: Special methods that are syntax for users, so their presence and parameters are public.
SYNTAX = frozenset(
    f"__{name}__"
    for name in re.findall(
        r"\w+",
        """abs add and bool call contains delitem dir div enter eq exit floordiv ge getattr getitem
        gt init invert iter le len lshift lt matmul mod mul ne neg next or pos pow radd rand rdiv
        rfloordiv rmod rmul ror rpow rshift rsub rtruediv rxor setitem sub truediv xor""",
    )
)

#: Classes that are called otherwise on Spark Connect.
OTHERWISE_CALLED = {"RuntimeConfig": "RuntimeConf"}

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_ABSENT = object()


class Inspector:
    """Describes modules of one package; each class once, however many names it has."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.classes: dict[str, dict[str, Any]] = {}

    def module(self, name: str) -> dict[str, Any] | None:
        """The names of a module, and which of them it lists as public; None if there is none."""
        full = _dotted(self.package, name)
        try:
            module = importlib.import_module(full)
        except ModuleNotFoundError as missing:
            if missing.name is not None and _dotted(full, "").startswith(missing.name):
                return None
            raise
        public = getattr(module, "__all__", None)
        names: dict[str, Any] = {}
        made_here = []
        for attribute in sorted(set(vars(module)) | set(public or ())):
            value = getattr(module, attribute, _ABSENT)
            if value is _ABSENT or isinstance(value, types.ModuleType):
                continue
            open_ = not attribute.startswith("_") and _comes_from(self.package, value)
            if open_ or attribute in (public or ()):
                names[attribute] = self.value(value)
                if _comes_from(full, value):
                    made_here.append(attribute)
        return {"listed": sorted(made_here if public is None else set(public)), "names": names}

    def submodules(self, name: str) -> list[str]:
        """The modules directly in a package, as names below this client's package."""
        module = importlib.import_module(_dotted(self.package, name))
        found = (info.name for info in pkgutil.iter_modules(module.__path__))
        return sorted(_dotted(name, inner) for inner in found if not inner.startswith("_"))

    def value(self, value: Any) -> dict[str, Any]:
        """What a name stands for."""
        if inspect.isclass(value):
            return {"kind": "class", "klass": self.klass(_on_connect(value))}
        if callable(value) and not _is_typing(value):
            return {"kind": "function", "parameters": parameters(value, self.package)}
        return {"kind": "value"}

    def klass(self, cls: type) -> str:
        """Describe a class, once; the key of its description."""
        key = f"{cls.__module__}:{cls.__qualname__}"
        if key not in self.classes:
            members: dict[str, Any] = {}
            self.classes[key] = members
            names = {name for base in cls.__mro__ if base is not object for name in vars(base)}
            for name in sorted(names):
                if not name.startswith("_") or name in SYNTAX:
                    described = self.member(cls, name)
                    if described is not None:
                        members[name] = described
            if "__init__" not in members or members["__init__"]["parameters"] is None:
                members["__init__"] = self.constructor(cls)
        return key

    def constructor(self, cls: type) -> dict[str, Any]:
        """How a class without an `__init__` in Python is called."""
        new = inspect.getattr_static(cls, "__new__", None)
        inner = getattr(new, "__func__", new)
        found = parameters(inner, self.package, bound=True) if inspect.isfunction(inner) else None
        return {"kind": "method", "parameters": found}

    def member(self, cls: type, name: str) -> dict[str, Any] | None:
        """What a class has under a name; None for what it has taken back."""
        value = inspect.getattr_static(cls, name)
        if value is None:
            return None
        if isinstance(value, (staticmethod, classmethod)):
            bound = isinstance(value, classmethod)
            found = parameters(value.__func__, self.package, bound=bound)
            return {"kind": "class method", "parameters": found}
        if inspect.isclass(value):
            if value.__module__.split(".")[0] != self.package:
                return {"kind": "value"}
            return {"kind": "class", "klass": self.klass(_on_connect(value))}
        if isinstance(value, (property, functools.cached_property)) or not callable(value):
            return {"kind": "value"}
        return {"kind": "method", "parameters": parameters(value, self.package, bound=True)}


def parameters(function: Any, package: str, bound: bool = False) -> list[Any] | None:
    """Name, kind and default of each parameter; None for what Python cannot tell."""
    try:
        found = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    return [
        [one.name, one.kind.name.lower(), default(one.default, package)] for one in found[bound:]
    ]


def default(value: Any, package: str) -> str | None:
    """A default as text in which the package has no name; None for a required parameter."""
    if value is inspect.Parameter.empty:
        return None
    return _ADDRESS.sub("", repr(value)).replace(package + ".", "")


def _on_connect(cls: type) -> type:
    home = cls.__module__
    if not home.startswith("pyspark.sql.") or home.startswith("pyspark.sql.connect."):
        return cls
    for place in (home.replace("pyspark.sql.", "pyspark.sql.connect.", 1), "group", "streaming"):
        full = place if place.startswith("pyspark") else "pyspark.sql.connect." + place
        try:
            module = importlib.import_module(full)
        except ImportError:
            continue
        found = getattr(module, OTHERWISE_CALLED.get(cls.__name__, cls.__name__), None)
        if inspect.isclass(found):
            return found
    return cls


def _comes_from(module: str, value: Any) -> bool:
    """Whether a class or function was made in a module or below it."""
    home = getattr(value, "__module__", None) or ""
    return home == module or home.startswith(module + ".")


def _is_typing(value: Any) -> bool:
    return type(value).__module__ == "typing"


def _dotted(package: str, name: str) -> str:
    return ".".join(part for part in (package, name) if part)


def main(package: str, names: list[str]) -> None:
    """Describe the modules and write the description to standard output."""
    out, sys.stdout = sys.stdout, sys.stderr
    warnings.simplefilter("ignore")
    inspector = Inspector(package)
    modules = {name: inspector.module(name) for name in names}
    inner = inspector.submodules("") + inspector.submodules("sql")
    version = importlib.import_module("importlib.metadata").version(package)
    surface = {
        "package": package,
        "version": version,
        "modules": {name: found for name, found in modules.items() if found is not None},
        "classes": inspector.classes,
        "submodules": sorted(set(inner)),
    }
    json.dump(surface, out)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
