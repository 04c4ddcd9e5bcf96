"""What DataFrames ask a server, how often, and what they make of its answers."""

import pyarrow as pa
import pytest
from fake_session import fake_session, rows_answer

from sparity.errors import (
    PySparkAttributeError,
    PySparkNotImplementedError,
    PySparkTypeError,
    PySparkValueError,
    UnsupportedOnServerError,
)
from sparity.protocol import message_class
from sparity.types import Row, StructType

NUMBERS = pa.table({"id": pa.array([1, 2], pa.int64())})


def text_answer(text):
    return rows_answer(pa.table({"t": [text]}), "t string")


def test_collect_takes_one_request():
    spark, client = fake_session()
    client.results.append(rows_answer(NUMBERS, "id bigint"))
    assert spark.range(3).collect() == [Row(id=1), Row(id=2)]
    assert (len(client.plans), len(client.questions), len(client.operations)) == (1, 0, 0)


def test_collect_asks_how_to_give_binary_only_when_there_is_some():
    spark, client = fake_session()
    client.settings["spark.sql.execution.pyspark.binaryAsBytes"] = "false"
    table = pa.table({"b": [b"x"], "l": pa.array([[b"y"]])})
    client.results.append(rows_answer(table, "b binary, l array<binary>"))
    row = spark.range(1).collect()[0]
    assert (type(row.b), type(row.l[0])) == (bytearray, bytearray)
    assert len(client.operations) == 1


def test_collect_without_any_batch_gives_no_rows():
    spark, client = fake_session()
    client.results.append(rows_answer(NUMBERS, "id bigint", batches=0))
    assert spark.range(0).collect() == []


def test_a_server_that_sends_no_schema_is_asked_for_it():
    spark, client = fake_session()
    client.results.append(rows_answer(NUMBERS, "id bigint")[1:])
    client.schemas.append(StructType.fromDDL("id bigint"))
    assert spark.range(1).collect() == [Row(id=1), Row(id=2)]
    assert len(client.questions) == 1


@pytest.mark.parametrize("kind", ["struct<v: int, v: string>", "array<struct<v: int, v: int>>"])
def test_fields_of_one_name_are_refused_where_the_server_garbles_them(kind):
    spark, client = fake_session("3.4.4")
    client.schemas.append(StructType.fromDDL(f"s {kind}"))
    client.results.append(rows_answer(pa.table({"s": pa.nulls(1)}), "s void")[1:])
    with pytest.raises(UnsupportedOnServerError, match=r"fields of one name.*3\.5"):
        spark.range(1).collect()


def test_columns_of_one_name_are_no_fields_of_one_name():
    spark, client = fake_session("3.4.4")
    twice = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["v", "v"])
    client.schemas.append(StructType.fromDDL("v bigint, v bigint"))
    client.results.append(rows_answer(twice, "v bigint, v bigint")[1:])
    assert [tuple(row) for row in spark.range(1).collect()] == [(1, 2)]


def test_head_first_take_and_tail_limit_on_the_server():
    spark, client = fake_session()
    for _ in range(4):
        client.results.append(rows_answer(NUMBERS, "id bigint"))
    df = spark.range(3)
    assert df.head() == Row(id=1)
    assert df.first() == Row(id=1)
    assert df.take(2) == [Row(id=1), Row(id=2)]
    assert df.tail(2) == [Row(id=1), Row(id=2)]
    assert [plan.root.WhichOneof("rel_type") for plan in client.plans] == [
        "limit",
        "limit",
        "limit",
        "tail",
    ]
    assert [plan.root.limit.limit for plan in client.plans[:3]] == [1, 1, 2]


def test_head_of_nothing_is_none():
    spark, client = fake_session()
    client.results.append(rows_answer(NUMBERS.slice(0, 0), "id bigint"))
    assert spark.range(0).head() is None


def test_count_is_counted_by_the_server():
    spark, client = fake_session()
    client.results.append(rows_answer(pa.table({"n": [7]}), "n bigint"))
    assert spark.range(9).count() == 7
    counted = client.plans[0].root.aggregate.aggregate_expressions[0].unresolved_function
    assert counted.function_name == "count"


