"""Readers and writers: what they put into the plan."""

import pytest
from fake_session import fake_session, plan_of

from sparity.errors import (
    AnalysisException,
    PySparkTypeError,
    PySparkValueError,
    UnsupportedOnServerError,
)
from sparity.protocol import message_class
from sparity.sql import functions as F
from sparity.types import StringType, StructType


@pytest.fixture
def session():
    return fake_session()


def source_of(frame):
    return plan_of(frame).read.data_source


def write_of(client):
    return client.plans[-1].command.write_operation


@pytest.mark.parametrize("format", ["csv", "json", "orc", "parquet", "text", "xml"])
def test_every_format_reads_a_path(session, format):
    source = source_of(getattr(session[0].read, format)("here"))
    assert (source.format, list(source.paths)) == (format, ["here"])


def test_options_are_text_and_arguments_that_are_not_given_are_no_options(session):
    read = session[0].read.option("a", 1).options(b=True, c=None)
    source = source_of(read.csv(["x", "y"], header=False, sep=";"))
    assert dict(source.options) == {"a": "1", "b": "true", "header": "false", "sep": ";"}
    assert list(source.paths) == ["x", "y"]


def test_an_option_of_none_takes_an_option_away(session):
    read = session[0].read.option("a", 1).option("a", None)
    assert dict(source_of(read.load("x")).options) == {}


def test_an_option_of_none_leaves_the_same_name_in_other_letters(session):
    read = session[0].read.option("a", 1).option("A", None)
    assert dict(source_of(read.load("x")).options) == {"a": "1"}


def test_schemas_are_ddl_or_json(session):
    read = session[0].read
    assert source_of(read.schema("a int").json("x")).schema == "a int"
    struct = StructType().add("a", "integer")
    assert source_of(read.json("x", schema=struct)).schema == struct.json()
    with pytest.raises(PySparkTypeError):
        read.schema(5)


def test_json_and_csv_parse_a_dataframe_of_texts(session):
    spark, client = session
    answer = message_class("AnalyzePlanResponse")()
    answer.ddl_parse.parsed.struct.fields.add(
        name="a", nullable=True
    ).data_type.integer.SetInParent()
    client.answers.append(answer)
    parse = plan_of(spark.read.csv(spark.range(1), schema="a int", sep=";")).parse
    assert client.questions[0].ddl_parse.ddl_string == "a int"
    assert (parse.format, dict(parse.options)) == (1, {"sep": ";"})
    assert parse.schema.struct.fields[0].name == "a"


@pytest.mark.parametrize("method", ["csv", "json", "load", "text", "parquet"])
def test_a_path_of_another_type_is_refused(session, method):
    with pytest.raises(PySparkTypeError):
        getattr(session[0].read, method)(5)


def test_tables_are_read_with_options(session):
    table = plan_of(session[0].read.option("a", 1).table("t")).read.named_table
    assert (table.unparsed_identifier, dict(table.options)) == ("t", {"a": "1"})


def test_jdbc_reads_in_ranges_or_by_predicates(session):
    read = session[0].read
    source = source_of(read.jdbc("u", "t", "c", 1, 9, 2, properties={"user": "x"}))
    assert dict(source.options) == {
        "url": "u",
        "dbtable": "t",
        "partitionColumn": "c",
        "lowerBound": "1",
        "upperBound": "9",
        "numPartitions": "2",
        "user": "x",
    }
    assert list(source_of(session[0].read.jdbc("u", "t", predicates=["a"])).predicates) == ["a"]
    with pytest.raises(AssertionError):
        read.jdbc("u", "t", "c")


@pytest.mark.parametrize("predicates", ["id = 1", ("id = 1",), {"id = 1": 1}, [1], False])
def test_jdbc_predicates_are_a_list_of_text_unless_a_column_decides(session, predicates):
    read = session[0].read
    with pytest.raises(AssertionError):
        read.jdbc("u", "t", predicates=predicates)
    source = source_of(session[0].read.jdbc("u", "t", "c", 1, 9, 2, predicates))
    assert list(source.predicates) == []


@pytest.mark.parametrize("format", ["csv", "json", "orc", "parquet", "text", "xml"])
def test_every_format_is_written(session, format):
    spark, client = session
    getattr(spark.range(1).write, format)("there")
    assert (write_of(client).source, write_of(client).path) == (format, "there")


@pytest.mark.parametrize(
    ("word", "mode"),
    [
        (None, 0),
        ("append", 1),
        ("OVERWRITE", 2),
        ("error", 3),
        ("errorifexists", 3),
        ("default", 3),
        ("ignore", 4),
    ],
)
def test_save_modes(session, word, mode):
    spark, client = session
    spark.range(1).write.mode(word).save("x")
    assert write_of(client).mode == mode


def test_an_unknown_save_mode_is_refused(session):
    spark, client = session
    with pytest.raises(PySparkValueError) as caught:
        spark.range(1).write.parquet("x", mode="sometimes")
    assert caught.value.getCondition() == "UNSUPPORTED_OPERATION"
    assert client.plans == []


