"""JDBC: reading from and writing to a real database (Derby, inside the server)."""

from parity_suites.batch_core.derby import DRIVER, columns, database, tables
from parity_suites.case import case


def _planets(spark):
    rows = [
        (1, "Mercury", 0.39, None),
        (2, "Venus", 0.72, True),
        (3, "Earth", 1.0, True),
        (4, "Mars", 1.52, True),
        (5, None, 5.2, False),
    ]
    return spark.createDataFrame(rows, "id int, name string, distance double, air boolean")


def _rows(frame):
    """The rows, computed while the database is there."""
    return sorted(tuple(row) for row in frame.collect())


# --- reading ----------------------------------------------------------------------------------


@case(mirrors="datasources.test_jdbc")
def table_is_written_and_read_back(spark, tmp):
    """Names, nulls and types survive the way through the database."""
    with database(spark, tmp) as url:
        _planets(spark).write.jdbc(url, "planets")
        frame = spark.read.jdbc(url, "planets")
        return {
            "schema": frame.schema,
            "rows": _rows(frame.select("id", "distance")),
            "names": sorted(str(row[0]) for row in frame.select("name").collect()),
            "tables": tables(spark, url),
            "columns": columns(spark, url, "PLANETS"),
        }


@case(mirrors="datasources.test_jdbc")
def read_in_ranges_of_a_column(spark, F, tmp):
    """Bounds and a number of partitions cut the table; all rows come, also those outside."""
    with database(spark, tmp) as url:
        _planets(spark).write.jdbc(url, "planets")

        def read(low, high, count):
            frame = spark.read.jdbc(
                url, "planets", column="id", lowerBound=low, upperBound=high, numPartitions=count
            )
            parts = frame.select("id", F.spark_partition_id().alias("part"))
            return _rows(parts)

        return {
            "three": read(1, 5, 3),
            "outside": read(3, 4, 2),
            "text_bounds": read("1", "5", 2),
            "more_than_values": read(0, 2, 10),
            "one": read(1, 5, 1),
        }


@case(mirrors="datasources.test_jdbc")
def ranges_by_position(spark, F, tmp):
    """The column and its bounds may be given by position."""
    with database(spark, tmp) as url:
        _planets(spark).write.jdbc(url, "planets")
        frame = spark.read.jdbc(url, "planets", "id", 1, 5, 2)
        return _rows(frame.select("id", F.spark_partition_id()))


@case(mirrors="datasources.test_jdbc")
def ranges_need_all_their_bounds(spark, api):
    """A column without bounds or count is refused before anything is asked."""
    url = "jdbc:derby:memory:never_made"

    def read(**bounds):
        return type(api.error_of(lambda: spark.read.jdbc(url, "t", column="id", **bounds))).__name__

    return {
        "none": read(),
        "no_lower": read(upperBound=4, numPartitions=2),
        "no_upper": read(lowerBound=4, numPartitions=2),
        "no_count": read(lowerBound=1, upperBound=2),
    }


@case(mirrors="datasources.test_jdbc")
def read_by_predicates(spark, F, tmp):
    """One partition a predicate; rows that fulfil two come twice."""
    with database(spark, tmp) as url:
        _planets(spark).write.jdbc(url, "planets")

        def read(*predicates):
            frame = spark.read.jdbc(url, "planets", predicates=list(predicates))
            return _rows(frame.select("id", F.spark_partition_id().alias("part")))

        return {
            "two": read('"id" < 3', '"id" >= 3'),
            "overlapping": read('"id" <= 3', '"name" is not null'),
            "one": read('"distance" > 1.5 and "air"'),
        }


