"""Sessions: which one is active, how SQL is sent, what a stopped one does, what is missing."""

import threading

import pytest
from fake_session import FakeClient, fake_session

from sparity.conf import SparkConf
from sparity.connect import DefaultChannelBuilder
from sparity.errors import (
    PySparkAttributeError,
    PySparkNotImplementedError,
    PySparkRuntimeError,
    PySparkTypeError,
    PySparkValueError,
    UnsupportedOnServerError,
)
from sparity.protocol import message_class
from sparity.sql import SparkSession
from sparity.sql import functions as F
from sparity.sql.session_builder import Builder


@pytest.fixture(autouse=True)
def no_other_session(monkeypatch):
    monkeypatch.setattr(SparkSession, "_default", None)
    monkeypatch.delattr(SparkSession._active, "session", raising=False)
    monkeypatch.delenv("SPARK_REMOTE", raising=False)
    yield
    if hasattr(SparkSession._active, "session"):
        del SparkSession._active.session


@pytest.fixture
def places():
    """The addresses that a builder connected to."""
    return []


@pytest.fixture
def builder(places):
    def make(place):
        places.append(place)
        return SparkSession(FakeClient())

    builder = Builder()
    builder._make = make
    return builder


def test_a_channel_builder_says_where_instead_of_an_address(builder, places):
    opener = DefaultChannelBuilder("sc://there")
    builder.channelBuilder(opener).create()
    assert places == [opener]


def test_only_one_may_say_where(builder, places):
    builder.channelBuilder(DefaultChannelBuilder("sc://there")).remote("sc://here")
    with pytest.raises(PySparkValueError) as caught:
        builder.create()
    assert caught.value.getCondition() == "SESSION_NEED_CONN_STR_OR_BUILDER"
    assert places == []


def test_a_session_through_a_channel_builder():
    with SparkSession(DefaultChannelBuilder("sc://there/;user_id=ann")) as spark:
        assert spark.client.user_id == "ann"
        assert spark.client.address.host == "there"


def test_hive_is_left_to_the_server(builder):
    assert builder.enableHiveSupport() is builder


def test_hooks_are_made_with_the_session():
    made = []

    class Noting(SparkSession.Hook):
        pass

    def factory(session):
        made.append(session)
        return Noting()

    client = FakeClient()
    spark = SparkSession(client, hook_factories=[factory])
    assert made == [spark]
    (hook,) = client.hooks
    assert hook("request") == "request"


def sql_of(client):
    return client.plans[-1].command.sql_command


def test_builder_connects_to_the_remote_and_sets_everything_in_one_request(builder, places):
    builder.remote("sc://here").config("a", True).config(map={"b": 1}).appName("app")
    client = builder.create().client
    assert places == ["sc://here"]
    (operation,) = client.operations
    assert {pair.key: pair.value for pair in operation.set.pairs} == {
        "a": "true",
        "b": "1",
        "spark.app.name": "app",
    }
    assert operation.set.silent


def test_builder_honours_the_environment(builder, places, monkeypatch):
    monkeypatch.setenv("SPARK_REMOTE", "sc://there")
    builder.create()
    assert places == ["sc://there"]


def test_builder_without_an_address_is_refused(builder):
    with pytest.raises(PySparkValueError) as caught:
        builder.create()
    assert caught.value.getCondition() == "SESSION_NEED_CONN_STR_OR_BUILDER"


def test_get_or_create_gives_the_active_session_its_settings(builder):
    first = builder.remote("sc://here").getOrCreate()
    again = Builder().config("a", "b").getOrCreate()
    assert again is first
    assert first.client.operations[-1].set.pairs[0].key == "a"


def test_each_reading_of_builder_starts_afresh():
    SparkSession.builder.config("a", "b")
    assert SparkSession.builder._options == {}


def test_the_first_session_stays_active_until_it_stops(builder):
    first = builder.remote("sc://here").create()
    second = builder.create()
    assert SparkSession.active() is first
    first.stop()
    assert SparkSession.getActiveSession() is None or second.is_stopped is False
    with pytest.raises(PySparkRuntimeError) as caught:
        SparkSession.active()
    assert caught.value.getCondition() == "NO_ACTIVE_OR_DEFAULT_SESSION"


def test_stop_releases_once():
    spark, client = fake_session()
    with spark:
        assert not spark.is_stopped
    spark.stop()
    assert spark.is_stopped
    assert client.released == 1


def test_a_session_is_closed_even_if_the_server_cannot_release_it(caplog):
    spark, client = fake_session()

    def fail():
        raise ValueError("gone")

    client.release_session = fail
    with pytest.raises(KeyError), spark:
        raise KeyError("what the program is about")
    assert client.is_closed
    assert [(record.name, record.levelname) for record in caplog.records] == [
        ("sparity.sql", "WARNING")
    ]


def test_a_session_that_is_over_on_its_server_is_not_released_but_closed():
    spark, client = fake_session()
    client.is_closed = True
    closed = []
    client.close = lambda: closed.append(True)
    spark.stop()
    assert (client.released, closed) == (0, [True])


def test_while_a_session_ends_others_go_on(builder):
    spark = builder.remote("sc://here").create()
    seen = []

    def look():
        seen.append((SparkSession.getActiveSession(), builder.getOrCreate()))
        builder.create().stop()

    def release():
        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        looking.join(10)

    spark.client.release_session = release
    spark.stop()
    ((active, other),) = seen
    assert active is None
    assert other is not spark
    assert not other.is_stopped


