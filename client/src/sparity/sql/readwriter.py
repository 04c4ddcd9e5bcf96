"""The readers and writers under the module name that PySpark users know."""

from sparity.sql.reader import DataFrameReader
from sparity.sql.writer import DataFrameWriter
from sparity.sql.writer_v2 import DataFrameWriterV2

__all__ = ["DataFrameReader", "DataFrameWriter", "DataFrameWriterV2"]
