"""A second run takes over what passed and cannot have changed, and says so."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from lab_fakes.roots import write_suite

if TYPE_CHECKING:
    from conftest import Lab

Make = Callable[..., "Lab"]


def ran(lab: "Lab", name: str) -> int:
    """How often a case was asked for, by candidate and reference."""
    return sum(line.endswith(f"/{name}") for line in lab.journal.lines() if line[:4] == "run ")


def again(lab: "Lab", *arguments: str) -> str:
    """What a further run says; it has to hold."""
    out = lab.out.with_name(f"out{len(list(lab.out.parent.iterdir()))}")
    done = lab("run", "--target", "4.3.0", "--out", str(out), *arguments)
    assert done.returncode == 0, done.stderr
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["gate"], summary["counts"]["missing"]) == ("pass", 0)
    return done.stdout


@pytest.fixture
def lab(make_lab: Make) -> "Lab":
    made = make_lab("agrees", "agrees_too")
    made.env["FAKE_SERVER_DIGEST"] = "s1"
    assert made.run().returncode == 0
    return made


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_what_passed_is_not_run_again_and_no_server_starts(
    lab: "Lab", workers: tuple[str, ...]
) -> None:
    before = lab.journal.lines()
    said = again(lab, *workers)
    assert "taken over from earlier runs" in said
    assert "2 cases for sparity on 4.3.0, batch-core" in said
    assert lab.journal.lines() == before


def test_no_cache_runs_everything(lab: "Lab") -> None:
    before = len(lab.journal.lines())
    assert "taken over" not in again(lab, "--no-cache")
    assert len(lab.journal.lines()) > before


def test_an_edited_case_runs_and_its_neighbour_does_not(lab: "Lab") -> None:
    suite = write_suite(lab.root, "first", ["agrees", "agrees_too"])
    suite.write_text(suite.read_text().replace('"""What agrees does."""', '"""Edited."""'))
    before = [ran(lab, name) for name in ("agrees", "agrees_too")]
    assert "1 case for sparity on 4.3.0" in again(lab)
    assert [ran(lab, name) for name in ("agrees", "agrees_too")] == [before[0] + 2, before[1]]


def test_another_client_takes_nothing_over(lab: "Lab") -> None:
    lab.env["FAKE_CLIENT_DIGEST"] = "c2"
    assert "taken over" not in again(lab)


def test_a_claim_wants_a_run_that_took_nothing_over(lab: "Lab") -> None:
    lab("manifests", "--profile", "batch-core")
    claims = lab.root / "matrix" / "claims.toml"
    claims.write_text(
        '[[claims]]\nname = "mine"\nclient = "sparity"\nprofile = "batch-core"\n'
        'targets = ["4.3.0"]\noracle = "live"\n'
    )
    lab("run", "--target", "4.3.0")
    refused = lab("gate", "mine", "--allow-other-tree")
    assert refused.returncode == 1
    assert "run it with --no-cache" in refused.stdout
    lab("run", "--target", "4.3.0", "--no-cache")
    assert lab("gate", "mine", "--allow-other-tree").returncode == 0


def test_a_cache_that_is_broken_is_said_with_what_to_do(lab: "Lab") -> None:
    cache = lab.root.parent / "cache" / "results"
    (file,) = cache.glob("*.sqlite")
    file.write_bytes(b"no database at all, but long enough to be taken for one" * 99)
    done = lab("run", "--target", "4.3.0", "--out", str(lab.out.with_name("other")))
    assert done.returncode == 3
    assert str(file) in done.stderr
