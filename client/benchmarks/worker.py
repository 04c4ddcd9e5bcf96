"""Runs one program with one client, as often as standard input says, and tells the costs.

Started in the environment of that client, so it imports nothing but the standard library, the
client, gRPC and what lies beside it. The first line it writes tells that it is ready; each line
`run N` is answered by what a run cost on average over N of them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
import uuid
from typing import Any

from benchmarks.calls import Calls, Ready
from benchmarks.memory import peak_megabytes
from benchmarks.programs import DEPTHS, Programs

# Spark reads no plan that is deeper than this, and sparity refuses to send one.
_DEPTH = 1024
# What any plan is deep, whatever its size.
_BESIDES = 16


def address_for(client: str, program: str, size: float, address: str) -> str:
    """The address, with what lets a plan pass that is too deep for a server.

    Such plans are never sent here, but both clients have to get them ready. The limit is hardly
    higher than the plan is deep: with one far above it nobody would look how deep the plan is.
    """
    deep = int(DEPTHS.get(program, 0) * size) + _BESIDES
    return address if client == "pyspark" or deep < _DEPTH else f"{address}/;max_plan_depth={deep}"


def raw_reader(address: str, execution: bytes) -> Any:
    """Reads the answer to an execution as gRPC gives it, and throws the bytes away."""
    grpc = importlib.import_module("grpc")
    message_class = importlib.import_module("sparity.protocol").message_class
    options = [("grpc.max_receive_message_length", -1)]
    channel = grpc.insecure_channel(address.removeprefix("sc://"), options=options)
    method = "/spark.connect.SparkConnectService/ExecutePlan"
    call = channel.unary_stream(method, request_serializer=None, response_deserializer=None)
    request = message_class("ExecutePlanRequest")(session_id=str(uuid.uuid4()))
    request.plan.CopyFrom(message_class("ExecutePlanRequest").FromString(execution).plan)
    request.user_context.user_id = "raw"
    data = request.SerializeToString()
    return lambda: sum(map(len, call(data)))


def measured(run: Any) -> tuple[float, float]:
    """Seconds on the clock and of this process that one run takes."""
    wall, client = time.perf_counter(), time.process_time()
    result = run()
    if isinstance(result, Ready):
        # It ended when the request was ready: then the client had to be unwound.
        return result.wall - wall, result.client - client
    return time.perf_counter() - wall, time.process_time() - client


def sample(run: Any, times: int, calls: Calls) -> dict[str, Any]:
    """What one of so many runs costs on average."""
    calls.clear()
    renew = getattr(run, "renew", None)
    wall = client = 0.0
    for _ in range(times):
        if renew is not None:
            renew()
        one = measured(run)
        wall, client = wall + one[0], client + one[1]
    # What is released in the background is the client's doing as well.
    late = time.process_time()
    calls.settle()
    client += time.process_time() - late
    return {
        "wall": wall / times,
        "client": client / times,
        "rpcs": {name: count / times for name, count in calls.by_method().items()},
        "peak_mb": peak_megabytes(),
    }


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("client", choices=("pyspark", "sparity", "raw"))
    parser.add_argument("program")
    parser.add_argument("address")
    parser.add_argument("size", type=float)
    given = parser.parse_args()
    calls = Calls()
    calls.watch()
    package = "pyspark" if given.client == "pyspark" else "sparity"
    sql = importlib.import_module(f"{package}.sql")
    functions = importlib.import_module(f"{package}.sql.functions")
    address = address_for(given.client, given.program, given.size, given.address)
    spark = sql.SparkSession.builder.remote(address).getOrCreate()
    # PySpark walks plans by recursion: it could not make the deep ones at all otherwise.
    sys.setrecursionlimit(100_000)
    settings = {}
    if given.client == "raw":
        settings["collecting"] = lambda frame: raw_reader(
            given.address, calls.ready(frame.collect).request
        )
    programs = Programs(sql, functions, spark, given.size, calls.ready, **settings)
    spark.range(1).collect()  # so that connecting is no part of the program
    run = getattr(programs, given.program)()
    calls.settle()
    say({"ready": True, "base_mb": peak_megabytes()})
    for line in sys.stdin:
        say(sample(run, int(line.split()[1]), calls))
    # What a session has uploaded would fill the server while others are measured.
    spark.stop()


def say(told: dict[str, Any]) -> None:
    """One line of JSON to whoever started this."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
