"""The tables below `matrix/` as models: targets, clients, profiles; starts and builds nothing."""

import os
import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from packaging.version import Version
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sparity_lab.problems import UsageProblem, unknown_name

ROOT_VARIABLE = "SPARITY_LAB_ROOT"
Provider = Literal["process", "container", "sail", "remote", "fake"]

_VERSION = re.compile(r"\d+\.\d+\.\d+")
_LINE = re.compile(r"(\d+)\.(\d+)")


def _conf_text(value: Any) -> Any:
    """Spark settings are text on a command line: TOML's booleans and numbers become that text."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


ConfValue = Annotated[str, BeforeValidator(_conf_text)]
SparkVersion = Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
MemorySize = Annotated[str, Field(pattern=r"^\d+[kmgKMG]$")]


class Entry(BaseModel):
    """What every row of a matrix table has in common: it is frozen and knows its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    summary: str = ""


class Target(Entry):
    """A server under a name: a Spark version and a way to start it, or an address.

    `spark` is None only for an address given on the command line, until its server has told its
    version; `Matrix.settle` then gives the target with the version filled in.
    """

    spark: SparkVersion | None = None
    provider: Provider
    url: Annotated[str, Field(pattern=r"^sc://.+")] | None = None
    heap: MemorySize = "1g"
    memory: MemorySize = "2g"
    conf: Mapping[str, ConfValue] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _address_belongs_to_remote(self) -> Self:
        if (self.provider == "remote") != (self.url is not None):
            raise ValueError('`url = "sc://…"` is for provider "remote", which needs it')
        if self.provider != "remote" and self.spark is None:
            raise ValueError("`spark` is missing: say which version it serves, like 4.1.1")
        return self


class Client(Entry):
    """Something that speaks Spark Connect from a Python environment of its own.

    `version` is None for a client whose wheel is built from `source`, and for `pyspark` until
    `at` has bound it to a target's Spark version.
    """

    package: Literal["sparity", "pyspark"]
    constraints: str
    source: str | None = None
    python: Annotated[str, Field(pattern=r"^3\.\d+$")] = "3.11"
    version: SparkVersion | None = None

    @property
    def versioned(self) -> bool:
        """Whether the client comes in one version per Spark version."""
        return "{version}" in self.constraints

    def at(self, version: str) -> "Client":
        """The client as it meets a target of `version`: `pyspark` becomes `pyspark==version`."""
        if not self.versioned or self.version is not None:
            return self
        update = {"version": version, "name": f"{self.name}=={version}"}
        return self.model_copy(update=update)

    @property
    def constraints_file(self) -> str:
        """Path of the pinned requirements below `matrix/`, with the version filled in."""
        return self.constraints.replace("{version}", self.version or "{version}")


class Profile(Entry):
    """A named set of suites.

    With `provider` it runs on the targets of that provider alone, and they run nothing else.
    """

    suites: str
    provider: Literal["fake"] | None = None


class _TargetTable(BaseModel):
    model_config = ConfigDict(extra="forbid")

    default: str
    conf: Mapping[str, ConfValue] = Field(default_factory=dict)
    targets: dict[str, Target]


class _ClientTable(BaseModel):
    model_config = ConfigDict(extra="forbid")

    default: str
    clients: dict[str, Client]


class _ProfileTable(BaseModel):
    model_config = ConfigDict(extra="forbid")

    default: str
    profiles: dict[str, Profile]


