"""The newest wire schema of Spark Connect as the lab knows it: messages, methods, vocabulary.

A copy of the data that the client has (`nox -s protocol` writes both): the lab must not import the
client, and has to read what any client sends.
"""

import functools
import importlib
import threading
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError
from google.protobuf.message_factory import GetMessageClass

SCHEMA_FILE = Path(__file__).with_name("schema.binpb.z")

Names = Mapping[str, str]
"""Methods, and the names of their messages."""

PACKAGE = "spark.connect"
SERVICE = f"{PACKAGE}.SparkConnectService"

KINDS: Mapping[str, tuple[str, str]] = {
    "relations": ("Relation", "rel_type"),
    "expressions": ("Expression", "expr_type"),
    "commands": ("Command", "command_type"),
    "analyses": ("AnalyzePlanRequest", "analyze"),
    "config operations": ("ConfigRequest.Operation", "op_type"),
    "catalog operations": ("Catalog", "cat_type"),
}
"""What a client can ask for, by the message and the oneof that has one member for each."""

RPCS = "RPCs"
"""The kind that is not a oneof: the methods of the service."""


# Both drivers of a leg run at once: two threads that ask first would get two classes of the same
# name, and messages of one are not taken for messages of the other.
_LOCK = threading.RLock()


def pool() -> DescriptorPool:
    """A private pool with every message of Spark Connect."""
    with _LOCK:
        return _pool()


@functools.cache
def _pool() -> DescriptorPool:
    with suppress(ImportError, AttributeError):
        # By itself it reads nothing that is nested deeper than 100 messages; Spark takes 1,024.
        importlib.import_module("google._upb._message").SetAllowOversizeProtos(True)
    loaded = DescriptorPool()
    files = FileDescriptorSet.FromString(zlib.decompress(SCHEMA_FILE.read_bytes()))
    for file in files.file:
        loaded.AddSerializedFile(file.SerializeToString())
    return loaded


@functools.cache
def message_class(name: str) -> type[Any]:
    """The class of a message by its name within `spark.connect`."""
    with _LOCK:
        found: type[Any] = GetMessageClass(pool().FindMessageTypeByName(f"{PACKAGE}.{name}"))
    return found


def read(name: str | None, data: bytes) -> Any:
    """A message by the name of its type; None where there is no such type or it is none."""
    if name is None:
        return None
    message: Any = message_class(name)()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return None
    return message


@functools.cache
def vocabulary() -> Mapping[str, tuple[str, ...]]:
    """Everything a client can ask for, by kind, in the order of the schema.

    >>> len(vocabulary()["relations"]) > 60
    True
    """
    oneofs = {
        kind: message_class(message).DESCRIPTOR.oneofs_by_name[oneof]
        for kind, (message, oneof) in KINDS.items()
    }
    found = {kind: tuple(f.name for f in oneof.fields) for kind, oneof in oneofs.items()}
    return found | {RPCS: tuple(requests())}


@functools.cache
def requests() -> Names:
    """The methods of the service and the names of their request messages."""
    return {method.name: method.input_type.name for method in methods()}


@functools.cache
def responses() -> Names:
    """The methods of the service and the names of their response messages."""
    return {method.name: method.output_type.name for method in methods()}


@functools.cache
def one_request_methods() -> frozenset[str]:
    """The full names of the methods with one request, however many responses they have."""
    return frozenset(
        f"/{SERVICE}/{method.name}" for method in methods() if not method.client_streaming
    )


def methods() -> list[Any]:
    """The descriptors of the methods of the service."""
    return list(pool().FindServiceByName(SERVICE).methods)
