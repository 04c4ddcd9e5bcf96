"""A real nginx that ends TLS and checks tokens in front of a server: what passes, what is told."""

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from certificates import Authority, Identity
from fake_spark import Pause, Served
from nginx_proxy import Nginx, nginx, why_not
from scripted import complete, config_operation, plan, rows

from sparity import errors
from sparity.connect import Client, RetryPolicy
from sparity.connect.artifacts import Artifact
from sparity.sql import SparkSession

pytestmark = pytest.mark.skipif(why_not() is not None, reason=f"NOT RUN: {why_not()}")

Serve = Callable[..., Served]
Start = Callable[..., Nginx]
QUIET_S = 0.3
EXPIRES = "s3cret-until-half-time"


@pytest.fixture(scope="module")
def me(ours: Authority) -> Identity:
    return ours.issue("me")


@pytest.fixture
def served(serve: Serve) -> Served:
    return serve()


@pytest.fixture
def start(tmp_path: Path, served: Served, ours: Authority) -> Iterator[Start]:
    """Starts an nginx in front of the fake server."""
    with ExitStack() as running:

        def begin(
            *, expired: bool = False, behind: int = served.port, silence_s: float = 60.0
        ) -> Nginx:
            own = ours.issue("server", expired=expired)
            proxy = nginx(tmp_path / "nginx", behind, own, ours, silence_s=silence_s)
            return running.enter_context(proxy)

        yield begin


def client(
    proxy: Nginx, authority: Authority, own: Identity | None, token: Any = "good", **more: Any
) -> Client:
    if own is not None:
        more |= {"tls_cert": str(own.certificate), "tls_key": str(own.key)}
    options = {"connect_timeout": 1.0, "retry": RetryPolicy(max_retries=2), **more}
    return Client(proxy.url, tls_ca=str(authority.certificate), token=token, **options)


def spark_saw(served: Served) -> set[str]:
    return set(served.spark.methods())


def test_who_has_a_certificate_and_a_token_is_let_in(
    start: Start, served: Served, ours: Authority, me: Identity
) -> None:
    served.spark.script["ExecutePlan"] = [[rows("a"), complete()]]
    proxy = start()
    with client(proxy, ours, me) as used:
        used.config(config_operation())
        assert [one.response_id for one in used.execute(plan())] == ["a", "last"]
        used.add_artifacts([Artifact("files/small", b"x" * 500_000)])
    assert "/spark.connect.SparkConnectService/ExecutePlan 200 SUCCESS" in proxy.told()
    assert set(proxy.doorman.shown) == {"good"}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("wrong authority", "certificate of localhost:.*tls_ca.*unable to get local issuer"),
        ("expired server", "certificate of localhost:.*certificate has expired"),
        ("another name", "certificate of localhost:.*tls_server_name"),
        ("no certificate", r"proxy answers.*`tls_cert`.*HTTP status 400"),
        ("strange certificate", r"proxy answers.*`tls_cert`.*HTTP status 400"),
        ("expired certificate", r"proxy answers.*`tls_cert`.*HTTP status 400"),
        ("bad token", r"proxy answers.*`token`.*HTTP status 401"),
        ("bad token of a function", r"proxy answers.*`token`.*HTTP status 401"),
        ("no server", "proxy answers.*does not reach the server.*HTTP status 502"),
    ],
)
def test_what_is_not_in_order_is_told_and_never_reaches_spark(
    start: Start,
    served: Served,
    ours: Authority,
    theirs: Authority,
    me: Identity,
    free_port: int,
    fault: str,
    told: str,
) -> None:
    proxy = start(
        expired=fault == "expired server",
        behind=free_port if fault == "no server" else served.port,
    )
    own = {
        "no certificate": None,
        "strange certificate": theirs.issue("stranger"),
        "expired certificate": ours.issue("late", expired=True),
    }.get(fault, me)
    token = {"bad token": "s3cret", "bad token of a function": lambda: "s3cret"}.get(fault, "good")
    authority = theirs if fault == "wrong authority" else ours
    name = {"tls_server_name": "spark.example.org"} if fault == "another name" else {}
    began = time.monotonic()
    with (
        client(proxy, authority, own, token, **name) as used,
        pytest.raises(errors.SparkConnectGrpcException, match=told) as caught,
    ):
        used.config(config_operation())
    assert time.monotonic() - began < 5
    assert spark_saw(served) == set()
    assert "s3cret" not in str(caught.value)
    if fault == "bad token of a function":
        assert proxy.doorman.shown == ["s3cret", "s3cret"]


