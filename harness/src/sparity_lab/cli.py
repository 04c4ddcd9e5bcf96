"""The command `sparity-lab`: options in, exit code out; every command calls a module that works."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console

from sparity_lab.problems import EXIT_GATE, EXIT_INFRA, EXIT_OK, LabError

DEBUG_VARIABLE = "SPARITY_LAB_DEBUG"

_PIPE_WIDTH = 160

_BY_DEFAULT = click.core.ParameterSource.DEFAULT

F = TypeVar("F", bound=Callable[..., object])


def _examples(*lines: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  sparity-lab {line}" for line in lines)


def _console() -> Console:
    # A pipe has no width: what is wide must not be cut there.
    return Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)


def _root(command: F) -> F:
    return click.option(
        "--root",
        type=click.Path(path_type=Path, file_okay=False),
        help="The repository; found from here upward.",
    )(command)


_RUN = click.argument("run", type=click.Path(path_type=Path))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sparity-lab")
def cli() -> None:
    """Prove what a Spark Connect client or server really does, against real Spark and PySpark.

    Exit codes: 0 the gate holds, 1 it does not, 2 wrong usage or configuration, 3 infrastructure.
    """


@cli.command(
    epilog=_examples(
        "run",
        "run --target 3.5.9 --target 4.3.0 -n 2",
        "run --target sc://localhost:15002 --oracle golden",
        "run --client pyspark==4.0.5 --target 4.1.1 -k 'join and not broadcast'",
        "run --order random --seed 42",
        "run --record --client pyspark==4.0.5 --target 4.3.0",
        "run --out reports/runs/nightly --resume",
    )
)
@click.option("--target", "targets", multiple=True, metavar="T", help="Target or sc:// address.")
@click.option("--client", "clients", multiple=True, metavar="C", help="Client to judge.")
@click.option("--profile", "profiles", multiple=True, metavar="P", help="Profile of suites.")
@click.option("-k", "keyword", default="", metavar="EXPR", help="Only cases whose id fits.")
@click.option(
    "--oracle",
    type=click.Choice(["live", "golden", "both"]),
    default="live",
    show_default=True,
    help="What judges: the reference beside the candidate, its recorded outcomes, or both.",
)
@click.option(
    "-n", "workers", type=click.IntRange(0), default=0, help="Work on so many targets at a time."
)
@click.option(
    "--order",
    type=click.Choice(["file", "random"]),
    default="file",
    show_default=True,
    help="Order of the cases; random finds those that depend on others.",
)
@click.option("--seed", type=int, metavar="N", help="Seed of the random order; else a new one.")
@click.option(
    "--reruns",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    metavar="K",
    help="Run a divergent case again so often, with both clients, to tell flaky from wrong.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder of log and reports.")
@click.option(
    "--resume", is_flag=True, help="Go on with the incomplete run in --out, else the newest."
)
@click.option("--record", is_flag=True, help="Record what clients send, by a proxy, and compare.")
@_root
def run(
    targets: tuple[str, ...],
    clients: tuple[str, ...],
    profiles: tuple[str, ...],
    keyword: str,
    oracle: str,
    workers: int,
    order: str,
    seed: int | None,
    reruns: int,
    out: Path | None,
    resume: bool,
    record: bool,
    root: Path | None,
) -> int:
    """Run parity cases and judge them; the report is written beside the log."""
    from sparity_lab import running
    from sparity_lab.progress import ConsoleWatcher

    watcher = ConsoleWatcher(_console())
    options = running.RunOptions(
        targets,
        clients,
        profiles,
        keyword,
        oracle,
        workers,
        out,
        resume,
        root,
        order,
        seed,
        reruns,
        record,
    )
    try:
        return running.run(options, watcher)
    finally:
        watcher.close()


@cli.command(
    epilog=_examples(
        "repro batch-core/test_parity_dataframe/drop_by_name_and_by_column",
        "repro 'batch-core/test_parity_column/cast[int]' --target 3.5.9 --keep-server",
        "repro batch-core/test_parity_dataframe/drop_by_name_and_by_column --save drop.zip",
        "repro --replay drop.zip",
        "repro --replay drop.zip --client pyspark==4.0.5",
    )
)
@click.argument("case_id", required=False)
@click.option("--target", metavar="T", help="Target or sc:// address.")
@click.option("--client", metavar="C", help="Client to judge.")
@click.option(
    "--oracle", type=click.Choice(["live", "golden", "both"]), default="live", show_default=True
)
@click.option("--keep-server", is_flag=True, help="Leave the server up afterwards, and say where.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of log and reports.")
@click.option(
    "--save",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a capsule: the case, what was sent and answered, both outcomes, the verdict.",
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Run the case of a capsule against its recorded answers; no Spark is needed.",
)
@_root
def repro(
    case_id: str | None,
    target: str | None,
    client: str | None,
    oracle: str,
    keep_server: bool,
    out: Path | None,
    save: Path | None,
    replay: Path | None,
    root: Path | None,
) -> int:
    """Run one case and show everything about it.

    With --save it becomes a capsule, one file that others can replay: with their client, offline,
    and without Spark. A replay exits with 0 when the outcome is what was expected of the candidate
    when the capsule was made, with 1 when it is not. It runs the case that is in the file.
    """
    from sparity_lab import repro as module
    from sparity_lab.capsule.replay import replay as replay_capsule

    context = click.get_current_context()
    if replay is not None:
        beside = [name for name in context.params if name not in ("replay", "client", "root")]
        given = [name for name in beside if context.get_parameter_source(name) != _BY_DEFAULT]
        if given:
            names = ", ".join(sorted(_shown_name(name) for name in given))
            raise click.UsageError(f"--replay goes without {names}.")
        return replay_capsule(replay, client, root, _console())
    if case_id is None:
        raise click.UsageError("Name a case, or a capsule with --replay FILE.")
    options = module.ReproOptions(case_id, target, client, oracle, keep_server, out, save, root)
    return module.repro(options, _console())


def _shown_name(parameter: str) -> str:
    return "CASE_ID" if parameter == "case_id" else f"--{parameter.replace('_', '-')}"


@cli.command(epilog=_examples("report reports/latest", "report reports/latest --format md"))
@_RUN
@click.option(
    "--format",
    "format_",
    type=click.Choice(["html", "md", "junit", "sarif", "json"]),
    help="Write one format to standard output instead of all of them beside the log.",
)
def report(run: Path, format_: str | None) -> int:
    """Derive the reports of a run again, from its log alone."""
    from sparity_lab.report.derive import FORMATS, derive
    from sparity_lab.runlog import RunLog, log_path

    log = RunLog.read(run)
    if format_ is not None:
        click.echo(FORMATS[format_].text(log), nl=False)
    else:
        for path in derive(log, log_path(run).parent):
            click.echo(str(path))
    return EXIT_OK


@cli.command(
    epilog=_examples(
        "coverage",
        "coverage reports/latest",
        "coverage --profile batch-core --fail-under 90",
        "coverage reports/latest --format md",
    )
)
@click.argument("run", type=click.Path(path_type=Path), required=False)
@click.option("--profile", "profiles", multiple=True, metavar="P", help="Profile of suites.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["json", "md"]),
    help="Write this to standard output instead of tables.",
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 when less of the upstream tests that count is mirrored.",
)
@_root
def coverage(
    run: Path | None,
    profiles: tuple[str, ...],
    format_: str | None,
    fail_under: float | None,
    root: Path | None,
) -> int:
    """Show which of PySpark's own Connect tests the cases mirror, and which not yet.

    With RUN, also how many of the mirrored ones have all their cases equal in that run, and which
    parts of the protocol each client sent and the server accepted. Exits with
    1 when a case mirrors what does not exist upstream, or a reason in matrix/not_mirrored.toml is
    no longer true.
    """
    from sparity_lab.coverage import document, markdown, show
    from sparity_lab.matrix import load_matrix
    from sparity_lab.runlog import RunLog

    log = RunLog.read(run) if run is not None else None
    found = document.measure(load_matrix(root), profiles, log)
    if format_ == "json":
        click.echo(found.model_dump_json(by_alias=True, indent=2))
    elif format_ == "md":
        click.echo(markdown.markdown(found), nl=False)
    else:
        show.show(_console(), found)
    problems = found.problems(fail_under)
    for line in problems:
        click.echo(f"error: {line}", err=True)
    return EXIT_GATE if problems else EXIT_OK


@cli.command(
    epilog=_examples(
        "gate reports/latest",
        "gate sparity-batch-core",
        "gate sparity-batch-core --run DIR --badge badge.json --signoff signoff.md",
    )
)
@click.argument("subject", metavar="RUN|CLAIM")
@click.option(
    "--run",
    "runs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Look a claim up in this run only; may be given several times.",
)
@click.option("--badge", type=click.Path(path_type=Path), help="Write the claim's badge there.")
@click.option("--signoff", type=click.Path(path_type=Path), help="Write the text to sign there.")
@click.option(
    "--allow-other-tree",
    is_flag=True,
    help="Take runs whose cases, manifests, clients or versions are not those of this tree.",
)
@_root
def gate(
    subject: str,
    runs: tuple[Path, ...],
    badge: Path | None,
    signoff: Path | None,
    allow_other_tree: bool,
    root: Path | None,
) -> int:
    """Say whether a run, or a claim of matrix/claims.toml, holds, and if not, why.

    A claim is looked up in the newest complete run of each of its legs below reports/runs. One that
    cannot be told, because a leg was not run, does not hold either.
    """
    from sparity_lab import gating

    if gating.is_run(subject):
        options = {"--run": runs, "--badge": badge, "--signoff": signoff}
        return gating.gate_run(Path(subject), [n for n, v in options.items() if v], _console())
    asked = gating.ClaimOptions(subject, runs, badge, signoff, allow_other_tree, root)
    return gating.gate_claim(asked, click.echo)


@cli.command(epilog=_examples("manifests", "manifests --check"))
@click.option("--profile", "profiles", multiple=True, metavar="P", help="Profile of suites.")
@click.option("--check", "check_", is_flag=True, help="Write nothing; 1 if one is not as frozen.")
@_root
def manifests(profiles: tuple[str, ...], check_: bool, root: Path | None) -> int:
    """Freeze which cases a profile has, and on which versions they run, in matrix/manifests.

    A run fails for a frozen case that vanished, and for one that is unsupported on a version on
    which it is frozen as running. The change to the file is what a reviewer agrees to.
    """
    from sparity_lab.freezing import freeze
    from sparity_lab.matrix import load_matrix

    agreed = freeze(load_matrix(root), profiles, check=check_, say=click.echo)
    return EXIT_OK if agreed else EXIT_GATE


@cli.group()
def waivers() -> None:
    """Written excuses for divergences, in matrix/waivers.toml: hold them against a run."""


_RUN_OR_NEWEST = click.argument("run", type=click.Path(path_type=Path), required=False)


@waivers.command("check", epilog=_examples("waivers check", "waivers check reports/runs/nightly"))
@_RUN_OR_NEWEST
@_root
def check_waivers(run: Path | None, root: Path | None) -> int:
    """Say of each waiver and quarantine whether it is in order; 1 if one is not. Runs nothing.

    It has to match something, to fail as it describes, and not to be expired. RUN is the newest
    run if none is named.
    """
    from sparity_lab import upkeep
    from sparity_lab.matrix import load_matrix

    agreed = upkeep.check(load_matrix(root), run, click.echo)
    return EXIT_OK if agreed else EXIT_GATE


@waivers.command("update", epilog=_examples("waivers update", "waivers update --write"))
@_RUN_OR_NEWEST
@click.option("--write", is_flag=True, help="Write them to matrix/waivers.toml; comments stay.")
@click.option("--prune", is_flag=True, help="Drop signatures that this run did not show.")
@_root
def update_waivers(run: Path | None, write: bool, prune: bool, root: Path | None) -> int:
    """Propose the signatures of waivers whose cases still fail, but fail in another way.

    It makes no new waiver, and leaves one alone that no longer fails. Exits with 1 when there is
    something left to be written.
    """
    from sparity_lab import upkeep
    from sparity_lab.matrix import load_matrix

    done = upkeep.refresh(load_matrix(root), run, click.echo, write=write, prune=prune)
    return EXIT_OK if done else EXIT_GATE


@cli.command(
    epilog=_examples(
        "diff reports/runs/monday reports/latest",
        "diff reports/runs/monday reports/latest --renames renames.toml",
        "diff BASE HEAD --format markdown --out diff.md",
    )
)
@click.argument("run_a", type=click.Path(path_type=Path))
@click.argument("run_b", type=click.Path(path_type=Path))
@click.option(
    "--renames",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help='Cases that were renamed: "old id" = "new id" in TOML, or one JSON object.',
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "markdown", "json"]),
    default="table",
    show_default=True,
)
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file.")
def diff(run_a: Path, run_b: Path, renames: Path | None, format_: str, out: Path | None) -> int:
    """Say of each case what changed from RUN_A to RUN_B; 1 if a failure was added.

    Legs of the same target, client and profile are compared, or the only ones that there are.
    Failures that RUN_A has too, and cases that vanished or are new, do not make it fail. Likely
    renames are proposed.
    """
    from sparity_lab.diff import command

    options = command.DiffOptions(run_a, run_b, renames, format_, out)
    return command.diff(options, _console(), lambda text: click.echo(text, nl=False))


@cli.command(
    epilog=_examples(
        "bisect batch-core/test_parity_dataframe/drop_by_name_and_by_column --golden",
        "bisect batch-core/test_parity_dataframe/drop_by_name_and_by_column",
        "bisect 'batch-core/test_parity_column/cast[int]' --client pyspark==4.1.1 --all",
        "bisect CASE --target 3.5.9 --target 4.0.5 --target 4.1.1",
    )
)
@click.argument("case_id", metavar="CASE")
@click.option(
    "--golden", "golden_", is_flag=True, help="Look at recorded outcomes of PySpark; no Spark."
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="T",
    help="Target or sc:// address to search through. [default: every process target]",
)
@click.option("--client", metavar="C", help="Client to judge.")
@click.option(
    "--all", "everywhere", is_flag=True, help="Ask every version, not as few as can tell."
)
@_root
def bisect(
    case_id: str,
    golden_: bool,
    targets: tuple[str, ...],
    client: str | None,
    everywhere: bool,
    root: Path | None,
) -> int:
    """Find the first Spark version on which a client diverges, or PySpark's outcome changed.

    Runs the case with candidate and reference on one server after the other: both ends, then by
    halves. Says so when the divergence comes and goes. With --golden nothing runs.

    Exits with 1 when it diverges, or changed, anywhere.
    """
    from sparity_lab.bisect import command

    options = command.BisectOptions(case_id, golden_, targets, client, everywhere, root)
    return command.bisect(options, _console())


@cli.command(
    epilog=_examples(
        "minimise batch-core/test_parity_dataframe/drop_by_name_and_by_column --target 4.3.0",
        "minimise CASE --target 4.1.1 --client pyspark==4.0.5 --attempts 200 --seconds 120",
        "minimise 'batch-core/test_parity_column/cast[int]' --out smallest.py",
    )
)
@click.argument("case_id", metavar="CASE")
@click.option("--target", metavar="T", help="Target or sc:// address.")
@click.option("--client", metavar="C", help="Client to judge.")
@click.option(
    "--attempts",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    metavar="N",
    help="Run the case at most so often.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, min_open=True),
    default=900,
    show_default=True,
    metavar="S",
    help="Begin no attempt after so long.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the smallest case there. [default: a file below reports/minimised]",
)
@_root
def minimise(
    case_id: str,
    target: str | None,
    client: str | None,
    attempts: int,
    seconds: float,
    out: Path | None,
    root: Path | None,
) -> int:
    """Shrink a divergent case while it keeps diverging in the same way.

    The case is cut out of its suite. Statements, rows, arguments and calls that can go without
    changing the kind of divergence go; then values become simple, unless the case reaches files.
    Ctrl-C keeps the smallest case so far.
    """
    from sparity_lab.minimise import command

    options = command.MinimiseOptions(case_id, target, client, attempts, seconds, out, root)
    return command.minimise(options, _console())


@cli.group()
def golden() -> None:
    """Recorded outcomes of the reference: make them, check them."""


def _golden_options(command: F) -> F:
    for option in (
        _root,
        click.option("-n", "workers", type=click.IntRange(1), default=1, help="Targets at a time."),
        click.option("-k", "keyword", default="", metavar="EXPR", help="Only cases whose id fits."),
        click.option(
            "--profile", "profiles", multiple=True, metavar="P", help="Profile of suites."
        ),
        click.option(
            "--target",
            "targets",
            multiple=True,
            metavar="T",
            help="Target or sc:// address of a real Spark. [default: every process target]",
        ),
    ):
        command = option(command)
    return command


@golden.command(
    epilog=_examples(
        "golden record",
        "golden record --target 4.3.0 -k errors",
        "golden record -n 2 --missing",
    )
)
@_golden_options
@click.option(
    "--missing", is_flag=True, help="Only cases that have no golden of their present text."
)
def record(
    targets: tuple[str, ...],
    profiles: tuple[str, ...],
    keyword: str,
    workers: int,
    root: Path | None,
    missing: bool,
) -> int:
    """Run the reference on real servers and write its outcomes to golden/.

    Recording again with an unchanged world changes no byte; what an interrupted recording has
    written is left out with --missing.
    """
    from sparity_lab import golden_recording
    from sparity_lab.legs import Request

    found = golden_recording.record(
        Request(targets, (), profiles, keyword), root, workers, _progress, missing=missing
    )
    for line in found.changed:
        click.echo(f"recorded {line}")
    for line in found.pruned:
        click.echo(f"pruned {line}")
    click.echo(f"{found.cases} outcomes, {len(found.changed)} new or changed")
    return _failed(found.failed)


@golden.command(epilog=_examples("golden check --target 4.1.1", "golden check --offline"))
@_golden_options
@click.option("--offline", is_flag=True, help="Only look whether goldens are there; no server.")
def check(
    targets: tuple[str, ...],
    profiles: tuple[str, ...],
    keyword: str,
    workers: int,
    root: Path | None,
    offline: bool,
) -> int:
    """Compare goldens with what the reference yields now; 1 if one is stale or missing."""
    from sparity_lab import golden_recording
    from sparity_lab.legs import Request

    request = Request(targets, (), profiles, keyword)
    if offline:
        found = golden_recording.check_offline(request, root, _progress)
    else:
        found = golden_recording.check(request, root, workers, _progress)
    for line in found.changed:
        click.echo(line)
    click.echo(f"{found.cases} goldens looked at, {len(found.changed)} to be recorded again")
    if found.changed:
        click.echo("hint: sparity-lab golden record", err=True)
    return _failed(found.failed) or (EXIT_GATE if found.changed else EXIT_OK)


@cli.group()
def servers() -> None:
    """Servers that stay up between commands."""


_TARGET = click.argument("target", metavar="T")


@servers.command(epilog=_examples("servers up 4.1.1"))
@_TARGET
@_root
def up(target: str, root: Path | None) -> int:
    """Start the server of a target and leave it up; runs use it from then on."""
    from sparity_lab.legs import SUITES
    from sparity_lab.matrix import load_matrix
    from sparity_lab.workshop import RealWorkshop

    matrix = load_matrix(root)
    workshop = RealWorkshop(matrix, matrix.root / SUITES, _progress)
    endpoint = workshop.leave_standing(matrix.target(target))
    click.echo(f"{target} is up at {endpoint.url} (Spark {endpoint.spark_version})")
    return EXIT_OK


@servers.command(epilog=_examples("servers down 4.1.1", "servers down --all"))
@click.argument("target", metavar="[T]", required=False)
@click.option("--all", "all_", is_flag=True, help="Every server that was left up.")
def down(target: str | None, all_: bool) -> int:
    """Stop a server that was left up."""
    from sparity_lab.problems import UsageProblem
    from sparity_lab.servers import registry

    if (target is None) != all_:
        raise UsageProblem("name a target, or give --all", hint="sparity-lab servers status")
    names = [s.target for s in registry.standing_servers()] if target is None else [target]
    for name in names:
        stopped = registry.down(name)
        click.echo(f"{name} is down" if stopped else f"no server of {name} was up")
    return EXIT_OK


@servers.command(epilog=_examples("servers status"))
def status() -> int:
    """List the servers that were left up."""
    from sparity_lab.servers import registry

    standing = registry.standing_servers()
    for server in standing:
        answers = "answers" if server.answers() else "does not answer"
        click.echo(
            f"{server.target:<16} {server.url:<28} Spark {server.spark_version:<8} {answers}"
        )
    if not standing:
        click.echo("no server is up")
    return EXIT_OK


@servers.command(epilog=_examples("servers logs 4.1.1 --tail 100"))
@_TARGET
@click.option("--tail", type=click.IntRange(1), default=40, show_default=True)
def logs(target: str, tail: int) -> int:
    """Show the last lines of a server that was left up."""
    from sparity_lab.servers import registry

    for line in registry.logs(target, tail):
        click.echo(line)
    return EXIT_OK


@cli.command(
    epilog=_examples(
        "surface",
        "surface --client sparity --against pyspark==4.1.1",
        "surface --client pyspark==4.2.1 --against pyspark==4.3.0",
        "surface --format json",
    )
)
@click.option("--client", metavar="C", help="Client to judge.")
@click.option("--against", metavar="C", help="What it is compared with. [default: newest pyspark]")
@click.option(
    "--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True
)
@_root
def surface(client: str | None, against: str | None, format_: str, root: Path | None) -> int:
    """Compare the public names and signatures of a client with those of PySpark.

    Modules, classes, members, functions, and the name, kind, order and default of each parameter,
    in both directions. What may differ is said, with a reason, in matrix/surface.toml.
    """
    from sparity_lab.surface import command

    options = command.SurfaceOptions(client, against, format_ == "json", root)
    return command.surface(options, _console(), _progress)


@cli.command(
    epilog=_examples(
        "drift --from 3.5 --to 4.1.1",
        "drift --from 3.5.9 --to 4.3.0 --uses src --uses jobs/daily.ipynb",
        "drift --from 3.5.9 --to 4.3.0 --format html --out upgrade.html",
        "drift --from 4.2 --to 4.3 --uses app.py --format json",
    )
)
@click.option("--from", "before", required=True, metavar="V", help="The older Spark version.")
@click.option("--to", "after", required=True, metavar="V", help="The newer Spark version.")
@click.option(
    "--uses",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Your code, file or folder: only what it calls is told, with the lines.",
)
@click.option("--profile", "profiles", multiple=True, metavar="P", help="Profile of suites.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "md", "html", "json"]),
    default="text",
    show_default=True,
    help="Tables, Markdown, a page that opens from disk, or data.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file.")
@_root
def drift(
    before: str,
    after: str,
    uses: tuple[Path, ...],
    profiles: tuple[str, ...],
    format_: str,
    out: Path | None,
    root: Path | None,
) -> int:
    """Say what changed between two Spark versions, function by function, from goldens alone.

    Both outcomes are what PySpark of each version gave on the Spark of that version. Silent changes
    of results come first. Needs no Spark. A version may be a line, such as 3.5.
    """
    from sparity_lab.drift import command

    options = command.DriftOptions(before, after, uses, profiles, format_, out, root)
    return command.drift(options, _console(), lambda text: click.echo(text, nl=False))


@cli.command(
    epilog=_examples(
        "matrix",
        "matrix --client sparity --client pyspark==4.1.1 --target 3.5.9 -k 'rename or try_cast'",
        "matrix --resume",
        "matrix --target 4.1.1 --target sail --out reports/matrix/nightly --publish pages",
        "matrix --from spark-3.5 --from spark-4.1 --publish reports/published/matrix",
    )
)
@click.option(
    "--client", "clients", multiple=True, metavar="C", help="Client. [default: all of them]"
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="T",
    help="Target or sc:// address. [default: every Spark version, and Sail]",
)
@click.option("--profile", "profiles", multiple=True, metavar="P", help="Profile of suites.")
@click.option("-k", "keyword", default="", metavar="EXPR", help="Only cases whose id fits.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the cells. [default: a new one below reports/matrix]",
)
@click.option("--resume", is_flag=True, help="Go on with the matrix in --out, else the newest.")
@click.option(
    "--publish",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write matrix.json, matrix.md and index.html there.",
)
@click.option(
    "--from",
    "sources",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Run nothing: take the cells of this matrix; several are put together.",
)
@click.option(
    "--remove-environments",
    is_flag=True,
    help="Remove in the end the PySpark environments that were not there before.",
)
@click.option("--list-json", is_flag=True, help="Only print what there is to run, for a CI.")
@_root
def matrix(
    clients: tuple[str, ...],
    targets: tuple[str, ...],
    profiles: tuple[str, ...],
    keyword: str,
    out: Path | None,
    resume: bool,
    publish: Path | None,
    sources: tuple[Path, ...],
    remove_environments: bool,
    list_json: bool,
    root: Path | None,
) -> int:
    """Run every client on every target, and find where a client is silently wrong.

    Each cell is equal, documented as unsupported, a loud failure, or silently wrong: a result
    without an error that is not what PySpark on that server gives. Recorded outcomes judge. Cells
    run one after the other, each in a log of its own: whatever stops the run, --resume goes on.

    Exits with 1 when a cell has not come to its end, when nothing was judged in one, or when a
    client built from this repository is silently wrong.
    """
    from sparity_lab.compat import command
    from sparity_lab.compat.plan import MatrixRequest

    if list_json:
        click.echo(command.list_cells(root))
        return EXIT_OK
    request = MatrixRequest(clients, targets, profiles, keyword)
    options = command.MatrixOptions(
        request, out, resume, publish, sources, remove_environments, root
    )
    return command.matrix(options, _console())


@cli.command(epilog=_examples("doctor"))
@_root
def doctor(root: Path | None) -> int:
    """Look at this machine and say what the lab will miss."""
    from sparity_lab.doctor import diagnose
    from sparity_lab.matrix import load_matrix

    checks = diagnose(load_matrix(root) if root is not None else None)
    width = max(len(check.name) for check in checks)
    for check in checks:
        click.echo(f"{check.status:<5} {check.name:<{width}}  {check.detail}")
        if check.hint and check.status != "ok":
            click.echo(f"      {'':<{width}}  hint: {check.hint}")
    return EXIT_INFRA if any(check.status == "fail" for check in checks) else EXIT_OK


def _progress(message: str) -> None:
    click.echo(message, err=True)


def _failed(lines: list[str]) -> int:
    for line in lines:
        click.echo(f"error: {line}", err=True)
    return EXIT_INFRA if lines else EXIT_OK


def main() -> None:
    """Entry point: every trouble is one clear line and an exit code."""
    sys.exit(invoke(sys.argv[1:]))


def invoke(arguments: list[str]) -> int:
    """Run a command line and return its exit code."""
    try:
        result = cli.main(args=arguments, prog_name="sparity-lab", standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except LabError as problem:
        click.echo(problem.render(), err=True)
        return problem.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("error: interrupted", err=True)
        return EXIT_INFRA
    except Exception as problem:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        text = " ".join(str(problem).split()) or type(problem).__name__
        click.echo(f"error: the lab itself failed: {type(problem).__name__}: {text}", err=True)
        click.echo(f"hint: run again with {DEBUG_VARIABLE}=1 to see where, and report it", err=True)
        return EXIT_INFRA
    return result if isinstance(result, int) else EXIT_OK
