"""`matrix/claims.toml`: what is claimed of a client; whether it is true is found out elsewhere."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from sparity_lab.tables import Row, Text, load_rows
from sparity_lab.verdict.model import Oracle

CLAIMS = "matrix/claims.toml"

_STRENGTH: dict[str, int] = {"golden": 0, "live": 1, "both": 2}


class Claim(Row):
    """Client C meets profile P on targets T.

    Attributes:
        oracle: what has to have judged; a stronger one will do: `golden`, `live`, `both`.
        max_unsupported: how many cases a target may leave out, each with its reason; by target,
            `"*"` for all others. Without it every declared reason is taken.
        max_waived: how many waived divergences a target may have; none, unless this says so.
    """

    summary: str = ""
    client: Text
    profile: Text
    targets: Annotated[tuple[Text, ...], Field(min_length=1)]
    oracle: Oracle = "live"
    max_unsupported: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    max_waived: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _bounds_speak_of_its_targets(self) -> "Claim":
        unknown = self.max_unsupported.keys() - {*self.targets, "*"}
        if unknown:
            raise ValueError(f"max_unsupported names {sorted(unknown)[0]!r}, which is no target")
        return self

    def accepts(self, oracle: str) -> bool:
        """Whether what this oracle judged is evidence enough."""
        return _STRENGTH[oracle] >= _STRENGTH[self.oracle]

    def most_unsupported(self, target: str) -> int | None:
        """How many cases may be unsupported on a target; None for any number."""
        return self.max_unsupported.get(target, self.max_unsupported.get("*"))

    @property
    def sentence(self) -> str:
        """The claim in words."""
        return f"{self.client} meets {self.profile} on Spark {', '.join(self.targets)}"


def load_claims(root: Path) -> dict[str, Claim]:
    """Every claim by its name; raises `UsageProblem` for a broken table."""
    return {claim.name: claim for claim in load_rows(root, CLAIMS, "claims", Claim)}
