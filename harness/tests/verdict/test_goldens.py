"""Golden files: what is kept, that their bytes are stable, and what happens to broken ones."""

import json
from pathlib import Path

import pytest
from miniatures.outcomes import a_case, frame, raised, value

from sparity_lab.problems import InfraProblem, UsageProblem
from sparity_lab.verdict.goldens import Goldens

CASE = a_case()
OTHER = a_case(id="batch-core/test_parity_x/other", function="other")
FILE = "batch-core/test_parity_x.json"


def recorded(tmp_path: Path, *steps: tuple[object, str, object]) -> bytes:
    goldens = Goldens(tmp_path)
    for case, version, outcome in steps:
        goldens.record(case, version, outcome)  # type: ignore[arg-type]
    goldens.save()
    return (tmp_path / FILE).read_bytes()


def test_what_was_recorded_is_found_again(tmp_path: Path) -> None:
    recorded(tmp_path, (CASE, "4.1.1", value(1, ["arrow:a"])))
    found = Goldens(tmp_path).get(CASE, "4.1.1")
    assert found is not None
    assert (found.version, found.digest) == ("4.1.1", CASE.digest)
    assert found.outcome.behaviour() == value(1).behaviour()
    assert found.outcome.received == ("arrow:a",)


def test_nothing_is_found_where_nothing_was_recorded(tmp_path: Path) -> None:
    recorded(tmp_path, (CASE, "4.1.1", value(1)))
    goldens = Goldens(tmp_path)
    assert goldens.get(CASE, "4.0.5") is None
    assert goldens.get(OTHER, "4.1.1") is None


def test_another_patch_release_stands_in_for_one_that_was_not_recorded(tmp_path: Path) -> None:
    recorded(tmp_path, (CASE, "4.1.1", value(1)), (CASE, "4.1.2", value(2)))
    found = Goldens(tmp_path).get(CASE, "4.1.9")
    assert found is not None
    assert found.version == "4.1.2"


def test_versions_with_the_same_outcome_share_one_entry(tmp_path: Path) -> None:
    steps = [(CASE, v, value(1 if v < "4" else 2)) for v in ("3.4.4", "3.5.9", "4.0.5", "4.3.0")]
    data = json.loads(recorded(tmp_path, *steps))
    groups = data["cases"]["does_it"]
    assert [group["versions"] for group in groups] == [["3.4.4", "3.5.9"], ["4.0.5", "4.3.0"]]


def test_recording_again_changes_no_byte(tmp_path: Path) -> None:
    steps = [(CASE, "3.5.9", value(1)), (OTHER, "3.5.9", raised()), (CASE, "4.3.0", value(2))]
    before = recorded(tmp_path, *steps)
    goldens = Goldens(tmp_path)
    assert [goldens.record(*step) for step in reversed(steps)] == [False, False, False]
    assert goldens.save() == []
    assert (tmp_path / FILE).read_bytes() == before


def test_the_order_of_recording_does_not_matter(tmp_path: Path) -> None:
    steps = [(CASE, "3.5.9", value(1)), (OTHER, "3.5.9", raised()), (CASE, "4.3.0", value(2))]
    one = recorded(tmp_path / "one", *steps)
    assert recorded(tmp_path / "two", *reversed(steps)) == one


def test_evidence_alone_is_no_change(tmp_path: Path) -> None:
    before = recorded(tmp_path, (CASE, "4.1.1", value(1, ["arrow:a"])))
    assert recorded(tmp_path, (CASE, "4.1.1", value(1, ["arrow:b"]))) == before


def test_unordered_rows_are_kept_in_a_fixed_order(tmp_path: Path) -> None:
    rows = [{"row": [["a", n]]} for n in (3, 1, 2)]
    one = recorded(tmp_path / "one", (CASE, "4.1.1", frame(rows)))
    assert recorded(tmp_path / "two", (CASE, "4.1.1", frame(rows[::-1]))) == one


