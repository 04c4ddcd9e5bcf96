"""The server that clients are measured against: one as in production, and what it uses up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import psutil

from sparity_lab.environments import Environments
from sparity_lab.matrix import Target
from sparity_lab.servers.factory import make_server
from sparity_lab.servers.process import ProcessServer

_HEAP = "2g"
_TOLD = ("provider", "java", "java_flags", "heap", "master", "image")


class Served(NamedTuple):
    """A server that is up.

    `seconds` gives the CPU seconds that it has used so far, None where its process is not here;
    `alive` tells whether it can be expected to answer.
    """

    url: str
    facts: dict[str, str]
    seconds: Callable[[], float | None]
    alive: Callable[[], bool]


@contextmanager
def serving(
    target: Target, environments: Environments, progress: Callable[[str], None]
) -> Iterator[Served]:
    """A server of a target while the context lasts, never one that was left standing.

    The lab's own flags make short lives cheap: with them queries take longer than in production,
    and who is held against the server looks better or worse than it is. It has more memory than
    others, too: it keeps the local data of both clients as long as their sessions last.

    Raises:
        InfraProblem: it does not start.
    """
    if target.provider == "process":
        large = target.model_copy(update={"heap": _HEAP})
        own = ProcessServer(large, environments, progress=progress, long_lived=True)
        with own as endpoint:
            process = psutil.Process(own.pid)
            facts = {"spark": endpoint.spark_version, **_facts(endpoint.details)}
            yield Served(endpoint.url, facts, lambda: _seconds(process), own.alive)
        return
    other = make_server(target, environments, progress=progress)
    with other as endpoint:
        facts = {"spark": endpoint.spark_version, **_facts(endpoint.details)}
        yield Served(endpoint.url, facts, lambda: None, other.alive)


def _facts(details: dict[str, str]) -> dict[str, str]:
    return {name: details[name] for name in _TOLD if name in details}


def _seconds(process: psutil.Process) -> float | None:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return None
    return float(times.user + times.system)
