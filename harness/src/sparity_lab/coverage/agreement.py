"""What a run says of the mirrored upstream tests: a test is equal when all its cases are."""

from collections import Counter

from pydantic import BaseModel, ConfigDict

from sparity_lab.coverage.upstream import UpstreamCoverage
from sparity_lab.records import VERDICTS, WORST_FIRST, Leg
from sparity_lab.runlog import RunLog

UNSELECTED = "unselected"
"""Stands for a case that the run was not asked for: such a test is not known to be equal."""

_WORST_FIRST = (*WORST_FIRST[:-1], UNSELECTED, WORST_FIRST[-1])


class LegAgreement(BaseModel):
    """The mirrored tests of one leg by the worst verdict among their cases."""

    model_config = ConfigDict(extra="forbid")

    target: str
    client: str
    profile: str
    tests: int
    counts: dict[str, int]


class Agreement:
    """The verdict of each mirrored test, in each leg of a run."""

    def __init__(self, coverage: UpstreamCoverage, log: RunLog) -> None:
        self._verdicts: dict[str, list[tuple[Leg, str]]] = {}
        selected = {leg.key: frozenset(leg.expected) for leg in log.header.legs}
        for suite in coverage.suites:
            for test, cases in suite.mirrored.items():
                self._verdicts[f"{suite.suite}.{test}"] = [
                    (leg, _worst(log, leg, mine, selected[leg.key]))
                    for leg in log.header.legs
                    if (mine := [case for case in cases if case.startswith(f"{leg.profile}/")])
                ]
        self._legs = log.header.legs

    def is_equal(self, test: str) -> bool:
        """Whether every case of a test is equal in every leg that has one of its cases."""
        found = self._verdicts[test]
        return bool(found) and all(verdict == "equal" for _, verdict in found)

    def legs(self) -> list[LegAgreement]:
        """The counts of each leg."""
        found = []
        for leg in self._legs:
            counts = Counter(
                verdict for legs in self._verdicts.values() for of, verdict in legs if of is leg
            )
            found.append(
                LegAgreement(
                    **leg.key._asdict(),
                    tests=sum(counts.values()),
                    counts={name: counts[name] for name in (*VERDICTS, UNSELECTED)},
                )
            )
        return found


def _worst(log: RunLog, leg: Leg, cases: list[str], selected: frozenset[str]) -> str:
    verdicts = {_verdict(log, leg, case) if case in selected else UNSELECTED for case in cases}
    return next(verdict for verdict in _WORST_FIRST if verdict in verdicts)


def _verdict(log: RunLog, leg: Leg, case: str) -> str:
    found = log.outline(leg.key, case)
    return found.verdict if found is not None else "missing"
