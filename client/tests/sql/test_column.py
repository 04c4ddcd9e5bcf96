"""What a Column's operators and methods put into the plan, and how they show."""

import datetime
import decimal
import inspect

import pytest

from sparity.errors import (
    PySparkAttributeError,
    PySparkException,
    PySparkTypeError,
    PySparkValueError,
)
from sparity.plan.expressions import (
    Alias,
    Cast,
    SortOrder,
    UnresolvedAttribute,
    UnresolvedFunction,
    UpdateFields,
)
from sparity.sql import Window
from sparity.sql import functions as F
from sparity.sql.column import Column
from sparity.types import DecimalType, IntegerType

a, b = F.col("a"), F.col("b")

SHOWN = [
    (a + 1, "+(a, 1)"),
    (1 + a, "+(1, a)"),
    (a - b, "-(a, b)"),
    (1 - a, "-(1, a)"),
    (a * 2, "*(a, 2)"),
    (2 * a, "*(2, a)"),
    (a / 2, "/(a, 2)"),
    (2 / a, "/(2, a)"),
    (a % 2, "%(a, 2)"),
    (2 % a, "%(2, a)"),
    (a**2, "power(a, 2)"),
    (2**a, "power(2, a)"),
    (-a, "negative(a)"),
    (a > 1, ">(a, 1)"),
    (a < 1, "<(a, 1)"),
    (a >= 1, ">=(a, 1)"),
    (a <= 1, "<=(a, 1)"),
    (a == "x", "==(a, x)"),
    (a != "x", "not(==(a, x))"),
    (a == None, "==(a, NULL)"),  # noqa: E711
    (a & b, "and(a, b)"),
    (True & a, "and(a, True)"),
    (a | b, "or(a, b)"),
    (False | a, "or(a, False)"),
    (~a, "not(a)"),
    (a.bitwiseAND(1), "&(a, 1)"),
    (a.bitwiseOR(1), "|(a, 1)"),
    (a.bitwiseXOR(1), "^(a, 1)"),
    (a.eqNullSafe(None), "<=>(a, NULL)"),
    (a.isNull(), "isNull(a)"),
    (a.isNotNull(), "isNotNull(a)"),
    (a.isNaN(), "isNaN(a)"),
    (a.contains("x"), "contains(a, x)"),
    (a.startswith("x"), "startsWith(a, x)"),
    (a.endswith(b), "endsWith(a, b)"),
    (a.like("x%"), "like(a, x%)"),
    (a.rlike("x"), "rlike(a, x)"),
    (a.ilike("x%"), "ilike(a, x%)"),
    (a.substr(1, 2), "substr(a, 1, 2)"),
    (a[1:3], "substr(a, 1, 3)"),
    (a[0], "a['0']"),
    (a["k"], "a['k']"),
    (a[b], "a['b']"),
    (a.x.y, "a['x']['y']"),
    (a.getItem(0), "a['0']"),
    (a.getField("f"), "a['f']"),
    (a.alias("x"), "a AS x"),
    (a.name("x"), "a AS x"),
    (F.explode("a").alias("k", "v"), "explode(a) AS k,v"),
    (a.cast("int"), "CAST(a AS INT)"),
    (a.astype(DecimalType(10, 2)), "CAST(a AS DECIMAL(10,2))"),
    (a.try_cast("int"), "TRY_CAST(a AS INT)"),
    (a.asc(), "a ASC NULLS FIRST"),
    (a.asc_nulls_last(), "a ASC NULLS LAST"),
    (a.desc(), "a DESC NULLS LAST"),
    (a.desc_nulls_first(), "a DESC NULLS FIRST"),
    (a.between(1, 3), "and(>=(a, 1), <=(a, 3))"),
    (a.isin(1, 2), "in(a, 1, 2)"),
    (a.isin([1, 2]), "in(a, 1, 2)"),
    (a.isin(), "in(a)"),
    (a.withField("f", F.lit(1)), "update_field(a, f, 1)"),
    (a.dropFields("f", "g"), "drop_field(drop_field(a, f), g)"),
    (a.transform(lambda c: c + 1), "+(a, 1)"),
    (a.outer(), "a"),
    (F.col("*"), "unresolvedstar()"),
    (F.col("t.*"), "unresolvedstar(t.*)"),
    (F.when(a > 1, 2), "CASE WHEN >(a, 1) THEN 2 END"),
    (
        F.when(a > 1, 2).when(b, "s").otherwise(a),
        "CASE WHEN >(a, 1) THEN 2 WHEN b THEN s ELSE a END",
    ),
    (F.count_distinct("a", "b"), "count(distinct a, b)"),
    (a + datetime.timedelta(days=1, microseconds=5), "+(a, P1DT0H0M0.000005S)"),
    (datetime.date(2020, 1, 2) < a, ">(a, 2020-01-02)"),
    (decimal.Decimal("1.50") < a, ">(a, 1.50)"),
]


