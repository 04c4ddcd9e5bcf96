"""Runs parity cases with one Python client and reports outcomes; judges and normalises nothing.

One stdlib-only file in Python 3.8 syntax, because it is handed to the interpreter of every
environment, PySpark 3.4's as well as the candidate's. It speaks the driver protocol (JSON lines,
see docs/driver-protocol.md) on the real standard output, which nothing else can write to.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import decimal
import faulthandler
import gc
import hashlib
import importlib
import importlib.util
import inspect
import io
import json
import os
import platform
import queue
import re
import shutil
import sys
import tempfile
import threading
import time
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict  # noqa: UP035

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PROTOCOL = 1
MAX_ROWS_DIGESTED = 50_000
"""Beyond this many rows Arrow data is digested as bytes: order then counts, which only makes the
evidence rule more careful, never more lenient."""

Json = Any
Named = Dict[str, Any]  # noqa: UP006 - evaluated, and 3.8 has no dict[...]

PACKAGES = (
    "pyspark",
    "pyspark-client",
    "sparity",
    "grpcio",
    "protobuf",
    "pyarrow",
    "pandas",
    "numpy",
    "polars",
)

OWN_PACKAGE = re.compile(r"\b(?:pyspark|sparity)(?:\.[a-z_]\w*)*\.(?=[A-Za-z_])")
UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
EXPRESSION_ID = re.compile(r"#\d+L?")
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")


# --- values -----------------------------------------------------------------------------------


def encode(value: Any) -> Json:
    """A Python value as JSON in which every type stays apart (VALUE in docs/architecture.md)."""
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind is list:
        return [encode(item) for item in value]
    encoder = _EXACT.get(kind)
    if encoder is not None:
        return encoder(value)
    module = kind.__module__.split(".")[0]
    if module in _LIBRARIES:
        return _LIBRARIES[module](value)
    return _encode_other(value)


def _pairs(mapping: Any) -> list[Json]:
    return [[encode(key), encode(item)] for key, item in mapping.items()]


def _sorted(values: Any) -> list[Json]:
    return sorted((encode(value) for value in values), key=canonical)


_EXACT: dict[type, Callable[[Any], Json]] = {
    float: lambda v: {"float": repr(v)},
    complex: lambda v: {"complex": repr(v)},
    decimal.Decimal: lambda v: {"decimal": str(v)},
    datetime.datetime: lambda v: {"datetime": v.isoformat()},
    datetime.date: lambda v: {"date": v.isoformat()},
    datetime.time: lambda v: {"time": v.isoformat()},
    datetime.timedelta: lambda v: {"timedelta": v // datetime.timedelta(microseconds=1)},
    bytes: lambda v: {"bytes": v.hex()},
    bytearray: lambda v: {"bytearray": v.hex()},
    tuple: lambda v: {"tuple": [encode(item) for item in v]},
    dict: lambda v: {"dict": _pairs(v)},
    set: lambda v: {"set": _sorted(v)},
    frozenset: lambda v: {"frozenset": _sorted(v)},
}


def _encode_other(value: Any) -> Json:
    kind = type(value)
    if isinstance(value, BaseException):
        return {"error": describe_error(value, None)}
    if isinstance(value, type):
        return {"class": value.__name__}
    if isinstance(value, tuple) and kind.__name__ == "Row":
        names = getattr(value, "__fields__", None) or [None] * len(value)
        return {"row": [[name, encode(item)] for name, item in zip(names, tuple(value))]}  # noqa: B905
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return {
            "namedtuple": [kind.__name__, [[n, encode(getattr(value, n))] for n in kind._fields]]
        }
    if kind.__name__ == "VariantVal":
        return {"variant": [bytes(value.value).hex(), bytes(value.metadata).hex()]}
    if kind.__name__ in ("Geometry", "Geography"):
        return {"geo": [kind.__name__, value.getSrid(), bytes(value.getBytes()).hex()]}
    if dataclasses.is_dataclass(value):
        fields = [[f.name, encode(getattr(value, f.name))] for f in dataclasses.fields(value)]
        return {"dataclass": [kind.__name__, fields]}
    if isinstance(value, dict):
        return {"mapping": [kind.__name__, _pairs(value)]}
    return {"object": [kind.__name__, object_text(value)]}


def object_text(value: Any) -> str:
    """`str(value)` without memory addresses and without the client's own package name."""
    methods = [getattr(type(value), name) for name in ("__str__", "__repr__")]
    if methods == [object.__str__, object.__repr__]:
        return ""
    return OWN_PACKAGE.sub("", ADDRESS.sub("at 0x", str(value)))


