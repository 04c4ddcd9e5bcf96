"""What stands between a client and Spark, and what to do: certificates, and proxies that say no."""

from __future__ import annotations

import re

from sparity.connect.failure import Failure

_CERTIFICATE = re.compile(
    # The look back lets each part between colons be tried once, however long it is.
    r"(?P<why>CERTIFICATE_VERIFY_FAILED: [^:)]+"
    r"|(?<![^:])[^:]*(?:peer name|hostname verification)[^:]*)",
    re.IGNORECASE,
)
_HTTP_STATUS = re.compile(r"http2 header with status: (?P<status>\d{3})")
# All that is left on asyncio, where the answer may come while the request is still being written.
_UNHEARD = "Pending writes failed due to stream closure"
_TOO_LARGE = (
    "it does not take messages of this size; its limit has to be raised "
    "(nginx: `client_max_body_size`)"
)
_BEHIND = "it does not reach the server behind it"

# Proxies answer in HTTP, where a server of gRPC would give a status of gRPC.
_HTTP = {
    "400": "it does not take the call; it may want a client certificate that it knows "
    "(`tls_cert`, `tls_key`)",
    "401": "it does not accept the token (`token`), or wants one",
    "403": "it does not allow this to whom the token or the certificate belongs",
    "413": _TOO_LARGE,
    "429": "it wants fewer calls",
    "502": _BEHIND,
    "503": _BEHIND,
    "504": _BEHIND + ", or that was silent for too long",
}


def told_by(failure: Failure, endpoint: str) -> str | None:
    """What a user should know of a failed call that Spark never saw; None if that is not clear."""
    if (refused := _CERTIFICATE.search(failure.message)) and failure.code == "UNAVAILABLE":
        return (
            f"The certificate of {endpoint} is not accepted: is it in date, is it made for that "
            "name (else `tls_server_name`), and is its authority among those that `tls_ca` names, "
            "else among the system's (`SSL_CERT_FILE`)? "
            f"({refused['why'].strip()})"
        )
    if _UNHEARD in failure.message:
        return (
            f"What answers at {endpoint} ended a call before it had heard all of it; if it is a "
            f"proxy: {_TOO_LARGE}. ({failure.message})"
        )
    found = _HTTP_STATUS.search(failure.message)
    meaning = None if found is None else _HTTP.get(found["status"])
    if found is None or meaning is None:
        return None
    return f"A proxy answers at {endpoint}, not Spark: {meaning}. (HTTP status {found['status']})"