def test_is_empty_is_asked_once():
    spark, client = fake_session()
    client.results.append(rows_answer(NUMBERS.slice(0, 0), "id bigint"))
    df = spark.range(0)
    assert [df.isEmpty(), df.isEmpty()] == [True, True]
    assert len(client.plans) == 1


def test_schema_is_asked_once_and_handed_out_as_a_copy():
    spark, client = fake_session()
    client.schemas.append(StructType.fromDDL("id bigint"))
    df = spark.range(1)
    df.schema.add("more", "integer")
    assert df.columns == ["id"]
    assert df.dtypes == [("id", "bigint")]
    assert len(client.questions) == 1


def test_operations_that_keep_the_columns_keep_the_known_schema():
    spark, client = fake_session()
    client.schemas.append(StructType.fromDDL("id bigint"))
    df = spark.range(1)
    df.columns  # noqa: B018
    for derived in (df.filter("id > 0"), df.sort("id"), df.limit(1), df.union(df), df.distinct()):
        assert derived.columns == ["id"]
    assert len(client.questions) == 1


def test_operations_that_change_the_columns_ask_again():
    spark, client = fake_session()
    client.schemas.extend(
        [StructType.fromDDL("id bigint"), StructType(), StructType.fromDDL("x int")]
    )
    df = spark.range(1)
    assert df.columns == ["id"]
    assert df.drop("id").columns == []
    assert df.union(spark.range(1).toDF("x")).columns == ["x"]


def test_local_iterator_reads_as_far_as_it_is_walked():
    spark, client = fake_session()
    client.results.append(rows_answer(NUMBERS, "id bigint", batches=100))
    rows = spark.range(3).toLocalIterator()
    assert client.plans == []
    assert next(rows) == Row(id=1)
    assert client.handed_out <= 3
    rows.close()


def test_arrow_reader_reads_as_far_as_it_is_walked():
    spark, client = fake_session()
    client.results.append(rows_answer(NUMBERS, "id bigint", batches=100))
    reader = spark.range(3).to_arrow_reader()
    assert reader.schema == pa.schema([pa.field("id", pa.int64())])
    assert reader.read_next_batch().num_rows == 2
    assert client.handed_out <= 3


def test_other_libraries_take_the_rows_by_the_arrow_stream_interface():
    spark, client = fake_session()
    client.results.append(rows_answer(NUMBERS, "id bigint", batches=2))
    assert pa.table(spark.range(3)).to_pydict() == {"id": [1, 2, 1, 2]}


def test_to_arrow_has_the_schema_of_the_frame_even_without_rows():
    spark, client = fake_session()
    client.results.append(rows_answer(NUMBERS, "id bigint NOT NULL", batches=0))
    table = spark.range(0).toArrow()
    assert table.schema == pa.schema([pa.field("id", pa.int64(), False)])


def test_to_pandas_and_to_polars():
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    spark, client = fake_session()
    client.results.extend([rows_answer(NUMBERS, "id bigint")] * 2)
    assert spark.range(3).toPandas()["id"].tolist() == [1, 2]
    assert spark.range(3).to_polars()["id"].to_list() == [1, 2]


def test_show_prints_what_the_server_drew(capsys):
    spark, client = fake_session()
    client.results.append(text_answer("+--+\n|id|\n+--+\n"))
    spark.range(1).show(3, False)
    assert capsys.readouterr().out == "+--+\n|id|\n+--+\n\n"
    shown = client.plans[0].root.show_string
    assert (shown.num_rows, shown.truncate, shown.vertical) == (3, 0, False)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [((True,), "n"), (("x",), "n"), ((1, "x"), "truncate"), ((1, True, 1), "vertical")],
)
def test_show_checks_its_arguments(arguments, name):
    spark, client = fake_session()
    with pytest.raises(PySparkTypeError) as caught:
        spark.range(1).show(*arguments)
    assert caught.value.getMessageParameters()["arg_name"] == name
    assert client.plans == []


