"""Bearer tokens: kept, renewed when their time is up or the server refuses them, never shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from sparity.connect.address import Address, Token, can_be_sent

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

    @property
    def at_hand(self) -> bool:
        """Whether there is a token that is still good, so that nobody is asked for one."""
        return self._known is not None and (
            self._good_until is None or self._clock() < self._good_until
        )

    def current(self) -> str:
        """The token; asks for one where none is known that is still good.

        Raises:
            Exception: what was asked fails, with its own exception, or gives no token.
        """
        with self._lock:
            if not self.at_hand and self._ask is not None:
                asked_at = self._clock()
                try:
                    token, seconds = _token_in(self._ask())
                except Exception as error:
                    self.error = error
                    raise
                self.error = None
                self._asked_at = asked_at
                self._known = token
                self._good_until = None if seconds is None else asked_at + seconds - _BEFORE_THE_END
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


def _token_in(given: Any) -> tuple[str, float | None]:
    """What a function gave as a token, and the seconds for which it is good; never shown."""
    token, seconds = given if isinstance(given, tuple) and len(given) == 2 else (given, None)
    if not isinstance(token, str) or not isinstance(seconds, int | float | None):
        raise TypeError(
            "the function gave neither a text nor a text and a number of seconds, but "
            f"{type(given).__name__}"
        )
    if not can_be_sent(token):
        raise ValueError("the function gave what no header can have, such as the end of a line")
    return token, seconds


def tokens_of(address: Address) -> Tokens | None:
    """What gives the token of `address`; None where it has none."""
    token = address.effective_token
    return None if token is None else Tokens(token)
