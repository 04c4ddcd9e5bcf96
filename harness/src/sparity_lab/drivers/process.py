"""The parent's side of a driver: starts the process, talks to it, notices every way it can fail.

It turns answers into outcomes and everything else into `InfraProblem`; it judges nothing.
"""

import os
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sparity_lab.cases import Case
from sparity_lab.drivers.messages import PROTOCOL, Message, ProtocolError, parse, serialize
from sparity_lab.outcome.model import Outcome, OutcomeError
from sparity_lab.outcome.normalise import Surroundings, normalise
from sparity_lab.problems import InfraProblem

PYTHON_DRIVER = Path(__file__).with_name("python_driver.py")

START_TIMEOUT_S = 120.0
"""Importing PySpark with pandas from a cold disk on a busy two-core machine takes half a minute."""

STOP_TIMEOUT_S = 5.0
GRACE_S = 2.0
"""How long after the case's own time limit the parent waits: the driver first writes its stacks."""

POLL_S = 0.5
STDERR_LINES = 40


class DriverCrashed(InfraProblem):
    """The driver process ended, or could not start."""


class DriverTimedOut(InfraProblem):
    """The driver did not answer in time and was killed."""


class DriverConfused(InfraProblem):
    """The driver said something that the protocol does not know."""


class DriverReportedInfra(InfraProblem):
    """The driver itself says that the world failed, not the client."""


class ServerGone(InfraProblem):
    """The server died while a case was running."""


@dataclass(frozen=True)
class DriverInfo:
    """What a driver says about itself when it is ready."""

    client: str
    version: str
    python: str
    packages: Mapping[str, str]