def _encode_numpy(value: Any) -> Json:
    import numpy

    if isinstance(value, numpy.ndarray):
        return {"numpy": ["ndarray", str(value.dtype), list(value.shape), encode(value.tolist())]}
    if isinstance(value, numpy.generic):
        if isinstance(value, (numpy.datetime64, numpy.timedelta64)):
            return {"numpy": [str(value.dtype), str(value)]}
        return {"numpy": [str(value.dtype), encode(value.item())]}
    return {"object": [type(value).__name__, object_text(value)]}


def _encode_index(index: Any) -> Json:
    values = [encode(item) for item in index.tolist()]
    return {"class": type(index).__name__, "dtype": str(index.dtype), "values": values}


def _encode_pandas(value: Any) -> Json:
    import pandas

    if isinstance(value, pandas.DataFrame):
        count = len(value.columns)
        columns = [[encode(v) for v in value.iloc[:, i].tolist()] for i in range(count)]
        content = {
            "columns": [encode(name) for name in value.columns.tolist()],
            "dtypes": [str(dtype) for dtype in value.dtypes],
            "index": _encode_index(value.index),
            "values": columns,
        }
        return {"pandas": ["DataFrame", content]}
    if isinstance(value, pandas.Series):
        content = {
            "name": encode(value.name),
            "dtype": str(value.dtype),
            "index": _encode_index(value.index),
            "values": [encode(item) for item in value.tolist()],
        }
        return {"pandas": ["Series", content]}
    if isinstance(value, pandas.Index):
        return {"pandas": ["Index", _encode_index(value)]}
    if isinstance(value, (pandas.Timestamp, pandas.Timedelta)):
        return {"pandas": [type(value).__name__, value.isoformat()]}
    return {"pandas": [type(value).__name__, object_text(value)]}


def arrow_type_text(kind: Any) -> str:
    """An Arrow type in a spelling that does not change from one pyarrow to the next."""
    import pyarrow.types as types

    if types.is_struct(kind):
        fields = [kind.field(i) for i in range(kind.num_fields)]
        return "struct<" + ", ".join(_arrow_field_text(field) for field in fields) + ">"
    if types.is_map(kind):
        value = arrow_type_text(kind.item_type) + _null_text(kind.item_field)
        return f"map<{arrow_type_text(kind.key_type)}, {value}>"
    if types.is_list(kind) or types.is_large_list(kind):
        name = "list" if types.is_list(kind) else "large_list"
        return f"{name}<{arrow_type_text(kind.value_type)}{_null_text(kind.value_field)}>"
    if types.is_dictionary(kind):
        return f"dictionary<{kind.index_type}, {arrow_type_text(kind.value_type)}>"
    try:
        return str(kind)
    except KeyError:  # pyarrow has no Python class for intervals of years and months
        return f"arrow type {kind.id}"


def _null_text(field: Any) -> str:
    return "" if field.nullable else " not null"


def _arrow_field_text(field: Any) -> str:
    return f"{field.name}: {arrow_type_text(field.type)}{_null_text(field)}"


def arrow_fields(schema: Any) -> list[Json]:
    """An Arrow schema as `[name, type, nullable]` triples."""
    return [[field.name, arrow_type_text(field.type), field.nullable] for field in schema]


def _encode_arrow(value: Any) -> Json:
    import pyarrow

    name = type(value).__name__
    if isinstance(value, (pyarrow.Table, pyarrow.RecordBatch)):
        columns = [[encode(v) for v in column.to_pylist()] for column in value.columns]
        return {"arrow": [name, {"schema": arrow_fields(value.schema), "columns": columns}]}
    if isinstance(value, pyarrow.Schema):
        return {"arrow": [name, arrow_fields(value)]}
    if isinstance(value, (pyarrow.Array, pyarrow.ChunkedArray)):
        values = [encode(v) for v in value.to_pylist()]
        return {"arrow": [name, {"type": arrow_type_text(value.type), "values": values}]}
    if isinstance(value, pyarrow.Scalar):
        return {
            "arrow": [
                "Scalar",
                {"type": arrow_type_text(value.type), "value": encode(value.as_py())},
            ]
        }
    if isinstance(value, pyarrow.DataType):
        return {"arrow": ["DataType", arrow_type_text(value)]}
    if name == "MonthDayNano":
        return {"arrow": [name, [value.months, value.days, value.nanoseconds]]}
    return {"arrow": [name, object_text(value)]}


def _encode_polars(value: Any) -> Json:
    name = type(value).__name__
    if name == "DataFrame":
        schema = [[column, str(dtype)] for column, dtype in value.schema.items()]
        rows = [[encode(item) for item in row] for row in value.rows()]
        return {"polars": [name, {"schema": schema, "rows": rows}]}
    if name == "Series":
        content = {"name": value.name, "dtype": str(value.dtype), "values": encode(value.to_list())}
        return {"polars": [name, content]}
    return {"polars": [name, object_text(value)]}


