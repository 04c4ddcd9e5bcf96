"""`sparity-lab resilience`: measures what is asked for, and keeps what it has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sparity_lab.environments import Environments
from sparity_lab.matrix import Matrix, Target, load_matrix
from sparity_lab.problems import EXIT_GATE, EXIT_OK, UsageProblem
from sparity_lab.report.files import write_atomically
from sparity_lab.resilience import bench, memory
from sparity_lab.resilience.bench import Leg, legs
from sparity_lab.resilience.document import LegReport, Report, ServerReport
from sparity_lab.resilience.markdown import markdown
from sparity_lab.resilience.memory import Memory
from sparity_lab.resilience.program import ROWS
from sparity_lab.resilience.scenarios import Scenario, scenarios
from sparity_lab.servers.remote import RemoteServer
from sparity_lab.verdict.versions import is_before

Say = Callable[[str], None]

#: One before chunks of batches, one with them, and the newest.
TARGETS = ("3.5.9", "4.1.1", "4.3.0")
CLIENTS = ("sparity", "pyspark")
_REATTACHES = "3.5"


@dataclass(frozen=True)
class ResilienceOptions:
    """The options of `sparity-lab resilience`."""

    targets: Sequence[str] = ()
    clients: Sequence[str] = ()
    keyword: str = ""
    memory: bool = True
    out: Path | None = None
    resume: bool = False
    root: Path | None = None


def resilience(options: ResilienceOptions, say: Say) -> int:
    """Break what was asked for; exit code 0 if clients built from this repository did right.

    Raises:
        LabError: what a person has to be told.
    """
    if options.keyword and options.out:
        raise UsageProblem(
            "a report has all scenarios", hint="leave out -k, or --out to look at some of them"
        )
    if options.resume and not options.out:
        raise UsageProblem("nothing to resume", hint="say with --out where the report is")
    wanted = [one for one in scenarios() if options.keyword in one.name]
    if not wanted:
        raise UsageProblem(
            f"no scenario has {options.keyword!r} in its name",
            hint="every name is in reports/published/resilience.md",
        )
    matrix = load_matrix(options.root)
    targets = [_breakable(matrix, name) for name in options.targets or TARGETS]
    book = _Book(options, wanted, say)
    right = True
    for target in targets:
        for leg in legs(matrix, target.spark or "", options.clients or CLIENTS):
            found = book.leg(matrix, target, leg)
            right = right and (found.holds or not found.candidate)
    if options.memory and not options.keyword:
        right = book.memory(matrix, targets) and right
    return EXIT_OK if right else EXIT_GATE


def _breakable(matrix: Matrix, name: str) -> Target:
    """A target that can be broken, and whose version is known."""
    target = matrix.target(name)
    if target.url is not None:
        version = RemoteServer(target).start().spark_version
        target = matrix.settle(target, version)
        if is_before(target.spark or "", _REATTACHES):
            raise UsageProblem(
                f"{target.name} serves Spark {version}, where nobody can attach to a query again",
                hint=f"every broken stream is a failed query before Spark {_REATTACHES}",
            )
    elif target.provider != "process":
        raise UsageProblem(
            f"target {name!r} is no Spark that the lab starts itself, so it cannot be broken",
            hint=f"give one of {', '.join(matrix.process_targets)}, or the sc:// address of a "
            "server that runs: `sparity-lab servers up` tells one",
        )
    return target


class _Book:
    """The report so far; written after every addition, so that nothing measured is lost."""

    def __init__(self, options: ResilienceOptions, wanted: list[Scenario], say: Say) -> None:
        self._options = options
        self._wanted = wanted
        self._say = say
        self._report = Report.read(options.out) if options.out else Report()

    def leg(self, matrix: Matrix, target: Target, leg: Leg) -> LegReport:
        """One client on one server, measured now or, when a run is resumed, before."""
        server = self._report.on(target.name, bench.conf_of(target))
        wanted = [one for one in self._wanted if not is_before(target.spark or "", one.since)]
        left_out: tuple[str, ...] = ()
        if target.url is not None:
            left_out = tuple(one.name for one in wanted if one.restarts)
            wanted = [one for one in wanted if not one.restarts]
        before = next((one for one in server.legs if one.client == leg.name), None)
        digest = Environments(matrix).client_digest(leg.client)
        if self._options.resume and before and before.answers(wanted, digest):
            self._say(f"{leg.name} on {target.name}: measured {before.day}, kept")
            return before
        for name in left_out:
            self._say(f"left out on {target.name}, which is not ours to restart: {name}")
        found = bench.measure(matrix, target, leg, wanted, self._say)
        legs = tuple(_in_order([*(one for one in server.legs if one.client != leg.name), found]))
        self._keep(server.model_copy(update={"legs": legs, "left_out": left_out}))
        return found

    def memory(self, matrix: Matrix, targets: Sequence[Target]) -> bool:
        """What large data takes, in both directions; whether it stays the same with more data."""
        target = next((one for one in reversed(targets) if one.url is None), None)
        if target is None:
            self._say("memory is not measured: that takes a server of its own, with more memory")
            return True
        digest = Environments(matrix).client_digest(matrix.client("sparity"))
        conf = bench.conf_of(target)
        before = self._report.on(target.name, conf).memory if self._options.resume else ()
        moved: list[Memory] = []
        for deed in memory.deeds():
            same = (one for one in before if (one.deed, one.digest) == (deed, digest))
            found = next(same, None) or memory.measure(matrix, target.name, deed, self._say)
            moved.append(found)
            server = self._report.on(target.name, conf)
            self._keep(server.model_copy(update={"memory": tuple(moved)}))
        grown = {what: mib for what, mib in memory.growth(moved).items() if mib > memory.FLAT_MIB}
        for what, mib in grown.items():
            self._say(f"BAD {what}: the peak grew by {mib} MiB with the data")
        return not grown

    def _keep(self, server: ServerReport) -> None:
        self._report = self._report.replaced(server)
        if self._options.out:
            self._report.write(self._options.out)
            text = markdown(self._report, ROWS)
            write_atomically(self._options.out / "resilience.md", text)


def _in_order(found: list[LegReport]) -> list[LegReport]:
    return sorted(found, key=lambda one: (not one.candidate, one.client))
