"""Moves much data through the client and says what memory that took; runs in its environment."""

import json
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pyarrow as pa

_COLUMNS = 8
#: Rows of a KiB: of short ones a server makes so many objects that it needs many times the size.
_TEXT_BYTES = 1016
_ROWS_A_BATCH = 1 << 14
_PARTITIONS = 64


class Peak:
    """The largest memory of this process that belongs to no file, as long as a `with` lasts."""

    def __enter__(self) -> "Peak":
        self.before = self.largest = _anonymous_mib()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.01):
            self.largest = max(self.largest, _anonymous_mib())


def _anonymous_mib() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def read(spark: Any, size: int) -> int:
    """The bytes of a large result that is streamed."""
    columns = [f"id + {n} as c{n}" for n in range(_COLUMNS)]
    df = spark.range(0, size // (8 * _COLUMNS), 1, _PARTITIONS).selectExpr(*columns)
    return sum(batch.nbytes for batch in df.to_arrow_reader())


def create(spark: Any, size: int, file: Path) -> int:
    """The bytes of a large local table, in a file, that was made a DataFrame and counted."""
    with pa.memory_map(str(file)) as mapped:
        table = pa.ipc.open_file(mapped).read_all()
        assert spark.createDataFrame(table).count() == table.num_rows
        return int(table.nbytes)


def write(file: Path, size: int) -> None:
    """A file with a table of this size."""
    columns: dict[str, pa.DataType] = {"id": pa.int64(), "text": pa.string()}
    schema = pa.schema(columns)
    texts = pa.array(["x" * _TEXT_BYTES] * _ROWS_A_BATCH)
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for start in range(0, size // (8 + _TEXT_BYTES), _ROWS_A_BATCH):
            ids = pa.array(range(start, start + _ROWS_A_BATCH), pa.int64())
            writer.write_batch(pa.record_batch([ids, texts], schema=schema))


def main(url: str, deed: str, size: int) -> None:
    """Do a deed once in small and then in large; print what it took."""
    from sparity.sql import SparkSession

    spark = SparkSession.builder.remote(url).create()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.arrow"

        def do(bytes_: int) -> int:
            if deed == "read":
                return read(spark, bytes_)
            return create(spark, bytes_, file)

        write(file, 1 << 20)
        do(1 << 20)
        write(file, size if deed == "create" else 1)
        began = time.monotonic()
        with Peak() as peak:
            moved = do(size)
        told = {
            "bytes": moved,
            "before_mib": round(peak.before),
            "peak_mib": round(peak.largest),
            "seconds": round(time.monotonic() - began, 1),
        }
    spark.stop()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
