"""Whole programs, each the text of a case: a frame of local data, and what is done with it."""

from collections.abc import Callable

from hypothesis import strategies as st

from sparity_lab.fuzz.data import frames
from sparity_lab.fuzz.expressions import expressions

FUNCTION = "generated"
_MOST_STEPS = 5

_CASE = """import datetime
from decimal import Decimal

from parity_suites.case import case


@case(mirrors="dataframe.test_dataframe_star")
def {function}(spark, F):
    df = {frame}
{steps}    return {{"frame": df, "columns": df.columns, "types": df.dtypes, "count": df.count()}}
"""

Columns = dict[str, str]
Step = tuple[str, Columns]
_COMPARABLE = ("number", "text", "truth", "date", "moment", "bytes")


@st.composite
def programs(draw: st.DrawFn) -> str:
    """The text of a case that returns a DataFrame and what a client says of it."""
    frame, columns = draw(frames())
    lines = []
    for _ in range(draw(st.integers(0, _MOST_STEPS))):
        step = draw(st.sampled_from(_STEPS))
        line, columns = step(draw, columns)
        lines.append(f"    df = {line}\n")
    return _CASE.format(function=FUNCTION, frame=frame, steps="".join(lines))


def _select(draw: st.DrawFn, columns: Columns) -> Step:
    chosen = draw(st.lists(expressions(columns), min_size=1, max_size=3))
    parts = ", ".join(f"{source}.alias('e{n}')" for n, (source, _) in enumerate(chosen))
    return f"df.select({parts})", {f"e{n}": family for n, (_, family) in enumerate(chosen)}


def _with_column(draw: st.DrawFn, columns: Columns) -> Step:
    name = draw(st.sampled_from([*columns, "added", "Added"]))
    source, family = draw(expressions(columns))
    # Names differ by case for Python, not for Spark.
    kept = {old: kind for old, kind in columns.items() if old.lower() != name.lower()}
    place = next((old for old in columns if old.lower() == name.lower()), None)
    if place is None:
        return f"df.withColumn({name!r}, {source})", {**columns, name: family}
    replaced = {(name if old == place else old): kind for old, kind in columns.items()}
    assert kept.keys() <= replaced.keys()
    return f"df.withColumn({name!r}, {source})", {**replaced, name: family}


def _filter(draw: st.DrawFn, columns: Columns) -> Step:
    source, _ = draw(expressions(columns, "truth"))
    return f"df.filter({source})", columns


def _drop(draw: st.DrawFn, columns: Columns) -> Step:
    name = draw(st.sampled_from([*columns, "absent"]))
    left = {old: family for old, family in columns.items() if old != name}
    return (f"df.drop({name!r})", left) if left else ("df", columns)


def _rename(draw: st.DrawFn, columns: Columns) -> Step:
    name = draw(st.sampled_from(list(columns)))
    new = draw(st.sampled_from(["renamed", "a b", "ü"]))
    if new in columns:
        return "df", columns
    renamed = {(new if old == name else old): family for old, family in columns.items()}
    return f"df.withColumnRenamed({name!r}, {new!r})", renamed


def _distinct(draw: st.DrawFn, columns: Columns) -> Step:
    keys = [name for name, family in columns.items() if family in _COMPARABLE]
    if len(keys) == len(columns) and draw(st.booleans()):
        return "df.distinct()", columns
    return "df.union(df)", columns


def _fill(draw: st.DrawFn, columns: Columns) -> Step:
    value = draw(st.sampled_from(["0", "'none'", "True", "1.5"]))
    names = draw(st.lists(st.sampled_from(list(columns)), min_size=1, unique=True))
    shown = draw(st.sampled_from([f"df.fillna({value}, {names!r})", f"df.na.fill({value})"]))
    return draw(
        st.sampled_from([shown, "df.dropna('all')", f"df.dropna(subset={names!r})"])
    ), columns


def _group(draw: st.DrawFn, columns: Columns) -> Step:
    keys = [name for name, family in columns.items() if family in _COMPARABLE]
    if not keys:
        return "df", columns
    chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=2, unique=True))
    source, family = draw(expressions(columns))
    if family in ("map",):
        made, given = f"F.count({source})", "number"
    else:
        how = draw(st.sampled_from(["F.max({})", "F.min({})", "F.count({})"]))
        made, given = how.format(source), "number" if "count" in how else family
    grouped = {name: columns[name] for name in chosen}
    call = f"df.groupBy({', '.join(map(repr, chosen))}).agg({made}.alias('agg'))"
    return call, {**{name: kind for name, kind in grouped.items() if name != "agg"}, "agg": given}


def _top(draw: st.DrawFn, columns: Columns) -> Step:
    if any(family not in _COMPARABLE for family in columns.values()):
        return "df", columns
    order = ", ".join(
        f"F.col({name!r}).{draw(st.sampled_from(['asc', 'desc', 'asc_nulls_last']))}()"
        if name.isidentifier()
        else f"F.col('`{name}`')"
        for name in columns
    )
    return f"df.orderBy({order}).limit({draw(st.integers(0, 3))})", columns


def _join(draw: st.DrawFn, columns: Columns) -> Step:
    keys = [name for name, family in columns.items() if family in _COMPARABLE]
    if not keys or "right" in columns:
        return "df", columns
    key = draw(st.sampled_from(keys))
    how = draw(st.sampled_from(["inner", "left", "outer", "left_semi", "left_anti"]))
    right = f"df.select({key!r}, F.lit(1).alias('right')).distinct()"
    joined = {key: columns[key], **{old: kind for old, kind in columns.items() if old != key}}
    if "semi" not in how and "anti" not in how:
        joined["right"] = "number"
    return f"df.join({right}, [{key!r}], {how!r})", joined


def _by_sql(draw: st.DrawFn, columns: Columns) -> Step:
    return "spark.sql('SELECT * FROM {given}', given=df)", columns


_STEPS: tuple[Callable[[st.DrawFn, Columns], Step], ...] = (
    _select,
    _with_column,
    _filter,
    _drop,
    _rename,
    _distinct,
    _fill,
    _group,
    _top,
    _join,
    _by_sql,
)
