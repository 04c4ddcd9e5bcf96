"""The SQL spelling of types, read and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparity import types as T
from sparity.errors import ArithmeticException, IllegalArgumentException, ParseException


def parse(ddl):
    return T.DataType.fromDDL(ddl)


@pytest.mark.parametrize(
    ("ddl", "simple"),
    [
        ("int", "int"),
        (" dec ( 5 , 2 ) ", "decimal(5,2)"),
        ("decimal(5)", "decimal(5,0)"),
        ("numeric", "decimal(10,0)"),
        ("real", "float"),
        ("character(3)", "char(3)"),
        ("timestamp_ltz", "timestamp"),
        ("timestamp without time zone", "timestamp_ntz"),
        ("timestamp with local time zone", "timestamp"),
        ("timestamp(6)", "timestamp"),
        ("timestamp_ntz(9)", "timestamp_ntz(9)"),
        ("time", "time(6)"),
        ("interval", "interval"),
        ("interval day to second", "interval day to second"),
        ("interval month", "interval month"),
        ("string collate system.builtin.unicode_ci", "string collate UNICODE_CI"),
        ("geometry(ANY)", "geometry(any)"),
        ("array<array<map<string,int>>>", "array<array<map<string,int>>>"),
        ("struct<>", "struct<>"),
        ("", "struct<>"),
        ("struct<`x y`: int, z string>", "struct<x y:int,z:string>"),
        ("a int, B: string", "struct<a:int,B:string>"),
        ("select int, 1a long, `a``b` date", "struct<select:int,1a:bigint,a`b:date>"),
        ("a /* what */ int -- why", "struct<a:int>"),
        ("null_ int", "struct<null_:int>"),
    ],
)
def test_spellings_are_understood(ddl, simple):
    assert parse(ddl).simpleString() == simple


@pytest.mark.parametrize(
    ("ddl", "condition", "parameters"),
    [
        ("foo", "PARSE_SYNTAX_ERROR", {"error": "end of input", "hint": ""}),
        ("a foo", "UNSUPPORTED_DATATYPE", {"typeName": '"FOO"'}),
        ("a int b", "PARSE_SYNTAX_ERROR", {"error": "'b'", "hint": ""}),
        ("a int,", "PARSE_SYNTAX_ERROR", {"error": "end of input", "hint": ""}),
        ("array<int", "PARSE_SYNTAX_ERROR", {"error": "'<'", "hint": ""}),
        ("a array<int", "PARSE_SYNTAX_ERROR", {"error": "'<'", "hint": ""}),
        ("interval second to day", "PARSE_SYNTAX_ERROR", {"error": "'to'", "hint": ""}),
        ("decimal(5,6)", "PARSE_SYNTAX_ERROR", {"error": "'('", "hint": ""}),
        ("a-b int", "INVALID_IDENTIFIER", {"ident": "a-b"}),
        ("é int", "INVALID_IDENTIFIER", {"ident": "é"}),
        ("12 int", "PARSE_SYNTAX_ERROR", {"error": "'12'", "hint": ""}),
    ],
)
def test_mistakes_are_named(ddl, condition, parameters):
    with pytest.raises(ParseException) as caught:
        parse(ddl)
    assert caught.value.getCondition() == condition
    assert caught.value.getMessageParameters() == parameters


def test_error_points_at_the_place():
    with pytest.raises(ParseException) as caught:
        parse("a int,\nb foo")
    assert "(line 2, pos 2)" in str(caught.value)
    assert str(caught.value).endswith("b foo\n--^^^")


def test_impossible_numbers_are_other_errors():
    with pytest.raises(ArithmeticException):
        parse("decimal(40,2)")
    with pytest.raises(IllegalArgumentException):
        parse("geography(3857)")


def test_columns_keep_nullability_and_comment():
    first, second = parse(r"a int NOT NULL COMMENT 'it\'s \n\u0041', b int comment 'x' 'y'")
    assert (first.nullable, first.metadata) == (False, {"comment": "it's \nA"})
    assert (second.nullable, second.metadata) == (True, {"comment": "xy"})


def test_written_columns_quote_what_needs_it():
    schema = (
        T.StructType()
        .add("a", T.StringType(), False, {"comment": "it's \\"})
        .add("b c", T.StructType().add("x", T.StringType("UNICODE"), False))
        .add("1a", T.MapType(T.StringType(), T.DecimalType(5, 2)))
    )
    assert schema.toDDL() == (
        r"a STRING NOT NULL COMMENT 'it\'s \\',"
        "`b c` STRUCT<x: STRING COLLATE UNICODE NOT NULL>,"
        "`1a` MAP<STRING, DECIMAL(5,2)>"
    )


LEAVES = st.sampled_from(
    [
        *(T.NullType(), T.StringType(), T.StringType("UNICODE"), T.CharType(2), T.BinaryType()),
        *(T.BooleanType(), T.ByteType(), T.LongType(), T.DoubleType(), T.DecimalType(38, 18)),
        *(T.DateType(), T.TimeType(3), T.TimestampType(), T.TimestampNTZType()),
        *(T.TimestampLTZNanosType(9), T.DayTimeIntervalType(1, 3), T.YearMonthIntervalType()),
        *(T.CalendarIntervalType(), T.VariantType(), T.GeometryType(0), T.GeographyType("ANY")),
    ]
)
NAMES = st.text(min_size=1, max_size=5).filter(lambda name: "\x00" not in name)


def structs(types):
    fields = st.builds(
        T.StructField,
        NAMES,
        types,
        st.booleans(),
        st.one_of(st.none(), st.fixed_dictionaries({"comment": st.text(max_size=5)})),
    )
    return st.builds(T.StructType, st.lists(fields, max_size=3))


TYPES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(T.ArrayType, inner),
        st.builds(T.MapType, inner, inner),
        structs(inner),
    ),
    max_leaves=6,
)


@given(structs(TYPES))
def test_what_is_written_is_read_again(schema):
    assert T.DataType.fromDDL(schema.toDDL()) == schema


@given(structs(TYPES))
def test_json_is_read_again(schema):
    assert T.StructType.fromJson(schema.jsonValue()) == schema
