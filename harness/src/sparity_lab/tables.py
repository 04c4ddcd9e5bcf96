"""Reads a TOML file that is a list of entries into models, and says where a mistake is."""

import tomllib
from collections import Counter
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


def load_rows(root: Path, file: str, table: str, model: type[RowT]) -> tuple[RowT, ...]:
    """The entries `[[table]]` of a file below `root`; a file that is not there has none.

    Raises:
        UsageProblem: it is not TOML, an entry says what none can, or two have one name.
    """
    try:
        content = tomllib.loads((root / file).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageProblem(f"cannot read {file}", causes=[problem]) from problem
    except tomllib.TOMLDecodeError as problem:
        raise UsageProblem(f"{file} is not TOML: {problem}", hint="correct that line") from problem
    entries = content.get(table, [])
    unknown = sorted(content.keys() - {table})
    if unknown or not isinstance(entries, list):
        found = f"a key {unknown[0]!r}" if unknown else f"`{table}` that is no list"
        raise UsageProblem(f"{file} has {found}", hint=f"every entry starts with [[{table}]]")
    causes: list[str] = []
    rows = []
    for number, entry in enumerate(entries, 1):
        try:
            rows.append(model.model_validate(entry))
        except ValidationError as problem:
            causes += [
                f"{_called(entry, number)}: {_said(found)}"
                for found in problem.errors(include_url=False)
            ]
    twice = [name for name, count in Counter(row.name for row in rows).items() if count > 1]
    causes += [f"two entries are called {name!r}" for name in twice]
    if causes:
        raise UsageProblem(
            f"{file} has a mistake",
            causes=causes,
            hint="correct the file; its head comment explains every key",
        )
    return tuple(rows)


def _called(entry: Any, number: int) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return repr(name) if isinstance(name, str) else f"entry {number}"


def _said(found: Any) -> str:
    place = ".".join(str(part) for part in found["loc"])
    message = str(found["msg"]).removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