@case(mirrors="datasources.test_jdbc")
def properties_reach_the_driver(spark, tmp, api):
    """User, password, driver and fetch size are options; a wrong driver is an error."""
    with database(spark, tmp) as url:
        settings = {"user": "app", "password": "secret", "driver": DRIVER, "fetchsize": "1"}
        _planets(spark).write.jdbc(url, "planets", properties=settings)
        wrong = {"driver": "org.example.NoSuchDriver"}
        return {
            "rows": _rows(spark.read.jdbc(url, "planets", properties=settings).select("id")),
            "kept": settings["fetchsize"],
            "no_driver": api.error_of(
                lambda: spark.read.jdbc(url, "planets", properties=wrong).schema
            ),
        }


@case(mirrors="datasources.test_jdbc")
def the_user_names_the_schema(spark, tmp):
    """In Derby tables of a user are in the schema of that name: `user` really reached it."""
    with database(spark, tmp) as url:
        spark.range(2).write.jdbc(url, "mine", properties={"user": "zoe"})
        query = (
            "(select s.schemaname from sys.systables t join sys.sysschemas s"
            " on t.schemaid = s.schemaid where t.tablename = 'MINE') known"
        )
        return {
            "schema": spark.read.jdbc(url, query).collect(),
            "qualified": _rows(spark.read.jdbc(url, "zoe.mine")),
        }


@case(mirrors="datasources.test_jdbc_format")
def generic_format_with_options(spark, tmp, api):
    """`format("jdbc")` with `dbtable` or `query`, and without either."""
    with database(spark, tmp) as url:
        _planets(spark).write.format("jdbc").options(url=url, dbtable="planets").save()
        base = spark.read.format("jdbc").option("url", url)
        query = 'select "name" as n from planets where "id" = 2'
        return {
            "table": _rows(base.option("dbtable", "planets").load().select("id")),
            "query": spark.read.format("jdbc").options(url=url, query=query).load().collect(),
            "subquery": spark.read.jdbc(url, f"({query}) q").collect(),
            "neither": api.error_of(
                lambda: spark.read.format("jdbc").option("url", url).load().schema
            ),
            "both": api.error_of(
                lambda: (
                    spark.read.format("jdbc")
                    .options(url=url, dbtable="planets", query=query)
                    .load()
                    .schema
                )
            ),
            "no_url": api.error_of(
                lambda: spark.read.format("jdbc").option("dbtable", "planets").load().schema
            ),
        }


@case(mirrors="datasources.test_jdbc_format")
def partitioning_as_options(spark, F, tmp):
    """`partitionColumn` and its bounds as options do what the arguments do."""
    with database(spark, tmp) as url:
        _planets(spark).write.jdbc(url, "planets")
        options = {"partitionColumn": "id", "lowerBound": 1, "upperBound": 5, "numPartitions": 2}
        frame = spark.read.format("jdbc").options(url=url, dbtable="planets", **options).load()
        return _rows(frame.select("id", F.spark_partition_id().alias("part")))


@case(mirrors="datasources.test_jdbc_format")
def schema_for_reading(spark, tmp, api):
    """`customSchema` changes types; a schema of the reader is refused."""
    with database(spark, tmp) as url:
        _planets(spark).write.jdbc(url, "planets")
        custom = {"customSchema": "id bigint, distance decimal(10, 3)"}
        frame = spark.read.jdbc(url, "planets", properties=custom).select("id", "distance")
        return {
            "custom": frame.dtypes,
            "rows": _rows(frame),
            "given": api.error_of(lambda: spark.read.schema("id int").jdbc(url, "planets").schema),
        }


@case(mirrors="datasources.test_jdbc_format")
def filters_limits_and_aggregates_on_a_table(spark, F, tmp):
    """What is pushed down to the database gives what Spark would compute."""
    with database(spark, tmp) as url:
        _planets(spark).write.jdbc(url, "planets")
        frame = spark.read.jdbc(url, "planets")
        return {
            "filter": _rows(frame.filter("distance > 0.9 and air").select("id")),
            "null": _rows(frame.filter(F.col("name").isNull()).select("id")),
            "aggregate": _rows(frame.groupBy("air").agg(F.count("*"), F.max("id")).na.fill(False)),
            "count": frame.count(),
            "join": _rows(frame.join(spark.range(3), "id").select("id", "name")),
            "limit": len(frame.limit(2).collect()),
        }


