"""The real servers, environments, drivers and judge behind the engine; decides nothing itself."""

import contextlib
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sparity_lab.cache import Progress, cache_folder, silent, storage_problem
from sparity_lab.cases import Case
from sparity_lab.compat.promises import RecordedPromises
from sparity_lab.compat.sorting import silently_wrong
from sparity_lab.drivers.process import Driver
from sparity_lab.engine import Bench, CaseRunner, Role
from sparity_lab.environments import Environment, Environments
from sparity_lab.fake.driver import JudgedDriver
from sparity_lab.legs import LegPlan, Plan
from sparity_lab.matrix import Client, Matrix, Target, without_secrets
from sparity_lab.outcome.model import Outcome
from sparity_lab.problems import InfraProblem
from sparity_lab.record import address as proxy_address
from sparity_lab.record.driver import RecordedDriver
from sparity_lab.record.tap import Tap
from sparity_lab.record.tape import ANSWERS_BYTES, Tape
from sparity_lab.records import CaseRecord
from sparity_lab.reuse import SERVER_FACT
from sparity_lab.servers import registry
from sparity_lab.servers.address import parse_address
from sparity_lab.servers.base import Endpoint, Server
from sparity_lab.servers.factory import make_server
from sparity_lab.servers.identity import server_digest
from sparity_lab.verdict.goldens import Goldens
from sparity_lab.verdict.judge import NEWEST, Witnesses, judge
from sparity_lab.verdict.model import Verdict

_TMP = "tmp"
_ASK_AGAIN_S = 3.0
_CONNECT_S = 2.0


class Running(Protocol):
    """A server that is up, whoever started it."""

    @property
    def endpoint(self) -> Endpoint:
        """Where it is and what it said."""

    @property
    def shared(self) -> bool:
        """Whether others may use it too."""

    def alive(self) -> bool:
        """Whether it can still be expected to answer."""

    def words(self) -> list[str]:
        """The last lines it wrote."""


class Workshop(Protocol):
    """Everything heavy that a run needs; tests put a light one in its place."""

    def served_versions(self, plan: Plan) -> dict[str, str]:
        """The Spark versions of those targets that do not know their own, by name."""

    def client_digest(self, client: Client) -> str:
        """What identifies a client, as its facts say it; builds nothing."""

    def facts(self, leg: LegPlan) -> dict[str, str]:
        """What the header of a run says of a leg; makes ready whatever takes long."""

    def server(self, target: Target) -> contextlib.AbstractContextManager[Running]:
        """The target's server, up while the context lasts."""

    def leave_standing(self, target: Target) -> Endpoint:
        """Start a server that stays up after this process has ended."""

    def bench(self, leg: LegPlan, running: Running) -> contextlib.AbstractContextManager[Bench]:
        """What the engine needs for one leg."""