class Matrix:
    """Everything `matrix/` says, and the rules by which names on a command line are understood."""

    def __init__(
        self, root: Path, targets: _TargetTable, clients: _ClientTable, profiles: _ProfileTable
    ) -> None:
        self.root = root
        self.folder = root / "matrix"
        self.targets: dict[str, Target] = {
            name: target.model_copy(update={"conf": {**targets.conf, **target.conf}})
            for name, target in targets.targets.items()
        }
        self.clients = clients.clients
        self.profiles = profiles.profiles
        self.default_target = targets.default
        self.default_client = clients.default
        self.default_profile = profiles.default

    def target(self, name: str | None = None) -> Target:
        """The target called `name`, or one for an `sc://` address; the default one for None."""
        name = name or self.default_target
        if name in self.targets:
            return self.targets[name]
        if name.startswith("sc://"):
            return Target(name=without_secrets(name), provider="remote", url=name)
        raise unknown_name("target", name, [*self.targets, "sc://HOST:PORT"])

    @property
    def process_targets(self) -> tuple[str, ...]:
        """The targets that this machine can start itself: real Spark, one of each version."""
        return tuple(name for name, one in self.targets.items() if one.provider == "process")

    def client(self, name: str | None = None) -> Client:
        """The client called `name`: `sparity`, `pyspark` or `pyspark==VERSION`."""
        name = name or self.default_client
        if name in self.clients:
            return self.clients[name]
        family, separator, version = name.partition("==")
        if separator and family in self.clients and self.clients[family].versioned:
            known = [str(v) for v in self.spark_versions]
            if version not in known:
                raise unknown_name(f"version of {family}", version, known)
            return self.clients[family].at(version)
        shown = [*self.clients, *(f"pyspark=={v}" for v in self.spark_versions)]
        raise unknown_name("client", name, shown)

    def profile(self, name: str | None = None) -> Profile:
        """The profile called `name`; the default one for None."""
        name = name or self.default_profile
        if name not in self.profiles:
            raise unknown_name("profile", name, self.profiles)
        return self.profiles[name]

    def profile_on(self, target: Target, name: str | None = None) -> Profile:
        """The profile called `name`, the target's own for None.

        Raises:
            UsageProblem: an unknown name, or a profile that has no sense on this target.
        """
        own = [one for one in self.profiles.values() if one.provider == target.provider]
        profile = own[0] if own and name is None else self.profile(name)
        if bool(own) != (profile.provider is not None):
            fitting = [
                one.name for one in self.targets.values() if one.provider == profile.provider
            ]
            raise UsageProblem(
                f"profile {profile.name!r} does not run on target {target.name!r}",
                hint=f"give --target {' or '.join(fitting)}"
                if fitting
                else f"the target has a profile of its own: {', '.join(one.name for one in own)}",
            )
        return profile

    def suites_folder(self, profile: Profile) -> Path:
        """The folder that holds a profile's cases."""
        folder = self.root / profile.suites
        if not folder.is_dir():
            raise UsageProblem(
                f"profile {profile.name!r} has no cases: no folder {profile.suites}",
                hint="correct `suites` in matrix/profiles.toml",
            )
        return folder

    @cached_property
    def spark_versions(self) -> list[str]:
        """The Spark versions with a reference environment, oldest first."""
        names = (self.folder / "constraints").glob("pyspark-*.txt")
        found = [_VERSION.search(path.name) for path in names]
        return sorted((m.group() for m in found if m), key=Version)

    @property
    def newest_spark(self) -> str:
        """The newest reference: it judges what a client decides alone."""
        return self.spark_versions[-1]

    def reference(self, target: Target) -> Client:
        """The PySpark of the target's own version (an `sc://` target must be settled first)."""
        if target.spark is None:
            raise ValueError(f"target {target.name} has not told its Spark version yet")
        return self.client(f"pyspark=={target.spark}")

    def settle(self, target: Target, served_version: str) -> Target:
        """The target with a Spark version: its own, else the known one nearest to what it serves.

        A server says its own version (`4.1.0-SNAPSHOT`, `4.1.1.vendor`); the reference and the
        goldens are those of the same `major.minor` line.
        """
        if target.spark is not None:
            return target
        line = _LINE.match(served_version)
        for version in self.spark_versions:
            if line and version.startswith(f"{line.group()}."):
                return target.model_copy(update={"spark": version})
        raise UsageProblem(
            f"{target.name} serves Spark {served_version}, for which there is no reference",
            hint="say whose PySpark and goldens judge it, with --spark or as `spark` in "
            f"matrix/targets.toml: {', '.join(self.spark_versions)}",
        )


def without_secrets(url: str) -> str:
    """An `sc://` address without its parameters, which may hold a token."""
    return url.split(";", 1)[0].rstrip("/")


