"""A server that has lost the session: fail, go on with a fresh one, or replay to it."""

import contextvars
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from fake_spark import Served
from forgetful_spark import ForgetfulSpark
from scripted import complete, config_operation, down, plan, refusal, rows

from sparity import errors
from sparity.connect import Client, bridge
from sparity.connect.artifacts import Artifact
from sparity.protocol import message_class

Serve = Callable[..., Served]
GONE = [
    refusal(f"INVALID_HANDLE.{condition}")
    for condition in ("SESSION_CHANGED", "SESSION_CLOSED", "SESSION_NOT_FOUND")
]


def view(name: str) -> Any:
    made = message_class("Plan")()
    made.command.create_dataframe_view.name = name
    made.command.create_dataframe_view.input.range.end = 1
    return made


def drop(name: str) -> Any:
    made = message_class("Plan")()
    made.root.catalog.drop_temp_view.view_name = name
    return made


def sql(text: str) -> Any:
    made = message_class("Plan")()
    made.command.sql_command.input.sql.query = text
    return made


@pytest.mark.parametrize("gone", GONE, ids=["changed", "closed", "not found"])
def test_by_default_it_is_an_error(serve: Serve, gone: Any) -> None:
    served = serve()
    served.spark.script["Config"] = [gone]
    client = served.client()
    session_id = client.session_id
    with pytest.raises(errors.SparkConnectGrpcException, match="no"):
        client.config(config_operation())
    assert client.session_id == session_id
    assert client.is_closed


def test_an_error_that_a_query_words_like_that_ends_nothing(serve: Serve) -> None:
    served = serve()
    worded = "[INVALID_HANDLE.SESSION_CHANGED] says the query"
    raised = refusal("USER_RAISED_EXCEPTION", worded, "org.apache.spark.SparkRuntimeException")
    served.spark.script["ExecutePlan"] = [[raised]]
    client = served.client("on_lost_session=fresh")
    session_id = client.session_id
    with pytest.raises(errors.SparkConnectGrpcException, match="says the query"):
        list(client.execute(plan()))
    assert not client.is_closed
    assert client.session_id == session_id
    assert len(served.spark.requests("ExecutePlan")) == 1


def test_after_a_result_lost_half_way_a_fresh_session_goes_on(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[rows("a"), GONE[0]], [complete()]]
    client = served.client("on_lost_session=fresh")
    lost = client.session_id
    with pytest.raises(errors.SparkConnectGrpcException):
        list(client.execute(plan()))
    assert not client.is_closed
    list(client.execute(plan()))
    assert [one.session_id for one in served.spark.requests("ExecutePlan")] == [
        lost,
        client.session_id,
    ]


@pytest.mark.parametrize("gone", GONE, ids=["changed", "closed", "not found"])
def test_a_call_goes_on_with_a_fresh_session(serve: Serve, gone: Any) -> None:
    served = serve()
    client = served.client("on_lost_session=fresh")
    assert client.server_version
    session_id = client.session_id
    served.spark.script["Config"] = [gone, message_class("ConfigResponse")()]
    client.config(config_operation())
    lost, fresh = served.spark.requests("Config")
    assert (lost.session_id, fresh.session_id) == (session_id, client.session_id)
    assert client.session_id != session_id
    assert not fresh.HasField("client_observed_server_side_session_id")


def test_an_execution_goes_on_with_a_fresh_session(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[GONE[0]], [complete()]]
    client = served.client("on_lost_session=fresh")
    assert len(list(client.execute(plan()))) == 1
    lost, fresh = served.spark.requests("ExecutePlan")
    assert lost.session_id != fresh.session_id == client.session_id


def test_a_session_that_is_lost_again_and_again_is_an_error(serve: Serve) -> None:
    served = serve()
    served.spark.script["Config"] = [GONE[1]]
    with pytest.raises(errors.SparkConnectGrpcException):
        served.client("on_lost_session=fresh").config(config_operation())
    assert len(served.spark.requests("Config")) == 2


