"""JDBC: Spark reads what Python's sqlite3 wrote into a SQLite database file."""

from parity_suites.batch_core.sqlite_file import CITIES, DRIVER, SqliteFile, rows_of
from parity_suites.case import case

# --- what is read -----------------------------------------------------------------------------


@case(mirrors="datasources.test_jdbc")
def table_with_nulls_and_types(spark, tmp):
    """Integers, text beyond ASCII, doubles, booleans and nulls of a table."""
    database = SqliteFile(tmp, CITIES)
    frame = spark.read.jdbc(database.url, "cities")
    return {"schema": frame.schema, "rows": rows_of(frame)}


@case(mirrors="datasources.test_jdbc")
def types_by_their_declared_names(spark, tmp):
    """Small and large numbers, binary, exact decimals, text of a length, times."""
    script = """
        create table things (
            tiny tinyint, small smallint, big bigint, single float, exact decimal(8, 3),
            bytes blob, short varchar(4), seen timestamp, word clob
        );
        insert into things values (
            -7, 300, 9007199254740993, 0.5, 12.125, x'00ff10', 'abcd',
            '2024-02-29 12:00:00.123', 'long'
        );
    """
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    frame = spark.read.jdbc(SqliteFile(tmp, script).url, "things")
    return {"schema": frame.schema, "rows": frame.collect()}


@case(mirrors="datasources.test_jdbc")
def view_and_subquery_as_table(spark, tmp):
    """A view of the database and a query in brackets stand where a table's name does."""
    database = SqliteFile(
        tmp, CITIES + "create view large as select id, name from cities where people > 200000;"
    )
    last = "(select id, name from cities order by id desc limit 2) last_two"
    return {
        "view": rows_of(spark.read.jdbc(database.url, "large")),
        "subquery": rows_of(spark.read.jdbc(database.url, last)),
    }


@case(mirrors="datasources.test_jdbc_format")
def query_as_option(spark, F, tmp):
    """`query` is run by the database; Spark goes on with its result."""
    database = SqliteFile(tmp, CITIES)
    query = "select name, id from cities where area > 400"
    frame = spark.read.format("jdbc").options(url=database.url, query=query).load()
    return {
        "columns": frame.columns,
        "rows": rows_of(frame),
        "filtered": rows_of(frame.filter(F.col("id") > 1)),
    }


@case(mirrors="datasources.test_jdbc_format")
def query_with_a_preparation(spark, tmp):
    """`prepareQuery` is put in front of the query: a common table expression."""
    database = SqliteFile(tmp, CITIES)
    frame = (
        spark.read.format("jdbc")
        .option("url", database.url)
        .option("prepareQuery", "with capitals as (select id, name from cities where capital)")
        .option("query", "select name from capitals")
        .load()
    )
    return frame.collect()


@case(mirrors="datasources.test_jdbc")
def empty_table(spark, tmp):
    """A table without rows has a schema."""
    database = SqliteFile(tmp, "create table vacant (a integer, b text)")
    frame = spark.read.jdbc(database.url, "vacant")
    return {"schema": frame.schema, "rows": frame.collect(), "count": frame.count()}


@case(mirrors="datasources.test_jdbc")
def names_that_need_quotes(spark, tmp):
    """Blanks, a keyword and capitals in names of columns; a table's name is quoted by the user."""
    script = """
        create table "odd table" ("two words" integer, "select" text, "Upper" integer);
        insert into "odd table" values (1, 'x', 2);
    """
    frame = spark.read.jdbc(SqliteFile(tmp, script).url, '"odd table"')
    return {
        "all": frame.collect(),
        "one": frame.select("two words").collect(),
        "keyword": frame.filter("`select` = 'x'").select("upper").collect(),
    }


@case(mirrors="datasources.test_jdbc")
def rows_that_arrive_after_the_frame_was_made(spark, tmp):
    """A frame is a question, not an answer: each action reads the file anew."""
    database = SqliteFile(tmp, CITIES)
    frame = spark.read.jdbc(database.url, "cities")
    before = rows_of(frame.select("id"))
    database.run("delete from cities where id < 4; insert into cities values (9, 'Y', 1, 2, 0)")
    return {"before": before, "after": rows_of(frame.select("id"))}


# --- how options are spelled ------------------------------------------------------------------


@case(
    mirrors="datasources.test_jdbc_format",
    params={
        spelling: {"spelling": spelling}
        for spelling in ("option", "options", "load", "mixed_case", "format_by_class")
    },
)
def same_options_in_other_spellings(spark, tmp, spelling):
    """One by one, all at once, as arguments of `load`, in capitals; the last one given wins."""
    url = SqliteFile(tmp, CITIES).url
    reader = spark.read.format("jdbc")
    if spelling == "option":
        reader.option("url", "jdbc:sqlite::memory:").option("url", url)
        frame = reader.option("dbtable", "cities").load()
    elif spelling == "options":
        frame = reader.options(url=url, dbtable="cities", fetchsize=2).load()
    elif spelling == "load":
        frame = spark.read.load(format="jdbc", url=url, dbtable="cities")
    elif spelling == "mixed_case":
        frame = reader.option("URL", url).option("dbTable", "cities").load()
    else:
        source = "org.apache.spark.sql.execution.datasources.jdbc"
        frame = spark.read.format(source).options(url=url, dbtable="cities").load()
    return rows_of(frame.select("id", "name"))


