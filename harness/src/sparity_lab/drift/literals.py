"""Values of a case's parameters as Python source; it knows the types that parameters have."""

import datetime
import decimal
import math
from collections.abc import Iterable
from typing import Any


def quoted(text: str) -> str:
    """A text as Python's formatters write it."""
    return repr(text) if '"' in text or "\\" in repr(text) else f'"{text}"'


def source(value: Any) -> str:
    """A value of a parameter as Python writes it."""
    match value:
        case float() if math.isnan(value) or math.isinf(value):
            return f'float("{value}")'
        case dict():
            pairs = ", ".join(f"{source(k)}: {source(v)}" for k, v in value.items())
            return "{" + pairs + "}"
        case list():
            return f"[{', '.join(map(source, value))}]"
        case tuple():
            return f"({', '.join(map(source, value))}{',' if len(value) == 1 else ''})"
        case decimal.Decimal():
            return f"decimal.{value!r}"
        case str():
            return quoted(value)
        case _:
            return repr(value)


def imports_of(values: Iterable[Any]) -> set[str]:
    """The imports that the values of parameters need."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, dict):
            found |= imports_of([*value.keys(), *value.values()])
        elif isinstance(value, list | tuple):
            found |= imports_of(value)
        elif isinstance(value, datetime.date | datetime.time | datetime.timedelta):
            found.add("import datetime")
        elif isinstance(value, decimal.Decimal):
            found.add("import decimal")
    return found
