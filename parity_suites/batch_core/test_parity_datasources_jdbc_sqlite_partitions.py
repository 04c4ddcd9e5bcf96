"""JDBC: how rows of a SQLite database file fall into partitions, by ranges and by predicates."""

from parity_suites.batch_core.sqlite_file import CITIES, SqliteFile, parts_of, rows_of
from parity_suites.case import case


@case(
    mirrors="datasources.test_jdbc",
    params={
        "even": {"low": 0, "high": 10, "count": 5},
        "inner": {"low": 4, "high": 6, "count": 2},
        "all_above": {"low": 100, "high": 200, "count": 4},
        "negative": {"low": -10, "high": 10, "count": 4},
        "text": {"low": "0", "high": "10", "count": "2"},
        "more_than_range": {"low": 3, "high": 5, "count": 9},
        "equal_bounds": {"low": 5, "high": 5, "count": 3},
        "one": {"low": 2, "high": 3, "count": 1},
    },
)
def ranges_of_a_column(spark, F, tmp, low, high, count):
    """Bounds say where the table is cut; which rows are read they do not say."""
    numbers = ",".join(f"({n})" for n in range(10))
    database = SqliteFile(tmp, f"create table n (id integer); insert into n values {numbers}")
    frame = spark.read.jdbc(
        database.url, "n", column="id", lowerBound=low, upperBound=high, numPartitions=count
    )
    return parts_of(frame, F)


@case(mirrors="datasources.test_jdbc")
def ranges_of_a_column_with_nulls(spark, F, tmp):
    """Rows without a value belong to the first range."""
    database = SqliteFile(tmp, CITIES)
    frame = spark.read.jdbc(database.url, "cities", "area", 300, 1500, 3)
    return parts_of(frame, F)


@case(mirrors="datasources.test_jdbc_format")
def ranges_of_a_subquery_as_options(spark, F, tmp):
    """The options of ranges, over a query under an alias."""
    options = {
        "dbtable": "(select id, name from cities where id > 1) few",
        "partitionColumn": "id",
        "lowerBound": 2,
        "upperBound": 6,
        "numPartitions": 2,
    }
    database = SqliteFile(tmp, CITIES)
    frame = spark.read.format("jdbc").option("url", database.url).options(**options).load()
    return parts_of(frame, F)


@case(mirrors="datasources.test_jdbc_format")
def ranges_of_times(spark, F, tmp):
    """Bounds that are text, where the column holds times."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    script = "create table seen (id integer, at timestamp);" + "".join(
        f"insert into seen values ({month}, '2024-{month:02}-15 08:00:00.000');"
        for month in range(1, 13)
    )
    frame = spark.read.jdbc(
        SqliteFile(tmp, script).url,
        "seen",
        column="at",
        lowerBound="2024-01-01 00:00:00",
        upperBound="2025-01-01 00:00:00",
        numPartitions=4,
    )
    return parts_of(frame, F)


@case(mirrors="datasources.test_jdbc")
def predicates_are_partitions(spark, F, tmp):
    """In the order given; they may overlap, be empty, and use what only SQLite knows."""
    database = SqliteFile(tmp, CITIES)

    def read(*predicates):
        return parts_of(spark.read.jdbc(database.url, "cities", predicates=list(predicates)), F)

    return {
        "in_order": read("id > 3", "id <= 3"),
        "overlapping": read("id < 4", "id > 2"),
        "with_an_empty_one": read("id > 100", "id = 2"),
        "of_sqlite": read("id % 2 = 0", "name glob 'B*' and id % 2 = 1"),
        "none": read(),
    }


@case(mirrors="datasources.test_jdbc")
def bounds_without_a_column(spark, F, tmp):
    """They say nothing: the table is read in one piece."""
    database = SqliteFile(tmp, CITIES)
    numbered = spark.read.jdbc(database.url, "cities", numPartitions=2)
    bounds = spark.read.jdbc(database.url, "cities", lowerBound=1, upperBound=5, numPartitions=2)
    return {
        "no_column": parts_of(bounds, F),
        "only_a_number": rows_of(numbered.select("id")),
        "by_position": parts_of(
            spark.read.jdbc(database.url, "cities", None, None, None, None, ["id > 2"]), F
        ),
    }


@case(mirrors="datasources.test_jdbc")
def column_and_predicates(spark, F, tmp):
    """Where both are given the column decides, and nobody looks at the predicates."""
    url = SqliteFile(tmp, CITIES).url
    ranges = {"column": "id", "lowerBound": 1, "upperBound": 5, "numPartitions": 2}
    return {
        "list": parts_of(spark.read.jdbc(url, "cities", predicates=["id = 1"], **ranges), F),
        "text": parts_of(spark.read.jdbc(url, "cities", predicates="id = 1", **ranges), F),
    }
