"""Values of every type to the server, plain and nested, from rows, Arrow and pandas."""

import array
import datetime
import decimal

from parity_suites.batch_core.attempts import attempt, prepare
from parity_suites.batch_core.type_values import KINDS
from parity_suites.case import case


def parameters(*, since="3.5", arrow=False):
    """The rows of the table that can be written in Python, no sooner than a version.

    PySpark 3.4 took most values another way, or not at all.
    """
    return {
        label: case.param(
            since=max(since, kind.since),
            ddl=kind.ddl,
            groups=kind.python,
            setting=kind.setting,
            text=kind.text,
            **({"arrow": kind.arrow} if arrow else {}),
        )
        for label, kind in KINDS.items()
        if kind.python and (kind.arrow or not arrow)
    }


ROWS = parameters()
# Nested, the interval is refused by all; PySpark 3.4 refuses it for a reason of its own.
NESTED_ROWS = {label: row for label, row in ROWS.items() if label != "hour_to_minute"}
INFERRED = parameters()
# PySpark 4.0 inferred the struct that a variant is made of.
INFERRED["variant"].since = "4.1"
ARROW = parameters(since="4.0", arrow=True)
NESTED = ("array", "map", "struct")


def values(text, T, Row):
    """The Python values that a text of the table stands for."""
    names = {
        "nan": float("nan"),
        "inf": float("inf"),
        "D": decimal.Decimal,
        "UTC": datetime.timezone.utc,  # noqa: UP017 - suites also run on older Pythons
        "array": array.array,
        "Row": Row,
        "V": lambda text: T.VariantVal.parseJson(text),
        "Geometry": lambda wkb, srid: T.Geometry.fromWKB(bytes.fromhex(wkb), srid),
        "Geography": lambda wkb, srid: T.Geography.fromWKB(bytes.fromhex(wkb), srid),
    }
    for name in ("date", "datetime", "time", "timedelta", "timezone"):
        names[name] = getattr(datetime, name)
    return eval(f"[{text}]", names)


def column_type(ddl, container):
    """The type of a column that holds values of a type in a container."""
    forms = {"array": "array<{}>", "map": "map<string,{}>", "struct": "struct<x:{},n:int>"}
    return forms[container].format(ddl) if container else ddl


def contained(found, container):
    """Values each in a container, then an empty and a null one."""
    if not container:
        return found
    if container == "array":
        return [[value, None] for value in found] + [[], None]
    if container == "map":
        return [{"k": value, "n": None} for value in found] + [{}, None]
    return [{"x": value, "n": 1} for value in found] + [None]


def begin(spark, setting, ddl):
    """The session as the case needs it; a server without the type fails here."""
    prepare(spark, setting)
    assert spark.sql(f"select cast(null as {ddl}) as v").columns == ["v"]


def observed(api, create, text):
    """The frame that a call makes, values beside their text on the server, or its error."""
    return attempt(api, lambda: create().selectExpr("v", f"{text} as text"))


def from_rows(spark, T, Row, api, ddl, groups, setting, text, containers=("",)):
    """Frames of tuples, one for each group and container."""
    begin(spark, setting, ddl)
    frames = {}
    for container in containers:
        for group, source in groups.items():
            data = [(value,) for value in contained(values(source, T, Row), container)]
            frames[f"{container}_{group}".lstrip("_")] = observed(
                api,
                lambda d=data, c=container: spark.createDataFrame(d, f"v {column_type(ddl, c)}"),
                "'-'" if container else text,
            )
    return frames


@case(mirrors="connect_creation.test_with_atom_type", params=ROWS)
def rows(spark, T, Row, api, ddl, groups, setting, text):
    """Each value from a tuple."""
    return from_rows(spark, T, Row, api, ddl, groups, setting, text)


@case(mirrors="connect_creation.test_nested_type_create_from_rows", params=NESTED_ROWS)
def nested_rows(spark, T, Row, api, ddl, groups, setting, text):
    """Each value in an array, a map and a struct."""
    usual = {group: groups[group] for group in ("all", "nulls", "misfit") if group in groups}
    return from_rows(spark, T, Row, api, ddl, usual, setting, text, NESTED)


