"""What the benchmarks run: the same program text with either client; measures nothing itself."""

from __future__ import annotations

import asyncio
import datetime
import itertools
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

#: What is measured: called without arguments.
Run = Any

#: How deep messages lie in each other in plans whose depth grows with their size, at size 1.
DEPTHS = {"union": 2 * 2_000, "with_column": 2 * 400}


class Renewed:
    """A program on data that is new each time, so that no cache knows it.

    Args:
        versions: the data, again and again, in one way or another different.
        use: what is measured.
    """

    def __init__(self, versions: Iterable[Any], use: Callable[[Any], Any]) -> None:
        self._versions, self._use = iter(versions), use
        self._data: Any = None

    def renew(self) -> None:
        """Change the data; comes before each run and is no part of it."""
        self._data = next(self._versions)

    def __call__(self) -> Any:
        return self._use(self._data)


class Programs:
    """Programs by name: each method prepares one and gives back what is to be measured.

    Args:
        sql: the module `pyspark.sql` or `sparity.sql`.
        functions: its `functions`.
        spark: a session.
        size: how large, 1 being the size that the table of the issue names.
        ready: runs what executes a plan up to where the client would send its request.
        collecting: gives what collects a frame; by default its method.
    """

    def __init__(
        self,
        sql: Any,
        functions: Any,
        spark: Any,
        size: float,
        ready: Callable[[Any], Any],
        collecting: Callable[[Any], Callable[[], Any]] = lambda frame: frame.collect,
    ) -> None:
        self._sql, self._functions, self._spark = sql, functions, spark
        self._size, self._ready, self._collecting = size, ready, collecting

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
        return self._collecting(self.table())

    def collect_nested(self) -> Run:
        return self._collecting(self.nested())

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

    def rows_awaited(self) -> Run:
        frame = self.table()

        async def all_of_them() -> None:
            async for _ in frame.aio.rows():
                pass

        return self._awaited(all_of_them)

    # --- local data ---

    _NAMES = ("number", "double", "text", "moment")
    _SCHEMA = "number long, double double, text string, moment timestamp"

    def _tuples(self) -> list[tuple[Any, ...]]:
        start = datetime.datetime(2020, 1, 1)
        return [
            (n, n * 0.5, f"name-{n}", start + datetime.timedelta(seconds=61 * n))
            for n in range(self._count(200_000))
        ]

    def _renewed_rows(self, of: Callable[[tuple[Any, ...]], Any]) -> Iterator[list[Any]]:
        """Local rows: only the first one changes."""
        tuples = self._tuples()
        rows = [of(row) for row in tuples]
        for turn in itertools.count(1):
            rows[0] = of((-turn, *tuples[0][1:]))
            yield rows

    def _tuple_rows(self) -> Iterator[list[Any]]:
        return self._renewed_rows(tuple)

    def _dict_rows(self) -> Iterator[list[Any]]:
        return self._renewed_rows(lambda row: dict(zip(self._NAMES, row, strict=True)))

    def _row_rows(self) -> Iterator[list[Any]]:
        make = self._sql.Row
        return self._renewed_rows(lambda row: make(**dict(zip(self._NAMES, row, strict=True))))

    def _pandas(self) -> Iterator[Any]:
        import pandas

        frame = pandas.DataFrame(self._tuples(), columns=list(self._NAMES))
        for turn in itertools.count(1):
            frame.iloc[0, 0] = -turn
            yield frame

    def _arrow(self) -> Iterator[Any]:
        import pyarrow

        columns = dict(zip(self._NAMES, zip(*self._tuples(), strict=True), strict=True))
        table = pyarrow.table({name: list(values) for name, values in columns.items()})
        numbers = table["number"].to_numpy()
        for turn in itertools.count(1):
            yield table.set_column(0, "number", pyarrow.array(numbers + turn))

    def _polars(self) -> Iterator[Any]:
        try:
            import polars
        except ImportError:
            # PySpark takes no polars: it gets the table that `to_arrow` of polars would give.
            import pyarrow

            large = ("text", pyarrow.large_string())
            return (
                table.set_column(2, large[0], table["text"].cast(large[1]))
                for table in self._arrow()
            )
        return map(polars.from_arrow, self._arrow())

    def _created(self, versions: Iterable[Any], schema: str | None = None) -> Run:
        return Renewed(versions, lambda data: self._spark.createDataFrame(data, schema))

    def _counted(self, versions: Iterable[Any], schema: str | None = None) -> Run:
        return Renewed(versions, lambda data: self._spark.createDataFrame(data, schema).count())

    def create_from_tuples(self) -> Run:
        return self._created(self._tuple_rows())

    def create_from_dicts(self) -> Run:
        return self._created(self._dict_rows())

    def create_from_rows(self) -> Run:
        return self._created(self._row_rows())

    def create_from_tuples_with_schema(self) -> Run:
        return self._created(self._tuple_rows(), self._SCHEMA)

    def create_from_tuples_with_schema_and_count(self) -> Run:
        return self._counted(self._tuple_rows(), self._SCHEMA)

    def create_from_dicts_with_schema(self) -> Run:
        return self._created(self._dict_rows(), self._SCHEMA)

    def create_from_dicts_with_schema_and_count(self) -> Run:
        return self._counted(self._dict_rows(), self._SCHEMA)

    def create_from_rows_with_schema(self) -> Run:
        return self._created(self._row_rows(), self._SCHEMA)

    def create_from_rows_with_schema_and_count(self) -> Run:
        return self._counted(self._row_rows(), self._SCHEMA)

    def create_from_pandas(self) -> Run:
        return self._created(self._pandas())

    def create_from_pandas_and_count(self) -> Run:
        return self._counted(self._pandas())

    def create_from_polars(self) -> Run:
        return self._created(self._polars())

    def create_from_polars_and_count(self) -> Run:
        return self._counted(self._polars())

    def create_from_arrow(self) -> Run:
        return self._created(self._arrow())

    def create_from_arrow_and_count(self) -> Run:
        return self._counted(self._arrow())

    # --- plans: built, encoded, and all else that comes before they are sent ---

    def select(self) -> Run:
        base, functions, count = self._spark.range(1), self._functions, self._count(5_000)
        return lambda: self._ready(
            lambda: base.select(
                *[(functions.col("id") + n).alias(f"c{n}") for n in range(count)]
            ).collect()
        )

    def with_column(self) -> Run:
        base, functions, count = self._spark.range(1), self._functions, self._count(400)

        def run() -> None:
            frame = base
            for n in range(count):
                frame = frame.withColumn(f"c{n}", functions.col("id") + n)
            frame.collect()

        return lambda: self._ready(run)

    def union(self) -> Run:
        base, count = self._spark.range(1), self._count(2_000)

        def run() -> None:
            frame = base
            for _ in range(count):
                frame = frame.union(base)
            frame.collect()

        return lambda: self._ready(run)

    def isin(self) -> Run:
        base, functions, count = self._spark.range(1), self._functions, self._count(10_000)
        return lambda: self._ready(
            lambda: base.filter(functions.col("id").isin(*range(count))).collect()
        )

    # --- round trips ---

    def tiny_query(self) -> Run:
        return self._collecting(self._spark.range(1))

    def queries(self) -> Run:
        collect, count = self.tiny_query(), self._count(1_000)
        return lambda: [collect() for _ in range(count)]

    def queries_by_threads(self) -> Run:
        collect, count = self.tiny_query(), self._count(1_000)

        def run() -> None:
            with ThreadPoolExecutor(32) as pool:
                deque(pool.map(lambda _: collect(), range(count)), maxlen=0)

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

        return self._awaited(all_of_them)

    @staticmethod
    def _awaited(start: Callable[[], Coroutine[Any, Any, None]]) -> Run:
        # One event loop for all runs, as a program has: a channel belongs to the loop it began in.
        runner = asyncio.Runner()
        return lambda: runner.run(start())

    def columns(self) -> Run:
        base, functions = self._spark.range(1), self._functions

        def run() -> None:
            frame = base
            for n in range(self._count(100)):
                frame = frame.withColumn(f"c{n}", functions.lit(n))
                assert len(frame.columns) == n + 2

        return run
