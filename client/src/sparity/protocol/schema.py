"""Loads the wire schema from data into a private pool; knows nothing of versions or plans.

The pool is private so that `sparity` and `pyspark` can live in one process, and so that no
check ties generated code to a protobuf runtime: there is no generated code.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sparity.protocol import data

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor
    from google.protobuf.descriptor_pool import DescriptorPool
    from google.protobuf.message import Message

PACKAGE = "spark.connect"
SERVICE = f"{PACKAGE}.SparkConnectService"

# Two threads that ask first at the same time would get two classes of the same name, and messages
# of one are not taken for messages of the other.
_LOCK = threading.RLock()


def _files(descriptor_set: bytes) -> Iterator[bytes]:
    """The files of a serialised FileDescriptorSet.

    Walked by hand because parsing it with descriptor_pb2 costs 30 ms of every start.
    """
    at = 0
    while at < len(descriptor_set):
        at += 1  # the tag: field 1, length-delimited, always one byte
        length = shift = 0
        while True:
            byte = descriptor_set[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        yield descriptor_set[at : at + length]
        at += length


def pool() -> DescriptorPool:
    """The private pool with every Spark Connect message, loaded on first use."""
    with _LOCK:
        return _pool()


@functools.cache
def _pool() -> DescriptorPool:
    import zlib

    from google.protobuf.descriptor_pool import DescriptorPool

    loaded = DescriptorPool()
    for file in _files(zlib.decompress(data.read("schema.binpb.z"))):
        loaded.AddSerializedFile(file)
    return loaded


def full_name(name: str) -> str:
    """`Relation` or `spark.connect.Relation` as `spark.connect.Relation`."""
    return name if "." in name and name.split(".", 1)[0].islower() else f"{PACKAGE}.{name}"


@functools.cache
def descriptor(name: str) -> Descriptor:
    """The descriptor of a message, by its full name or its name within `spark.connect`.

    Raises:
        KeyError: the protocol has no such message.
    """
    return pool().FindMessageTypeByName(full_name(name))


@functools.cache
def message_class(name: str) -> type[Any]:
    """The class of a message, by its full name or its name within `spark.connect`.

    Examples:
        >>> message_class("Range")(start=0, end=3, step=1).end
        3
    """
    from google.protobuf.message_factory import GetMessageClass

    with _LOCK:
        found: type[Message] = GetMessageClass(descriptor(name))
    return found
