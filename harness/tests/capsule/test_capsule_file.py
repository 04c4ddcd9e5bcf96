"""Capsules as files: what is written is read again, and nothing else is taken for one."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from lab_fakes import capsules

from sparity_lab.capsule import file
from sparity_lab.capsule.file import read_capsule, unpack, write_capsule
from sparity_lab.problems import InfraProblem, UsageProblem


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return write_capsule(tmp_path / "case.zip", capsules.capsule(tmp_path / "repo"))


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path: Path, **changes: bytes | None) -> Path:
    """The file with some entries replaced, or left out."""
    kept = {**entries(path), **changes}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    made = capsules.capsule(tmp_path / "repo")
    read = read_capsule(write_capsule(tmp_path / "case.zip", made))
    assert read == made


def test_trailers_with_bytes_survive(tmp_path: Path) -> None:
    made = capsules.capsule(tmp_path / "repo")
    failed = capsules.call(
        "Config", b"", code="INTERNAL", details="schön", trailers=(("a", "b"), ("c-bin", b"\x00"))
    )
    made.traffic["candidate"].append(failed)
    read = read_capsule(write_capsule(tmp_path / "case.zip", made))
    assert read.traffic["candidate"][1] == failed


def test_people_can_read_what_is_in_it(written: Path) -> None:
    found = entries(written)
    assert "replay only capsules of people whose code you would run" in found["README.txt"].decode()
    assert json.loads(found["capsule.json"])["record"]["verdict"] == "divergent"
    assert b"def agrees(spark)" in found["parity_suites/batch_core/test_parity_first.py"]
    assert "parity_suites/case.py" in found
    call = json.loads(found["traffic/candidate.ndjson"].splitlines()[0])
    assert "range(start=0, end=3" in call["asked"]


def test_the_same_capsule_gives_the_same_bytes(tmp_path: Path) -> None:
    made = capsules.capsule(tmp_path / "repo")
    one, two = (write_capsule(tmp_path / name, made).read_bytes() for name in ("1", "2"))
    assert one == two


def test_the_files_of_the_case_are_put_where_a_driver_finds_them(
    written: Path, tmp_path: Path
) -> None:
    suites = unpack(read_capsule(written), tmp_path / "elsewhere")
    assert (suites / "batch_core" / "test_parity_first.py").is_file()
    assert (suites / "data").is_dir()


def test_a_file_that_cannot_be_finished_leaves_the_old_one(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written.read_bytes()

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InfraProblem):
        write_capsule(written, capsules.capsule(tmp_path / "other"))
    assert written.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.zip*")] == ["case.zip"]
    assert not list(tmp_path.glob(".case*"))


def test_no_file_and_other_files_are_no_capsules(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="there is no capsule"):
        read_capsule(tmp_path / "none.zip")
    other = tmp_path / "other.zip"
    other.write_bytes(b"PK no")
    with pytest.raises(UsageProblem, match="not a whole capsule"):
        read_capsule(other)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("hello.txt", "x")
    with pytest.raises(UsageProblem, match="not a whole capsule"):
        read_capsule(other)


@pytest.mark.parametrize("size", [100, 2000, -1])
def test_half_a_capsule_is_none(written: Path, size: int) -> None:
    os.truncate(written, size if size > 0 else written.stat().st_size - 10)
    with pytest.raises(UsageProblem, match="not a whole capsule"):
        read_capsule(written)


@pytest.mark.parametrize(
    ("entry", "content", "why"),
    [
        ("traffic/reference.ndjson", None, "traffic/reference.ndjson"),
        ("parity_suites/batch_core/test_parity_first.py", None, "file of its case is missing"),
        ("capsule.json", b'{"schema": "sparity-lab/capsule/2"}', "schema"),
        ("traffic/candidate.ndjson", b'{"method": 3}\n', "requests"),
        ("parity_suites/../../outside.py", b"x", "leads out of it"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    written: Path, entry: str, content: bytes | None, why: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        read_capsule(rewritten(written, **{entry: content}))
    assert why in caught.value.render()


def test_a_bomb_is_not_unpacked(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "MAX_BYTES", 1000)
    with pytest.raises(UsageProblem, match="not a whole capsule"):
        read_capsule(written)