_LIBRARIES: dict[str, Callable[[Any], Json]] = {
    "numpy": _encode_numpy,
    "pandas": _encode_pandas,
    "pyarrow": _encode_arrow,
    "polars": _encode_polars,
}


def canonical(value: Json) -> str:
    """JSON text that is the same for equal values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Json) -> str:
    """A short content hash of a JSON value."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()[:32]


# --- errors -----------------------------------------------------------------------------------


def _asked(error: Any, *names: str) -> Any:
    """What the first accessor that exists answers; an accessor that refuses answers nothing."""
    for name in names:
        accessor = getattr(error, name, None)
        if callable(accessor):
            with contextlib.suppress(Exception), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return accessor()
            return None
    return None


def _query_context(error: Any) -> list[Json]:
    contexts = []
    for context in _asked(error, "getQueryContext") or []:
        kind = _asked(context, "contextType")
        entry: Named = {"type": getattr(kind, "name", None) or (str(kind) if kind else None)}
        for key, accessor in (
            ("object_type", "objectType"),
            ("object_name", "objectName"),
            ("start", "startIndex"),
            ("stop", "stopIndex"),
            ("fragment", "fragment"),
            ("call_site", "callSite"),
        ):
            entry[key] = _asked(context, accessor)
        contexts.append(entry)
    return contexts


def describe_error(error: BaseException, wire: Wire | None) -> Named:
    """The error vector of an exception: what a program that catches it could look at."""
    kind = type(error)
    parameters = _asked(error, "getMessageParameters")
    bases = {base.__name__ for base in kind.__mro__[1:]} - {"object", kind.__name__}
    condition = _asked(error, "getCondition") if hasattr(error, "getCondition") else None
    if condition is None and not hasattr(error, "getCondition"):
        condition = _asked(error, "getErrorClass")
    if condition == "":  # how PySpark 4.0 spells that the server named none
        condition = parameters = None
    if parameters is not None:
        parameters = {str(key): str(parameters[key]) for key in sorted(parameters)}
    return {
        "class": kind.__name__,
        "bases": sorted(bases),
        "condition": condition,
        "sqlstate": _asked(error, "getSqlState"),
        "parameters": parameters,
        "message": OWN_PACKAGE.sub("", ADDRESS.sub("at 0x", str(error))),
        "query_context": _query_context(error),
        "side": "server" if wire is not None and wire.failed_by(error) else "client",
    }


# --- evidence ---------------------------------------------------------------------------------

HOUSEKEEPING = frozenset(["ReleaseExecute", "ReleaseSession", "FetchErrorDetails", "Interrupt"])
"""Calls that say nothing about who decided: they clean up, or explain an error that came before."""

TRANSPORT_CODES = frozenset(["UNAVAILABLE", "DEADLINE_EXCEEDED"])
TRANSPORT_WORDS = ("RST_STREAM", "GOAWAY", "Socket closed", "Stream removed", "Connection reset")


class Failure:
    """One RPC that ended in an error."""

    def __init__(self, method: str, error: BaseException, ours: bool) -> None:
        self.method = method
        self.error = error
        self.ours = ours

    def transport(self) -> str | None:
        """Why this is a failure of the transport or the server process, else None."""
        code = getattr(_asked(self.error, "code"), "name", "")
        details = str(_asked(self.error, "details") or "")
        explained = any(
            key == "grpc-status-details-bin"
            for key, _ in _asked(self.error, "trailing_metadata") or ()
        )
        broken = any(word in details for word in TRANSPORT_WORDS)
        if self.ours and not explained and (code in TRANSPORT_CODES or broken):
            return f"{self.method} failed with {code}: {details}"
        return None


