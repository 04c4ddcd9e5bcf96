"""The comparators are attacked: each planted difference must be caught, in every type."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from miniatures.outcomes import observed, raised

from sparity_lab.compare.outcomes import compare, equal
from sparity_lab.outcome.model import canonical

Json = Any

TYPES: dict[str, tuple[Json, Json, str]] = {
    "boolean": ("boolean", True, "bool"),
    "byte": ("byte", 1, "int8"),
    "short": ("short", 1, "int16"),
    "integer": ("integer", 1, "int32"),
    "long": ("long", 1, "int64"),
    "float": ("float", {"float": "0.10000000149011612"}, "float"),
    "double": ("double", {"float": "0.1"}, "double"),
    "double zero": ("double", {"float": "0.0"}, "double"),
    "double nan": ("double", {"float": "nan"}, "double"),
    "decimal": ("decimal(5,2)", {"decimal": "1.50"}, "decimal128(5, 2)"),
    "string": ("string", "a b", "string"),
    "collated string": ("string collate UNICODE_CI", "A", "string"),
    "char": ("char(3)", "a  ", "string"),
    "varchar": ("varchar(3)", "a", "string"),
    "binary": ("binary", {"bytearray": "00ff"}, "binary"),
    "date": ("date", {"date": "2024-02-29"}, "date32[day]"),
    "time": ("time(6)", {"time": "01:02:03.000004"}, "time64[ns]"),
    "timestamp": (
        "timestamp",
        {"datetime": "2024-01-01T00:00:00.000001"},
        "timestamp[us, tz=UTC]",
    ),
    "timestamp_ntz": ("timestamp_ntz", {"datetime": "2024-01-01T00:00:00"}, "timestamp[us]"),
    "aware timestamp": ("timestamp", {"datetime": "2024-01-01T00:00:00+00:00"}, "timestamp[us]"),
    "day interval": ("interval day to second", {"timedelta": 86400000000}, "duration[us]"),
    "year interval": ("interval year to month", 14, "month_interval"),
    "calendar interval": ("interval", {"object": ["CalendarInterval", "1 day"]}, "interval"),
    "null": ("void", None, "null"),
    "array": (
        {"type": "array", "elementType": "long", "containsNull": True},
        [1, None, 3],
        "list<int64>",
    ),
    "map": (
        {"type": "map", "keyType": "string", "valueType": "double", "valueContainsNull": True},
        {"dict": [["k", {"float": "-0.0"}], ["l", None]]},
        "map<string, double>",
    ),
    "struct": (
        {"type": "struct", "fields": [{"name": "x", "type": "long", "nullable": True}]},
        {"row": [["x", 1], ["y", {"decimal": "2.0"}]]},
        "struct<x: int64>",
    ),
    "nested": (
        {"type": "array", "elementType": {"type": "map", "keyType": "string"}},
        [{"dict": [["k", [{"row": [["deep", {"bytearray": "01"}]]}]]]}],
        "list<map<string, list<struct<deep: binary>>>>",
    ),
    "variant": ("variant", {"variant": ["0c01", "010000"]}, "struct<value: binary>"),
    "geometry": ("geometry(4326)", {"geo": ["Geometry", 4326, "0101"]}, "struct<wkb: binary>"),
    "user-defined": ({"type": "udt", "class": "P"}, {"object": ["P", "P(1, 2)"]}, "list<double>"),
}
"""Per type: schema, a value, the Arrow type."""


def a_frame(kind: str) -> dict[str, Json]:
    spark, cell, arrow = copy.deepcopy(TYPES[kind])
    field = {"name": "c", "type": spark, "nullable": False, "metadata": {"comment": "m"}}
    other = {"name": "n", "type": "long", "nullable": True, "metadata": {}}
    rows = [{"row": [["c", copy.deepcopy(cell)], ["n", n]]} for n in (1, 2, 2)]
    return {
        "kind": "frame",
        "schema": {"type": "struct", "fields": [field, other]},
        "rows": rows,
        "arrow": [["c", arrow, False], ["n", "int64", True]],
    }


def leaf_mutants(value: Json) -> Iterator[Json]:
    """Everything that is one step away from the value, at every depth of it."""
    yield None if value is not None else 0
    if isinstance(value, bool):
        yield from (not value, int(value), str(value))
    elif isinstance(value, int):
        yield from (value + 1, -value - 1, str(value), {"float": repr(float(value))})
        if value in (0, 1):
            yield bool(value)
    elif isinstance(value, str):
        yield from (
            value + " ",
            value.swapcase() + "x",
            value[:-1],
            {"bytes": value.encode().hex()},
        )
    elif isinstance(value, list):
        yield from list_mutants(value)
    elif isinstance(value, dict):
        yield from dict_mutants(value)


def list_mutants(value: list[Json]) -> Iterator[Json]:
    yield [*value, None]
    yield {"tuple": value}
    if value:
        yield value[1:]
        yield [*value, value[0]]
    if value != value[::-1]:
        yield value[::-1]
    for index, item in enumerate(value):
        for mutant in leaf_mutants(item):
            yield [*value[:index], mutant, *value[index + 1 :]]


def pair_mutants(tag: str, pairs: list[Json]) -> Iterator[Json]:
    yield {tag: pairs[1:]}
    yield {tag: [*pairs, ["extra", None]]}
    for index, (key, item) in enumerate(pairs):
        before, after = pairs[:index], pairs[index + 1 :]
        yield {tag: [*before, [f"{key}_", item], *after]}
        for mutant in leaf_mutants(item):
            yield {tag: [*before, [key, mutant], *after]}


def dict_mutants(value: dict[str, Json]) -> Iterator[Json]:
    ((tag, content),) = value.items()
    swaps = {"bytes": "bytearray", "bytearray": "bytes", "float": "decimal", "decimal": "float"}
    swaps |= {"row": "tuple", "datetime": "date", "date": "datetime", "dict": "row"}
    if tag in swaps:
        yield {swaps[tag]: content}
    if tag in ("row", "dict"):
        if tag == "row" and len(content) > 1:
            yield {tag: content[::-1]}
        yield from pair_mutants(tag, content)
    elif tag == "float":
        yield from (
            {"float": f} for f in ("nan", "inf", "-inf", "-0.0", "0.0", "0.1", content + "1")
        )
    elif tag == "decimal":
        yield from ({"decimal": d} for d in (content + "0", content[:-1] + "9", "-" + content))
    elif tag in ("datetime", "time"):
        yield from ({tag: content + "+01:00"}, {tag: content[:-1] + "9"})
    elif tag == "timedelta":
        yield {tag: content + 1}
    elif isinstance(content, str):
        yield {tag: content[:-1] + ("0" if content[-1] != "0" else "1")}
    elif isinstance(content, list):
        yield from ({tag: mutant} for mutant in list_mutants(content))


def changed(frame: dict[str, Json], **parts: Json) -> dict[str, Json]:
    return {**copy.deepcopy(frame), **copy.deepcopy(parts)}


def row_mutants(frame: dict[str, Json]) -> Iterator[dict[str, Json]]:
    rows = frame["rows"]
    for mutant in leaf_mutants(rows[0]):
        yield changed(frame, rows=[mutant, *rows[1:]])
    yield changed(frame, rows=rows[1:])
    yield changed(frame, rows=[*rows, rows[0]])
    yield changed(frame, rows=[rows[0], rows[0], rows[2]])
    yield changed(frame, rows=[])


def schema_mutants(frame: dict[str, Json]) -> Iterator[dict[str, Json]]:
    first, second = frame["schema"]["fields"]

    def schema(*fields: Json) -> dict[str, Json]:
        return changed(frame, schema={"type": "struct", "fields": list(fields)})

    yield schema({**first, "name": "C"}, second)
    yield schema({**first, "nullable": True}, second)
    yield schema({**first, "metadata": {}}, second)
    yield schema({**first, "metadata": {"comment": "other"}}, second)
    yield schema({**first, "type": "other"}, second)
    yield schema(second, first)
    yield schema(first)
    yield schema(first, second, second)
    if isinstance(first["type"], dict):
        for key, part in first["type"].items():
            other = (not part) if isinstance(part, bool) else "other"
            yield schema({**first, "type": {**first["type"], key: other}}, second)


def arrow_mutants(frame: dict[str, Json]) -> Iterator[dict[str, Json]]:
    first, second = frame["arrow"]
    yield changed(frame, arrow=[["C", *first[1:]], second])
    yield changed(frame, arrow=[[first[0], "large_" + first[1], first[2]], second])
    yield changed(frame, arrow=[[*first[:2], not first[2]], second])
    yield changed(frame, arrow=[second, first])
    yield changed(frame, arrow=[first])
    yield changed(frame, arrow=None)


def uncaught(original: dict[str, Json], mutants: Iterator[dict[str, Json]], ordered: bool) -> list:
    expected = observed({"result": original})
    missed, count = [], 0
    for mutant in mutants:
        if canonical(mutant) == canonical(original):
            continue
        count += 1
        candidate = observed({"result": mutant})
        if equal(compare(candidate, expected, ordered)) or equal(
            compare(expected, candidate, ordered)
        ):
            missed.append(mutant)
    assert count > 3
    return missed


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("kind", TYPES)
def test_every_planted_difference_in_rows_is_caught(kind: str, ordered: bool) -> None:
    frame = a_frame(kind)
    assert uncaught(frame, row_mutants(frame), ordered) == []


@pytest.mark.parametrize("kind", TYPES)
def test_every_planted_difference_in_a_value_is_caught(kind: str) -> None:
    cell = TYPES[kind][1]
    original = {"kind": "value", "value": cell}
    mutants = ({"kind": "value", "value": mutant} for mutant in leaf_mutants([cell, [cell]]))
    assert uncaught({**original, "value": [cell, [cell]]}, mutants, False) == []


@pytest.mark.parametrize("kind", TYPES)
def test_every_planted_difference_in_the_schema_is_caught(kind: str) -> None:
    frame = a_frame(kind)
    assert uncaught(frame, schema_mutants(frame), False) == []


@pytest.mark.parametrize("kind", TYPES)
def test_every_planted_difference_in_the_arrow_types_is_caught(kind: str) -> None:
    frame = a_frame(kind)
    assert uncaught(frame, arrow_mutants(frame), False) == []


@pytest.mark.parametrize("kind", TYPES)
def test_an_unchanged_frame_is_strictly_equal(kind: str) -> None:
    outcome = observed({"result": a_frame(kind)})
    found = compare(outcome, observed({"result": a_frame(kind)}), True)
    assert set(found) == {"schema", "rows", "arrow"}
    assert all(part.strict and part.lenient and not part.leniencies for part in found.values())


def test_swapped_rows_are_caught_exactly_when_order_is_part_of_the_contract() -> None:
    frame = a_frame("long")
    swapped = changed(frame, rows=[frame["rows"][1], frame["rows"][0], frame["rows"][2]])
    assert not equal(compare(observed({"r": swapped}), observed({"r": frame}), True))
    found = compare(observed({"r": swapped}), observed({"r": frame}), False)["rows"]
    assert (found.strict, found.lenient, found.leniencies) == (False, True, ("row-order",))


SERVER_ERROR = {
    "condition": "DIVIDE_BY_ZERO",
    "sqlstate": "22012",
    "parameters": {"config": "ansi"},
    "message": "[DIVIDE_BY_ZERO] no",
    "query_context": [{"type": "SQL", "fragment": "1/0", "call_site": "<case>+2"}],
}
ERROR_MUTANTS: list[dict[str, Json]] = [
    {"name": "ArithmeticException"},
    {"bases": ["BaseException", "Exception"]},
    {"bases": []},
    {"condition": "DIVIDE"},
    {"condition": None},
    {"sqlstate": "22000"},
    {"sqlstate": None},
    {"parameters": {"config": "other"}},
    {"parameters": {}},
    {"parameters": None},
    {"parameters": {"config": "ansi", "more": "1"}},
    {"message": "[DIVIDE_BY_ZERO] No"},
    {"message": ""},
    {"query_context": []},
    {"query_context": [{"type": "SQL", "fragment": "1/1", "call_site": "<case>+2"}]},
    {"query_context": [{"type": "SQL", "fragment": "1/0", "call_site": "<case>+3"}]},
    {"query_context": [{"type": "DataFrame", "fragment": "1/0", "call_site": "<case>+2"}]},
    {"query_context": SERVER_ERROR["query_context"] * 2},
]


@pytest.mark.parametrize("mutant", ERROR_MUTANTS, ids=str)
def test_every_planted_difference_in_a_server_error_is_caught(mutant: dict[str, Json]) -> None:
    candidate = raised(**{**SERVER_ERROR, **mutant})
    assert not equal(compare(candidate, raised(**SERVER_ERROR), False))


def test_a_missing_or_extra_observation_is_caught() -> None:
    one = {"kind": "value", "value": 1}
    assert not equal(compare(observed({"a": one}), observed({"a": one, "b": one}), False))
    assert not equal(compare(observed({"a": one, "b": one}), observed({"a": one}), False))
    assert not equal(compare(observed({"a": one}), observed({"b": one}), False))


def test_another_kind_of_observation_is_caught() -> None:
    rows = a_frame("long")["rows"]
    value = {"kind": "value", "value": rows}
    assert not equal(compare(observed({"r": value}), observed({"r": a_frame("long")}), False))


def test_an_error_instead_of_a_result_is_caught_both_ways() -> None:
    result = observed({"r": {"kind": "value", "value": None}})
    assert not equal(compare(raised(), result, False))
    assert not equal(compare(result, raised(), False))
