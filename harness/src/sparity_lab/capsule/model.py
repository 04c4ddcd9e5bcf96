"""What a capsule says about itself, as data; how it lies in a file is told in `file`."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from sparity_lab.cases import Case
from sparity_lab.drivers.process import DriverInfo
from sparity_lab.headers import this_machine
from sparity_lab.outcome.normalise import Surroundings
from sparity_lab.record.tape import RecordedCall
from sparity_lab.records import CaseRecord, Machine

Role = Literal["candidate", "reference"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class CapsuleCase(_Model):
    """The case; `file` is its path below the folder of the suites."""

    id: str
    profile: str
    suite: str
    function: str
    params: str | None
    file: str
    line: int
    title: str
    mirrors: str
    since: str
    until: str | None
    ordered: bool
    needs: tuple[str, ...]
    digest: str

    @classmethod
    def of(cls, case: Case, suites: Path) -> Self:
        """From a case and the folder of the suites that it is in."""
        fields = {name: getattr(case, name) for name in cls.model_fields if name != "file"}
        return cls(**fields, file=case.file.relative_to(suites.resolve()).as_posix())

    def at(self, suites: Path) -> Case:
        """The case as it stands in another folder of suites."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Case(**{**fields, "file": suites / self.file})


class CapsuleClient(_Model):
    """A client that was recorded, with the versions of what it is made of."""

    name: str
    version: str
    python: str
    packages: dict[str, str]

    @classmethod
    def of(cls, name: str, info: DriverInfo | None) -> Self:
        """From its name and what its driver said."""
        said = info or DriverInfo(name, "", "", {})
        return cls(
            name=name, version=said.version, python=said.python, packages=dict(said.packages)
        )


class Around(_Model):
    """The folders and the place of the case when it was recorded, as they stand in its traffic."""

    data: str
    tmp: str
    file: str
    line: int

    @classmethod
    def of(cls, around: Surroundings) -> Self:
        """From the surroundings of a recording."""
        return cls(data=around.data, tmp=around.tmp, file=around.file, line=around.line)

    def surroundings(self) -> Surroundings:
        """What takes them out of texts."""
        return Surroundings(self.data, self.tmp, self.file, self.line)


class Side(_Model):
    """One client in the capsule."""

    client: CapsuleClient
    around: Around


class CapsuleServer(_Model):
    """The server that answered, as it described itself."""

    target: str
    spark: str
    """The Spark version that it is judged as."""
    spark_version: str
    """The one that it told."""
    details: dict[str, str]


class Manifest(_Model):
    """`capsule.json`: everything but the traffic and the files of the case."""

    schema_: Literal["sparity-lab/capsule/1"] = Field(
        default="sparity-lab/capsule/1", alias="schema"
    )
    made: str = Field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    lab_version: str = Field(default_factory=lambda: version("sparity-lab"))
    machine: Machine = Field(default_factory=this_machine)
    case: CapsuleCase
    server: CapsuleServer
    sides: dict[Role, Side]
    record: CaseRecord


@dataclass(frozen=True)
class Capsule:
    """A whole capsule: the manifest, the files of the case, the calls of each client.

    `files` have paths below the folder of the suites.
    """

    manifest: Manifest
    files: dict[str, bytes]
    traffic: dict[Role, list[RecordedCall]] = field(default_factory=dict)
