"""Why an upstream test is not mirrored: the closed list of reasons, and `not_mirrored.toml`."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sparity_lab.coverage.upstream_tests import UpstreamTests
from sparity_lab.problems import UsageProblem

FILE = Path("matrix") / "not_mirrored.toml"

ReasonName = Literal[
    "python_worker",
    "profiler",
    "streaming",
    "client_jvm",
    "connection",
    "environment",
    "internals",
    "ml",
    "pandas_on_spark",
]


class Reason(NamedTuple):
    """What a reason means, and whether tests with it count in the percentage."""

    meaning: str
    counted: bool


REASONS: dict[ReasonName, Reason] = {
    "python_worker": Reason("needs Python code that runs in a worker of the server", False),
    "profiler": Reason("profiles Python code in a worker of the server", False),
    "streaming": Reason("needs Structured Streaming", False),
    "client_jvm": Reason("needs a JVM in the process of the client", False),
    "connection": Reason(
        "is about requests, retries, reattaching, channels: arrives with the profile for those",
        True,
    ),
    "environment": Reason("needs a server or a package that no target of the lab has", True),
    "internals": Reason("tests the implementation of PySpark, not behaviour", True),
    "ml": Reason("needs machine learning over Connect", True),
    "pandas_on_spark": Reason("needs the pandas API on Spark", True),
}


class Entry(BaseModel):
    """Tests that are not mirrored for the same reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: ReasonName
    why: Annotated[str, Field(pattern=r"^[A-Z].{15,}\.$")]
    suites: tuple[str, ...] = ()
    excepted: Annotated[tuple[str, ...], Field(alias="except")] = ()
    tests: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.suites and not self.tests:
            raise ValueError("name `suites` or `tests`")
        return self

    def covered(self, upstream: UpstreamTests) -> Iterator[str]:
        """The existing upstream tests that the entry speaks of."""
        known = upstream.suites
        for suite in self.suites:
            names = (f"{suite}.{test}" for test in known.get(suite, ()))
            yield from (name for name in names if name not in self.excepted)
        yield from (name for name in self.tests if name in upstream.names)


class NotMirrored(BaseModel):
    """All entries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    not_mirrored: tuple[Entry, ...] = ()

    def by_test(self, upstream: UpstreamTests) -> dict[str, Entry]:
        """The entry of each upstream test that has one; of several, the first."""
        found: dict[str, Entry] = {}
        for entry in self.not_mirrored:
            for name in entry.covered(upstream):
                found.setdefault(name, entry)
        return found

    def stale(self, upstream: UpstreamTests, mirrored: Iterable[str]) -> list[str]:
        """What is no longer true of the entries, a line each."""
        lines = []
        for entry in self.not_mirrored:
            lines += [
                f"{FILE.name}: no upstream suite is called {suite}"
                for suite in entry.suites
                if suite not in upstream.suites
            ]
            lines += [
                f"{FILE.name}: no upstream test is called {name}"
                for name in (*entry.tests, *entry.excepted)
                if name not in upstream.names
            ]
            lines += [
                f"{FILE.name}: {name} is excepted from an entry that does not name its suite"
                for name in entry.excepted
                if name.partition(".")[0] not in entry.suites
            ]
        spoken_of = Counter(n for entry in self.not_mirrored for n in entry.covered(upstream))
        lines += [f"{FILE.name}: {name} has two entries" for name, n in spoken_of.items() if n > 1]
        lines += [
            f"{FILE.name}: {name} is mirrored after all: take it out, or put it into `except`"
            for name in sorted(spoken_of.keys() & set(mirrored))
        ]
        return lines


def load_not_mirrored(root: Path) -> NotMirrored:
    """Read the entries; a repository without the file has none.

    Raises:
        UsageProblem: it is not TOML, or an entry says what no entry can.
    """
    try:
        content = tomllib.loads((root / FILE).read_text(encoding="utf-8"))
        return NotMirrored.model_validate(content)
    except FileNotFoundError:
        return NotMirrored()
    except tomllib.TOMLDecodeError as problem:
        raise UsageProblem(f"{FILE} is not TOML: {problem}", hint="correct that line") from problem
    except ValidationError as problem:
        findings = [
            f"{_place(content, found['loc'])}: {found['msg'].removeprefix('Value error, ')}"
            for found in problem.errors()
        ]
        raise UsageProblem(
            f"{FILE} has a mistake",
            causes=findings,
            hint=f"the reasons are {', '.join(get_args(ReasonName))}; `why` is one sentence",
        ) from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageProblem(f"cannot read {FILE}", causes=[problem]) from problem


def _place(content: object, path: tuple[int | str, ...]) -> str:
    """Where a mistake is, told by what the entry names: an array of tables has no other names."""
    match content, path:
        case {"not_mirrored": list(entries)}, ("not_mirrored", int(number), *rest):
            entry = entries[number] if isinstance(entries[number], dict) else {}
            names = [*entry.get("suites", ()), *entry.get("tests", ())]
            shown = names[0] if names else f"number {number + 1}"
            return f"entry of {shown}: {'.'.join(str(part) for part in rest)}".rstrip(": ")
    return ".".join(str(part) for part in path)
