"""`DataFrame.plot` without a server: what it asks for, and the figures it makes of answers."""

import importlib.util
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from fake_session import FakeClient, fake_session, rows_answer

from sparity.errors import PySparkImportError, PySparkTypeError, PySparkValueError
from sparity.sql.plot.density import densities, points
from sparity.sql.plot.histogram import Histogram
from sparity.types import StructType

MAX_ROWS = "spark.sql.pyspark.plotting.max_rows"
NUMBERS = pa.table({"k": ["a", "b", "c"], "n": pa.array([3, 1, 2], pa.int64())})
DDL = "k string, n bigint"


def frame(*answers: Any, schemas: int = 0, **settings: str) -> tuple[Any, FakeClient]:
    session, client = fake_session()
    client.settings.update(settings)
    client.results.extend(answers)
    client.schemas.extend(StructType.fromDDL(DDL) for _ in range(schemas))
    return session.table("t"), client


def test_bars_show_the_first_rows_and_ask_for_one_more() -> None:
    df, client = frame(rows_answer(NUMBERS, DDL), **{MAX_ROWS: "2"})
    [trace] = df.plot.bar(x="k", y="n").data
    assert (list(trace.x), list(trace.y)) == (["a", "b"], [3, 1])
    assert client.plans[0].root.limit.limit == 3


def test_without_a_setting_a_thousand_rows_are_shown() -> None:
    df, client = frame(rows_answer(NUMBERS, DDL))
    df.plot.barh(x="n", y="k")
    assert client.plans[0].root.limit.limit == 1001


def test_samples_are_drawn_by_chance_and_put_back_in_order() -> None:
    df, client = frame(rows_answer(NUMBERS, DDL), **{MAX_ROWS: "2"})
    df.plot.line(x="k", y="n")
    dropped = client.plans[0].root.drop
    ordered = dropped.input.sort
    assert not ordered.is_global
    limited = ordered.input.repartition.input.limit
    assert limited.limit == 3
    assert limited.input.sort.is_global
    functions = [
        expression.alias.expr.unresolved_function.function_name
        for expression in limited.input.sort.input.project.expressions[1:]
    ]
    assert functions == ["rand", "monotonically_increasing_id"]


@pytest.mark.parametrize("kind", ["hexbin", "Line", ""])
def test_kinds_that_are_none(kind: str) -> None:
    with pytest.raises(PySparkValueError) as caught:
        frame()[0].plot(kind=kind)
    assert caught.value.getCondition() == "UNSUPPORTED_PLOT_KIND"


def test_there_is_one_backend() -> None:
    with pytest.raises(PySparkValueError) as caught:
        frame()[0].plot(kind="line", backend="vega")
    assert caught.value.getMessageParameters() == {
        "backend": "vega",
        "supported_backends": "plotly",
    }


@pytest.mark.parametrize("package", ["plotly", "pandas"])
def test_without_its_libraries_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == package else find_spec(name)
    )
    with pytest.raises(PySparkImportError) as caught:
        frame()[0].plot.bar(x="k", y="n")
    assert caught.value.getCondition() == "PACKAGE_NOT_INSTALLED"
    assert caught.value.getMessageParameters()["package_name"] == package


def test_a_histogram_of_no_numbers() -> None:
    df, _ = frame(schemas=1)
    with pytest.raises(PySparkTypeError) as caught:
        df.plot.hist(column="k")
    assert caught.value.getMessageParameters() == {
        "col_name": "k",
        "valid_types": "NumericType",
        "col_type": "StringType",
    }


def test_a_histogram_takes_two_requests_and_fills_empty_bins() -> None:
    ends = rows_answer(pa.table({"a": [1], "b": [7]}), "a bigint, b bigint")
    counted = pa.table(
        {
            "column": pa.array([0, 0], pa.int32()),
            "bin": pa.array([0, 2], pa.int32()),
            "count": pa.array([5, 1], pa.int64()),
        }
    )
    df, client = frame(
        ends,
        rows_answer(counted, '"column" int, bin int, "count" bigint'.replace('"', "`")),
        schemas=1,
    )
    [trace] = df.plot.hist(column="n", bins=3).data
    assert list(trace.y) == [5, 0, 1]
    assert list(trace.x) == [2.0, 4.0, 6.0]
    assert list(trace.text) == ["[1.0, 3.0)", "[3.0, 5.0)", "[5.0, 7.0]"]
    assert len(client.plans) == 2


def test_labels_of_bins_are_rounded() -> None:
    third = 1 / 3
    assert Histogram([0.0, third, 1.0], {}).labels == ["[0.0, 0.333333333)", "[0.333333333, 1.0]"]


@pytest.mark.parametrize("asked", [None, 1000])
def test_a_density_is_estimated_beyond_the_values(asked: int | None) -> None:
    ends = pa.table({"a": [Decimal("1.0")], "b": [Decimal("3.0")]})
    df, _ = frame(rows_answer(ends, "a decimal(2,1), b decimal(2,1)"))
    found = points(df, ["n"], asked)
    assert (len(found), found[0], found[-1]) == (1000, 0.0, 4.0)


def test_points_that_were_asked_for_need_no_request() -> None:
    df, client = frame()
    assert points(df, ["n"], (1, 2.5)) == [1, 2.5]
    assert not client.plans


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [({"notched": True}, "notched"), ({"boxpoints": "all"}, "boxpoints")],
)
def test_boxes_that_would_need_all_rows(arguments: dict[str, Any], parameter: str) -> None:
    with pytest.raises(PySparkValueError) as caught:
        frame()[0].plot.box(column="n", **arguments)
    assert caught.value.getMessageParameters()["param"] == parameter


def test_a_pie_needs_numbers_or_subplots() -> None:
    with pytest.raises(PySparkValueError) as caught:
        frame()[0].plot.pie(x="k", y=None)
    assert caught.value.getCondition() == "UNSUPPORTED_PIE_PLOT_PARAM"


def test_densities_at_many_points_take_several_requests() -> None:
    ddl = "a array<double>"
    answers = [pa.table({"a": [[float(n)] * n]}) for n in (100, 20)]
    df, client = frame(*(rows_answer(table, ddl) for table in answers))
    [found] = densities(df, ["n"], range(120), 0.5)
    assert found == [100.0] * 100 + [20.0] * 20
    assert len(client.plans) == 2
