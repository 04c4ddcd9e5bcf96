"""What the fake server keeps of each session: settings, artifacts, executions, errors."""

import json
import threading
import uuid
from dataclasses import dataclass, field

from sparity_lab.fake.executions import Execution
from sparity_lab.fake.script import Failure
from sparity_lab.record.since import line_of
from sparity_lab.resilience.policy import EndCall, Status
from sparity_lab.resilience.statuses import refused

_TELLS_ITS_SESSIONS = (4, 0)

SETTINGS = {
    "spark.connect.session.planCompression.threshold": "10485760",
    "spark.connect.session.planCompression.defaultAlgorithm": "ZSTD",
    "spark.sql.connect.serverStacktrace.enabled": "true",
    "spark.sql.pyspark.jvmStacktrace.enabled": "false",
    "spark.sql.execution.arrow.useLargeVarTypes": "false",
    "spark.sql.execution.pandas.structHandlingMode": "legacy",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
}
"""The settings of a new session; any other one has the value that a client gives it."""


@dataclass
class Session:
    """One session."""

    server_side: str
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))
    artifacts: set[str] = field(default_factory=set)
    executions: dict[str, Execution] = field(default_factory=dict)
    errors: dict[str, Failure] = field(default_factory=dict)
    attempts: dict[str, int] = field(default_factory=dict)
    """How often executions that the server forgot had been come for, by what was executed."""

    def execution(self, operation: str) -> Execution:
        """An execution by its id; raises `EndCall` where there is none."""
        found = self.executions.get(operation)
        if found is None:
            raise EndCall(refused("INVALID_HANDLE.OPERATION_NOT_FOUND", f"no {operation}"))
        return found

    def failure(self, failure: Failure) -> Status:
        """The status of a scripted error; what more there is to say of it is kept."""
        about = {
            "classes": json.dumps(failure.classes),
            "sqlState": failure.sql_state,
            "messageParameters": json.dumps(failure.parameters),
        }
        if failure.details:
            error = str(uuid.uuid4())
            self.errors[error] = failure
            about["errorId"] = error
        return refused(failure.condition, failure.message, failure.classes[0], **about)

    def cloned(self) -> "Session":
        """A session of its own with the same settings and artifacts."""
        return Session(str(uuid.uuid4()), dict(self.settings), set(self.artifacts))


class Sessions:
    """All sessions of a server, by id."""

    def __init__(self, version: str) -> None:
        self._tells = line_of(version) >= _TELLS_ITS_SESSIONS
        self._open: dict[str, Session] = {}
        self._closed: set[str] = set()
        self._lock = threading.Lock()

    def find(self, session: str, observed: str = "") -> Session:
        """A session, begun when it is asked for the first time.

        Raises:
            EndCall: it was released, or the client means another one.
        """
        with self._lock:
            if session in self._closed:
                raise EndCall(refused("INVALID_HANDLE.SESSION_CLOSED", "it was released"))
            found = self._open.setdefault(
                session, Session(str(uuid.uuid4()) if self._tells else "")
            )
        if observed and observed != found.server_side:
            raise EndCall(refused("INVALID_HANDLE.SESSION_CHANGED", "this is another session"))
        return found

    def server_side(self, session: str) -> str:
        """The server's own id of a session, empty where it has none."""
        with self._lock:
            found = self._open.get(session)
        return found.server_side if found else ""

    def clone(self, session: str, new: str) -> tuple[str, Session]:
        """A copy of a session under a new id."""
        found, name = self.find(session).cloned(), new or str(uuid.uuid4())
        with self._lock:
            self._open[name] = found
        return name, found

    def release(self, session: str) -> str:
        """End a session and its executions; the server's own id of it."""
        with self._lock:
            self._closed.add(session)
            found = self._open.pop(session, None)
        for execution in found.executions.values() if found else ():
            execution.interrupt()
        return found.server_side if found else ""