def test_range_with_one_number_starts_at_zero():
    spark, _ = fake_session()
    assert (spark.range(5)._plan.start, spark.range(5)._plan.end) == (0, 5)
    plan = spark.range(1, 9, 2, 3)._plan
    assert (plan.start, plan.end, plan.step, plan.num_partitions) == (1, 9, 2, 3)


def test_sql_is_executed_at_once_and_a_query_is_kept_for_later():
    spark, client = fake_session()
    df = spark.sql("SELECT 1")
    assert sql_of(client).input.sql.query == "SELECT 1"
    assert df._plan.query == "SELECT 1"


def test_sql_parameters_by_name_and_by_position():
    spark, client = fake_session()
    spark.sql("SELECT :x", {"x": F.lit("a")})
    assert sql_of(client).input.sql.named_arguments["x"].literal.string == "a"
    spark.sql("SELECT ?, ?", [1, "b"])
    first, second = sql_of(client).input.sql.pos_arguments
    assert (first.literal.integer, second.literal.string) == (1, "b")


@pytest.mark.parametrize("wrong", [5, (1,), "x"])
def test_sql_parameters_of_another_kind_are_refused(wrong):
    spark, client = fake_session()
    with pytest.raises(PySparkTypeError) as caught:
        spark.sql("SELECT 1", wrong)
    assert caught.value.getCondition() == "INVALID_TYPE"
    assert client.plans == []


def test_sql_is_sent_as_plain_text_to_servers_that_know_nothing_else():
    spark, client = fake_session("3.5.9")
    spark.sql("SELECT :x", {"x": 1})
    assert sql_of(client).sql == "SELECT :x"
    assert sql_of(client).args["x"].integer == 1


def test_rows_of_a_command_are_kept():
    spark, client = fake_session()
    response = message_class("ExecutePlanResponse")()
    response.sql_command_result.relation.local_relation.data = b"rows"
    client.results.append([response])
    assert spark.sql("SHOW TABLES")._plan.data == b"rows"


def test_a_sql_result_of_an_unknown_kind_is_an_error():
    spark, client = fake_session()
    response = message_class("ExecutePlanResponse")()
    response.sql_command_result.relation.tail.limit = 1
    client.results.append([response])
    with pytest.raises(PySparkNotImplementedError):
        spark.sql("SHOW TABLES")


def test_sql_text_is_filled_with_values_columns_and_dataframes():
    spark, client = fake_session()
    df = spark.range(3)
    spark.sql(
        "SELECT {c} FROM {d}, {d} WHERE a = {text} AND b = {n}",
        c=df.id,
        d=df,
        text="it's",
        n=1,
    )
    message = sql_of(client).input.with_relations
    (view,) = message.references
    name = view.subquery_alias.alias
    assert message.root.sql.query == (f"SELECT id FROM {name}, {name} WHERE a = 'it\\'s' AND b = 1")
    assert view.subquery_alias.input.HasField("range")


def test_braces_are_left_alone_when_there_is_nothing_to_fill_in():
    spark, client = fake_session()
    spark.sql("SELECT '{x}'")
    assert sql_of(client).input.sql.query == "SELECT '{x}'"


def test_dataframes_in_sql_text_need_a_server_that_knows_them():
    spark, _ = fake_session("3.5.9")
    with pytest.raises(UnsupportedOnServerError):
        spark.sql("SELECT * FROM {d}", d=spark.range(1))


def test_tables_are_named():
    spark, _ = fake_session()
    assert spark.table("db.t")._plan.named_table.unparsed_identifier == "db.t"
    with pytest.raises(PySparkTypeError):
        spark.table(5)


def test_what_lives_in_a_jvm_is_not_here():
    spark, _ = fake_session()
    with pytest.raises(PySparkAttributeError) as caught:
        spark.sparkContext  # noqa: B018
    assert caught.value.getCondition() == "JVM_ATTRIBUTE_NOT_SUPPORTED"
    assert not hasattr(spark, "nonsense")


@pytest.mark.parametrize("member", ["profile", "readStream", "streams"])
def test_what_is_missing_says_why(member):
    with pytest.raises(PySparkNotImplementedError) as caught:
        getattr(fake_session()[0], member)
    assert f"SparkSession.{member}" in caught.value.getMessageParameters()["feature"]


def test_builder_takes_the_settings_of_a_conf(builder):
    conf = SparkConf().set("a", 1).setAppName("named").setMaster("local[2]")
    client = builder.remote("sc://here").config(conf=conf).enableHiveSupport().create().client
    (operation,) = client.operations
    assert {pair.key: pair.value for pair in operation.set.pairs} == {
        "a": "1",
        "spark.app.name": "named",
    }


def test_builder_without_an_address_says_what_to_do():
    with pytest.raises(PySparkValueError, match="set SPARK_REMOTE") as caught:
        Builder().getOrCreate()
    assert caught.value.getCondition() == "SESSION_NEED_CONN_STR_OR_BUILDER"
    assert not hasattr(caught.value, "__notes__")
    with pytest.raises(PySparkValueError) as caught:
        Builder().master("local[*]").getOrCreate()
    assert "local[*]" in caught.value.__notes__[0]


def test_settings_of_the_builder_reach_servers_that_know_no_silence():
    session, client = fake_session("3.5.0")
    session._wire.configure({"a": "1", "b": "2"}, silent=True)
    sent = [(pair.key, pair.value) for one in client.operations for pair in one.set.pairs]
    assert (sent, len(client.operations)) == ([("a", "1"), ("b", "2")], 2)
