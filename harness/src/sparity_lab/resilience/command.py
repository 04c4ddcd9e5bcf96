"""`sparity-lab resilience`: measures what is asked for, and keeps what it has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sparity_lab.environments import Environments
from sparity_lab.matrix import Matrix, load_matrix
from sparity_lab.problems import EXIT_GATE, EXIT_OK, UsageProblem
from sparity_lab.report.files import write_atomically
from sparity_lab.resilience import bench, memory
from sparity_lab.resilience.bench import Leg, legs
from sparity_lab.resilience.document import LegReport, Report, ServerReport
from sparity_lab.resilience.markdown import markdown
from sparity_lab.resilience.memory import Memory
from sparity_lab.resilience.program import ROWS
from sparity_lab.resilience.scenarios import Scenario, scenarios
from sparity_lab.verdict.versions import is_before

Say = Callable[[str], None]

#: One before chunks of batches, one with them, and the newest.
TARGETS = ("3.5.9", "4.1.1", "4.3.0")
CLIENTS = ("sparity", "pyspark")


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
    targets = [_spark(matrix, name) for name in options.targets or TARGETS]
    book = _Book(options, wanted, say)
    right = True
    for version in targets:
        for leg in legs(matrix, version, options.clients or CLIENTS):
            found = book.leg(matrix, version, leg)
            right = right and not (found.candidate and found.wrong)
    if options.memory and not options.keyword:
        book.memory(matrix, targets[-1])
    return EXIT_OK if right else EXIT_GATE


def _spark(matrix: Matrix, name: str) -> str:
    if name not in matrix.process_targets:
        raise UsageProblem(
            f"target {name!r} is no Spark that the lab starts itself, so it cannot be broken",
            hint=f"give one of {', '.join(matrix.process_targets)}",
        )
    return name


class _Book:
    """The report so far; written after every addition, so that nothing measured is lost."""

    def __init__(self, options: ResilienceOptions, wanted: list[Scenario], say: Say) -> None:
        self._options = options
        self._wanted = wanted
        self._say = say
        self._report = Report.read(options.out) if options.out else Report()

    def leg(self, matrix: Matrix, version: str, leg: Leg) -> LegReport:
        """One client on one server, measured now or, when a run is resumed, before."""
        server = self._report.on(version, bench.LIMITS)
        wanted = [one for one in self._wanted if not is_before(version, one.since)]
        before = next((one for one in server.legs if one.client == leg.name), None)
        digest = Environments(matrix).client_digest(leg.client)
        if self._options.resume and before and before.answers(wanted, digest):
            self._say(f"{leg.name} on {version}: measured {before.day}, kept")
            return before
        found = bench.measure(matrix, version, leg, wanted, self._say)
        others = [one for one in server.legs if one.client != leg.name]
        self._keep(server.model_copy(update={"legs": tuple(_in_order([*others, found]))}))
        return found

    def memory(self, matrix: Matrix, version: str) -> None:
        """What large data takes, in both directions."""
        digest = Environments(matrix).client_digest(matrix.client("sparity"))
        before = self._report.on(version, bench.LIMITS).memory if self._options.resume else ()
        moved: list[Memory] = []
        for deed in memory.deeds():
            same = (one for one in before if (one.deed, one.digest) == (deed, digest))
            moved.append(next(same, None) or memory.measure(matrix, version, deed, self._say))
            server = self._report.on(version, bench.LIMITS)
            self._keep(server.model_copy(update={"memory": tuple(moved)}))

    def _keep(self, server: ServerReport) -> None:
        self._report = self._report.replaced(server)
        if self._options.out:
            self._report.write(self._options.out)
            text = markdown(self._report, ROWS)
            write_atomically(self._options.out / "resilience.md", text)


def _in_order(found: list[LegReport]) -> list[LegReport]:
    return sorted(found, key=lambda one: (not one.candidate, one.client))
