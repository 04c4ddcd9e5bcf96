"""The command: its exit codes and what it shows, with inspected clients put in its place."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sparity_lab import cli
from sparity_lab.environments import Environment, Environments
from sparity_lab.matrix import load_matrix
from sparity_lab.problems import InfraProblem
from sparity_lab.surface import command
from sparity_lab.surface.model import Surface

TABLE = """
modules = ["sql"]

[[clients.sparity.extensions]]
names = ["sql.to_polars"]
reason = "Rows for Polars."
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a table of its own."""
    source = Path(__file__).parents[3] / "matrix"
    (tmp_path / "matrix" / "constraints").mkdir(parents=True)
    for path in source.glob("*.toml"):
        (tmp_path / "matrix" / path.name).write_text(path.read_text())
    for path in source.glob("constraints/*"):
        (tmp_path / "matrix" / "constraints" / path.name).write_text(path.read_text())
    (tmp_path / "matrix" / "surface.toml").write_text(TABLE)
    return tmp_path


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The functions that each client is found to have; those of PySpark are there already."""
    found = {"pyspark==4.1.1": ["old"], "pyspark==4.3.0": ["new", "old"]}

    def inspect(environments: Any, client: Any, modules: Any) -> Surface:
        functions = {name: {"kind": "function", "parameters": []} for name in found[client.name]}
        return Surface.model_validate(
            {
                "package": client.package,
                "version": client.version or "0",
                "modules": {"sql": {"listed": found[client.name], "names": functions}},
                "classes": {},
                "submodules": ["sql"],
            }
        )

    monkeypatch.setattr(command, "inspect", inspect)
    return found


def run(root: Path, *arguments: str) -> int:
    return cli.invoke(["surface", "--root", str(root), *arguments])


def test_a_surface_that_holds(
    root: Path, names: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    names["sparity"] = ["new", "old", "to_polars"]
    assert run(root) == 0
    shown = capsys.readouterr().out
    assert "sparity 0 against pyspark 4.3.0: 3 names compared" in shown
    assert "Rows for Polars." in shown
    assert "the surface holds" in shown
    assert run(root, "--client", "sparity", "--against", "pyspark==4.1.1") == 0


def test_a_surface_that_does_not_hold(
    root: Path, names: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    names["sparity"] = ["old", "surplus"]
    assert run(root) == 1
    shown = capsys.readouterr().out
    assert "sql.new" in shown
    assert "sql.surplus" in shown
    assert "excuses nothing any more: extensions: sql.to_polars" in shown
    assert "2 differences, 1 exceptions out of date" in shown


def test_json(root: Path, names: dict[str, list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    names["sparity"] = ["old", "to_polars"]
    assert run(root, "--format", "json") == 1
    said = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["sort"]) for one in said["differences"]] == [("sql.new", "missing")]


def test_exceptions_belong_to_their_client(root: Path, names: dict[str, list[str]]) -> None:
    names["pyspark==4.1.1"] = ["new", "old"]
    assert run(root, "--client", "pyspark==4.1.1") == 0
    names["pyspark==4.1.1"] = ["new", "old", "to_polars"]
    assert run(root, "--client", "pyspark==4.1.1") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("--client", "nobody"),
        ("--client", "pyspark"),
        ("--against", "pyspark==1.0.0"),
        ("--against", "sparity"),
    ],
)
def test_wrong_usage(root: Path, names: dict[str, list[str]], arguments: tuple[str, ...]) -> None:
    assert run(root, *arguments) == 2


def test_an_exception_without_a_reason_is_a_mistake(
    root: Path, names: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    table = root / "matrix" / "surface.toml"
    table.write_text(TABLE.replace('reason = "Rows for Polars."', ""))
    assert run(root) == 2
    assert "clients.sparity.extensions.0.reason" in capsys.readouterr().err


def here(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Environments:
    """Environments that all are this one."""
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(sys.executable)
    monkeypatch.setattr(Environments, "client", lambda self, one: Environment("x", folder, "x"))
    return Environments(load_matrix(Path(__file__).parents[3]))


def test_a_client_that_cannot_be_imported_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environments = here(monkeypatch, tmp_path)
    client = load_matrix(Path(__file__).parents[3]).client("pyspark==4.3.0")
    with pytest.raises(InfraProblem) as caught:
        command.inspect(environments, client, ("",))
    assert caught.value.exit_code == 3


def test_an_inspector_that_says_nonsense_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environments = here(monkeypatch, tmp_path)
    client = load_matrix(Path(__file__).parents[3]).client("sparity")
    answer = subprocess.CompletedProcess([], 0, stdout="nonsense", stderr="")
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: answer)
    with pytest.raises(InfraProblem):
        command.inspect(environments, client, ("",))