@pytest.mark.parametrize(("column", "shown"), SHOWN, ids=[shown for _, shown in SHOWN])
def test_operation_shows_as_in_pyspark(column: Column, shown: str) -> None:
    assert repr(column) == f"Column<'{shown}'>"


REFUSED = [
    (lambda: 1 in a, PySparkValueError, "CANNOT_APPLY_IN_FOR_COLUMN", {}),
    (lambda: bool(a), PySparkValueError, "CANNOT_CONVERT_COLUMN_INTO_BOOL", {"column": "a"}),
    (lambda: list(a), PySparkTypeError, "NOT_ITERABLE", {"objectName": "Column"}),
    (lambda: a[1:3:2], PySparkValueError, "SLICE_WITH_STEP", {}),
    (
        lambda: a.substr(1, F.lit(2)),
        PySparkTypeError,
        "NOT_SAME_TYPE",
        {
            "arg_name1": "startPos",
            "arg_name2": "length",
            "arg_type1": "int",
            "arg_type2": "Column",
        },
    ),
    (
        lambda: a.substr("1", "2"),
        PySparkTypeError,
        "NOT_EXPECTED_TYPE",
        {"expected_type": "Column or int", "arg_name": "startPos", "arg_type": "str"},
    ),
    (
        lambda: a.cast(1),  # type: ignore[arg-type]
        PySparkTypeError,
        "NOT_EXPECTED_TYPE",
        {"expected_type": "DataType or str", "arg_name": "dataType", "arg_type": "int"},
    ),
    (
        lambda: a.alias("x", "y", metadata={"k": 1}),
        PySparkValueError,
        "ONLY_ALLOWED_FOR_SINGLE_COLUMN",
        {"arg_name": "metadata"},
    ),
    (
        lambda: a.withField("f", 1),  # type: ignore[arg-type]
        PySparkTypeError,
        "NOT_EXPECTED_TYPE",
        {"expected_type": "Column", "arg_name": "col", "arg_type": "int"},
    ),
    (lambda: a.dropFields(), PySparkValueError, "CANNOT_BE_EMPTY", {"item": "dropFields"}),
    (
        lambda: a.over(1),  # type: ignore[arg-type]
        PySparkTypeError,
        "NOT_EXPECTED_TYPE",
        {"expected_type": "WindowSpec", "arg_name": "window", "arg_type": "int"},
    ),
    (lambda: a.when(b, 1), PySparkTypeError, "INVALID_WHEN_USAGE", {}),
    (lambda: F.when(a, 1).otherwise(2).when(b, 1), PySparkTypeError, "INVALID_WHEN_USAGE", {}),
    (
        lambda: F.when("a", 1),  # type: ignore[arg-type]
        PySparkTypeError,
        "NOT_EXPECTED_TYPE",
        {"expected_type": "Column", "arg_name": "condition", "arg_type": "str"},
    ),
    (
        lambda: a.__foo__,
        PySparkAttributeError,
        "ATTRIBUTE_NOT_SUPPORTED",
        {"attr_name": "__foo__"},
    ),
    (lambda: a._jc, PySparkAttributeError, "JVM_ATTRIBUTE_NOT_SUPPORTED", {"attr_name": "_jc"}),
    (
        lambda: Column("a"),  # type: ignore[arg-type]
        PySparkTypeError,
        "NOT_EXPECTED_TYPE",
        {"expected_type": "Expression", "arg_name": "expr", "arg_type": "str"},
    ),
]


