"""Runs queries for the fault bench with any client that has PySpark's names; prints what came.

For each line on stdin, the deed, it makes a session and says `ready`; at the next line it does the
deed and prints the outcome as JSON. Runs in the client's environment: needs nothing else.
"""

import asyncio
import contextlib
import importlib
import json
import sys
import time
from collections import Counter
from typing import Any

CHUNK_BYTES = 1024
"""So few that a batch of 500 rows is sent in several chunks."""

PING_MS = 10_000
"""As often as gRPC pings at most."""

STREAM_S, SILENCE_S = 4.0, 10.0
"""How long a stream may last, and all of them without a sign of life, where streams fall silent."""

ROWS = 30_000
"""What `spark.range` of this many rows gives is known; a result has many responses."""


def do(spark: Any, deed: str) -> list[Any]:
    """The rows of a deed: a query, or local data that is uploaded and read back."""
    if deed == "upload":
        return list(spark.createDataFrame([(n,) for n in range(ROWS)], "id long").collect())
    df = spark.range(0, ROWS, 1, 8)
    # So that calls of all kinds are made.
    assert spark.conf.get("spark.sql.session.timeZone")
    assert df.schema.names == ["id"]
    return list(df.collect())


async def do_awaiting(spark: Any, deed: str) -> list[Any]:
    """The same with awaited methods, which only some clients have."""
    if deed == "upload":
        df = await spark.aio.createDataFrame([(n,) for n in range(ROWS)], "id long")
        return list(await df.aio.collect())
    df = spark.range(0, ROWS, 1, 8)
    assert await spark.aio.run(spark.conf.get, "spark.sql.session.timeZone")
    assert (await df.aio.schema).names == ["id"]
    return list(await df.aio.collect())


def in_chunks(session: Any, spark: Any, url: str) -> Any:
    """A session that asks for parts of batches, where its client can."""
    pyspark_has = "_preferred_arrow_chunk_size"
    if hasattr(spark.client, pyspark_has):
        setattr(spark.client, pyspark_has, CHUNK_BYTES)
        return spark
    if session.__module__.startswith("sparity"):
        spark.stop()
        return session.builder.remote(f"{url};preferred_chunk_size={CHUNK_BYTES}").create()
    return spark


def with_pings(session: Any, spark: Any, url: str) -> Any:
    """A session that pings the server often, where its client knows that parameter."""
    spark.stop()
    return session.builder.remote(f"{url};grpc_keepalive_time_ms={PING_MS}").create()


def within_deadlines(session: Any, spark: Any, url: str) -> Any:
    """A session that waits little for silent streams, where its client can."""
    pyspark_has = "_rpc_deadlines"
    if hasattr(spark.client, pyspark_has):
        kept = type(getattr(spark.client, pyspark_has))
        few = kept(reattachable_execute_plan=STREAM_S, reattach_execute=STREAM_S)
        setattr(spark.client, pyspark_has, few)
        spark.client._max_retry_exception_elapsed_time = SILENCE_S
        return spark
    if session.__module__.startswith("sparity"):
        deadlines = importlib.import_module("sparity.connect").Deadlines(
            execute_plan=STREAM_S, reattach_execute=STREAM_S, silence=SILENCE_S
        )
        spark.stop()
        return session.builder.remote(url).connection(deadlines=deadlines).create()
    return spark


def told(spark: Any, deed: str, way: str, documented: type[Exception]) -> dict[str, Any]:
    """What became of a deed."""
    began = time.monotonic()
    found: dict[str, Any] = {"lost": 0, "doubled": 0, "never_there": 0}
    found |= {"error": None, "strange": False}
    try:
        rows = asyncio.run(do_awaiting(spark, deed)) if way == "asyncio" else do(spark, deed)
        ids = Counter(row[0] for row in rows)
    except Exception as error:
        condition = getattr(error, "getCondition", getattr(error, "getErrorClass", None))
        found["error"] = [type(error).__name__, condition() if condition else None]
        found["strange"] = not isinstance(error, documented)
    else:
        found["lost"] = sum(n not in ids for n in range(ROWS))
        found["doubled"] = sum(ids.values()) - len(ids)
        found["never_there"] = sum(n not in range(ROWS) for n in ids)
    return {**found, "seconds": round(time.monotonic() - began, 2)}


def main(package: str, url: str, way: str) -> None:
    """Do what the lines on stdin say."""
    session = importlib.import_module(f"{package}.sql").SparkSession
    documented = importlib.import_module(f"{package}.errors").PySparkException
    out, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        spark = session.builder.remote(url).create()
        if "chunks" in line:
            spark = in_chunks(session, spark, url)
        if "pings" in line:
            spark = with_pings(session, spark, url)
        if "deadlines" in line:
            spark = within_deadlines(session, spark, url)
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
        if line.strip() == "upload":
            for name in ("CacheThreshold", "ChunkSizeRows"):
                with contextlib.suppress(Exception):  # older servers have not both
                    spark.conf.set(f"spark.sql.session.localRelation{name}", "1000")
        assert len(spark.range(3).collect()) == 3
        print("ready", file=out, flush=True)
        sys.stdin.readline()
        print(json.dumps(told(spark, line.strip(), way, documented)), file=out, flush=True)
        sys.stdin.readline()
        with contextlib.suppress(Exception):
            spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
