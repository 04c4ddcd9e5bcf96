"""Why parts of PySpark have no counterpart here; only words, used in the errors of imports."""

from __future__ import annotations

from typing import Final

_JVM = "it needs a JVM in the program's own process, which a Spark Connect client does not have"
_WORKER = "it needs Python functions on the server, which arrive later"
_ML = "machine learning arrives later"
_STREAMING = "structured streaming arrives later"
_INTERNAL = "it belongs to the inside of PySpark"
_UNKNOWN = "there is nothing of this name"

#: The longest name that a module is, or is in, decides.
_MODULES: Final[dict[str, str]] = {
    "pyspark": _INTERNAL,
    "pyspark.accumulators": _JVM,
    "pyspark.broadcast": _JVM,
    "pyspark.context": _JVM,
    "pyspark.core": _JVM,
    "pyspark.files": _JVM,
    "pyspark.errors.exceptions.captured": _JVM,
    "pyspark.java_gateway": _JVM,
    "pyspark.ml": _ML,
    "pyspark.mllib": _JVM,
    "pyspark.pandas": "pandas on Spark arrives later",
    "pyspark.pipelines": "declarative pipelines arrive later",
    "pyspark.profiler": _WORKER,
    "pyspark.rdd": _JVM,
    "pyspark.resource": "resource profiles arrive later",
    "pyspark.sql.avro": "the functions for Avro arrive later",
    "pyspark.sql.classic": _JVM,
    "pyspark.sql.connect.avro": "the functions for Avro arrive later",
    "pyspark.sql.connect.client": "`sparity.connect` speaks the protocol in its own way",
    "pyspark.sql.connect.plan": "`sparity.plan` says plans in its own way",
    "pyspark.sql.connect.proto": "`sparity.protocol` reads the protocol as data, without classes",
    "pyspark.sql.connect.protobuf": "the functions for Protobuf arrive later",
    "pyspark.sql.connect.streaming": _STREAMING,
    "pyspark.sql.connect.udf": _WORKER,
    "pyspark.sql.connect.udtf": _WORKER,
    "pyspark.sql.context": _JVM,
    "pyspark.sql.datasource": _WORKER,
    "pyspark.sql.pandas.functions": _WORKER,
    "pyspark.sql.pandas.group_ops": _WORKER,
    "pyspark.sql.pandas.map_ops": _WORKER,
    "pyspark.sql.plot": "plotting arrives later",
    "pyspark.sql.profiler": _WORKER,
    "pyspark.sql.protobuf": "the functions for Protobuf arrive later",
    "pyspark.sql.streaming": _STREAMING,
    "pyspark.sql.udf": _WORKER,
    "pyspark.sql.udtf": _WORKER,
    "pyspark.status": _JVM,
    "pyspark.streaming": _JVM,
    "pyspark.taskcontext": _WORKER,
    "pyspark.testing": "only `assertDataFrameEqual` and `assertSchemaEqual` are here",
}

_NAMES: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            "Accumulator",
            "AccumulatorParam",
            "BasicProfiler",
            "Broadcast",
            "CPickleSerializer",
            "CapturedException",
            "HiveContext",
            "MarshalSerializer",
            "Profiler",
            "RDD",
            "RDDBarrier",
            "SQLContext",
            "SparkContext",
            "SparkExecutorInfo",
            "SparkFiles",
            "SparkJobInfo",
            "SparkStageInfo",
            "StatusTracker",
            "get_active_spark_context",
        ),
        _JVM,
    ),
    **dict.fromkeys(
        (
            "AnalyzeArgument",
            "AnalyzeResult",
            "ArrowUDFType",
            "BarrierTaskContext",
            "BarrierTaskInfo",
            "DataSource",
            "OrderingColumn",
            "PandasCogroupedOps",
            "PandasUDFType",
            "PartitioningColumn",
            "PythonEvalType",
            "SelectedColumn",
            "SkipRestOfInputTableException",
            "TaskContext",
            "UDFRegistration",
            "UDTFRegistration",
            "UserDefinedFunction",
            "UserDefinedTableFunction",
        ),
        _WORKER,
    ),
    **dict.fromkeys(
        ("ChannelBuilder", "DefaultChannelBuilder"), "`sparity.connect` makes channels"
    ),
    **dict.fromkeys(("InheritableThread", "inheritable_thread_target"), "it arrives later"),
    **dict.fromkeys(("DataStreamReader", "DataStreamWriter", "StreamingQuery"), _STREAMING),
}


def of_module(name: str) -> str:
    """Why there is no such module."""
    while name not in _MODULES:
        name = name.rpartition(".")[0]
    return _MODULES[name]


def of_name(module: str, name: str) -> str:
    """Why a module that is there has no such name."""
    inner = f"{module}.{name}"
    return _NAMES.get(name) or _MODULES.get(inner) or _UNKNOWN
