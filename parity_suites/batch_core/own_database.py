"""A database in the server's catalog for one case: its tables are in the case's own folder."""

from contextlib import contextmanager


@contextmanager
def own_database(spark, tmp, name):
    """Make a database and use it; afterwards it is gone with all that is in it."""
    spark.sql(f"drop database if exists {name} cascade")
    spark.sql(f"create database {name} comment 'of one case' location '{tmp}/{name}'")
    spark.sql(f"use {name}")
    try:
        yield name
    finally:
        spark.sql("use spark_catalog.default")
        spark.sql(f"drop database if exists {name} cascade")


def kept(frame):
    """A frame's types and rows, computed while its tables are there."""
    rows = sorted((tuple(row) for row in frame.collect()), key=repr)
    return {"types": frame.dtypes, "rows": rows}
