"""The channel that an address describes: protection, limits, keepalive. Nothing is connected."""

from typing import Any

import grpc
import pytest

from sparity.connect import Address
from sparity.connect.channel import open_channel


class Opened:
    """What gRPC was asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: dict[str, tuple[Any, ...]] = {}
        self.options: dict[str, Any] = {}
        for name in (
            "insecure_channel",
            "secure_channel",
            "local_channel_credentials",
            "ssl_channel_credentials",
            "metadata_call_credentials",
            "composite_channel_credentials",
        ):
            monkeypatch.setattr(grpc, name, self._recorder(name))

    def _recorder(self, name: str) -> Any:
        def record(*args: Any, options: Any = ()) -> str:
            self.calls[name] = args
            self.options |= dict(options)
            return name

        return record


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    monkeypatch.delenv("SPARK_CONNECT_AUTHENTICATE_TOKEN", raising=False)
    return Opened(monkeypatch)


def test_a_plain_address_opens_a_plain_channel(opened: Opened) -> None:
    open_channel(Address.parse("sc://host:1"))
    assert opened.calls == {"insecure_channel": ("host:1",)}


def test_use_ssl_trusts_the_authorities_of_the_system(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sparity.connect.authorities.system_authorities", lambda: b"system")
    open_channel(Address.parse("sc://host/;use_ssl=true"))
    assert opened.calls["ssl_channel_credentials"] == (b"system", None, None)
    assert opened.calls["secure_channel"] == ("host:15002", "ssl_channel_credentials")


def test_given_certificates_mean_tls(opened: Opened) -> None:
    address = Address.parse("sc://host", tls_ca=b"ca", tls_cert=b"cert", tls_key=b"hidden")
    open_channel(address)
    assert opened.calls["ssl_channel_credentials"] == (b"ca", b"hidden", b"cert")
    assert "insecure_channel" not in opened.calls
    assert "hidden" not in repr(address)


@pytest.mark.parametrize(
    ("url", "below"),
    [
        ("sc://host/;token=t", "ssl_channel_credentials"),
        ("sc://host/;token=t;use_ssl=false", "ssl_channel_credentials"),
        ("sc://127.0.0.1/;token=t", "ssl_channel_credentials"),
        ("sc://localhost/;token=t", "local_channel_credentials"),
        ("sc://localhost/;token=t;use_ssl=true", "ssl_channel_credentials"),
    ],
)
def test_a_token_never_goes_over_an_open_channel(opened: Opened, url: str, below: str) -> None:
    open_channel(Address.parse(url))
    (bearer,) = opened.calls["metadata_call_credentials"]
    given: list[Any] = []
    bearer(None, lambda *answer: given.append(answer))
    assert given == [((("authorization", "Bearer t"),), None)]
    assert opened.calls["composite_channel_credentials"][0] == below
    assert "secure_channel" in opened.calls
    assert "insecure_channel" not in opened.calls


def test_limits_and_keepalive_are_set(opened: Opened) -> None:
    open_channel(Address.parse("sc://host/;grpc_max_message_size=7;grpc_keepalive_time_ms=8"))
    assert opened.options == {
        "grpc.enable_retries": 0,
        "grpc.max_send_message_length": 7,
        "grpc.max_receive_message_length": 7,
        "grpc.keepalive_time_ms": 8,
        "grpc.keepalive_timeout_ms": 20_000,
        "grpc.keepalive_permit_without_calls": 0,
        "grpc.min_reconnect_backoff_ms": 5000,
    }


def test_keepalive_can_be_turned_off(opened: Opened) -> None:
    open_channel(Address.parse("sc://host/;grpc_keepalive_enabled=false"))
    assert not [name for name in opened.options if "keepalive" in name]


def test_options_win_over_the_address(opened: Opened) -> None:
    open_channel(Address.parse("sc://host"), options=[("grpc.max_send_message_length", 1)])
    assert opened.options["grpc.max_send_message_length"] == 1
