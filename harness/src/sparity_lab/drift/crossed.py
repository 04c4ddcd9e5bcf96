"""`matrix/crossed.json`: whose version changes go with, as runs that hold one of the two saw.

Derived from the logs of a matrix by `nox -s crossed`; goldens alone cannot tell. It is read here,
and made in `crossing`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sparity_lab.cases import Case
from sparity_lab.drift.deciders import DECIDERS, Decider
from sparity_lab.problems import UsageProblem

PLACE = Path("matrix") / "crossed.json"
SHORT = 12
"""Characters of a case's digest that are kept."""
WHOLE = ""
"""The name that stands for a case as a whole."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class CaseSides(_Part):
    """Observations of one case by who decides them; `either` where runs contradict recordings."""

    digest: str
    server: tuple[str, ...] = ()
    client: tuple[str, ...] = ()
    either: tuple[str, ...] = ()

    def side(self, name: str) -> Decider | None:
        """Who decides an observation."""
        return next((side for side in DECIDERS if name in getattr(self, side)), None)


class Pair(_Part):
    """What is known of two versions, and from which runs."""

    runs: tuple[str, ...]
    date: str
    cases: Mapping[str, CaseSides]


class CrossedTable(_Part):
    """The whole file; a pair is `3.5.9 4.3.0`."""

    schema_: Literal["sparity-lab/crossed/1"] = Field(
        default="sparity-lab/crossed/1", alias="schema"
    )
    pairs: Mapping[str, Pair] = Field(default_factory=dict)

    @classmethod
    def read(cls, root: Path) -> "CrossedTable":
        """The table of a repository; an empty one where there is none.

        Raises:
            UsageProblem: it cannot be read.
        """
        path = root / PLACE
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return cls()
        except (OSError, ValidationError) as problem:
            raise UsageProblem(
                f"{path} cannot be read",
                hint="make it again with: nox -s crossed -- FOLDER",
                causes=[problem],
            ) from problem

    def of(self, before: str, after: str) -> "Crossed | None":
        """What is known of two versions; None where nothing is."""
        pair = self.pairs.get(key(before, after))
        return None if pair is None else Crossed(pair)

    def text(self) -> str:
        """The text of the file, a case a line, so that a diff of it can be read."""
        blocks = []
        for name, pair in sorted(self.pairs.items()):
            head = json.dumps({"runs": pair.runs, "date": pair.date})[:-1]
            lines = ",\n".join(
                f"   {json.dumps(case)}: {json.dumps(_plain(found))}"
                for case, found in sorted(pair.cases.items())
            )
            blocks.append(f' {json.dumps(name)}: {head}, "cases": {{\n{lines}\n  }}}}')
        pairs = ",\n".join(blocks)
        return f'{{"schema": "{self.schema_}", "pairs": {{\n{pairs}\n}}}}\n'


class Crossed:
    """What crossed runs of two versions tell."""

    def __init__(self, pair: Pair) -> None:
        self.runs = pair.runs
        self._cases = pair.cases

    def decider(self, case: Case, observation: str | None) -> Decider | None:
        """Whose version an observation goes with; None where that is not known of this text."""
        found = self._cases.get(case.id)
        if found is None or found.digest != case.digest[:SHORT]:
            return None
        return found.side(WHOLE if observation is None else observation)


def key(before: str, after: str) -> str:
    """The name of a pair in the file."""
    return f"{before} {after}"


def _plain(found: CaseSides) -> dict[str, object]:
    sides = {side: list(getattr(found, side)) for side in DECIDERS}
    return {"digest": found.digest} | {side: names for side, names in sides.items() if names}
