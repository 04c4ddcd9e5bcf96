"""Runs one server process and sees to it that it dies with the lab; a stdlib-only script.

Started as `python watchdog.py [--detached] WORK_FOLDER -- COMMAND…`, in a session of its own. It
starts the command in a process group of its own, writes one line of JSON with its process
id to stdout, and then waits for the first of three things: the command ends; its stdin is closed,
because whoever started it stopped it or died in whatever way; or it gets a SIGTERM. Then
it ends the whole process group and, unless the command ended by itself, removes the work folder. A
detached watchdog does not mind its stdin: it serves on until SIGTERM.
"""

import contextlib
import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time

_PR_SET_PDEATHSIG = 1
_GRACE_S = 8.0


def _die_with_parent() -> None:
    # Only Linux knows this. Elsewhere a killed watchdog leaves its server behind.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def end_group(group: int, child: "subprocess.Popen[bytes]", grace_s: float = _GRACE_S) -> None:
    """End a process group: asked first, then killed."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    # The group may hold more than the child: whatever is left of it goes too.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    child.wait()


def main(arguments: list[str]) -> int:
    """Run the command until it ends or has to; the exit code of the command."""
    detached = arguments[:1] == ["--detached"]
    work, separator, *command = arguments[1:] if detached else arguments
    if separator != "--" or not command:
        raise SystemExit("usage: watchdog.py [--detached] WORK_FOLDER -- COMMAND…")

    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    asked_to_stop = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}

    try:
        child = subprocess.Popen(
            command,
            cwd=work,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            stderr=sys.stderr,
            process_group=0,
            preexec_fn=_die_with_parent,
        )
    except OSError as error:
        sys.stdout.write(json.dumps({"error": str(error)}) + "\n")
        sys.stdout.flush()
        return 127
    sys.stdout.write(json.dumps({"pid": child.pid}) + "\n")
    sys.stdout.flush()

    watched = [wake_read] if detached else [wake_read, 0]
    stopping = False
    while child.poll() is None and not stopping:
        readable, _, _ = select.select(watched, [], [])
        if wake_read in readable:
            signals = os.read(wake_read, 64)
            stopping = any(number in asked_to_stop for number in signals)
        if 0 in readable and os.read(0, 64) == b"":
            stopping = True
    end_group(child.pid, child)
    # The log of a command that ended by itself is in there, and says why.
    if stopping:
        shutil.rmtree(work, ignore_errors=True)
    return child.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
