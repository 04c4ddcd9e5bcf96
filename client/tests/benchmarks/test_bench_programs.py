"""The data that programs run on is new each time, and the same whichever client they run with."""

import itertools
import sys

import pyarrow as pa
import pytest
from benchmarks.programs import Programs

from sparity import sql
from sparity.sql import functions

KINDS = ("_tuple_rows", "_dict_rows", "_row_rows", "_pandas", "_arrow", "_polars")


@pytest.fixture
def programs():
    return Programs(sql, functions, None, 0.0001, lambda run: run())


@pytest.mark.parametrize("kind", KINDS)
def test_local_data_is_another_one_each_time(programs, kind):
    shown = [str(data) for data in itertools.islice(getattr(programs, kind)(), 3)]
    assert len(set(shown)) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_local_data_has_as_many_rows_as_asked_for(programs, kind):
    data = next(getattr(programs, kind)())
    assert len(data) == 20


def test_where_there_is_no_polars_there_is_the_table_that_it_would_give(programs, monkeypatch):
    with_polars = next(programs._polars()).to_arrow()
    monkeypatch.setitem(sys.modules, "polars", None)
    without = next(programs._polars())
    assert isinstance(without, pa.Table)
    assert without.schema == with_polars.schema
    assert without.to_pylist() == with_polars.to_pylist()
