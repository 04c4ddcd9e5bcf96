"""Runs 200 queries at a time in one session, cancels 50 of them, prints what became of all."""

import asyncio
import json
import sys
from collections import Counter

from sparity.sql import DataFrame, SparkSession
from sparity.sql import functions as F

QUERIES, EACH, PATIENCE_S = 200, 4, 180.0


def quick(spark: SparkSession, number: int) -> DataFrame:
    return spark.range(100).select(F.sum(F.col("id") + number).alias("total"))


def endless(spark: SparkSession) -> DataFrame:
    # One stage only: a job of several was once seen to run on after its query was cancelled.
    return spark.range(0, 10**13, 1, 1).filter(F.hash("id") + F.hash("id") == 1)


async def states(spark: SparkSession) -> Counter[str]:
    return Counter((await spark.aio.run(spark.client.operation_statuses)).values())


async def until(spark: SparkSession, enough: int, goes_on: bool) -> Counter[str]:
    """Wait until so many queries go on, at least or at most; the states then."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + PATIENCE_S
    while True:
        found = await states(spark)
        going_on = found["RUNNING"] + found["TERMINATING"]
        if (going_on >= enough if goes_on else going_on <= enough) or loop.time() > give_up_at:
            return found
        await asyncio.sleep(0.5)


async def main(url: str) -> None:
    async with SparkSession.builder.remote(url).getOrCreate().aio as spark:
        await quick(spark, 0).aio.collect()
        slow = range(0, QUERIES, EACH)
        tasks = [
            asyncio.create_task((endless(spark) if n in slow else quick(spark, n)).aio.collect())
            for n in range(QUERIES)
        ]
        await until(spark, len(slow), goes_on=True)
        for n in slow:
            tasks[n].cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        right = sum(
            isinstance(rows, list) and rows[0].total == 4950 + 100 * n
            for n, rows in enumerate(ended)
        )
        cancelled = sum(isinstance(one, asyncio.CancelledError) for one in ended)
        left = await until(spark, 0, goes_on=False)
        print(json.dumps({"right": right, "cancelled": cancelled, "left": left}))


asyncio.run(main(sys.argv[1]))
