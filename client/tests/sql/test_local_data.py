"""`createDataFrame`: kinds of data, kinds of schemas, and what is sent for them."""

import json

import pyarrow as pa
import pytest
from fake_session import fake_session, plan_of

from sparity.errors import PySparkTypeError, PySparkValueError, UnsupportedOnServerError
from sparity.protocol import message_class
from sparity.types import (
    ArrayType,
    DataType,
    IntegerType,
    LongType,
    MapType,
    NullType,
    Row,
    StringType,
    StructField,
    StructType,
    TimeType,
    VariantType,
    VariantVal,
)


@pytest.fixture
def session():
    return fake_session()


def sent(frame):
    """Names and rows of the data that a DataFrame sends."""
    local = plan_of(frame).local_relation
    with pa.ipc.open_stream(local.data) as reader:
        table = reader.read_all()
    assert table.column_names == [field["name"] for field in json.loads(local.schema)["fields"]]
    return table.column_names, [tuple(row.values()) for row in table.to_pylist()]


@pytest.mark.parametrize(
    ("data", "schema", "names"),
    [
        ([(1, "a")], None, ["_1", "_2"]),
        ([[1, "a"]], ["x", "y"], ["x", "y"]),
        ([(1, "a")], ["x"], ["x", "_2"]),
        ([Row(x=1, y="a")], None, ["x", "y"]),
        ([{"y": "a", "x": 1}], None, ["x", "y"]),
        (((1, "a"),), ("x", "y"), ["x", "y"]),
    ],
)
def test_rows_of_many_kinds(session, data, schema, names):
    assert sent(session[0].createDataFrame(data, schema)) == (names, [(1, "a")])


def test_single_values_with_a_type(session):
    assert sent(session[0].createDataFrame([1, None], IntegerType())) == (
        ["value"],
        [(1,), (None,)],
    )


def test_ddl_is_parsed_by_the_server(session):
    spark, client = session
    answer = message_class("AnalyzePlanResponse")()
    field = answer.ddl_parse.parsed.struct.fields.add(name="n", nullable=True)
    field.data_type.short.SetInParent()
    client.answers.append(answer)
    assert sent(spark.createDataFrame([(1,)], "n SMALLINT")) == (["n"], [(1,)])
    assert client.questions[0].ddl_parse.ddl_string == "n SMALLINT"


def test_settings_are_asked_for_in_one_request_that_old_servers_answer(session):
    spark, client = session
    spark.createDataFrame([(1,)])
    assert [one.WhichOneof("op_type") for one in client.operations] == ["get_option"]


def test_no_rows_need_a_schema_and_no_settings(session):
    spark, client = session
    schema = StructType([StructField("a", LongType(), False)])
    local = plan_of(spark.createDataFrame([], schema)).local_relation
    assert (local.schema, local.HasField("data")) == (schema.json(), False)
    assert client.operations == []
    for names in (None, ["a"]):
        with pytest.raises(PySparkValueError) as caught:
            spark.createDataFrame([], names)
        assert caught.value.getCondition() == "CANNOT_INFER_EMPTY_SCHEMA"


def test_nested_dicts_become_structs_when_the_session_wants_it(session):
    spark, client = session
    client.settings["spark.sql.pyspark.inferNestedDictAsStruct.enabled"] = "true"
    local = plan_of(spark.createDataFrame([({"a": 1},)])).local_relation
    assert json.loads(local.schema)["fields"][0]["type"]["type"] == "struct"


def test_pandas_frames(session):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"x": [1, 2], "y": ["a", None]})
    assert sent(session[0].createDataFrame(frame)) == (["x", "y"], [(1, "a"), (2, None)])
    assert sent(session[0].createDataFrame(frame, ["p", "q"]))[0] == ["p", "q"]
    with pytest.raises(PySparkValueError) as caught:
        session[0].createDataFrame(frame, ["p", "q", "r"])
    assert caught.value.getCondition() == "AXIS_LENGTH_MISMATCH"
    with pytest.raises(PySparkTypeError):
        session[0].createDataFrame(frame, IntegerType())


