"""Upstream coverage in numbers, with a run also how much of it is equal there; shows nothing."""

import math

from pydantic import BaseModel, ConfigDict, Field

from sparity_lab.coverage.agreement import Agreement, LegAgreement
from sparity_lab.coverage.not_mirrored import REASONS
from sparity_lab.coverage.upstream import Excuse, SuiteCoverage, UpstreamCoverage
from sparity_lab.coverage.upstream_tests import Origin
from sparity_lab.runlog import RunLog


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SuiteNumbers(_Model):
    """The numbers of one upstream suite, and the names of what is not mirrored."""

    suite: str
    file: str
    tests: int
    counted: int
    mirrored: int
    equal: int | None
    not_mirrored: list[Excuse]
    not_yet: list[str]


class UpstreamNumbers(_Model):
    """How much of PySpark's own Connect tests is mirrored."""

    origin: Origin
    profiles: list[str] = Field(description="whose cases count")
    tests: int
    counted: int = Field(
        description="tests that need no Python worker, no JVM in the client and no streaming"
    )
    mirrored: int
    percent: float = Field(description="mirrored of counted, rounded down to one decimal")
    equal: int | None = Field(
        description="mirrored tests all of whose cases are equal in every leg; null without a run"
    )
    not_mirrored: dict[str, int] = Field(description="tests by reason")
    not_yet: int
    legs: list[LegAgreement]
    suites: list[SuiteNumbers]
    problems: list[str] = Field(
        description="names that do not exist upstream, and reasons that are no longer true"
    )


def numbers(coverage: UpstreamCoverage, log: RunLog | None = None) -> UpstreamNumbers:
    """Count, and look the mirrored tests up in a run if there is one."""
    agreement = Agreement(coverage, log) if log is not None else None
    suites = [_suite(suite, agreement) for suite in coverage.suites]
    counted = sum(suite.counted for suite in suites)
    mirrored = sum(suite.mirrored for suite in suites)
    by_reason = {
        reason: sum(
            len(excuse.tests)
            for suite in suites
            for excuse in suite.not_mirrored
            if excuse.reason == reason
        )
        for reason in REASONS
    }
    return UpstreamNumbers(
        origin=coverage.origin,
        profiles=coverage.profiles,
        tests=sum(suite.tests for suite in suites),
        counted=counted,
        mirrored=mirrored,
        percent=percent(mirrored, counted),
        equal=sum(suite.equal or 0 for suite in suites) if agreement else None,
        not_mirrored={reason: tests for reason, tests in by_reason.items() if tests},
        not_yet=sum(len(suite.not_yet) for suite in suites),
        legs=agreement.legs() if agreement else [],
        suites=suites,
        problems=coverage.problems,
    )


def percent(part: int, whole: int) -> float:
    """A percentage that never promises more than there is: rounded down to one decimal.

    >>> percent(8999, 10000), percent(0, 0)
    (89.9, 100.0)
    """
    return math.floor(1000 * part / whole) / 10 if whole else 100.0


def _suite(suite: SuiteCoverage, agreement: Agreement | None) -> SuiteNumbers:
    equal = None
    if agreement is not None:
        equal = sum(agreement.is_equal(f"{suite.suite}.{test}") for test in suite.mirrored)
    return SuiteNumbers(
        suite=suite.suite,
        file=suite.file,
        tests=suite.tests,
        counted=suite.counted,
        mirrored=len(suite.mirrored),
        equal=equal,
        not_mirrored=suite.not_mirrored,
        not_yet=suite.not_yet,
    )
