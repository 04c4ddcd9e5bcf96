"""Opens plans that clients send compressed, since Spark 4.1."""

import io
from typing import Any

import pyarrow
from google.protobuf.message import DecodeError

from sparity_lab.record.schema import message_class

_ZSTD = "COMPRESSION_CODEC_ZSTD"
_WHAT = {"OP_TYPE_RELATION": ("root", "Relation"), "OP_TYPE_COMMAND": ("command", "Command")}


def unpacked(operation: Any) -> tuple[str, Any] | None:
    """The field of a plan that a compressed operation stands for, and its message.

    None where the codec is unknown or the data is damaged: that is for the server to say.
    """
    fields = operation.DESCRIPTOR.fields_by_name
    codec = _name(fields["compression_codec"], operation.compression_codec)
    field, message = _WHAT.get(_name(fields["op_type"], operation.op_type), ("", ""))
    if codec != _ZSTD or not message:
        return None
    try:
        with pyarrow.CompressedInputStream(io.BytesIO(operation.data), "zstd") as stream:
            return field, message_class(message).FromString(stream.read())
    except (OSError, pyarrow.ArrowException, DecodeError):
        return None


def _name(field: Any, number: int) -> str:
    value = field.enum_type.values_by_number.get(number)
    return "" if value is None else str(value.name)
