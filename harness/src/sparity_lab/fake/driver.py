"""A driver with a fake server of its own: what it yields comes with what was wrong in its calls."""

from collections.abc import Callable
from dataclasses import replace

from sparity_lab.cases import Case
from sparity_lab.engine import CaseRunner
from sparity_lab.fake.server import FakeServer
from sparity_lab.outcome.model import Outcome
from sparity_lab.outcome.normalise import Surroundings

_SETTLED_S = 3.0


class JudgedDriver:
    """A driver and the server that only it uses, so that all calls belong to the case it runs.

    Args:
        start: starts the driver, given the address of its server.
        version: the Spark version of the server.

    Raises:
        InfraProblem: the server cannot listen, or the driver does not start.
    """

    def __init__(self, start: Callable[[str], CaseRunner], version: str) -> None:
        self._server = FakeServer(version)
        self._server.__enter__()
        try:
            self._driver = start(self._server.url)
        except BaseException:
            self._server.__exit__()
            raise

    def run(
        self, case: Case, timeout_s: float = 60.0, alive: Callable[[], bool] | None = None
    ) -> Outcome:
        """The outcome of one case, with the complaints about its calls."""
        judge = self._server.judge
        judge.complaints.clear()
        outcome = self._driver.run(case, timeout_s, alive)
        judge.settle(_SETTLED_S)
        return replace(outcome, complaints=tuple(map(str, judge.complaints)))

    def surroundings(self, case: Case) -> Surroundings:
        """What belongs to this machine and run in what the driver does with a case."""
        return self._driver.surroundings(case)

    def stop(self) -> None:
        """End the driver, then its server."""
        try:
            self._driver.stop()
        finally:
            self._server.__exit__()

    def kill(self) -> None:
        """End both at once."""
        try:
            self._driver.kill()
        finally:
            self._server.__exit__()
