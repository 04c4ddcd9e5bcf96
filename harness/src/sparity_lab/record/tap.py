"""What stands between a driver and a server: bytes pass as they are, a tape hears the calls."""

from sparity_lab.problems import InfraProblem
from sparity_lab.record.http2 import Conversation
from sparity_lab.record.line import Line
from sparity_lab.record.tape import Tape


class Tap:
    """Listens on a port of this machine for one driver, until it is stopped.

    Args:
        authority: `host:port` of the server.
        tape: what hears all calls.

    Raises:
        InfraProblem: it cannot listen.
    """

    def __init__(self, authority: str, tape: Tape) -> None:
        self.tape = tape
        try:
            self._line = Line(authority, lambda: Conversation(tape))
        except (OSError, RuntimeError, TimeoutError) as problem:
            raise InfraProblem(
                "the recording proxy cannot listen on this machine",
                hint="leave --record out to do without it",
                causes=[problem],
            ) from problem
        self.port = self._line.port

    def stop(self) -> None:
        """End all calls and close the port; may be called again, never fails."""
        self._line.stop()

    def __enter__(self) -> "Tap":
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
