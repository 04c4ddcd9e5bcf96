"""What was made cheap stays cheap: counts that are the same on every machine, never seconds."""

import datetime
import gc
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pyarrow as pa
import pytest
from fake_session import FakeClient, fake_session, rows_answer

from sparity.arrow import rows_to_table, table_to_rows
from sparity.connect import Client
from sparity.plan.encoder import Encoder
from sparity.protocol import SparkVersion
from sparity.sql import functions as F
from sparity.types import Row, StructType
from sparity.types.infer import infer_schema

#: Of ours, and of all that they import; 170 when this was written.
MOST_MODULES = 195
NEWEST = Encoder(SparkVersion(4, 3))
SCHEMA = StructType().add("a", "long").add("b", "double").add("c", "string").add("d", "timestamp")


def python_calls(run: Callable[[], Any]) -> int:
    """How many functions written in Python were called."""
    found = 0

    def note(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal found
        found += event == "call"

    before = sys.getprofile()
    gc.collect()
    gc.disable()  # it would call finalizers of what other tests have left
    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(before)
        gc.enable()
    return found


def copied(run: Callable[[], Any]) -> int:
    """How many bytes of messages were copied into others."""
    found = 0

    def note(_frame: Any, event: str, called: Any) -> None:
        nonlocal found
        if event == "c_return" and called.__name__ in ("CopyFrom", "MergeFrom"):
            found += called.__self__.ByteSize()

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(before)
    return found


def tuples(count: int) -> list[tuple[Any, ...]]:
    start = datetime.datetime(2020, 1, 1)
    return [(n, n * 0.5, f"name-{n}", start + datetime.timedelta(0, n)) for n in range(count)]


def test_a_session_object_loads_few_modules():
    program = (
        "import sys; before = set(sys.modules); import sparity.sql.functions;"
        "from sparity.sql import SparkSession; SparkSession('sc://localhost');"
        "print(len(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(done.stdout) < MOST_MODULES


def test_no_python_function_runs_for_each_row_of_a_result():
    table = rows_to_table(tuples(1_000), SCHEMA)
    more = pa.concat_tables([table] * 4).combine_chunks()
    table_to_rows(table, SCHEMA)  # what is found out once is no part of it
    assert python_calls(lambda: table_to_rows(more, SCHEMA)) == python_calls(
        lambda: table_to_rows(table, SCHEMA)
    )


@pytest.mark.parametrize("make", [tuple, list, lambda row: dict(zip("abcd", row, strict=True))])
def test_no_python_function_runs_for_each_local_row(make):
    few, many = ([make(row) for row in tuples(count)] for count in (100, 400))
    infer_schema(few)
    assert python_calls(lambda: infer_schema(many)) == python_calls(lambda: infer_schema(few))
    rows_to_table(few, SCHEMA)
    costs = [python_calls(lambda rows=rows: rows_to_table(rows, SCHEMA)) for rows in (few, many)]
    assert costs[0] == costs[1]


def select(count: int) -> Any:
    return fake_session()[0].range(1).select(*[F.col("id") + n for n in range(count)])


def with_column(count: int) -> Any:
    frame = fake_session()[0].range(1)
    for n in range(count):
        frame = frame.withColumn(f"c{n}", F.col("id") + n)
    return frame


def union(count: int) -> Any:
    base = frame = fake_session()[0].range(1)
    for _ in range(count):
        frame = frame.union(base)
    return frame


def isin(count: int) -> Any:
    return fake_session()[0].range(1).filter(F.col("id").isin(*range(count)))


@pytest.mark.parametrize(
    ("build", "most"), [(select, 40), (with_column, 60), (union, 25), (isin, 4)]
)
def test_plans_are_built_and_encoded_in_linear_time(build, most):
    def cost(count: int) -> int:
        return python_calls(lambda: NEWEST.plan(build(count)._plan))

    cost(50)
    few, many = cost(50), cost(450)
    assert (many - few) / 400 <= most, "calls for each further element"
    assert cost(850) - many <= 1.05 * (many - few)


@pytest.mark.parametrize("build", [select, with_column, union, isin])
def test_no_message_is_copied_into_another_again_and_again(build):
    few, many = build(50), build(450)
    NEWEST.plan(few._plan)
    assert copied(lambda: NEWEST.plan(many._plan)) <= NEWEST.plan(many._plan).ByteSize()


@pytest.mark.parametrize("build", [select, with_column, union, isin])
def test_sending_a_plan_copies_it_once_and_looks_at_none_of_its_parts(build):
    def begins(count: int) -> tuple[Callable[[], Any], int]:
        plan, depth = NEWEST.measured_plan(build(count)._plan)
        session = Client("sc://localhost")._session
        session._version = NEWEST.version
        flow = session.execute(Mock(), plan, None, depth=depth)
        return lambda: next(flow).request.SerializeToString(), plan.ByteSize()

    def calls(count: int) -> int:
        return python_calls(begins(count)[0])

    calls(5)  # what is found out once is no part of it
    assert calls(40) == calls(5)
    begin, size = begins(40)
    assert size <= copied(begin) <= size + 100


def test_a_plan_is_few_objects_for_the_garbage_collector():
    def objects(count: int) -> int:
        gc.collect()
        before = len(gc.get_objects())
        frame = select(count)
        gc.collect()
        assert frame
        return len(gc.get_objects()) - before

    objects(50)
    # A sum, what is added, and the tuple of these.
    assert (objects(450) - objects(50)) / 400 <= 4.1


def calls(client: FakeClient) -> int:
    return len(client.plans) + len(client.questions) + len(client.operations)


@pytest.mark.parametrize(
    ("use", "most"),
    [
        (lambda spark: spark.range(1), 0),
        (lambda spark: spark.range(1).select("id").filter("id > 1").withColumn("a", F.lit(1)), 0),
        (lambda spark: spark.range(1).collect(), 1),
        (lambda spark: spark.range(1).toLocalIterator(), 0),
        (lambda spark: list(spark.range(1).toLocalIterator()), 1),
        (lambda spark: spark.createDataFrame([(1, "a")]), 1),
        (lambda spark: spark.createDataFrame([Row(a=1)], StructType().add("a", "long")), 1),
    ],
    ids=str,
)
def test_a_call_makes_no_more_requests_than_it_needs(use, most):
    spark, client = fake_session()
    client.results.append(rows_answer(pa.table({"id": [0]}), "id long"))
    use(spark)
    assert calls(client) == most


def test_the_schema_of_a_frame_is_asked_for_once():
    spark, client = fake_session()
    client.schemas.append(StructType().add("id", "long"))
    frame = spark.range(1)
    assert [frame.columns, frame.schema.names, frame.filter("id > 1").columns] == [["id"]] * 3
    assert calls(client) == 1
