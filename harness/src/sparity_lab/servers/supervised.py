"""A server process that cannot outlive the lab, with its log and its own work folder."""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from sparity_lab.cache import cache_folder, storage_problem
from sparity_lab.problems import InfraProblem
from sparity_lab.servers import watchdog

_START_S = 30.0
# Longer than the grace that the watchdog gives to the server.
_STOP_S = 15.0
# Watchdogs that are meant to outlive this process: a handle that is dropped warns that its process
# still runs, which here is no mistake.
_left_standing: list["subprocess.Popen[bytes]"] = []


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def work_folder(name: str) -> Path:
    """A new, empty work folder of one server, below the cache."""
    parent = cache_folder("work")
    try:
        return Path(tempfile.mkdtemp(prefix=f"{name.replace('/', '_')}-", dir=parent))
    except OSError as error:
        raise storage_problem(error, parent) from error


class SupervisedProcess:
    """A command under the watchdog: it ends when stopped, and when this process ends.

    `work` is the command's working folder, with its log in it. It is removed when the command is
    stopped; when it ends by itself, the log can be read until then.
    """

    def __init__(self, name: str, work: Path) -> None:
        self._name = name
        self._work = work
        self._log = work / "server.log"
        self._watchdog: subprocess.Popen[bytes] | None = None
        self.pid: int | None = None

    @property
    def log_file(self) -> Path:
        """Where the command's output goes."""
        return self._log

    @property
    def watchdog_pid(self) -> int | None:
        """The process to send SIGTERM to, to end everything."""
        return None if self._watchdog is None else self._watchdog.pid

    def start(
        self, command: Sequence[str], *, environment: Mapping[str, str], detached: bool = False
    ) -> None:
        """Start the command; raises `InfraProblem` when it cannot be started."""
        script = [sys.executable, "-I", "-S", watchdog.__file__]
        options = ["--detached"] if detached else []
        try:
            with self._log.open("ab") as log:
                self._watchdog = subprocess.Popen(
                    [*script, *options, str(self._work), "--", *command],
                    stdin=subprocess.DEVNULL if detached else subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env=dict(environment),
                    start_new_session=True,
                )
        except OSError as error:
            raise storage_problem(error, self._log) from error
        if detached:
            _left_standing.append(self._watchdog)
        answer = self._first_line(self._watchdog)
        if "pid" not in answer:
            self.stop()
            raise InfraProblem(
                f"the server process of {self._name} cannot be started: {command[0]}",
                causes=[str(answer.get("error", "the watchdog gave no answer")), *self.logs(5)],
            )
        self.pid = answer["pid"]

    def alive(self) -> bool:
        """Whether the command is still running."""
        return self._watchdog is not None and self._watchdog.poll() is None

    def logs(self, tail: int = 40) -> list[str]:
        """The last lines of the command's output."""
        try:
            with self._log.open(encoding="utf-8", errors="replace") as log:
                return [line.rstrip("\n") for line in deque(log, maxlen=tail)]
        except FileNotFoundError:
            return []

    def stop(self) -> None:
        """End the command and all it started, remove its work folder; may be repeated."""
        process, self._watchdog = self._watchdog, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            if process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()
            try:
                process.wait(timeout=_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                if self.pid is not None:
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(self.pid, signal.SIGKILL)
            if process.stdout is not None:
                process.stdout.close()
        shutil.rmtree(self._work, ignore_errors=True)

    def _first_line(self, process: "subprocess.Popen[bytes]") -> dict[str, int]:
        stdout = process.stdout
        if stdout is None or not select.select([stdout], [], [], _START_S)[0]:
            return {}
        try:
            answer = json.loads(stdout.readline())
        except ValueError:
            return {}
        return answer if isinstance(answer, dict) else {}
