"""The table of what each module of `pyspark` is here; holds names only and loads nothing."""

from __future__ import annotations

from typing import Final

_FUNCTIONS = "sparity.sql.functions"
_EXCEPTIONS = "sparity.errors.exceptions"

#: PySpark's module: ours, whose public names it has. A module of PySpark that is not here does
#: not exist while the drop-in is installed, even where PySpark is.
MODULES: Final[dict[str, str]] = {
    "pyspark": "sparity",
    "pyspark._globals": "sparity._globals",
    "pyspark.conf": "sparity.conf",
    "pyspark.errors": "sparity.errors",
    "pyspark.errors.exceptions": _EXCEPTIONS,
    "pyspark.errors.exceptions.base": f"{_EXCEPTIONS}.base",
    "pyspark.errors.exceptions.connect": f"{_EXCEPTIONS}.connect",
    "pyspark.sql": "sparity.sql",
    "pyspark.sql.catalog": "sparity.sql.catalog",
    "pyspark.sql.column": "sparity.sql.column",
    "pyspark.sql.conf": "sparity.sql.conf",
    "pyspark.sql.connect": "sparity",
    "pyspark.sql.connect.catalog": "sparity.sql.catalog",
    "pyspark.sql.connect.column": "sparity.sql.column",
    "pyspark.sql.connect.conf": "sparity.sql.conf",
    "pyspark.sql.connect.dataframe": "sparity.sql.dataframe",
    "pyspark.sql.connect.functions": _FUNCTIONS,
    "pyspark.sql.connect.functions.builtin": _FUNCTIONS,
    "pyspark.sql.connect.functions.partitioning": f"{_FUNCTIONS}.partitioning",
    "pyspark.sql.connect.group": "sparity.sql.group",
    "pyspark.sql.connect.merge": "sparity.sql.merge",
    "pyspark.sql.connect.observation": "sparity.sql.observation",
    "pyspark.sql.connect.readwriter": "sparity.sql.readwriter",
    "pyspark.sql.connect.session": "sparity.sql.session",
    "pyspark.sql.connect.table_arg": "sparity.sql.table_arg",
    "pyspark.sql.connect.tvf": "sparity.sql.tvf",
    "pyspark.sql.connect.types": "sparity.sql.types",
    "pyspark.sql.connect.window": "sparity.sql.window",
    "pyspark.sql.dataframe": "sparity.sql.dataframe",
    "pyspark.sql.functions": _FUNCTIONS,
    "pyspark.sql.functions.builtin": _FUNCTIONS,
    "pyspark.sql.functions.partitioning": f"{_FUNCTIONS}.partitioning",
    "pyspark.sql.group": "sparity.sql.group",
    "pyspark.sql.merge": "sparity.sql.merge",
    "pyspark.sql.metrics": "sparity.sql.metrics",
    "pyspark.sql.observation": "sparity.sql.observation",
    "pyspark.sql.pandas": "sparity",
    "pyspark.sql.pandas.types": "sparity.arrow.schema",
    "pyspark.sql.pandas.utils": "sparity.sql.requirements",
    "pyspark.sql.readwriter": "sparity.sql.readwriter",
    "pyspark.sql.session": "sparity.sql.session",
    "pyspark.sql.table_arg": "sparity.sql.table_arg",
    "pyspark.sql.tvf": "sparity.sql.tvf",
    "pyspark.sql.types": "sparity.sql.types",
    "pyspark.sql.utils": "sparity.sql.utils",
    "pyspark.sql.window": "sparity.sql.window",
    "pyspark.storagelevel": "sparity.storagelevel",
    "pyspark.testing": "sparity.testing",
    "pyspark.testing.utils": "sparity.testing",
    "pyspark.version": "sparity.parity",
}

_VERSION = {"__version__": "sparity.parity.PYSPARK_VERSION"}
_CATALOG = {
    name: f"sparity.sql.catalog_types.{name}"
    for name in ("CatalogMetadata", "Column", "Database", "Function", "Table", "TablePartition")
}

#: PySpark's module: further names in it, and what they are here.
NAMES: Final[dict[str, dict[str, str]]] = {
    "pyspark": {
        **_VERSION,
        "Row": "sparity.types.Row",
        "SparkConf": "sparity.conf.SparkConf",
        "StorageLevel": "sparity.storagelevel.StorageLevel",
        "_NoValue": "sparity._globals._NoValue",
    },
    "pyspark.version": _VERSION,
    "pyspark._globals": {
        "_NoValue": "sparity._globals._NoValue",
        "_NoValueType": "sparity._globals._NoValueType",
    },
    "pyspark.errors.exceptions.base": {
        "QueryContext": "sparity.errors.context.QueryContext",
        "QueryContextType": "sparity.errors.context.QueryContextType",
    },
    "pyspark.sql": {"is_remote": "sparity.sql.utils.is_remote"},
    "pyspark.sql.catalog": _CATALOG,
    "pyspark.sql.connect.catalog": _CATALOG,
    "pyspark.sql.conf": {"RuntimeConfig": "sparity.sql.conf.RuntimeConf"},
    "pyspark.sql.types": {
        "_create_row": "sparity.types.row._make",
        "_merge_type": "sparity.types.merge.merge",
        "_parse_datatype_string": "sparity.types.ddl.parse_ddl",
    },
}

#: PySpark's module: classes that say it is theirs. Many a library tells by the name of a
#: DataFrame's class what it has been given.
CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "pyspark.sql.connect.column": ("Column",),
    "pyspark.sql.connect.dataframe": ("DataFrame",),
    "pyspark.sql.connect.session": ("SparkSession",),
}

#: PySpark's module: modules that come with it. Libraries look at what is loaded to tell a remote
#: PySpark from one with a JVM.
ALONG: Final[dict[str, tuple[str, ...]]] = {"pyspark.sql": ("pyspark.sql.connect", *CLASSES)}

#: Packages: the modules that others are in.
PACKAGES: Final = frozenset(name.rpartition(".")[0] for name in MODULES) - {""}
