"""Functions on Protobuf data, with the module names of `pyspark.sql.protobuf`."""
