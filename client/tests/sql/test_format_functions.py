"""Columns to and from Avro and Protobuf: what is sent, and what is refused."""

import pytest
from fake_session import fake_session, plan_of

from sparity.errors import PySparkTypeError
from sparity.sql.avro.functions import from_avro, to_avro
from sparity.sql.protobuf.functions import from_protobuf, to_protobuf


def sent(column, version="4.3.0"):
    """The name of the function, and its arguments as plain values."""
    spark, _ = fake_session(version)
    (expression,) = plan_of(spark.range(1).select(column)).project.expressions
    call = expression.unresolved_function
    return call.function_name, [value(one) for one in call.arguments]


def value(expression):
    kind = expression.WhichOneof("expr_type")
    if kind == "unresolved_attribute":
        return f"column {expression.unresolved_attribute.unparsed_identifier}"
    if kind == "literal":
        return getattr(expression.literal, expression.literal.WhichOneof("literal_type"))
    return [value(one) for one in expression.unresolved_function.arguments]


def test_avro():
    assert sent(from_avro("v", '"int"')) == ("from_avro", ["column v", '"int"'])
    assert sent(from_avro("v", '"int"', {"mode": "FAILFAST"})) == (
        "from_avro",
        ["column v", '"int"', ["mode", "FAILFAST"]],
    )
    assert sent(to_avro("v")) == ("to_avro", ["column v"])
    assert sent(to_avro("v", '"int"')) == ("to_avro", ["column v", '"int"'])


@pytest.mark.parametrize("function", [from_protobuf, to_protobuf])
def test_protobuf(function, tmp_path):
    name = function.__name__
    path = tmp_path / "event.desc"
    path.write_bytes(b"file")
    assert sent(function("v", "Event")) == (name, ["column v", "Event"])
    assert sent(function("v", "Event", str(path))) == (name, ["column v", "Event", b"file"])
    assert sent(function("v", "Event", str(path), {"a": "b"}, b"given")) == (
        name,
        ["column v", "Event", b"given", ["a", "b"]],
    )
    with pytest.raises(FileNotFoundError):
        function("v", "Event", str(tmp_path / "none"))
    with pytest.raises(PySparkTypeError):
        function(3, "Event")


def test_servers_know_them_before_sql_does():
    assert sent(to_avro("v"), "3.5.9") == ("to_avro", ["column v"])
    assert sent(to_protobuf("v", "Event"), "3.5.9") == ("to_protobuf", ["column v", "Event"])


@pytest.mark.parametrize(
    ("call", "parameter"),
    [
        (lambda: from_avro(3, "x"), "data"),
        (lambda: from_avro("v", 3), "jsonFormatSchema"),
        (lambda: from_avro("v", "x", 3), "options"),
        (lambda: to_avro("v", 3), "jsonFormatSchema"),
    ],
)
def test_what_avro_refuses(call, parameter):
    with pytest.raises(PySparkTypeError) as caught:
        call()
    assert caught.value.getCondition() == "INVALID_TYPE"
    assert caught.value.getMessageParameters()["arg_name"] == parameter
