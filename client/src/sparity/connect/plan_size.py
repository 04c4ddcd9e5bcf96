"""Plans that are large: compressed where the server wants it, refused where it would fail."""

from __future__ import annotations

from typing import Any

from sparity.errors import PlanTooDeepError
from sparity.protocol import message_class
from sparity.protocol.depth import depth

THRESHOLD_CONF = "spark.connect.session.planCompression.threshold"
ALGORITHM_CONF = "spark.connect.session.planCompression.defaultAlgorithm"
# The server is not even asked for its threshold while plans are smaller: no compression would
# save what the question costs.
_WORTH_ASKING = 64 * 1024
# The shortest that one message in another can be: a tag and a length.
_BYTES_A_LEVEL = 2


def plans_in(message: Any) -> list[Any]:
    """The `Plan` messages of a request, which are in its question or in itself."""
    found = []
    for field, value in message.ListFields():
        if field.message_type is None or field.is_repeated:
            continue
        if field.message_type.full_name == "spark.connect.Plan":
            found.append(value)
        else:
            found += [
                inner
                for one, inner in value.ListFields()
                if one.message_type is not None
                and one.message_type.full_name == "spark.connect.Plan"
            ]
    return found


def refuse_too_deep(plan: Any, limit: int, known: int | None = None) -> None:
    """Raise for a plan whose messages are nested deeper than a server reads.

    Args:
        plan: a `Plan` message.
        limit: how deep it may be.
        known: how deep it is, where its maker knows; to find out, each message is looked at.

    Raises:
        PlanTooDeepError: it is.
    """
    if known is None and plan.ByteSize() <= limit * _BYTES_A_LEVEL:
        return
    deepest = depth(plan) if known is None else known
    if deepest > limit:
        raise PlanTooDeepError(depth=deepest, limit=limit)


def worth_compressing(plan: Any) -> bool:
    """Whether a plan is so large that the server may want it compressed."""
    return bool(plan.ByteSize() >= _WORTH_ASKING) and plan.WhichOneof("op_type") in (
        "root",
        "command",
    )


def threshold(settings: dict[str, str]) -> int | None:
    """The bytes from which the server wants plans compressed by zstd; None for never."""
    try:
        found = int(settings.get(THRESHOLD_CONF, "-1"))
    except ValueError:
        return None
    return found if found >= 0 and settings.get(ALGORITHM_CONF, "").upper() == "ZSTD" else None


def compress(plan: Any, above: int) -> None:
    """Compress a plan in place, if it has more bytes than `above` and is smaller afterwards."""
    import pyarrow

    kind = plan.WhichOneof("op_type")
    operation = getattr(plan, kind).SerializeToString()
    if len(operation) <= above:
        return
    packed = pyarrow.Codec("zstd").compress(operation, asbytes=True)
    if len(packed) >= len(operation):
        return
    compressed = message_class("Plan.CompressedOperation")(
        data=packed,
        op_type="OP_TYPE_RELATION" if kind == "root" else "OP_TYPE_COMMAND",
        compression_codec="COMPRESSION_CODEC_ZSTD",
    )
    plan.compressed_operation.CopyFrom(compressed)
