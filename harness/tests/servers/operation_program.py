"""Does one thing with the handle on a query, and prints as JSON what became of it."""

import asyncio
import json
import sys
import time
from typing import Any

from sparity.errors import PySparkException
from sparity.sql import DataFrame, SparkSession
from sparity.sql import functions as F

ROWS, PARTITIONS = 20_000, 8
USER = "operations"
PATIENCE_S = 120.0


def slow(spark: SparkSession) -> DataFrame:
    """Takes seconds, in tasks one after another, so that there is progress to be seen."""
    sleep = "reflect('java.lang.Thread', 'sleep', cast(1500 as bigint))"
    waited = F.expr(f"CASE WHEN id % {ROWS // PARTITIONS} = 0 THEN {sleep} END")
    return spark.range(0, ROWS, 1, PARTITIONS).select("id", waited.alias("waited"))


def whole(rows: list[Any]) -> bool:
    return sorted(row.id for row in rows) == list(range(ROWS))


def endless(spark: SparkSession) -> DataFrame:
    # One task: a server of two cores goes on with others beside it.
    return spark.range(0, 10**13, 1, 1).filter(F.xxhash64("id") == 1)


def until(true: Any) -> Any:
    give_up_at = time.monotonic() + PATIENCE_S
    while not (found := true()) and time.monotonic() < give_up_at:
        time.sleep(0.05)
    return found


def live(spark: SparkSession) -> dict[str, Any]:
    """A query that goes on while its handle is asked."""
    began = time.monotonic()
    job = slow(spark).submit()
    told: dict[str, Any] = {"at once": time.monotonic() - began < 1.0}
    told["running"] = until(lambda: job.status() == "RUNNING")
    seen = []
    while not job.done:
        seen.append(job.progress().fraction)
        time.sleep(0.05)
    told["in between"] = any(0 < one < 1 for one in seen)
    told["never less"] = seen == sorted(seen)
    told["in the end"] = job.progress().fraction
    told["whole"] = whole(job.result())
    told["status"] = job.status()
    return told


def cancelled(spark: SparkSession) -> dict[str, Any]:
    """A query that never ends, stopped by its handle."""
    job = endless(spark).submit()
    told: dict[str, Any] = {"running": until(lambda: job.status() == "RUNNING")}
    told["stopped"] = job.cancel()
    try:
        job.result(timeout=PATIENCE_S)
    except PySparkException as error:
        told["error"] = error.getCondition()
    told["status"] = until(lambda: job.status() not in ("RUNNING", "TERMINATING") and job.status())
    told["nothing to stop"] = job.cancel()
    return told


def begun(spark: SparkSession) -> dict[str, Any]:
    """A query that this process begins and leaves to others."""
    job = slow(spark).submit()
    # Once the process ends, nothing of it arrives any more: the plan has to be there before.
    until(lambda: job.status() == "RUNNING")
    return {"operation": job.operation_id, "session": spark.session_id}


def resumed(spark: SparkSession, operation_id: str) -> dict[str, Any]:
    """A query that another process has begun."""
    job = spark.operation(operation_id)
    running = job.status()
    return {"then": running, "whole": whole(job.result(timeout=PATIENCE_S)), "done": job.done}


async def awaited(url: str) -> dict[str, Any]:
    """The same by asyncio: one query to its end, one stopped."""
    async with SparkSession.builder.remote(url).create().aio as spark:
        job, other = slow(spark).submit(), endless(spark).submit()
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.05)
                ticks += 1

        ticking = asyncio.create_task(tick())
        rows = await spark.aio.run(job.result)
        running = await spark.aio.run(until, lambda: other.status() == "RUNNING")
        stopped = await spark.aio.run(other.cancel)
        try:
            await spark.aio.run(other.result, PATIENCE_S)
            error = None
        except PySparkException as failed:
            error = failed.getCondition()
        ticking.cancel()
        return {
            "whole": whole(rows),
            "loop went on": ticks > 10,
            "running": running,
            "stopped": stopped,
            "error": error,
        }


def main(url: str, what: str, *more: str) -> None:
    if what == "awaited":
        print(json.dumps(asyncio.run(awaited(url))))
        return
    spark = SparkSession.builder.remote(url).create()
    print(json.dumps(globals()[what](spark, *more)), flush=True)
    # What is begun and left must not be ended with its session.
    if what != "begun":
        spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
