"""assertSchemaEqual: what counts, what can be told not to count, what is said of differences."""

import pytest

from sparity.errors import PySparkAssertionError, PySparkTypeError
from sparity.testing import assertSchemaEqual
from sparity.types import IntegerType, StructField, StructType

ddl = StructType.fromDDL


def annotated(metadata):
    return StructType([StructField("a", IntegerType(), True, metadata)])


EQUAL = [
    ("a int, b string", "a int, b string", {}),
    ("a int", "a int not null", {}),
    ("a array<struct<x: int>>", "a array<struct<x: int not null>>", {}),
    ("a map<string, struct<x: int>>", "a map<string, struct<x: int not null>>", {}),
    ("a int, b string", "b string, a int", {"ignoreColumnOrder": True}),
    ("a int, b string", "x int, y string", {"ignoreColumnName": True}),
]
DIFFERENT = [
    ("a int", "a bigint", {}),
    ("a int", "b int", {}),
    ("a int", "A int", {}),
    ("a int", "a int, b int", {}),
    ("a int", "a int not null", {"ignoreNullable": False}),
    ("a array<int>", "a array<bigint>", {}),
    ("a map<string, int>", "a map<string, bigint>", {}),
    ("a map<int, int>", "a map<string, int>", {}),
    ("a array<int>", "a map<string, int>", {}),
    ("a decimal(10, 2)", "a decimal(10, 3)", {}),
    ("a int, b string", "b string, a int", {}),
    ("s struct<a: int, b: string>", "s struct<b: string, a: int>", {"ignoreColumnOrder": True}),
    ("s struct<a: int>", "s struct<b: int>", {"ignoreColumnName": True}),
    (
        "a int, b string",
        "b string, x int",
        {"ignoreColumnOrder": True, "ignoreColumnName": True},
    ),
]


@pytest.mark.parametrize(("actual", "expected", "options"), EQUAL)
def test_equal_schemas_pass(actual, expected, options):
    assertSchemaEqual(ddl(actual), ddl(expected), **options)


@pytest.mark.parametrize(("actual", "expected", "options"), DIFFERENT)
def test_different_schemas_do_not(actual, expected, options):
    with pytest.raises(PySparkAssertionError) as caught:
        assertSchemaEqual(ddl(actual), ddl(expected), **options)
    assert caught.value.getCondition() == "DIFFERENT_SCHEMA"


def test_metadata_counts_together_with_nullability():
    assertSchemaEqual(annotated({"k": 1}), annotated({}))
    with pytest.raises(PySparkAssertionError):
        assertSchemaEqual(annotated({"k": 1}), annotated({}), ignoreNullable=False)


def test_the_message_marks_where_the_schemas_differ():
    with pytest.raises(PySparkAssertionError) as caught:
        assertSchemaEqual(ddl("a int"), ddl("b int"))
    lines = str(caught.value).splitlines()
    assert lines[1:4] == [
        "--- actual",
        "+++ expected",
        "- StructType([StructField('a', IntegerType(), True)])",
    ]
    assert "+ StructType([StructField('b', IntegerType(), True)])" in lines
    hint = next(line for line in lines if line.startswith("?"))
    assert hint.index("^") == lines[3].index("a', Int")


@pytest.mark.parametrize(
    ("actual", "expected", "arg_name"),
    [
        ("a int", ddl("a int"), "actual"),
        (ddl("a int"), None, "expected"),
        (IntegerType(), IntegerType(), "actual"),
    ],
)
def test_what_is_no_schema_is_refused(actual, expected, arg_name):
    with pytest.raises(PySparkTypeError) as caught:
        assertSchemaEqual(actual, expected)
    assert caught.value.getMessageParameters()["arg_name"] == arg_name
