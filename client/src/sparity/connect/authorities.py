"""The authorities that this system trusts, for gRPC, which only knows a list of its own.

Found as OpenSSL, and so Python's `ssl`, finds them: an authority that an administrator added, or
that the environment names, counts here as it does for any other program. Opens no connection.
"""

from __future__ import annotations

import functools
import os
import re
import ssl
import sys
from collections.abc import Iterable
from pathlib import Path

from sparity.errors import PySparkValueError

# gRPC reads the file that this names by itself.
_GRPC_ROOTS = "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"
_FILE = "SSL_CERT_FILE"
_FOLDERS = "SSL_CERT_DIR"

# Where systems keep all their authorities in one file: a Python that was built elsewhere looks in
# the places of the system that built it.
_USUAL_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Gentoo
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # Alpine, macOS, FreeBSD
)
# OpenSSL looks into a folder by the hash of the name that it wants; nothing else there counts.
_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")
_CERTIFICATE = re.compile(
    rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", flags=re.DOTALL
)


def system_authorities() -> bytes | None:
    """The certificates of all authorities that are trusted here, as PEM.

    None leaves gRPC to its own list: because the environment gives it one, or because none was
    found here. `SSL_CERT_FILE` and `SSL_CERT_DIR` stand in for the system's file and folder.

    Raises:
        PySparkValueError: `INVALID_CONNECT_URL`, the file of `SSL_CERT_FILE` cannot be read.

    Examples:
        >>> b"BEGIN CERTIFICATE" in (system_authorities() or b"-BEGIN CERTIFICATE-")
        True
    """
    if os.environ.get(_GRPC_ROOTS):
        return None
    return _trusted(os.environ.get(_FILE) or None, os.environ.get(_FOLDERS) or None)


@functools.lru_cache(maxsize=4)
def _trusted(file: str | None, folders: str | None) -> bytes | None:
    # The paths that are there; those of the environment, where it names any.
    paths = ssl.get_default_verify_paths()
    found: list[bytes] = []
    if file is not None:
        found += _CERTIFICATE.findall(_named(file))
    elif paths.cafile is not None:
        found += _in_files([Path(paths.cafile)])
    for folder in (folders or paths.capath or "").split(os.pathsep):
        if folder and Path(folder).is_dir():
            inside = sorted(Path(folder).iterdir())
            found += _in_files(path for path in inside if _HASHED.fullmatch(path.name))
    if sys.platform == "win32":
        found += [
            ssl.DER_cert_to_PEM_cert(one).strip().encode()
            for one in ssl.create_default_context().get_ca_certs(binary_form=True)
        ]
    if not found and file is None and folders is None:
        found = next(filter(None, (_in_files([Path(usual)]) for usual in _USUAL_FILES)), [])
    # Files and folders mostly have the same ones.
    return b"\n".join(dict.fromkeys(found)) + b"\n" if found else None


def _named(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise PySparkValueError(
            errorClass="INVALID_CONNECT_URL",
            messageParameters={
                "detail": f"the authorities that {_FILE} names cannot be read: "
                f"{error.strerror}: {file}"
            },
        ) from None


def _in_files(paths: Iterable[Path]) -> list[bytes]:
    found: list[bytes] = []
    for path in paths:
        try:
            found += _CERTIFICATE.findall(path.read_bytes())
        except OSError:
            continue  # as OpenSSL does
    return found
