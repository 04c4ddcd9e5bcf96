"""The messages of `google.rpc` in which a server packs details of a failure; reads nothing itself.

They live in a pool of their own: the package that usually brings them puts them into the pool
that everybody in the process shares. `Any` and `Duration` have the wire form of the well-known
types of those names.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

_SCHEMA = """
name: "google/rpc/status.proto" package: "google.rpc" syntax: "proto3"
message_type { name: "Any"
  field { name: "type_url" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
  field { name: "value" number: 2 label: LABEL_OPTIONAL type: TYPE_BYTES } }
message_type { name: "Duration"
  field { name: "seconds" number: 1 label: LABEL_OPTIONAL type: TYPE_INT64 }
  field { name: "nanos" number: 2 label: LABEL_OPTIONAL type: TYPE_INT32 } }
message_type { name: "Status"
  field { name: "code" number: 1 label: LABEL_OPTIONAL type: TYPE_INT32 }
  field { name: "message" number: 2 label: LABEL_OPTIONAL type: TYPE_STRING }
  field { name: "details" number: 3 label: LABEL_REPEATED
          type: TYPE_MESSAGE type_name: ".google.rpc.Any" } }
message_type { name: "ErrorInfo"
  field { name: "reason" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
  field { name: "domain" number: 2 label: LABEL_OPTIONAL type: TYPE_STRING }
  field { name: "metadata" number: 3 label: LABEL_REPEATED
          type: TYPE_MESSAGE type_name: ".google.rpc.ErrorInfo.MetadataEntry" }
  nested_type { name: "MetadataEntry" options { map_entry: true }
    field { name: "key" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
    field { name: "value" number: 2 label: LABEL_OPTIONAL type: TYPE_STRING } } }
message_type { name: "RetryInfo"
  field { name: "retry_delay" number: 1 label: LABEL_OPTIONAL
          type: TYPE_MESSAGE type_name: ".google.rpc.Duration" } }
"""


# Two threads that fail first at the same time would get two classes of the same name.
_LOCK = threading.RLock()


@functools.cache
def message_class(name: str) -> type[Any]:
    """The class of the message `google.rpc.<name>`.

    Examples:
        >>> message_class("Status")(code=13).code
        13
    """
    from google.protobuf.message_factory import GetMessageClass

    with _LOCK:
        found: type[Any] = GetMessageClass(_pool().FindMessageTypeByName(f"google.rpc.{name}"))
    return found


@functools.cache
def _pool() -> Any:
    # Loaded on the first failure only: these modules cost more than the rest of a start.
    from google.protobuf import text_format
    from google.protobuf.descriptor_pb2 import FileDescriptorProto
    from google.protobuf.descriptor_pool import DescriptorPool

    file = text_format.Parse(_SCHEMA, FileDescriptorProto())
    pool: Any = DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return pool