def test_what_the_session_knew_is_replayed(serve: Serve) -> None:
    served = serve()
    client = served.client("on_lost_session=replay")
    client.config(config_operation(a="1", b="2"))
    client.config(config_operation(a="3"))
    client.add_artifacts([Artifact("files/x", b"content")])
    for told in (view("kept"), view("dropped"), drop("dropped"), sql("SET c = 4"), plan()):
        list(client.execute(told))
    before = len(served.spark.calls)
    lost = client.session_id
    served.spark.script["ExecutePlan"] = [[GONE[1]]] * 6 + [[complete()]]
    list(client.execute(plan()))
    again = [
        (method, one)
        for method, (one,), _ in served.spark.calls[before:]
        if "Release" not in method
    ]
    (failed_method, failed), *again = again
    assert (failed_method, failed.session_id) == ("ExecutePlan", lost)
    assert [method for method, _ in again] == [
        "Config",
        "Config",
        "AddArtifacts",
        "ExecutePlan",
        "ExecutePlan",
        "ExecutePlan",
    ]
    settings = [pair for _, one in again[:2] for pair in one.operation.set.pairs]
    assert [(pair.key, pair.value) for pair in settings] == [("b", "2"), ("a", "3")]
    assert again[2][1].batch.artifacts[0].name == "files/x"
    remade, set_again, wanted = [one.plan for one in served.spark.requests("ExecutePlan")[-3:]]
    assert remade.command.create_dataframe_view.name == "kept"
    assert remade.command.create_dataframe_view.replace
    assert set_again == sql("SET c = 4")
    assert wanted == plan()


@pytest.mark.parametrize("finder", ["a query", "another call"])
def test_what_a_replay_answers_is_told_to_nobody(serve: Serve, finder: str) -> None:
    served = serve()
    set_, mine = [rows("of SET"), complete()], [rows("mine"), complete()]
    client = served.client("on_lost_session=replay")
    lost = client.session_id
    if finder == "a query":
        served.spark.script["ExecutePlan"] = [set_, [GONE[0]], set_, mine]
    else:
        served.spark.script["ExecutePlan"] = [set_]
        served.spark.script["Config"] = [GONE[0], message_class("ConfigResponse")()]
    list(client.execute(sql("SET spark.sql.shuffle.partitions=7")))
    if finder == "a query":
        assert [one.response_id for one in client.execute(plan())] == ["mine", "last"]
    else:
        client.config(config_operation())
    told = served.spark.requests("ExecutePlan")
    assert {one.session_id for one in told} == {lost, client.session_id}


def test_a_replay_that_fails_says_so(serve: Serve) -> None:
    served = serve()
    client = served.client("on_lost_session=replay")
    client.config(config_operation(a="1"))
    served.spark.script["Config"] = [GONE[1], GONE[1], refusal("A.B", "not again")]
    with pytest.raises(errors.SparkConnectException, match="not again") as caught:
        client.config(config_operation())
    assert caught.value.getCondition() == "SESSION_NOT_REPLAYED"
    assert client.is_closed


class Lost:
    """A client whose session, which was told that a is 1, is lost; and threads that use it."""

    def __init__(self, serve: Serve, version: str = "4.1.1", **options: Any) -> None:
        self.spark = ForgetfulSpark(version)
        self.served = serve(version, spark=self.spark)
        self.now = 0.0
        options = {"sleep": time.sleep, "clock": lambda: self.now, **options}
        self.client: Client = self.served.client("on_lost_session=replay", **options)
        assert self.client.server_version
        self.client.config(config_operation(a="1"))
        self.first = self.client.session_id
        self.outcomes: list[str] = []
        self._threads: list[threading.Thread] = []

    def lose(self) -> None:
        self.spark.lose()

    def run(self) -> None:
        """Run a plan in a thread of its own, with calls of the same colour."""
        across = bridge.CURRENT.get()
        context = contextvars.copy_context()
        if across is not None:
            context.run(bridge.CURRENT.set, bridge.Bridge(across.loop))

        def execute() -> None:
            try:
                list(self.client.execute(plan()))
            except errors.PySparkException as error:
                self.outcomes.append(str(error.getCondition()))
            else:
                self.outcomes.append("ran")

        self._threads.append(threading.Thread(target=context.run, args=(execute,)))
        self._threads[-1].start()

    def wait(self) -> list[str]:
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()
        return self.outcomes


