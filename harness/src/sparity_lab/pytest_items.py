"""Suites and cases as pytest collectors and items; the session does the work."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sparity_lab.cases import Case
from sparity_lab.engine import LegStopped
from sparity_lab.legs import LegPlan, item_name
from sparity_lab.problems import LabError
from sparity_lab.pytest_session import (
    RECORD_PROPERTY,
    STOP_PROPERTY,
    ParitySession,
)
from sparity_lab.records import CaseRecord, Leg
from sparity_lab.report.wording import all_differences, repro_command


class CaseFailed(Exception):
    """A case that could not be judged; reporters show it as broken, not as failed."""

    def __init__(self, record: CaseRecord) -> None:
        super().__init__(f"{record.verdict}: {record.case}")
        self.record = record


class CaseDiffers(CaseFailed, AssertionError):
    """A case whose candidate did not do what it should."""


def suite_collector(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The collector of a suite of this run; None for a module that is no suite of any profile."""
    session = ParitySession.of(parent.config)
    if session is None or not session.owns(path):
        return None
    collector: pytest.Collector = ParitySuite.from_parent(parent, path=path)
    return collector


class ParitySuite(pytest.File):
    """One suite: an item for every case and leg."""

    def collect(self) -> Iterator[pytest.Item]:
        """The cases of this file that the run asks for."""
        session = ParitySession.of(self.config)
        if session is None:
            return
        several = len(session.plan.legs) > 1
        for leg in session.plan.legs:
            for case in leg.cases:
                if case.file == self.path:
                    name = item_name(case, leg, several=several)
                    yield ParityItem.from_parent(self, name=name, leg=leg, case=case)


class ParityItem(pytest.Item):
    """One case in one leg."""

    def __init__(self, *, leg: LegPlan, case: Case, **rest: Any) -> None:
        super().__init__(**rest)
        self.leg = leg
        self.case = case
        # Reporters look for the arguments of a test function.
        self.funcargs: dict[str, object] = {}

    def runtest(self) -> None:
        """Run it and leave its record where the controller finds it."""
        session = ParitySession.of(self.config)
        if session is None:
            raise RuntimeError("no parity session")
        self._describe_to_allure()
        try:
            record = session.run(self.leg, self.case)
        except LegStopped as problem:
            self.user_properties.append((STOP_PROPERTY, json.dumps(_told(problem))))
            raise
        self.user_properties += session.take_news()
        self.user_properties.append((RECORD_PROPERTY, session.left(record)))
        self._attach_to_allure(record)
        if record.verdict == "unsupported":
            pytest.skip(record.reason or "unsupported")
        if record.waiver or record.quarantine:
            pytest.xfail(f"{record.verdict}: {record.waiver or record.quarantine}")
        if record.verdict == "infra":
            raise CaseFailed(record)
        if record.verdict != "equal":
            raise CaseDiffers(record)

    def teardown(self) -> None:
        """Let go of the record: the controller has it, and pytest keeps items to the end."""
        self.user_properties.clear()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What a person needs to see: the difference and the command that shows it again."""
        problem = excinfo.value
        if isinstance(problem, CaseFailed):
            leg = Leg(
                **self.leg.key._asdict(),
                oracle=self.leg.oracle,
                reference_version=self.leg.target.spark,
                expected=[],
            )
            return (
                f"{problem}\n{all_differences(problem.record)}\n"
                f"again: {repro_command(leg, self.case.id)}"
            )
        if isinstance(problem, LabError):
            return problem.render()
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """File, line (from 0) and name."""
        return self.path, self.case.line - 1, self.case.id

    def _describe_to_allure(self) -> None:
        if self.config.pluginmanager.has_plugin("allure_listener"):
            from sparity_lab.report.allure import describe

            describe(self.leg, self.case)

    def _attach_to_allure(self, record: CaseRecord) -> None:
        if self.config.pluginmanager.has_plugin("allure_listener"):
            from sparity_lab.report.allure import attach

            attach(record)


def _told(problem: LabError) -> dict[str, Any]:
    return {
        "message": problem.message,
        "hint": problem.hint,
        "causes": [str(cause) for cause in problem.causes],
    }
