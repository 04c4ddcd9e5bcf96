"""The functions and their registry: complete, as generated, and sent as described."""

import inspect
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sparity.errors import (
    PySparkException,
    PySparkNotImplementedError,
    UnsupportedOnServerError,
)
from sparity.plan.expressions import LambdaFunction, UnresolvedFunction
from sparity.protocol import since
from sparity.sql import functions as F
from sparity.sql import udtf

CLIENT = Path(__file__).resolve().parents[2]
REGISTRY = {
    name: row
    for file in sorted((CLIENT / "registry").glob("*.toml"))
    for name, row in tomllib.loads(file.read_text("utf-8")).items()
}


def test_registry_has_every_function_of_pyspark_4_3() -> None:
    assert len(REGISTRY) == 562


def test_package_exports_exactly_the_registry_and_the_uncounted() -> None:
    uncounted = {"arrow_udf", "pandas_udf", "ArrowUDFType", "PandasUDFType", "UserDefinedFunction"}
    uncounted |= {"UserDefinedTableFunction", *udtf.__all__} - {"UDTFRegistration"}
    assert set(F.__all__) == set(REGISTRY) | uncounted
    assert all(callable(getattr(F, name)) for name in F.__all__)


def test_generated_files_are_those_of_the_registry() -> None:
    done = subprocess.run(
        [sys.executable, str(CLIENT / "tools/generate_functions.py"), "--check"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_signature_is_that_of_the_registry(name: str) -> None:
    shown = [
        parameter
        for parameter in inspect.signature(getattr(F, name)).parameters.values()
        if parameter.kind is not parameter.VAR_POSITIONAL
    ]
    rows = [row for row in REGISTRY[name].get("parameters", ()) if not row["name"].startswith("*")]
    assert [parameter.name for parameter in shown] == [row["name"] for row in rows]
    assert [parameter.default is not parameter.empty for parameter in shown] == [
        "default" in row for row in rows
    ]


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_function_documents_itself(name: str) -> None:
    documentation = getattr(F, name).__doc__
    assert documentation
    assert "Since Spark" in documentation


def test_importing_the_functions_loads_no_data_library() -> None:
    program = (
        "import sys, sparity.sql.functions\n"
        "print(sorted({'numpy', 'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_versions_say_since_when_servers_know_a_function() -> None:
    assert since.function_since("sqrt") == (3, 4)
    assert since.function_since("to_variant_object") == (4, 0)
    assert since.function_since("hmac") == (4, 3)
    assert since.function_since("no_such_function") is None


SENT = [
    (lambda: F.abs("a"), "abs(a)"),
    (lambda: F.mean("a"), "avg(a)"),
    (lambda: F.create_map("a", "b"), "map(a, b)"),
    (lambda: F.array(["a", "b"]), "array(a, b)"),
    (lambda: F.struct(F.col("a")), "struct(a)"),
    (lambda: F.trim("a", "x"), "trim(x, a)"),
    (lambda: F.date_add("a", 1), "date_add(a, 1)"),
    (lambda: F.date_add("a", "b"), "date_add(a, b)"),
    (lambda: F.pow("a", 2), "power(a, 2)"),
    (lambda: F.log("a"), "ln(a)"),
    (lambda: F.log(2.0, "a"), "log(2.0, a)"),
    (lambda: F.round("a"), "round(a)"),
    (lambda: F.round("a", 2), "round(a, 2)"),
    (lambda: F.split("a", "x"), "split(a, x, -1)"),
    (lambda: F.sentences("a"), "sentences(a, , )"),
    (lambda: F.mask("a"), "mask(a, X, x, n, NULL)"),
    (lambda: F.make_ym_interval(), "make_ym_interval(0, 0)"),
    (lambda: F.nth_value("a", 2), "nth_value(a, 2, False)"),
    (lambda: F.nth_value("a", 2, None), "nth_value(a, 2)"),
    (lambda: F.lag("a"), "lag(a, 1)"),
    (lambda: F.first("a"), "first(a, False)"),
    (lambda: F.any_value("a"), "any_value(a)"),
    (lambda: F.any_value("a", True), "any_value(a, True)"),
    (lambda: F.count("*"), "count(unresolvedstar())"),
    (lambda: F.count(F.col("*")), "count(1)"),
    (lambda: F.sum_distinct("a"), "sum(distinct a)"),
    (lambda: F.instr("a", "x", None, 2), "instr(a, x, 1, 2)"),
    (lambda: F.percentile("a", (0.5, 0.9)), "percentile(a, array(0.5, 0.9), 1)"),
    (lambda: F.convert_timezone(None, F.lit("UTC"), "a"), "convert_timezone(UTC, a)"),
    (lambda: F.to_json("a", {"pretty": True}), "to_json(a, map(pretty, True))"),
    (lambda: F.unix_timestamp(), "unix_timestamp()"),
    (lambda: F.make_timestamp(date="d", time="t"), "make_timestamp(d, t)"),
    (lambda: F.window("a", "1 day", startTime="1 hour"), "window(a, 1 day, 1 day, 1 hour)"),
    (lambda: F.call_function("f", "a"), "CallFunction('f', a)"),
    (lambda: F.call_udf("f", "a"), "f(a)"),
    (lambda: F.expr("a + 1"), "a + 1"),
]


@pytest.mark.parametrize(("call", "shown"), SENT, ids=[shown for _, shown in SENT])
def test_arguments_are_sent_as_pyspark_sends_them(call: Any, shown: str) -> None:
    assert repr(call()) == f"Column<'{shown}'>"


REFUSED = [
    (lambda: F.abs(1), "NOT_EXPECTED_TYPE", {"arg_name": "col", "arg_type": "int"}),
    (lambda: F.bucket("4", "a"), "NOT_EXPECTED_TYPE", {"arg_name": "numBuckets"}),
    (lambda: F.overlay("a", "b", 1.5), "NOT_EXPECTED_TYPE", {"arg_name": "pos"}),
    (lambda: F.window("a", 1), "NOT_EXPECTED_TYPE", {"arg_name": "windowDuration"}),
    (lambda: F.from_json("a", 1), "NOT_EXPECTED_TYPE", {"arg_name": "schema"}),
    (lambda: F.greatest("a"), "WRONG_NUM_COLUMNS", {"func_name": "greatest"}),
    (lambda: F.json_tuple("a"), "CANNOT_BE_EMPTY", {"item": "field"}),
    (lambda: F.sha2("a", 5), "VALUE_NOT_ALLOWED", {"arg_name": "numBits"}),
    (lambda: F.make_timestamp("a", date="d"), "CANNOT_SET_TOGETHER", {}),
    (lambda: F.broadcast(1), "NOT_EXPECTED_TYPE", {"expected_type": "DataFrame"}),
    (
        lambda: F.transform("a", lambda: 1),
        "WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION",
        {"num_args": "0"},
    ),
    (
        lambda: F.transform("a", lambda *x: x),
        "UNSUPPORTED_PARAM_TYPE_FOR_HIGHER_ORDER_FUNCTION",
        {"func_name": "<lambda>"},
    ),
    (
        lambda: F.transform("a", lambda x: 1),
        "HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN",
        {"return_type": "int"},
    ),
]


@pytest.mark.filterwarnings("ignore:bucket is deprecated:FutureWarning")
@pytest.mark.parametrize(("call", "condition", "parameters"), REFUSED)
def test_bad_argument_raises_the_condition_of_pyspark(
    call: Any, condition: str, parameters: dict[str, str]
) -> None:
    with pytest.raises(PySparkException) as caught:
        call()
    assert caught.value.getCondition() == condition
    assert (caught.value.getMessageParameters() or {}).items() >= parameters.items()


def test_inner_lambda_does_not_take_over_the_outer_ones_names() -> None:
    nested = F.transform("a", lambda x: F.transform(x, lambda y: x + y))._expr
    assert isinstance(nested, UnresolvedFunction)
    outer = nested.arguments[1]
    assert isinstance(outer, LambdaFunction)
    inner = outer.function.arguments[1]  # type: ignore[union-attr]
    assert isinstance(inner, LambdaFunction)
    assert outer.arguments[0].name_parts != inner.arguments[0].name_parts


def test_seed_is_drawn_once_a_call() -> None:
    one, other = F.rand()._expr, F.rand()._expr
    assert isinstance(one, UnresolvedFunction)
    assert isinstance(other, UnresolvedFunction)
    assert repr(one.arguments) != repr(other.arguments)


def test_schema_that_is_a_type_is_sent_as_json() -> None:
    from sparity.types import LongType, StructField, StructType

    schema = StructType([StructField("x", LongType())])
    sent = F.from_json("a", schema)._expr
    assert isinstance(sent, UnresolvedFunction)
    assert json.loads(sent.arguments[1].string)["fields"][0]["name"] == "x"  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["toDegrees", "sumDistinct", "years"])
def test_deprecated_name_warns(name: str) -> None:
    with pytest.warns(FutureWarning, match=name):
        getattr(F, name)("a")


def test_partitioning_has_the_transforms_without_a_warning() -> None:
    assert repr(F.partitioning.years("a")) == "Column<'years(a)'>"


@pytest.mark.parametrize("name", ["udf", "pandas_udf", "arrow_udf", "udtf", "arrow_udtf"])
def test_python_code_on_the_server_is_refused_by_name(name: str) -> None:
    with pytest.raises(PySparkNotImplementedError, match=name):
        getattr(F, name)(lambda x: x)


def _sent_to(version: str, column: Any) -> str:
    from sparity.plan.encoder import Encoder
    from sparity.plan.relations import Filter
    from sparity.protocol.version import SparkVersion

    encoder = Encoder(SparkVersion.parse(version))
    message = encoder.message(Filter(condition=column._expr))
    function = message.condition.unresolved_function
    return f"{function.function_name}/{len(function.arguments)}"


def test_default_arguments_that_an_old_server_lacks_are_left_out() -> None:
    assert _sent_to("3.5.9", F.mode("a")) == "mode/1"
    assert _sent_to("3.5.9", F.shuffle("a")) == "shuffle/1"
    assert _sent_to("4.0.0", F.mode("a")) == "mode/2"
    assert _sent_to("4.0.0", F.shuffle("a")) == "shuffle/2"


@pytest.mark.parametrize("column", [F.mode("a", True), F.shuffle("a", 7)], ids=["mode", "shuffle"])
def test_chosen_arguments_that_an_old_server_lacks_are_refused(column: Any) -> None:
    with pytest.raises(UnsupportedOnServerError, match=r"4\.0"):
        _sent_to("3.5.9", column)


@pytest.mark.parametrize(
    ("server", "column", "needed"),
    [
        ("4.1.1", F.max_by("a", "b", 2), "4.2"),
        ("4.1.1", F.min_by("a", "b", 2), "4.2"),
        ("3.4.4", F.regr_slope("a", "b"), "3.5"),
        ("3.4.4", F.xpath("a", "b"), "3.5"),
    ],
    ids=["max_by", "min_by", "regr_slope", "xpath"],
)
def test_functions_that_an_old_server_understands_otherwise_are_refused(
    server: str, column: Any, needed: str
) -> None:
    with pytest.raises(UnsupportedOnServerError, match=needed.replace(".", r"\.")):
        _sent_to(server, column)
    _sent_to(f"{needed}.0", column)


def test_function_that_an_old_server_lacks_is_refused() -> None:
    with pytest.raises(UnsupportedOnServerError, match=r"4\.3"):
        _sent_to("4.2.1", F.hmac("a", "b"))
