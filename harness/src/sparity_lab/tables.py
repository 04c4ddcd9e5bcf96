"""Reads a TOML file that is a list of entries into models, and says where a mistake is."""

import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sparity_lab.problems import UsageProblem

Text = Annotated[str, Field(pattern=r"\S")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]


class Row(BaseModel):
    """An entry of a table: it has a name, and says nothing that nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name


RowT = TypeVar("RowT", bound=Row)
T = TypeVar("T")

_HINT = "correct the file; its head comment explains every key"


def load_rows(root: Path, file: str, table: str, model: type[RowT]) -> tuple[RowT, ...]:
    """The entries `[[table]]` of a file below `root`; a file that is not there has none.

    Raises:
        UsageProblem: it is not TOML, an entry says what none can, or two have one name.
    """
    try:
        rows = read_entries(root / file, file, table, model.model_validate)
    except FileNotFoundError:
        return ()
    twice = [name for name, count in Counter(row.name for row in rows).items() if count > 1]
    if twice:
        raise _mistake(file, [f"two entries are called {name!r}" for name in twice], _HINT)
    return tuple(rows)


def read_entries(
    file: Path, shown: str, table: str, read: Callable[[Any], T], hint: str = _HINT
) -> list[T]:
    """The entries `[[table]]` of a file.

    Args:
        file: where they are.
        shown: what messages call it.
        table: what they are called there.
        read: makes one of what TOML has; raises `ValueError`, such as pydantic's, for a mistake.
        hint: where to learn what an entry may say.

    Raises:
        FileNotFoundError: there is no such file.
        UsageProblem: it is not TOML, or an entry says what none can.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageProblem(f"cannot read {shown}", causes=[problem]) from problem
    except tomllib.TOMLDecodeError as problem:
        raise UsageProblem(f"{shown} is not TOML: {problem}", hint="correct that line") from problem
    entries = content.get(table, [])
    unknown = sorted(content.keys() - {table})
    if unknown or not isinstance(entries, list):
        found = f"a key {unknown[0]!r}" if unknown else f"`{table}` that is no list"
        raise UsageProblem(f"{shown} has {found}", hint=f"every entry starts with [[{table}]]")
    causes: list[str] = []
    rows = []
    for number, entry in enumerate(entries, 1):
        called = _called(entry, number)
        try:
            rows.append(read(entry))
        except ValidationError as problem:
            found_here = problem.errors(include_url=False)
            causes += [f"{called}: {_said(found)}" for found in found_here]
        except ValueError as problem:
            causes.append(f"{called}: {problem}")
    if causes:
        raise _mistake(shown, causes, hint)
    return rows


def _mistake(shown: str, causes: list[str], hint: str) -> UsageProblem:
    return UsageProblem(f"{shown} has a mistake", causes=causes, hint=hint)


def _called(entry: Any, number: int) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return repr(name) if isinstance(name, str) else f"entry {number}"


def _said(found: Any) -> str:
    place = ".".join(str(part) for part in found["loc"])
    message = str(found["msg"]).removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