# --- writing ----------------------------------------------------------------------------------


@case(
    mirrors="datasources.test_jdbc",
    params={mode: {"mode": mode} for mode in ("append", "overwrite", "ignore", "error")},
)
def save_mode_on_an_existing_table(spark, tmp, api, mode):
    """What each mode does to a table that is there, with other columns at that."""
    with database(spark, tmp) as url:
        spark.range(2).write.jdbc(url, "numbers")
        more = spark.range(5, 7)
        error = api.error_of(lambda: more.write.jdbc(url, "numbers", mode=mode))
        return {"error": error, "rows": _rows(spark.read.jdbc(url, "numbers"))}


@case(mirrors="datasources.test_jdbc")
def overwrite_replaces_the_columns_or_truncates(spark, tmp):
    """Overwriting drops the table; with `truncate` it stays and only loses its rows."""
    with database(spark, tmp) as url:
        spark.range(2).write.jdbc(url, "numbers")
        named = spark.createDataFrame([("x", 1)], "name string, n int")
        named.write.jdbc(url, "numbers", "overwrite")
        replaced = spark.read.jdbc(url, "numbers").collect()
        wide = {"createTableColumnTypes": "name varchar(20), n bigint"}
        named.write.jdbc(url, "numbers", "overwrite", wide)
        made = columns(spark, url, "NUMBERS")
        named.write.option("truncate", True).jdbc(url, "numbers", mode="overwrite")
        return {
            "replaced": replaced,
            "made": made,
            "truncated": columns(spark, url, "NUMBERS"),
            "rows": spark.read.jdbc(url, "numbers").collect(),
        }


@case(mirrors="datasources.test_jdbc")
def every_type_through_the_database(spark, tmp):
    """Numbers, decimals, dates, timestamps, binary and text."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    frame = spark.sql(
        "select 2S as s, 3 as i, 4L as l, 0.5F as f, -1.25D as d, 1.50BD as m, 'é' as t,"
        " x'00ff' as b, true as flag, date'2024-02-29' as day,"
        " timestamp'2024-02-29 12:00:00.123456' as ts"
    )
    with database(spark, tmp) as url:
        frame.write.jdbc(url, "everything")
        back = spark.read.jdbc(url, "everything")
        return {"schema": back.schema, "rows": back.collect()}


@case(mirrors="datasources.test_jdbc")
def what_the_database_refuses(spark, tmp, api):
    """An array, a missing table, columns that do not fit."""
    with database(spark, tmp) as url:
        spark.range(2).write.jdbc(url, "numbers")
        array = spark.sql("select array(1) as a")
        return {
            "array": api.error_of(lambda: array.write.jdbc(url, "arrays")),
            "missing": api.error_of(lambda: spark.read.jdbc(url, "nowhere").schema),
            "misfit": api.error_of(
                lambda: spark.sql("select 1 as x").write.jdbc(url, "numbers", mode="append")
            ),
            "mode": api.error_of(lambda: spark.range(1).write.jdbc(url, "numbers", "sideways")),
            "tables": tables(spark, url),
        }


@case(mirrors="datasources.test_jdbc_format")
def tables_and_views_over_the_database(spark, tmp):
    """A temporary view over JDBC is read and inserted into by SQL."""
    with database(spark, tmp) as url:
        spark.range(2).write.jdbc(url, "numbers")
        spark.sql(
            "create temporary view jdbc_numbers using jdbc"
            f" options (url '{url}', dbtable 'numbers')"
        )
        spark.sql("insert into jdbc_numbers values (7L)")
        return {
            "view": _rows(spark.table("jdbc_numbers")),
            "database": _rows(spark.read.jdbc(url, "numbers")),
        }
