"""Outcomes as a Python prompt shows them, a row a line, for pages and for reading by eye."""

import datetime
import difflib
import json
from collections.abc import Callable, Mapping
from typing import Any

from sparity_lab.outcome.model import Json, Outcome

_SHOWN: dict[str, Callable[[Any], str]] = {
    "float": str,
    "complex": str,
    "decimal": "Decimal('{}')".format,
    "date": lambda v: repr(datetime.date.fromisoformat(v)),
    "datetime": lambda v: repr(datetime.datetime.fromisoformat(v)),
    "time": lambda v: repr(datetime.time.fromisoformat(v)),
    "timedelta": lambda v: repr(datetime.timedelta(microseconds=v)),
    "bytes": lambda v: repr(bytes.fromhex(v)),
    "bytearray": lambda v: repr(bytearray.fromhex(v)),
}
MOST_LINES = 60
MOST_CHARACTERS = 400
SUMMARY, SHARED = 120, 24
"""Characters of a line that a summary shows, and how many of them both versions share."""


def lines_of_both(
    before: Outcome, after: Outcome, observation: str | None
) -> tuple[list[str], list[str]]:
    """One observation of two outcomes in lines; of errors in the same words the details too."""
    old, new = (outcome_lines(one, observation) for one in (before, after))
    if old == new:
        old, new = (
            lines + _details(one, observation) for lines, one in ((old, before), (new, after))
        )
    return old, new


def _details(outcome: Outcome, observation: str | None) -> list[str]:
    """What an error tells a program beside its words."""
    seen = (outcome.observations or {}).get(observation or "", {})
    error = outcome.error.data if outcome.error is not None else seen.get("error")
    if error is None:
        return []
    told = {name: error.get(name) for name in ("parameters", "query_context", "bases")}
    return [f"{name}: {json.dumps(one, ensure_ascii=False)}" for name, one in told.items() if one]


def outcome_lines(outcome: Outcome, observation: str | None) -> list[str]:
    """One observation of an outcome, or all of it for None, in lines."""
    if outcome.error is not None:
        return error_lines(outcome.error.data)
    observations = outcome.observations or {}
    if observation is not None:
        seen = observations.get(observation)
        return _bounded(["nothing was observed"] if seen is None else observation_lines(seen))
    lines = []
    for name, seen in observations.items():
        inner = observation_lines(seen)
        lines += [f"{name}:", *(f"  {line}" for line in inner)]
    return _bounded(lines)


def observation_lines(seen: Mapping[str, Json]) -> list[str]:
    """An observation in lines: the schema and rows of a frame, a value, an error."""
    if seen["kind"] == "error":
        return error_lines(seen["error"])
    if seen["kind"] == "value":
        return _value_lines(seen["value"])
    lines = [schema_text(seen["schema"])]
    if arrow := seen.get("arrow"):
        lines.append("Arrow: " + ", ".join(map(_arrow_field, arrow)))
    return lines + [text(row) for row in seen["rows"]]


def _value_lines(value: Json) -> list[str]:
    """A value in lines: texts as they are printed, frames of other libraries a column a line."""
    if isinstance(value, str) and "\n" in value:
        return value.splitlines()
    match value:
        case {"pandas": ["DataFrame", content]}:
            columns = zip(content["columns"], content["dtypes"], content["values"], strict=True)
            told = [f"{text(name)} {kind}: {text(column)}" for name, kind, column in columns]
            return ["pandas.DataFrame", *told, f"index {text(content['index']['values'])}"]
        case {"arrow": ["Table" as name, content]}:
            arrays = zip(content["schema"], content["columns"], strict=True)
            told = [f"{_arrow_field(field)}: {text(column)}" for field, column in arrays]
            return [f"pyarrow.{name}", *told]
        case list() if len(text(value)) > MOST_CHARACTERS:
            return [line for item in value for line in _value_lines(item)]
        case _:
            return [text(value)]


def _arrow_field(field: list[Any]) -> str:
    name, kind, nullable = field
    return f"{name} {kind}{'' if nullable else ' not null'}"


