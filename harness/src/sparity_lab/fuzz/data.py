"""Columns of generated programs and the values in them, as source text; knows no operation."""

import datetime
from dataclasses import dataclass

from hypothesis import strategies as st

Text = st.SearchStrategy[str]

_LETTERS = "abAZ019 _'\"\\%,.äß☃\n"
_ROWS = 5
_COLUMNS = 4
_ITEMS = 3


@dataclass(frozen=True)
class Kind:
    """What a column may be.

    Args:
        ddl: its type in a schema.
        family: which operations take it.
        values: the source of values, without None.
    """

    ddl: str
    family: str
    values: Text


def _source(values: st.SearchStrategy[object]) -> Text:
    return values.map(repr)


def _whole(bits: int) -> Text:
    edge = 2 ** (bits - 1)
    small = st.integers(-3, 3)
    return _source(
        st.one_of(small, st.sampled_from([-edge, edge - 1]), st.integers(-edge, edge - 1))
    )


_NUMBER = _whole(32)
_TEXT = _source(st.text(_LETTERS, max_size=_ITEMS))
_DOUBLE = st.one_of(
    st.sampled_from(["0.0", "-0.0", "1.5", "float('nan')", "float('inf')", "-1e300", "1e-300"]),
    _source(st.floats(-1e6, 1e6, allow_nan=False)),
)
_DECIMAL = st.integers(-(10**10) + 1, 10**10 - 1).map(lambda n: f"Decimal({str(n / 100)!r})")
_DATE = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)).map(repr)
_MOMENT = st.datetimes(datetime.datetime(1970, 1, 2), datetime.datetime(2100, 1, 1)).map(repr)


def _or_none(values: Text) -> Text:
    return st.one_of(values, st.just("None"))


def _several(values: Text) -> Text:
    return st.lists(_or_none(values), max_size=_ITEMS).map(lambda some: f"[{', '.join(some)}]")


KINDS = (
    Kind("int", "number", _NUMBER),
    Kind("bigint", "number", _whole(64)),
    Kind("double", "number", _DOUBLE),
    Kind("decimal(12,2)", "number", _DECIMAL),
    Kind("string", "text", _TEXT),
    Kind("boolean", "truth", st.sampled_from(["True", "False"])),
    Kind("date", "date", _DATE),
    Kind("timestamp", "moment", _MOMENT),
    Kind("binary", "bytes", _source(st.binary(max_size=_ITEMS))),
    Kind("array<int>", "list", _several(_NUMBER)),
    Kind(
        "map<string,int>",
        "map",
        st.dictionaries(_TEXT, _or_none(_NUMBER), max_size=_ITEMS).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        ),
    ),
    Kind(
        "struct<x:int,y:string>",
        "struct",
        st.tuples(_or_none(_NUMBER), _or_none(_TEXT)).map(lambda pair: f"({pair[0]}, {pair[1]})"),
    ),
)

FAMILIES = tuple(dict.fromkeys(kind.family for kind in KINDS))


@st.composite
def frames(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """The source of a DataFrame of local data, and the families of its columns."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=_COLUMNS))
    columns = {f"c{place}": kind for place, kind in enumerate(kinds)}
    row = st.tuples(*(_or_none(kind.values) for kind in kinds))
    rows = draw(st.lists(row, max_size=_ROWS))
    data = ", ".join("(" + "".join(f"{value}, " for value in one) + ")" for one in rows)
    schema = ", ".join(f"{name} {kind.ddl}" for name, kind in columns.items())
    source = f"spark.createDataFrame([{data}], {schema!r})"
    return source, {name: kind.family for name, kind in columns.items()}


def literal(family: str) -> Text:
    """The source of a literal of a family that has some."""
    fitting = [kind.values for kind in KINDS if kind.family == family]
    return st.one_of(*fitting).map(lambda value: f"F.lit({value})")


WITH_LITERALS = ("number", "text", "truth", "date", "moment", "bytes")
