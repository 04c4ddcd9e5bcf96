"""Which authorities are trusted where an address names none; `test_tls` connects with them."""

import ssl
from pathlib import Path

import pytest
from certificates import Authority

from sparity import errors
from sparity.connect.authorities import _trusted, system_authorities


@pytest.fixture(autouse=True)
def nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A system that has no authorities, until a test says otherwise."""
    for name in ("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sparity.connect.authorities._USUAL_FILES", ())
    stands_at(monkeypatch, None, None)


def stands_at(patch: pytest.MonkeyPatch, file: Path | None, folder: Path | None) -> None:
    """Say where this system keeps its authorities."""
    _trusted.cache_clear()
    paths = ssl.DefaultVerifyPaths(
        str(file) if file else None,
        str(folder) if folder else None,
        "SSL_CERT_FILE",
        "",
        "SSL_CERT_DIR",
        "",
    )
    patch.setattr(ssl, "get_default_verify_paths", lambda: paths)


def pem(authority: Authority) -> bytes:
    return authority.certificate.read_bytes().strip()


def test_the_file_of_the_system_is_read(monkeypatch: pytest.MonkeyPatch, ours: Authority) -> None:
    stands_at(monkeypatch, ours.certificate, None)
    assert system_authorities() == pem(ours) + b"\n"


def test_a_folder_counts_by_hashed_names_and_each_authority_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ours: Authority, theirs: Authority
) -> None:
    for name in ("0123abcd.0", "0123abcd.1"):
        (tmp_path / name).write_bytes(b"words before it\n" + pem(ours))
    (tmp_path / "server.pem").write_bytes(pem(theirs))
    (tmp_path / "ffffffff.0").mkdir()
    stands_at(monkeypatch, ours.certificate, tmp_path)
    assert system_authorities() == pem(ours) + b"\n"


def test_the_environment_stands_in_for_the_file_and_for_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ours: Authority, theirs: Authority
) -> None:
    stands_at(monkeypatch, ours.certificate, None)
    monkeypatch.setenv("SSL_CERT_FILE", str(theirs.certificate))
    assert system_authorities() == pem(theirs) + b"\n"
    (tmp_path / "0123abcd.0").write_bytes(pem(ours))
    monkeypatch.setenv("SSL_CERT_DIR", f"{tmp_path / 'not there'}:{tmp_path}")
    assert system_authorities() == pem(theirs) + b"\n" + pem(ours) + b"\n"


def test_a_file_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    with pytest.raises(errors.PySparkValueError, match=r"SSL_CERT_FILE.*/no/such/file"):
        system_authorities()


def test_a_python_from_elsewhere_finds_the_usual_files(
    monkeypatch: pytest.MonkeyPatch, ours: Authority
) -> None:
    usual = ("/no/such/file", str(ours.certificate))
    monkeypatch.setattr("sparity.connect.authorities._USUAL_FILES", usual)
    assert system_authorities() == pem(ours) + b"\n"


def test_grpc_has_its_own_list_where_it_is_given_one_or_nothing_was_found(
    monkeypatch: pytest.MonkeyPatch, ours: Authority
) -> None:
    assert system_authorities() is None
    stands_at(monkeypatch, ours.certificate, None)
    monkeypatch.setenv("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", str(ours.certificate))
    assert system_authorities() is None
