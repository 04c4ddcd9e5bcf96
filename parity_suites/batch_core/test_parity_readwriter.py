"""Reading and writing files and tables: formats, options, schemas and save modes."""

from parity_suites.case import case


def _goods(spark):
    return spark.createDataFrame(
        [(1, "nut", 0.5), (2, None, 12.25), (3, "bolt, long", None)],
        "id int, name string, price double",
    )


def _everything(spark):
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    return spark.sql(
        "select 1Y as b, 2S as s, 3 as i, 4L as l, 0.5F as f, -0.0D as d, 1.50BD as dec, 'é' as t,"
        " x'00ff' as bin, true as flag, date'2024-02-29' as day,"
        " timestamp'2024-02-29 12:00:00.123456' as ts, array(1, null) as arr,"
        " map('k', 1.5D) as m, named_struct('x', 1, 'y', array('z')) as st,"
        " cast(null as int) as nothing"
    )


# --- round trips ------------------------------------------------------------------------------


@case(mirrors="connect_readwriter.test_parquet")
def parquet_round_trip_of_every_type(spark, tmp):
    """Parquet keeps every type."""
    path = str(tmp / "everything")
    _everything(spark).write.parquet(path)
    return spark.read.parquet(path)


@case(mirrors="connect_readwriter.test_orc")
def orc_round_trip_of_every_type(spark, tmp):
    """ORC keeps every type."""
    path = str(tmp / "everything")
    _everything(spark).write.orc(path)
    return spark.read.orc(path)


@case(mirrors="connect_readwriter.test_json")
def json_round_trip_with_a_schema(spark, tmp):
    """JSON keeps what the schema tells it to read."""
    path = str(tmp / "everything")
    frame = _everything(spark).drop("bin")
    frame.write.json(path)
    return {"typed": spark.read.schema(frame.schema).json(path), "inferred": spark.read.json(path)}


@case(mirrors="connect_readwriter.test_csv")
def csv_round_trip_with_header(spark, tmp):
    """CSV quotes what it must; null and empty text stay apart as the options say."""
    path = str(tmp / "goods")
    _goods(spark).coalesce(1).write.csv(path, header=True, nullValue="-")
    return {
        "schema": spark.read.csv(path, schema="id int, name string, price double", header=True),
        "inferred": spark.read.csv(path, header=True, inferSchema=True, nullValue="-"),
        "raw": spark.read.text(path),
    }


@case(mirrors="connect_readwriter.test_text")
def text_round_trip(spark, tmp):
    """Text is one column of lines."""
    path = str(tmp / "lines")
    lines = spark.createDataFrame([("one",), ("",), ("drei ß",)], "value string").coalesce(1)
    lines.write.text(path)
    return {"lines": spark.read.text(path), "whole": spark.read.text(path, wholetext=True)}


@case(mirrors="connect_readwriter.test_text")
def text_needs_one_string_column(spark, tmp, api):
    """Text can write neither two columns nor numbers."""
    return {
        "two": api.error_of(lambda: _goods(spark).write.text(str(tmp / "a"))),
        "number": api.error_of(lambda: _goods(spark).select("id").write.text(str(tmp / "b"))),
    }


@case(mirrors="readwriter.test_binary_type")
def binary_files_and_columns(spark, data, tmp):
    """The binary reader gives content; binary columns survive Parquet."""
    files = spark.read.format("binaryFile").load(str(data / "lines.txt"))
    path = str(tmp / "bin")
    spark.createDataFrame([(b"\x00\x01",), (b"",), (None,)], "b binary").write.parquet(path)
    return {"file": files.select("length", "content"), "column": spark.read.parquet(path)}


@case(mirrors="connect_readwriter.test_parquet")
def empty_frames_keep_their_schema(spark, tmp):
    """A frame without rows is written with its schema."""
    path = str(tmp / "empty")
    _goods(spark).limit(0).write.parquet(path)
    return spark.read.parquet(path)


# --- files that were there --------------------------------------------------------------------


@case(mirrors="connect_readwriter.test_csv")
def csv_file_with_quotes_and_gaps(spark, data):
    """Quotes, escapes and missing fields of a real file, inferred and with a schema."""
    path = str(data / "people.csv")
    return {
        "inferred": spark.read.option("header", True).option("inferSchema", "true").csv(path),
        "schema": spark.read.csv(
            path, "id long, name string, born date, height decimal(4,2)", header=True
        ),
        "no_header": spark.read.csv(path),
    }


@case(mirrors="connect_readwriter.test_csv")
def csv_modes_for_broken_rows(spark, data, api):
    """Permissive keeps, dropmalformed drops, failfast fails."""
    path = str(data / "ragged.csv")

    def read(mode):
        return spark.read.csv(
            path, "a int, b string", sep=";", header=True, mode=mode, nullValue="NA"
        )

    return {
        "permissive": read("PERMISSIVE"),
        "dropped": read("DROPMALFORMED"),
        "failed": api.error_of(lambda: read("FAILFAST").collect()),
    }


