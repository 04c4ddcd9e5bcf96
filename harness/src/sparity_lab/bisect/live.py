"""Where the candidate diverges, by running the case on one server after the other."""

from collections.abc import Callable
from dataclasses import dataclass

from packaging.version import Version

from sparity_lab.bisect.search import Answers, ask_all, search
from sparity_lab.legs import LegPlan
from sparity_lab.preparing import Prepared
from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.records import CaseRecord, Leg
from sparity_lab.report.wording import repro_command
from sparity_lab.staging import stage

_TOLD = ("equal", "unsupported", "divergent")


@dataclass(frozen=True)
class LiveFindings:
    """The targets, oldest Spark first, and on which of those asked the candidate diverges."""

    targets: tuple[str, ...]
    answers: Answers


def ordered_legs(prepared: Prepared) -> list[LegPlan]:
    """The legs by the Spark version of their targets, oldest first.

    Raises:
        UsageProblem: there are fewer than two, or two of one version.
    """
    legs = sorted(prepared.plan.legs, key=_version)
    versions = [leg.target.spark for leg in legs]
    twice = [one for one in versions if versions.count(one) > 1]
    if len(legs) < 2 or twice:
        what = f"two targets serve Spark {twice[0]}" if twice else "there is one target only"
        raise UsageProblem(
            f"nothing to search through: {what}",
            hint="name targets of different Spark versions, or none for all of them",
        )
    return legs


def find(
    prepared: Prepared,
    legs: list[LegPlan],
    tell: Callable[[LegPlan, CaseRecord], None],
    *,
    everywhere: bool,
) -> LiveFindings:
    """Run the case where need be, or everywhere; each server is stopped before the next starts.

    Raises:
        InfraProblem: a server or driver fails, or the case wavers, so that there is no answer.
    """

    def diverges(number: int) -> bool:
        leg = legs[number]
        with stage(prepared, leg) as staged:
            record = staged.engine.run(leg.cases[0])
        tell(leg, record)
        if record.verdict not in _TOLD:
            again = repro_command(
                Leg(**leg.key._asdict(), oracle=leg.oracle, expected=[]), record.case
            )
            raise InfraProblem(
                f"{leg.target.name} gives no answer: {record.verdict}",
                hint=f"look with `{again}`, or leave it out by naming the other targets",
                causes=[record.reason],
            )
        return record.verdict == "divergent"

    ask = ask_all if everywhere else search
    return LiveFindings(tuple(leg.target.name for leg in legs), ask(len(legs), diverges))


def _version(leg: LegPlan) -> Version:
    return Version(leg.target.spark or "0")
