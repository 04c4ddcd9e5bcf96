"""Runs all scenarios with every client against one server; says how far it is."""

import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sparity_lab.environments import Environments
from sparity_lab.matrix import Matrix
from sparity_lab.record import schema
from sparity_lab.record.line import Line
from sparity_lab.resilience.injector import Injector
from sparity_lab.resilience.proxy import Proxy
from sparity_lab.resilience.runner import Result, Runner
from sparity_lab.resilience.scenarios import Scenario
from sparity_lab.servers.address import parse_address
from sparity_lab.servers.base import ServerBase
from sparity_lab.servers.process import ProcessServer

#: So small that nearly every result takes many streams.
LIMITS = {"spark.connect.execute.reattachable.senderMaxStreamSize": "10k"}


@dataclass(frozen=True)
class Measured:
    """What became of all scenarios with one client.

    Args:
        client: its name and version.
        results: one a scenario.
    """

    client: str
    results: tuple[Result, ...]


def run(
    matrix: Matrix,
    version: str,
    scenarios: Iterable[Scenario],
    say: Callable[[str], None],
) -> list[Measured]:
    """Run scenarios with the candidate and with the PySpark of a Spark version.

    Args:
        matrix: knows the clients and targets.
        version: of the server and of PySpark.
        scenarios: what to run.
        say: takes a line for each scenario.
    """
    environments = Environments(matrix)
    reference = environments.reference(version)
    candidate = environments.client(matrix.client("sparity"))
    clients = [
        ("sparity", "sparity", candidate.python),
        (f"PySpark {version}", "pyspark", reference.python),
    ]
    target = matrix.target(version)
    target = target.model_copy(update={"conf": {**target.conf, **LIMITS}})
    chosen = list(scenarios)
    measured = []
    with tempfile.TemporaryDirectory(prefix="sparity-lab-resilience-") as folder:
        for name, package, python in clients:
            results = []
            with _Surroundings(lambda: ProcessServer(target, environments)) as around:
                log = Path(folder) / f"{package}.log"
                runner = Runner(python, package, around.url, around.injector, log)
                try:
                    for scenario in chosen:
                        result = runner.run(scenario)
                        results.append(result)
                        say(f"{name}: {line_of(result)}")
                finally:
                    runner.close()
            measured.append(Measured(name, tuple(results)))
    return measured


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
    became = "hang" if result.hung else "all rows"
    if result.lost or result.doubled:
        became = f"{result.lost} lost, {result.doubled} doubled, no error"
    if result.error is not None:
        became = " ".join(part for part in result.error if part)
    mark = "ok " if result.right else "BAD"
    return f"{mark} {result.scenario}: {result.faults} faults, {became}, {result.seconds} s"
