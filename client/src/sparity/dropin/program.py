"""Runs a program as `__main__`, as the `python` command would; knows nothing of `pyspark`."""

from __future__ import annotations

import importlib.util
import io
import sys
import zipfile
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from sparity.dropin.endings import fail, report


def run_code(text: str, arguments: Sequence[str]) -> None:
    """Run what `-c` was given."""
    _look_first_in("")
    _run(_compiled(text, "<string>"), ["-c", *arguments])


def run_module(name: str, arguments: Sequence[str]) -> None:
    """Run what `-m` was given: a module, or the `__main__` of a package."""
    _look_first_in(str(Path.cwd()))
    sys.argv = ["-m", *arguments]
    try:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            spec = importlib.util.find_spec(f"{name}.__main__")
    except (ImportError, ValueError) as error:
        fail(f"cannot find {name}: {error}")
    except BaseException as error:
        report(error)
    if spec is None:
        fail(f"no module named {name}")
    _run_spec(spec, [spec.origin or name, *arguments])


def run_script(path: str, arguments: Sequence[str]) -> None:
    """Run a file, a folder or archive with a `__main__.py` in it, or `-` for standard input."""
    argv = [path, *arguments]
    if path == "-":
        _look_first_in("")
        _run(_compiled(sys.stdin.read(), "<stdin>"), argv, __file__="<stdin>")
    elif Path(path).is_dir() or zipfile.is_zipfile(path):
        _look_first_in(path)
        spec = PathFinder.find_spec("__main__", [path])
        if spec is None:
            fail(f"no __main__.py in {path}")
        _run_spec(spec, argv)
    else:
        file = str(Path(path).absolute())
        try:
            with io.open_code(file) as opened:
                source = opened.read()
        except OSError as error:
            fail(f"cannot open {path}: {error.strerror}", code=2)
        _look_first_in(str(Path(path).resolve().parent))
        loader = SourceFileLoader("__main__", file)
        _run(_compiled(source, file), argv, __file__=file, __loader__=loader)


def _look_first_in(place: str) -> None:
    if not sys.flags.safe_path:
        sys.path[0] = place


def _compiled(source: str | bytes, name: str) -> CodeType:
    try:
        return compile(source, name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        report(error)


def _run_spec(spec: ModuleSpec, argv: list[str]) -> None:
    # Those of archives are no `InspectLoader`, but have the method.
    get_code = getattr(spec.loader, "get_code", None)
    try:
        code: CodeType | None = get_code(spec.name) if get_code is not None else None
    except (ImportError, SyntaxError) as error:
        report(error)
    if code is None:
        fail(f"{spec.name} has no code to run")
    _run(
        code,
        argv,
        __file__=spec.origin,
        __cached__=spec.cached,
        __loader__=spec.loader,
        __package__=spec.parent,
        __spec__=spec,
    )


def _run(code: CodeType, argv: list[str], **names: object) -> None:
    main = ModuleType("__main__")
    main.__dict__.update(names, __builtins__=__builtins__)
    sys.argv = argv
    sys.modules["__main__"] = main
    try:
        exec(code, main.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        report(error)
