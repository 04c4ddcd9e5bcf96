"""Several attempts at one case."""

import pytest

from sparity_lab.verdict.model import Verdict, settle

EQUAL = Verdict("equal")
DIVERGENT = Verdict("divergent", "differs in rows")
INFRA = Verdict.infra("the server died")


def test_attempts_that_agree_give_their_verdict() -> None:
    assert settle([EQUAL, EQUAL]) == EQUAL
    assert settle([DIVERGENT, DIVERGENT]) == DIVERGENT


@pytest.mark.parametrize("attempts", [[EQUAL, DIVERGENT], [DIVERGENT, EQUAL, EQUAL]])
def test_attempts_that_disagree_are_flaky_and_no_pass(attempts: list[Verdict]) -> None:
    verdict = settle(attempts)
    assert verdict.verdict == "flaky"
    assert not verdict.passes
    assert "differs in rows" in verdict.reason


def test_infra_is_no_attempt_unless_there_is_nothing_else() -> None:
    assert settle([INFRA, EQUAL]) == EQUAL
    assert settle([INFRA, INFRA]) == INFRA


def test_nothing_cannot_be_settled() -> None:
    with pytest.raises(ValueError, match="no attempt"):
        settle([])
