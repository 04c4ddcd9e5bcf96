"""One rule for all tests: where CI is true, a test that is skipped fails.

What tests need of a machine is installed by `.ci/install`; a CI that lacks it must not pass by
running less. Elsewhere a skipped test is told at the end of the run.
"""

import os
from collections.abc import Generator

import pytest

EXCUSES = ("measures time", "root may write anywhere", "only Linux can")
"""How reasons begin that no installation removes."""


def _stands(longrepr: object) -> bool:
    """Whether a skip is one that CI has to put up with."""
    reason = str(longrepr[-1] if isinstance(longrepr, tuple) else longrepr)
    told = reason.removeprefix("Skipped: ")
    return os.environ.get("CI") != "true" or told.startswith(EXCUSES)


def _failed(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"skipped where CI is true; .ci/install has what is missing. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that skips itself, or whose fixture does."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and not _stands(report.longrepr):
        _failed(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A file that is skipped as a whole."""
    report = yield
    if report.skipped and not _stands(report.longrepr):
        _failed(report)
    return report
