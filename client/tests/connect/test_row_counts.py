"""Batches that have not as many rows as they claim: an error, however the rows are asked for."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fake_spark import Served
from scripted import RESULT, batch, complete, schema

from sparity import errors
from sparity.sql import SparkSession

Serve = Callable[..., Served]
HOW: dict[str, Callable[[Any], Any]] = {
    "collect": lambda df: df.collect(),
    "toLocalIterator": lambda df: list(df.toLocalIterator()),
    "toArrow": lambda df: df.toArrow(),
    "to_arrow_reader": lambda df: df.to_arrow_reader().read_all(),
    "toPandas": lambda df: df.toPandas(),
    "to_polars": lambda df: df.to_polars(),
    "submit": lambda df: df.submit().result(10),
}


def damaged(place: int, claimed: int, offsets: bool = True) -> list[Any]:
    """The usual result, one batch of which claims another number of rows."""
    first = batch("a", 0, 1, offset=0 if offsets else None)
    second = batch("b", 2, offset=2 if offsets else None)
    (first, second)[place].arrow_batch.row_count = claimed
    return [schema(), first, second, complete()]


@pytest.mark.parametrize("how", HOW.values(), ids=HOW)
@pytest.mark.parametrize("claimed", [0, 2, 1000])
def test_the_last_batch_is_counted_too(serve: Serve, how: Any, claimed: int) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [damaged(1, claimed)]
    spark = SparkSession(served.client())
    with pytest.raises(errors.SparkConnectException) as caught:
        how(spark.range(3))
    assert caught.value.getCondition() == "PROTOCOL_ERROR"
    assert f"Expected {claimed} rows in arrow batch but got 1" in str(caught.value)


@pytest.mark.parametrize("version", ["3.4.4", "3.5.9"])
@pytest.mark.parametrize("place", [0, 1])
def test_servers_that_number_no_rows_are_no_exception(
    serve: Serve, version: str, place: int
) -> None:
    served = serve(version)
    served.spark.script["ExecutePlan"] = [damaged(place, 7, offsets=False)]
    with pytest.raises(errors.SparkConnectException, match="Expected 7 rows"):
        SparkSession(served.client()).range(3).collect()


def test_single_values_and_catalogs_are_counted(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [damaged(1, 7)]
    spark = SparkSession(served.client())
    for ask in (lambda: spark.range(3).count(), lambda: spark.catalog.listTables()):
        with pytest.raises(errors.SparkConnectException, match="Expected 7 rows"):
            ask()


def test_batches_of_asyncio_are_counted(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [damaged(1, 7)]
    spark = SparkSession(served.client())

    async def rows() -> int:
        return sum([one.num_rows async for one in spark.range(3).aio.batches()])

    with pytest.raises(errors.SparkConnectException, match="Expected 7 rows"):
        asyncio.run(rows())


def test_a_result_that_claims_what_it_has_comes_whole(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [RESULT]
    assert len(SparkSession(served.client()).range(3).collect()) == 3