@case(mirrors="types.test_infer_schema_specification", params=INFERRED)
def inferred_rows(spark, T, Row, api, ddl, groups, setting, text):
    """Each value from a tuple without a schema."""
    begin(spark, setting, ddl)
    return {
        group: observed(
            api,
            lambda s=source: spark.createDataFrame([(v,) for v in values(s, T, Row)], ["v"]),
            "'-'",
        )
        for group, source in groups.items()
        if group in ("all", "clock_changes", "sequences", "others")
    }


@case(mirrors="connect_creation.test_create_dataframe_from_arrays", since="4.0", params=ARROW)
def arrow(spark, T, Row, api, ddl, groups, setting, text, arrow):
    """Each value from an Arrow table, with its own type and with the schema given."""
    return from_arrow(spark, T, Row, api, ddl, groups, setting, text, arrow)


@case(mirrors="arrow.test_createDataFrame_arrow_with_map_type_nulls", since="4.0", params=ARROW)
def nested_arrow(spark, T, Row, api, ddl, groups, setting, text, arrow):
    """Each value nested in an Arrow table."""
    return from_arrow(spark, T, Row, api, ddl, groups, setting, text, arrow, NESTED)


def from_arrow(spark, T, Row, api, ddl, groups, setting, text, arrow, containers=("",)):
    """Frames of Arrow tables, for each group and container one with and one without a schema."""
    begin(spark, setting, ddl)
    pa = api.arrow()
    spark.createDataFrame(pa.table({"v": [1]}))  # older clients take no tables at all
    element = eval(arrow, {"pa": pa})
    forms = {
        "": element,
        "array": pa.list_(element),
        "map": pa.map_(pa.string(), element),
        "struct": pa.struct([("x", element), ("n", pa.int32())]),
    }
    frames = {}
    for container in containers:
        kind = f"v {column_type(ddl, container)}"
        for group in ("all", "clock_changes"):
            if group in groups:
                found = contained(values(groups[group], T, Row), container)
                table = pa.table({"v": pa.array(found, forms[container])})
                for name, schema in (("own", None), ("schema", kind)):
                    frames[f"{container}_{group}_{name}".lstrip("_")] = observed(
                        api,
                        lambda t=table, s=schema: spark.createDataFrame(t, s),
                        "'-'" if container else text,
                    )
    return frames


# PySpark 4.3 lets the server refuse what pandas infers for times and for decimals of 39 digits.
NOT_INFERRED = ("time(6)", "time(0)", "decimal(38,38)")


@case(mirrors="arrow.test_createDataFrame_pandas_with_schema", params=ROWS, needs=("pandas",))
def pandas(spark, T, Row, api, ddl, groups, setting, text):
    """Each value from a pandas column of objects, with a schema and without."""
    begin(spark, setting, ddl)
    pd = api.pandas()
    frames = {}
    for group, source in groups.items():
        if (ddl, group) == ("timestamp", "year_1"):
            continue  # PySpark 4.3 makes the column and then stumbles over its own look at it
        column = pd.Series(values(source, T, Row), dtype="object")
        data = pd.DataFrame({"v": column})
        frames[group] = observed(api, lambda d=data: spark.createDataFrame(d, f"v {ddl}"), text)
        if group == "all" and ddl not in NOT_INFERRED:
            frames["inferred"] = observed(api, lambda d=data: spark.createDataFrame(d), "'-'")
    return frames


@case(
    mirrors="arrow.test_createDataFrame_pandas_with_map_type", params=NESTED_ROWS, needs=("pandas",)
)
def nested_pandas(spark, T, Row, api, ddl, groups, setting, text):
    """Each value nested in a pandas column of objects."""
    begin(spark, setting, ddl)
    pd = api.pandas()
    frames = {}
    for container in NESTED:
        for group in ("all", "nulls", "clock_changes"):
            if group in groups:
                found = contained(values(groups[group], T, Row), container)
                data = pd.DataFrame({"v": pd.Series(found, dtype="object")})
                frames[f"{container}_{group}"] = observed(
                    api,
                    lambda d=data, c=container: spark.createDataFrame(
                        d, f"v {column_type(ddl, c)}"
                    ),
                    "'-'",
                )
    return frames
