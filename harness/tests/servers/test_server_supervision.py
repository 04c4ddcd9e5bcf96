"""Server processes and their watchdog: nothing is left behind, whoever dies first."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sparity_lab.problems import InfraProblem
from sparity_lab.servers.supervised import SupervisedProcess, free_port, work_folder

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('up', flush=True); time.sleep(600)",
]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def process() -> Iterator[SupervisedProcess]:
    supervised = SupervisedProcess("it", work_folder("it"))
    yield supervised
    supervised.stop()


def running(pid: int | None) -> bool:
    """Whether a process runs; one that only waits to be collected does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def eventually(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_stopping_ends_the_process_and_removes_its_folder(
    process: SupervisedProcess, own_cache: Path
) -> None:
    process.start(SLEEPER, environment=os.environ)
    assert process.alive()
    assert running(process.pid)
    process.stop()
    assert not process.alive()
    assert not running(process.pid)
    assert list((own_cache / "work").iterdir()) == []
    process.stop()


def test_the_log_can_be_read_while_it_runs_and_after_it_died(process: SupervisedProcess) -> None:
    code = "import sys; print('one'); print('two'); sys.exit('three')"
    process.start([sys.executable, "-c", code], environment=os.environ)
    assert eventually(lambda: not process.alive())
    assert sorted(process.logs()) == ["one", "three", "two"]
    assert len(process.logs(1)) == 1


def test_a_process_that_ignores_the_request_is_killed(
    process: SupervisedProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sparity_lab.servers.supervised._STOP_S", 0.5)
    process.start(STUBBORN, environment=os.environ)
    assert eventually(lambda: process.logs() == ["up"])
    process.stop()
    assert eventually(lambda: not running(process.pid))


def test_children_of_the_process_end_with_it(process: SupervisedProcess) -> None:
    code = (
        "import subprocess, sys, time;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        "print(child.pid, flush=True); time.sleep(600)"
    )
    process.start([sys.executable, "-c", code], environment=os.environ)
    assert eventually(lambda: bool(process.logs()))
    child = int(process.logs()[0])
    assert running(child)
    process.stop()
    assert eventually(lambda: not running(child))


def test_a_command_that_does_not_exist_is_told(process: SupervisedProcess) -> None:
    with pytest.raises(InfraProblem, match="/no/such/java"):
        process.start(["/no/such/java"], environment=os.environ)
    assert not process.alive()


PARENT = """
import os, sys, threading, time
from sparity_lab.servers.supervised import SupervisedProcess, work_folder
process = SupervisedProcess("it", work_folder("it"))
thread = threading.Thread(target=process.start, args=({command!r},), kwargs=dict(
    environment=os.environ, detached={detached}))
thread.start(); thread.join()
print(process.pid, process.watchdog_pid, flush=True)
time.sleep(600)
"""


def start_parent(*, detached: bool) -> tuple[subprocess.Popen[str], int, int]:
    code = textwrap.dedent(PARENT).format(command=SLEEPER, detached=detached)
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    server, watchdog = map(int, parent.stdout.readline().split())
    return parent, server, watchdog


def kill(parent: subprocess.Popen[str], number: int = signal.SIGKILL) -> None:
    parent.send_signal(number)
    parent.wait()
    assert parent.stdout is not None
    parent.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_dies_with_the_lab_and_its_folder_goes(number: int, own_cache: Path) -> None:
    parent, server, watchdog = start_parent(detached=False)
    assert running(server)
    kill(parent, number)
    assert eventually(lambda: not running(server) and not running(watchdog))
    assert list((own_cache / "work").iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tie a child to its parent")
def test_the_server_dies_even_if_its_watchdog_is_killed() -> None:
    parent, server, watchdog = start_parent(detached=False)
    os.kill(watchdog, signal.SIGKILL)
    assert eventually(lambda: not running(server))
    kill(parent)


def test_a_detached_server_survives_the_lab_until_its_watchdog_is_told(own_cache: Path) -> None:
    parent, server, watchdog = start_parent(detached=True)
    kill(parent)
    time.sleep(0.5)
    assert running(server)
    os.kill(watchdog, signal.SIGTERM)
    assert eventually(lambda: not running(server) and not running(watchdog))
    assert list((own_cache / "work").iterdir()) == []


def test_free_ports_can_be_bound_again() -> None:
    import socket

    with socket.create_server(("127.0.0.1", free_port())):
        pass
