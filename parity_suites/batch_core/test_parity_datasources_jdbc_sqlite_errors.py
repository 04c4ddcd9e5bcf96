"""JDBC: what is refused by the client, by Spark, by the driver, and by a SQLite database file."""

from parity_suites.batch_core.sqlite_file import CITIES, SqliteFile, refusal
from parity_suites.case import case

# --- before anything is asked -----------------------------------------------------------------


@case(
    mirrors="datasources.test_jdbc",
    params={
        "text": {"predicates": "id = 1"},
        "tuple": {"predicates": ("id = 1",)},
        "dict": {"predicates": {"id = 1": None}},
        "numbers": {"predicates": [1, 2]},
    },
)
def predicates_of_a_wrong_type(spark, tmp, api, predicates):
    """Predicates are a list of texts."""
    url = SqliteFile(tmp, CITIES).url
    return api.error_of(lambda: spark.read.jdbc(url, "cities", predicates=predicates).collect())


@case(mirrors="datasources.test_jdbc")
def column_without_its_bounds(spark, tmp, api):
    """A column asks for both bounds and a number of partitions."""
    url = SqliteFile(tmp, CITIES).url

    def read(**bounds):
        return api.error_of(lambda: spark.read.jdbc(url, "cities", column="id", **bounds).collect())

    return {
        "none": read(),
        "no_upper": read(lowerBound=1, numPartitions=2),
        "no_lower": read(upperBound=1, numPartitions=2),
        "no_number": read(lowerBound=1, upperBound=2),
        "zero": read(lowerBound=0, upperBound=0, numPartitions=0),
    }


@case(mirrors="datasources.test_jdbc")
def arguments_that_are_missing(spark, api):
    """Neither `jdbc` guesses a table or an address."""
    frame = spark.range(1)
    calls = {
        "read": lambda: spark.read.jdbc("jdbc:sqlite::memory:"),
        "read_nothing": lambda: spark.read.jdbc(),
        "write": lambda: frame.write.jdbc("jdbc:sqlite::memory:"),
        "unknown": lambda: spark.read.jdbc("jdbc:sqlite::memory:", "t", fetchsize=1),
    }
    return {name: type(api.error_of(call)).__name__ for name, call in calls.items()}


# --- options ----------------------------------------------------------------------------------


_RANGES = {"lowerBound": "1", "upperBound": "5", "numPartitions": "2"}
_READING = {
    "no_table": {},
    "table_and_query": {"dbtable": "cities", "query": "select id from cities"},
    "column_of_a_query": {"query": "select id from cities", "partitionColumn": "id", **_RANGES},
    "column_alone": {"dbtable": "cities", "partitionColumn": "id"},
    "bounds_alone": {"dbtable": "cities", "lowerBound": "1", "upperBound": "5"},
    "unknown_column": {
        "dbtable": "(select id from cities) c",
        "partitionColumn": "nowhere",
        **_RANGES,
    },
    "column_of_text": {"dbtable": "cities", "partitionColumn": "name", **_RANGES},
    "bounds_upside_down": {
        "dbtable": "cities",
        "partitionColumn": "id",
        **_RANGES,
        "lowerBound": "9",
    },
    "bounds_of_words": {
        "dbtable": "cities",
        "partitionColumn": "id",
        **_RANGES,
        "upperBound": "high",
    },
    "fetch_size_of_words": {"dbtable": "cities", "fetchsize": "many"},
    "unknown_type": {"dbtable": "cities", "customSchema": "id nonsense"},
    "unknown_driver": {"dbtable": "cities", "driver": "org.example.NoSuchDriver"},
}
_WRITING = {
    "no_batch": {"batchsize": "0"},
    "isolation": {"isolationLevel": "SIDEWAYS"},
    "unknown_driver": {"driver": "org.example.NoSuchDriver"},
}


@case(
    mirrors="datasources.test_jdbc_format",
    params={label: {"options": options} for label, options in _READING.items()},
)
def options_that_contradict(spark, tmp, api, options):
    """What Spark refuses before it asks the database for rows."""
    url = SqliteFile(tmp, CITIES).url
    return api.error_of(lambda: spark.read.format("jdbc").options(url=url, **options).load().schema)


@case(
    mirrors="datasources.test_jdbc_format",
    params={label: {"options": options} for label, options in _WRITING.items()},
)
def options_of_writing_that_do_not_fit(spark, tmp, api, options):
    """They are refused, and nothing is written."""
    database = SqliteFile(tmp, "create table n (id integer); insert into n values (1)")
    error = api.error_of(lambda: spark.range(3).write.jdbc(database.url, "n", "append", options))
    return {"error": error, "rows": database.rows("select * from n order by id")}


@case(
    mirrors="datasources.test_jdbc",
    params={"column": {"wanted": "nowhere int"}, "type": {"wanted": "id nonsense"}},
)
def types_of_a_new_table_that_do_not_fit(spark, tmp, api, wanted):
    """A column that the frame has not, a type that nobody knows; the old table is gone by then."""
    database = SqliteFile(tmp, "create table n (old text)")
    writer = spark.range(3).write.mode("overwrite").option("createTableColumnTypes", wanted)
    error = api.error_of(lambda: writer.jdbc(database.url, "n"))
    return {"error": error, "tables": database.tables()}


