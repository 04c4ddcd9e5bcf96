"""Sail, a Spark Connect server without a JVM, from the `pysail` package."""

import os
from pathlib import Path

from sparity_lab.cache import Progress, silent
from sparity_lab.environments import Environments
from sparity_lab.matrix import Target
from sparity_lab.problems import InfraProblem
from sparity_lab.servers.base import Endpoint, ServerBase
from sparity_lab.servers.probe import wait_ready
from sparity_lab.servers.supervised import SupervisedProcess, free_port, work_folder

_READY_S = 60.0
_LOG_TAIL = 15


class SailServer(ServerBase):
    """The `sail` provider. `detached` makes it outlive this process."""

    def __init__(
        self,
        target: Target,
        environments: Environments,
        *,
        progress: Progress = silent,
        detached: bool = False,
    ) -> None:
        self._target = target
        self._environments = environments
        self._progress = progress
        self._detached = detached
        self._process: SupervisedProcess | None = None
        self._last_words: list[str] = []

    def start(self) -> Endpoint:
        """Make its environment if need be, start it, wait until it answers."""
        environment = self._environments.sail()
        process = SupervisedProcess(self._target.name, work_folder(self._target.name))
        self._process = process
        port = free_port()
        command = [str(environment.python), "-m", "pysail", "spark", "server"]
        process.start(
            [*command, "--ip", "127.0.0.1", "--port", str(port)],
            environment={**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"},
            detached=self._detached,
        )
        url = f"sc://127.0.0.1:{port}"
        try:
            version = wait_ready(
                url, timeout_s=_READY_S, alive=process.alive, name=self._target.name
            )
        except InfraProblem as problem:
            tail = process.logs(_LOG_TAIL)
            self.stop()
            raise InfraProblem(problem.message, causes=[*problem.causes, *tail]) from problem
        details = {"provider": "sail", "spark": version, "environment": environment.digest}
        for name in ("pysail", "pyspark_client"):
            folder = next(environment.site_packages.glob(f"{name}-*.dist-info"), None)
            if folder is not None:
                details[name] = folder.stem.removeprefix(f"{name}-")
        return Endpoint(url, version, details)

    def alive(self) -> bool:
        """Whether the process is running."""
        return self._process is not None and self._process.alive()

    def stop(self) -> None:
        """End it, remove its work folder."""
        process, self._process = self._process, None
        if process is not None:
            self._last_words = process.logs(200)
            process.stop()

    def logs(self, tail: int = 40) -> list[str]:
        """The last lines of its output; after `stop`, of the output at that time."""
        return self._process.logs(tail) if self._process else self._last_words[-tail:]

    @property
    def watchdog_pid(self) -> int | None:
        """The process to end by SIGTERM, to end the server."""
        return None if self._process is None else self._process.watchdog_pid

    @property
    def log_file(self) -> Path | None:
        """Where it writes to."""
        return None if self._process is None else self._process.log_file
