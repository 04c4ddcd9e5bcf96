"""What memory the client takes to move data that is larger than what it may keep."""

import json
import subprocess
from collections.abc import Callable, Iterable, Iterator
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

FLAT_MIB = 64
"""Peaks that are closer are the same: allocators round up, and keep what they were given back.

The larger data of a deed is larger by twelve times that and more.
"""

_DEEDS = {
    "read": ("a result, read by `to_arrow_reader`", (_GIB // 2, 2 * _GIB)),
    "create": ("a table in a file, given to `createDataFrame`", (_GIB // 4, _GIB)),
}


@dataclass(frozen=True)
class Deed:
    """Data of one size, moved in one direction.

    Args:
        way: the direction.
        what: the same in words.
        size: in bytes, in Arrow's form.
    """

    way: str
    what: str
    size: int


def deeds() -> Iterator[Deed]:
    """Both directions, each in two sizes: memory is flat where it does not grow with them."""
    for way, (what, sizes) in _DEEDS.items():
        for size in sizes:
            yield Deed(way, what, size)


@dataclass(frozen=True)
class Memory:
    """What one deed took.

    Args:
        deed: what was done.
        digest: of the client's packages and sources.
        mib: how much data that was, as counted.
        before_mib: the client's memory after the same deed with little data.
        peak_mib: its largest memory during the deed; files that it maps do not count.
        seconds: how long it took.
    """

    deed: Deed
    digest: str
    mib: int
    before_mib: int
    peak_mib: int
    seconds: float


def growth(moved: Iterable[Memory]) -> dict[str, int]:
    """By how many MiB the peak of each deed was higher with its largest data than with its least.

    >>> growth([])
    {}
    """
    by_way: dict[str, list[Memory]] = {}
    for one in moved:
        by_way.setdefault(one.deed.what, []).append(one)
    found = {}
    for what, ones in by_way.items():
        ordered = sorted(ones, key=lambda one: one.deed.size)
        found[what] = ordered[-1].peak_mib - ordered[0].peak_mib
    return found


def measure(matrix: Matrix, version: str, deed: Deed, say: Callable[[str], None]) -> Memory:
    """Move much data in one direction, with a server of its own.

    Raises:
        InfraProblem: the client failed.
    """
    environments = Environments(matrix, progress=say)
    client = matrix.client("sparity")
    python = environments.client(client).python
    target = matrix.target(version)
    room = {"heap": _HEAP, "conf": {**target.conf, **_RESULTS}}
    target = target.model_copy(update=room)
    with ProcessServer(target, environments) as endpoint:
        command = [str(python), str(PROGRAM), endpoint.url, deed.way, str(deed.size)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InfraProblem(
            f"the client did not get through with {deed.what}",
            hint="the end of what it said is above",
            causes=[one for one in done.stderr.splitlines() if not one.startswith("\t")][-10:],
        )
    told = json.loads(done.stdout)
    memory = Memory(
        deed,
        environments.client_digest(client),
        told["bytes"] // 2**20,
        told["before_mib"],
        told["peak_mib"],
        told["seconds"],
    )
    say(f"{memory.mib} MiB, {deed.what}: {memory.before_mib} to {memory.peak_mib} MiB")
    return memory
