"""Who is to blame: candidate, golden, reference, environment, or a case that wavers."""

import pytest
from miniatures.outcomes import a_case, value

from sparity_lab.verdict.attribution import Attribution
from sparity_lab.verdict.goldens import Golden
from sparity_lab.verdict.judge import Witnesses, judge
from sparity_lab.verdict.model import Oracle, Verdict, settle

CASE = a_case()
EDITED = "e" * 64


def blamed(
    candidate: int,
    live: int | None,
    golden: int | None,
    oracle: Oracle = "both",
    digest: str = CASE.digest,
) -> tuple[str, Attribution | None]:
    recorded = None if golden is None else Golden("4.3.0", digest, value(golden))
    reference = None if live is None else value(live)
    found = judge(CASE, value(candidate), Witnesses("4.3.0", oracle, reference, recorded))
    return found.verdict, found.attribution


def test_nobody_is_to_blame_when_all_three_agree() -> None:
    assert blamed(1, 1, 1) == ("equal", None)


def test_the_candidate_against_both_is_its_own_fault() -> None:
    assert blamed(2, 1, 1) == ("divergent", "candidate")
    assert blamed(2, None, 1, "golden") == ("divergent", "candidate")
    assert blamed(2, 1, None, "live") == ("divergent", "candidate")


def test_a_golden_against_both_is_stale() -> None:
    assert blamed(1, 1, 2) == ("equal", "golden")


def test_a_reference_against_both_has_changed() -> None:
    assert blamed(1, 2, 1) == ("divergent", "reference")


def test_when_all_three_differ_the_candidate_is_wrong_in_any_case() -> None:
    assert blamed(1, 2, 3) == ("divergent", "candidate")


def test_a_golden_of_another_text_is_never_a_witness() -> None:
    assert blamed(1, 1, 1, digest=EDITED) == ("equal", "golden")
    assert blamed(1, 2, 1, digest=EDITED) == ("divergent", "candidate")


def test_what_no_golden_can_judge_is_the_goldens_fault() -> None:
    assert blamed(1, None, None, "golden") == ("infra", "golden")
    assert blamed(1, None, 1, "golden", digest=EDITED) == ("infra", "golden")


def test_a_missing_golden_is_one_only_where_it_was_asked_for() -> None:
    assert blamed(1, 1, None, "both") == ("equal", "golden")
    assert blamed(1, 1, None, "live") == ("equal", None)


def test_the_world_is_to_blame_for_infra_and_wavering_for_flaky() -> None:
    assert Verdict.infra("the server died").attribution == "environment"
    flaky = settle([Verdict("divergent", "differs", attribution="candidate"), Verdict("equal")])
    assert (flaky.verdict, flaky.attribution) == ("flaky", "flaky")


@pytest.mark.parametrize("agreed", [0, 1, 3])
def test_it_is_flaky_as_soon_as_one_attempt_agrees(agreed: int) -> None:
    wrong = Verdict("divergent", "differs", attribution="candidate")
    attempts = [*[wrong] * (4 - agreed), *[Verdict("equal")] * agreed]
    assert settle(attempts).attribution == ("flaky" if agreed else "candidate")
