"""Runs the case of a capsule with a client against the recorded answers; no Spark is needed."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from sparity_lab.cache import Progress
from sparity_lab.capsule.answers import Answers
from sparity_lab.capsule.file import SUITES, read_capsule, unpack
from sparity_lab.capsule.model import Capsule, Role
from sparity_lab.capsule.server import ReplayServer, Unanswered
from sparity_lab.capsule.view import show
from sparity_lab.cases import Case
from sparity_lab.compare.outcomes import compare, equal
from sparity_lab.compare.result import Comparison
from sparity_lab.engine import CASE_TIMEOUT_S
from sparity_lab.legs import LegPlan
from sparity_lab.matrix import Client, Matrix, Profile, Target, load_matrix
from sparity_lab.outcome.model import Outcome
from sparity_lab.outcome.normalise import normalise
from sparity_lab.problems import EXIT_GATE, EXIT_OK
from sparity_lab.progress import ConsoleWatcher
from sparity_lab.servers.base import Endpoint
from sparity_lab.workshop import RealWorkshop, Workshop

Maker = Callable[[Matrix, Path, Progress], Workshop]


@dataclass(frozen=True)
class Replayed:
    """What a client made of the recorded answers."""

    capsule: Capsule
    client: str
    outcome: Outcome
    expected: Outcome
    components: dict[str, Comparison]
    as_recorded: bool
    """Whether it does what the candidate did when the capsule was made."""
    unanswered: tuple[Unanswered, ...]

    @property
    def holds(self) -> bool:
        """Whether the outcome is the one that was expected."""
        return equal(self.components)


def replay(
    path: Path,
    client: str | None,
    root: Path | None,
    console: Console,
    make_workshop: Maker | None = None,
) -> int:
    """Replay a capsule and show what came of it; 0 when it is as expected, 1 when not.

    Args:
        path: the capsule's file.
        client: the client to run, by its name in the matrix; None: the recorded candidate.
        root: the repository, for the environments of clients.
        console: where it is shown.
        make_workshop: gives drivers, from the matrix and the folder of the suites; None: real ones.

    Raises:
        UsageProblem: the file is no capsule, or there is no such client.
        InfraProblem: the client's environment cannot be built, or its driver fails.
    """
    capsule = read_capsule(path)
    matrix = load_matrix(root)
    watcher = ConsoleWatcher(console)
    try:
        maker = make_workshop or RealWorkshop
        replayed = _replayed(capsule, matrix, client, watcher.progress, maker)
    finally:
        watcher.close()
    show(console, replayed)
    return EXIT_OK if replayed.holds else EXIT_GATE


def _replayed(
    capsule: Capsule,
    matrix: Matrix,
    name: str | None,
    progress: Progress,
    make_workshop: Maker,
) -> Replayed:
    manifest = capsule.manifest
    client = matrix.client(name or manifest.record.client).at(manifest.server.spark)
    with (
        tempfile.TemporaryDirectory(prefix="sparity-capsule-") as folder,
        ReplayServer(_answers(capsule, client), manifest.server.spark_version) as server,
    ):
        suites = unpack(capsule, Path(folder).resolve())
        case = manifest.case.at(suites)
        workshop = make_workshop(matrix, suites, progress)
        outcome = _run(workshop, _leg(capsule, client, case), server)
    record = manifest.record
    recorded = Outcome.from_json(record.candidate)
    # Where the reference lacks what the case is about there is nothing that the candidate should
    # do as it does.
    decisive = record.candidate if record.verdict == "unsupported" else record.expected
    expected = Outcome.from_json(decisive or record.candidate)
    for side in manifest.sides.values():
        # What the server once said of the folders of the recording.
        outcome = normalise(outcome, side.around.surroundings())
    return Replayed(
        capsule,
        client.name,
        outcome,
        expected,
        compare(outcome, expected, case.ordered),
        equal(compare(outcome, recorded, case.ordered)),
        tuple(server.unanswered),
    )


def _answers(capsule: Capsule, client: Client) -> Answers:
    """The recordings, that of the same client first."""
    sides = capsule.manifest.sides
    roles: Sequence[Role] = sorted(sides, key=lambda role: sides[role].client.name != client.name)
    return Answers([(capsule.traffic[role], sides[role].around.surroundings()) for role in roles])


def _leg(capsule: Capsule, client: Client, case: Case) -> LegPlan:
    server = capsule.manifest.server
    return LegPlan(
        Target(name=server.target, provider="remote", url="sc://127.0.0.1", spark=server.spark),
        client,
        Profile(name=case.profile, suites=SUITES),
        (case,),
    )


def _run(workshop: Workshop, leg: LegPlan, server: ReplayServer) -> Outcome:
    running = _Replaying(server, leg.target.spark or "")
    with workshop.bench(leg, running) as bench:
        driver = bench.driver("candidate")
        try:
            server.around = driver.surroundings(leg.cases[0])
            outcome = driver.run(leg.cases[0], CASE_TIMEOUT_S, running.alive)
        except BaseException:
            driver.kill()
            raise
        driver.stop()
    return outcome


class _Replaying:
    """The replaying server as a bench sees one."""

    shared = False

    def __init__(self, server: ReplayServer, version: str) -> None:
        self.endpoint = Endpoint(f"sc://127.0.0.1:{server.port}", version)

    def alive(self) -> bool:
        """It lives in this process."""
        return True

    def words(self) -> list[str]:
        """It has none."""
        return []