class RealWorkshop:
    """Servers, environments and drivers as the matrix describes them."""

    def __init__(self, matrix: Matrix, suites: Path, progress: Progress = silent) -> None:
        self._matrix = matrix
        self._suites = suites
        self._progress = progress
        self._environments = Environments(matrix, progress=progress)
        self._goldens = Goldens(matrix.root / "golden")

    @property
    def data(self) -> Path:
        """The data of the cases."""
        return self._suites / "data"

    @property
    def shared(self) -> tuple[Path, ...]:
        """The folders that servers and drivers both reach."""
        return self.data, cache_folder(_TMP)

    def served_versions(self, plan: Plan) -> dict[str, str]:
        """Ask every address that was given on the command line for its version."""
        versions = {}
        for target in plan.targets:
            if target.spark is None:
                with make_server(target, self._environments) as endpoint:
                    versions[target.name] = endpoint.spark_version
        return versions

    def client_digest(self, client: Client) -> str:
        """The digest of the client's environment, whether it is there or not."""
        return self._environments.client_digest(client)

    def facts(self, leg: LegPlan) -> dict[str, str]:
        """Build what this leg runs and is not there yet, and tell versions and digests."""
        reference = self._matrix.reference(leg.target)
        environment = self._environments.client(leg.client)
        facts = {
            "reference": reference.name,
            "reference_version": reference.version or "",
            "server_version": leg.target.spark or "",
            "client": environment.digest,
        }
        version = _installed_version(environment, leg.client.package)
        if version:
            facts["client_version"] = version
        server = self._digest_of_server(leg.target)
        if server:
            facts[SERVER_FACT] = server
        if leg.oracle != "golden":
            self._environments.client(reference)
        # Where goldens judge nobody runs it: hundreds of megabytes that its digest stands for.
        return facts | {"reference environment": self._environments.client_digest(reference)}

    def _digest_of_server(self, target: Target) -> str | None:
        """What identifies the server that `server` would give; None where nobody can tell."""
        digest = server_digest(target, self._environments, progress=self._progress)
        standing = registry.find(target.name)
        if digest is None or standing is None or standing.digest == digest:
            return digest
        if not standing.answers():
            return digest
        # It is made of what there was when it started, whatever the files say today.
        self._progress(
            f"results on the server of {target.name} that is up are not kept: "
            "what it is made of has changed since it was started"
        )
        return None

    @contextmanager
    def server(self, target: Target) -> Iterator[Running]:
        """The target's server: one that was left standing, else one that lives until the end."""
        standing = registry.find(target.name)
        if standing is not None and standing.answers():
            self._progress(f"using the server of {target.name} that is up")
            yield _Found(standing)
            return
        server: Server = make_server(
            target, self._environments, shared=self.shared, progress=self._progress
        )
        with server as endpoint:
            for warning in endpoint.warnings:
                self._progress(warning)
            yield _Started(server, endpoint)

    def leave_standing(self, target: Target) -> Endpoint:
        """Start a server that stays up after this process has ended."""
        standing = registry.up(
            target, self._environments, shared=self.shared, progress=self._progress
        )
        return standing.endpoint

    @contextmanager
    def bench(self, leg: LegPlan, running: Running) -> Iterator[Bench]:
        """A bench that starts drivers in the environments of client and reference."""
        folder = _new_folder()
        record = leg.record and self.may_record(running.endpoint)
        try:
            yield _RealBench(
                leg,
                self._matrix.reference(leg.target),
                running,
                self._environments,
                self._suites,
                folder,
                self._goldens,
                self._matrix.spark_versions,
                record=record,
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def may_record(self, endpoint: Endpoint) -> bool:
        """Whether a proxy may stand before a server; says why not."""
        refusal = proxy_address.refusal(endpoint.url)
        if refusal is not None:
            shown = without_secrets(endpoint.url)
            self._progress(f"calls to {shown} are not recorded: {refusal}")
        return refusal is None


class _Started:
    """A server that this process has started."""

    def __init__(self, server: Server, endpoint: Endpoint) -> None:
        self._server = server
        self.endpoint = endpoint
        self._alive: Callable[[], bool] = server.alive
        self.shared = endpoint.details.get("provider") == "remote"
        if self.shared:
            self._alive = _Reachable(endpoint.url)

    def alive(self) -> bool:
        """Whether it runs, or its port answers if it is not ours."""
        return self._alive()

    def words(self) -> list[str]:
        """The end of its log."""
        return self._server.logs()


class _Found:
    """A server that an earlier command left standing; it is used and left alone."""

    shared = True

    def __init__(self, standing: registry.Standing) -> None:
        self._standing = standing
        self.endpoint = standing.endpoint
        self._reachable = _Reachable(standing.url)

    def alive(self) -> bool:
        """Whether its port answers."""
        return self._reachable()

    def words(self) -> list[str]:
        """The end of its log."""
        return registry.logs(self._standing.target)


class _Reachable:
    """Asks a port whether somebody listens, but not more often than every few seconds."""

    def __init__(self, url: str) -> None:
        self._address = parse_address(url)
        self._asked = 0.0
        self._answer = True

    def __call__(self) -> bool:
        now = time.monotonic()
        if now - self._asked >= _ASK_AGAIN_S or not self._answer:
            self._answer = self._listens()
            self._asked = now
        return self._answer

    def _listens(self) -> bool:
        host, _, port = self._address.authority.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT_S).close()
        except TimeoutError:
            # Slow is not dead: the driver's own time limit decides.
            return True
        except OSError:
            return False
        return True


