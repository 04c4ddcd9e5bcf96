"""Talking to a Spark Connect server: address, channel, calls, retries, errors; knows no nodes."""

from typing import TYPE_CHECKING, Any

from sparity.connect.address import Address
from sparity.connect.channel_builder import ChannelBuilder, DefaultChannelBuilder
from sparity.connect.client import Client

if TYPE_CHECKING:
    from sparity.connect.deadlines import Deadlines
    from sparity.connect.retry import RetryPolicy
    from sparity.connect.watch import Watcher, counting

__all__ = [
    "Address",
    "ChannelBuilder",
    "Client",
    "Deadlines",
    "DefaultChannelBuilder",
    "RetryPolicy",
    "Watcher",
    "counting",
]

#: Where the names are that a program seldom asks for: what they load is loaded by the first call.
_LATER = {
    "Deadlines": "deadlines",
    "RetryPolicy": "retry",
    "Watcher": "watch",
    "counting": "watch",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