@case(mirrors="connect_readwriter.test_json")
def json_file_with_missing_fields(spark, data):
    """Missing fields are null; the order of inferred fields is by name."""
    path = str(data / "events.json")
    return {
        "inferred": spark.read.json(path),
        "partial": spark.read.schema("id int, at struct<x: float>").json(path),
        "options": spark.read.json(path, primitivesAsString=True, dropFieldIfAllNull=True),
    }


@case(mirrors="connect_readwriter.test_json")
def json_over_several_lines(spark, data):
    """A document over several lines needs the option."""
    return spark.read.json(str(data / "events_multiline.json"), multiLine=True)


@case(mirrors="connect_readwriter.test_text", ordered=True)
def text_file_by_lines_and_separator(spark, data):
    """Lines, and pieces cut at another separator."""
    path = str(data / "lines.txt")
    return {"lines": spark.read.text(path), "words": spark.read.text(path, lineSep=" ")}


@case(mirrors="connect_readwriter.test_multi_paths")
def several_paths_in_one_read(spark, tmp):
    """Readers take a list of paths; `load` too."""
    paths = [str(tmp / name) for name in ("p", "q")]
    spark.range(2).write.parquet(paths[0])
    spark.range(5, 7).write.parquet(paths[1])
    return {
        "args": spark.read.parquet(*paths),
        "load": spark.read.load(paths, format="parquet"),
        "glob": spark.read.load(str(tmp / "*"), "parquet"),
    }


@case(mirrors="connect_readwriter.test_simple_read_without_schema")
def reader_options_in_all_forms(spark, data):
    """`option`, `options` and keyword arguments reach the same reader."""
    path = str(data / "people.csv")
    base = spark.read.format("csv").schema("id int, name string, born string, height float")
    return {
        "option": base.option("header", True).load(path),
        "options": spark.read.format("csv").options(header="true", sep=",").load(path),
        "load": spark.read.load(path, format="csv", header=True, quote="'"),
    }


@case(mirrors="connect_readwriter.test_simple_read")
def reader_refuses_wrong_arguments(spark, data, tmp, api):
    """A schema of a wrong kind, a missing path, an unknown format."""
    return {
        "schema": api.error_of(lambda: spark.read.schema(5)),
        "broken_ddl": api.error_of(lambda: spark.read.schema("a b c").csv(str(data)).schema),
        "format": api.error_of(lambda: spark.read.format("no_such_format").load().schema),
        "empty": api.error_of(lambda: spark.read.json(str(tmp)).schema),
        "path_kind": api.error_of(lambda: spark.read.json(7).schema),
    }


@case(mirrors="connect_readwriter.test_simple_read")
def missing_path_is_an_analysis_error(spark, api):
    """A path that is not there is named in the error."""
    return api.error_of(lambda: spark.read.parquet("/no/such/place/at/all").schema)


@case(mirrors="connect_readwriter.test_csv_with_dataframe_input", since="4.2")
def csv_from_a_frame_of_lines(spark):
    """The CSV reader takes a frame of text."""
    lines = spark.createDataFrame([("a,b",), ("1,x",)], "value string")
    return spark.read.csv(lines, header=True)


@case(mirrors="connect_readwriter.test_xml", since="4.0")
def xml_round_trip(spark, tmp):
    """XML rows by their tag."""
    path = str(tmp / "goods.xml")
    _goods(spark).coalesce(1).write.xml(path, rowTag="item", rootTag="items")
    return spark.read.xml(path, rowTag="item", schema="id int, name string, price double")


# --- save modes -------------------------------------------------------------------------------


@case(
    mirrors="readwriter.test_save_and_load",
    params={
        f"{kind}_{mode}": {"kind": kind, "mode": mode}
        for kind in ("parquet", "json", "orc", "csv")
        for mode in ("append", "overwrite", "ignore", "error")
    },
)
def save_mode_on_an_existing_path(spark, tmp, api, kind, mode):
    """What each mode does where something is already."""
    path = str(tmp / "ids")
    spark.range(2).write.format(kind).save(path)
    error = api.error_of(lambda: spark.range(10, 12).write.format(kind).mode(mode).save(path))
    return {
        "failed": type(error).__name__ if error else None,
        "rows": spark.read.schema("id long").format(kind).load(path),
    }


@case(mirrors="readwriter.test_save")
def default_mode_fails_on_an_existing_path(spark, tmp, api):
    """Without a mode an existing path is an error; `error` is the same."""
    path = str(tmp / "ids")
    spark.range(1).write.save(path)
    return {
        "default": type(api.error_of(lambda: spark.range(1).write.save(path))).__name__,
        "named": type(api.error_of(lambda: spark.range(1).write.mode("error").save(path))).__name__,
        "default_format": spark.read.load(path),
        "bad_mode": api.error_of(lambda: spark.range(1).write.mode("sideways").save(path)),
    }


