"""The rooms of the client import in one direction only, as docs/architecture.md draws it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sparity

SOURCE = Path(sparity.__file__).parent

#: What the modules of each room may import of ours, besides their own room.
MAY_IMPORT = {
    "errors": set(),
    "types": {"errors"},
    "protocol": {"errors"},
    "plan": {"protocol", "types", "errors"},
    "connect": {"protocol", "errors"},
    "arrow": {"types", "errors"},
    "sql": {
        "arrow",
        "connect",
        "plan",
        "protocol",
        "types",
        "errors",
        "storagelevel",
        "_globals",
        "conf",
    },
    "testing": {"sql", "types", "errors"},
    "dropin": {"parity"},
    "conf": {"errors"},
    "parity": set(),
    "storagelevel": set(),
    "_globals": set(),
    "": {"storagelevel"},
}

#: Libraries that only some rooms may know. Errors name gRPC's status codes, but do not load them
#: (`test_import_weight` sees to that).
ONLY_IN = {
    "grpc": {"connect", "errors"},
    "pandas": {"arrow", "sql", "testing"},
    "polars": {"arrow", "sql"},
}


def room_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "sparity":
                yield from (f"sparity.{alias.name}" for alias in node.names)


def faults(room: str, source: str) -> list[str]:
    found = []
    for name in imported(source):
        top, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if top == "sparity" and target and target not in {room, *MAY_IMPORT[room]}:
            found.append(name)
        if top in ONLY_IN and room not in ONLY_IN[top]:
            found.append(name)
    return found


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_arrows_point_one_way(path):
    assert faults(room_of(path), path.read_text(encoding="utf-8")) == []


def test_every_room_is_drawn():
    rooms = {room_of(path) for path in SOURCE.rglob("*.py")}
    assert rooms <= set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("errors", "from sparity.types import Row"),
        ("plan", "import sparity.connect"),
        ("connect", "def f():\n    from sparity import plan"),
        ("types", "import grpc"),
    ],
)
def test_an_arrow_against_the_direction_is_found(room, source):
    assert faults(room, source)