def test_ordered_rows_are_kept_as_they_came(tmp_path: Path) -> None:
    case = a_case(ordered=True)
    rows = [{"row": [["a", n]]} for n in (3, 1, 2)]
    recorded(tmp_path, (case, "4.1.1", frame(rows)))
    found = Goldens(tmp_path).get(case, "4.1.1")
    assert found is not None
    assert found.outcome.observations is not None
    assert found.outcome.observations["result"]["rows"] == rows


def test_a_new_outcome_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    recorded(tmp_path, (CASE, "3.5.9", value(1)), (CASE, "4.1.1", value(1)))
    data = json.loads(recorded(tmp_path, (CASE, "4.1.1", value(2))))
    assert [g["versions"] for g in data["cases"]["does_it"]] == [["3.5.9"], ["4.1.1"]]


def test_an_edited_case_is_recorded_apart_from_its_old_text(tmp_path: Path) -> None:
    recorded(tmp_path, (CASE, "3.5.9", value(1)), (CASE, "4.1.1", value(1)))
    edited = a_case(digest="e" * 64)
    recorded(tmp_path, (edited, "4.1.1", value(1)))
    goldens = Goldens(tmp_path)
    assert goldens.versions(edited) == ["4.1.1"]
    old = goldens.get(edited, "3.5.9")
    assert old is not None
    assert old.digest == CASE.digest


def test_goldens_of_vanished_cases_can_be_pruned(tmp_path: Path) -> None:
    recorded(tmp_path, (CASE, "4.1.1", value(1)), (OTHER, "4.1.1", value(1)))
    goldens = Goldens(tmp_path)
    assert goldens.prune("batch-core", [CASE]) == [OTHER.id]
    goldens.save()
    assert Goldens(tmp_path).get(OTHER, "4.1.1") is None
    assert Goldens(tmp_path).get(CASE, "4.1.1") is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": 2, "cases": {}}',
        '{"format": 1}',
        '{"format": 1, "cases": {"does_it": [{}]}}',
        '{"format": 1, "cases": {"does_it": [{"versions": [], "digest": "", "outcome": {}}]}}',
        '{"format": 1, "cases": {"does_it": [{"versions": ["4.1.1"], "digest": "d",'
        ' "outcome": {}}]}}',
        '{"format": 1, "cases": {"does_it": [{"versions": ["x"], "digest": "d", "outcome":'
        ' {"observations": {"r": {"kind": "value", "value": 1}}}}]}}',
    ],
)
def test_a_broken_file_is_a_usage_problem_that_names_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(UsageProblem, match="broken golden file") as caught:
        Goldens(tmp_path).get(CASE, "4.1.1")
    assert str(file) in caught.value.message
    assert caught.value.hint


def test_a_change_by_hand_is_seen(tmp_path: Path) -> None:
    recorded(tmp_path, (CASE, "4.1.1", value("right")))
    file = tmp_path / FILE
    file.write_text(file.read_text().replace("right", "wrong"))
    found = Goldens(tmp_path).get(CASE, "4.1.1")
    assert found is not None
    assert found.outcome.behaviour() == value("wrong").behaviour()


def test_a_folder_that_cannot_be_written_to_is_an_infra_problem(tmp_path: Path) -> None:
    goldens = Goldens(tmp_path)
    goldens.record(CASE, "4.1.1", value(1))
    (tmp_path / "batch-core").write_text("a file where the folder should be")
    with pytest.raises(InfraProblem, match="cannot write golden"):
        goldens.save()


def test_no_temporary_file_is_left(tmp_path: Path) -> None:
    recorded(tmp_path, (CASE, "4.1.1", value(1)))
    assert [path.name for path in (tmp_path / "batch-core").iterdir()] == ["test_parity_x.json"]


def test_a_file_reads_well_in_a_diff(tmp_path: Path) -> None:
    text = recorded(tmp_path, (CASE, "4.1.1", frame([{"row": [["a", 1]]}]))).decode()
    assert text.endswith("}\n")
    assert "é" in recorded(tmp_path, (CASE, "4.1.1", value("é"))).decode()
