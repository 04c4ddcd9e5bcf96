"""Waivers and quarantine as tables: whom they speak of, and what a mistake is told as."""

from datetime import date
from pathlib import Path

import pytest
from lab_fakes.exemptions import quarantine_lines, quarantined, waiver, waiver_lines

from sparity_lab.problems import UsageProblem
from sparity_lab.verdict.exemptions import load_quarantine, load_waivers, matches

CASE = "batch-core/test_parity_column/cast[int]"


def table(root: Path, text: str, name: str = "waivers") -> Path:
    (root / "matrix").mkdir(exist_ok=True)
    (root / "matrix" / f"{name}.toml").write_text(text)
    return root


def test_tables_that_are_not_there_or_empty_hold_nothing(tmp_path: Path) -> None:
    assert load_waivers(tmp_path) == ()
    assert load_waivers(table(tmp_path, "# nothing yet\n")) == ()


def test_an_entry_is_read_with_everything_that_it_says(tmp_path: Path) -> None:
    (found,) = load_waivers(
        table(tmp_path, waiver_lines(CASE, fails="rows 0123456789ab: words", more='targets=["s*"]'))
    )
    assert (found.name, found.owner, found.issue) == ("known", "ada", "#12")
    assert found.expires == date(2099, 1, 1)
    assert found.speaks_of(CASE, "sail", "sparity", "4.2.1")
    assert not found.speaks_of(CASE, "4.1.1", "sparity", "4.1.1")
    (kept,) = load_quarantine(table(tmp_path, quarantine_lines(CASE), "quarantine"))
    assert kept.seen == "1 of 4"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("owner =", "ownr ="), "'known': owner: Field required"),
        ((' = "#12"', ' = ""'), "'known': issue"),
        (("2099-01-01", '"soon"'), "'known': expires"),
        ((f'["{CASE}"]', "[]"), "'known': cases"),
        (("The server answers in another order here.", "because"), "'known': reason"),
        (('"known"', '"has spaces"'), "name"),
        (("[[waivers]]", "[[waiver]]"), "a key 'waiver'"),
        (("[[waivers]]", "[[waivers"), "is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_entry(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    text = waiver_lines(CASE).replace(*change)
    with pytest.raises(UsageProblem) as caught:
        load_waivers(table(tmp_path, text))
    assert said in caught.value.render()
    assert "waivers.toml" in caught.value.render()


def test_a_signature_has_a_form_and_names_are_unique(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"waivers\.toml"):
        load_waivers(table(tmp_path, waiver_lines(CASE, fails="it fails somehow")))
    with pytest.raises(UsageProblem) as caught:
        load_waivers(table(tmp_path, waiver_lines(CASE) * 2))
    assert "two entries are called 'known'" in caught.value.render()


def test_brackets_of_case_ids_are_no_patterns() -> None:
    assert matches([CASE], CASE)
    assert matches(["batch-core/*/cast[*]"], CASE)
    assert not matches(["batch-core/test_parity_column/cast"], CASE)
    assert not matches(["*/casti"], CASE)


def test_a_version_stands_for_its_patch_releases_and_nothing_else() -> None:
    entry = waiver(CASE, versions=("3.5", "4.1.1"))
    spoken = [v for v in ("3.4.4", "3.5.9", "4.1.1", "4.1.2", None) if entry.concerns("t", "c", v)]
    assert spoken == ["3.5.9", "4.1.1"]


def test_the_last_day_still_counts() -> None:
    entry = quarantined(CASE, expires=date(2026, 3, 1))
    assert not entry.has_expired(date(2026, 3, 1))
    assert entry.has_expired(date(2026, 3, 2))
