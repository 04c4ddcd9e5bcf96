"""What a server is to the rest of the lab; the providers beside it say how."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that has answered: where it is, which Spark it claims to be, what it is made of.

    `details` are facts for the header of a run: provider, digests, versions of jars, Java, image
    id. `warnings` are those that a reader of results has to know.
    """

    url: str
    spark_version: str
    details: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


class Server(Protocol):
    """One server of a target, from start to stop.

    `with server as endpoint:` starts it and stops it in any case.
    """

    def start(self) -> Endpoint:
        """Start it and wait until it has answered; raises `InfraProblem` with the log's end."""

    def alive(self) -> bool:
        """Whether it can still be expected to answer; False before `start` and after `stop`."""

    def stop(self) -> None:
        """End it and all it started, and remove what it wrote; may be called again, never fails."""

    def logs(self, tail: int = 40) -> list[str]:
        """The last lines it has written."""

    def __enter__(self) -> Endpoint:
        """Start it."""

    def __exit__(self, *exception: object) -> None:
        """Stop it."""


class ServerBase:
    """The part of a server that is the same for all providers."""

    def start(self) -> Endpoint:
        """Start it and wait until it has answered."""
        raise NotImplementedError

    def stop(self) -> None:
        """End it."""
        raise NotImplementedError

    def __enter__(self) -> Endpoint:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *exception: object) -> None:
        self.stop()
