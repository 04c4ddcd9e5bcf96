"""Talking to a Spark Connect server: address, channel, calls, retries, errors; knows no nodes."""

from sparity.connect.address import Address
from sparity.connect.channel import Tls
from sparity.connect.channel_builder import ChannelBuilder, DefaultChannelBuilder
from sparity.connect.client import Client
from sparity.connect.deadlines import Deadlines
from sparity.connect.retry import RetryPolicy

__all__ = [
    "Address",
    "ChannelBuilder",
    "Client",
    "DefaultChannelBuilder",
    "Deadlines",
    "RetryPolicy",
    "Tls",
]
