"""The benchmarks and what each must reach, as the project promises it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What is compared: seconds on the clock, CPU seconds of the client's process, megabytes, calls.
Quantity = Literal["wall", "client", "peak_mb", "rpcs"]


@dataclass(frozen=True)
class Bench:
    """One program, and a bar for it.

    Attributes:
        program: a method of `Programs`, or `start` for a fresh process that only imports.
        title: what it does, for people.
        quantity: what the bar is about.
        bar: the most that sparity may need, where the other needs 1.
        against: who the other is; `itself` is sparity with a quarter of the size.
        size: how large the program is.
        raw: the frame whose bytes the raw reader reads.
    """

    program: str
    title: str
    quantity: Quantity
    bar: float
    against: Literal["pyspark", "raw", "itself"] = "pyspark"
    size: float = 1.0
    raw: str | None = None


BENCHES = (
    Bench("start", "import and make a session: time", "client", 1 / 8),
    Bench("start", "import and make a session: memory", "peak_mb", 1 / 3),
    Bench("collect", "collect, 500,000 rows", "wall", 1 / 8, raw="table"),
    Bench("collect_nested", "collect, 100,000 nested rows", "wall", 1 / 4, raw="nested"),
    Bench("to_local_iterator", "toLocalIterator, 500,000 rows", "wall", 1 / 6, raw="table"),
    Bench("to_arrow", "toArrow", "wall", 1.05, "raw", raw="table"),
    Bench("to_polars", "to_polars", "wall", 1.05, "raw", raw="table"),
    Bench("to_arrow_reader", "to_arrow_reader", "wall", 1.05, "raw", raw="table"),
    Bench("to_pandas", "toPandas", "wall", 0.9, raw="table"),
    Bench("create_from_tuples", "createDataFrame, tuples", "client", 1 / 8),
    Bench("create_from_dicts", "createDataFrame, dicts", "client", 1 / 8),
    Bench("create_from_rows", "createDataFrame, Rows", "client", 1 / 8),
    Bench("create_with_schema", "createDataFrame, tuples and a schema", "client", 0.8),
    Bench("create_with_schema_and_count", "the same and count", "wall", 1.0),
    Bench("create_from_pandas", "createDataFrame, pandas", "client", 0.8),
    Bench("create_from_pandas_and_count", "the same and count", "wall", 1.0),
    Bench("create_from_arrow", "createDataFrame, Arrow", "client", 0.8),
    Bench("create_from_arrow_and_count", "the same and count", "wall", 1.0),
    Bench("select", "5,000 columns in a select", "client", 1 / 5),
    Bench("select", "four times as many", "client", 4.5, "itself", size=4),
    Bench("with_column", "400 times withColumn", "client", 1 / 5),
    Bench("with_column", "four times as many", "client", 4.5, "itself", size=4),
    Bench("union", "2,000 unions", "client", 1 / 5),
    Bench("union", "four times as many", "client", 4.5, "itself", size=4),
    Bench("isin", "10,000 literals in isin", "client", 1 / 5),
    Bench("isin", "four times as many", "client", 4.5, "itself", size=4),
    Bench("tiny_query", "range(1).collect()", "wall", 0.9),
    Bench("tiny_query", "its calls", "rpcs", 1.0),
    Bench("queries", "1,000 such queries", "wall", 1 / 1.5),
    Bench("queries_by_threads", "the same by 32 threads", "wall", 1 / 1.5),
    Bench("queries_awaited", "the same by asyncio, 32 at a time", "wall", 1 / 1.5),
    Bench("columns", "df.columns after each of 100 transformations: calls", "rpcs", 1.0),
    Bench("collect", "collect: peak memory", "peak_mb", 1.0),
    Bench("to_local_iterator", "toLocalIterator: peak memory", "peak_mb", 1.0),
    Bench(
        "to_local_iterator",
        "toLocalIterator of four times the rows: peak memory",
        "peak_mb",
        1.2,
        "itself",
        size=4,
    ),
)
