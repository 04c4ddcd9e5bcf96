"""JDBC: what Spark wrote into a SQLite database file, as Python's sqlite3 reads it.

Since Spark 4 the first write to a table that SQLite lacks is an error of SQLite, so most cases
write into a table that sqlite3 has made.
"""

from parity_suites.batch_core.sqlite_file import CITIES, DRIVER, SqliteFile, rows_of
from parity_suites.case import case

NUMBERS = "create table numbers (id integer, word text); insert into numbers values (1, 'old');"


def _numbers(spark, first=5, last=7):
    rows = [(n, f"new {n}") for n in range(first, last)]
    return spark.createDataFrame(rows, "id int, word string")


@case(
    mirrors="datasources.test_jdbc",
    params={mode: {"mode": mode} for mode in ("append", "overwrite", "ignore", "error")},
)
def mode_as_argument(spark, tmp, api, mode):
    """What each mode leaves in a table that has a row.

    `errorifexists` is not here: PySpark's documentation names it, and its Connect client refuses
    it.
    """
    database = SqliteFile(tmp, NUMBERS)
    frame = _numbers(spark)
    error = api.error_of(lambda: frame.write.jdbc(database.url, "numbers", mode=mode))
    return {
        "error": error,
        "rows": database.rows("select * from numbers order by id"),
        "columns": database.columns("numbers"),
    }


@case(
    mirrors="datasources.test_jdbc_format",
    params={mode: {"mode": mode} for mode in ("append", "overwrite", "ignore", "error")},
)
def mode_of_the_writer(spark, tmp, api, mode):
    """The same, by `mode`, `format` and `save`."""
    database = SqliteFile(tmp, NUMBERS)
    writer = _numbers(spark).write.format("jdbc").option("url", database.url).mode(mode)
    error = api.error_of(lambda: writer.option("dbtable", "numbers").save())
    return {"error": error, "rows": database.rows("select * from numbers order by id")}


@case(mirrors="datasources.test_jdbc")
def mode_by_default(spark, tmp, api):
    """Without a mode a table that is there is refused; a mode that was set before holds."""
    database = SqliteFile(tmp, NUMBERS)
    error = api.error_of(lambda: _numbers(spark).write.jdbc(database.url, "numbers"))
    _numbers(spark).write.mode("append").jdbc(database.url, "numbers")
    return {"error": error, "rows": database.rows("select * from numbers order by id")}


@case(mirrors="datasources.test_jdbc")
def table_that_is_not_there(spark, tmp, api):
    """Whether Spark takes SQLite's answer for "no such table", and makes one."""
    database = SqliteFile(tmp, NUMBERS)
    frame = _numbers(spark)

    def write(table, mode):
        return api.error_of(lambda: frame.write.jdbc(database.url, table, mode))

    errors = {mode: write(f"by_{mode}", mode) for mode in ("error", "append", "overwrite")}
    return {**errors, "tables": database.tables()}


@case(mirrors="datasources.test_jdbc")
def columns_by_name(spark, tmp):
    """Columns find theirs by name in any order and case; a column left out is null."""
    database = SqliteFile(tmp, CITIES)
    frame = spark.sql("select 12L as PEOPLE, 'Moss' as Name, 6 as id")
    frame.write.jdbc(database.url, "cities", mode="append")
    return database.rows("select * from cities where id > 5")


@case(mirrors="datasources.test_jdbc")
def types_of_a_new_table(spark, tmp):
    """How Spark declares its types, and what SQLite then stores."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    frame = spark.sql(
        "select 1Y as tiny, 2S as small, 3 as i, 9007199254740993L as big, 0.5F as f, -1.25D as d,"
        " 12.50BD as m, 'é' as t, x'00ff' as b, true as flag, date'2024-02-29' as day,"
        " timestamp'2024-02-29 12:00:00.123' as ts"
    )
    database = SqliteFile(tmp, "create table everything (old text)")
    frame.write.jdbc(database.url, "everything", mode="overwrite")
    names = [name for name, _ in database.columns("everything")]
    kinds = ", ".join(f'typeof("{name}")' for name in names)
    return {
        "columns": database.columns("everything"),
        "row": database.rows("select * from everything"),
        "stored_as": database.rows(f"select {kinds} from everything"),
        "back": spark.read.jdbc(database.url, "everything").collect(),
    }


@case(mirrors="datasources.test_jdbc")
def nulls_of_every_type(spark, tmp):
    """A row of nulls comes as nulls."""
    frame = spark.createDataFrame(
        [(None,) * 6], "i int, d double, t string, b binary, flag boolean, day date"
    )
    database = SqliteFile(tmp, "create table nulls (old text)")
    frame.write.jdbc(database.url, "nulls", mode="overwrite")
    return database.rows("select * from nulls")


@case(mirrors="datasources.test_jdbc")
def empty_frame(spark, tmp):
    """No rows: the table is made anew and stays empty."""
    database = SqliteFile(tmp, NUMBERS)
    spark.createDataFrame([], "a int, b string").write.jdbc(database.url, "numbers", "overwrite")
    return {
        "columns": database.columns("numbers"),
        "rows": database.rows("select * from numbers"),
    }


@case(
    mirrors="datasources.test_jdbc",
    params={
        "text": {"truncate": "true"},
        "boolean": {"truncate": True},
        "false": {"truncate": "false"},
    },
)
def truncate(spark, tmp, truncate):
    """Spark knows no TRUNCATE of SQLite: a table is made anew all the same, with Spark's types."""
    database = SqliteFile(
        tmp, "create table kept (id numeric, word varchar(9)); insert into kept values (1, 'x');"
    )
    writer = _numbers(spark).write.option("truncate", truncate)
    writer.jdbc(database.url, "kept", mode="overwrite")
    return {
        "columns": database.columns("kept"),
        "rows": database.rows("select * from kept order by id"),
    }


