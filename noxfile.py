"""Every chore of the project by name: `uv run nox -l` lists them, `uv run nox` passes all tests."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tomllib
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import nox
from nox.command import CommandFailed

# uv.lock already pins one environment for the whole workspace: sessions run in it.
nox.options.default_venv_backend = "none"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "types", "generated", "coverage", "tests", "surface", "parity"]

ROOT = Path(__file__).parent
PUBLISHED = ROOT / "reports" / "published"
CODE = (
    *("client", "harness", "parity_suites", "examples", "docker"),
    *("noxfile.py", "conftest.py"),
)

#: Every Spark that the client is held to.
VERSIONS = ("3.4.4", "3.5.9", "4.0.5", "4.1.1", "4.2.1", "4.3.0")
#: Those that judge each change by all cases and their goldens: the newest, and the oldest that many
#: people run. All cases on all versions take hours on a small machine: the session `everywhere`.
WHOLE = ("3.5.9", "4.3.0")
#: Those that judge each change with the reference beside the candidate, by the sample.
LIVE = ("3.5.9", "4.1.1", "4.3.0")
#: What is claimed of each change, by the runs of WHOLE.
CHANGE_CLAIM = "sparity-batch-core-change"
#: What is claimed of the client, by the runs of the session `everywhere`.
CLAIM = "sparity-batch-core"
#: Cases that a change is judged by where all of them would take too long.
SAMPLE = "test_parity_dataframe or test_parity_errors"
#: Cases of the sample in which Sail did as Spark, a line each; `nox -s sail -- keep` writes them.
SAIL_EQUAL = ROOT / "matrix" / "sail-equal.txt"
#: The upgrade over several versions that most people have before them.
JUMP = ("3.5.9", "4.3.0")
#: Whose public names and signatures the client has to have.
SURFACES = ("4.1.1", "4.3.0")

#: The scenarios of resilience that judge each change: streams and connections of all kinds, broken
#: in the middle. All of them take many minutes a version.
HANDFUL = "after 2"

#: Upstream tests that must be mirrored, in percent of those that `sparity-lab coverage` counts.
UPSTREAM_PERCENT = 90


def python(session: nox.Session, *arguments: str) -> None:
    """Run this environment's Python."""
    session.run(sys.executable, *arguments)


def lab(session: nox.Session, *arguments: str, accept: tuple[int, ...] = (0,)) -> None:
    """Run sparity-lab."""
    session.run(sys.executable, "-m", "sparity_lab", *arguments, success_codes=list(accept))


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff: rules and format."""
    session.run("ruff", "check", *CODE)
    session.run("ruff", "format", "--check", *CODE)


@nox.session
def types(session: nox.Session) -> None:
    """Mypy, strict, over both packages and the tools."""
    session.run("mypy", "client/src", "client/tools")
    session.run("mypy", "-p", "benchmarks", env={"MYPYPATH": "client"})
    session.run("mypy", "harness/src")
    session.run("mypy", "-p", "lab_cost", env={"MYPYPATH": "harness:harness/tests"})


@nox.session
def generated(session: nox.Session) -> None:
    """Generated code and published pages agree with their sources, cases with their manifests."""
    python(session, "client/tools/generate_nodes.py", "--check")
    python(session, "client/tools/generate_functions.py", "--check")
    lab(session, "manifests", "--check")
    python(session, "-m", "sparity_lab.drift.pages", str(PUBLISHED / "drift"), "--check")


@nox.session
def coverage(session: nox.Session) -> None:
    """Cases mirror upstream tests that exist, reasons are true, and enough is mirrored."""
    lab(session, "coverage", f"--fail-under={UPSTREAM_PERCENT}")


@nox.session
def tests(session: nox.Session) -> None:
    """Unit tests of both packages, and the lab's tests against fakes and a real browser."""
    python(session, "-m", "pytest", "client/tests", *session.posargs)
    python(session, "-m", "pytest", "harness/tests", *session.posargs)


@nox.session
def surface(session: nox.Session) -> None:
    """Public names and signatures of the client, against an older and the newest PySpark."""
    for version in SURFACES:
        lab(session, "surface", "--client", "sparity", "--against", f"pyspark=={version}")


@nox.session
def parity(session: nox.Session) -> None:
    """Parity runs: what is sent, all cases by goldens, samples on every version, Sail, Docker."""
    rest = [version for version in VERSIONS if version not in LIVE]
    _judge(session, "fake", "--target=fake", "--oracle=both")
    _judge(session, "whole", *_targets(WHOLE), "--oracle=golden", "-n2")
    _hold(session, [CHANGE_CLAIM], [_run("whole")])
    _judge(session, "live", *_targets(LIVE), "--oracle=live", "-n2", "-k", SAMPLE)
    _judge(session, "rest", *_targets(rest), "--oracle=golden", "-n2", "-k", SAMPLE)
    sail(session)
    _container(session)