def test_who_comes_while_a_session_is_replayed_waits_for_the_end(serve: Serve) -> None:
    lost = Lost(serve)
    lost.lose()
    lost.spark.held.clear()
    lost.run()
    lost.spark.wait_for("Config", lambda one: one.session_id != lost.first)
    for _ in range(3):
        lost.run()
    time.sleep(0.3)
    assert lost.spark.ran == []
    lost.spark.held.set()
    assert lost.wait() == ["ran"] * 4
    assert lost.spark.ran == [(lost.client.session_id, {"a": "1"})] * 4


def test_a_replay_that_fails_fails_for_those_who_wait_for_it_too(serve: Serve) -> None:
    lost = Lost(serve)
    lost.lose()
    lost.spark.late["Config"] = 0.5
    lost.spark.script["Config"] = [refusal("A.B", "not again")]
    lost.run()
    lost.spark.wait_for("ExecutePlan")
    while lost.client.session_id == lost.first:
        time.sleep(0.01)
    lost.run()
    assert lost.wait() == ["SESSION_NOT_REPLAYED"] * 2
    assert lost.client.is_closed
    assert lost.spark.ran == []


def test_nobody_waits_for_ever_or_goes_on_without_the_replay(serve: Serve) -> None:
    lost = Lost(serve)
    lost.lose()
    lost.spark.held.clear()
    lost.run()
    lost.spark.wait_for("Config", lambda one: one.session_id != lost.first)
    lost.run()
    time.sleep(0.2)
    lost.now += 601
    give_up_at = time.monotonic() + 10
    while not lost.outcomes and time.monotonic() < give_up_at:
        time.sleep(0.01)
    assert lost.outcomes == ["SESSION_NOT_REPLAYED"]
    lost.spark.held.set()
    assert lost.wait() == ["SESSION_NOT_REPLAYED", "ran"]
    assert len(lost.spark.ran) == 1


class Stop(BaseException):
    """Somebody gives up."""


def test_who_gives_up_in_the_middle_of_a_replay_leaves_it_to_the_next(serve: Serve) -> None:
    def stop(_: float) -> None:
        raise Stop

    lost = Lost(serve, sleep=stop)
    lost.lose()
    lost.spark.script["Config"] = [down(), down()]
    with pytest.raises(Stop):
        list(lost.client.execute(plan()))
    assert not lost.client.is_closed
    half_told = lost.spark.requests("Config")[-1].session_id
    lost.spark.script.clear()
    list(lost.client.execute(plan()))
    assert lost.client.session_id not in (lost.first, half_told)
    assert lost.spark.ran == [(lost.client.session_id, {"a": "1"})]


def test_what_a_lost_session_was_told_last_is_told_to_the_fresh_one(serve: Serve) -> None:
    lost = Lost(serve)
    setting = lost.client.execute(sql("SET b = 2"))
    next(setting)  # it has run, and nobody knows it yet
    lost.lose()
    list(lost.client.execute(plan()))
    list(setting)
    replayed = [one for one in lost.spark.requests("ExecutePlan") if one.plan == sql("SET b = 2")]
    assert [one.session_id for one in replayed] == [lost.first, lost.client.session_id]


def test_what_cannot_be_replayed_is_refused_and_nothing_is_run(serve: Serve) -> None:
    lost = Lost(serve)
    list(lost.client.execute(sql("EXECUTE IMMEDIATE 'SELECT 1'")))
    lost.spark.ran.clear()
    lost.lose()
    lost.spark.gone.add(lost.first)
    lost.run()
    assert lost.wait() == ["SESSION_NOT_REPLAYED"]
    assert lost.spark.ran == []


def test_a_view_of_all_sessions_that_is_there_is_left_alone(serve: Serve) -> None:
    served = serve()
    client = served.client("on_lost_session=replay")
    made = view("g")
    made.command.create_dataframe_view.is_global = True
    made.command.create_dataframe_view.replace = True
    exists = refusal("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS")
    served.spark.script["ExecutePlan"] = [[complete()], [GONE[1]], [exists], [complete()]]
    list(client.execute(made))
    list(client.execute(plan()))
    again = served.spark.requests("ExecutePlan")[2].plan.command.create_dataframe_view
    assert (again.name, again.replace) == ("g", False)