@pytest.mark.parametrize(("misuse", "kind", "condition", "parameters"), REFUSED)
def test_misuse_raises_the_condition_of_pyspark(misuse, kind, condition, parameters) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(PySparkException) as caught:
        misuse()
    assert type(caught.value) is kind
    assert caught.value.getCondition() == condition
    assert caught.value.getMessageParameters() == parameters


def test_otherwise_is_only_for_a_when_and_only_once() -> None:
    with pytest.raises(PySparkTypeError, match="when"):
        a.otherwise(1)
    with pytest.raises(PySparkTypeError, match="once"):
        F.when(a, 1).otherwise(2).otherwise(3)


def test_columns_have_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(a)


def test_alias_sends_metadata_as_json() -> None:
    sent = a.alias("x", metadata={"k": 1})._expr
    assert isinstance(sent, Alias)
    assert (sent.name, sent.metadata) == (("x",), '{"k": 1}')


def test_cast_sends_text_as_text_and_types_as_types() -> None:
    by_text, by_type = a.cast("int")._expr, a.try_cast(IntegerType())._expr
    assert isinstance(by_text, Cast)
    assert (by_text.type_str, by_text.type, by_text.eval_mode) == ("int", None, None)
    assert isinstance(by_type, Cast)
    assert (by_type.type_str, by_type.type) == (None, IntegerType())
    assert by_type.eval_mode == "EVAL_MODE_TRY"


def test_dropping_a_field_is_an_update_without_a_value() -> None:
    sent = a.dropFields("f")._expr
    assert isinstance(sent, UpdateFields)
    assert (sent.field_name, sent.value_expression) == ("f", None)


def test_column_as_a_key_is_deprecated() -> None:
    with pytest.warns(FutureWarning, match="getItem"):
        a.getItem(b)
    with pytest.warns(FutureWarning, match="getField"):
        a.getField(b)


def _here() -> str:
    caller = inspect.currentframe().f_back  # type: ignore[union-attr]
    return f"{caller.f_code.co_filename}:{caller.f_lineno}"  # type: ignore[union-attr]


def test_operation_remembers_the_users_line_and_its_own_name() -> None:
    column, line = F.col("a") + 1, _here()
    sent = column._expr
    assert isinstance(sent, UnresolvedFunction)
    assert sent.origin == ("__add__", line)
    left, right = sent.arguments
    assert isinstance(left, UnresolvedAttribute)
    assert left.origin == ("col", line)
    assert right.origin == ("__add__", line)


def test_the_innermost_operation_gives_the_name() -> None:
    between, ascending = a.between(1, 2)._expr, a.asc()._expr
    assert between.origin is not None
    assert between.origin.fragment == "__and__"
    assert isinstance(ascending, SortOrder)
    assert ascending.origin is not None
    assert ascending.origin.fragment == "asc_nulls_first"


def test_line_in_a_lambda_is_that_of_the_lambda() -> None:
    column = F.transform("a", lambda x: x + 1)
    here = _here()
    lambda_function = column._expr.arguments[1]  # type: ignore[attr-defined]
    file, _, line = lambda_function.function.origin.call_site.rpartition(":")
    assert (file, int(line)) == (here.rpartition(":")[0], int(here.rpartition(":")[2]) - 1)


def test_functions_themselves_send_no_origin() -> None:
    assert F.sqrt(a)._expr.origin is None


def test_programs_may_hang_things_on_columns_and_windows():
    class Named(Column):
        pass

    column = F.col("a")
    column.note = 1
    column.__class__ = Named
    assert (column.note, isinstance(column, Named)) == (1, True)
    assert [type(made) for made in (column + 1, 1 - column, ~column, column[0])] == [Column] * 4
    window = Window.partitionBy("a")
    window.note = 2
    assert window.note == 2
