"""Removes one container when whoever started it is gone; run as a process of its own.

`python -m sparity_lab.servers.reaper CONTAINER_ID` waits for the end of its stdin, which comes when
the lab closes it or dies in whatever way. It stands in for the image that testcontainers would pull
for this purpose, which needs a registry.
"""

import contextlib
import signal
import subprocess
import sys

from sparity_lab.problems import InfraProblem
from sparity_lab.servers.docker_engine import engine, engine_errors


def watch(container: str) -> "subprocess.Popen[bytes]":
    """Start a reaper for a container; it goes to work when this process ends."""
    return subprocess.Popen(
        [sys.executable, "-m", "sparity_lab.servers.reaper", container],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def remove(container: str) -> None:
    """Remove a container and its volumes; no matter if it is gone already."""
    with contextlib.suppress(InfraProblem), engine_errors("removing a container"):
        engine().containers.get(container).remove(force=True, v=True)


def main(container: str) -> int:
    """Wait, then remove."""
    # A terminal's Ctrl-C is for the lab, which then closes the reaper's stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while sys.stdin.buffer.read(64):
        pass
    remove(container)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
