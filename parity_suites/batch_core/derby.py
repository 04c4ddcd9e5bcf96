"""A real database for JDBC cases: Apache Derby, which every Spark ships, run by the server."""

from contextlib import contextmanager, suppress

DRIVER = "org.apache.derby.jdbc.EmbeddedDriver"


@contextmanager
def database(spark, tmp):
    """The address of an empty database of this case alone, which is gone afterwards."""
    name = "jdbc:derby:memory:" + tmp.name
    try:
        yield name + ";create=true"
    finally:
        # Derby drops a database when somebody connects so, and says so by an error.
        with suppress(Exception):
            spark.read.jdbc(name + ";drop=true", "sysibm.sysdummy1").collect()


def tables(spark, url):
    """What Derby itself says is in the database."""
    query = "(select tablename from sys.systables where tabletype = 'T') known"
    return sorted(row[0] for row in spark.read.jdbc(url, query).collect())


def columns(spark, url, table):
    """Name and type of the columns of a table, in the words of Derby."""
    query = (
        "(select c.columnname, cast(c.columndatatype as varchar(60)) as kind, c.columnnumber"
        " from sys.syscolumns c join sys.systables t on c.referenceid = t.tableid"
        f" where t.tablename = '{table}') known"
    )
    rows = spark.read.jdbc(url, query).collect()
    return [(row[0], row[1]) for row in sorted(rows, key=lambda row: row[2])]
