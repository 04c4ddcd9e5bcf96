"""Claims: what makes one hold, refutes it or leaves it open, and what is derived from it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lab_fakes import runs
from lab_fakes.exemptions import quarantined, waiver_of
from lab_fakes.roots import make_root, write_suite

from sparity_lab.claiming import Evaluated, Tree, claim_named, evaluate
from sparity_lab.environments import Environments
from sparity_lab.freezing import freeze
from sparity_lab.legs import cases_of
from sparity_lab.matrix import Matrix, load_matrix
from sparity_lab.problems import UsageProblem
from sparity_lab.records import CaseRecord
from sparity_lab.report.signoff import badge, signoff
from sparity_lab.runlog import LOG_NAME, RunLog
from sparity_lab.verdict.manifests import load_manifest
from sparity_lab.verdict.policy import Policy

CLIENT = "pyspark==4.3.0"
CASES = ("one", "two", "three")
IDS = [f"batch-core/test_parity_first/{name}" for name in CASES]

CLAIM = """[[claims]]
name = "mine"
client = "pyspark==4.3.0"
profile = "batch-core"
targets = ["4.1.1", "4.3.0"]
"""


class World:
    """A working tree with a claim, and runs of it."""

    def __init__(self, root: Path) -> None:
        make_root(root, {"first": CASES})
        self.root = root
        self.claim_is("")
        freeze(self.matrix, (), check=False, say=lambda line: None)

    @property
    def matrix(self) -> Matrix:
        return load_matrix(self.root)

    def claim_is(self, more: str) -> None:
        (self.root / "matrix" / "claims.toml").write_text(CLAIM + more)

    def leg(self, target: str, **fields: Any) -> Any:
        matrix = self.matrix
        environments = Environments(matrix)
        manifest = load_manifest(self.root, "batch-core")
        assert manifest is not None
        given = {
            "client": CLIENT,
            "digests": {
                "client": environments.client_digest(matrix.client(CLIENT)),
                "reference environment": environments.client_digest(
                    matrix.client(f"pyspark=={target}")
                ),
                "manifest": manifest.digest,
            },
            "expected": IDS,
            "discovered": len(IDS),
        }
        return runs.leg(target, **(given | fields))

    def run(
        self,
        *targets: str,
        first: CaseRecord | None = None,
        name: str = "a",
        started: str = "2026-01-02T03:04:05+00:00",
        complete: bool = True,
        policy: Policy | None = None,
        header: dict[str, Any] | None = None,
        **leg: Any,
    ) -> RunLog:
        """A run in which all is equal but for the first case."""
        cases = cases_of(self.matrix, self.matrix.profile())
        policy = policy or Policy()
        said = runs.header(
            *(self.leg(target, **leg) for target in targets),
            run_id=name,
            started=started,
            case_digests={case.id: case.digest for case in cases},
            waivers=list(policy.waivers),
            quarantine=list(policy.quarantine),
            **(header or {}),
        )
        records = []
        for target in targets:
            for number, case in enumerate(IDS):
                record = first if first is not None and number == 0 else runs.record(case)
                placed = {"case": case, "target": target, "client": CLIENT}
                records.append(policy.stamped(record.model_copy(update=placed), target))
        log = runs.finished(said, records) if complete else RunLog(said, records)
        runs.write(self.root / "reports" / "runs" / name, log)
        return log

    def again(self, log: RunLog) -> None:
        """Put an edited log in the place of the one that it is."""
        folder = self.root / "reports" / "runs" / log.header.run_id
        (folder / LOG_NAME).unlink()
        runs.write(folder, log)

    def asked(self, *folders: Path, **options: Any) -> Evaluated:
        matrix = self.matrix
        return evaluate(matrix, claim_named(matrix, "mine"), folders, **options)

    def told(self, **options: Any) -> tuple[str, str]:
        """The answer, and the reasons as one text."""
        found = self.asked(**options)
        return found.answer, "; ".join(r for one in found.targets for r in one.reasons)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "repo")


def test_a_claim_holds_when_every_leg_was_run_and_is_equal(world: World) -> None:
    world.run("4.1.1", "4.3.0")
    assert world.told() == ("holds", "")
    assert [one.run for one in world.asked().targets] == ["a", "a"]


def test_it_holds_by_several_runs_too(world: World) -> None:
    world.run("4.1.1", name="old")
    world.run("4.3.0", name="new")
    assert world.told() == ("holds", "")
    assert [one.run for one in world.asked().targets] == ["old", "new"]


def test_without_a_run_of_a_leg_it_cannot_be_told(world: World) -> None:
    world.run("4.1.1")
    answer, reasons = world.told()
    assert answer == "cannot be told"
    assert reasons == f"no run of {CLIENT} on 4.3.0, batch-core"


@pytest.mark.parametrize("verdict", ["divergent", "infra", "flaky"])
def test_one_case_that_is_wrong_refutes_it(world: World, verdict: str) -> None:
    world.run("4.1.1", "4.3.0", first=runs.divergent(IDS[0], verdict=verdict))
    answer, reasons = world.told()
    assert answer == "does not hold"
    assert "1 case" in reasons


def test_a_refuted_target_weighs_more_than_an_open_one(world: World) -> None:
    world.run("4.1.1", first=runs.divergent(IDS[0]))
    assert world.told()[0] == "does not hold"


def test_trouble_on_another_leg_of_the_run_does_not_count(world: World) -> None:
    world.run("4.1.1", "4.3.0", name="good")
    world.run(
        "3.5.9", first=runs.divergent(IDS[0]), name="later", started="2026-02-02T00:00:00+00:00"
    )
    assert world.told()[0] == "holds"


def test_the_newest_run_decides_whatever_older_ones_said(world: World) -> None:
    world.run("4.1.1", "4.3.0", name="old")
    bad = runs.divergent(IDS[0])
    world.run("4.3.0", first=bad, name="new", started="2026-02-02T00:00:00+00:00")
    assert world.told()[0] == "does not hold"
    older = world.root / "reports" / "runs" / "old"
    assert world.asked(older).answer == "holds"


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ({"complete": False}, "run a is incomplete"),
        ({"discovered": 9}, "asked for some cases only"),
        ({"oracle": "golden"}, "judged by golden, the claim wants live"),
    ],
)
def test_a_run_that_is_no_evidence_leaves_it_open(
    world: World, run: dict[str, Any], said: str
) -> None:
    world.run("4.1.1", "4.3.0", **run)
    answer, reasons = world.told()
    assert answer == "cannot be told"
    assert said in reasons


def test_a_stronger_oracle_will_do(world: World) -> None:
    world.run("4.1.1", "4.3.0", oracle="both")
    assert world.told()[0] == "holds"
    world.claim_is('oracle = "both"\n')
    assert world.told()[0] == "holds"


def edit_a_case(world: World) -> None:
    file = world.root / "parity_suites" / "batch_core" / "test_parity_first.py"
    file.write_text(file.read_text().replace("return 1", "return 2", 1))


def add_a_case(world: World) -> None:
    write_suite(world.root, "second", ["fresh"])


def freeze_otherwise(world: World) -> None:
    add_a_case(world)
    freeze(world.matrix, (), check=False, say=lambda line: None)
    (world.root / "parity_suites" / "batch_core" / "test_parity_second.py").unlink()


def another_client(world: World) -> None:
    file = world.root / "matrix" / "constraints" / f"{CLIENT.replace('==', '-')}.txt"
    file.write_text(file.read_text() + "# other packages\n")


def another_server(world: World) -> None:
    file = world.root / "matrix" / "targets.toml"
    file.write_text(file.read_text().replace('spark = "4.1.1"', 'spark = "4.2.1"'))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (edit_a_case, f"case edited since: {IDS[0]}"),
        (add_a_case, "case not asked for then"),
        (freeze_otherwise, "the manifest of batch-core changed since"),
        (another_client, "client changed since"),
        (another_server, "server version was 4.1.1, is 4.2.1"),
    ],
)
def test_a_run_of_another_working_tree_is_refused_unless_asked_for(
    world: World, change: Callable[[World], None], said: str
) -> None:
    world.run("4.1.1", "4.3.0")
    change(world)
    answer, reasons = world.told()
    assert answer == "cannot be told"
    assert "of another working tree" in reasons
    assert said in reasons
    assert world.told(other_tree=True)[0] == "holds"


def test_the_server_itself_tells_what_it_was(world: World) -> None:
    log = world.run("4.1.1", "4.3.0")
    assert world.told()[0] == "holds"
    # The header has what the table said of the server before it was asked.
    log.servers[0] = log.servers[0].model_copy(update={"spark_version": "4.0.5"})
    world.again(log)
    assert "server version was 4.0.5, is 4.1.1" in world.told()[1]
    assert "| 4.0.5 | 0.1.0" in signoff(world.asked())
    log.servers = []
    world.again(log)
    assert "no server has told its version" in world.told()[1]


@pytest.mark.parametrize(
    ("provider", "told", "agrees"),
    [
        ("process", "4.1.1", True),
        ("process", "4.1.0", False),
        ("sail", "4.1.0", True),
        ("sail", "4.10.0", False),
        ("sail", "4.1", True),
    ],
)
def test_only_a_spark_that_the_lab_starts_says_its_very_version(
    world: World, provider: str, told: str, agrees: bool
) -> None:
    file = world.root / "matrix" / "targets.toml"
    table = '[targets."4.1.1"]\nspark = "4.1.1"\nprovider = '
    text = file.read_text()
    assert f'{table}"process"' in text
    file.write_text(text.replace(f'{table}"process"', f'{table}"{provider}"'))
    log = world.run("4.1.1", "4.3.0")
    log.servers[0] = log.servers[0].model_copy(update={"spark_version": told})
    world.again(log)
    assert (world.told()[0] == "holds") is agrees


def test_waived_divergences_count_against_it_unless_it_allows_them(world: World) -> None:
    wrong = runs.divergent(IDS[0])
    waiver = waiver_of(wrong)
    world.run("4.1.1", "4.3.0", first=wrong, policy=Policy((waiver,)))
    assert "waived: 1, the claim allows 0" in world.told(other_tree=True)[1]
    world.claim_is("max_waived = 1\n")
    assert world.told(other_tree=True)[0] == "holds"


def test_quarantine_never_makes_it_hold(world: World) -> None:
    flaky = runs.record(IDS[0], verdict="flaky")
    policy = Policy(quarantine=(quarantined(IDS[0]),))
    world.run("4.1.1", "4.3.0", first=flaky, policy=policy)
    answer, reasons = world.told(other_tree=True)
    assert answer == "does not hold"
    assert "flaky, though in quarantine" in reasons


def test_it_bounds_how_much_may_be_unsupported(world: World) -> None:
    world.run("4.1.1", "4.3.0", first=runs.record(IDS[0], verdict="unsupported"))
    assert world.told()[0] == "holds"
    world.claim_is('max_unsupported = { "4.3.0" = 0, "*" = 1 }\n')
    found = world.asked()
    assert [one.answer for one in found.targets] == ["holds", "does not hold"]
    assert found.targets[1].reasons == ("unsupported: 1, the claim allows 0",)


def test_the_badge_is_the_answer_and_no_percentage(world: World) -> None:
    world.run("4.1.1", "4.3.0")
    assert json.loads(badge(world.asked())) == {
        "schemaVersion": 1,
        "label": f"{CLIENT} · batch-core",
        "message": "holds on 4.1.1, 4.3.0",
        "color": "brightgreen",
    }
    world.run("4.3.0", first=runs.divergent(IDS[0]), name="z", started="2026-02-02T00:00:00+00:00")
    assert json.loads(badge(world.asked()))["color"] == "red"


def test_the_sign_off_names_the_runs_and_why_not(world: World) -> None:
    world.run("4.1.1", first=runs.divergent(IDS[0]), name="r1")
    text = signoff(world.asked())
    assert text.startswith(f"## {CLIENT} meets batch-core on Spark 4.1.1, 4.3.0: does not hold")
    assert "| 4.1.1 | does not hold | `r1` | 3 | 2 | 0 | 0 | live | 4.1.1 |" in text
    assert "- 4.3.0: no run of" in text
    assert "%" not in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CLAIM.replace("mine", "yours"), "known: yours"),
        (CLAIM.replace('client = "pyspark==4.3.0"', 'client = "pysark"'), "did you mean 'pyspark'"),
        (CLAIM.replace("4.1.1", "4.1.7"), "unknown target '4.1.7'"),
        (CLAIM + 'max_unsupported = { "3.5.9" = 1 }\n', "which is no target"),
        (CLAIM + 'oracle = "hearsay"\n', "'mine': oracle"),
    ],
)
def test_a_claim_that_cannot_be_is_told(world: World, text: str, said: str) -> None:
    (world.root / "matrix" / "claims.toml").write_text(text)
    with pytest.raises(UsageProblem) as caught:
        world.asked()
    assert said in caught.value.render()


def test_a_run_that_is_named_has_to_be_readable(world: World, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="there is no run"):
        world.asked(tmp_path / "nowhere")


def test_without_a_frozen_manifest_no_run_is_evidence(world: World) -> None:
    log = world.run("4.1.1", "4.3.0")
    (world.root / "matrix" / "manifests" / "batch-core.json").unlink()
    assert any(
        "no frozen manifest" in d for d in Tree(world.matrix).differences(log, log.header.legs[0])
    )
