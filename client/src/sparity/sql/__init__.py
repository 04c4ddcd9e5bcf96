"""The public API, with the names of `pyspark.sql`; loads neither pandas, NumPy nor pyarrow."""

from sparity.sql.catalog import Catalog
from sparity.sql.cogroup import PandasCogroupedOps
from sparity.sql.column import Column
from sparity.sql.conf import RuntimeConf
from sparity.sql.dataframe import DataFrame, DataFrameNaFunctions, DataFrameStatFunctions
from sparity.sql.group import GroupedData
from sparity.sql.merge import MergeIntoWriter
from sparity.sql.observation import Observation
from sparity.sql.readwriter import DataFrameReader, DataFrameWriter, DataFrameWriterV2
from sparity.sql.session import SparkSession
from sparity.sql.udf import UDFRegistration
from sparity.sql.udtf import UDTFRegistration
from sparity.sql.window import Window, WindowSpec
from sparity.storagelevel import StorageLevel
from sparity.types import Geography, Geometry, Row, VariantVal

__all__ = [
    "Catalog",
    "Column",
    "DataFrame",
    "DataFrameNaFunctions",
    "DataFrameReader",
    "DataFrameStatFunctions",
    "DataFrameWriter",
    "DataFrameWriterV2",
    "Geography",
    "Geometry",
    "GroupedData",
    "MergeIntoWriter",
    "Observation",
    "PandasCogroupedOps",
    "Row",
    "RuntimeConf",
    "SparkSession",
    "StorageLevel",
    "UDFRegistration",
    "UDTFRegistration",
    "VariantVal",
    "Window",
    "WindowSpec",
    "is_remote",
]


def is_remote() -> bool:
    """Whether sessions are on a Spark Connect server: here they always are. Since Spark 3.4."""
    return True
