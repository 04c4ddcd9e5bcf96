"""The benchmarks and what each must reach, as the project promises it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What is compared: seconds on the clock, CPU seconds of the client's process, megabytes, calls.
Quantity = Literal["wall", "client", "peak_mb", "rpcs"]
Against = Literal["pyspark", "raw", "itself"]


@dataclass(frozen=True)
class Bench:
    """One program, and a bar for it.

    Attributes:
        program: a method of `Programs`, or `start` for a fresh process that only imports.
        title: what it does, for people; no other row is called so.
        quantity: what the bar is about.
        bar: the most that sparity may need, where the other needs 1.
        against: who the other is; `itself` is sparity with size 1.
        size: how large the program is.
        raw: the program that the raw reader runs, where answers are what takes time: no client
            can be quicker.
        closely: how many times as many samples are taken, where so much of it is the server's time
            that one which takes a little longer now and then would decide.
    """

    program: str
    title: str
    quantity: Quantity
    bar: float
    against: Against = "pyspark"
    size: float = 1.0
    raw: str | None = None
    closely: int = 1

    @property
    def key(self) -> str:
        """What tells it from all others, also in another run."""
        return f"{self.program}/{self.quantity}/{self.against}/{self.size:g}"


def _plans() -> list[Bench]:
    """Plans that are built, encoded and made ready to be sent, and what four times as much costs.

    Up to the bytes of the request: whatever a client does before it sends is part of it.
    """
    found = []
    for program, title in (
        ("select", "5,000 columns in a select"),
        ("with_column", "400 times withColumn"),
        ("union", "2,000 unions"),
        ("isin", "10,000 literals in isin"),
    ):
        found.append(Bench(program, title, "client", 1 / 5))
        found.append(Bench(program, f"{title}, times four", "client", 4.5, "itself", size=4))
    return found


def _with_a_schema() -> list[Bench]:
    """Frames of local data whose types are told, alone and with a query."""
    found = []
    for program, title in (
        ("create_from_tuples_with_schema", "createDataFrame, tuples and a schema"),
        ("create_from_dicts_with_schema", "createDataFrame, dicts and a schema"),
        ("create_from_rows_with_schema", "createDataFrame, Rows and a schema"),
        ("create_from_pandas", "createDataFrame, pandas"),
        ("create_from_polars", "createDataFrame, polars (of PySpark: Arrow of polars)"),
        ("create_from_arrow", "createDataFrame, Arrow"),
    ):
        found.append(Bench(program, title, "client", 0.8))
        counted = f"{title}, and count"
        found.append(Bench(f"{program}_and_count", counted, "wall", 1.0, closely=3))
    return found


def _as_arrow() -> list[Bench]:
    """Results that stay as they came: little is left to do besides receiving them."""
    return [
        Bench(program, title, "wall", 1.05, "raw", raw="collect", closely=5)
        for program, title in (
            ("to_arrow", "toArrow"),
            ("to_polars", "to_polars"),
            ("to_arrow_reader", "to_arrow_reader"),
        )
    ]


def _at_once() -> list[Bench]:
    """Many small queries, 32 at a time. The raw reader has no asyncio: its threads stand for it."""
    return [
        Bench(program, f"1,000 such queries {how}", "wall", 1 / 1.5, raw="queries_by_threads")
        for program, how in (
            ("queries_by_threads", "by 32 threads"),
            ("queries_awaited", "by asyncio, 32 at a time"),
        )
    ]


def _flat() -> list[Bench]:
    """Streams, whose memory must not grow with the number of rows."""
    return [
        Bench(program, f"{title} of four times the rows: memory", "peak_mb", 1.2, "itself", size=4)
        for program, title in (
            ("to_local_iterator", "toLocalIterator"),
            ("to_arrow_reader", "to_arrow_reader"),
            ("rows_awaited", "df.aio.rows()"),
        )
    ]


BENCHES = (
    Bench("start", "import and make a session: time", "client", 1 / 8),
    Bench("start", "import and make a session: memory", "peak_mb", 1 / 3),
    Bench("collect", "collect, 500,000 rows", "wall", 1 / 8, raw="collect"),
    Bench("collect_nested", "collect, 100,000 nested rows", "wall", 1 / 4, raw="collect_nested"),
    Bench("to_local_iterator", "toLocalIterator, 500,000 rows", "wall", 1 / 6, raw="collect"),
    *_as_arrow(),
    Bench("to_pandas", "toPandas", "wall", 0.9, raw="collect"),
    Bench("create_from_tuples", "createDataFrame, tuples", "client", 1 / 8),
    Bench("create_from_dicts", "createDataFrame, dicts", "client", 1 / 8),
    Bench("create_from_rows", "createDataFrame, Rows", "client", 1 / 8),
    *_with_a_schema(),
    *_plans(),
    Bench("tiny_query", "range(1).collect()", "wall", 0.9, raw="tiny_query"),
    Bench("tiny_query", "range(1).collect(): calls", "rpcs", 1.0, raw="tiny_query"),
    Bench("queries", "1,000 such queries", "wall", 1 / 1.5, raw="queries"),
    *_at_once(),
    Bench("columns", "df.columns after each of 100 transformations: calls", "rpcs", 1.0),
    Bench("collect", "collect: memory", "peak_mb", 1.0, raw="collect"),
    Bench("to_local_iterator", "toLocalIterator: memory", "peak_mb", 1.0, raw="collect"),
    *_flat(),
)