class Stopwatch:
    """Adds up what the driver does for itself while a case runs: it is no time of the client's."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Adds the time that the context lasts."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds += time.monotonic() - began


class Wire:
    """Reads along with the gRPC calls of a case: counts them, digests replies, keeps failures."""

    def __init__(self, endpoint: str) -> None:
        address = re.sub(r"^sc://", "", endpoint).split("/")[0]
        self._address = address if ":" in address else address + ":15002"
        self._lock = threading.Lock()
        self.tmp = ""
        self.own = Stopwatch()
        self._total: dict[str, int] = {}
        self.begin()

    def forget(self) -> None:
        """Forget everything: what comes belongs to another case."""
        self._total = {}
        self.begin()

    def begin(self) -> None:
        """Forget what the case has not done itself, except that there were calls."""
        with self._lock:
            self.rpcs: dict[str, int] = {}
            self._arrow: dict[str, list[tuple[int, bytes]]] = {}
            self._replies: list[str] = []
            self._failures: list[Failure] = []
            self._last_failure: Failure | None = None
            self._settled: list[tuple[BaseException, bool]] = []

    def patch(self) -> None:
        """Make every channel that is opened from now on one that this object reads along with."""
        import grpc

        for name in ("insecure_channel", "secure_channel"):
            setattr(grpc, name, self._opener(getattr(grpc, name), grpc.Channel))

    def _opener(self, opener: Callable[..., Any], base: type) -> Callable[..., Any]:
        def opened(target: str, *args: Any, **kwargs: Any) -> Any:
            channel = opener(target, *args, **kwargs)
            ours = target.split("///")[-1].replace("dns:", "") == self._address
            return _tapped_channel(base, channel, self, ours)

        return opened

    def called(self, method: str, request: Any = None) -> None:
        """Note that a call starts."""
        with self._lock:
            self.rpcs[method] = self.rpcs.get(method, 0) + 1
            self._total[method] = self._total.get(method, 0) + 1
            if not (
                method in HOUSEKEEPING
                or _asks_for_the_version(method, request)
                or _asks_for_a_setting(method, request)
            ):
                self._last_failure = None

    def failed(self, method: str, error: BaseException, ours: bool) -> None:
        """Note that a call ended in an error."""
        failure = Failure(method, error, ours)
        with self._lock:
            self._failures.append(failure)
            if method not in HOUSEKEEPING:
                self._last_failure = failure

    def received(self, method: str, key: str, response: Any) -> None:
        """Note one response message."""
        with self.own.running():
            self._note(method, key, response)

    def _note(self, method: str, key: str, response: Any) -> None:
        if method in ("ExecutePlan", "ReattachExecute"):
            if response.HasField("arrow_batch"):
                batch = response.arrow_batch
                rest = getattr(batch, "num_chunks_in_batch", 1) - getattr(batch, "chunk_index", 0)
                with self._lock:
                    self._arrow.setdefault(key, []).append((rest, batch.data))
        elif _asks_for_the_version(method, response):
            pass
        elif method in ("AnalyzePlan", "Config"):
            reply = method.lower() + ":" + digest(self._plain(response))
            with self._lock:
                self._replies.append(reply)

    def _plain(self, message: Any) -> Json:
        """A message without session ids and expression ids, told by field numbers."""
        fields = []
        for field, value in message.ListFields():
            if field.name in ("session_id", "server_side_session_id"):
                continue
            if field.message_type is None:
                fields.append([field.number, self._text(value)])
            elif hasattr(value, "ListFields"):
                fields.append([field.number, self._plain(value)])
            elif hasattr(value, "items"):
                fields.append([field.number, sorted(str(item) for item in value.items())])
            else:
                fields.append([field.number, [self._plain(item) for item in value]])
        return fields

    def _text(self, value: Any) -> Json:
        if isinstance(value, str):
            if self.tmp:
                value = value.replace(self.tmp, "<tmp>")
            return EXPRESSION_ID.sub("#", UUID.sub("<uuid>", value))
        if isinstance(value, (bool, int)):
            return value
        return repr(value) if isinstance(value, (float, bytes)) else [self._text(v) for v in value]

    def remember(self, error: BaseException) -> None:
        """Settle who raised an exception that a case keeps, before it calls again."""
        self._settled.append((error, self.failed_by(error)))

    def failed_by(self, error: BaseException) -> bool:
        """Whether the exception stems from an RPC that ended in an error."""
        for known, by_server in self._settled:
            if known is error:
                return by_server
        failures = {id(failure.error) for failure in self._failures}
        todo, seen = [error], set()
        while todo:
            found = todo.pop()
            if id(found) in failures:
                return True
            if id(found) not in seen:
                seen.add(id(found))
                todo += [e for e in (found.__cause__, found.__context__) if e is not None]
        return self._last_failure is not None and _is_spark_error(error)

    def transport_failure(self) -> str | None:
        """The reason why the last call failed, if that was transport and not Spark."""
        return self._last_failure.transport() if self._last_failure else None

    def _executions(self) -> Iterator[list[bytes]]:
        """The Arrow streams of each execution; big batches come in chunks."""
        for chunks in list(self._arrow.values()):
            streams, pending = [], b""
            for rest, data in chunks:
                pending += data
                if rest <= 1:
                    streams.append(pending)
                    pending = b""
            yield streams

    def last_arrow_fields(self) -> list[Json] | None:
        """The Arrow types of the newest execution that sent data, as the server sent them."""
        import pyarrow

        if not self._arrow:
            return None
        last = list(self._arrow.values())[-1]
        return arrow_fields(pyarrow.ipc.open_stream(b"".join(data for _, data in last)).schema)

    def evidence(self) -> Named:
        """What the case sent and received, as the outcome reports it."""
        with self.own.running():
            digests = ["arrow:" + self._data_digest(streams) for streams in self._executions()]
        return {
            "rpcs": dict(sorted(self.rpcs.items())),
            "received": sorted(set(digests)) + sorted(set(self._replies)),
        }

    def beside(self, own: dict[str, int]) -> dict[str, int]:
        """The calls since `forget` that are not the case's own."""
        with self._lock:
            rest = {name: count - own.get(name, 0) for name, count in self._total.items()}
        return {name: count for name, count in sorted(rest.items()) if count > 0}

    def _data_digest(self, streams: list[bytes]) -> str:
        """Schema and rows as a multiset; the bytes themselves where they cannot be read as rows."""
        import pyarrow

        try:
            batches = [batch for stream in streams for batch in pyarrow.ipc.open_stream(stream)]
            table = pyarrow.Table.from_batches(batches)
            if table.num_rows > MAX_ROWS_DIGESTED:
                return digest([hashlib.sha256(stream).hexdigest() for stream in streams])
            columns = [[self._cell(value) for value in c.to_pylist()] for c in table.columns]
        except (
            ArithmeticError,
            LookupError,
            NotImplementedError,
            OSError,  # what a server sent is no Arrow stream
            TypeError,
            ValueError,
        ):
            return digest([hashlib.sha256(stream).hexdigest() for stream in streams])
        rows = sorted(canonical(list(row)) for row in zip(*columns))  # noqa: B905
        return digest([arrow_fields(table.schema), table.num_rows, rows])

    def _cell(self, value: Any) -> Json:
        cell = encode(value)
        return self._text(cell) if isinstance(cell, str) else cell


