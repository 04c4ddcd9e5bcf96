"""Runs all scenarios with one client against one server; says how far it is."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sparity_lab.environments import Environments
from sparity_lab.matrix import Client, Matrix
from sparity_lab.record import schema
from sparity_lab.record.line import Line
from sparity_lab.resilience.document import LegReport
from sparity_lab.resilience.injector import Injector
from sparity_lab.resilience.proxy import Proxy
from sparity_lab.resilience.runner import Result, Runner
from sparity_lab.resilience.scenarios import Scenario
from sparity_lab.servers.address import parse_address
from sparity_lab.servers.base import ServerBase
from sparity_lab.servers.process import ProcessServer

Way = Literal["plain", "asyncio"]

#: So small that nearly every result takes many streams.
LIMITS = {"spark.connect.execute.reattachable.senderMaxStreamSize": "10k"}


@dataclass(frozen=True)
class Leg:
    """A client, and the way in which it is called.

    Args:
        client: one of the matrix, bound to a version.
        way: `plain`, or `asyncio` for the awaited methods that only `sparity` has.
    """

    client: Client
    way: Way = "plain"

    @property
    def name(self) -> str:
        """What a report calls it."""
        return self.client.name + ("" if self.way == "plain" else f", {self.way}")


def legs(matrix: Matrix, version: str, clients: Iterable[str]) -> list[Leg]:
    """The legs of clients on a server; one built from this repository goes both ways.

    Raises:
        UsageProblem: no such client.
    """
    found = []
    for name in clients:
        client = matrix.client(name).at(version)
        found.append(Leg(client))
        if client.package == "sparity":
            found.append(Leg(client, "asyncio"))
    return found


def measure(
    matrix: Matrix,
    version: str,
    leg: Leg,
    scenarios: Sequence[Scenario],
    say: Callable[[str], None],
) -> LegReport:
    """Run scenarios with one client on a server of a Spark version.

    Args:
        matrix: knows clients and targets.
        version: of the server.
        leg: who is to be broken.
        scenarios: what to run.
        say: takes a line for each scenario.

    Raises:
        InfraProblem: server or client do not get on even without faults.
    """
    environments = Environments(matrix, progress=say)
    python = environments.client(leg.client).python
    target = matrix.target(version)
    target = target.model_copy(update={"conf": {**target.conf, **LIMITS}})
    results = []
    with (
        tempfile.TemporaryDirectory(prefix="sparity-lab-resilience-") as folder,
        _Surroundings(lambda: ProcessServer(target, environments)) as around,
    ):
        program = (leg.client.package, around.url, leg.way)
        runner = Runner(python, program, around.injector, Path(folder) / "client.log")
        with closing(runner):
            for number, scenario in enumerate(scenarios, 1):
                result = runner.run(scenario)
                results.append(result)
                say(f"[{number}/{len(scenarios)}] {leg.name} on {version}: {line_of(result)}")
    return LegReport(
        client=leg.name,
        candidate=leg.client.source is not None,
        digest=environments.client_digest(leg.client),
        day=datetime.now(UTC).date().isoformat(),
        results=tuple(results),
    )


class _Surroundings:
    """All that lies around a client: a line, a meddling proxy, a line, a server.

    The line behind the proxy leads to another server after a restart.
    """

    def __init__(self, make: Callable[[], ServerBase]) -> None:
        self._make = make
        self._stack = ExitStack()
        self.injector = Injector(self)

    def __enter__(self) -> "_Surroundings":
        with self._stack:
            self._server = self._make()
            self._stack.callback(lambda: self._server.stop())
            self._behind = self._stack.enter_context(Line(self._started()))
            proxy = Proxy(
                _here(self._behind.port),
                self.injector,
                one_request=schema.one_request_methods(),
            )
            self._stack.enter_context(proxy)
            self._line = self._stack.enter_context(Line(_here(proxy.port)))
            self.url = f"sc://127.0.0.1:{self._line.port}"
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def tear(self) -> None:
        """Reset the client's connections."""
        self._line.tear()

    def freeze(self) -> None:
        """Let the client's connections fall silent."""
        self._line.freeze()

    def restart(self) -> None:
        """Stop the server and start another one."""
        self._server.stop()
        self._server = self._make()
        self._behind.onward = self._started()

    def _started(self) -> str:
        return parse_address(self._server.start().url).authority


def _here(port: int) -> str:
    return f"127.0.0.1:{port}"


def line_of(result: Result) -> str:
    """A result in a line."""
    error = result.error and " ".join(part for part in result.error if part)
    mark = "ok " if result.right else "BAD"
    took = "" if result.seconds is None else f", {result.seconds} s"
    return f"{mark} {result.scenario}: {error or result.became} ({result.faults} faults{took})"
