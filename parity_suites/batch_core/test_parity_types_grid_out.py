"""Values of every type from the server, plain and nested, as rows, Arrow and pandas."""

from parity_suites.batch_core.attempts import attempt, prepare
from parity_suites.batch_core.type_values import KINDS
from parity_suites.case import case

OUT = {
    label: case.param(since=kind.since, ddl=kind.ddl, groups=kind.sql, setting=kind.setting)
    for label, kind in KINDS.items()
}
# toArrow and toPandas of PySpark 4.3 stumble over a null of a type that Arrow writes as a struct of
# two required fields, and toArrow over arrays of void; those are seen as rows only.
WITHOUT_NULLS = ("variant", "geometry", "geography")
WHOLE = {
    label: case.param(
        since=kind.since,
        ddl=kind.ddl,
        groups={group: text for group, text in kind.sql.items() if group != "nulls"}
        if label in WITHOUT_NULLS
        else kind.sql,
        setting=kind.setting,
        nulls=label not in WITHOUT_NULLS,
    )
    for label, kind in KINDS.items()
}
# PySpark 3.4 showed moments in the zone of the machine.
OUT["timestamp"].since = WHOLE["timestamp"].since = "3.5"
PYTHON_HAS_NONE = ("beyond", "before", "later")


def chosen(wanted, since, kinds=WHOLE):
    """The rows of the table with groups that are wanted, no sooner than a version."""
    rows = {}
    for label, row in kinds.items():
        groups = {name: text for name, text in row.kwargs["groups"].items() if wanted(name)}
        if groups:
            later = max(since, row.since)
            rows[label] = case.param(since=later, **{**row.kwargs, "groups": groups})
    return rows


ARROW = chosen(lambda group: True, "4.0")
NESTED_ARROW = {
    label: row
    for label, row in chosen(lambda group: group not in PYTHON_HAS_NONE, "4.0").items()
    if label != "void"
}
PANDAS = chosen(lambda group: group not in PYTHON_HAS_NONE, "3.4")
# Until 4.0 pandas got moments in microseconds, which reach further than nanoseconds.
PANDAS["timestamp"].since = "4.0"
PANDAS_BEYOND = chosen(lambda group: group in PYTHON_HAS_NONE, "4.0")


def frames(spark, groups, setting):
    """A frame for each group of values."""
    prepare(spark, setting)
    return {
        group: spark.sql(f"select explode(array({values})) as v")
        for group, values in groups.items()
    }


def nested_frames(spark, ddl, groups, setting, nulls=True):
    """For each container a frame: each value of a group inside of it, an empty one and a null."""
    prepare(spark, setting)
    null = f"cast(null as {ddl})"
    containers = {
        "array": (f"array<{ddl}>", f"array(v, {null})" if nulls else "array(v)", "array()"),
        "map": (
            f"map<string,{ddl}>",
            f"map('k', v, 'n', {null})" if nulls else "map('k', v)",
            "map()",
        ),
        "struct": (f"struct<x:{ddl},n:int>", "named_struct('x', v, 'n', cast(null as int))", None),
    }
    frames = {}
    for name, (kind, wrapped, empty) in containers.items():
        for group, values in groups.items():
            # The null makes the value nullable: PySpark 4.3 has no null structs of required fields.
            source = f"array({values}, {null})" if nulls else f"array({values})"
            parts = [f"select {wrapped} as c from (select explode({source}) as v)"]
            if empty is not None:
                parts.append(f"select cast({empty} as {kind})")
            if nulls:
                parts.append("select null")
            frames[f"{name}_{group}"] = spark.sql(" union all ".join(parts))
    return frames


def outcomes(api, frames, call):
    """What a call makes of each frame, or the error it raises."""
    return {name: attempt(api, lambda f=frame: call(f)) for name, frame in frames.items()}


def readable(api, frame):
    """The Arrow table of a frame, all of whose values Python can read."""
    table = api.to_arrow(frame)
    table.to_pylist()
    return table


def arrow_numbers(api, frame):
    """The column of a frame as the numbers that Arrow keeps: Python has no such dates."""
    table = api.to_arrow(frame)
    width = {"date32[day]": "int32"}.get(str(table.schema.field(0).type), "int64")
    return [table.schema, table.column(0).cast(width)]


@case(mirrors="types.test_access_nested_types", params=OUT)
def rows(spark, ddl, groups, setting):
    """Each value as a Python object in a row."""
    return frames(spark, groups, setting)


@case(mirrors="types.test_access_nested_types", params=OUT)
def nested_rows(spark, ddl, groups, setting):
    """Each value in an array, a map and a struct."""
    return nested_frames(spark, ddl, groups, setting)


@case(mirrors="arrow.test_arrow_round_trip", since="4.0", params=ARROW)
def arrow(spark, api, ddl, groups, setting, nulls):
    """Each value in an Arrow table."""
    made = frames(spark, groups, setting)
    beyond = {group: made.pop(group) for group in PYTHON_HAS_NONE if group in made}
    found = outcomes(api, made, lambda frame: readable(api, frame))
    found.update(outcomes(api, beyond, lambda frame: arrow_numbers(api, frame)))
    return found


@case(mirrors="arrow.test_toArrow_with_map_type_nulls", since="4.0", params=NESTED_ARROW)
def nested_arrow(spark, api, ddl, groups, setting, nulls):
    """Each value nested in an Arrow table."""
    made = nested_frames(spark, ddl, groups, setting, nulls)
    return outcomes(api, made, lambda frame: readable(api, frame))


@case(mirrors="arrow.test_pandas_round_trip", since="4.0", params=PANDAS_BEYOND, needs=("pandas",))
def pandas_beyond_python(spark, api, ddl, groups, setting, nulls):
    """Dates that Python does not have, in a pandas frame."""
    return outcomes(api, frames(spark, groups, setting), lambda frame: frame.toPandas())


@case(mirrors="arrow.test_pandas_round_trip", params=PANDAS, needs=("pandas",))
def pandas(spark, api, ddl, groups, setting, nulls):
    """Each value in a pandas frame."""
    return outcomes(api, frames(spark, groups, setting), lambda frame: frame.toPandas())


@case(mirrors="arrow.test_toPandas_with_map_type_nulls", params=WHOLE, needs=("pandas",))
def nested_pandas(spark, api, ddl, groups, setting, nulls):
    """Each value nested in a pandas frame."""
    made = nested_frames(spark, ddl, groups, setting, nulls)
    return outcomes(api, made, lambda frame: frame.toPandas())


@case(mirrors="connect_collection.test_collect_timestamp", since="4.3")
def nanoseconds_as_text(spark):
    """Moments of nanoseconds, which PySpark 4.3 itself can neither name nor collect, as text."""
    prepare(spark, "spark.sql.timestampNanosTypes.enabled")
    return spark.sql(
        "select cast(cast('2024-03-10 02:30:00.123456789' as timestamp_ntz(9)) as string) as n,"
        " cast(cast('1969-12-31 23:59:59.999999999Z' as timestamp_ltz(9)) as string) as l,"
        " cast(cast('2024-03-10 02:30:00.123456789' as timestamp_ntz(7)) as string) as s,"
        " cast(cast(null as timestamp_ntz(8)) as string) as z"
    )
