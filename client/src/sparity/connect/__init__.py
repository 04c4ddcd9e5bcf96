"""Talking to a Spark Connect server: address, channel, calls, retries, errors; knows no nodes."""

from sparity.connect.address import Address
from sparity.connect.channel_builder import ChannelBuilder, DefaultChannelBuilder
from sparity.connect.client import Client
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