@case(mirrors="readwriter.test_save_and_load_builder")
def writer_options_and_partitions(spark, tmp):
    """Partition columns come back from the folders, with inferred types."""
    path = tmp / "goods"
    _goods(spark).na.fill("none").write.partitionBy("id").option("compression", "gzip").format(
        "json"
    ).save(str(path))
    return {
        "frame": spark.read.json(str(path)),
        "folders": sorted(entry.name for entry in path.iterdir() if "=" in entry.name),
        "one": spark.read.json(str(path / "id=3")),
    }


@case(mirrors="readwriter.test_bucketed_write")
def bucketing_checks_its_arguments(spark, tmp, api):
    """Buckets need a table and a number; sorting needs buckets."""
    write = _goods(spark).write
    return {
        "not_a_number": api.error_of(lambda: write.bucketBy("id", "name")),
        "path": api.error_of(lambda: _goods(spark).write.bucketBy(2, "id").save(str(tmp / "x"))),
        "sort_only": api.error_of(
            lambda: _goods(spark).write.sortBy("id").saveAsTable("readwriter_sorted_only")
        ),
    }


@case(mirrors="readwriter.test_option_none_is_filtered")
def options_that_are_none_are_left_out(spark, tmp):
    """`None` for an option means that it is not set."""
    path = str(tmp / "goods")
    _goods(spark).coalesce(1).write.csv(path, sep=None, header=None, nullValue=None)
    return spark.read.csv(path, sep=None, inferSchema=None)


# --- tables -----------------------------------------------------------------------------------


def _with_table(spark, name, steps):
    """What `steps` observe, with the table gone before and after."""
    spark.sql(f"drop table if exists {name}")
    try:
        return steps()
    finally:
        spark.sql(f"drop table if exists {name}")


@case(mirrors="readwriter.test_insert_into", needs=("catalog",))
def tables_are_saved_appended_and_inserted_into(spark, api):
    """`saveAsTable` by mode, `insertInto` by position."""
    name = "readwriter_goods"

    def steps():
        _goods(spark).write.saveAsTable(name)
        _goods(spark).limit(1).write.mode("append").saveAsTable(name)
        spark.sql("select 9, 'washer', 0.1D").write.insertInto(name)
        rows = sorted(tuple(map(str, row)) for row in spark.table(name).collect())
        again = api.error_of(lambda: _goods(spark).write.saveAsTable(name))
        _goods(spark).filter("id = 3").write.insertInto(name, overwrite=True)
        return {
            "rows": rows,
            "again": type(again).__name__,
            "overwritten": spark.read.table(name).collect(),
            "schema": spark.table(name).schema,
        }

    return _with_table(spark, name, steps)


@case(mirrors="readwriter.test_insert_into", needs=("catalog",))
def insert_of_the_wrong_width_fails(spark, api):
    """Rows that do not fit the table are refused."""
    name = "readwriter_wrong_width"

    def steps():
        _goods(spark).write.saveAsTable(name)
        return api.error_of(lambda: spark.range(1).write.insertInto(name))

    return _with_table(spark, name, steps)


@case(mirrors="readwriter.test_bucketed_write", needs=("catalog",))
def partitioned_and_bucketed_table(spark):
    """A table with partitions and sorted buckets reads like any other."""
    name = "readwriter_layout"

    def steps():
        writer = _goods(spark).write.format("parquet").partitionBy("id").bucketBy(2, "name")
        writer.sortBy("name").mode("overwrite").saveAsTable(name)
        return {"dtypes": spark.table(name).dtypes, "count": spark.table(name).count()}

    return _with_table(spark, name, steps)


@case(mirrors="readwriter.test_create", needs=("catalog",))
def write_to_creates_a_table(spark, api):
    """`writeTo(...).create` makes a table once."""
    name = "readwriter_created"

    def steps():
        _goods(spark).writeTo(name).using("parquet").create()
        again = api.error_of(lambda: _goods(spark).writeTo(name).using("parquet").create())
        return {
            "again": type(again).__name__,
            "rows": spark.table(name).orderBy("id").collect(),
        }

    return _with_table(spark, name, steps)


@case(mirrors="connect_readwriter.test_writeTo_operations")
def write_to_a_missing_table_fails(spark, api):
    """Appending to a table that is not there is an analysis error."""
    return api.error_of(lambda: _goods(spark).writeTo("readwriter_never_made").append())


@case(mirrors="readwriter.test_cached_table", needs=("catalog",))
def read_table_with_and_without_view(spark, api):
    """`spark.read.table` finds views; a missing table is an error."""
    _goods(spark).createOrReplaceTempView("readwriter_view")
    return {
        "view": spark.read.table("readwriter_view"),
        "missing": api.error_of(lambda: spark.read.table("readwriter_missing").schema),
    }
