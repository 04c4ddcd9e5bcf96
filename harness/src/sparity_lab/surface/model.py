"""What a client offers, as the inspector wrote it down: modules, names, members, parameters."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict


class Parameter(NamedTuple):
    """One parameter; `default` is None when it has to be given."""

    name: str
    kind: str
    default: str | None

    def __str__(self) -> str:
        stars = {"var_positional": "*", "var_keyword": "**"}.get(self.kind, "")
        given = "" if self.default is None else f"={self.default}"
        return f"{stars}{self.name}{given}"


class Named(BaseModel):
    """What a name stands for: a key into `Surface.classes`, or parameters, or nothing more."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["class", "function", "method", "class method", "value"]
    parameters: tuple[Parameter, ...] | None = None
    klass: str | None = None

    def __str__(self) -> str:
        if self.parameters is None:
            return self.kind
        return f"{self.kind} {signature(self.parameters)}"


class Module(BaseModel):
    """The names of one module; those it lists are its promise, the others are only there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    listed: tuple[str, ...]
    names: Mapping[str, Named]


class Surface(BaseModel):
    """Everything public of one client."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    package: str
    version: str
    modules: Mapping[str, Module]
    classes: Mapping[str, Mapping[str, Named]]
    submodules: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Which client this is."""
        return f"{self.package} {self.version}"


def signature(parameters: tuple[Parameter, ...]) -> str:
    """Parameters as Python writes them.

    >>> signature((Parameter("a", "var_positional", None), Parameter("b", "keyword_only", "1")))
    '(*a, b=1)'
    """
    shown: list[str] = []
    last = ""
    for one in parameters:
        if last == "positional_only" and one.kind != last:
            shown.append("/")
        if one.kind == "keyword_only" and last not in ("keyword_only", "var_positional"):
            shown.append("*")
        shown.append(str(one))
        last = one.kind
    if last == "positional_only":
        shown.append("/")
    return f"({', '.join(shown)})"
