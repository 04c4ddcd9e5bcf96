"""A server that somebody else runs: it is probed, never started, never stopped."""

from sparity_lab.matrix import Target
from sparity_lab.servers.base import Endpoint, ServerBase
from sparity_lab.servers.probe import NotServing, must_serve, probe

_FIRST_ANSWER_S = 20.0
_LATER_ANSWER_S = 5.0


class RemoteServer(ServerBase):
    """The `remote` provider."""

    def __init__(self, target: Target) -> None:
        if target.url is None:
            raise ValueError(f"target {target.name} has no address")
        self._target = target
        self._url = target.url
        self._started = False

    def start(self) -> Endpoint:
        """Probe it; raises `InfraProblem` when no Spark Connect server answers."""
        version = must_serve(self._url, timeout_s=_FIRST_ANSWER_S)
        self._started = True
        return Endpoint(self._url, version, {"provider": "remote", "spark": version})

    def alive(self) -> bool:
        """Whether it answers now."""
        if not self._started:
            return False
        try:
            probe(self._url, timeout_s=_LATER_ANSWER_S)
        except NotServing:
            return False
        return True

    def stop(self) -> None:
        """Leave it alone."""
        self._started = False

    def logs(self, tail: int = 40) -> list[str]:
        """Nothing: its log is elsewhere."""
        return []
