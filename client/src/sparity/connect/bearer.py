"""What gives gRPC the token of each call; who asks for the token is `tokens`."""

from __future__ import annotations

import grpc

from sparity.connect.tokens import NO_TOKEN, Tokens


class Bearer(grpc.AuthMetadataPlugin):
    """Gives gRPC the token of each call; gRPC itself sees that it goes over no plain connection."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def __call__(
        self, context: grpc.AuthMetadataContext, callback: grpc.AuthMetadataPluginCallback
    ) -> None:
        """Answer gRPC, which asks in a thread of its own."""
        try:
            token = self._tokens.current()
        except Exception:
            # Its text goes into a status, and from there who knows where.
            callback((), RuntimeError(NO_TOKEN))
        else:
            callback((("authorization", f"Bearer {token}"),), None)
