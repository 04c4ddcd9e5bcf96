"""The strict fake server as a target: in this process, or one of its own that stays up."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path

from sparity_lab.fake.server import FakeServer
from sparity_lab.matrix import Target
from sparity_lab.servers.base import Endpoint, ServerBase
from sparity_lab.servers.probe import wait_ready
from sparity_lab.servers.supervised import SupervisedProcess, free_port, work_folder

_READY_S = 30.0


def _endpoint(url: str, version: str) -> Endpoint:
    return Endpoint(url, version, {"provider": "fake", "spark": version})


class InProcessFake(ServerBase):
    """The `fake` provider, served by threads of this process."""

    def __init__(self, target: Target) -> None:
        self._version = target.spark or ""
        self._stack = ExitStack()
        self._up = False

    def start(self) -> Endpoint:
        """Listen."""
        fake = self._stack.enter_context(FakeServer(self._version))
        self._up = True
        return _endpoint(fake.url, self._version)

    def alive(self) -> bool:
        """Whether it was started and not stopped."""
        return self._up

    def stop(self) -> None:
        """Listen no more."""
        self._up = False
        self._stack.close()

    def logs(self, tail: int = 40) -> list[str]:
        """Nothing: it writes no log."""
        return []


class StandingFake(ServerBase):
    """The `fake` provider, in a process that outlives this one and prints each complaint."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._process: SupervisedProcess | None = None

    def start(self) -> Endpoint:
        """Start it and wait until it answers."""
        version = self._target.spark or ""
        self._process = SupervisedProcess(self._target.name, work_folder(self._target.name))
        port = free_port()
        command = [sys.executable, "-m", "sparity_lab.fake", "--version", version]
        self._process.start(
            [*command, "--port", str(port)], environment=dict(os.environ), detached=True
        )
        url = f"sc://127.0.0.1:{port}"
        wait_ready(url, timeout_s=_READY_S, alive=self.alive, name=self._target.name)
        return _endpoint(url, version)

    def alive(self) -> bool:
        """Whether the process is running."""
        return self._process is not None and self._process.alive()

    def stop(self) -> None:
        """End it, remove its work folder."""
        process, self._process = self._process, None
        if process is not None:
            process.stop()

    def logs(self, tail: int = 40) -> list[str]:
        """The last of what it printed."""
        return self._process.logs(tail) if self._process else []

    @property
    def watchdog_pid(self) -> int | None:
        """The process to end by SIGTERM, to end the server."""
        return None if self._process is None else self._process.watchdog_pid

    @property
    def log_file(self) -> Path | None:
        """Where it writes to."""
        return None if self._process is None else self._process.log_file
