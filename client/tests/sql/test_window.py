"""Window specifications: what they send and how their boundaries are read."""

import pytest

from sparity.errors import PySparkTypeError, PySparkValueError
from sparity.plan.expressions import Window as WindowNode
from sparity.sql import functions as F
from sparity.sql.window import Window, WindowSpec


def _frame(spec: WindowSpec) -> WindowNode.WindowFrame:
    sent = F.sum("a").over(spec)._expr
    assert isinstance(sent, WindowNode)
    assert sent.frame_spec is not None
    return sent.frame_spec


def test_specification_shows_as_in_pyspark() -> None:
    spec = Window.partitionBy("a", F.col("b")).orderBy("c", F.desc("d")).rowsBetween(-1, 0)
    assert repr(spec) == (
        "WindowSpec(PartitionBy(a, b), OrderBy(c ASC NULLS FIRST, d DESC NULLS LAST), "
        "WindowFrame(ROW_FRAME, -1, 0))"
    )


def test_every_method_gives_a_new_specification() -> None:
    first = Window.partitionBy("a")
    second = first.orderBy("b")
    assert repr(first) == "WindowSpec(PartitionBy(a))"
    assert repr(second) == "WindowSpec(PartitionBy(a), OrderBy(b ASC NULLS FIRST))"


def test_later_partitioning_and_order_replace_earlier_ones() -> None:
    spec = Window.partitionBy("a").orderBy("b").partitionBy("c").orderBy("d")
    assert repr(spec) == "WindowSpec(PartitionBy(c), OrderBy(d ASC NULLS FIRST))"


def test_one_list_stands_for_its_columns() -> None:
    assert repr(Window.partitionBy(["a", "b"])) == "WindowSpec(PartitionBy(a, b))"


@pytest.mark.parametrize("beyond", [-(2**63), -(2**63) - 1, -(2**63) + 1, -(2**70)])
def test_start_at_or_below_the_smallest_long_is_unbounded(beyond: int) -> None:
    frame = _frame(Window.rowsBetween(beyond, 0))
    assert frame.lower is not None
    assert frame.lower.unbounded is True


def test_frame_in_rows_sends_integers_and_current_row() -> None:
    frame = _frame(Window.rowsBetween(-1, Window.currentRow))
    assert frame.frame_type == "FRAME_TYPE_ROW"
    assert frame.lower is not None
    assert frame.lower.value is not None
    assert dict(frame.lower.value.fields()) == {"integer": -1}
    assert frame.upper is not None
    assert frame.upper.current_row is True


def test_frame_by_value_sends_longs() -> None:
    frame = _frame(Window.rangeBetween(-5, Window.unboundedFollowing))
    assert frame.frame_type == "FRAME_TYPE_RANGE"
    assert frame.lower is not None
    assert frame.lower.value is not None
    assert dict(frame.lower.value.fields()) == {"long": -5}
    assert frame.upper is not None
    assert frame.upper.unbounded is True


def test_rows_beyond_an_int_are_refused() -> None:
    with pytest.raises(PySparkValueError) as caught:
        Window.rowsBetween(-(2**40), 0)
    assert caught.value.getCondition() == "VALUE_NOT_BETWEEN"


def test_boundary_that_is_a_column_is_refused() -> None:
    with pytest.raises(PySparkValueError) as caught:
        Window.rowsBetween(F.lit(1), 0)  # type: ignore[arg-type]
    assert caught.value.getCondition() == "CANNOT_CONVERT_COLUMN_INTO_BOOL"


def test_partitioning_by_a_number_is_refused() -> None:
    with pytest.raises(PySparkTypeError) as caught:
        Window.partitionBy(1)
    assert caught.value.getCondition() == "NOT_EXPECTED_TYPE"
