"""Registering functions: those of the JVM are sent, those in Python are refused."""

import pytest
from fake_session import fake_session

from sparity.errors import PySparkNotImplementedError, PySparkTypeError
from sparity.protocol import message_class
from sparity.sql.types import IntegerType
from sparity.sql.udtf import AnalyzeResult
from sparity.types import StructType


def registered(client):
    return client.plans[-1].command.register_function


def test_a_class_of_the_jvm_becomes_a_function():
    spark, client = fake_session()
    spark.udf.registerJavaFunction("length", "org.example.Length", IntegerType())
    sent = registered(client)
    assert (sent.function_name, sent.java_udf.class_name) == ("length", "org.example.Length")
    assert sent.java_udf.output_type.HasField("integer")
    assert not sent.java_udf.aggregate


def test_the_server_may_find_out_the_type():
    spark, client = fake_session()
    spark.udf.registerJavaFunction("length", "org.example.Length")
    assert not registered(client).java_udf.HasField("output_type")


def test_a_type_in_words_is_what_the_server_understands():
    spark, client = fake_session()
    answer = message_class("AnalyzePlanResponse")()
    answer.ddl_parse.parsed.long.SetInParent()
    client.answers.append(answer)
    spark.udf.registerJavaFunction("length", "org.example.Length", "bigint")
    assert client.questions[-1].ddl_parse.ddl_string == "bigint"
    assert registered(client).java_udf.output_type.HasField("long")


def test_an_aggregate_of_the_jvm():
    spark, client = fake_session()
    spark.udf.registerJavaUDAF("mean2", "org.example.Mean")
    assert registered(client).java_udf.aggregate


def test_names_are_text_and_types_are_types():
    spark, client = fake_session()
    with pytest.raises(PySparkTypeError):
        spark.udf.registerJavaFunction(3, "org.example.Length")
    with pytest.raises(PySparkTypeError):
        spark.udf.registerJavaFunction("a", "org.example.Length", 3)
    assert client.plans == []


def test_python_functions_are_refused_with_the_reason():
    spark, client = fake_session()
    with pytest.raises(PySparkNotImplementedError) as caught:
        spark.udf.register("f", len)
    assert "Python functions on the server" in caught.value.getMessageParameters()["feature"]
    with pytest.raises(PySparkTypeError):
        spark.udf.register("f", 3)
    with pytest.raises(PySparkNotImplementedError):
        spark.udtf.register("f", list)
    with pytest.raises(PySparkNotImplementedError):
        spark.dataSource.register(list)
    assert client.plans == []


def test_what_a_table_function_says_of_itself():
    result = AnalyzeResult(StructType([]))
    assert (result.withSinglePartition, result.partitionBy, result.orderBy) == (False, (), ())
