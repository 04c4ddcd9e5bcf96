"""What memory the client takes to move data that is larger than what it may keep."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sparity_lab.environments import Environments
from sparity_lab.matrix import Matrix
from sparity_lab.problems import InfraProblem
from sparity_lab.servers.process import ProcessServer

PROGRAM = Path(__file__).with_name("memory_program.py")
_GIB = 2**30
#: The server keeps what is on its way; only the client is measured.
_HEAP = "6g"
_RESULTS = {"spark.driver.maxResultSize": "4g"}
#: Each in two sizes: memory is flat where it does not grow with them.
_DEEDS = {
    "read": ("a result, read by `to_arrow_reader`", (_GIB // 2, 2 * _GIB)),
    "create": ("a table in a file, given to `createDataFrame`", (_GIB // 4, _GIB)),
}


@dataclass(frozen=True)
class Memory:
    """What one deed took.

    Args:
        what: the deed in words.
        mib: how much data went over the wire, in Arrow's form.
        before_mib: the client's memory after the same deed with little data.
        peak_mib: its largest memory during the deed; files that it maps do not count.
        seconds: how long it took.
    """

    what: str
    mib: int
    before_mib: int
    peak_mib: int
    seconds: float


def _each() -> Iterator[tuple[str, str, int]]:
    for deed, (what, sizes) in _DEEDS.items():
        for size in sizes:
            yield deed, what, size


def measure(matrix: Matrix, version: str, say: Callable[[str], None]) -> list[Memory]:
    """Move much data in both directions.

    Raises:
        InfraProblem: the client failed.
    """
    environments = Environments(matrix)
    python = environments.client(matrix.client("sparity")).python
    target = matrix.target(version)
    room = {"heap": _HEAP, "conf": {**target.conf, **_RESULTS}}
    target = target.model_copy(update=room)
    measured = []
    for deed, what, size in _each():
        with ProcessServer(target, environments) as endpoint:
            command = [str(python), str(PROGRAM), endpoint.url, deed, str(size)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise InfraProblem(
                f"the client did not get through with {what}",
                hint="the end of what it said is above",
                causes=[one for one in done.stderr.splitlines() if not one.startswith("\t")][-10:],
            )
        told = json.loads(done.stdout)
        memory = Memory(
            what,
            told["bytes"] // 2**20,
            told["before_mib"],
            told["peak_mib"],
            told["seconds"],
        )
        say(f"{memory.mib} MiB, {what}: {memory.before_mib} to {memory.peak_mib} MiB")
        measured.append(memory)
    return measured
