"""How long each kind of call may take; when to try again is not decided here."""

from __future__ import annotations

import dataclasses

_TEN_MINUTES = 600.0
_ONE_HOUR = 3600.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Deadlines:
    """Seconds per call, as in PySpark 4.3; None means that a call may take forever.

    The deadlines of `execute_plan` and `reattach_execute` bound one stream of an execution that
    can be reattached to, not the execution: it goes on with the next stream. An execution that
    cannot be reattached to (Spark 3.4) has none, because the deadline would kill it.

    `execution` bounds a whole execution, however many streams it takes. `silence` bounds the time
    for which a server may give no sign of life while attempts to reattach fail, or bring nothing.

    Examples:
        >>> Deadlines(config=30.0).analyze_plan
        3600.0
    """

    execute_plan: float | None = _TEN_MINUTES
    reattach_execute: float | None = _TEN_MINUTES
    release_execute: float | None = _TEN_MINUTES
    analyze_plan: float | None = _ONE_HOUR
    config: float | None = _TEN_MINUTES
    artifact_status: float | None = _TEN_MINUTES
    add_artifacts: float | None = _ONE_HOUR
    interrupt: float | None = _TEN_MINUTES
    get_status: float | None = _TEN_MINUTES
    clone_session: float | None = _TEN_MINUTES
    release_session: float | None = _TEN_MINUTES
    fetch_error_details: float | None = _TEN_MINUTES
    execution: float | None = None
    silence: float | None = _ONE_HOUR

    @classmethod
    def disabled(cls) -> Deadlines:
        """No deadline for any call."""
        return cls(**dict.fromkeys((field.name for field in dataclasses.fields(cls)), None))
