"""Recorded reference outcomes: one readable file a suite, grouped by the versions that gave them.

Recording again in an unchanged world changes no byte. It neither runs cases nor judges them.
"""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sparity_lab.cases import Case
from sparity_lab.compare.leniencies import without_row_order
from sparity_lab.outcome.model import Json, Outcome, OutcomeError, canonical
from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.verdict.versions import minor, same_minor

FORMAT = 1
WIDTH = 110


@dataclass(frozen=True)
class Golden:
    """One recorded outcome: what the reference of a version yielded for a text of the case."""

    version: str
    digest: str
    outcome: Outcome


@dataclass
class _Group:
    """Versions that gave the same outcome for the same text of the case.

    `received` maps each version to the digests of what the server sent: versions may show the same
    and yet have been sent something else.
    """

    digest: str
    outcome: dict[str, Json]
    received: dict[str, list[str]]

    @property
    def versions(self) -> list[str]:
        return _sorted(self.received)

    def golden(self, version: str) -> Golden:
        data = {**self.outcome, "evidence": {"received": self.received[version]}}
        return Golden(version, self.digest, Outcome.from_json(data))

    def is_of(self, case: Case, outcome: dict[str, Json]) -> bool:
        return self.digest == case.digest and canonical(self.outcome) == canonical(outcome)


class Goldens:
    """The goldens of one folder, read when asked for and written by `save`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._suites: dict[Path, dict[str, list[_Group]]] = {}
        self._changed: set[Path] = set()

    def get(self, case: Case, version: str) -> Golden | None:
        """The golden of a version, else of another patch release of the same minor version.

        Raises:
            UsageProblem: when the file is broken.
        """
        groups = self._cases(case).get(case.name, [])
        recorded = {version: group for group in groups for version in group.versions}
        near = _sorted(v for v in recorded if same_minor(v, version))
        found = version if version in recorded else near[-1] if near else None
        return None if found is None else recorded[found].golden(found)

    def record(self, case: Case, version: str, outcome: Outcome) -> bool:
        """Put an outcome in place of the version's former one; tells whether that changes it.

        Evidence alone is no change: it is a means of judging and no behaviour.
        """
        groups = self._cases(case).setdefault(case.name, [])
        new = kept(case, outcome)
        former = next((g for g in groups if version in g.received), None)
        if former is not None:
            if former.is_of(case, new):
                return False
            del former.received[version]
        group = next((g for g in groups if g.is_of(case, new)), None)
        if group is None:
            group = _Group(case.digest, new, {})
            groups.append(group)
        # Settings that a client asks for in passing are its own business and change often.
        group.received[version] = [r for r in outcome.received if not r.startswith("config:")]
        groups[:] = sorted((g for g in groups if g.received), key=lambda g: minor(g.versions[0]))
        self._changed.add(self._file(case))
        return True

    def prune(self, profile: str, cases: Iterable[Case]) -> list[str]:
        """Forget goldens of cases that the profile no longer has; tells which."""
        known = {(self._file(case), case.name) for case in cases}
        gone = []
        for file in sorted((self._root / profile).glob("*.json")):
            suite = self._load(file)
            for name in sorted(set(suite)):
                if (file, name) not in known:
                    del suite[name]
                    gone.append(f"{profile}/{file.stem}/{name}")
                    self._changed.add(file)
        return gone

    def versions(self, case: Case) -> list[str]:
        """The versions that have a golden of the case's present text."""
        groups = self._cases(case).get(case.name, [])
        return _sorted(v for g in groups if g.digest == case.digest for v in g.versions)

    def save(self) -> list[Path]:
        """Write every changed file, each in one step; tells which.

        Raises:
            InfraProblem: when the folder cannot be written to.
        """
        written = sorted(self._changed)
        for file in written:
            try:
                _write(file, render(file, self._suites[file]))
            except OSError as error:
                raise InfraProblem(
                    f"cannot write golden {file}: {error.strerror or error}",
                    hint="check the disk and the folder's permissions",
                ) from error
        self._changed.clear()
        return written

    def _file(self, case: Case) -> Path:
        return self._root / case.profile / f"{case.suite}.json"

    def _cases(self, case: Case) -> dict[str, list[_Group]]:
        return self._load(self._file(case))

    def _load(self, file: Path) -> dict[str, list[_Group]]:
        if file not in self._suites:
            self._suites[file] = read(file)
        return self._suites[file]


