"""Runs 200 queries at a time in one session, cancels 50 of them, prints what became of all.

Asks the server not only for the states of queries but also, over HTTP, for the jobs of Spark: a
query that is called cancelled may have a job that runs on.
"""

import asyncio
import contextlib
import json
import sys
import urllib.request
from collections import Counter
from typing import Any

from sparity.sql import DataFrame, SparkSession
from sparity.sql import functions as F

QUERIES, EACH, PATIENCE_S = 200, 4, 180.0
EARLY_S = 2.0


def quick(spark: SparkSession, number: int) -> DataFrame:
    return spark.range(100).select(F.sum(F.col("id") + number).alias("total"))


def endless(spark: SparkSession, number: int) -> DataFrame:
    """Queries of one stage, of two, and of several jobs."""
    numbers = spark.range(0, 10**13, 1, 1).filter(F.xxhash64("id") == 1)
    match number // EACH % 3:
        case 0:
            return numbers
        case 1:
            return numbers.groupBy((F.col("id") % 7).alias("key")).count()
        case _:
            other = spark.range(10).select((F.col("id") * 3).alias("id"))
            return numbers.join(other, "id").groupBy("id").count().orderBy("count")


class Spark:
    """What the server tells, of queries and of jobs."""

    def __init__(self, spark: SparkSession, web: str) -> None:
        self._spark = spark
        self._web = f"{web}/api/v1/applications"

    async def going_on(self) -> int:
        """How many queries go on."""
        found = await self.states()
        return found["RUNNING"] + found["TERMINATING"]

    async def states(self) -> Counter[str]:
        """How many queries are in which state."""
        told = await self._spark.aio.run(self._spark.client.operation_statuses)
        return Counter(told.values())

    async def jobs(self) -> int:
        """How many jobs run."""
        return len(await asyncio.to_thread(self._running))

    async def until(self, count: Any, low: int, high: int) -> int:
        """Wait until a count is within bounds, but not for ever; the count then."""
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + PATIENCE_S
        while True:
            try:
                found = int(await count())
            except OSError:
                # The pages of a server that is busy with queries may not be served in time.
                if loop.time() >= give_up_at:
                    raise
            else:
                if low <= found <= high or loop.time() >= give_up_at:
                    return found
            await asyncio.sleep(0.5)

    def _running(self) -> list[Any]:
        (application,) = self._fetched("")
        return self._fetched(f"/{application['id']}/jobs?status=running")

    def _fetched(self, path: str) -> list[Any]:
        with urllib.request.urlopen(self._web + path, timeout=60) as answer:
            return list(json.load(answer))


async def cancelled_early(session: SparkSession, count: int) -> None:
    """Cancel queries at any moment of their beginning: before Spark knows them, plans, or runs."""

    async def one(number: int) -> None:
        task = asyncio.create_task(endless(session, number * EACH).aio.collect())
        await asyncio.sleep(number / count * EARLY_S)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    await asyncio.gather(*(one(number) for number in range(count)))


async def main(url: str, web: str) -> None:
    async with SparkSession.builder.remote(url).getOrCreate().aio as session:
        spark = Spark(session, web)
        await quick(session, 0).aio.collect()
        slow = range(0, QUERIES, EACH)
        tasks = [
            asyncio.create_task(
                (endless(session, n) if n in slow else quick(session, n)).aio.collect()
            )
            for n in range(QUERIES)
        ]
        await spark.until(spark.going_on, len(slow), QUERIES)
        busy = await spark.until(spark.jobs, len(slow), QUERIES)
        for n in slow:
            tasks[n].cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        right = sum(
            isinstance(rows, list) and rows[0].total == 4950 + 100 * n
            for n, rows in enumerate(ended)
        )
        cancelled = sum(isinstance(one, asyncio.CancelledError) for one in ended)
        await spark.until(spark.going_on, 0, 0)
        told = {
            "right": right,
            "cancelled": cancelled,
            "states": await spark.states(),
            "jobs before": busy,
            "jobs after": await spark.until(spark.jobs, 0, 0),
        }
        await cancelled_early(session, QUERIES // EACH)
        told["jobs in the end"] = await spark.until(spark.jobs, 0, 0)
        print(json.dumps(told))


asyncio.run(main(*sys.argv[1:]))
