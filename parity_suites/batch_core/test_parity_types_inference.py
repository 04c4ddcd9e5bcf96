"""Types found from Python values: lists, maps, objects, rows that differ; and what has no type."""

import array
import datetime
import decimal

from parity_suites.batch_core.attempts import created
from parity_suites.case import case

# --- arrays of numbers -------------------------------------------------------------------------


@case(
    mirrors="types.test_array_types",
    params={code: {"code": code} for code in "bBhHiIlLqQfd"},
)
def arrays_of_the_standard_library(spark, api, code):
    """`array.array` has the Spark type that holds its numbers, or none."""
    values = [0.5, 1.0] if code in "fd" else [0, 1, 2 ** (array.array(code).itemsize * 8 - 1) - 1]
    return {"frame": created(spark, api, [([1], array.array(code, values))], ["l", "a"])}


@case(mirrors="types.test_array_types", since="4.0")
def arrays_of_characters(spark):
    """An `array.array` of characters is an array of strings."""
    return spark.createDataFrame([(array.array("u", "añ"),)], ["a"]).schema


@case(mirrors="creation.test_create_dataframe_from_array_of_long")
def longs_at_their_limits(spark):
    """Longs keep their smallest and largest value."""
    return spark.createDataFrame([(array.array("l", [-(2**63), 0, 2**63 - 1]),)], ["longs"])


# --- lists and maps ----------------------------------------------------------------------------

LEGACY_LISTS = "spark.sql.pyspark.legacy.inferArrayTypeFromFirstElement.enabled"
LEGACY_MAPS = "spark.sql.pyspark.legacy.inferMapTypeFromFirstPair.enabled"


@case(
    mirrors="types.test_infer_array_element_type_empty",
    since="3.5",
    params={"merged": {"legacy": "false"}, "first": {"legacy": "true"}},
)
def lists_with_nothing_in_them(spark, api, legacy):
    """Empty lists and lists of None say nothing; another row may."""
    spark.conf.set(LEGACY_LISTS, legacy)
    return {
        "other_row": created(spark, api, [([],), ([None],), ([1],)], ["l"]),
        "later_element": created(spark, api, [([None, 1],)], ["l"]),
        "nested": created(spark, api, [([[], [1.5]],)], ["l"]),
        "nothing": created(spark, api, [([],)], ["l"]),
        "nulls": created(spark, api, [([None],)], ["l"]),
    }


@case(
    mirrors="types.test_infer_array_element_type_with_struct",
    since="3.5",
    params={"merged": {"legacy": "false"}, "first": {"legacy": "true"}},
)
def lists_of_rows(spark, Row, api, legacy):
    """Rows in one list may differ in their fields."""
    spark.conf.set(LEGACY_LISTS, legacy)
    spark.conf.set("spark.sql.pyspark.inferNestedDictAsStruct.enabled", "true")
    return {
        "dicts": created(spark, api, [([{"a": 1}, {"b": 2}],)], ["l"]),
        "same": created(spark, api, [([{"a": 1}, {"a": None}],)], ["l"]),
        "rows": created(spark, api, [([Row(a=1), Row(a=2)],)], ["l"]),
        "types": created(spark, api, [([{"a": 1}, {"a": "x"}],)], ["l"]),
    }


@case(
    mirrors="types.test_infer_nested_array_element_type_with_struct",
    since="3.5",
    params={"merged": {"legacy": "false"}, "first": {"legacy": "true"}},
)
def lists_of_lists_of_rows(spark, api, legacy):
    """The same, one list deeper."""
    spark.conf.set(LEGACY_LISTS, legacy)
    spark.conf.set("spark.sql.pyspark.inferNestedDictAsStruct.enabled", "true")
    return {
        "fields": created(spark, api, [([[{"p": 1}, {"q": 2}]],)], ["l"]),
        "lists": created(spark, api, [([[{"p": 1}], [{"q": 2}]],)], ["l"]),
    }


@case(
    mirrors="types.test_infer_map_pair_type_empty",
    since="4.0",
    params={"merged": {"legacy": "false"}, "first": {"legacy": "true"}},
)
def maps_with_nothing_in_them(spark, api, legacy):
    """Empty maps and maps of None say nothing; another row may."""
    spark.conf.set(LEGACY_MAPS, legacy)
    return {
        "other_row": created(spark, api, [({},), ({"a": None},), ({"a": 1},)], ["m"]),
        "later_pair": created(spark, api, [({"a": None, "b": 1.5},)], ["m"]),
        "two_types": created(spark, api, [({"a": 1, "b": "x"},)], ["m"]),
        "key_types": created(spark, api, [({"a": 1, 2: 3},)], ["m"]),
        "nothing": created(spark, api, [({},)], ["m"]),
        "nulls": created(spark, api, [({"a": None},)], ["m"]),
    }


