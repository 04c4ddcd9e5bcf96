"""Runs all scenarios with one client against one server; says how far it is."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sparity_lab.environments import Environments
from sparity_lab.matrix import Client, Matrix, Target
from sparity_lab.record.address import in_front_of
from sparity_lab.record.line import Line
from sparity_lab.resilience.document import LegReport
from sparity_lab.resilience.passage import Passage
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
    target: Target,
    leg: Leg,
    scenarios: Sequence[Scenario],
    say: Callable[[str], None],
) -> LegReport:
    """Run scenarios with one client on a server.

    Args:
        matrix: knows clients and targets.
        target: the server; one that is started here, or has an address.
        leg: who is to be broken.
        scenarios: what to run.
        say: takes a line for each scenario.

    Raises:
        InfraProblem: server or client do not get on even without faults.
    """
    environments = Environments(matrix, progress=say)
    python = environments.client(leg.client).python
    results = []
    with (
        tempfile.TemporaryDirectory(prefix="sparity-lab-resilience-") as folder,
        _passage_to(target, environments) as passage,
    ):
        url = in_front_of(target.url or "sc://localhost", passage.port)
        program = (leg.client.package, url, leg.way)
        runner = Runner(python, program, passage.injector, Path(folder) / "client.log")
        with closing(runner):
            for number, scenario in enumerate(scenarios, 1):
                result = runner.run(scenario)
                results.append(result)
                where = f"{leg.name} on {target.name}"
                say(f"[{number}/{len(scenarios)}] {where}: {line_of(result)}")
    return LegReport(
        client=leg.name,
        candidate=leg.client.source is not None,
        digest=environments.client_digest(leg.client),
        day=datetime.now(UTC).date().isoformat(),
        results=tuple(results),
    )


def conf_of(target: Target) -> dict[str, str]:
    """What a server is told beyond the lab's usual; one with an address is told nothing."""
    return LIMITS if target.url is None else {}


def _passage_to(target: Target, environments: Environments) -> AbstractContextManager[Passage]:
    if target.url is not None:
        address = parse_address(target.url)
        return Passage(address.authority, secure=address.secure, short=True)
    limited = target.model_copy(update={"conf": {**target.conf, **conf_of(target)}})
    return _own_server(lambda: ProcessServer(limited, environments))


@contextmanager
def _own_server(make: Callable[[], ServerBase]) -> Iterator[Passage]:
    """The passage to a server that is started here, and again after each restart.

    There is a line behind the proxy too, which leads to another server after a restart.
    """
    server = make()
    try:
        with Line(_started(server)) as behind:

            def restart() -> None:
                nonlocal server
                server.stop()
                server = make()
                behind.onward = _started(server)

            with Passage(f"127.0.0.1:{behind.port}", restart=restart) as passage:
                yield passage
    finally:
        server.stop()


def _started(server: ServerBase) -> str:
    return parse_address(server.start().url).authority


def line_of(result: Result) -> str:
    """A result in a line."""
    error = result.error and " ".join(part for part in result.error if part)
    mark = {"right": "ok ", "wrong": "BAD"}.get(result.verdict, "???")
    took = "" if result.seconds is None else f", {result.seconds} s"
    faults = f"{result.faults} faults{took}"
    if result.verdict == "not struck":
        faults += f", not the {result.least} that it takes"
    return f"{mark} {result.scenario}: {error or result.became} ({faults})"