class Silent(Lost):
    """The same on a server that says nothing of it."""

    def __init__(self, serve: Serve) -> None:
        super().__init__(serve, "3.5.9")

    @property
    def asked(self) -> int:
        """How often the client has looked for its mark."""
        looks = [one for one in self.spark.requests("Config") if one.operation.get_option.keys]
        return len(looks) - 1  # the first one sees that the server keeps it


@pytest.fixture
def silent(serve: Serve) -> Silent:
    return Silent(serve)


def test_a_session_lost_in_silence_is_noticed_after_a_while(silent: Silent) -> None:
    list(silent.client.execute(plan()))
    assert silent.asked == 0
    silent.lose()
    silent.now += 6
    list(silent.client.execute(plan()))
    assert silent.client.session_id != silent.first
    assert silent.spark.ran[-1] == (silent.client.session_id, {"a": "1"})
    silent.lose()
    silent.now += 6
    list(silent.client.execute(plan()))
    assert silent.spark.ran[-1] == (silent.client.session_id, {"a": "1"})


def test_a_session_lost_in_silence_is_noticed_after_a_broken_connection(silent: Silent) -> None:
    silent.spark.script["AnalyzePlan"] = [down(), message_class("AnalyzePlanResponse")()]
    silent.spark.calls.clear()
    silent.lose()
    request = message_class("AnalyzePlanRequest")()
    request.schema.plan.CopyFrom(plan())
    silent.client.analyze(request)
    assert silent.spark.own(silent.client.session_id) == {"a": "1"}
    assert silent.client.session_id != silent.first


def test_a_plan_is_not_sent_again_to_a_session_that_was_lost_in_silence(silent: Silent) -> None:
    unknown = refusal("INVALID_HANDLE.SESSION_NOT_FOUND")
    silent.spark.script["ExecutePlan"] = [[down()], [complete()]]
    silent.spark.script["ReattachExecute"] = [[unknown]]
    silent.lose()
    silent.run()
    silent.wait()
    assert [session for session, _ in silent.spark.ran].count(silent.first) == 1


def test_a_session_that_is_still_there_goes_on(silent: Silent) -> None:
    silent.now += 6
    for _ in range(3):
        list(silent.client.execute(plan()))
    assert silent.asked == 1
    assert silent.spark.ran == [(silent.first, {"a": "1"})] * 3


def test_resetting_all_settings_is_no_loss(silent: Silent) -> None:
    reset = message_class("Plan")()
    reset.command.sql_command.sql = "RESET"
    list(silent.client.execute(reset))
    silent.now += 6
    list(silent.client.execute(plan()))
    assert silent.client.session_id == silent.first
    silent.lose()
    silent.now += 6
    list(silent.client.execute(plan()))
    assert silent.client.session_id != silent.first


def test_a_server_that_keeps_no_mark_loses_nothing(serve: Serve) -> None:
    served = serve("3.5.9")  # it keeps no settings at all
    now = 0.0
    client = served.client(clock=lambda: now)
    assert client.server_version
    client.config(config_operation(a="1"))
    now += 6
    list(client.execute(plan()))
    assert not client.is_closed


@pytest.mark.parametrize("version", ["3.5.9", "4.0.5"])
def test_who_told_a_session_nothing_has_nothing_to_lose(serve: Serve, version: str) -> None:
    served = serve(version)
    now = 0.0
    client = served.client(clock=lambda: now)
    for _ in range(3):
        list(client.execute(plan()))
        now += 3600
    if version >= "4":
        client.config(config_operation(a="1"))
        now += 3600
        list(client.execute(plan()))
    assert len(served.spark.requests("Config")) == (1 if version >= "4" else 0)


def test_a_session_lost_in_silence_is_an_error_by_default(serve: Serve) -> None:
    spark = ForgetfulSpark("3.5.9")
    now = 0.0
    client = serve("3.5.9", spark=spark).client(clock=lambda: now)
    assert client.server_version
    list(client.execute(view("v")))
    spark.lose()
    now += 6
    with pytest.raises(errors.SparkConnectGrpcException, match="lost this session") as caught:
        list(client.execute(plan()))
    assert caught.value.getCondition() == "INVALID_HANDLE.SESSION_CHANGED"
    assert client.is_closed
    assert len(spark.ran) == 1
