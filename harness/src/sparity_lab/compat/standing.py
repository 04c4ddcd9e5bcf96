"""Whether a record still holds: today's goldens judge its outcome as it was judged; runs nothing.

What is compared is what the class of a case is made of; the words of a reason are not.
"""

from collections.abc import Mapping
from typing import Any

from sparity_lab.cases import Case
from sparity_lab.outcome.model import Outcome
from sparity_lab.records import CaseRecord
from sparity_lab.verdict.goldens import Goldens
from sparity_lab.verdict.judge import NEWEST, Witnesses, judge
from sparity_lab.verdict.policy import unstamped


def stands(record: CaseRecord, case: Case, version: str, goldens: Goldens) -> bool:
    """Whether a record of the case's present text is what a run of today would leave.

    Args:
        record: what an earlier run left.
        case: its case.
        version: the Spark version by whose PySpark the target is judged.
        goldens: today's.
    """
    if record.candidate is None or record.expected is None:
        return False
    found = judge(
        case,
        Outcome.from_json(record.candidate),
        Witnesses(
            version,
            "golden",
            golden=goldens.get(case, version),
            newest=goldens.get(case, NEWEST),
        ),
    )
    if found.expected is None:
        return False
    # That attempts did not agree is no golden's doing: the worst of them was kept, and is judged.
    was = "divergent" if record.verdict == "flaky" else unstamped(record).verdict
    return (
        (found.verdict, found.side, found.judged_by) == (was, record.side, record.judged_by)
        and found.expected.behaviour() == Outcome.from_json(record.expected).behaviour()
        and _agreements(found.components) == _agreements(record.components)
        and _agreements(found.own_reference) == _agreements(record.own_reference)
    )


def _agreements(components: Mapping[str, Any]) -> dict[str, bool]:
    """Which components agree, of comparisons as they are or as a record keeps them."""
    return {name: one.lenient in (True, "equal") for name, one in components.items()}