def test_uploads_that_the_proxy_ends_early_never_hang(
    start: Start,
    served: Served,
    ours: Authority,
    me: Identity,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What gets through of such an upload is not for the strict server to judge.
    monkeypatch.setattr(served.spark, "arrives", served.spark.calls.append)
    proxy = start()
    for _ in range(8):
        with (
            client(proxy, ours, me) as used,
            pytest.raises(errors.SparkConnectGrpcException, match="client_max_body_size"),
        ):
            used.add_artifacts([Artifact("files/large", b"x" * 3_000_000)])
    assert "/spark.connect.SparkConnectService/AddArtifacts 413 SUCCESS" in proxy.told()


def test_a_query_that_the_proxy_cuts_for_being_quiet_goes_on(
    start: Start, served: Served, ours: Authority, me: Identity
) -> None:
    served.spark.script["ExecutePlan"] = [[rows("a"), Pause(5 * QUIET_S)]]
    served.spark.script["ReattachExecute"] = [[Pause(5 * QUIET_S)], [rows("b"), complete()]]
    with client(start(silence_s=QUIET_S), ours, me) as used:
        assert [one.response_id for one in used.execute(plan())] == ["a", "b", "last"]
    assert len(served.spark.requests("ExecutePlan")) == 1


class Issuer:
    """Gives the tokens of a list, one after another."""

    def __init__(self, *tokens: str) -> None:
        self.left = list(tokens)

    def __call__(self) -> str:
        return self.left.pop(0)


def expiring(proxy: Nginx, served: Served, used: Client) -> Iterator[str]:
    """The responses of a query; its token is no longer good after the first."""
    proxy.doorman.good = {EXPIRES}
    served.spark.script["ExecutePlan"] = [[rows("a"), Pause(5 * QUIET_S)]]
    served.spark.script["ReattachExecute"] = [[rows("b"), complete()]]
    for response in used.execute(plan()):
        proxy.doorman.good = {"good"}
        yield response.response_id


def test_a_token_that_expires_in_mid_query_is_renewed_and_no_row_is_lost(
    start: Start, served: Served, ours: Authority, me: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sparity.connect.tokens._JUST_RENEWED", 0.0)
    proxy = start(silence_s=QUIET_S)
    with client(proxy, ours, me, Issuer(EXPIRES, "good")) as used:
        assert list(expiring(proxy, served, used)) == ["a", "b", "last"]
    assert proxy.doorman.shown[-1] == "good"
    assert "/spark.connect.SparkConnectService/ReattachExecute 401" in proxy.told()


def test_a_token_that_expires_in_mid_query_and_cannot_be_renewed_is_told(
    start: Start, served: Served, ours: Authority, me: Identity
) -> None:
    proxy = start(silence_s=QUIET_S)
    got = []
    with (
        client(proxy, ours, me, EXPIRES) as used,
        pytest.raises(errors.SparkConnectGrpcException, match="does not accept the token"),
    ):
        got.extend(expiring(proxy, served, used))
    assert got == ["a"]


def test_a_token_is_in_no_log_error_or_repr(
    start: Start,
    served: Served,
    ours: Authority,
    theirs: Authority,
    me: Identity,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    proxy = start(silence_s=QUIET_S)
    shown = []

    def fails(used: Client, call: Callable[[Client], Any]) -> None:
        with used, pytest.raises(errors.PySparkException) as caught:
            call(used)
        shown.extend(all_that_is_told_of(caught.value))
        shown.extend(reprs(used))

    def config(used: Client) -> None:
        used.config(config_operation())

    fails(client(proxy, ours, me, EXPIRES), config)
    fails(client(proxy, ours, me, lambda: EXPIRES), config)
    fails(client(proxy, ours, None, EXPIRES), config)
    fails(client(proxy, theirs, me, EXPIRES), config)
    fails(client(proxy, ours, me, EXPIRES), lambda used: list(expiring(proxy, served, used)))
    proxy.doorman.good = {EXPIRES}
    used = client(proxy, ours, me, EXPIRES, headers={"x-key": EXPIRES})
    spark = SparkSession(used)
    config(used)
    shown += [repr(spark), str(spark), repr(spark.range(3)._plan), *reprs(used)]
    spark.stop()
    assert proxy.doorman.shown.count(EXPIRES) > 5
    assert any(record.name == "sparity.connect" for record in caplog.records)
    assert len(shown) > 50
    for text in (*shown, caplog.text, *capfd.readouterr(), proxy.told()):
        assert EXPIRES not in text


def all_that_is_told_of(error: BaseException) -> Iterator[str]:
    """An error as anybody may print it, and as tools do that show the variables of each frame."""
    yield from (str(error), repr(error), repr(vars(error)))
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [frame for frame in told.stack if "/src/sparity/" in frame.filename]
    assert frames
    yield from traceback.StackSummary.from_list(frames).format()


def reprs(thing: object) -> Iterator[str]:
    """What all objects of ours that can be reached from one show of themselves."""
    seen: set[int] = set()
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if type(one).__module__.startswith("sparity."):
            yield repr(one)
            waiting += getattr(one, "__dict__", {}).values()