def test_partitions_buckets_and_clusters(session):
    spark, client = session
    write = spark.range(1).write.partitionBy("a", "b").bucketBy(4, ["c"]).sortBy("d", "e")
    write.saveAsTable("t", format="parquet")
    message = write_of(client)
    assert list(message.partitioning_columns) == ["a", "b"]
    assert (message.bucket_by.num_buckets, list(message.bucket_by.bucket_column_names)) == (
        4,
        ["c"],
    )
    assert list(message.sort_column_names) == ["d", "e"]
    assert (message.table.table_name, message.table.save_method) == ("t", 1)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("2", "a"), PySparkTypeError),
        ((2, 5), PySparkTypeError),
        ((2, "a", 5), PySparkTypeError),
        ((2, ["a"], "b"), PySparkValueError),
    ],
)
def test_buckets_check_their_columns(session, arguments, error):
    with pytest.raises(error):
        session[0].range(1).write.bucketBy(*arguments)


@pytest.mark.parametrize(("overwrite", "mode"), [(None, 0), (True, 2), (False, 1)])
def test_insert_into(session, overwrite, mode):
    spark, client = session
    spark.range(1).write.insertInto("t", overwrite)
    assert (write_of(client).table.save_method, write_of(client).mode) == (2, mode)


@pytest.mark.parametrize(
    ("method", "mode"),
    [
        ("create", 1),
        ("overwritePartitions", 3),
        ("append", 4),
        ("replace", 5),
        ("createOrReplace", 6),
    ],
)
def test_catalog_tables_are_written_in_modes(session, method, mode):
    spark, client = session
    getattr(spark.range(1).writeTo("c.t").using("parquet").tableProperty("a", "b"), method)()
    message = client.plans[-1].command.write_operation_v2
    assert (message.mode, message.table_name, message.provider) == (mode, "c.t", "parquet")
    assert dict(message.table_properties) == {"a": "b"}


def test_catalog_tables_are_overwritten_by_condition_and_partitioned(session):
    spark, client = session
    spark.range(1).writeTo("t").partitionedBy("a", F.col("b")).overwrite(F.col("a") == 1)
    message = client.plans[-1].command.write_operation_v2
    assert message.overwrite_condition.unresolved_function.function_name == "=="
    assert len(message.partitioning_columns) == 2


def test_the_oldest_server_understands_writes():
    spark, client = fake_session("3.4.4")
    spark.range(1).write.parquet("x")
    spark.range(1).writeTo("t").append()
    assert len(client.plans) == 2


def test_a_frame_keeps_the_options_that_its_reader_had(session):
    spark, _ = session
    reader = spark.read.format("csv").option("sep", "|")
    first = reader.load("a")
    reader.option("sep", ";")
    assert first._plan.data_source.options == {"sep": "|"}


def test_none_takes_an_option_back(session):
    spark, _ = session
    reader = spark.read.options(header=True, sep="|").options(header=None).option("sep", None)
    assert reader.load("a")._plan.data_source.options == {}


def test_an_unknown_save_mode_is_refused_when_written(session):
    spark, client = session
    writer = spark.range(1).write.mode("sometimes")
    with pytest.raises(PySparkValueError):
        writer.save("x")
    assert client.plans == []


def test_clustering_takes_at_least_one_column(session):
    spark, _ = session
    with pytest.raises(AssertionError):
        spark.range(1).write.clusterBy()


def test_changes_know_their_schema(session):
    spark, _ = session
    with pytest.raises(AnalysisException) as caught:
        spark.read.schema("a int").changes("t")
    assert caught.value.getMessageParameters() == {"operation": "changes"}


@pytest.mark.parametrize(
    ("columns", "condition", "parameters"),
    [
        ("a string, b string", "DATAFRAME_INPUT_NOT_SINGLE_COLUMN", {"numColumns": "2"}),
        ("n int", "DATAFRAME_INPUT_NOT_STRING_TYPE", {"dataType": '"INT"'}),
    ],
)
def test_frames_that_are_no_texts_are_refused_for_servers_that_do_not_look(
    columns, condition, parameters
):
    spark, client = fake_session("4.1.1")
    client.schemas.append(StructType.fromDDL(columns))
    with pytest.raises(AnalysisException) as refused:
        spark.read.json(spark.range(1))
    assert refused.value.getCondition() == condition
    assert refused.value.getMessageParameters() == parameters
    assert refused.value.getSqlState() == "42K09"


def test_newer_servers_look_at_the_frame_themselves():
    spark, client = fake_session("4.2.1")
    spark.read.json(spark.range(1), schema=StructType().add("a", "integer"))
    assert client.questions == []


def test_schemas_that_a_server_would_misread_are_refused():
    lower = StructType().add("t", StringType("UTF8_LCASE"))
    spark, _ = fake_session("3.5.9")
    with pytest.raises(UnsupportedOnServerError, match=r"collation.*4\.0"):
        spark.read.schema(lower).load("x")