@case(mirrors="datasources.test_jdbc")
def properties_are_options_and_are_left_alone(spark, tmp):
    """Driver, fetch size, a number and None as values; the dict is not changed."""
    url = SqliteFile(tmp, CITIES).url
    properties = {"driver": DRIVER, "fetchsize": 3, "user": None}
    frame = spark.read.jdbc(url, "cities", properties=properties)
    return {"rows": rows_of(frame.select("id")), "properties": sorted(properties)}


@case(mirrors="datasources.test_jdbc")
def arguments_against_options_of_the_reader(spark, tmp):
    """Options given before `jdbc` hold; those that `jdbc` is given again are its own."""
    database = SqliteFile(tmp, CITIES + "create table other (a integer)")
    reader = spark.read.option("customSchema", "id bigint").option("dbtable", "other")
    return reader.jdbc(database.url, "cities", properties={"fetchsize": "1"}).select("id").schema


@case(
    mirrors="datasources.test_jdbc",
    params={size: {"size": size} for size in ("0", "1", "1000")},
)
def fetch_size(spark, tmp, size):
    """However many rows come at a time, all come."""
    url = SqliteFile(tmp, CITIES).url
    return rows_of(spark.read.jdbc(url, "cities", properties={"fetchsize": size}))


@case(mirrors="datasources.test_jdbc")
def custom_schema(spark, tmp):
    """Types that the reader wants, for some of the columns."""
    url = SqliteFile(tmp, CITIES).url
    custom = {"customSchema": "people bigint, id string, capital int"}
    frame = spark.read.jdbc(url, "cities", properties=custom)
    return {"schema": frame.schema, "rows": rows_of(frame.select("id", "people", "capital"))}


@case(mirrors="datasources.test_jdbc_format")
def statement_at_the_start_of_a_session(spark, tmp):
    """`sessionInitStatement` runs once a partition that is read: the database keeps count."""
    database = SqliteFile(tmp, CITIES + "create table visits (n integer)")
    start = {"sessionInitStatement": "insert into visits values (1)"}
    halves = ["id < 3", "id >= 3"]
    read = spark.read.jdbc(database.url, "cities", predicates=halves, properties=start).collect()
    return {"rows": len(read), "visits": database.rows("select count(*) from visits")}


# --- what the database computes ---------------------------------------------------------------


@case(
    mirrors="datasources.test_jdbc_format",
    params={pushed: {"pushed": pushed} for pushed in ("true", "false")},
)
def filters_are_computed_by_the_database(spark, tmp, pushed):
    """SQLite keeps text in a column of integers, where Spark reads 0: who filters can be seen."""
    database = SqliteFile(tmp, "create table t (a integer, b text); insert into t values ('x', 1)")
    frame = (
        spark.read.format("jdbc")
        .options(url=database.url, dbtable="t", pushDownPredicate=pushed)
        .load()
    )
    return {"all": frame.collect(), "zero": frame.filter("a = 0").collect()}


@case(mirrors="datasources.test_jdbc_format")
def kinds_of_filters(spark, tmp):
    """Patterns, lists, nulls, alternatives. SQLite's LIKE knows no case: its answer shows it."""
    database = SqliteFile(tmp, CITIES)
    frame = spark.read.jdbc(database.url, "cities")
    return {
        "lower": rows_of(frame.filter("name like 'b%'").select("name")),
        "upper": rows_of(frame.filter("name like 'B%'").select("name")),
        "in": rows_of(frame.filter("id in (1, 4, 9)").select("id")),
        "null_safe": rows_of(frame.filter("area <=> null").select("id")),
        "or": rows_of(frame.filter("people > 500000 or name is null").select("id")),
    }


@case(mirrors="datasources.test_jdbc_format")
def aggregates_joins_and_limits(spark, F, tmp):
    """Two tables of the database, joined and counted by Spark."""
    database = SqliteFile(
        tmp,
        CITIES + "create table seas (city integer, sea text); insert into seas"
        " values (1, 'Skagerrak'), (2, 'North Sea'), (5, 'Norwegian Sea'), (5, 'Vestfjord');",
    )
    cities = spark.read.jdbc(database.url, "cities")
    seas = spark.read.jdbc(database.url, "seas")
    joined = cities.join(seas, cities.id == seas.city, "left")
    return {
        "counts": rows_of(joined.groupBy("name").agg(F.count("sea"))),
        "sum": cities.agg(F.sum("area"), F.max("id")).collect(),
        "limit": cities.orderBy("id").limit(2).select("id").collect(),
        "distinct": rows_of(cities.select("capital").distinct()),
    }


@case(mirrors="datasources.test_jdbc_format")
def view_of_sql_over_the_file(spark, tmp):
    """`create temporary view … using jdbc`, read by SQL."""
    database = SqliteFile(tmp, CITIES)
    spark.sql(
        "create temporary view sqlite_cities using jdbc"
        f" options (url '{database.url}', dbtable 'cities', driver '{DRIVER}')"
    )
    return rows_of(spark.sql("select upper(name), id * 2 from sqlite_cities where id < 3"))
