"""Which Java runs which Spark, and the certificates it is given."""

import hashlib
import ssl
import struct
from pathlib import Path

import pytest

from sparity_lab.servers import truststore
from sparity_lab.servers.java import Java, java_version, machine_java


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def says(version: str) -> str:
    return f"echo 'openjdk version \"{version}\" 2025-01-01' >&2"


@pytest.mark.parametrize(
    ("version", "major", "spark_3", "spark_4"),
    [
        ("1.8.0_392", 8, True, False),
        ("11.0.2", 11, True, False),
        ("17.0.15", 17, True, True),
        ("17", 17, True, True),
        ("21-ea", 21, False, True),
        ("21.0.4", 21, False, True),
        ("24.0.1", 24, False, False),
    ],
)
def test_each_spark_line_takes_its_versions_of_java(
    version: str, major: int, spark_3: bool, spark_4: bool
) -> None:
    java = Java(Path("java"), version, "machine")
    assert java.major == major
    assert (java.runs("3.5.9"), java.runs("4.1.1")) == (spark_3, spark_4)


def test_an_old_java_is_given_no_options_it_does_not_know() -> None:
    assert Java(Path("java"), "1.8.0_392", "machine").opens == []
    opens = Java(Path("java"), "17.0.1", "machine").opens
    assert "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED" in opens


def test_java_home_wins_over_the_search_path(tmp_path: Path) -> None:
    home = script(tmp_path / "home" / "bin" / "java", says("17.0.1")).parents[1]
    on_path = script(tmp_path / "bin" / "java", says("21.0.1")).parent
    found = machine_java({"JAVA_HOME": str(home), "PATH": str(on_path)})
    assert found is not None
    assert found.version == "17.0.1"
    found = machine_java({"PATH": str(on_path)})
    assert found is not None
    assert (found.version, found.origin) == ("21.0.1", "machine")


def test_no_java_is_found_where_there_is_none(tmp_path: Path) -> None:
    assert machine_java({"PATH": str(tmp_path)}) is None
    assert machine_java({"JAVA_HOME": "/nowhere", "PATH": str(tmp_path)}) is None


@pytest.mark.parametrize("body", ["echo hello", f"{says('17.0.1')}; exit 1", "exit 0"])
def test_a_program_that_is_no_java_is_not_taken_for_one(tmp_path: Path, body: str) -> None:
    assert java_version(script(tmp_path / "java", body)) is None


def test_a_key_store_holds_every_certificate_and_its_digest() -> None:
    store = truststore.key_store([b"first", b"second"])
    body, digest = store[:-20], store[-20:]
    assert struct.unpack(">III", body[:12]) == (0xFEEDFEED, 2, 2)
    assert body.index(b"first") < body.index(b"second")
    password = truststore.PASSWORD.encode("utf-16-be")
    assert digest == hashlib.sha1(password + b"Mighty Aphrodite" + body).digest()


def test_without_certificates_java_keeps_to_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ssl, "create_default_context", lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    )
    assert truststore.write_truststore(tmp_path / "trust.jks") == []
    assert not (tmp_path / "trust.jks").exists()
