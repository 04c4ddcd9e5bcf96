"""Has the record of a case sorted: gathers what the rules in `classes.py` ask for; has none itself.

The matrix asks it of every case of a cell, a run of those that it would let pass.
"""

from typing import Protocol

from sparity_lab.cases import Case
from sparity_lab.compat.classes import Finding, Meeting, classify
from sparity_lab.compat.promises import Promises
from sparity_lab.records import CaseRecord
from sparity_lab.verdict.judge import NEWEST
from sparity_lab.verdict.policy import unstamped


class Facts(Protocol):
    """What a case says of itself that its class depends on."""

    @property
    def since(self) -> str:
        """The first Spark version that has what it asks for."""

    @property
    def until(self) -> str | None:
        """The last one; None while it is still there."""

    @property
    def ordered(self) -> bool:
        """Whether the order of rows counts."""

    @property
    def errors_in(self) -> tuple[str, ...]:
        """The observations that are made of parts of errors."""


def finding(
    record: CaseRecord | None,
    case_id: str,
    facts: Facts,
    client: str | None,
    target: str | None,
    promises: Promises,
) -> Finding:
    """The class of a case, as it was judged before any table was asked.

    Args:
        record: what the log has of it; None when it did not run.
        case_id: which case it is.
        facts: what it says of itself.
        client: the Spark version whose API the client has; None for the newest.
        target: the Spark version by whose PySpark the target is judged; None for the newest.
        promises: what each version of PySpark yields on a server of its own.
    """
    judged = unstamped(record) if record is not None else None
    meeting = Meeting(
        since=facts.since,
        until=facts.until,
        ordered=facts.ordered,
        client=client or NEWEST,
        target=target or NEWEST,
        errors_in=facts.errors_in,
    )
    # A client for every Spark promises what the server's PySpark does, one of a version what that
    # version does; only what a client decides alone can be the newest PySpark's.
    has_promised = client is not None or (judged is not None and judged.side == "client")
    is_newer = judged is not None and judged.verdict == "unsupported"
    return classify(
        judged,
        meeting,
        promises.of(case_id, meeting.client) if has_promised else None,
        promises.offered(case_id, facts.since) if is_newer else (),
    )


def silently_wrong(
    record: CaseRecord, case: Case, client: str | None, target: str, promises: Promises
) -> str | None:
    """How a case that is newer than its server is silently wrong there; None where it is not.

    The judge calls such a case `unsupported`, because the PySpark of the target has nothing to
    compare with. Where no version's outcome is recorded, nobody can tell.

    Args:
        record: the case as it was judged.
        case: its present text.
        client: the Spark version whose API the client has; None for the newest.
        target: the Spark version by whose PySpark the target is judged.
        promises: what each version of PySpark yields on a server of its own.
    """
    if record.verdict != "unsupported" or not promises.offered(case.id, case.since):
        return None
    found = finding(record, case.id, case, client, target, promises)
    return found.difference if found.name == "silent" else None