def find_root(explicit: Path | str | None = None) -> Path:
    """The repository root: `explicit`, else $SPARITY_LAB_ROOT, else found from here upward."""
    given = explicit or os.environ.get(ROOT_VARIABLE)
    if given:
        root = Path(given).expanduser().resolve()
        if not _is_root(root):
            raise UsageProblem(
                f"{root} is not a repository with a matrix/targets.toml",
                hint=f"correct --root or {ROOT_VARIABLE}",
            )
        return root
    here = Path.cwd()
    for folder in (here, *here.parents):
        if _is_root(folder):
            return folder
    raise UsageProblem(
        f"no matrix/targets.toml in {here} or above it",
        hint=f"run this inside the repository, or give --root or {ROOT_VARIABLE}",
    )


def load_matrix(root: Path | str | None = None) -> Matrix:
    """Read and check the three tables.

    Raises `UsageProblem` with file, line and key when a table is missing, is not TOML or says
    something that no target, client or profile can have.

    >>> load_matrix().target("4.1.1").spark  # doctest: +SKIP
    '4.1.1'
    """
    base = find_root(root)
    targets = _table(base, "targets", _TargetTable)
    clients = _table(base, "clients", _ClientTable)
    profiles = _table(base, "profiles", _ProfileTable)
    for kind, default, rows in (
        ("targets", targets.default, list(targets.targets)),
        ("clients", clients.default, list(clients.clients)),
        ("profiles", profiles.default, list(profiles.profiles)),
    ):
        if default not in rows:
            raise unknown_name(f"default in matrix/{kind}.toml", default, rows)
    return Matrix(base, targets, clients, profiles)


def _is_root(folder: Path) -> bool:
    return (folder / "matrix" / "targets.toml").is_file()


TableT = TypeVar("TableT", bound=BaseModel)


def _table(root: Path, kind: str, model: type[TableT]) -> TableT:
    shown = f"matrix/{kind}.toml"
    try:
        text = (root / shown).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"cannot read {shown}", causes=[error]) from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageProblem(f"{shown} is not TOML: {error}", hint="correct that line") from error
    rows = content.get(kind)
    if isinstance(rows, dict):
        for name, row in rows.items():
            if isinstance(row, dict):
                row.setdefault("name", name)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise _shape_problem(shown, text, error, model) from error


def _shape_problem(
    shown: str, text: str, error: ValidationError, model: type[BaseModel]
) -> UsageProblem:
    findings = error.errors(include_url=False)
    causes = []
    for finding in findings:
        path = [str(part) for part in finding["loc"]]
        line = _line_of(text, path)
        where = f"{shown}:{line}" if line else shown
        message = finding["msg"].removeprefix("Value error, ")
        causes.append(f"{where}: {'.'.join(path)}: {message[0].lower()}{message[1:]}")
    first = findings[0]
    hint = "correct the file; its head comment explains every key"
    if first["type"] == "extra_forbidden":
        allowed = _keys_beside(model, [str(part) for part in first["loc"]])
        hint = unknown_name("key", str(first["loc"][-1]), allowed).hint or hint
    return UsageProblem(f"{shown} has a mistake", causes=causes, hint=hint)


def _keys_beside(model: type[BaseModel], path: list[str]) -> list[str]:
    if len(path) == 1:
        return list(model.model_fields)
    rows: dict[str, type[Entry]] = {"targets": Target, "clients": Client, "profiles": Profile}
    return [name for name in rows[path[0]].model_fields if name != "name"]


def _line_of(text: str, path: list[str]) -> int | None:
    """The line that holds a key, looked for below the header of its table; None when unsure."""
    lines = text.splitlines()
    start = 0
    if len(path) > 1:
        headers = {f"[{path[0]}.{path[1]}]", f'[{path[0]}."{path[1]}"]'}
        found = [n for n, line in enumerate(lines) if line.strip() in headers]
        if not found:
            return None
        start = found[0] + 1
    for number, line in enumerate(lines[start:], start + 1):
        if line.lstrip().startswith("["):
            break
        if re.match(rf'\s*"?{re.escape(path[-1])}"?\s*=', line):
            return number
    return start or None
