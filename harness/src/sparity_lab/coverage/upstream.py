"""Which upstream tests the cases mirror, which they do not and why; knows no run."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sparity_lab.cases import Case
from sparity_lab.coverage.not_mirrored import REASONS, ReasonName, load_not_mirrored
from sparity_lab.coverage.upstream_tests import (
    Origin,
    has_upstream_tests,
    load_upstream_tests,
    suite_name,
)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Excuse(_Model):
    """Tests of one suite that are not mirrored, with the reason they share."""

    reason: ReasonName
    why: str
    tests: list[str]

    @property
    def counted(self) -> bool:
        """Whether these tests count in the percentage all the same."""
        return REASONS[self.reason].counted


class SuiteCoverage(_Model):
    """The tests of one upstream suite in three heaps; `mirrored` says by which cases."""

    suite: str
    file: str
    mirrored: dict[str, list[str]]
    not_mirrored: list[Excuse]
    not_yet: list[str]

    @property
    def tests(self) -> int:
        """How many tests the suite has."""
        excused = sum(len(excuse.tests) for excuse in self.not_mirrored)
        return len(self.mirrored) + excused + len(self.not_yet)

    @property
    def counted(self) -> int:
        """How many of them count: those that need no worker, no JVM in the client, no streaming."""
        return self.tests - sum(len(e.tests) for e in self.not_mirrored if not e.counted)


class UpstreamCoverage(_Model):
    """All upstream suites, seen from the cases of some profiles."""

    origin: Origin
    profiles: list[str]
    suites: list[SuiteCoverage]
    problems: list[str]


def upstream_coverage(
    root: Path, profiles: Iterable[str], cases: Iterable[Case]
) -> UpstreamCoverage:
    """Lay the cases of these profiles beside the list of upstream tests.

    Raises:
        UsageProblem: the list or the reasons cannot be read.
    """
    upstream = load_upstream_tests(root)
    reasons = load_not_mirrored(root)
    mirroring: dict[str, list[str]] = {}
    for case in cases:
        mirroring.setdefault(case.mirrors, []).append(case.id)
    entries = reasons.by_test(upstream)
    suites = []
    for file in sorted(upstream.files, key=suite_name):
        suite, tests = suite_name(file), upstream.files[file]
        excuses: dict[tuple[ReasonName, str], list[str]] = {}
        left = [test for test in tests if f"{suite}.{test}" not in mirroring]
        for test in left:
            entry = entries.get(f"{suite}.{test}")
            if entry is not None:
                excuses.setdefault((entry.reason, entry.why), []).append(test)
        suites.append(
            SuiteCoverage(
                suite=suite,
                file=file,
                mirrored={test: mirroring[f"{suite}.{test}"] for test in tests if test not in left},
                not_mirrored=[
                    Excuse(reason=reason, why=why, tests=excused)
                    for (reason, why), excused in excuses.items()
                ],
                not_yet=[test for test in left if f"{suite}.{test}" not in entries],
            )
        )
    unknown = sorted(mirroring.keys() - upstream.names)
    return UpstreamCoverage(
        origin=upstream.origin,
        profiles=list(profiles),
        suites=suites,
        problems=[
            *(_unknown(name, mirroring[name], upstream.near(name)) for name in unknown),
            *reasons.stale(upstream, mirroring),
        ],
    )


def coverage_if_known(
    root: Path, profiles: Iterable[str], cases: Iterable[Case]
) -> UpstreamCoverage | None:
    """The same, None in a repository that has no list of upstream tests."""
    return upstream_coverage(root, profiles, cases) if has_upstream_tests(root) else None


def _unknown(name: str, cases: list[str], near: list[str]) -> str:
    more = f" and {len(cases) - 1} more" if len(cases) > 1 else ""
    guess = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"{cases[0]}{more} mirrors {name}, which is no upstream test{guess}"
