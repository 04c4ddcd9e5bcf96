"""`matrix/surface.toml`: what is compared, and which differences are meant; judges nothing."""

import tomllib
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sparity_lab.problems import UsageProblem
from sparity_lab.surface.compare import Difference, Sort

FILE = "matrix/surface.toml"

Text = Annotated[str, Field(min_length=1)]


class Meant(BaseModel):
    """Some names (`*` stands for anything) and why it is right that they differ."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: Annotated[tuple[Text, ...], Field(min_length=1)]
    reason: Annotated[str, Field(pattern=r"\S")]


class Exceptions(BaseModel):
    """The differences of one client that are meant, by what they are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    missing: tuple[Meant, ...] = ()
    different: tuple[Meant, ...] = ()
    extensions: tuple[Meant, ...] = ()

    def of(self, sort: Sort) -> Sequence[Meant]:
        """Those for one sort of difference."""
        return self.extensions if sort == "extra" else getattr(self, sort)

    def reason(self, difference: Difference) -> str | None:
        """Why a difference is meant; None if nobody says so."""
        for meant in self.of(difference.sort):
            if any(fnmatchcase(difference.name, name) for name in meant.names):
                return meant.reason
        return None

    def stale(self, differences: Iterable[Difference]) -> list[str]:
        """The names that excuse none of these differences."""
        known = list(differences)
        sorts: tuple[Sort, ...] = ("missing", "different", "extra")
        return [
            f"{_table_of(sort)}: {name}"
            for sort in sorts
            for meant in self.of(sort)
            for name in meant.names
            if not any(one.sort == sort and fnmatchcase(one.name, name) for one in known)
        ]


class Scope(BaseModel):
    """Which modules of PySpark are compared, which are not and why, and clients' exceptions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    modules: Annotated[tuple[str, ...], Field(min_length=1)]
    not_compared: tuple[Meant, ...] = ()
    clients: dict[str, Exceptions] = Field(default_factory=dict)

    def unknown(self, submodules: Iterable[str]) -> list[str]:
        """The modules of which nothing is said here."""
        said = [name for meant in self.not_compared for name in meant.names]
        inside = {name.rsplit(".", depth)[0] for name in self.modules for depth in range(4)}
        return sorted(
            name
            for name in set(submodules) - inside
            if not any(fnmatchcase(name, one) for one in said)
        )

    def stale(self, submodules: Iterable[str]) -> list[str]:
        """What is said of modules that no reference has."""
        known = list(submodules)
        return [
            f"not_compared: {name}"
            for meant in self.not_compared
            for name in meant.names
            if not any(fnmatchcase(one, name) for one in known)
        ]


def load_scope(root: Path) -> Scope:
    """Read and check the table.

    Raises `UsageProblem` when it cannot be read, says something unknown, or lacks a reason.
    """
    try:
        content = tomllib.loads((root / FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"cannot read {FILE}", causes=[error]) from error
    except tomllib.TOMLDecodeError as error:
        raise UsageProblem(f"{FILE} is not TOML: {error}", hint="correct that line") from error
    try:
        return Scope.model_validate(content)
    except ValidationError as error:
        causes = [
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}"
            for one in error.errors(include_url=False)
        ]
        raise UsageProblem(
            f"{FILE} has a mistake",
            causes=causes,
            hint="every exception needs `names` and a `reason`; its head comment explains the rest",
        ) from error


def _table_of(sort: Sort) -> str:
    return "extensions" if sort == "extra" else sort
