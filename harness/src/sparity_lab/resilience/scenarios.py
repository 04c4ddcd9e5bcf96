"""The scenarios: which calls of a query go wrong, how, how often, and what the right answer is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sparity_lab.resilience.faults import (
    Cut,
    Frozen,
    Late,
    LeftOut,
    Oversized,
    Repeated,
    Restarted,
    Stalled,
    Torn,
    Truncated,
    Twice,
    Unreached,
)
from sparity_lab.resilience.policy import Status
from sparity_lab.resilience.rules import EVERY, EXECUTE, REATTACH, STREAMS, Make, Rule
from sparity_lab.resilience.statuses import ENDED, UNAVAILABLE, come_back_after, refused

_POSITIONS = (0, 1, 2, 4)
_TOO_LARGE = 192 * 2**20
_UPLOAD = "AddArtifacts"
#: Older servers do not say which rows a batch has, so that nobody can see that one is missing.
_ROWS_ARE_NUMBERED = "4.0"

_CURSOR = refused("INVALID_CURSOR.DISCONNECTED")
_NOT_FOUND = refused("INVALID_HANDLE.OPERATION_NOT_FOUND")
_CHANGED = refused("INVALID_HANDLE.SESSION_CHANGED")

Deed = Literal[
    "collect", "upload", "collect in chunks", "collect with pings", "collect within deadlines"
]

Answer = Literal["rows", "error", "rows or error"]


@dataclass(frozen=True)
class Scenario(Rule):
    """One way in which a query's calls go wrong.

    Args:
        deed: what the client does meanwhile.
        answer: the right one: all rows, an error, or either.
        long_s: an answer that takes longer is a hang.
        since: the first Spark version on which the right answer can be known.
        restarts: whether it takes a server that may be restarted.
    """

    deed: Deed = "collect"
    answer: Answer = "rows"
    long_s: float = 120.0
    since: str = "3.4"
    restarts: bool = False


def scenarios() -> list[Scenario]:
    """All of them, in the order in which they are run."""
    return [
        *_streams(),
        *_reattaching(),
        *_connections(),
        *_silences(),
        *_calls(),
        *_responses(),
        *_chunks(),
        *_hopeless(),
    ]


def _streams() -> Iterator[Scenario]:
    ends = {
        "ended without ResultComplete": ENDED,
        "UNAVAILABLE": UNAVAILABLE,
        "UNAVAILABLE with RetryInfo": come_back_after(1),
        "INVALID_CURSOR.DISCONNECTED": _CURSOR,
    }
    for what, status in ends.items():
        for after in _POSITIONS:
            yield Scenario(f"first stream {what}, after {after}", (EXECUTE,), _cut(status, after))
        if status is not ends["UNAVAILABLE with RetryInfo"]:
            for after in (1, 2):
                name = f"every stream {what}, after {after}"
                yield Scenario(name, STREAMS, _cut(status, after), times=EVERY)
    for times in (1, 3):
        yield Scenario(
            f"plan never reaches the server, UNAVAILABLE {times} times",
            (EXECUTE,),
            lambda hit, _: Unreached(hit, UNAVAILABLE),
            times=times,
        )


def _reattaching() -> Iterator[Scenario]:
    for what, status in {
        "UNAVAILABLE": UNAVAILABLE,
        "UNAVAILABLE with RetryInfo": come_back_after(1),
        "INVALID_CURSOR.DISCONNECTED": _CURSOR,
        "ended at once": ENDED,
    }.items():
        for times in (1, 3):
            name = f"ReattachExecute {what}, {times} times"
            yield Scenario(name, (REATTACH,), _cut(status, 0), times=times)


def _connections() -> Iterator[Scenario]:
    def torn(after: int) -> Make:
        return lambda hit, world: Torn(hit, world, after)

    def frozen(after: int) -> Make:
        return lambda hit, world: Frozen(hit, world, after)

    for after in _POSITIONS:
        yield Scenario(f"connection reset, after {after}", (EXECUTE,), torn(after))
    yield Scenario("connection reset in five streams", STREAMS, torn(1), times=5)
    for method in ("AnalyzePlan", "Config", "ReleaseExecute"):
        yield Scenario(f"connection reset during {method}", (method,), torn(0))
    # It takes a client pings to see that nobody is there any more; usually it sends few.
    for method, after in ((EXECUTE, 2), ("AnalyzePlan", 0)):
        name = f"connection silent for ever during {method}"
        deed: Deed = "collect with pings"
        yield Scenario(name, (method,), frozen(after), deed=deed, long_s=180.0)


def _silences() -> Iterator[Scenario]:
    """Streams that bring nothing more, though pings are answered: only a deadline ends them."""
    deed: Deed = "collect within deadlines"
    for method, after in ((EXECUTE, 0), (EXECUTE, 2), (REATTACH, 1)):
        name = f"{method} silent for ever on a connection that lives, after {after}"
        yield Scenario(name, (method,), _stalled(after), deed=deed, long_s=60.0)
    yield Scenario(
        "every stream silent for ever on a connection that lives",
        STREAMS,
        _stalled(0),
        times=EVERY,
        deed=deed,
        answer="error",
        long_s=60.0,
    )


def _calls() -> Iterator[Scenario]:
    where: dict[str, Deed] = {
        "AnalyzePlan": "collect",
        "Config": "collect",
        "ReleaseExecute": "collect",
        "ArtifactStatus": "upload",
        _UPLOAD: "upload",
    }
    name = f"{_UPLOAD} UNAVAILABLE before it arrives, 3 times"
    yield Scenario(
        name, (_UPLOAD,), lambda hit, _: Unreached(hit, UNAVAILABLE), times=3, deed="upload"
    )
    for method, deed in where.items():
        for times in (1, 3):
            # Only the answer is lost. A client that asks whether an upload arrived makes one.
            if times == 1 or method != _UPLOAD:
                name = f"{method} UNAVAILABLE, {times} times"
                yield Scenario(name, (method,), _cut(UNAVAILABLE, 0), times=times, deed=deed)
        name = f"{method} UNAVAILABLE with RetryInfo"
        yield Scenario(name, (method,), _cut(come_back_after(1), 0), deed=deed)


def _responses() -> Iterator[Scenario]:
    yield Scenario("each response twice, first stream", (EXECUTE,), lambda hit, _: Twice(hit))
    yield Scenario(
        "each response twice, every stream", STREAMS, lambda hit, _: Twice(hit), times=EVERY
    )
    yield Scenario(
        "each stream repeats the last response",
        STREAMS,
        lambda hit, _: Repeated(hit),
        times=EVERY,
        shared=True,
    )
    yield Scenario("each response 50 ms late", STREAMS, lambda hit, _: Late(hit, 0.05), times=EVERY)
    for method in STREAMS:
        yield Scenario(
            f"{method} silent for 3 s", (method,), lambda hit, _: Late(hit, 3.0, after=1)
        )
    for which in (2, 3):
        # Where the stream ends with it, the next one brings it after all.
        yield Scenario(
            f"batch {which} left out",
            (EXECUTE,),
            _left_out(which),
            answer="rows or error",
            since=_ROWS_ARE_NUMBERED,
        )
        yield Scenario(f"batch {which} truncated", (EXECUTE,), _truncated(which), answer="error")


def _chunks() -> Iterator[Scenario]:
    """Servers before Spark 4.1 send no chunks: there these are faults of batches."""
    deed: Deed = "collect in chunks"
    for after in (1, 2, 3):
        name = f"every stream UNAVAILABLE, after {after} chunks"
        yield Scenario(name, STREAMS, _cut(UNAVAILABLE, after), times=EVERY, deed=deed)
    yield Scenario(
        "chunk 2 left out",
        (EXECUTE,),
        _left_out(2),
        deed=deed,
        answer="rows or error",
        since=_ROWS_ARE_NUMBERED,
    )
    yield Scenario("chunk 2 truncated", (EXECUTE,), _truncated(2), deed=deed, answer="error")


def _hopeless() -> Iterator[Scenario]:
    for what, status in {"OPERATION_NOT_FOUND": _NOT_FOUND, "SESSION_CHANGED": _CHANGED}.items():
        yield Scenario(
            f"ReattachExecute {what}", (REATTACH,), _cut(status, 0), times=EVERY, answer="error"
        )
    yield Scenario(
        "plan refused by SESSION_CHANGED",
        (EXECUTE,),
        lambda hit, _: Unreached(hit, _CHANGED),
        times=EVERY,
        answer="error",
    )
    yield Scenario(
        f"message of {_TOO_LARGE >> 20} MiB",
        STREAMS,
        lambda hit, _: Oversized(hit, _TOO_LARGE),
        times=EVERY,
        answer="error",
    )
    yield Scenario(
        "server restarted in mid-query",
        (EXECUTE,),
        lambda hit, world: Restarted(hit, world, after=2),
        answer="error",
        long_s=900.0,
        restarts=True,
    )


def _cut(status: Status, after: int) -> Make:
    return lambda hit, _: Cut(hit, status, after)


def _stalled(after: int) -> Make:
    return lambda hit, _: Stalled(hit, after)


def _left_out(which: int) -> Make:
    return lambda hit, _: LeftOut(hit, which)


def _truncated(which: int) -> Make:
    return lambda hit, _: Truncated(hit, which)
