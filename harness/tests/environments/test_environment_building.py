"""Environments with a stand-in for uv: what is built when, and what failing leaves behind."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sparity_lab import environments as module
from sparity_lab.environments import Environments, base_python, source_digest, uv_run
from sparity_lab.matrix import Matrix, load_matrix
from sparity_lab.problems import InfraProblem, UsageProblem

FakeUv = Callable[[str], Path]

CALLS = """#!/bin/sh
echo "$@" >> {log}
for last; do :; done
make_venv() {{ mkdir -p "$1/bin" "$1/lib/python3.11/site-packages"; ln -s {python} "$1/bin/python"
}}
make_wheel() {{ mkdir -p "$1"; touch "$1/it.whl"; }}
case "$*" in
    *"venv "*) make_venv "$last" ;;
    *"build "*) make_wheel "$(echo "$*" | sed 's/.*--out-dir \\([^ ]*\\).*/\\1/')" ;;
esac
{extra}
"""


@pytest.fixture
def matrix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Matrix:
    monkeypatch.setenv("SPARITY_LAB_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "root"
    (root / "matrix" / "constraints").mkdir(parents=True)
    (root / "client" / "src" / "sparity").mkdir(parents=True)
    (root / "client" / "pyproject.toml").write_text("", encoding="utf-8")
    (root / "client" / "src" / "sparity" / "__init__.py").write_text("", encoding="utf-8")
    for name in ("pyspark-4.1.1", "sparity", "sail", "java"):
        pins = root / "matrix" / "constraints" / f"{name}.txt"
        pins.write_text(f"{name}==1\n", encoding="utf-8")
    texts = {
        "targets": 'default = "a"\n[targets.a]\nspark = "4.1.1"\nprovider = "process"\n',
        "clients": 'default = "sparity"\n[clients.pyspark]\npackage = "pyspark"\n'
        'constraints = "constraints/pyspark-{version}.txt"\n[clients.sparity]\n'
        'package = "sparity"\nconstraints = "constraints/sparity.txt"\nsource = "client"\n',
        "profiles": 'default = "p"\n[profiles.p]\nsuites = "suites"\n',
    }
    for name, text in texts.items():
        (root / "matrix" / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_matrix(root)


@pytest.fixture
def fake_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeUv:
    def make(extra: str = "") -> Path:
        log = tmp_path / "calls.log"
        script = tmp_path / "uv"
        python = os.path.realpath("/bin/sh")
        script.write_text(CALLS.format(log=log, extra=extra, python=python), encoding="utf-8")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr("uv.find_uv_bin", lambda: str(script))
        return log

    return make


def test_an_environment_is_built_once_and_then_found(matrix: Matrix, fake_uv: FakeUv) -> None:
    log = fake_uv("")
    messages: list[str] = []
    first = Environments(matrix, progress=messages.append).reference("4.1.1")
    calls = log.read_text(encoding="utf-8")
    second = Environments(matrix).reference("4.1.1")
    assert first == second
    assert first.python.exists()
    assert log.read_text(encoding="utf-8") == calls
    assert "--requirements" in calls
    assert "making environment pyspark==4.1.1" in messages[0]


def test_other_pins_make_another_environment(matrix: Matrix, fake_uv: FakeUv) -> None:
    fake_uv("")
    before = Environments(matrix).reference("4.1.1")
    pins = matrix.folder / "constraints" / "pyspark-4.1.1.txt"
    pins.write_text("pyspark==2\n", encoding="utf-8")
    assert Environments(matrix).reference("4.1.1").path != before.path


def test_the_wheel_is_built_again_when_the_sources_change(matrix: Matrix, fake_uv: FakeUv) -> None:
    log = fake_uv("")
    client = matrix.client("sparity")
    before = Environments(matrix).client(client)
    source = matrix.root / "client" / "src" / "sparity" / "__init__.py"
    source.write_text("x = 1\n", encoding="utf-8")
    after = Environments(matrix).client(client)
    assert before.path != after.path
    assert log.read_text(encoding="utf-8").count("build --wheel") == 2
    assert before.path.exists(), "a run that is under way may still use it"


def test_old_environments_of_the_candidate_are_forgotten(matrix: Matrix, fake_uv: FakeUv) -> None:
    fake_uv("")
    source = matrix.root / "client" / "src" / "sparity" / "__init__.py"
    for number in range(7):
        source.write_text(f"x = {number}\n", encoding="utf-8")
        newest = Environments(matrix).client(matrix.client("sparity"))
    left = list(newest.path.parent.glob("sparity-*"))
    assert len(left) == 4
    assert newest.path in left


def test_an_environment_that_a_run_uses_is_not_forgotten(matrix: Matrix, fake_uv: FakeUv) -> None:
    fake_uv("")
    source = matrix.root / "client" / "src" / "sparity" / "__init__.py"
    running = Environments(matrix)
    used = running.client(matrix.client("sparity"))
    for number in range(7):
        source.write_text(f"x = {number}\n", encoding="utf-8")
        Environments(matrix).client(matrix.client("sparity"))
    assert used.python.exists()
    del running
    source.write_text("x = 'last'\n", encoding="utf-8")
    Environments(matrix).client(matrix.client("sparity"))
    assert not used.python.exists()


def test_a_failed_installation_is_told_and_leaves_nothing(
    matrix: Matrix, fake_uv: FakeUv, tmp_path: Path
) -> None:
    fake_uv('case "$*" in *"pip install"*) echo "no route to index" >&2; exit 2 ;; esac')
    with pytest.raises(InfraProblem) as caught:
        Environments(matrix).reference("4.1.1")
    assert "installing pyspark==4.1.1 failed" in caught.value.message
    assert "no route to index" in caught.value.render()
    assert list((tmp_path / "cache" / "environments").iterdir()) == []


def test_an_environment_whose_interpreter_is_gone_is_made_again(
    matrix: Matrix, fake_uv: FakeUv
) -> None:
    fake_uv("")
    environment = Environments(matrix).reference("4.1.1")
    environment.python.unlink()
    environment.python.symlink_to("/nowhere/python")
    assert Environments(matrix).existing(matrix.client("pyspark==4.1.1")) is None
    assert Environments(matrix).reference("4.1.1").python.exists()


def test_missing_pins_are_a_mistake_of_configuration(matrix: Matrix) -> None:
    (matrix.folder / "constraints" / "sail.txt").unlink()
    with pytest.raises(UsageProblem, match="sparity_lab"):
        Environments(matrix).sail()


def test_surroundings_do_not_reach_into_the_installer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "uv"
    script.write_text('#!/bin/sh\necho "[$VIRTUAL_ENV][$PYTHONPATH][$PWD]"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("VIRTUAL_ENV", "/other")
    monkeypatch.setenv("PYTHONPATH", "/other")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setattr("uv.find_uv_bin", lambda: str(script))
    said = uv_run([], work=work, doing="x", progress=print)
    assert said == f"[][][{work}]\n"


def test_an_installer_that_takes_long_gives_signs_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "uv"
    script.write_text("#!/bin/sh\nsleep 0.5\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(module, "_HEARTBEAT_S", 0.05)
    monkeypatch.setattr("uv.find_uv_bin", lambda: str(script))
    messages: list[str] = []
    uv_run([], work=tmp_path, doing="waiting", progress=messages.append)
    assert messages
    assert messages[0].startswith("waiting, ")


def test_the_source_digest_ignores_what_does_not_get_into_the_wheel(matrix: Matrix) -> None:
    folder = matrix.root / "client"
    before = source_digest(folder)
    (folder / "src" / "sparity" / "__pycache__").mkdir()
    (folder / "src" / "sparity" / "__pycache__" / "x.pyc").write_bytes(b"1")
    (folder / "tests").mkdir()
    (folder / "tests" / "test_x.py").touch()
    assert source_digest(folder) == before
    (folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    assert source_digest(folder) != before


def test_an_interpreter_of_another_version_is_left_to_uv() -> None:
    assert base_python("3.99") == "3.99"
