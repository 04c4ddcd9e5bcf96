"""Who is to blame when a case is not as it should be: two witnesses against one."""

from typing import Literal

Attribution = Literal["candidate", "golden", "reference", "environment", "flaky"]


def attribution_of(
    verdict: str, golden: str | None, *, as_golden: bool, golden_counts: bool
) -> Attribution | None:
    """The one to blame; None where nothing is wrong.

    Args:
        verdict: the word.
        golden: the state of the golden; of an `infra` verdict only where the golden is its cause.
        as_golden: whether the candidate does what was recorded.
        golden_counts: whether a missing golden is a failure: not with the oracle `live`.

    >>> attribution_of("divergent", "stale", as_golden=True, golden_counts=True)
    'reference'
    """
    if verdict == "flaky":
        return "flaky"
    if verdict == "infra":
        return "environment" if golden is None else "golden"
    if golden == "stale" and as_golden:
        return "reference"
    if verdict == "divergent":
        return "candidate"
    if golden == "stale" or (golden == "missing" and golden_counts):
        return "golden"
    return None
