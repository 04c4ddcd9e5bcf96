"""Columns to and from Protobuf; the server needs Spark's `spark-protobuf` package to run them."""

from __future__ import annotations

from pathlib import Path

from sparity.plan.node import Expression
from sparity.sql.column import Column
from sparity.sql.functions import _send as send
from sparity.sql.functions._send import ColumnOrName

__all__ = ["from_protobuf", "to_protobuf"]


def from_protobuf(
    data: ColumnOrName,
    messageName: str,
    descFilePath: str | None = None,
    options: dict[str, str] | None = None,
    binaryDescriptorSet: bytes | None = None,
) -> Column:
    """A struct read from a Protobuf message.

    Args:
        data: a binary column or its name.
        messageName: the message's name in the descriptors; without descriptors, a Java class.
        descFilePath: a local file of descriptors, as `protoc --descriptor_set_out` writes it.
        options: how to read, such as `mode`.
        binaryDescriptorSet: the content of such a file; wins over `descFilePath`.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE.
        OSError: the file cannot be read.

    Since Spark 3.5.

    Examples:
        >>> from_protobuf("event", "org.example.Event")
        Column<'from_protobuf(event, org.example.Event)'>
    """
    return send.call(
        "from_protobuf",
        send.column(data),
        send.value(messageName),
        _descriptors(descFilePath, binaryDescriptorSet),
        send.options(options),
    )


def to_protobuf(
    data: ColumnOrName,
    messageName: str,
    descFilePath: str | None = None,
    options: dict[str, str] | None = None,
    binaryDescriptorSet: bytes | None = None,
) -> Column:
    """A struct as a Protobuf message.

    Args:
        data: a column of structs or its name.
        messageName: the message's name in the descriptors; without descriptors, a Java class.
        descFilePath: a local file of descriptors, as `protoc --descriptor_set_out` writes it.
        options: how to write.
        binaryDescriptorSet: the content of such a file; wins over `descFilePath`.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE.
        OSError: the file cannot be read.

    Since Spark 3.5.

    Examples:
        >>> to_protobuf("event", "org.example.Event")
        Column<'to_protobuf(event, org.example.Event)'>
    """
    return send.call(
        "to_protobuf",
        send.column(data),
        send.value(messageName),
        _descriptors(descFilePath, binaryDescriptorSet),
        send.options(options),
    )


def _descriptors(path: str | None, content: bytes | None) -> Expression | None:
    if content is None and path is not None:
        content = Path(path).read_bytes()
    return None if content is None else send.value(content)
