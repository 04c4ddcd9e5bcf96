"""Which divergence is to stay while a case shrinks, and whether it can be told on that target."""

from sparity_lab.legs import LegPlan
from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.records import CaseRecord
from sparity_lab.verdict.failure_kind import FailureKind, kind_of
from sparity_lab.verdict.judge import NEWEST
from sparity_lab.verdict.versions import same_minor


def check_leg(leg: LegPlan) -> None:
    """See that a reference can run beside the candidate: no text but the case's own has goldens.

    Raises:
        UsageProblem: it cannot.
    """
    if leg.oracle == "golden":
        raise UsageProblem(
            f"{leg.target.name} is judged by recorded outcomes, and a smaller case has none",
            hint="minimise it on a Spark of that version, if it diverges there too",
        )


def wanted_of(record: CaseRecord, leg: LegPlan) -> FailureKind:
    """The kind of the case's divergence.

    Raises:
        UsageProblem: it does not diverge, or goldens are needed to tell that it does.
        InfraProblem: it could not be judged.
    """
    if record.verdict == "infra":
        raise InfraProblem(f"{record.case} could not be judged", causes=[record.reason])
    if record.verdict != "divergent":
        raise UsageProblem(
            f"{record.case} does not diverge on {leg.target.name}: it is {record.verdict}",
            hint="`sparity-lab bisect` finds where it does",
        )
    if record.side == "client" and not same_minor(leg.target.spark or "", NEWEST):
        raise UsageProblem(
            f"what differs is decided by clients alone, and judged by the golden of {NEWEST}; "
            "a smaller case has none",
            hint=f"minimise it with --target {NEWEST}",
        )
    return kind_of(record)


def check_still(record: CaseRecord, wanted: FailureKind, what: str) -> None:
    """See that a text shows the divergence.

    Raises:
        InfraProblem: it does not, so nothing can be learnt by leaving more out.
    """
    found = kind_of(record)
    if found != wanted:
        raise InfraProblem(
            f"{what} is {found}, not {wanted}",
            hint="`sparity-lab repro` tells whether the case wavers, or depends on its suite",
            causes=[record.reason] if record.reason else [],
        )
