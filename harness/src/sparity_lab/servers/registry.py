"""Servers that stay up between commands: started detached, remembered in the cache, found again."""

import contextlib
import json
import os
import signal
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from sparity_lab.cache import (
    Progress,
    cache_folder,
    cache_root,
    digest_text,
    locked,
    silent,
    storage_problem,
)
from sparity_lab.environments import Environments
from sparity_lab.matrix import Target
from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.servers import reaper
from sparity_lab.servers.base import Endpoint
from sparity_lab.servers.docker_engine import engine, engine_errors
from sparity_lab.servers.factory import make_server
from sparity_lab.servers.identity import server_digest
from sparity_lab.servers.probe import NotServing, probe

_DOWN_S = 15.0
_PROBE_S = 5.0


@dataclass(frozen=True, slots=True)
class Standing:
    """A server that was left standing, and what ends it: a process or a container.

    `digest` tells what it was made of when it was started, where anybody could tell.
    """

    target: str
    url: str
    spark_version: str
    pid: int | None = None
    born: float | None = None
    container: str | None = None
    log: str | None = None
    digest: str | None = None
    details: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def endpoint(self) -> Endpoint:
        """Where it is and what it is made of."""
        return Endpoint(self.url, self.spark_version, self.details, self.warnings)

    def answers(self) -> bool:
        """Whether it answers now."""
        try:
            probe(self.url, timeout_s=_PROBE_S)
        except NotServing:
            return False
        return True


def up(
    target: Target,
    environments: Environments,
    *,
    shared: tuple[Path, ...] = (),
    progress: Progress = silent,
) -> Standing:
    """The standing server of a target, started if there is none that answers.

    Raises `UsageProblem` for a remote target, which is not the lab's to start, and `InfraProblem`
    when it cannot be started.
    """
    if target.provider == "remote":
        raise UsageProblem(
            f"{target.name} is somebody else's server: the lab does not start it",
            hint="give the name of a target with another provider",
        )
    with locked(_key(target.name), what=f"the server of {target.name}", progress=progress):
        old = find(target.name)
        if old is not None and old.answers():
            return old
        if old is not None:
            _end(old)
        server = make_server(target, environments, shared=shared, progress=progress, detached=True)
        try:
            endpoint = server.start()
            standing = _described(target, endpoint, server, server_digest(target, environments))
            _write(standing)
        except BaseException:
            server.stop()
            raise
        return standing


def down(name: str) -> bool:
    """End the standing server of a target; False when there is none."""
    standing = find(name)
    if standing is None:
        return False
    _end(standing)
    return True


def standing_servers() -> list[Standing]:
    """All servers that were left standing, whether they answer or not."""
    found = (_read(path) for path in sorted(_folder().glob("*.json")))
    return [standing for standing in found if standing is not None]


def find(name: str) -> Standing | None:
    """The standing server of a target, whether it answers or not."""
    return _read(_path(name))


def logs(name: str, tail: int = 40) -> list[str]:
    """The last lines of a standing server's output; raises `UsageProblem` when there is none."""
    standing = find(name)
    if standing is None:
        names = ", ".join(s.target for s in standing_servers()) or "none"
        raise UsageProblem(f"no server of {name} is up", hint=f"up now: {names}")
    if standing.container is not None:
        with engine_errors(f"reading the log of {name}"):
            text: bytes = engine().containers.get(standing.container).logs(tail=tail)
        return text.decode("utf-8", errors="replace").splitlines()
    try:
        content = Path(standing.log or "").read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InfraProblem(f"the log of {name} cannot be read", causes=[error]) from error
    return content.splitlines()[-tail:]


def _described(target: Target, endpoint: Endpoint, server: Any, digest: str | None) -> Standing:
    pid = getattr(server, "watchdog_pid", None)
    log = getattr(server, "log_file", None)
    return Standing(
        target=target.name,
        url=endpoint.url,
        spark_version=endpoint.spark_version,
        pid=pid,
        born=None if pid is None else psutil.Process(pid).create_time(),
        container=getattr(server, "container_id", None),
        log=None if log is None else str(log),
        digest=digest,
        details=endpoint.details,
        warnings=endpoint.warnings,
    )


def _end(standing: Standing) -> None:
    if standing.container is not None:
        reaper.remove(standing.container)
    process = _process(standing)
    if process is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + _DOWN_S
        while _process(standing) is not None and time.monotonic() < deadline:
            time.sleep(0.05)
    _path(standing.target).unlink(missing_ok=True)


def _process(standing: Standing) -> psutil.Process | None:
    """The process that was started; None when it is gone, even if its number lives on."""
    if standing.pid is None:
        return None
    try:
        process = psutil.Process(standing.pid)
        same = standing.born is not None and abs(process.create_time() - standing.born) < 1.0
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def _write(standing: Standing) -> None:
    path = cache_folder("standing") / _path(standing.target).name
    draft = path.with_suffix(".draft")
    try:
        # Addresses of one's own servers hold no secrets, but they are open to whoever knows them.
        draft.write_text(json.dumps(asdict(standing), indent=1), encoding="utf-8")
        draft.chmod(0o600)
        draft.rename(path)
    except OSError as error:
        raise storage_problem(error, path) from error


def _read(path: Path) -> Standing | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Standing(**{**content, "warnings": tuple(content["warnings"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _key(name: str) -> str:
    return f"server-{digest_text(name)}"


def _path(name: str) -> Path:
    return _folder() / f"{_key(name)}.json"


def _folder() -> Path:
    return cache_root() / "standing"
