"""Bearer tokens: asked for when needed, renewed when refused, sent and shown nowhere else."""

import threading
import time
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from fake_spark import Abort, Served
from scripted import complete, config_operation, plan, rows

from sparity import errors
from sparity.connect import Address, Client
from sparity.connect.address import TOKEN_VARIABLE
from sparity.connect.artifacts import Artifact
from sparity.connect.tokens import Tokens
from sparity.protocol import message_class

Serve = Callable[..., Served]
REFUSED = Abort(grpc.StatusCode.UNAUTHENTICATED, "bad token")


class Issuer:
    """Gives a new token each time, and counts."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self) -> str:
        self.given += 1
        return f"token-{self.given}"


def sent(served: Served, method: str) -> list[str]:
    return [meta["authorization"] for name, _, meta in served.spark.calls if name == method]


def client(served: Served, **options: Any) -> Client:
    return served.client(**options)


def test_a_token_is_asked_for_once(serve: Serve) -> None:
    served, issuer = serve(local=True), Issuer()
    used = client(served, token=issuer)
    assert issuer.given == 0
    used.config(config_operation())
    used.config(config_operation())
    assert sent(served, "Config") == ["Bearer token-1"] * 2


def renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sparity.connect.tokens._JUST_RENEWED", 0.0)


def test_a_refused_token_is_renewed_once(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    renewed(monkeypatch)
    served = serve(local=True)
    served.spark.script["Config"] = [REFUSED, message_class("ConfigResponse")()]
    client(served, token=Issuer()).config(config_operation())
    assert sent(served, "Config") == ["Bearer token-1", "Bearer token-2"]
    assert served.slept == []


def test_a_token_that_is_refused_again_is_an_error(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed(monkeypatch)
    served = serve(local=True)
    served.spark.script["Config"] = [REFUSED]
    with pytest.raises(errors.SparkConnectGrpcException, match="bad token") as caught:
        client(served, token=Issuer()).config(config_operation())
    assert len(served.spark.requests("Config")) == 2
    assert "token-" not in str(caught.value)


def test_a_token_that_expires_in_mid_query_loses_nothing(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed(monkeypatch)
    served = serve(local=True)
    served.spark.script["ExecutePlan"] = [[REFUSED], [rows("a")]]
    served.spark.script["ReattachExecute"] = [[REFUSED], [rows("b"), complete()]]
    got = [one.response_id for one in client(served, token=Issuer()).execute(plan())]
    assert got == ["a", "b", "last"]
    first, again = sent(served, "ReattachExecute")
    assert first != again


def broken() -> str:
    raise KeyError("s3cret")


def given(value: Any) -> Callable[[], Any]:
    return lambda: value


@pytest.mark.parametrize("plain", [False, True], ids=["protected", "plain"])
@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (broken, KeyError),
        (given(None), TypeError),
        (given(("s3cret", "soon")), TypeError),
        (given(("s3cret", 1, 2)), TypeError),
        (given("s3cret\n"), ValueError),
        (given("s3cret\u00e9"), ValueError),
    ],
)
def test_a_function_that_gives_no_token_is_told(
    serve: Serve, function: Any, kind: type[Exception], plain: bool
) -> None:
    served = serve(local=not plain)
    used = client(served, token=function, allow_plain_token=plain)
    for ask in (
        lambda: used.config(config_operation()),
        lambda: list(used.execute(plan())),
        lambda: used.add_artifacts([Artifact("files/a", b"x")]),
    ):
        with pytest.raises(errors.SparkConnectException) as caught:
            ask()
        assert caught.value.getCondition() == "TOKEN_NOT_AVAILABLE"
        assert caught.value.getMessageParameters() == {"kind": kind.__name__}
        assert type(caught.value.__cause__) is kind
        assert "s3cret" not in str(caught.value)
    assert served.spark.calls == []
    assert served.slept == []


def test_a_result_arrives_though_there_is_no_token_for_its_release(serve: Serve) -> None:
    served = serve()
    # For the version and the execution.
    tokens = iter(["first", "second"])
    used = client(served, token=lambda: (next(tokens), 0.0), allow_plain_token=True)
    assert len(list(used.execute(plan()))) == 1
    with pytest.raises(errors.SparkConnectException, match="StopIteration"):
        used.config(config_operation())


def test_an_event_loop_does_not_wait_for_who_gives_tokens(serve: Serve, colour: str) -> None:
    served = serve()
    asked_by: list[threading.Thread] = []

    def slow() -> str:
        asked_by.append(threading.current_thread())
        return "s3cret"

    used = client(served, token=slow, allow_plain_token=True)
    used.config(config_operation())
    used.add_artifacts([Artifact("files/a", b"x")])
    assert sent(served, "Config") == ["Bearer s3cret"]
    assert len(asked_by) == 1
    if colour == "asyncio":
        assert asked_by[0].name.startswith("sparity-token")
        assert asked_by[0].daemon


@pytest.mark.parametrize("text", ["s3cret\n", "s3\rcret", "s3cret\u00e9", "s3cret\x7f"])
def test_what_no_header_can_have_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    for options, name in (
        ({"token": text}, "'token'"),
        ({"headers": {"x-key": text}}, "'x-key'"),
    ):
        with pytest.raises(errors.PySparkValueError, match=f"{name} has what no header") as caught:
            Client("sc://h", **options)
        assert "s3" not in str(caught.value)
    monkeypatch.setenv(TOKEN_VARIABLE, text)
    with pytest.raises(errors.PySparkValueError, match=f"{TOKEN_VARIABLE} has") as caught:
        Client("sc://h")
    assert "s3" not in str(caught.value)
    assert Address(host="h", headers=(("x-key-bin", b"\n"),))  # type: ignore[arg-type]


def test_a_token_has_its_time() -> None:
    now = [0.0]
    issuer = Issuer()
    tokens = Tokens(lambda: (issuer(), 60.0), clock=lambda: now[0])
    assert tokens.current() == "token-1"
    now[0] = 50.0
    assert tokens.current() == "token-1"
    now[0] = 56.0
    assert tokens.current() == "token-2"


def test_many_refusals_at_once_renew_a_token_once() -> None:
    now = [0.0]
    tokens = Tokens(Issuer(), clock=lambda: now[0])
    assert tokens.current() == "token-1"
    assert tokens.renew()
    assert tokens.current() == "token-1"
    now[0] = 2.0
    assert tokens.renew()
    assert tokens.renew()
    assert tokens.current() == "token-2"


def test_a_fixed_token_cannot_be_renewed() -> None:
    assert not Tokens("fixed").renew()
    assert "fixed" not in repr(Tokens("fixed"))


def test_a_token_goes_in_the_clear_only_where_that_is_forced(serve: Serve) -> None:
    served = serve()
    forced = f"sc://127.0.0.1:{served.port}/;token=s3cret;allow_plain_token=true"
    with Client(forced) as plain:
        plain.config(config_operation())
    assert sent(served, "Config") == ["Bearer s3cret"]
    assert not Address.parse(forced).secure
    refused = client(
        served, host="127.0.0.1", token="s3cret", connect_timeout=0.5, sleep=time.sleep
    )
    assert refused.address.secure
    with pytest.raises(errors.SparkConnectGrpcException) as caught:
        refused.config(config_operation())
    assert len(served.spark.requests("Config")) == 1
    assert "s3cret" not in str(caught.value)


def test_headers_and_certificates_may_be_keywords(serve: Serve) -> None:
    served = serve()
    used = client(served, headers={"x-team": "blue"})
    used.config(config_operation())
    assert served.spark.calls[0][2]["x-team"] == "blue"
    with pytest.raises(errors.PySparkValueError, match="'tls_key'"):
        Client("sc://h", tls_cert=b"PEM")
    with pytest.raises(errors.PySparkValueError, match="cannot be read"):
        Client("sc://h/;tls_ca=%2Fno%2Fsuch%2Ffile").config(config_operation())