class _RealBench:
    """Drivers, judge and the health of the server, for one leg."""

    def __init__(
        self,
        leg: LegPlan,
        reference: Client,
        running: Running,
        environments: Environments,
        suites: Path,
        tmp: Path,
        goldens: Goldens,
        versions: Sequence[str],
        *,
        record: bool,
    ) -> None:
        self._leg = leg
        self._reference = reference
        self._running = running
        self._environments = environments
        self._suites = suites
        self._tmp = tmp
        self._goldens = goldens
        self._versions = versions
        self._record = record

    def driver(self, role: Role) -> CaseRunner:
        """Start a driver with a folder of its own."""
        client = self._leg.client if role == "candidate" else self._reference
        environment = self._environments.client(client)
        try:
            tmp = Path(tempfile.mkdtemp(prefix=f"{role}-", dir=self._tmp))
        except OSError as problem:
            raise storage_problem(problem, self._tmp) from problem
        # The server may run as another user, inside a container, and has to write there too.
        tmp.chmod(0o777)

        def start(url: str) -> Driver:
            data = self._suites / "data"
            return Driver.start(environment.python, client.package, url, self._suites, data, tmp)

        def start_recorded(url: str) -> Driver | RecordedDriver:
            return self._behind_a_tap(start, url) if self._record else start(url)

        if self._leg.target.provider == "fake":
            # Complaints are about one client: it has the server for itself.
            return JudgedDriver(start_recorded, self._reference.version or "")
        return start_recorded(self._running.endpoint.url)

    def _behind_a_tap(self, start: Callable[[str], Driver], url: str) -> RecordedDriver:
        """A driver that talks to a server through a tap of its own."""
        tap = Tap(
            parse_address(url).authority,
            Tape(keep_responses=True, max_bytes=ANSWERS_BYTES) if self._leg.responses else Tape(),
        )
        try:
            return RecordedDriver(start(proxy_address.in_front_of(url, tap.port)), tap)
        except BaseException:
            tap.stop()
            raise

    def alive(self) -> bool:
        """Whether the server can still be expected to answer."""
        return self._running.alive()

    def server_words(self) -> list[str]:
        """The end of the server's log."""
        return self._running.words()

    def judge(self, case: Case, candidate: Outcome, reference: Outcome | None) -> Verdict:
        """Judge by the live reference and by goldens, as the oracle says."""
        version = self._reference.version or ""
        return judge(
            case,
            candidate,
            Witnesses(
                version=version,
                oracle=self._leg.oracle,
                live=reference,
                golden=self._goldens.get(case, version),
                newest=self._goldens.get(case, NEWEST),
            ),
        )

    def silently_wrong(self, case: Case, record: CaseRecord) -> str | None:
        """Ask the rules of the matrix, with what every version of PySpark was recorded to yield."""
        promises = RecordedPromises(self._goldens, self._versions, lambda case_id: case)
        version = self._reference.version or ""
        return silently_wrong(record, case, self._leg.client.version, version, promises)


def _new_folder() -> Path:
    """A folder for the temporary files of one leg, below the one that servers share."""
    parent = cache_folder(_TMP)
    try:
        folder = Path(tempfile.mkdtemp(prefix="leg-", dir=parent))
        folder.chmod(0o777)
    except OSError as problem:
        raise storage_problem(problem, parent) from problem
    return folder


def _installed_version(environment: Environment, package: str) -> str | None:
    """The version of a package by the name of its metadata folder."""
    try:
        found = sorted(environment.site_packages.glob(f"{package}*.dist-info"))
    except (StopIteration, OSError) as problem:
        raise InfraProblem(
            f"the environment {environment.name} is damaged",
            hint=f"remove {environment.path}; it is built again",
            causes=[problem],
        ) from problem
    for folder in found:
        name, _, version = folder.name.removesuffix(".dist-info").partition("-")
        if name.replace("_", "-").startswith(package) and version:
            return version
    return None
