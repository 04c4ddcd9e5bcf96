"""Bearer tokens: kept, renewed when their time is up or the server refuses them, never shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import grpc

from sparity.connect.address import Token

#: What gRPC tells of a call for which there is no token.
NO_TOKEN = "there is no token to send"
# A token is renewed so many seconds before its time is up, because calls take time too.
_BEFORE_THE_END = 5.0
# When many calls are refused at once, the first one renews the token for all.
_JUST_RENEWED = 1.0


class Tokens:
    """The token of a connection. Safe to use from several threads.

    Args:
        token: the token, or what gives one.
        clock: tells the time in seconds.
    """

    def __init__(self, token: Token, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = token if callable(token) else None
        self._known: str | None = token if isinstance(token, str) else None
        self._clock = clock
        self._good_until: float | None = None
        self._asked_at: float | None = None
        self._lock = threading.Lock()
        #: Why there is no token.
        self.error: Exception | None = None

    def __repr__(self) -> str:
        return "Tokens(…)"

    def current(self) -> str:
        """The token; asks for one where none is known that is still good.

        Raises:
            Exception: what was asked fails, with its own exception.
        """
        with self._lock:
            now = self._clock()
            if self._good_until is not None and now >= self._good_until:
                self._known = None
            if self._known is None and self._ask is not None:
                try:
                    given = self._ask()
                except Exception as error:
                    self.error = error
                    raise
                self.error = None
                self._asked_at = now
                self._known, seconds = given if isinstance(given, tuple) else (given, None)
                self._good_until = None if seconds is None else now + seconds - _BEFORE_THE_END
            assert self._known is not None
            return self._known

    def renew(self) -> bool:
        """Forget a token that the server refused; whether there will be another one."""
        with self._lock:
            if self._ask is None:
                return False
            if self._asked_at is None or self._clock() - self._asked_at >= _JUST_RENEWED:
                self._known = None
            return True


class Bearer(grpc.AuthMetadataPlugin):
    """Gives gRPC the token of each call; gRPC itself sees that it goes over no plain connection."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def __call__(
        self, context: grpc.AuthMetadataContext, callback: grpc.AuthMetadataPluginCallback
    ) -> None:
        """Answer gRPC, which asks in a thread of its own."""
        try:
            token = self._tokens.current()
        except Exception:
            # Its text goes into a status, and from there who knows where.
            callback((), RuntimeError(NO_TOKEN))
        else:
            callback((("authorization", f"Bearer {token}"),), None)
