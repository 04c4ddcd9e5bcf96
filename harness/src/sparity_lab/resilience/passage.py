"""The passage from a client to a server: a line that can be torn, and a proxy that meddles."""

from collections.abc import Callable
from contextlib import ExitStack

from sparity_lab.problems import InfraProblem
from sparity_lab.record import schema
from sparity_lab.record.line import Line
from sparity_lab.resilience.injector import Injector, Tell
from sparity_lab.resilience.policy import Policies
from sparity_lab.resilience.proxy import Proxy
from sparity_lab.resilience.short import short_streams


class Passage:
    """Leads to a server while a `with` lasts; what its `injector` is armed with happens on it.

    Args:
        authority: `host:port` of the server.
        secure: whether the server wants TLS.
        port: where clients come in; 0 for any that is free.
        tell: is told of each fault.
        restart: puts a fresh server in the place of the one that runs, where that can be done.
        short: whether to make streams of results short, for servers that nobody can tell to.

    Raises:
        InfraProblem: on entering, when it cannot listen.
    """

    def __init__(
        self,
        authority: str,
        *,
        secure: bool = False,
        port: int = 0,
        tell: Tell | None = None,
        restart: Callable[[], None] | None = None,
        short: bool = False,
    ) -> None:
        self.injector = Injector(self, tell)
        self._authority = authority
        self._policies: Policies = short_streams(self.injector) if short else self.injector
        self._secure = secure
        self._restart = restart
        self._stack = ExitStack()
        self.port = port

    def __enter__(self) -> "Passage":
        with ExitStack() as stack:
            proxy = Proxy(
                self._authority,
                self._policies,
                one_request=schema.one_request_methods(),
                secure=self._secure,
            )
            stack.enter_context(proxy)
            try:
                self._line = Line(f"127.0.0.1:{proxy.port}", port=self.port)
            except (OSError, TimeoutError) as problem:
                raise InfraProblem(
                    f"the proxy cannot listen on port {self.port} of this machine",
                    hint="give another --port, or none for any that is free",
                    causes=[problem],
                ) from problem
            stack.enter_context(self._line)
            self.port = self._line.port
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def tear(self) -> None:
        """Reset all connections of clients; to be called on the proxies' event loop."""
        self._line.tear()

    def freeze(self) -> None:
        """Let the open connections of clients fall silent; to be called there too."""
        self._line.freeze()

    def restart(self) -> None:
        """Put a fresh server in the place of the one that runs; blocks until it answers.

        Raises:
            InfraProblem: it is not for us to restart.
        """
        if self._restart is None:
            raise InfraProblem("nobody here can restart this server")
        self._restart()