@case(mirrors="datasources.test_jdbc")
def mode_that_does_not_exist(spark, tmp, api):
    """An unknown mode, as an argument and of the writer."""
    database = SqliteFile(tmp, "create table n (id integer)")
    write = spark.range(1).write
    return {
        "argument": api.error_of(lambda: write.jdbc(database.url, "n", mode="sideways")),
        "writer": api.error_of(lambda: write.mode("sideways").jdbc(database.url, "n")),
        "rows": database.rows("select * from n"),
    }


@case(mirrors="datasources.test_jdbc")
def what_a_database_cannot_do(spark, tmp, api):
    """Buckets, a schema of the reader, types that no column has."""
    script = "create table n (id integer); create table m (a text); create table s (a text);"
    url = SqliteFile(tmp, script).url
    bucketed = spark.range(1).write.bucketBy(2, "id")
    a_map = spark.sql("select map('a', 1) as m")
    a_struct = spark.sql("select struct(1 as a) as s")
    return {
        "buckets": api.error_of(lambda: bucketed.jdbc(url, "n", mode="append")),
        "same_schema": spark.read.schema("id int").jdbc(url, "n").schema,
        "schema": api.error_of(lambda: spark.read.schema("id string").jdbc(url, "n").schema),
        "map": api.error_of(lambda: a_map.write.jdbc(url, "m", mode="overwrite")),
        "struct": api.error_of(lambda: a_struct.write.jdbc(url, "s", mode="overwrite")),
    }


# --- addresses --------------------------------------------------------------------------------


@case(mirrors="datasources.test_jdbc")
def address_without_a_driver(spark, api):
    """No driver on the server's class path takes it, or it is no address at all."""
    urls = {"unknown": "jdbc:nonsense:x", "no_jdbc": "sqlite:/x", "empty": ""}
    return {
        name: api.error_of(lambda url=url: spark.read.jdbc(url, "t").schema)
        for name, url in urls.items()
    }


@case(mirrors="datasources.test_jdbc")
def file_that_is_no_database(spark, tmp, api):
    """A text file under the name of a database."""
    path = tmp / "text.sqlite"
    path.write_text("This is no database at all.\n" * 100)
    return api.error_of(lambda: spark.read.jdbc(f"jdbc:sqlite:{path}", "t").schema)


# --- the database itself ----------------------------------------------------------------------


@case(mirrors="datasources.test_jdbc")
def table_that_is_not_there(spark, tmp, api):
    """SQLite's own words, by table and by query."""
    url = SqliteFile(tmp, CITIES).url
    query = spark.read.format("jdbc").option("url", url)
    return {
        "table": api.error_of(lambda: spark.read.jdbc(url, "villages").schema),
        "query": api.error_of(lambda: query.option("query", "select * from villages").load()),
        "query_asked": api.error_of(
            lambda: query.option("query", "select * from villages").load().schema
        ),
        "no_sql": api.error_of(lambda: spark.read.jdbc(url, "(selekt 1) q").schema),
    }


@case(mirrors="datasources.test_jdbc")
def failures_while_reading(spark, tmp, api):
    """Predicates that SQLite does not understand, and a negative fetch size, fail in a task."""
    url = SqliteFile(tmp, CITIES).url

    def read(**how):
        return refusal(api, lambda: spark.read.jdbc(url, "cities", **how).collect())

    return {
        "unknown_column": read(predicates=["nowhere = 1"]),
        "no_sql": read(predicates=["id ==== 1"]),
        "second_of_two": read(predicates=["id = 1", "nowhere = 1"]),
        "fetch_size": read(properties={"fetchsize": "-1"}),
    }


@case(
    mirrors="datasources.test_jdbc_format",
    params={
        "rolled_back": {"level": "READ_UNCOMMITTED"},
        "kept": {"level": "NONE"},
    },
)
def failures_while_writing(spark, tmp, api, level):
    """A constraint fails at the fourth row: it is all undone, if there is a transaction."""
    database = SqliteFile(tmp, "create table few (id integer check (id < 3))")
    writer = spark.range(0, 5, 1, 1).write.mode("append").option("isolationLevel", level)
    said = refusal(api, lambda: writer.option("batchsize", 2).jdbc(database.url, "few"))
    return {"error": said, "rows": database.rows("select * from few order by id")}


@case(mirrors="datasources.test_jdbc", errors_in=("key", "null"))
def rows_that_the_table_refuses(spark, tmp, api):
    """A key that is there already, a null where none may be, a column that is not there."""
    database = SqliteFile(tmp, CITIES)

    def append(query):
        return lambda: spark.sql(query).write.jdbc(database.url, "cities", mode="append")

    return {
        "key": refusal(api, append("select 1 as id, 5 as people")),
        "null": refusal(api, append("select 7 as id, 'Moss' as name")),
        "column": api.error_of(append("select 8 as id, 1 as people, 'x' as river")),
        "rows": database.rows("select count(*) from cities"),
    }


@case(mirrors="datasources.test_jdbc")
def database_that_may_only_be_read(spark, tmp, api):
    """SQLite's mode for reading only: Spark may read and not write."""
    database = SqliteFile(tmp, CITIES)
    url = database.url + "&open_mode=1"
    frame = spark.range(10, 11).selectExpr("cast(id as int) as id", "1 as people")
    return {
        "read": len(spark.read.jdbc(url, "cities").collect()),
        "write": refusal(api, lambda: frame.write.jdbc(url, "cities", mode="append")),
        "rows": database.rows("select count(*) from cities"),
    }
