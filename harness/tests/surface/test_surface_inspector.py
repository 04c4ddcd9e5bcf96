"""What the inspector writes down of a small package that has one of everything."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sparity_lab.surface.command import INSPECTOR
from sparity_lab.surface.model import Surface

SOURCES = {
    "small/__init__.py": "from small.sql.frame import Frame\n__all__ = ['Frame']\n",
    "small/sql/__init__.py": "",
    "small/sql/_private.py": "",
    "small/sql/frame.py": """
import functools
import os
from typing import Any
from small.sql.helper import helped


def decorated(function):
    @functools.wraps(function)
    def around(*args, **kwargs):
        return function(*args, **kwargs)
    return around


class Marker:
    def __repr__(self):
        return f"<small.Marker at 0x7f00>"


class Base:
    def inherited(self, a): ...
    def taken_back(self): ...
    def _private(self): ...
    def __len__(self): ...
    def __sizeof__(self): ...


class Frame(Base):
    taken_back = None
    constant = 1

    class Inner:
        def method(self): ...

    def __init__(self, plan, *, session=None): ...
    def plain(self, a, /, b, *c, d=1, **e): ...
    def marked(self, a=Marker()): ...
    @decorated
    def wrapped(self, a, b=2): ...
    @staticmethod
    def static(a): ...
    @classmethod
    def klass(cls, a): ...
    @property
    def prop(self): ...
    @functools.cached_property
    def cached(self): ...
    def __getitem__(self, item): ...


class Row(tuple):
    def __new__(cls, *args, **kwargs): ...


def function(a, b=Frame): ...
def _hidden(): ...
limit = 5
""",
    "small/sql/helper.py": "def helped(): ...\n__all__ = ['helped', 'limit']\nlimit = 3\n",
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    for name, source in SOURCES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
    metadata = folder / "small-1.2.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: small\nVersion: 1.2\n")
    return folder


@pytest.fixture(scope="module")
def surface(package: Path) -> Surface:
    program = f"import runpy, sys; sys.path.insert(0, {str(package)!r}); sys.argv[1:] = "
    program += "['small', '', 'sql.frame', 'sql.helper', 'sql.nowhere']; "
    program += f"runpy.run_path({str(INSPECTOR)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return Surface.model_validate(json.loads(done.stdout))


def shown(surface: Surface, name: str) -> dict[str, str]:
    return {member: str(one) for member, one in surface.classes[name].items()}


def test_version_and_modules(surface: Surface) -> None:
    assert surface.title == "small 1.2"
    assert set(surface.modules) == {"", "sql.frame", "sql.helper"}
    assert surface.submodules == ("sql", "sql.frame", "sql.helper")


def test_a_module_without_a_list_promises_what_it_makes(surface: Surface) -> None:
    module = surface.modules["sql.frame"]
    assert module.listed == ("Base", "Frame", "Marker", "Row", "decorated", "function")
    assert "helped" in module.names
    assert not {"os", "Any", "functools", "_hidden"} & set(module.names)
    assert str(module.names["function"]) == "function (a, b=<class 'sql.frame.Frame'>)"


def test_a_module_with_a_list_promises_that(surface: Surface) -> None:
    assert surface.modules["sql.helper"].listed == ("helped", "limit")
    assert str(surface.modules["sql.helper"].names["limit"]) == "value"


def test_a_class_has_one_description_however_many_names(surface: Surface) -> None:
    keys = {surface.modules[name].names["Frame"].klass for name in ("", "sql.frame")}
    assert keys == {"small.sql.frame:Frame"}


def test_members(surface: Surface) -> None:
    assert shown(surface, "small.sql.frame:Frame") == {
        "Inner": "class",
        "__getitem__": "method (item)",
        "__init__": "method (plan, *, session=None)",
        "__len__": "method ()",
        "cached": "value",
        "constant": "value",
        "inherited": "method (a)",
        "klass": "class method (a)",
        "marked": "method (a=<Marker>)",
        "plain": "method (a, /, b, *c, d=1, **e)",
        "prop": "value",
        "static": "class method (a)",
        "wrapped": "method (a, b=2)",
    }
    assert "method" in surface.classes["small.sql.frame:Frame.Inner"]


def test_a_class_without_an_init_is_called_as_its_new(surface: Surface) -> None:
    assert shown(surface, "small.sql.frame:Row")["__init__"] == "method (*args, **kwargs)"
    assert shown(surface, "small.sql.frame:Row")["count"] == "method (value, /)"


def test_a_module_that_does_not_import_is_no_missing_module(package: Path, tmp_path: Path) -> None:
    (package / "small" / "broken.py").write_text("import nowhere_at_all\n")
    program = f"import runpy, sys; sys.path.insert(0, {str(package)!r}); "
    program += "sys.argv[1:] = ['small', 'broken']; "
    program += f"runpy.run_path({str(INSPECTOR)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    (package / "small" / "broken.py").unlink()
    assert done.returncode != 0
    assert "nowhere_at_all" in done.stderr


def test_the_inspector_imports_the_standard_library_only() -> None:
    import ast

    names: list[Any] = []
    for node in ast.walk(ast.parse(INSPECTOR.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module)
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
