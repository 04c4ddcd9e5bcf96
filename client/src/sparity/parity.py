"""The PySpark version whose public surface this client has; the only place that says so."""

PYSPARK_VERSION = "4.3.0"