@nox.session(default=False)
def sail(session: nox.Session) -> None:
    """Sail by goldens: nothing in which it did as Spark may differ; `-- keep` keeps what is so now.

    It is another server and diverges in other cases (1). Not to be judged (3) is a failure.
    """
    arguments = ("--target=sail", "--oracle=golden", "-k", SAMPLE)
    verdicts = _verdicts(_judge(session, "sail", *arguments, accept=(0, 1)))
    equal = sorted(case for case, verdict in verdicts.items() if verdict == "equal")
    if session.posargs == ["keep"]:
        SAIL_EQUAL.write_text("".join(f"{case}\n" for case in equal), encoding="utf-8")
        return
    kept = SAIL_EQUAL.read_text(encoding="utf-8").split()
    # A case that is gone fails the manifests, one that changes its outcome by itself is no change.
    worse = [case for case in kept if verdicts.get(case, "equal") not in ("equal", "flaky")]
    if worse:
        session.error(f"Sail did as Spark in these, and does not any more: {', '.join(worse)}")
    if better := len(set(equal) - set(kept)):
        session.log(f"Sail does as Spark in {better} more: nox -s sail -- keep")


@nox.session(default=False)
def everywhere(session: nox.Session) -> None:
    """All cases on all versions, with the reference beside the candidate: `-- 4.2.1` for some."""
    for version in session.posargs or VERSIONS:
        _judge(session, version, f"--target={version}", "--oracle=live")
    if not session.posargs:
        _hold(session, [CLAIM], map(_run, VERSIONS))


@nox.session(default=False)
def claims(session: nox.Session) -> None:
    """Look every claim up in the runs below reports/runs, or in others: `-- DIR…`."""
    table = tomllib.loads((ROOT / "matrix" / "claims.toml").read_text(encoding="utf-8"))
    _hold(session, [claim["name"] for claim in table["claims"]], session.posargs)


def _hold(session: nox.Session, names: Iterable[str], runs: Iterable[str]) -> None:
    """Fail unless every claim holds by these runs; badges and sign-offs go to reports/claims."""
    asked = [f"--run={run}" for run in runs]
    open_ones = []
    for name in names:
        out = ROOT / "reports" / "claims" / name
        try:
            lab(session, "gate", name, *asked, f"--badge={out}.json", f"--signoff={out}.md")
        except CommandFailed:
            # The others are told all the same.
            open_ones.append(name)
    if open_ones:
        session.error(f"these do not hold, or cannot be told: {', '.join(open_ones)}")


def _targets(versions: Iterable[str]) -> list[str]:
    return [f"--target={version}" for version in versions]


def _judge(
    session: nox.Session, name: str, *arguments: str, accept: tuple[int, ...] = (0,)
) -> Path:
    """Run the lab and see that it judged; the folder of the run."""
    out = Path(_out(name))
    lab(session, "run", "--no-cache", *arguments, "--out", str(out), accept=accept)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    for leg in summary["legs"]:
        judged = leg["counts"]
        if not judged["equal"]:
            session.error(f"the run on {leg['target']} judged nothing: {judged}")
        session.log(f"{leg['target']} by {leg['oracle']}: {judged}")
    return out


def _verdicts(run: Path) -> dict[str, str]:
    """The verdict of each case, of a run of one leg."""
    with (run / "log.ndjson").open(encoding="utf-8") as log:
        records = [json.loads(line) for line in log]
    return {one["case"]: one["verdict"] for one in records if one["type"] == "case"}


def _run(name: str) -> str:
    """The folder of a run of these sessions."""
    return str(ROOT / "reports" / "runs" / f"nox-{name}")


def _out(name: str) -> str:
    folder = _run(name)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _container(session: nox.Session) -> None:
    docker = shutil.which("docker")
    if docker is None or os.system("docker info >/dev/null 2>&1"):
        told = "NOT RUN: the container target, because no Docker engine answers here"
        # As tests do: what a CI lacks must not let it pass.
        session.error(told) if os.environ.get("CI") == "true" else session.warn(told)
        return
    _judge(session, "container", "--target=4.1.1-container", "--oracle=golden", "-k", SAMPLE)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure the client beside PySpark: `-- 4.1.1 4.3.0 --publish reports/published --profile`."""
    environment = {"PYTHONPATH": str(ROOT / "client")}
    session.run(sys.executable, "-m", "benchmarks", *session.posargs, env=environment)


@nox.session(default=False)
def lab_cost(session: nox.Session) -> None:
    """Measure what the lab itself costs: `-- 4.1.1 4.3.0 --publish reports/published`."""
    folders = (ROOT / "harness", ROOT / "harness" / "tests")
    environment = {"PYTHONPATH": os.pathsep.join(map(str, folders))}
    arguments = session.posargs or ("4.3.0",)
    session.run(sys.executable, "-m", "lab_cost", *arguments, env=environment)


@nox.session(default=False)
def resilience(session: nox.Session) -> None:
    """Break connections to real Spark, with the client and PySpark: `-- -k reset` for some."""
    lab(session, "resilience", *(session.posargs or (f"--out={PUBLISHED}",)))


@nox.session(default=False)
def robust(session: nox.Session) -> None:
    """A handful of broken connections and some programs that nobody wrote, on the newest Spark."""
    newest = f"--target={VERSIONS[-1]}"
    lab(session, "resilience", newest, "--client=sparity", "--no-memory", "-k", HANDFUL)
    lab(session, "fuzz", newest, "--examples=60")


@nox.session(default=False)
def matrix(session: nox.Session) -> None:
    """Print what a CI runs as JSON: each change's targets, or `-- published` for the matrix."""
    if session.posargs == ["published"]:
        lab(session, "matrix", "--list-json")
        return
    rows = [{"target": version, "oracle": "live"} for version in VERSIONS]
    rows.append({"target": "fake", "oracle": "both"})
    print(json.dumps({"include": rows}))  # noqa: T201