@case(mirrors="datasources.test_jdbc")
def types_that_the_writer_wants(spark, tmp):
    """`createTableColumnTypes` for one column, or for both, in lower case."""
    database = SqliteFile(tmp, "create table one (x text); create table two (x text);")
    one = {"createTableColumnTypes": "word VARCHAR(20)"}
    two = {"createTableColumnTypes": "id bigint, word char(12)"}
    _numbers(spark).write.jdbc(database.url, "one", "overwrite", one)
    _numbers(spark).write.mode("overwrite").options(**two).jdbc(database.url, "two")
    return {"one": database.columns("one"), "two": database.columns("two")}


@case(mirrors="datasources.test_jdbc_format")
def options_of_the_new_table(spark, tmp):
    """`createTableOptions` stands behind the columns: SQLite has strict tables."""
    database = SqliteFile(tmp, "create table firm (x text)")
    writer = _numbers(spark).write.mode("overwrite").option("createTableOptions", "strict")
    writer.jdbc(database.url, "firm")
    return {
        "strict": database.rows("select strict from pragma_table_list where name = 'firm'"),
        "rows": database.rows("select * from firm order by id"),
    }


@case(
    mirrors="datasources.test_jdbc",
    params={size: {"size": size} for size in ("1", "3", "1000")},
)
def batch_size(spark, tmp, size):
    """However many rows go at a time, all go, in their order."""
    database = SqliteFile(tmp, "create table n (id integer)")
    rows = spark.range(0, 10, 1, 1)
    rows.write.jdbc(database.url, "n", mode="append", properties={"batchsize": size})
    return database.rows("select rowid, id from n order by rowid")


@case(mirrors="datasources.test_jdbc_format")
def fewer_connections_than_partitions(spark, tmp):
    """`numPartitions` bounds how many tasks write; nothing gets lost."""
    database = SqliteFile(tmp, "create table n (id integer)")
    frame = spark.range(0, 20, 1, 4)
    frame.write.mode("append").option("numPartitions", 1).jdbc(database.url, "n")
    frame.write.mode("append").jdbc(database.url, "n")
    return database.rows("select count(*), count(distinct id), sum(id) from n")


@case(mirrors="datasources.test_jdbc_format")
def options_in_every_spelling(spark, tmp):
    """`option`, `options`, properties, arguments of `save`: the later one wins."""
    database = SqliteFile(tmp, NUMBERS)
    url = database.url
    frame = _numbers(spark, 5, 6)
    frame.write.save(format="jdbc", mode="append", url=url, dbtable="numbers", batchsize=2)
    writer = frame.write.format("jdbc").option("url", "jdbc:sqlite::memory:")
    writer.option("DRIVER", DRIVER).options(url=url, dbtable="numbers").mode("append").save()
    properties = {"driver": DRIVER, "isolationLevel": "SERIALIZABLE", "user": "any"}
    frame.write.jdbc(url, "numbers", mode="append", properties=properties)
    return {"rows": database.rows("select * from numbers order by id"), "kept": sorted(properties)}


@case(mirrors="datasources.test_jdbc_format")
def names_that_need_quotes(spark, tmp):
    """Blanks and quotes in names of columns reach the database as they are."""
    database = SqliteFile(tmp, "create table odd (x text)")
    frame = spark.sql("select 1 as `two words`, 'x' as `select`, 2 as `Ünïcode`")
    frame.write.jdbc(database.url, "odd", mode="overwrite")
    return {"columns": database.columns("odd"), "rows": database.rows("select * from odd")}


@case(mirrors="datasources.test_jdbc_format")
def sql_inserts_into_a_view(spark, tmp):
    """`insert into` and `insert overwrite` of a temporary view over a table of numbers.

    Not of text: SQLite tells no length of it, which Spark takes for 0.
    """
    database = SqliteFile(tmp, "create table sums (id integer, n real)")
    spark.sql(
        "create temporary view sqlite_sums using jdbc"
        f" options (url '{database.url}', dbtable 'sums')"
    )
    spark.sql("insert into sqlite_sums values (2, 0.5D), (3, null)")
    inserted = database.rows("select * from sums order by id")
    spark.sql("insert overwrite sqlite_sums select 4, 1.5D")
    return {"inserted": inserted, "overwritten": database.rows("select * from sums")}


@case(mirrors="datasources.test_jdbc")
def from_one_file_to_another(spark, F, tmp):
    """What is read from a database, changed and written goes to another one."""
    source = SqliteFile(tmp, CITIES)
    (tmp / "other").mkdir()
    (tmp / "other").chmod(0o777)
    goal = SqliteFile(tmp / "other", "create table dense (name text, density double)")
    cities = spark.read.jdbc(source.url, "cities", properties={"customSchema": "people bigint"})
    density = F.round(F.col("people") / F.col("area"), 1).alias("density")
    cities.select("name", density).na.drop().write.jdbc(goal.url, "dense", mode="append")
    return {
        "sqlite": goal.rows("select * from dense order by name"),
        "spark": rows_of(spark.read.jdbc(goal.url, "dense")),
    }
