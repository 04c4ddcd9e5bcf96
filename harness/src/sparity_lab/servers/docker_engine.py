"""The Docker engine of this machine, and its failures in words."""

import contextlib
import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from sparity_lab.problems import InfraProblem

_NO_ENGINE_HINT = (
    "start Docker (on Debian: apt-get install docker.io, as root), or use a target without "
    "-container: it needs none"
)


@cache
def engine() -> Any:
    """A client of the engine that the surroundings name (DOCKER_HOST, else the local one).

    Raises `InfraProblem` when none answers.
    """
    docker = _docker()
    try:
        client = docker.from_env()
        client.ping()
    except docker.errors.DockerException as error:
        raise InfraProblem(
            "no Docker engine answers", hint=_NO_ENGINE_HINT, causes=[error]
        ) from error
    return client


@contextlib.contextmanager
def engine_errors(doing: str) -> Iterator[None]:
    """Turn the engine's errors within the block into `InfraProblem`."""
    requests = importlib.import_module("requests")
    failures = (_docker().errors.DockerException, requests.exceptions.RequestException)
    try:
        yield
    except failures as error:
        raise InfraProblem(f"{doing} failed", causes=[error]) from error


def _docker() -> Any:
    # Loaded late, because it takes long and most runs need no containers; and by name, because a
    # type checker takes the repository's folder `docker` for the package.
    return importlib.import_module("docker")