@case(
    mirrors="types.test_infer_map_pair_type_with_nested_maps",
    since="4.0",
    params={"merged": {"legacy": "false"}, "first": {"legacy": "true"}},
)
def maps_of_maps(spark, api, legacy):
    """Maps in one map may differ in what they hold."""
    spark.conf.set(LEGACY_MAPS, legacy)
    return {
        "empty_first": created(spark, api, [({"a": {}, "b": {"c": 1}},)], ["m"]),
        "null_first": created(spark, api, [({"a": None, "b": {"c": 1}},)], ["m"]),
        "lists": created(spark, api, [({"a": [], "b": [1]},)], ["m"]),
    }


# --- rows that meet ----------------------------------------------------------------------------

MEETING = {
    "truth_and_text": [(True, 1), ("x", 2)],
    "text_and_truth": [("x", 1), (True, 2)],
    "number_and_text": [(1, 1), ("x", 2)],
    "date_and_text": [(datetime.date(2024, 1, 2), 1), ("x", 2)],
    "decimal_and_text": [(decimal.Decimal("1.5"), 1), ("x", 2)],
    "bytes_and_text": [(b"a", 1), ("x", 2)],
    "number_and_fraction": [(1, 1), (1.5, 2)],
    "truth_and_number": [(True, 1), (2, 2)],
    "date_and_moment": [(datetime.date(2024, 1, 2), 1), (datetime.datetime(2024, 1, 2), 2)],
    "list_and_text": [([1], 1), ("x", 2)],
    "lists": [([1], 1), (["x"], 2)],
    "map_and_list": [({"a": 1}, 1), ([1], 2)],
    "maps": [({"a": 1}, 1), ({"b": "x"}, 2)],
    "decimal_and_number": [(decimal.Decimal("1.5"), 1), (2, 2)],
    "later_none": [(1, None), (None, "x")],
}


@case(
    mirrors="types.test_infer_schema_upcast_boolean_to_string",
    since="4.0",
    params={label: {"rows": rows} for label, rows in MEETING.items()},
)
def two_types_in_one_column(spark, api, rows):
    """Values of two types in one column meet in a third, or do not."""
    return created(spark, api, rows, ["v", "n"])


# --- objects -----------------------------------------------------------------------------------


class Thing:
    """An object with attributes."""

    def __init__(self, **attributes):
        self.__dict__.update(attributes)


@case(mirrors="types.test_create_dataframe_from_objects")
def attributes_are_columns(spark, api):
    """Objects are rows of their attributes, by name; missing ones are null."""
    return {
        "same": spark.createDataFrame([Thing(b="x", a=1), Thing(a=2, b="y")]),
        "schema": spark.createDataFrame([Thing(b="x", a=1)], "a long, b string"),
        "differing": created(spark, api, [Thing(a=1), Thing(a=2, b="y")]),
        "nested": created(spark, api, [Thing(inner=Thing(z=1))]),
    }


@case(mirrors="connect_creation.test_create_df_from_objects")
def objects_and_rows_of_one_shape(spark, Row):
    """Named tuples, objects and rows give the same frame."""
    import collections

    pair = collections.namedtuple("Pair", ["a", "b"])
    return {
        "namedtuple": spark.createDataFrame([pair(1, "x"), pair(2, None)]),
        "object": spark.createDataFrame([Thing(a=1, b="x")]),
        "row": spark.createDataFrame([Row(a=1, b="x")]),
        "ordered": spark.createDataFrame([collections.OrderedDict(b="x", a=1)]),
    }


@case(mirrors="types.test_infer_schema_specification", since="4.0")
def values_without_a_type(spark, api):
    """Python values that no Spark type stands for."""
    values = {
        "complex": 1j,
        "function": len,
        "class": int,
        "set": {1},
        "range": range(2),
        "generator": iter([1]),
        "exception": ValueError("x"),
    }
    return {name: created(spark, api, [(value,)], ["v"]) for name, value in values.items()}


@case(mirrors="types.test_infer_schema_specification")
def values_with_a_type(spark):
    """The type of each kind of value, and of each in a list."""
    values = [
        None,
        True,
        1,
        1.5,
        "x",
        b"x",
        decimal.Decimal("1.50"),
        datetime.date(2024, 1, 2),
        datetime.datetime(2024, 1, 2, 3),
        datetime.timedelta(days=1),
    ]
    names = [f"c{n}" for n in range(len(values))]
    rows = [tuple(values), (1, *values[1:])]
    return {
        "plain": spark.createDataFrame(rows, names).schema,
        "lists": spark.createDataFrame([tuple([v, v] for v in values[1:])], names[1:]).schema,
    }