def _sorted(versions: Iterable[str]) -> list[str]:
    return sorted(versions, key=lambda v: [int(n) if n.isdigit() else 0 for n in v.split(".")])


def kept(case: Case, outcome: Outcome) -> dict[str, Json]:
    """What of an outcome is recorded: no counts, and rows in a fixed order unless order counts."""
    behaviour = outcome.behaviour()
    if not case.ordered and behaviour["observations"] is not None:
        behaviour["observations"] = {
            name: {**one, "rows": without_row_order(one["rows"])} if "rows" in one else dict(one)
            for name, one in behaviour["observations"].items()
        }
    present = {part: content for part, content in behaviour.items() if content is not None}
    plain: dict[str, Json] = json.loads(json.dumps(present, sort_keys=True))
    return plain


def read(file: Path) -> dict[str, list[_Group]]:
    """The groups of every case of a golden file; nothing when there is no file.

    Raises:
        UsageProblem: when the file cannot be read as goldens.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(file, str(error)) from error
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r}, this lab reads {FORMAT}")
        return {name: [_group(g) for g in groups] for name, groups in data["cases"].items()}
    except json.JSONDecodeError as error:
        raise _broken(file, f"line {error.lineno}: {error.msg}") from error
    except (KeyError, TypeError, AttributeError, ValueError, OutcomeError) as error:
        raise _broken(file, f"{type(error).__name__}: {error}") from error


def _group(data: Mapping[str, Any]) -> _Group:
    received: dict[str, list[str]] = {version: [] for version in data["versions"]}
    for versions, digests in data.get("received", {}).items():
        received.update({version: list(digests) for version in versions.split()})
    if not received or set(received) != set(data["versions"]):
        raise ValueError("an outcome names its versions, and `received` no other ones")
    if not all(minor(version) for version in received):
        raise ValueError("a version is not one of Spark's")
    Outcome.from_json(data["outcome"])
    return _Group(str(data["digest"]), data["outcome"], received)


def _group_json(group: _Group) -> dict[str, Json]:
    """A group as it is written: versions that received the same share one line."""
    alike: dict[str, list[str]] = {}
    for version in group.versions:
        if group.received[version]:
            alike.setdefault(canonical(group.received[version]), []).append(version)
    written = {"versions": group.versions, "digest": group.digest, "outcome": group.outcome}
    if alike:
        written["received"] = {
            " ".join(versions): json.loads(digests) for digests, versions in alike.items()
        }
    return written


def _broken(file: Path, why: str) -> UsageProblem:
    return UsageProblem(
        f"broken golden file {file}: {why}",
        hint="restore it from version control, or delete it and record it again",
    )


def render(file: Path, cases: Mapping[str, list[_Group]]) -> str:
    """The text of a golden file: the same for the same goldens, readable in a diff."""
    data = {
        "format": FORMAT,
        "suite": f"{file.parent.name}/{file.stem}",
        "cases": {
            name: [_group_json(group) for group in cases[name]]
            for name in sorted(cases)
            if cases[name]
        },
    }
    return _pretty(data, "") + "\n"


def _pretty(value: Json, indent: str) -> str:
    """JSON that keeps small things on one line."""
    compact = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    if len(indent) + len(compact) <= WIDTH or not isinstance(value, list | dict):
        return compact
    deeper = indent + "  "
    if isinstance(value, list):
        items = [deeper + _pretty(item, deeper) for item in value]
        return "[\n" + ",\n".join(items) + f"\n{indent}]"
    pairs = [
        f"{deeper}{json.dumps(key, ensure_ascii=False)}: {_pretty(item, deeper)}"
        for key, item in value.items()
    ]
    return "{\n" + ",\n".join(pairs) + f"\n{indent}}}"


def _write(file: Path, text: str) -> None:
    """Replace the file in one step, so that a crash leaves the old one or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
