"""`waivers check` and `waivers update`: what they say, and what they write."""

from pathlib import Path
from typing import Any

import pytest
from lab_fakes import runs
from lab_fakes.exemptions import quarantine_lines, waiver_lines
from lab_fakes.roots import make_root

from sparity_lab import upkeep
from sparity_lab.matrix import load_matrix
from sparity_lab.problems import UsageProblem
from sparity_lab.records import CaseRecord
from sparity_lab.verdict.exemptions import key_of, load_waivers
from sparity_lab.verdict.signature import signature_of

NAMES = ("one", "two")
FIRST, SECOND = (f"batch-core/test_parity_first/{name}" for name in NAMES)
WRONG = runs.divergent(FIRST)
SIGNATURE = signature_of(WRONG).replace('"', "'")
OTHERWISE = "rows 0123456789ab: it failed in another way"


class World:
    """A working tree with a newest run in which the first case is as given."""

    def __init__(self, root: Path) -> None:
        self.root = make_root(root, {"first": NAMES})

    def waivers(self, *entries: str) -> None:
        (self.root / "matrix" / "waivers.toml").write_text("\n".join(entries))

    def run(self, first: CaseRecord, **leg: Any) -> Path:
        header = runs.header(runs.leg(expected=[FIRST, SECOND], discovered=2, **leg))
        log = runs.finished(header, [first, runs.record(SECOND)])
        folder = runs.write(self.root / "reports" / "runs" / "a", log)
        (self.root / "reports" / "latest").symlink_to(folder)
        return folder

    def check(self, run: Path | None = None) -> tuple[bool, str]:
        lines: list[str] = []
        agreed = upkeep.check(load_matrix(self.root), run, lines.append)
        return agreed, "\n".join(lines)

    def update(self, **options: bool) -> tuple[bool, str]:
        lines: list[str] = []
        given = {"write": False, "prune": False, **options}
        done = upkeep.refresh(load_matrix(self.root), None, lines.append, **given)
        return done, "\n".join(lines)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "repo")


def test_no_waiver_is_in_order_without_a_run(world: World) -> None:
    assert world.check() == (True, "no waiver, no quarantine")
    assert world.update() == (True, "no waiver")


def test_with_a_waiver_there_has_to_be_a_run(world: World) -> None:
    world.waivers(waiver_lines(FIRST, fails=SIGNATURE))
    with pytest.raises(UsageProblem, match="no run to look at"):
        world.check()


def test_a_waiver_that_fails_as_described_is_in_order(world: World) -> None:
    world.waivers(waiver_lines(FIRST, fails=SIGNATURE))
    folder = world.run(WRONG)
    assert world.check() == (True, "ok    waiver known: 1 case in this run")
    assert world.check(folder)[0]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (waiver_lines(SECOND, fails=SIGNATURE), f"no longer fails for {SECOND}"),
        (waiver_lines(FIRST, fails=OTHERWISE), f"does not describe how {FIRST} fails now"),
        (waiver_lines(FIRST, fails=SIGNATURE, expires="2026-01-01"), "has expired on 2026-01-01"),
        (waiver_lines("batch-core/x/y", fails=SIGNATURE), "matches no case: batch-core/x/y"),
        (waiver_lines("batch-core/x/y", fails=SIGNATURE), "speaks of cases that nobody knows"),
        (
            waiver_lines(FIRST, fails=SIGNATURE, more='targets = ["4.1.7"]'),
            "speaks of targets that nobody knows: 4.1.7",
        ),
    ],
)
def test_a_waiver_that_is_not_in_order_is_told_with_why(
    world: World, entry: str, said: str
) -> None:
    world.waivers(entry)
    world.run(WRONG)
    agreed, text = world.check()
    assert not agreed
    assert text.startswith("fail  waiver known: ")
    assert said in text


def test_the_quarantine_is_looked_at_too(world: World) -> None:
    file = world.root / "matrix" / "quarantine.toml"
    world.run(runs.record(FIRST, verdict="flaky"))
    file.write_text(quarantine_lines(FIRST))
    assert world.check() == (True, "ok    quarantine wavers: 1 case in this run")
    file.write_text(quarantine_lines(FIRST, expires="2026-01-01"))
    assert not world.check()[0]


def test_update_proposes_first_and_writes_only_when_told(world: World) -> None:
    text = waiver_lines(FIRST, fails=OTHERWISE)
    world.waivers(text)
    world.run(WRONG)
    done, said = world.update(prune=True)
    assert not done
    assert f"- {OTHERWISE}" in said
    assert f"+ {signature_of(WRONG)}" in said
    assert "--write" in said
    assert (world.root / "matrix" / "waivers.toml").read_text() == text


def test_what_is_written_excuses_the_failure_and_keeps_comments(world: World) -> None:
    world.waivers(waiver_lines(FIRST), waiver_lines(SECOND).replace('"known"', '"other"'))
    world.run(WRONG)
    assert world.update(write=True)[0]
    text = (world.root / "matrix" / "waivers.toml").read_text()
    assert "# what we know of it" in text
    assert "# its name" in text
    known, other = load_waivers(world.root)
    assert [key_of(one) for one in known.fails] == [key_of(SIGNATURE)]
    assert other.fails == (), "a waiver whose case passes is left alone"
    assert world.update() == (True, "every waiver fails as it says, as far as this run can tell")


def test_what_this_run_did_not_show_is_kept_unless_pruned(world: World) -> None:
    world.waivers(waiver_lines(FIRST, fails=OTHERWISE))
    world.run(WRONG)
    assert "kept, though not seen in this run" in world.update()[1]
    world.update(write=True)
    assert len(load_waivers(world.root)[0].fails) == 2
    world.waivers(waiver_lines(FIRST, fails=OTHERWISE))
    world.update(write=True, prune=True)
    assert len(load_waivers(world.root)[0].fails) == 1


@pytest.mark.parametrize("verdict", ["infra", "equal", "flaky"])
def test_nothing_but_a_divergence_gives_a_signature(world: World, verdict: str) -> None:
    world.waivers(waiver_lines(FIRST))
    world.run(WRONG.model_copy(update={"verdict": verdict}))
    assert world.update(write=True)[0]
    assert load_waivers(world.root)[0].fails == ()