@pytest.mark.parametrize(
    ("arguments", "mode"),
    [
        ((), "SIMPLE"),
        ((False,), "SIMPLE"),
        ((True,), "EXTENDED"),
        (("cost",), "COST"),
        ((None, "formatted"), "FORMATTED"),
    ],
)
def test_explain_modes(capsys, arguments, mode):
    spark, client = fake_session()
    spark.range(1).explain(*arguments)
    question = client.questions[0].explain
    assert (
        question.DESCRIPTOR.fields_by_name["explain_mode"]
        .enum_type.values_by_number[question.explain_mode]
        .name
        == f"EXPLAIN_MODE_{mode}"
    )


@pytest.mark.parametrize(
    ("arguments", "condition"),
    [
        ((True, "simple"), "CANNOT_SET_TOGETHER"),
        (("nonsense",), "VALUE_NOT_ALLOWED"),
        ((5,), "NOT_EXPECTED_TYPE"),
    ],
)
def test_explain_refuses_what_it_does_not_know(arguments, condition):
    with pytest.raises((PySparkTypeError, PySparkValueError)) as caught:
        fake_session()[0].range(1).explain(*arguments)
    assert caught.value.getCondition() == condition


def test_attributes_are_columns_unless_python_or_a_jvm_is_meant():
    spark, client = fake_session()
    client.schemas.append(StructType.fromDDL("id bigint"))
    df = spark.range(1)
    assert repr(df.anything) == "Column<'anything'>"
    assert client.questions == []
    with pytest.raises(PySparkAttributeError) as caught:
        df._jdf  # noqa: B018
    assert caught.value.getCondition() == "JVM_ATTRIBUTE_NOT_SUPPORTED"
    with pytest.raises(PySparkNotImplementedError):
        df.rdd  # noqa: B018
    with pytest.raises(PySparkAttributeError) as caught:
        df.__array__  # noqa: B018
    assert caught.value.getCondition() == "ATTRIBUTE_NOT_SUPPORTED"


def test_dir_offers_methods_and_columns():
    spark, client = fake_session()
    client.schemas.append(StructType.fromDDL("id bigint, `no name` int"))
    offered = dir(spark.range(1))
    assert {"id", "no name", "select"} <= set(offered)


def test_repr_shows_the_schema_unless_the_session_wants_data():
    spark, client = fake_session()
    client.schemas.append(StructType.fromDDL("id bigint"))
    df = spark.range(1)
    assert repr(df) == "DataFrame[id: bigint]"
    client.settings["spark.sql.repl.eagerEval.enabled"] = "true"
    client.results.append(text_answer("data"))
    assert repr(df) == "data"


def test_a_checkpoint_is_forgotten_when_nobody_needs_it():
    spark, client = fake_session()
    answer = message_class("ExecutePlanResponse")()
    answer.checkpoint_command_result.relation.relation_id = "kept"
    client.results.append([answer])
    df = spark.range(1).localCheckpoint()
    assert len(client.plans) == 1
    del df
    removal = client.plans[1].command.remove_cached_remote_relation_command
    assert removal.relation.relation_id == "kept"


@pytest.mark.parametrize(
    ("member", "arguments"), [("foreach", [print]), ("mapInPandas", [print, "a int"])]
)
def test_what_is_missing_says_why(member, arguments):
    method = getattr(fake_session()[0].range(1), member)
    with pytest.raises(PySparkNotImplementedError) as caught:
        method(*arguments)
    feature = caught.value.getMessageParameters()["feature"]
    assert feature.startswith(f"DataFrame.{member} (needs Python functions on the server")
    with pytest.raises(TypeError, match="argument"):
        method()


def test_there_are_no_rdds():
    with pytest.raises(PySparkNotImplementedError) as caught:
        fake_session()[0].range(1).rdd  # noqa: B018
    assert caught.value.getMessageParameters() == {"feature": "rdd"}