def error_lines(error: Mapping[str, Any]) -> list[str]:
    """An error in lines: class, condition, message."""
    head = error["class"]
    if error["condition"]:
        head += f" [{error['condition']}]"
    if error["sqlstate"]:
        head += f" SQLSTATE {error['sqlstate']}"
    return _bounded([head, *str(error["message"]).strip().splitlines()])


def text(value: Json) -> str:
    """A value as Python shows it, near enough for the eye.

    >>> text({"row": [["a", {"float": "1.5"}], ["b", [None, "x"]]]})
    "Row(a=1.5, b=[None, 'x'])"
    """
    if value is None or isinstance(value, bool | int | str):
        return repr(value)
    if isinstance(value, list):
        return f"[{_joined(value)}]"
    if not isinstance(value, dict) or len(value) != 1:
        return json.dumps(value, ensure_ascii=False)
    [(tag, inner)] = value.items()
    if tag in _SHOWN:
        return _SHOWN[tag](inner)
    match tag:
        case "row":
            return f"Row({', '.join(f'{name}={text(item)}' for name, item in inner)})"
        case "tuple":
            return f"({_joined(inner)}{',' if len(inner) == 1 else ''})"
        case "dict":
            return "{" + ", ".join(f"{text(key)}: {text(item)}" for key, item in inner) + "}"
        case "set" | "frozenset":
            return "{" + _joined(inner) + "}"
        case "error":
            return " ".join(error_lines(inner)[:1])
        case "object":
            kind, told = inner
            return told if told.startswith(kind) else f"<{kind}> {told}"
        case "numpy" if len(inner) == 2:
            return f"np.{inner[0]}({text(inner[1])})"
        case _:
            return f"{tag} {json.dumps(inner, ensure_ascii=False)}"


def schema_text(schema: Json) -> str:
    """A schema on one line.

    >>> schema_text({"type": "struct", "fields": [
    ...     {"name": "a", "type": "long", "nullable": False, "metadata": {}}]})
    'a: long not null'
    """
    fields = schema.get("fields", []) if isinstance(schema, dict) else []
    return ", ".join(_field(field) for field in fields) or "no columns"


def _field(field: Mapping[str, Any]) -> str:
    told = f"{field['name']}: {_type(field['type'])}"
    told += "" if field["nullable"] else " not null"
    return told + (f" {json.dumps(field['metadata'])}" if field.get("metadata") else "")


def _type(kind: Json) -> str:
    if not isinstance(kind, dict):
        return str(kind)
    match kind.get("type"):
        case "array":
            null = "" if kind["containsNull"] else " not null"
            return f"array<{_type(kind['elementType'])}{null}>"
        case "map":
            null = "" if kind["valueContainsNull"] else " not null"
            return f"map<{_type(kind['keyType'])}, {_type(kind['valueType'])}{null}>"
        case "struct":
            return f"struct<{', '.join(map(_field, kind['fields']))}>"
        case _:
            return json.dumps(kind)


def _joined(values: list[Json]) -> str:
    return ", ".join(map(text, values))


def _bounded(lines: list[str]) -> list[str]:
    cut = [one if len(one) <= MOST_CHARACTERS else one[:MOST_CHARACTERS] + " …" for one in lines]
    return cut if len(cut) <= MOST_LINES else [*cut[:MOST_LINES], f"… {len(cut)} lines in all"]


def summary(before: list[str], after: list[str]) -> str:
    """The first line that one version has lost and the other has won, from where they part."""
    pairs = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    gone = [line for tag, i, j, _, _ in pairs if tag != "equal" for line in before[i:j]]
    come = [line for tag, _, _, i, j in pairs if tag != "equal" for line in after[i:j]]
    if not gone and not come:
        return "the same lines, other details"
    if sorted(gone) == sorted(come):
        return "the same lines in another order"
    old, new = (next((line.strip() for line in part if line.strip()), "") for part in (gone, come))
    if not old and not new:
        return f"{len(before)} lines → {len(after)} lines, which differ in empty ones"
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    start = same - SHARED if same > SUMMARY // 2 else 0
    return f"{_short(old, start)} → {_short(new, start)}"


def _short(line: str, start: int) -> str:
    shown = ("…" if start else "") + line[start : start + SUMMARY]
    return (shown + ("…" if len(line) > start + SUMMARY else "")) or "nothing"
