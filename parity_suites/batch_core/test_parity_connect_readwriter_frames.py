"""Readers of CSV, JSON and XML texts that are in a DataFrame already."""

from parity_suites.batch_core.frames_of_texts import refused
from parity_suites.case import case

_KINDS = ("csv", "json", "xml")


def _lines(spark, *texts):
    return spark.createDataFrame([(text,) for text in texts], "line string").coalesce(1)


@case(mirrors="connect_readwriter.test_csv_with_dataframe_input", since="4.2")
def csv_of_a_frame(spark):
    """Lines with and without a header, inferred and as text."""
    lines = _lines(spark, "id,name", "1,Ann", "2,", '3,"Bo, Jr."')
    return {
        "plain": spark.read.csv(lines),
        "header": spark.read.csv(lines, header=True),
        "inferred": spark.read.csv(lines, header=True, inferSchema=True),
        "separator": spark.read.csv(_lines(spark, "1|x"), sep="|"),
    }


@case(mirrors="connect_readwriter.test_csv_with_dataframe_input_and_schema", since="4.2")
def csv_of_a_frame_with_a_schema(spark, T, api):
    """The schema as argument or of the reader, as DDL or types; modes for what does not fit."""
    lines = _lines(spark, "1,Ann", "x,Bob", "3")
    schema = T.StructType(
        [T.StructField("id", T.IntegerType()), T.StructField("n", T.StringType())]
    )
    broken = "id int, n string, _corrupt_record string"
    return {
        "ddl": spark.read.csv(lines, "id int, n string"),
        "types": spark.read.csv(lines, schema=schema),
        "reader": spark.read.schema(schema).option("mode", "DROPMALFORMED").csv(lines),
        "corrupt": spark.read.csv(lines, broken),
        "failfast": api.error_of(
            lambda: spark.read.csv(lines, schema=schema, mode="FAILFAST").collect()
        ),
        "broken_ddl": api.error_of(lambda: spark.read.csv(lines, schema="a b c").schema),
        "not_a_schema": api.error_of(lambda: spark.read.csv(lines, schema=7)),
    }


@case(mirrors="connect_readwriter.test_json_with_dataframe_input", since="4.2")
def json_of_a_frame(spark):
    """Objects of differing fields; options are those of files."""
    lines = _lines(spark, '{"id": 1, "tags": ["a"]}', '{"id": 2.5, "at": {"x": 1}}', "[]", "oops")
    return {
        "inferred": spark.read.json(lines),
        "text": spark.read.json(lines, primitivesAsString=True),
        "single_quotes": spark.read.json(_lines(spark, "{'a': 1}"), allowSingleQuotes=True),
        "dropped": spark.read.json(lines, mode="DROPMALFORMED"),
    }


@case(mirrors="connect_readwriter.test_json_with_dataframe_input_and_schema", since="4.2")
def json_of_a_frame_with_a_schema(spark, T, api):
    """The schema as argument or of the reader, as DDL or types."""
    lines = _lines(spark, '{"id": 1, "name": "Ann"}', '{"id": "x"}', "null")
    schema = T.StructType(
        [T.StructField("id", T.IntegerType()), T.StructField("more", T.DateType())]
    )
    return {
        "ddl": spark.read.json(lines, "id int, name string"),
        "types": spark.read.json(lines, schema=schema),
        "reader": spark.read.schema("name string").json(lines),
        "corrupt": spark.read.json(lines, "id int, _corrupt_record string"),
        "broken_ddl": api.error_of(lambda: spark.read.json(lines, schema="a b c").schema),
    }


@case(mirrors="connect_readwriter.test_xml_with_dataframe_input", since="4.2")
def xml_of_a_frame(spark):
    """One row a text, with attributes and nested elements."""
    texts = _lines(
        spark,
        "<p id='1'><name>Ann</name></p>",
        "<p><name>Bob</name><kids><kid>x</kid><kid>y</kid></kids></p>",
    )
    return {
        "inferred": spark.read.xml(texts, rowTag="p"),
        "no_attributes": spark.read.xml(texts, rowTag="p", excludeAttribute=True),
    }


@case(mirrors="connect_readwriter.test_xml_with_dataframe_input_and_schema", since="4.2")
def xml_of_a_frame_with_a_schema(spark):
    """The schema as argument or of the reader."""
    texts = _lines(spark, "<p id='1'><name>Ann</name></p>", "<p><name>Bob</name></p>")
    return {
        "ddl": spark.read.xml(texts, rowTag="p", schema="_id int, name string"),
        "reader": spark.read.schema("name string").xml(texts, "p"),
        "by_option": spark.read.option("rowTag", "p").schema("name string").xml(texts),
    }


