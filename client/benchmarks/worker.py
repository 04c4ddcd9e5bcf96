"""Runs one program with one client, once for each line on standard input, and tells the costs.

Started in the environment of that client, so it imports nothing but the standard library, the
client, gRPC and `programs`. The first line it writes tells that it is ready.
"""

from __future__ import annotations

import argparse
import collections
import importlib
import json
import resource
import sys
import time
from typing import Any

import grpc

_RPCS: collections.Counter[str] = collections.Counter()


def count_rpcs() -> None:
    """Count every call that is made through gRPC, whichever client makes it."""
    channel = importlib.import_module("grpc._channel")
    for kind in (
        "_UnaryUnaryMultiCallable",
        "_UnaryStreamMultiCallable",
        "_SingleThreadedUnaryStreamMultiCallable",
        "_StreamUnaryMultiCallable",
    ):
        callables = getattr(channel, kind)
        for name in ("__call__", "with_call", "future"):
            if hasattr(callables, name):
                setattr(callables, name, _counted(getattr(callables, name)))


def _counted(call: Any) -> Any:
    def counted(self: Any, *arguments: Any, **named: Any) -> Any:
        method = self._method
        _RPCS[(method.decode() if isinstance(method, bytes) else method).rpartition("/")[2]] += 1
        return call(self, *arguments, **named)

    return counted


def encoder(client: str, spark: Any) -> Any:
    """How the plan of a frame becomes bytes; the only thing that each client does its own way."""
    if client == "pyspark":
        return lambda frame: frame._plan.to_proto(spark._client).SerializeToString()
    return lambda frame: frame._wire.encoder.plan(frame._plan).SerializeToString()


def raw_reader(address: str, plan: bytes) -> Any:
    """Reads the answer to a plan as gRPC gives it, and throws the bytes away."""
    from sparity.protocol import message_class

    options = [("grpc.max_receive_message_length", -1)]
    channel = grpc.insecure_channel(address.removeprefix("sc://"), options=options)
    method = "/spark.connect.SparkConnectService/ExecutePlan"
    call = channel.unary_stream(method, request_serializer=None, response_deserializer=None)
    request = message_class("ExecutePlanRequest")(session_id="00112233-4455-6677-8899-aabbccddeeff")
    request.plan.MergeFromString(plan)
    request.user_context.user_id = "raw"
    data = request.SerializeToString()
    return lambda: sum(map(len, call(data)))


def peak_megabytes() -> float:
    """The most memory that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("client", choices=("pyspark", "sparity", "raw"))
    parser.add_argument("program")
    parser.add_argument("address")
    parser.add_argument("size", type=float)
    given = parser.parse_args()
    count_rpcs()
    package = "pyspark" if given.client == "pyspark" else "sparity"
    sql = importlib.import_module(f"{package}.sql")
    functions = importlib.import_module(f"{package}.sql.functions")
    spark = sql.SparkSession.builder.remote(given.address).getOrCreate()
    programs_of = importlib.import_module("programs").Programs
    # PySpark walks plans by recursion: it could not make the deep ones at all otherwise.
    sys.setrecursionlimit(100_000)
    programs = programs_of(sql, functions, spark, given.size, encoder(package, spark))
    if given.client == "raw":
        frame = getattr(programs, given.program)()
        run = raw_reader(given.address, encoder(package, spark)(frame))
    else:
        spark.range(1).collect()  # so that connecting is no part of the program
        run = getattr(programs, given.program)()
    say({"ready": True, "base_mb": peak_megabytes()})
    for _ in sys.stdin:
        _RPCS.clear()
        wall, cpu = time.perf_counter(), time.process_time()
        result = run()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        del result
        say({"wall": wall, "client": cpu, "rpcs": dict(_RPCS), "peak_mb": peak_megabytes()})


def say(told: dict[str, Any]) -> None:
    """One line of JSON to whoever started this."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
