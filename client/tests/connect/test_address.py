"""Reading `sc://` addresses: what is understood, what is refused, and that tokens stay secret."""

import pytest

from sparity.connect import Address
from sparity.errors import PySparkValueError

UUID = "8c7f3a3e-5a2a-4b57-9c34-6e0b8b0f3b9c"


@pytest.fixture(autouse=True)
def no_token_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPARK_CONNECT_AUTHENTICATE_TOKEN", raising=False)


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("sc://host", "host:15002"),
        ("sc://host/", "host:15002"),
        ("sc://host/;", "host:15002"),
        ("sc://host:123", "host:123"),
        ("sc://host:123/;user_id=a", "host:123"),
        ("sc://10.0.0.1:1", "10.0.0.1:1"),
        ("sc://[::1]", "[::1]:15002"),
        ("sc://[fe80::1]:99/;user_id=a", "[fe80::1]:99"),
    ],
)
def test_host_and_port(url: str, endpoint: str) -> None:
    assert Address.parse(url).endpoint == endpoint


def test_defaults_are_those_of_pyspark() -> None:
    address = Address.parse("sc://host")
    assert address.max_message_size == 128 * 1024 * 1024
    assert (address.keepalive_enabled, address.keepalive_timeout_ms) == (True, 20_000)
    assert (address.token, address.user_id, address.user_agent, address.session_id) == (None,) * 4
    assert address.headers == ()
    assert not address.secure


def test_no_server_is_pinged_more_often_than_grpc_permits_by_default() -> None:
    address = Address.parse("sc://host")
    permitted = 5 * 60_000
    # Above what servers permit, below what load balancers of clouds wait for (350 seconds).
    assert permitted + 10_000 <= address.keepalive_time_ms < 350_000 - address.keepalive_timeout_ms
    assert not address.keepalive_without_calls


def test_every_parameter_is_understood() -> None:
    address = Address.parse(
        f"sc://h/;token=t;use_ssl=TRUE;user_id=u;user_agent=a;session_id={UUID};"
        "grpc_max_message_size=1000;grpc_keepalive_enabled=false;grpc_keepalive_time_ms=1;"
        "grpc_keepalive_timeout_ms=2;grpc_keepalive_without_calls=true"
    )
    assert address == Address(
        host="h",
        token="t",
        use_ssl=True,
        user_id="u",
        user_agent="a",
        session_id=UUID,
        max_message_size=1000,
        keepalive_enabled=False,
        keepalive_time_ms=1,
        keepalive_timeout_ms=2,
        keepalive_without_calls=True,
    )


def test_values_are_percent_decoded() -> None:
    address = Address.parse("sc://h/;user_id=a%20b;token=x%3D%3D;x-path=a%2Fb%3Bc")
    assert (address.user_id, address.token) == ("a b", "x==")
    assert address.headers == (("x-path", "a/b;c"),)


def test_unknown_parameters_become_headers_in_lower_case() -> None:
    assert Address.parse("sc://h/;X-Foo=1;cluster=2").headers == (("x-foo", "1"), ("cluster", "2"))


def test_keywords_win_over_the_text() -> None:
    address = Address.parse("sc://h:1/;user_id=a;token=t", user_id="b", port=2)
    assert (address.user_id, address.port, address.token) == ("b", 2, "t")


@pytest.mark.parametrize(
    ("parameters", "secure"),
    [
        ("", False),
        ("use_ssl=false", False),
        ("use_ssl=true", True),
        ("token=t", True),
        ("token=t;use_ssl=false", True),
    ],
)
def test_a_token_protects_the_connection_even_against_use_ssl_false(
    parameters: str, secure: bool
) -> None:
    assert Address.parse(f"sc://h/;{parameters}").secure is secure


def test_the_token_of_the_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_CONNECT_AUTHENTICATE_TOKEN", "env")
    assert Address.parse("sc://h").effective_token == "env"
    assert Address.parse("sc://h").secure
    assert Address.parse("sc://h/;token=mine").effective_token == "mine"


def test_neither_token_nor_header_values_show() -> None:
    shown = repr(Address.parse("sc://h/;token=s3cret;x-api-key=s3cret"))
    assert "s3cret" not in shown
    assert "host='h'" in shown


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "sc://"),
        ("host:123", "sc://"),
        ("http://host", "sc://"),
        ("SC://host", "sc://"),
        ("sc://", "host is missing"),
        ("sc://:123", "host is missing"),
        ("sc://host:abc", "from 1 to 65535"),
        ("sc://host:0", "from 1 to 65535"),
        ("sc://host:65536", "from 1 to 65535"),
        ("sc://host:-1", "from 1 to 65535"),
        ("sc://host/path", "path"),
        ("sc://host/path;a=b", "path"),
        ("sc://host;a=b", "/;"),
        ("sc://host?x=1", "'?'"),
        ("sc://host#x", "'#'"),
        ("sc://::1", "brackets"),
        ("sc://host/;a", "'a'"),
        ("sc://host/;a=b=c", "%3D"),
        ("sc://host/;=b", "key=value"),
        ("sc://host/;;a=b", "key=value"),
        ("sc://host/;use_ssl=1", "'use_ssl' must be true or false"),
        ("sc://host/;grpc_keepalive_enabled=x", "must be true or false"),
        ("sc://host/;grpc_max_message_size=big", "positive number"),
        ("sc://host/;grpc_keepalive_time_ms=0", "positive number"),
        ("sc://host/;a b=c", "header"),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(url: str, says: str) -> None:
    with pytest.raises(PySparkValueError) as caught:
        Address.parse(url)
    assert caught.value.getCondition() == "INVALID_CONNECT_URL"
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "sc://h/;token=s3cret=s3cret",
        "sc://h/path/;token=s3cret",
        "sc://h/;token:s3cret",
        "sc://h/token=s3cret",
        "sc://h/?token=s3cret",
        "sc://h:s3cret",
        "sc://h:1:s3cret",
        "sc://u:s3cret@h/",
        "sc://h:x/;token=s3cret",
        "http://h/;token=s3cret",
    ],
)
def test_a_refusal_does_not_tell_the_secret(url: str) -> None:
    with pytest.raises(PySparkValueError) as caught:
        Address.parse(url)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("text", ["x", "", "8c7f3a3e"])
def test_a_session_id_must_be_a_uuid(text: str) -> None:
    with pytest.raises(PySparkValueError) as caught:
        Address.parse(f"sc://h/;session_id={text}")
    assert caught.value.getCondition() == "INVALID_SESSION_UUID_ID"
    assert caught.value.getMessageParameters() == {
        "arg_name": "session_id",
        "origin": "badly formed hexadecimal UUID string",
    }
