"""Changes of the repository's own goldens, labelled by hand after reading their cases.

Ten of each published page: five of its first thirty, which readers look at first, and five of the
rest. The other ones were drawn by lot after most rules stood, so that these are not held only to
what they were made by. `about` are all the names that a change may be put down to, `decides` who
may be said to.
"""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from sparity_lab.drift.attribution import Attributor
from sparity_lab.drift.crossed import CrossedTable
from sparity_lab.drift.document import Entry, compare_versions
from sparity_lab.drift.suite_code import Library
from sparity_lab.golden_recording import GOLDEN
from sparity_lab.legs import SUITES, cases_of
from sparity_lab.matrix import load_matrix
from sparity_lab.verdict.goldens import Goldens

ROOT = Path(__file__).parents[3]
LABELS = json.loads((Path(__file__).parent / "labelled.json").read_text(encoding="utf-8"))
ENOUGH = 75
"""So many of the labelled changes have to be there yet, after goldens were recorded again."""
RIGHT = 0.95


class Judged(NamedTuple):
    """A label, and what is told of its change."""

    label: dict[str, object]
    entry: Entry

    def __str__(self) -> str:
        told = (self.entry.kind, self.entry.side, self.entry.heads)
        return f"{self.label['case']} {self.label['observation']}: {told}, labelled {self.label}"


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    matrix = load_matrix(ROOT)
    cases = cases_of(matrix, matrix.profile(None))
    goldens = Goldens(ROOT / GOLDEN)
    attributor = Attributor(Library((ROOT / SUITES).resolve()), cases)
    table = CrossedTable.read(ROOT)
    found = []
    for before, after in dict.fromkeys((one["before"], one["after"]) for one in LABELS):
        labels = [one for one in LABELS if (one["before"], one["after"]) == (before, after)]
        wanted = {one["case"] for one in labels}
        drift = compare_versions(
            [case for case in cases if case.id in wanted],
            goldens,
            ROOT / SUITES,
            (before, after),
            crossed=table.of(before, after),
            attributor=attributor,
        )
        told = {(entry.case, entry.observation): entry for entry in drift.entries}
        keys = [(one["case"], one["observation"]) for one in labels]
        found += [
            Judged(one, told[key]) for one, key in zip(labels, keys, strict=True) if key in told
        ]
    return found


def test_most_of_the_labelled_changes_are_there(judged: list[Judged]) -> None:
    assert len(LABELS) == 88
    assert len(judged) >= ENOUGH


def wrong(judged: list[Judged], fits: object) -> list[str]:
    assert callable(fits)
    found = [str(one) for one in judged if not fits(one)]
    print(f"\n{len(judged) - len(found)} of {len(judged)} right", *found, sep="\n")
    return found


def test_changes_are_put_down_to_what_they_are_about(judged: list[Judged]) -> None:
    missed = wrong(judged, lambda one: set(one.entry.heads) <= set(one.label["about"]))
    assert len(missed) <= (1 - RIGHT) * len(judged)


def test_it_is_told_who_decides_or_that_it_is_not_known(judged: list[Judged]) -> None:
    missed = wrong(judged, lambda one: one.entry.side in one.label["decides"])
    assert len(missed) <= (1 - RIGHT) * len(judged)


def test_nobody_is_said_to_decide_what_the_other_does(judged: list[Judged]) -> None:
    def fits(one: Judged) -> bool:
        return one.entry.side in ("either", *one.label["decides"])  # type: ignore[misc]

    assert wrong(judged, fits) == []


def test_changes_are_of_the_kind_that_a_reader_would_call_them(judged: list[Judged]) -> None:
    missed = wrong(judged, lambda one: one.entry.kind == one.label["kind"])
    assert len(missed) <= (1 - RIGHT) * len(judged)
