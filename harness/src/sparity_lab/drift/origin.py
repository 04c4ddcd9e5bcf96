"""What a comparison is made of: which goldens, cases and rules, by which lab, on which day."""

import datetime
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from sparity_lab.cache import digest_files, digest_text
from sparity_lab.cases import profile_folder
from sparity_lab.compat.plan import goldens_digest
from sparity_lab.drift.crossed import PLACE
from sparity_lab.legs import SUITES

RULES = 2
"""Goes up when the same goldens are told otherwise: kinds, who decides, subjects, the pages."""


class Origin(BaseModel):
    """Digests of what a comparison is made of, and when and by what it was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    made: str
    lab_version: str
    goldens: str
    cases: str
    stamp: str

    @classmethod
    def of(cls, root: Path, profiles: Iterable[str]) -> Self:
        """That of a comparison made now, of a repository's files."""
        names = list(profiles)
        suites = [profile_folder(root / SUITES, name) for name in names]
        cases = digest_files(root, [file for folder in suites for file in folder.rglob("*.py")])
        goldens = goldens_digest(root, names)
        crossed = digest_files(root, [root / PLACE] if (root / PLACE).is_file() else [])
        return cls(
            made=datetime.datetime.now(datetime.UTC).date().isoformat(),
            lab_version=version("sparity-lab"),
            goldens=goldens,
            cases=cases,
            stamp=digest_text(goldens, cases, crossed, str(RULES))[:16],
        )

    def __str__(self) -> str:
        """All of it in a sentence."""
        return (
            f"Made on {self.made} by sparity-lab {self.lab_version} of goldens {self.goldens} and "
            f"cases {self.cases}; stamp {self.stamp}"
        )
