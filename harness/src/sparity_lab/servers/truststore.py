"""The machine's certificates as a Java key store, for a Java that brings its own list instead."""

import hashlib
import ssl
import struct
from collections.abc import Sequence
from pathlib import Path

PASSWORD = "changeit"

_MAGIC, _VERSION, _TRUSTED = 0xFEEDFEED, 2, 2
_SALT = b"Mighty Aphrodite"


def write_truststore(path: Path) -> list[str]:
    """Write what this machine's Python trusts; the Java options that make use of it.

    Empty when the machine has no certificates of its own: Java then keeps to its list. A machine
    behind a proxy that inspects TLS trusts a certificate that no packaged Java knows.
    """
    certificates = ssl.create_default_context().get_ca_certs(binary_form=True)
    if not certificates:
        return []
    path.write_bytes(key_store(certificates))
    return [
        f"-Djavax.net.ssl.trustStore={path}",
        f"-Djavax.net.ssl.trustStorePassword={PASSWORD}",
        "-Djavax.net.ssl.trustStoreType=JKS",
    ]


def key_store(certificates: Sequence[bytes]) -> bytes:
    """Trusted X.509 certificates (DER) in Java's JKS form."""
    out = bytearray(struct.pack(">III", _MAGIC, _VERSION, len(certificates)))
    for number, certificate in enumerate(certificates):
        out += struct.pack(">I", _TRUSTED) + _text(f"ca-{number}") + struct.pack(">Q", 0)
        out += _text("X.509") + struct.pack(">I", len(certificate)) + certificate
    # The format ends with a digest over a salt that its authors fixed.
    out += hashlib.sha1(PASSWORD.encode("utf-16-be") + _SALT + out).digest()
    return bytes(out)


def _text(text: str) -> bytes:
    data = text.encode("ascii")
    return struct.pack(">H", len(data)) + data