@nox.session(default=False)
def drift(session: nox.Session) -> None:
    """Write what changed from each Spark version to the next, and over the jump that most take."""
    folder = str(PUBLISHED / "drift")
    python(session, "-m", "sparity_lab.drift.pages", folder, *_steps())


@nox.session(default=False)
def crossed(session: nox.Session) -> None:
    """Read from matrix runs whose versions changes go with: `-- reports/matrix/RUN …`."""
    python(session, "-m", "sparity_lab.drift.crossing", *_steps(), *session.posargs)


def _steps() -> list[str]:
    """The pairs of versions whose changes are published."""
    return [f"{before}:{after}" for before, after in (*pairwise(VERSIONS), JUMP)]


@nox.session(default=False)
def site(session: nox.Session) -> None:
    """Put what is published together with a first page, in the folder `site`."""
    python(session, "-m", "sparity_lab.report.site", str(PUBLISHED), str(ROOT / "site"))


@nox.session(default=False)
def goldens(session: nox.Session) -> None:
    """Record the goldens of all six versions again, from the reference."""
    lab(session, "golden", "record", "-n2", *_targets(VERSIONS))


@nox.session(default=False)
def names(session: nox.Session) -> None:
    """Read the names that `sparity-lab drift` knows out of the newest PySpark."""
    program = (
        "from sparity_lab.environments import Environments;"
        "from sparity_lab.matrix import load_matrix;"
        "matrix = load_matrix();"
        "print(Environments(matrix).reference(matrix.newest_spark).python)"
    )
    shown = session.run(sys.executable, "-c", program, silent=True)
    room = ROOT / "harness" / "src" / "sparity_lab" / "drift"
    sql = ROOT / "client" / "registry" / "builtin.json"
    reference = str(shown).strip().splitlines()[-1]
    listed = session.run(reference, "-I", str(room / "list_names.py"), str(sql), silent=True)
    (room / "names.json").write_text(str(listed), encoding="utf-8")


@nox.session(default=False)
def manifests(session: nox.Session) -> None:
    """Freeze the cases of each profile again, in matrix/manifests; the diff is to be reviewed."""
    lab(session, "manifests", *session.posargs)


@nox.session(default=False)
def protocol(session: nox.Session) -> None:
    """Read the wire schema out of published pyspark packages: `nox -s protocol -- 3.4.4 …`."""
    versions = session.posargs or VERSIONS
    arguments = []
    program = (
        "import sys; from sparity_lab.environments import Environments;"
        "from sparity_lab.matrix import load_matrix;"
        "print(Environments(load_matrix()).reference(sys.argv[1]).python)"
    )
    for version in versions:
        shown = session.run(sys.executable, "-c", program, version, silent=True)
        line = ".".join(version.split(".")[:2])
        arguments.append(f"{line}={str(shown).strip().splitlines()[-1]}")
    python(session, "client/tools/extract_protocol.py", *arguments)
    # The lab reads what any client sends and must not import one: it has a copy of the data.
    for data in ("schema.binpb.z", "since.json"):
        shutil.copyfile(
            ROOT / "client/src/sparity/protocol" / data,
            ROOT / "harness/src/sparity_lab/record" / data,
        )
    python(session, "client/tools/generate_nodes.py")


@nox.session(default=False)
def constraints(session: nox.Session) -> None:
    """Resolve the reference environments' constraints files again."""
    python(session, "-m", "sparity_lab.constraints", *session.posargs)


@nox.session(default=False)
def images(session: nox.Session) -> None:
    """Build the Spark Connect image: `nox -s images -- 4.1.1`."""
    program = "import sys; from sparity_lab.servers.images import build; build(sys.argv[1], print)"
    for version in session.posargs or ["4.1.1"]:
        python(session, "-c", program, version)