def test_pandas_columns_are_as_nullable_as_the_schema_says(session):
    pandas = pytest.importorskip("pandas")
    schema = StructType([StructField("x", LongType(), False)])
    local = plan_of(session[0].createDataFrame(pandas.DataFrame({"x": [1]}), schema))
    with pa.ipc.open_stream(local.local_relation.data) as reader:
        assert not reader.schema.field("x").nullable


def test_polars_frames(session):
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"x": [1, 2]})
    assert sent(session[0].createDataFrame(frame)) == (["x"], [(1,), (2,)])


def test_arrow_tables(session):
    table = pa.table({"x": [1], "y": [2.5]})
    assert sent(session[0].createDataFrame(table)) == (["x", "y"], [(1, 2.5)])
    assert sent(session[0].createDataFrame(table, ["p"]))[0] == ["p", "_2"]
    one = pa.table({"x": [1]})
    assert sent(session[0].createDataFrame(one, IntegerType())) == (["value"], [(1,)])


def test_numpy_arrays(session):
    numpy = pytest.importorskip("numpy")
    spark, _ = session
    assert sent(spark.createDataFrame(numpy.array([1, 2]))) == (["value"], [(1,), (2,)])
    assert sent(spark.createDataFrame(numpy.array([[1, 2]]))) == (["_1", "_2"], [(1, 2)])
    with pytest.raises(PySparkValueError) as caught:
        spark.createDataFrame(numpy.zeros((1, 1, 1)))
    assert caught.value.getCondition() == "INVALID_NDARRAY_DIMENSION"
    with pytest.raises(PySparkValueError):
        spark.createDataFrame(numpy.array([[1, 2]]), ["a"])


def test_a_dataframe_is_no_local_data(session):
    spark, _ = session
    with pytest.raises(PySparkTypeError) as caught:
        spark.createDataFrame(spark.range(1))
    assert caught.value.getCondition() == "INVALID_TYPE"


def test_a_schema_of_another_kind_is_refused(session):
    with pytest.raises(PySparkTypeError) as caught:
        session[0].createDataFrame([(1,)], 5)
    assert caught.value.getMessageParameters()["arg_name"] == "schema"


@pytest.mark.parametrize("data", [[7], [(7,)], [[7]], [{"value": 7}], [Row(other=7)]])
def test_an_atomic_type_is_that_of_values_or_of_rows_of_one(session, data):
    assert sent(session[0].createDataFrame(data, LongType())) == (["value"], [(7,)])


@pytest.mark.parametrize(
    "kind", [ArrayType(LongType()), MapType(LongType(), LongType()), NullType()]
)
def test_other_single_types_are_no_schema(session, kind):
    with pytest.raises(PySparkTypeError) as caught:
        session[0].createDataFrame([None], kind)
    assert caught.value.getCondition() == "NOT_EXPECTED_TYPE"
    assert caught.value.getMessageParameters()["arg_type"] == type(kind).__name__


@pytest.mark.parametrize(
    ("server", "kind"),
    [("3.5.9", StringType("UTF8_LCASE")), ("3.5.9", VariantType()), ("4.0.5", TimeType())],
    ids=["collation", "variant", "time"],
)
@pytest.mark.parametrize("rows", [[], [(None,)]], ids=["empty", "one row"])
def test_types_that_a_server_would_misread_are_refused(server: str, kind: DataType, rows):
    spark, _ = fake_session(server)
    with pytest.raises(UnsupportedOnServerError):
        spark.createDataFrame(rows, StructType([StructField("c", ArrayType(kind))]))


def test_inferred_types_that_a_server_would_misread_are_refused():
    spark, _ = fake_session("3.5.9")
    with pytest.raises(UnsupportedOnServerError, match="variant"):
        spark.createDataFrame([(VariantVal.parseJson("1"),)], ["v"])
