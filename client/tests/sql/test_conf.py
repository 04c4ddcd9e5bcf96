"""The seven configuration requests, and which of them a call makes."""

import pytest
from fake_session import fake_session

from sparity.errors import PySparkTypeError


@pytest.fixture
def session():
    return fake_session()


def kinds(client):
    return [operation.WhichOneof("op_type") for operation in client.operations]


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda conf: conf.set("a", "b"), "set"),
        (lambda conf: conf.get("a"), "get"),
        (lambda conf: conf.get("a", "b"), "get_with_default"),
        (lambda conf: conf.get("a", None), "get_with_default"),
        (lambda conf: conf.getAll, "get_all"),
        (lambda conf: conf.unset("a"), "unset"),
        (lambda conf: conf.isModifiable("a"), "is_modifiable"),
        (lambda conf: conf._wire.options("a", "b"), "get_option"),
    ],
)
def test_each_call_makes_one_request(session, call, kind):
    spark, client = session
    call(spark.conf)
    assert kinds(client) == [kind]


def test_a_default_of_none_is_sent_without_a_value(session):
    spark, client = session
    assert spark.conf.get("a", None) is None
    assert not client.operations[0].get_with_default.pairs[0].HasField("value")


@pytest.mark.parametrize(("value", "text"), [(True, "true"), (False, "false"), (7, "7")])
def test_values_are_sent_as_text(session, value, text):
    spark, client = session
    spark.conf.set("a", value)
    assert client.operations[0].set.pairs[0].value == text


def test_none_is_left_to_the_server_to_refuse(session):
    spark, client = session
    spark.conf.set("a", None)
    assert not client.operations[0].set.pairs[0].HasField("value")


@pytest.mark.parametrize(("key", "value"), [(5, "b"), ("a", 1.5)])
def test_other_values_are_refused(session, key, value):
    spark, client = session
    with pytest.raises(TypeError):
        spark.conf.set(key, value)
    assert client.operations == []


@pytest.mark.parametrize("arguments", [(5,), ("a", 5)])
def test_get_checks_its_arguments(session, arguments):
    with pytest.raises(PySparkTypeError):
        session[0].conf.get(*arguments)


def test_is_modifiable_is_a_bool(session):
    spark, client = session
    client.settings["a"] = "true"
    assert spark.conf.isModifiable("a") is True
    assert spark.conf.isModifiable("b") is False


def test_warnings_of_the_server_reach_the_caller(session):
    spark, client = session
    ask = client.config

    def with_warning(operation):
        response = ask(operation)
        response.warnings.append("deprecated")
        return response

    client.config = with_warning
    with pytest.warns(UserWarning, match="deprecated") as caught:
        spark.conf.set("a", "b")
    assert caught[0].filename == __file__
