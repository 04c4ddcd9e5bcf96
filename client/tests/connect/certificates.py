"""Certificates for tests: authorities of one's own, and what they sign, expired or not."""

import datetime
from pathlib import Path
from typing import NamedTuple

import trustme

_TOO_LATE = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


class Identity(NamedTuple):
    """The PEM files of a certificate and its key."""

    certificate: Path
    key: Path


class Authority:
    """Signs certificates for `localhost`; keeps all files in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._signer = trustme.CA()
        self.certificate = folder / "ca.pem"
        self._signer.cert_pem.write_to_path(self.certificate)

    def issue(self, name: str, *, expired: bool = False) -> Identity:
        """A certificate and its key, in files of that name."""
        made = self._signer.issue_cert("localhost", not_after=_TOO_LATE if expired else None)
        identity = Identity(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        for index, part in enumerate(made.cert_chain_pems):
            part.write_to_path(identity.certificate, append=index > 0)
        made.private_key_pem.write_to_path(identity.key)
        return identity