@case(
    mirrors="connect_readwriter.test_csv_with_dataframe_input_multiple_columns",
    since="4.2",
    params={"two": {"columns": ("a", "b")}, "mixed": {"columns": ("a", "n", "t")}},
)
def csv_of_a_frame_with_multiple_columns(spark, api, columns):
    """Two columns or more are too many."""
    return refused(spark, api, "csv", columns)


@case(
    mirrors="connect_readwriter.test_csv_with_dataframe_input_zero_columns",
    since="4.2",
    params={"none": {"columns": ()}},
)
def csv_of_a_frame_with_zero_columns(spark, api, columns):
    """No column is too few."""
    return refused(spark, api, "csv", columns)


@case(
    mirrors="connect_readwriter.test_csv_with_dataframe_input_non_string_column",
    since="4.2",
    params={"number": {"columns": ("n",)}, "binary": {"columns": ("x",)}},
)
def csv_of_a_frame_with_non_string_column(spark, api, columns):
    """A column of numbers or bytes is no column of texts."""
    return refused(spark, api, "csv", columns)


@case(
    mirrors="connect_readwriter.test_json_with_dataframe_input_multiple_columns",
    since="4.2",
    params={"two": {"columns": ("a", "b")}, "mixed": {"columns": ("a", "n", "t")}},
)
def json_of_a_frame_with_multiple_columns(spark, api, columns):
    """Two columns or more are too many."""
    return refused(spark, api, "json", columns)


@case(
    mirrors="connect_readwriter.test_json_with_dataframe_input_zero_columns",
    since="4.2",
    params={"none": {"columns": ()}},
)
def json_of_a_frame_with_zero_columns(spark, api, columns):
    """No column is too few."""
    return refused(spark, api, "json", columns)


@case(
    mirrors="connect_readwriter.test_json_with_dataframe_input_non_string_column",
    since="4.2",
    params={"number": {"columns": ("n",)}, "binary": {"columns": ("x",)}},
)
def json_of_a_frame_with_non_string_column(spark, api, columns):
    """A column of numbers or bytes is no column of texts."""
    return refused(spark, api, "json", columns)


@case(
    mirrors="connect_readwriter.test_xml_with_dataframe_input_multiple_columns",
    since="4.2",
    params={"two": {"columns": ("a", "b")}, "mixed": {"columns": ("a", "n", "t")}},
)
def xml_of_a_frame_with_multiple_columns(spark, api, columns):
    """Two columns or more are too many."""
    return refused(spark, api, "xml", columns)


@case(
    mirrors="connect_readwriter.test_xml_with_dataframe_input_zero_columns",
    since="4.2",
    params={"none": {"columns": ()}},
)
def xml_of_a_frame_with_zero_columns(spark, api, columns):
    """No column is too few."""
    return refused(spark, api, "xml", columns)


@case(
    mirrors="connect_readwriter.test_xml_with_dataframe_input_non_string_column",
    since="4.2",
    params={"number": {"columns": ("n",)}, "binary": {"columns": ("x",)}},
)
def xml_of_a_frame_with_non_string_column(spark, api, columns):
    """A column of numbers or bytes is no column of texts."""
    return refused(spark, api, "xml", columns)


@case(
    mirrors="connect_readwriter.test_csv_with_dataframe_input_non_string_column",
    since="4.2",
    params={kind: {"kind": kind} for kind in ("json", "xml")},
)
def what_is_neither_path_nor_frame(spark, api, kind):
    """A number and a column are refused before anything is asked."""
    read = getattr(spark.read.option("rowTag", "p").schema("n int"), kind)
    return {
        "frame": read(spark.sql("select '<p><n>1</n></p>' as a")).collect(),
        "number": api.error_of(lambda: read(7)),
        "dict": api.error_of(lambda: read({"a": 1})),
    }


@case(
    mirrors="datasources.test_csv_with_dataframe_input",
    since="4.2",
    params={kind: {"kind": kind} for kind in _KINDS},
)
def a_frame_of_texts_may_come_from_files(spark, data, kind):
    """What `text` read is a frame of texts; a computed column is one too."""
    if kind == "csv":
        return spark.read.csv(spark.read.text(str(data / "people.csv")), header=True)
    if kind == "json":
        return spark.read.json(spark.read.text(str(data / "events.json")))
    texts = spark.range(2).selectExpr("concat('<p><n>', id, '</n></p>') as t")
    return spark.read.xml(texts, rowTag="p")


@case(mirrors="datasources.test_json_with_dataframe_input", since="4.2")
def a_frame_of_texts_without_rows(spark):
    """No rows, no columns to infer; a schema helps."""
    nothing = _lines(spark, "x").filter("false")
    return {
        "json": spark.read.json(nothing).columns,
        "schema": spark.read.json(nothing, "a int"),
        "nulls": spark.read.json(spark.sql("select cast(null as string) as t"), "a int"),
    }
