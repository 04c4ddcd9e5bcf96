"""Opens the gRPC channel that an address describes; makes no call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import grpc

from sparity.connect.address import Address
from sparity.connect.bearer import Bearer
from sparity.connect.tokens import Tokens, tokens_of


def open_channel(
    address: Address, *, tokens: Tokens | None = None, options: Sequence[tuple[str, Any]] = ()
) -> grpc.Channel:
    """A blocking channel to `address`; connects when the first call is made.

    Args:
        address: where to, and with which parameters.
        tokens: gives the token of the address, if it has one; shared by several channels.
        options: gRPC channel arguments, which win over those that follow from `address`.

    Raises:
        PySparkValueError: `INVALID_CONNECT_URL`, a certificate cannot be read, or the authorities
            that `SSL_CERT_FILE` names.
    """
    arguments = _arguments(address, options)
    credentials = _credentials(address, tokens)
    if credentials is None:
        return grpc.insecure_channel(address.endpoint, options=arguments)
    return grpc.secure_channel(address.endpoint, credentials, options=arguments)


def open_async_channel(
    address: Address, *, tokens: Tokens | None = None, options: Sequence[tuple[str, Any]] = ()
) -> Any:
    """The same for asyncio; the channel belongs to the event loop that runs."""
    import grpc.aio  # only programs that use asyncio pay for it

    arguments = _arguments(address, options)
    credentials = _credentials(address, tokens)
    if credentials is None:
        return grpc.aio.insecure_channel(address.endpoint, options=arguments)
    return grpc.aio.secure_channel(address.endpoint, credentials, options=arguments)


def _credentials(address: Address, tokens: Tokens | None) -> grpc.ChannelCredentials | None:
    if not address.secure:
        return None
    tokens = tokens or tokens_of(address)
    explicit = address.use_ssl or address.has_certificates
    if tokens is not None and address.host == "localhost" and not explicit:
        # A server on this machine seldom has a certificate. gRPC fails such a connection when
        # the other end is not local, so the token cannot leave the machine in the clear.
        credentials = grpc.local_channel_credentials()
    else:
        authorities, key, certificate = address.read_certificates()
        if authorities is None:
            from sparity.connect.authorities import system_authorities  # few programs need it

            authorities = system_authorities()
        credentials = grpc.ssl_channel_credentials(authorities, key, certificate)
    if tokens is not None:
        credentials = grpc.composite_channel_credentials(
            credentials, grpc.metadata_call_credentials(Bearer(tokens))
        )
    return credentials


def _arguments(address: Address, options: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    arguments: dict[str, Any] = {
        # gRPC's own retries can lose a call: an upload that a proxy ends early never returns then.
        # Who tries again here is `RetryPolicy`.
        "grpc.enable_retries": 0,
        "grpc.max_send_message_length": address.max_message_size,
        "grpc.max_receive_message_length": address.max_message_size,
    }
    if address.keepalive_enabled:
        arguments |= {
            "grpc.keepalive_time_ms": address.keepalive_time_ms,
            "grpc.keepalive_timeout_ms": address.keepalive_timeout_ms,
            "grpc.keepalive_permit_without_calls": int(address.keepalive_without_calls),
        }
    if address.tls_server_name is not None:
        arguments["grpc.ssl_target_name_override"] = address.tls_server_name
    if address.connect_timeout:
        # By default gRPC waits 20 seconds for a peer that does not even refuse.
        arguments["grpc.min_reconnect_backoff_ms"] = int(address.connect_timeout * 1000)
    return list((arguments | dict(options)).items())
