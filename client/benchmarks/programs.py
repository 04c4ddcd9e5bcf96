"""What the benchmarks run: the same program text with either client; measures nothing itself."""

from __future__ import annotations

import asyncio
import datetime
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

#: What is measured: called without arguments.
Run = Any


class Programs:
    """Programs by name: each method prepares one and gives back what is to be measured.

    Args:
        sql: the module `pyspark.sql` or `sparity.sql`.
        functions: its `functions`.
        spark: a session.
        size: how large, 1 being the size that the table of the issue names.
        encode: gives the bytes of the plan of a frame.
    """

    def __init__(
        self, sql: Any, functions: Any, spark: Any, size: float, encode: Callable[[Any], bytes]
    ) -> None:
        self._sql, self._functions, self._spark = sql, functions, spark
        self._size, self._encode = size, encode

    def _count(self, number: int) -> int:
        return max(1, int(number * self._size))

    # --- results ---

    def table(self) -> Any:
        """The frame that is collected: whole numbers, floats, texts and moments."""
        functions, number = self._functions, self._functions.col("id")
        return self._spark.range(self._count(500_000)).select(
            number,
            (number * 0.5).alias("double"),
            functions.concat(functions.lit("name-"), number.cast("string")).alias("text"),
            functions.timestamp_seconds(number * 61 + 1_577_836_800).alias("moment"),
        )

    def nested(self) -> Any:
        """A frame of arrays, maps and structs."""
        functions, number = self._functions, self._functions.col("id")
        return self._spark.range(self._count(100_000)).select(
            functions.array(number, number + 1, number + 2).alias("array"),
            functions.create_map(functions.lit("a"), number, functions.lit("b"), number * 2).alias(
                "map"
            ),
            functions.struct(number, number.cast("string").alias("text")).alias("struct"),
        )

    def collect(self) -> Run:
        return self.table().collect

    def collect_nested(self) -> Run:
        return self.nested().collect

    def to_local_iterator(self) -> Run:
        frame = self.table()
        return lambda: deque(frame.toLocalIterator(), maxlen=0)

    def to_arrow(self) -> Run:
        return self.table().toArrow

    def to_pandas(self) -> Run:
        return self.table().toPandas

    def to_polars(self) -> Run:
        return self.table().to_polars

    def to_arrow_reader(self) -> Run:
        frame = self.table()
        return lambda: deque(frame.to_arrow_reader(), maxlen=0)

    # --- local data ---

    _NAMES = ("number", "double", "text", "moment")
    _SCHEMA = "number long, double double, text string, moment timestamp"

    def _tuples(self) -> list[tuple[Any, ...]]:
        start = datetime.datetime(2020, 1, 1)
        return [
            (n, n * 0.5, f"name-{n}", start + datetime.timedelta(seconds=61 * n))
            for n in range(self._count(200_000))
        ]

    def _dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self._NAMES, row, strict=True)) for row in self._tuples()]

    def _rows(self) -> list[Any]:
        return [self._sql.Row(**row) for row in self._dicts()]

    def _pandas(self) -> Any:
        import pandas

        return pandas.DataFrame(self._tuples(), columns=list(self._NAMES))

    def _arrow(self) -> Any:
        import pyarrow

        return pyarrow.Table.from_pandas(self._pandas(), preserve_index=False)

    def _created(self, data: Any, schema: str | None = None) -> Run:
        return lambda: self._spark.createDataFrame(data, schema)

    def _created_and_counted(self, data: Any, schema: str | None = None) -> Run:
        return lambda: self._spark.createDataFrame(data, schema).count()

    def create_from_tuples(self) -> Run:
        return self._created(self._tuples())

    def create_from_dicts(self) -> Run:
        return self._created(self._dicts())

    def create_from_rows(self) -> Run:
        return self._created(self._rows())

    def create_with_schema(self) -> Run:
        return self._created(self._tuples(), self._SCHEMA)

    def create_with_schema_and_count(self) -> Run:
        return self._created_and_counted(self._tuples(), self._SCHEMA)

    def create_from_pandas(self) -> Run:
        return self._created(self._pandas())

    def create_from_pandas_and_count(self) -> Run:
        return self._created_and_counted(self._pandas())

    def create_from_arrow(self) -> Run:
        return self._created(self._arrow())

    def create_from_arrow_and_count(self) -> Run:
        return self._created_and_counted(self._arrow())

    # --- plans ---

    def select(self) -> Run:
        base, functions, count = self._spark.range(1), self._functions, self._count(5_000)
        return lambda: self._encode(
            base.select(*[(functions.col("id") + n).alias(f"c{n}") for n in range(count)])
        )

    def with_column(self) -> Run:
        base, functions, count = self._spark.range(1), self._functions, self._count(400)

        def run() -> bytes:
            frame = base
            for n in range(count):
                frame = frame.withColumn(f"c{n}", functions.col("id") + n)
            return self._encode(frame)

        return run

    def union(self) -> Run:
        base, count = self._spark.range(1), self._count(2_000)

        def run() -> bytes:
            frame = base
            for _ in range(count):
                frame = frame.union(base)
            return self._encode(frame)

        return run

    def isin(self) -> Run:
        base, functions, count = self._spark.range(1), self._functions, self._count(10_000)
        return lambda: self._encode(base.filter(functions.col("id").isin(*range(count))))

    # --- round trips ---

    def tiny_query(self) -> Run:
        return self._spark.range(1).collect

    def queries(self) -> Run:
        frame, count = self._spark.range(1), self._count(1_000)
        return lambda: [frame.collect() for _ in range(count)]

    def queries_by_threads(self) -> Run:
        frame, count = self._spark.range(1), self._count(1_000)

        def run() -> None:
            with ThreadPoolExecutor(32) as pool:
                deque(pool.map(lambda _: frame.collect(), range(count)), maxlen=0)
            assert threading.active_count() < 32

        return run

    def queries_awaited(self) -> Run:
        frame, count = self._spark.range(1), self._count(1_000)
        # PySpark has nothing to await: threads are its only way.
        if not hasattr(type(frame), "aio"):
            return self.queries_by_threads()

        async def all_of_them() -> None:
            turn = asyncio.Semaphore(32)

            async def one() -> None:
                async with turn:
                    await frame.aio.collect()

            await asyncio.gather(*(one() for _ in range(count)))

        return lambda: asyncio.run(all_of_them())

    def columns(self) -> Run:
        base, functions = self._spark.range(1), self._functions

        def run() -> None:
            frame = base
            for n in range(self._count(100)):
                frame = frame.withColumn(f"c{n}", functions.lit(n))
                assert len(frame.columns) == n + 2

        return run