class Driver:
    """One driver process; usable until `stop`, or until a method raises `InfraProblem`."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", client: str, data: Path, tmp: Path
    ) -> None:
        self._process = process
        self._client = client
        self._data = data
        self._tmp = tmp
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._stderr: deque[str] = deque(maxlen=STDERR_LINES)
        self._readers = [
            threading.Thread(target=self._read_stdout, daemon=True),
            threading.Thread(target=self._read_stderr, daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        self.info = DriverInfo(client, "", "", {})

    @classmethod
    def start(
        cls,
        python_executable: Path | str,
        client: str,
        endpoint: str,
        suites: Path,
        data: Path,
        tmp: Path,
        env: Mapping[str, str] | None = None,
        *,
        driver_file: Path = PYTHON_DRIVER,
        timeout_s: float = START_TIMEOUT_S,
    ) -> "Driver":
        """Start a driver and wait until its client is loaded.

        Args:
            python_executable: the interpreter of the client's environment.
            client: `pyspark` or `sparity`.
            endpoint: the server's `sc://` address.
            suites: the folder `parity_suites`.
            data: the data folder, as client and server see it.
            tmp: an existing folder that client and server can write to.
            env: variables to set in addition.
            driver_file: the driver program, for tests and foreign clients.
            timeout_s: how long the client may take to load.

        Raises:
            InfraProblem: when it cannot start, is too slow, or answers wrongly.
        """
        command = [str(python_executable), "-u", str(driver_file)]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=child_environment(os.environ, env or {}),
                cwd=tmp,
                # Ctrl-C is for the lab, which then stops its drivers in order.
                start_new_session=True,
            )
        except OSError as error:
            raise DriverCrashed(
                f"the driver for {client} cannot start: {error}",
                hint=f"check the interpreter {python_executable}",
            ) from error
        driver = cls(process, client, data.resolve(), tmp.resolve())
        try:
            driver._hello(endpoint, suites.resolve(), timeout_s)
        except BaseException:
            driver.kill()
            raise
        return driver

    def _hello(self, endpoint: str, suites: Path, timeout_s: float) -> None:
        self._send(
            {
                "type": "start",
                "protocol": PROTOCOL,
                "client": self._client,
                "endpoint": endpoint,
                "suites": str(suites),
                "data": str(self._data),
                "tmp": str(self._tmp),
            }
        )
        answer = self._receive("ready", None, timeout_s, None)
        if answer["protocol"] != PROTOCOL:
            raise DriverConfused(
                f"the driver for {self._client} speaks protocol {answer['protocol']}",
                hint=f"this lab speaks protocol {PROTOCOL}",
            )
        self.info = DriverInfo(
            answer["client"], answer["version"], answer["python"], answer["packages"]
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def run(
        self, case: Case, timeout_s: float = 60.0, alive: Callable[[], bool] | None = None
    ) -> Outcome:
        """The case's outcome, normalised.

        Args:
            case: what to run.
            timeout_s: how long it may take.
            alive: whether the server still runs; asked while waiting.

        Raises:
            DriverReportedInfra: the driver saw the world fail; it can go on with other cases.
            DriverCrashed, DriverTimedOut, DriverConfused, ServerGone: the driver is gone; start
                another one.
        """
        try:
            self._send(
                {
                    "type": "run",
                    "id": case.id,
                    "module": str(case.file),
                    "function": case.function,
                    "params": case.params,
                    "timeout_s": timeout_s,
                }
            )
            answer = self._receive("outcome", case.id, timeout_s + GRACE_S, alive)
            outcome = Outcome.from_json(
                answer["outcome"], answer["duration_s"], own_s=answer.get("own_s", 0.0)
            )
        except OutcomeError as error:
            self.kill()
            raise DriverConfused(f"{self._client} driver, {case.id}: {error}") from error
        except DriverReportedInfra:
            raise
        except BaseException:
            self.kill()
            raise
        return normalise(outcome, self.surroundings(case))

    def surroundings(self, case: Case) -> Surroundings:
        """What belongs to this machine and run in what the driver does with a case."""
        return Surroundings.of(self._data, self._tmp, case.file, case.line)

    def stop(self) -> None:
        """End the process: politely, then by force. Stopping twice is fine."""
        if self._process.poll() is None:
            with suppress(InfraProblem):
                self._send({"type": "stop"})
                self._receive("stopped", None, STOP_TIMEOUT_S, None)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_TIMEOUT_S)
        self.kill()

    def kill(self) -> None:
        """End the process and everything that it started, at once."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for reader in self._readers:
            reader.join(STOP_TIMEOUT_S)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def __enter__(self) -> "Driver":
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def stderr_tail(self) -> list[str]:
        """The last lines that the client or the driver wrote to standard error."""
        return list(self._stderr)

    def _read_stdout(self) -> None:
        if self._process.stdout is not None:
            with suppress(ValueError, OSError):
                for line in self._process.stdout:
                    self._lines.put(line)
        self._lines.put(None)

    def _read_stderr(self) -> None:
        if self._process.stderr is not None:
            with suppress(ValueError, OSError):
                for line in self._process.stderr:
                    self._stderr.append(line.decode("utf-8", "replace").rstrip("\n"))

    def _send(self, message: Message) -> None:
        line = serialize(message)
        try:
            if self._process.stdin is None:
                raise BrokenPipeError("no standard input")
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise self._crashed() from error

    def _crashed(self) -> DriverCrashed:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_TIMEOUT_S)
        self._readers[1].join(STOP_TIMEOUT_S)
        code = self._process.poll()
        ended = "closed its output" if code is None else f"ended with exit code {code}"
        return DriverCrashed(
            f"the driver for {self._client} {ended}",
            hint="the last lines it wrote are below",
            causes=self.stderr_tail(),
        )

    def _receive(
        self,
        wanted: str,
        case_id: str | None,
        timeout_s: float,
        alive: Callable[[], bool] | None,
    ) -> Message:
        line = self._next_line(timeout_s, case_id, alive)
        try:
            message = parse(line)
        except ProtocolError as error:
            raise DriverConfused(
                f"the driver for {self._client} does not keep to the protocol: {error}"
            ) from error
        if message["type"] == "infra" and message["id"] == case_id:
            raise DriverReportedInfra(f"{self._client} driver: {message['message']}")
        if message["type"] != wanted or message.get("id") != case_id:
            got = f"{message['type']} for {message.get('id')}"
            raise DriverConfused(
                f"the driver for {self._client} answered {got}, not {wanted} for {case_id}"
            )
        return message

    def _next_line(
        self, timeout_s: float, case_id: str | None, alive: Callable[[], bool] | None
    ) -> bytes:
        deadline = time.monotonic() + timeout_s
        while True:
            rest = deadline - time.monotonic()
            try:
                line = self._lines.get(timeout=max(0.0, min(POLL_S, rest)))
            except queue.Empty:
                if alive is not None and not alive():
                    raise ServerGone(f"the server died during {case_id}") from None
                if rest <= 0:
                    what = case_id or "its start"
                    raise DriverTimedOut(
                        f"the driver for {self._client} did not answer within {timeout_s:g} s "
                        f"({what})",
                        hint="where it was is in its last lines, below",
                        causes=self.stderr_tail(),
                    ) from None
                continue
            if line is None:
                raise self._crashed()
            return line


def child_environment(ours: Mapping[str, str], extra: Mapping[str, str]) -> dict[str, str]:
    """The environment of a driver: ours without what would change a client's behaviour.

    >>> child_environment({"SPARK_HOME": "/x", "HOME": "/h"}, {})["TZ"]
    'UTC'
    """
    kept = {
        name: value
        for name, value in ours.items()
        if not name.startswith(("SPARK_", "PYSPARK_", "PYTHON")) and name != "VIRTUAL_ENV"
    }
    local = "localhost,127.0.0.1,::1"
    no_proxy = ",".join(part for part in (ours.get("no_proxy", ""), local) if part)
    fixed = {
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        # gRPC would send even a call to this machine through a configured proxy.
        "no_proxy": no_proxy,
        "GRPC_VERBOSITY": "NONE",
    }
    return {**kept, **fixed, **extra}