def _asks_for_the_version(method: str, request: Any) -> bool:
    """Whether a call only asks which Spark answers: when to ask is each client's own business."""
    return method == "AnalyzePlan" and request is not None and request.HasField("spark_version")


def _asks_for_a_setting(method: str, request: Any) -> bool:
    """Whether a call only reads a setting: clients do so to word an error that came before."""
    operation = getattr(request, "operation", None)
    return method == "Config" and operation is not None and operation.HasField("get_option")


def _is_spark_error(error: BaseException) -> bool:
    """Whether the client means by this exception that the server reported a failure."""
    return any(kind.__name__ == "SparkConnectException" for kind in type(error).__mro__)


def _tapped_channel(base: type, channel: Any, wire: Wire, ours: bool) -> Any:
    """A channel that behaves as the given one and tells the wire about every call."""

    class TappedChannel(base):  # type: ignore[misc]
        def unary_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
            return _TappedUnary(channel.unary_unary(method, *args, **kwargs), method, wire, ours)

        def unary_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
            return _TappedStream(channel.unary_stream(method, *args, **kwargs), method, wire, ours)

        def stream_unary(self, method: str, *args: Any, **kwargs: Any) -> Any:
            return _TappedUnary(channel.stream_unary(method, *args, **kwargs), method, wire, ours)

        def stream_stream(self, method: str, *args: Any, **kwargs: Any) -> Any:
            return _TappedStream(channel.stream_stream(method, *args, **kwargs), method, wire, ours)

        def subscribe(self, callback: Any, try_to_connect: bool = False) -> None:
            channel.subscribe(callback, try_to_connect)

        def unsubscribe(self, callback: Any) -> None:
            channel.unsubscribe(callback)

        def close(self) -> None:
            channel.close()

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *exc: Any) -> None:
            channel.close()

    return TappedChannel()


