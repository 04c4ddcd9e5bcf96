"""Opens the gRPC channel that an address describes; makes no call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import grpc

from sparity.connect.address import Address


@dataclass(frozen=True, kw_only=True)
class Tls:
    """Certificates in PEM form; with none, the system's authorities and no client certificate.

    Args:
        authorities: certificates to trust instead of the system's.
        certificate: the client's own certificate chain.
        key: the private key that belongs to `certificate`.

    Examples:
        >>> Tls().authorities is None
        True
    """

    authorities: bytes | None = None
    certificate: bytes | None = None
    key: bytes | None = field(default=None, repr=False)


def open_channel(
    address: Address, *, tls: Tls | None = None, options: Sequence[tuple[str, Any]] = ()
) -> grpc.Channel:
    """A channel to `address`; connects when the first call is made.

    Args:
        address: where to, and with which parameters.
        tls: certificates; giving them means TLS.
        options: gRPC channel arguments, which win over those that follow from `address`.
    """
    arguments = list((dict(_arguments(address)) | dict(options)).items())
    if not address.secure and tls is None:
        return grpc.insecure_channel(address.endpoint, options=arguments)
    token = address.effective_token
    if token is not None and address.host == "localhost" and not address.use_ssl and tls is None:
        # A server on this machine seldom has a certificate. gRPC fails such a connection when
        # the other end is not local, so the token cannot leave the machine in the clear.
        credentials = grpc.local_channel_credentials()
    else:
        tls = tls or Tls()
        credentials = grpc.ssl_channel_credentials(tls.authorities, tls.key, tls.certificate)
    if token is not None:
        credentials = grpc.composite_channel_credentials(
            credentials, grpc.access_token_call_credentials(token)
        )
    return grpc.secure_channel(address.endpoint, credentials, options=arguments)


def _arguments(address: Address) -> list[tuple[str, Any]]:
    arguments: list[tuple[str, Any]] = [
        ("grpc.max_send_message_length", address.max_message_size),
        ("grpc.max_receive_message_length", address.max_message_size),
    ]
    if address.keepalive_enabled:
        arguments += [
            ("grpc.keepalive_time_ms", address.keepalive_time_ms),
            ("grpc.keepalive_timeout_ms", address.keepalive_timeout_ms),
            ("grpc.keepalive_permit_without_calls", int(address.keepalive_without_calls)),
        ]
    return arguments
