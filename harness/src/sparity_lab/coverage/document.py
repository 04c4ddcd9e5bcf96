"""All that `sparity-lab coverage` tells: one section a kind of coverage; works out none itself."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sparity_lab.coverage.numbers import UpstreamNumbers, numbers
from sparity_lab.coverage.protocol import ProtocolNumbers, protocol_numbers
from sparity_lab.coverage.upstream import upstream_coverage
from sparity_lab.legs import cases_of
from sparity_lab.matrix import Matrix
from sparity_lab.runlog import RunLog


class Coverage(BaseModel):
    """The sections. One that needs a run is absent without one."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    schema_: Literal["sparity-lab/coverage/1"] = Field(
        default="sparity-lab/coverage/1", alias="schema"
    )
    run_id: str | None
    upstream: UpstreamNumbers
    protocol: ProtocolNumbers | None

    def problems(self, fail_under: float | None) -> list[str]:
        """Why the command fails, a line each; empty when it does not."""
        lines = list(self.upstream.problems)
        if fail_under is not None and self.upstream.percent < fail_under:
            lines.append(
                f"{self.upstream.percent} % of the upstream tests that count are mirrored, "
                f"less than {fail_under:g} %"
            )
        return lines


def measure(matrix: Matrix, profiles: Sequence[str], log: RunLog | None) -> Coverage:
    """The coverage by the cases of these profiles (none named: those of the run, else all).

    Raises:
        UsageProblem: a profile is unknown, or a table or suite cannot be read.
    """
    names = list(profiles) or _profiles_of(log) or list(matrix.profiles)
    chosen = [matrix.profile(name) for name in dict.fromkeys(names)]
    cases = [case for profile in chosen for case in cases_of(matrix, profile)]
    found = upstream_coverage(matrix.root, [profile.name for profile in chosen], cases)
    return Coverage(
        run_id=log.header.run_id if log is not None else None,
        upstream=numbers(found, log),
        protocol=protocol_numbers(log) if log is not None else None,
    )


def _profiles_of(log: RunLog | None) -> list[str]:
    return list(dict.fromkeys(leg.profile for leg in log.header.legs)) if log is not None else []
