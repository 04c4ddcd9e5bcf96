"""Functions on Avro data, with the module names of `pyspark.sql.avro`."""
