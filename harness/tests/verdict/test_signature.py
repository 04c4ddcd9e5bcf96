"""The signature of a divergence: the same for the same failure, another one for another."""

from typing import Any

import pytest
from lab_fakes import runs

from sparity_lab.records import CaseRecord, Component
from sparity_lab.verdict.exemptions import key_of
from sparity_lab.verdict.signature import signature_of

CASE = runs.case_ids()[0]
DIFFERENT = Component(strict="different", lenient="different", diff=["result.rows: one line"])
EXPECTED = [[1, "a"], [2, "b"]]


def rows(got: list[list[Any]]) -> CaseRecord:
    return runs.divergent(
        CASE,
        components={"rows": DIFFERENT, **runs.same("schema")},
        candidate=runs.outcome(result=runs.frame(got), other=runs.frame([[5, "x"]])),
        expected=runs.outcome(result=runs.frame(EXPECTED), other=runs.frame([[5, "x"]])),
    )


def error(condition: str | None, message: str, **fields: Any) -> CaseRecord:
    failed = runs.failed("B", message)
    failed["error"] |= {"condition": condition, "message": message, **fields}
    return runs.divergent(
        CASE, components={"error": DIFFERENT}, candidate=failed, expected=runs.failed("B", "b")
    )


def key(record: CaseRecord) -> str:
    return key_of(signature_of(record))


def test_it_names_what_differs_and_tells_how_in_words() -> None:
    assert signature_of(rows([[1, "a"]])).endswith(": result.rows: one line")
    assert key(rows([[1, "a"]])).startswith("rows ")


def test_the_same_failure_has_the_same_key_whatever_the_order_of_its_rows() -> None:
    assert key(rows([[3, "c"], [4, "d"]])) == key(rows([[4, "d"], [3, "c"]]))


@pytest.mark.parametrize("got", [[[1, "a"], [2, None]], [[1, "a"], [2, "b"], [2, "b"]], [[1, "b"]]])
def test_other_rows_are_another_failure(got: list[list[Any]]) -> None:
    assert key(rows(got)) != key(rows([[1, "a"], [2, "c"]]))


def test_where_only_the_order_differs_the_order_is_the_failure() -> None:
    assert key(rows([[2, "b"], [1, "a"]])) != key(rows(EXPECTED))


def test_one_more_component_is_another_failure() -> None:
    one = rows([[1, "a"]])
    more = one.model_copy(update={"components": {**one.components, "schema": DIFFERENT}})
    assert key(more) != key(one)
    assert key(more).startswith("rows+schema ")


def test_a_condition_said_in_other_words_is_the_same_failure() -> None:
    assert key(error("A", "one wording")) == key(error("A", "another wording"))
    assert key(error("A", "words")) != key(error("C", "words"))
    assert key(error("A", "words")) != key(error("A", "words", parameters={"name": "x"}))


def test_without_a_condition_the_words_are_all_there_is() -> None:
    assert key(error(None, "one wording")) != key(error(None, "another wording"))
