"""Frozen case manifests: which cases a profile has, and on which Spark versions each must run.

A case that vanishes, or that is excused on a version on which it used to be judged, is a line in
the diff of `matrix/manifests/<profile>.json` that somebody has to agree to.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sparity_lab.cases import Case
from sparity_lab.outcome.model import digest
from sparity_lab.problems import UsageProblem
from sparity_lab.verdict.versions import is_after, is_before

FOLDER = Path("matrix") / "manifests"
FORMAT = 1
COMMAND = "sparity-lab manifests"

Line = Annotated[str, Field(pattern=r"^\d+\.\d+$")]


class Frozen(BaseModel):
    """What is promised of one case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: Line
    until: Line | None = None
    needs: tuple[str, ...] = ()

    def includes(self, version: str) -> bool:
        """Whether the case must be judged on that version, and may not be unsupported."""
        return not is_before(version, self.since) and (
            self.until is None or not is_after(version, self.until)
        )

    @property
    def shown(self) -> str:
        """The versions in words."""
        return f"since {self.since}" + (f" until {self.until}" if self.until else "")


class Manifest(BaseModel):
    """The frozen cases of one profile by id."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    format: int = FORMAT
    profile: str
    cases: Mapping[str, Frozen]

    @cached_property
    def digest(self) -> str:
        """What identifies it in the header of a run."""
        return digest(self.model_dump(mode="json"))[:16]

    def vanished(self, known: Iterable[str]) -> list[str]:
        """The frozen cases that are not among the known ones."""
        return sorted(self.cases.keys() - set(known))

    def contradiction(self, case: str, version: str) -> str | None:
        """What the manifest promises of a case that was `unsupported` on a version it includes."""
        frozen = self.cases.get(case)
        return frozen.shown if frozen is not None and frozen.includes(version) else None

    def render(self) -> str:
        """The text of the file: a line a case, sorted by id."""
        lines = [
            f"{json.dumps(case)}: "
            + json.dumps(frozen.model_dump(exclude_defaults=True), separators=(", ", ": "))
            for case, frozen in sorted(self.cases.items())
        ]
        head = f'{{"format": {self.format}, "profile": {json.dumps(self.profile)}, "cases": {{\n'
        return head + ",\n".join(lines) + "\n}}\n"


def manifest_of(profile: str, cases: Iterable[Case]) -> Manifest:
    """The manifest that the cases of a profile have now."""
    frozen = {c.id: Frozen(since=c.since, until=c.until, needs=c.needs) for c in cases}
    return Manifest(profile=profile, cases=frozen)


def manifest_file(root: Path, profile: str) -> Path:
    """Where the manifest of a profile is kept."""
    return root / FOLDER / f"{profile}.json"


def load_manifest(root: Path, profile: str) -> Manifest | None:
    """The frozen manifest of a profile; None where none was ever written.

    Raises:
        UsageProblem: the file is broken.
    """
    file = manifest_file(root, profile)
    try:
        found = Manifest.model_validate_json(file.read_text(encoding="utf-8"))
        if found.format != FORMAT or found.profile != profile:
            raise ValueError(f"format {found.format} of {found.profile}")
    except FileNotFoundError:
        return None
    except (OSError, ValidationError, ValueError) as problem:
        raise UsageProblem(
            f"the manifest {file.relative_to(root)} is broken",
            hint=f"restore it from version control, or write it again with {COMMAND}",
            causes=[problem],
        ) from problem
    return found


def differences(frozen: Manifest | None, now: Manifest) -> list[str]:
    """What differs between the frozen manifest and the cases of today, a line each."""
    before = dict(frozen.cases) if frozen is not None else {}
    lines = []
    for case in sorted(before.keys() | now.cases.keys()):
        was, has = before.get(case), now.cases.get(case)
        if was is None:
            lines.append(f"not frozen yet: {case}")
        elif has is None:
            lines.append(f"vanished: {case}")
        elif was != has:
            lines.append(f"changed: {case}: was {_words(was)}, is {_words(has)}")
    return lines


def _words(frozen: Frozen) -> str:
    return frozen.shown + (f", needs {' and '.join(frozen.needs)}" if frozen.needs else "")
