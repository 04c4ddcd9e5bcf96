"""Which cells a matrix has, and what is known of their cases before anything runs; `plan.json`."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sparity_lab.cache import digest_files, digest_text
from sparity_lab.legs import LegPlan, Request, plan_run
from sparity_lab.matrix import Matrix
from sparity_lab.problems import UsageProblem
from sparity_lab.report.files import write_atomically

SCHEMA = "sparity-lab/matrix-plan/1"
PLAN_NAME = "plan.json"


class CellKey(NamedTuple):
    """What tells the cells of a matrix apart."""

    client: str
    target: str
    profile: str

    def __str__(self) -> str:
        return f"{self.client} on {self.target}, {self.profile}"


class Part(BaseModel):
    """A piece of a plan: frozen, and without fields nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ClientFacts(Part):
    """A client of the matrix. `spark` is the version whose API it has, None for the newest."""

    package: str
    spark: str | None
    built: bool = Field(description="whether its wheel is built from this repository")


class TargetFacts(Part):
    """A target of the matrix."""

    provider: str
    spark: str | None


class CaseFacts(Part):
    """What a case says of itself that its class depends on."""

    since: str
    until: str | None = None
    ordered: bool = False
    errors_in: tuple[str, ...] = ()
    digest: str


class MatrixPlan(Part):
    """Everything that a matrix run was asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_: str = Field(default=SCHEMA, alias="schema")
    keyword: str = ""
    goldens: str = Field(description="digest of the recorded outcomes that judge")
    clients: dict[str, ClientFacts]
    targets: dict[str, TargetFacts]
    profiles: dict[str, dict[str, CaseFacts]]
    cells: list[CellKey]

    @classmethod
    def read(cls, out: Path) -> Self:
        """The plan of the matrix run in a folder.

        Raises:
            UsageProblem: there is none.
        """
        path = out / PLAN_NAME
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError as problem:
            raise UsageProblem(
                f"there is no matrix in {out}",
                hint="give the folder of a matrix with --out, or leave --resume out to start one",
            ) from problem
        except (OSError, ValidationError) as problem:
            raise UsageProblem(
                f"{path} cannot be read as the plan of a matrix",
                hint="start a new matrix in another folder",
                causes=[problem],
            ) from problem

    def save(self, out: Path) -> None:
        """Write the plan into the folder of its run."""
        text = json.dumps(self.model_dump(mode="json", by_alias=True), indent=1)
        write_atomically(out / PLAN_NAME, text + "\n")

    def cases_digest(self, profile: str) -> str:
        """One digest for the text of all cases of a profile."""
        facts = self.profiles[profile]
        return digest_text(*(f"{case}:{facts[case].digest}" for case in sorted(facts)))

    def differences(self, other: "MatrixPlan") -> list[str]:
        """What keeps two plans from being parts of one matrix, as lines a person can read."""
        found = []
        if self.keyword != other.keyword:
            found.append(f"-k: was {self.keyword!r}, is {other.keyword!r}")
        if self.goldens != other.goldens:
            found.append("goldens were recorded since")
        return found + [
            f"cases of {profile} were added, edited or removed since"
            for profile in sorted(self.profiles.keys() & other.profiles.keys())
            if self.cases_digest(profile) != other.cases_digest(profile)
        ]


@dataclass(frozen=True)
class MatrixRequest:
    """What a person asked for; empty names mean everything that is published."""

    clients: Sequence[str] = ()
    targets: Sequence[str] = ()
    profiles: Sequence[str] = ()
    keyword: str = ""


def plan_matrix(matrix: Matrix, request: MatrixRequest) -> MatrixPlan:
    """Work a request out.

    Raises:
        UsageProblem: for a name that the tables do not know, or a -k that no case fits.
    """
    legs = plan_run(
        matrix,
        Request(
            tuple(request.targets or published_targets(matrix)),
            tuple(request.clients or published_clients(matrix)),
            tuple(request.profiles),
            request.keyword,
            oracle="golden",
            # The cells of a profile all have the same cases.
            shared_files=True,
        ),
    ).legs
    profiles = {leg.profile.name: leg.cases for leg in legs if leg.cases}
    return MatrixPlan(
        keyword=request.keyword,
        goldens=goldens_digest(matrix.root, profiles),
        clients={leg.client.name: _client(leg) for leg in legs},
        targets={leg.target.name: _target(leg) for leg in legs},
        profiles={
            name: {
                case.id: CaseFacts(
                    since=case.since,
                    until=case.until,
                    ordered=case.ordered,
                    errors_in=case.errors_in,
                    digest=case.digest,
                )
                for case in cases
            }
            for name, cases in profiles.items()
        },
        cells=list(_cells(legs)),
    )


def goldens_digest(root: Path, profiles: Iterable[str]) -> str:
    """One digest for the recorded outcomes of some profiles."""
    folders = [root / "golden" / name for name in profiles]
    return digest_files(root, [file for folder in folders for file in folder.glob("*.json")])


def published_clients(matrix: Matrix) -> list[str]:
    """The clients of the published matrix: each that stands alone, each version of the others."""
    alone = [name for name, client in matrix.clients.items() if not client.versioned]
    versioned = [name for name, client in matrix.clients.items() if client.versioned]
    return alone + [f"{name}=={spark}" for name in versioned for spark in matrix.spark_versions]


def published_targets(matrix: Matrix) -> list[str]:
    """Its targets: every server that the lab starts without a container engine."""
    return [n for n, target in matrix.targets.items() if target.provider in ("process", "sail")]


def _cells(legs: Iterable[LegPlan]) -> Iterable[CellKey]:
    for leg in legs:
        if leg.cases:
            yield CellKey(leg.client.name, leg.target.name, leg.profile.name)


def _client(leg: LegPlan) -> ClientFacts:
    client = leg.client
    return ClientFacts(
        package=client.package, spark=client.version, built=client.source is not None
    )


def _target(leg: LegPlan) -> TargetFacts:
    return TargetFacts(provider=leg.target.provider, spark=leg.target.spark)
