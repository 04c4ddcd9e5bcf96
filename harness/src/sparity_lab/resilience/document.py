"""The resilience report as data: what was measured, by server and client; runs nothing."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sparity_lab.problems import UsageProblem
from sparity_lab.report.files import write_atomically
from sparity_lab.resilience.memory import Memory
from sparity_lab.resilience.runner import Result
from sparity_lab.resilience.scenarios import Scenario

FILE_NAME = "resilience.json"


class LegReport(BaseModel):
    """What became of all scenarios with one client on one server."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    client: str = Field(description="its name, and how it was called where that is not the usual")
    candidate: bool = Field(description="whether it is built from this repository")
    digest: str = Field(description="of the client's packages and sources")
    day: str = Field(description="when it was measured, in UTC")
    results: tuple[Result, ...]

    @property
    def holds(self) -> bool:
        """Whether the client was broken in every scenario, and did what it should."""
        return all(one.verdict == "right" for one in self.results)

    def totals(self) -> dict[str, int]:
        """The sums over the scenarios."""
        told = [one for one in self.results if one.error is not None]
        return {
            "scenarios": len(self.results),
            "faults": sum(one.faults for one in self.results),
            "not struck": sum(one.verdict == "not struck" for one in self.results),
            "rows lost": sum(one.lost for one in self.results),
            "rows doubled": sum(one.doubled for one in self.results),
            "hangs": sum(one.hung for one in self.results),
            "errors that are right": sum(one.verdict == "right" for one in told),
            "errors where rows were due": sum("error" not in one.answer for one in told),
            "errors of no kind of PySpark's": sum(one.strange for one in told),
        }

    def answers(self, scenarios: Iterable[Scenario], digest: str) -> bool:
        """Whether it is what measuring these scenarios with this client would tell again."""
        asked = [(one.name, one.answer) for one in scenarios]
        return self.digest == digest and [(r.scenario, r.answer) for r in self.results] == asked


class ServerReport(BaseModel):
    """Every client on one server."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: str
    conf: dict[str, str] = Field(description="what the server was told beyond the lab's usual")
    left_out: tuple[str, ...] = Field(
        default=(), description="scenarios that need a server of the lab's own"
    )
    legs: tuple[LegReport, ...] = ()
    memory: tuple[Memory, ...] = ()


class Report(BaseModel):
    """All that was measured, a server each."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_: Literal["sparity-lab/resilience/1"] = Field(
        default="sparity-lab/resilience/1", alias="schema"
    )
    servers: tuple[ServerReport, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> "Report":
        """The report in a folder; an empty one where there is none.

        Raises:
            UsageProblem: the file is not one.
        """
        file = folder / FILE_NAME
        if not file.exists():
            return cls()
        try:
            return cls.model_validate_json(file.read_bytes())
        except ValidationError as problem:
            raise UsageProblem(
                f"{file} is no resilience report of this lab",
                hint="remove it, or give another folder to --out",
                causes=[str(problem).splitlines()[0]],
            ) from problem

    def write(self, folder: Path) -> None:
        """Put it into a folder, in the place of the one that is there."""
        text = self.model_dump_json(by_alias=True, indent=1) + "\n"
        write_atomically(folder / FILE_NAME, text)

    def on(self, server: str, conf: dict[str, str]) -> ServerReport:
        """What there is of one server; nothing if it was told something else."""
        for one in self.servers:
            if (one.server, one.conf) == (server, conf):
                return one
        return ServerReport(server=server, conf=conf)

    def replaced(self, new: ServerReport) -> "Report":
        """The same with another report of one server; servers stand in order."""
        others = [one for one in self.servers if one.server != new.server]
        return self.model_copy(update={"servers": tuple(sorted([*others, new], key=_place))})


def _place(one: ServerReport) -> tuple[bool, list[int], str]:
    """Versions in order, then addresses."""
    parts = one.server.split(".")
    version = [int(part) for part in parts] if all(map(str.isdigit, parts)) else []
    return not version, version, one.server