class _TappedUnary:
    def __init__(self, call: Any, method: str, wire: Wire, ours: bool) -> None:
        self._call = call
        self._method = method.rsplit("/", 1)[-1]
        self._wire = wire
        self._ours = ours

    def __call__(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self._watched(request, lambda: self._call(request, *args, **kwargs), lambda r: r)

    def with_call(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self._watched(
            request, lambda: self._call.with_call(request, *args, **kwargs), lambda r: r[0]
        )

    def future(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self._wire.called(self._method)
        return self._call.future(request, *args, **kwargs)

    def _watched(
        self, request: Any, call: Callable[[], Any], response: Callable[[Any], Any]
    ) -> Any:
        self._wire.called(self._method, request)
        try:
            result = call()
        except Exception as error:
            self._wire.failed(self._method, error, self._ours)
            raise
        self._wire.received(self._method, "", response(result))
        return result


class _TappedStream:
    _serial = 0

    def __init__(self, call: Any, method: str, wire: Wire, ours: bool) -> None:
        self._call = call
        self._method = method.rsplit("/", 1)[-1]
        self._wire = wire
        self._ours = ours

    def __call__(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self._wire.called(self._method)
        _TappedStream._serial += 1
        key = getattr(request, "operation_id", "") or f"call {_TappedStream._serial}"
        responses = self._call(request, *args, **kwargs)
        return _TappedResponses(responses, self._method, key, self._wire, self._ours)


class _TappedResponses:
    """The response iterator of a call; everything but iterating goes to the real one."""

    def __init__(self, call: Any, method: str, key: str, wire: Wire, ours: bool) -> None:
        self._call = call
        self._method = method
        self._key = key
        self._wire = wire
        self._ours = ours

    def __iter__(self) -> _TappedResponses:
        return self

    def __next__(self) -> Any:
        try:
            response = next(self._call)
        except StopIteration:
            raise
        except Exception as error:
            self._wire.failed(self._method, error, self._ours)
            raise
        self._wire.received(self._method, self._key, response)
        return response

    def __getattr__(self, name: str) -> Any:
        return getattr(self._call, name)


# --- clients ----------------------------------------------------------------------------------

LIBRARIES = {"pandas": "pandas", "numpy": "numpy", "arrow": "pyarrow", "polars": "polars"}


class Api:
    """What a case is given as `api`: the client's public names, and a few helpers."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._caught: Callable[[BaseException], None] = lambda error: None

    def tell(self, caught: Callable[[BaseException], None]) -> None:
        """Who is to hear of every exception that `error_of` keeps, at once."""
        self._caught = caught

    def __getattr__(self, name: str) -> Any:
        if name in LIBRARIES:
            return lambda: importlib.import_module(LIBRARIES[name])
        for module in self._client.public_modules:
            with contextlib.suppress(ImportError):
                found = getattr(importlib.import_module(module), name, None)
                if found is not None:
                    return found
        raise AttributeError(f"the client has no public name {name!r}")

    def to_arrow(self, frame: Any) -> Any:
        """The frame's rows as a `pyarrow.Table`, with a client of any version."""
        if hasattr(type(frame), "toArrow"):
            return frame.toArrow()
        client = frame._session.client
        return client.to_table(frame._plan.to_proto(client))[0]

    def printed(self, function: Callable[[], Any]) -> str:
        """What the call prints to standard output."""
        buffer = io.StringIO()
        with contextlib.redirect_stdout(buffer):
            function()
        return buffer.getvalue()

    def error_of(self, function: Callable[[], Any]) -> BaseException | None:
        """The exception that the call raises, else None."""
        try:
            function()
        except Exception as error:
            self._caught(error)
            return error
        return None


class Client:
    """One client library: how to open a session with it and what it calls its modules."""

    package = ""
    public_modules: Sequence[str] = ()
    sql = ""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.api = Api(self)

    def new_session(self) -> Any:
        """A session that no other case has seen."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Whatever must happen once, before the first case."""

    def given(self, name: str) -> Any:
        """What a case that has a parameter of this name is given."""
        if name == "api":
            return self.api
        if name == "errors":
            return importlib.import_module(self.package + ".errors")
        if name in ("F", "T"):
            return importlib.import_module(self.sql + (".functions" if name == "F" else ".types"))
        if name == "Window":
            return importlib.import_module(self.sql + ".window").Window
        if name == "Row":
            return importlib.import_module(self.sql).Row
        raise LookupError(f"nobody knows what a case means by {name!r}")

    def is_frame(self, value: Any) -> bool:
        """Whether the value is one of the client's DataFrames."""
        if not type(value).__module__.startswith(self.package + "."):
            return False
        return any(base.__name__ == "DataFrame" for base in type(value).__mro__)


class PySparkClient(Client):
    """PySpark of any version, by its Connect session."""

    package = "pyspark"
    sql = "pyspark.sql"
    public_modules = (
        "pyspark.sql.connect.dataframe",
        "pyspark.sql.connect.column",
        "pyspark.sql.connect.session",
        "pyspark.sql.connect.group",
        "pyspark.sql.connect.readwriter",
        "pyspark.sql.connect.window",
        "pyspark.sql",
        "pyspark.sql.types",
        "pyspark.sql.window",
        "pyspark.errors",
        "pyspark",
        "pyspark.testing",
    )

    def __init__(self, endpoint: str) -> None:
        super().__init__(endpoint)
        # Both must be set before the import: `pyspark.sql.functions` then answers with Connect's.
        os.environ["SPARK_REMOTE"] = endpoint
        os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"
        self._session = importlib.import_module("pyspark.sql.connect.session").SparkSession

    def new_session(self) -> Any:  # noqa: D102 - see Client
        builder = self._session.builder.remote(self.endpoint)
        # 3.4 has no `create`; there, `getOrCreate` opens a new session every time.
        return builder.create() if hasattr(builder, "create") else builder.getOrCreate()

    def prepare(self) -> None:
        """Make a column while a session is there.

        With its first column PySpark decides for the whole process whether columns know where they
        were made. Without a session it decides against it, and later errors have no call sites.
        """
        session = self.new_session()
        try:
            _ = self.given("F").lit(1) + 1
        finally:
            session.stop()


class SparityClient(Client):
    """The client of this repository."""

    package = "sparity"
    sql = "sparity.sql"
    public_modules = (
        "sparity.sql",
        "sparity.sql.types",
        "sparity.sql.window",
        "sparity.errors",
        "sparity",
        "sparity.testing",
    )

    def new_session(self) -> Any:  # noqa: D102 - see Client
        session = importlib.import_module(self.sql).SparkSession
        return session.builder.remote(self.endpoint).create()


CLIENTS: dict[str, Callable[[str], Client]] = {
    "pyspark": PySparkClient,
    "sparity": SparityClient,
}


# --- cases ------------------------------------------------------------------------------------


class Infra(Exception):
    """The world failed, not the client."""


class Runner:
    """Runs cases one after the other with one client."""

    def __init__(self, start: Named) -> None:
        sys.path.insert(0, str(Path(start["suites"]).resolve().parent))
        self._data = Path(start["data"])
        self._tmp = Path(start["tmp"])
        self._modules: dict[str, Any] = {}
        self._wire = Wire(start["endpoint"])
        self._wire.patch()
        self._client = CLIENTS[start["client"]](start["endpoint"])
        self._client.api.tell(self._wire.remember)
        importlib.import_module(self._client.sql)
        self._prepared = False

    @property
    def own_s(self) -> float:
        """Seconds of the last case that were not the client's."""
        return self._wire.own.seconds

    def run(self, message: Named) -> Named:
        """One case; raises `Infra` when the world failed."""
        self._wire.own.seconds = 0.0
        self._prepare()
        function = getattr(self._module(message["module"]), message["function"])
        given: Named = {}
        label = message.get("params")
        if label is not None:
            row = function.__case__.params[label]
            given.update(row.kwargs)
        parameters = inspect.signature(function).parameters.values()
        tmp = Path(tempfile.mkdtemp(prefix="case-", dir=str(self._tmp)))
        tmp.chmod(0o777)  # a server in a container writes there as another user
        given.update(data=self._data, tmp=tmp)
        opened: list[Any] = []

        def call() -> Any:
            if any(parameter.name == "spark" for parameter in parameters):
                opened.append(self._client.new_session())
                given["spark"] = opened[0]
            self._wire.begin()
            wanted = [p.name for p in parameters if p.default is p.empty or p.name in given]
            return function(**{name: self._given(name, given) for name in wanted})

        self._wire.tmp = str(tmp)
        self._wire.begin()
        try:
            outcome = self._observe(call)
        finally:
            for session in opened:
                self._close(session)
            shutil.rmtree(str(tmp), ignore_errors=True)
        evidence = outcome["evidence"]
        evidence["beside"] = self._wire.beside(evidence["rpcs"])
        return outcome

    def _prepare(self) -> None:
        if self._prepared:
            return
        try:
            self._client.prepare()
        except Exception as error:
            raise Infra(f"no first session: {type(error).__name__}: {error}") from error
        self._prepared = True

    def _given(self, name: str, given: Named) -> Any:
        """One argument; a client that lacks what a case asks for fails that case only."""
        return given[name] if name in given else self._client.given(name)

    def _module(self, file: str) -> Any:
        if file not in self._modules:
            name = "parity_case_file_" + hashlib.sha256(file.encode()).hexdigest()[:8]
            spec = importlib.util.spec_from_file_location(name, file)
            if spec is None or spec.loader is None:
                raise Infra(f"cannot import {file}")
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
            self._modules[file] = module
        return self._modules[file]

    def tidy(self) -> None:
        """Collect what the case left behind, here and now.

        The finaliser of PySpark 3.5's session waits for a thread pool that all sessions share; when
        the collector happens to run it on a thread of that pool, the process hangs for good.
        """
        gc.collect()
        self._wire.forget()
        # What lives on belongs to the process: looking through it after every case would take
        # longer than the cases, once thousands of them have left something behind.
        gc.freeze()

    def _close(self, session: Any) -> None:
        try:
            session.stop()
        except Exception as error:
            log(f"a session could not be stopped: {type(error).__name__}: {error}")

    def _observe(self, call: Callable[[], Any]) -> Named:
        try:
            result = call()
            if isinstance(result, dict) and result and all(type(key) is str for key in result):
                observations = {key: self._named(result[key]) for key in sorted(result)}
            else:
                observations = {"result": self._observation(result)}
        except Infra:
            raise
        except (Exception, SystemExit) as error:
            described = self._error(error)
            return {"observations": None, "error": described, "evidence": self._wire.evidence()}
        return {"observations": observations, "error": None, "evidence": self._wire.evidence()}

    def _named(self, value: Any) -> Named:
        """One of several observations: a lazy frame that fails does not hide the others."""
        try:
            return self._observation(value)
        except Infra:
            raise
        except Exception as error:
            return {"kind": "error", "error": self._error(error)}

    def _observation(self, value: Any) -> Named:
        if isinstance(value, BaseException):
            return {"kind": "error", "error": self._error(value)}
        if not self._client.is_frame(value):
            with self._wire.own.running():
                return {"kind": "value", "value": self._encoded(value)}
        schema = value.schema.jsonValue()
        before = dict(self._wire._arrow)
        collected = value.collect()
        with self._wire.own.running():
            rows = [self._encoded(row) for row in collected]
            arrow = self._wire.last_arrow_fields() if len(self._wire._arrow) > len(before) else None
        return {"kind": "frame", "schema": schema, "rows": rows, "arrow": arrow}

    def _encoded(self, value: Any) -> Json:
        """A value encoded; a failure is the lab's fault and must not look like an outcome."""
        try:
            return encode(value)
        except Exception as error:
            raise Infra(f"cannot encode a {type(value).__name__}: {error!r}") from error

    def _error(self, error: BaseException) -> Named:
        described = describe_error(error, self._wire)
        reason = self._wire.transport_failure() if described["side"] == "server" else None
        if reason is not None:
            raise Infra(reason) from error
        log("".join(traceback.format_exception(type(error), error, error.__traceback__)))
        return described


# --- the conversation -------------------------------------------------------------------------


def log(text: str) -> None:
    """Something for a person who reads the driver's standard error."""
    sys.stderr.write(text.rstrip("\n") + "\n")
    sys.stderr.flush()


def packages() -> dict[str, str]:
    """Versions of the packages that decide what a client does."""
    from importlib import metadata

    found = {}
    for name in PACKAGES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def take_over_stdio() -> tuple[Any, Any]:
    """The real standard input and output, after which nothing else can reach either."""
    outgoing = os.fdopen(os.dup(1), "wb", buffering=0)
    incoming = os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sys.stdin = os.fdopen(0, "r", closefd=False)
    sys.stdout = os.fdopen(1, "w", buffering=1, closefd=False)
    return incoming, outgoing


def read_messages(incoming: Any, messages: queue.Queue[Named]) -> None:
    """Pass messages on; when the parent is gone, end at once, even in the middle of a case."""
    try:
        for line in incoming:
            messages.put(json.loads(line))
    finally:
        os._exit(3)


def main() -> int:
    """Talk until `stop`."""
    incoming, outgoing = take_over_stdio()
    faulthandler.enable()
    if hasattr(time, "tzset"):
        time.tzset()

    def send(**message: Any) -> None:
        text = json.dumps(message, ensure_ascii=True, separators=(",", ":"))
        outgoing.write(text.encode("ascii") + b"\n")

    messages: queue.Queue[Named] = queue.Queue()
    threading.Thread(target=read_messages, args=(incoming, messages), daemon=True).start()
    start = messages.get()
    if start.get("type") != "start" or start.get("protocol") != PROTOCOL:
        send(type="infra", id=None, message=f"this driver speaks protocol {PROTOCOL}")
        return 1
    try:
        runner = Runner(start)
    except Exception as error:
        traceback.print_exc()
        reason = f"{start['client']} cannot be loaded: {type(error).__name__}: {error}"
        send(type="infra", id=None, message=reason)
        return 1
    versions = packages()
    version = versions.get(start["client"]) or versions.get(start["client"] + "-client", "")
    send(
        type="ready",
        protocol=PROTOCOL,
        client=start["client"],
        version=version,
        python=platform.python_version(),
        packages=versions,
    )
    gc.collect()
    gc.freeze()  # the libraries stay, and need not be looked through after each case
    gc.disable()
    while True:
        message = messages.get()
        if message["type"] == "stop":
            send(type="stopped")
            return 0
        began = time.monotonic()
        faulthandler.dump_traceback_later(message["timeout_s"])
        try:
            outcome = runner.run(message)
        except Exception as error:
            if not isinstance(error, Infra):
                traceback.print_exc()
            text = str(error) if isinstance(error, Infra) else f"{type(error).__name__}: {error}"
            send(type="infra", id=message["id"], message=text)
        else:
            spent, own = round(time.monotonic() - began, 6), round(runner.own_s, 6)
            send(type="outcome", id=message["id"], outcome=outcome, duration_s=spent, own_s=own)
        finally:
            faulthandler.cancel_dump_traceback_later()
        runner.tidy()


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    # Threads of a client's thread pools must not keep the process alive.
    os._exit(status)
