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
@click.option("--out", type=click.Path(path_type=Path), help="Folder of log and reports.")
@click.option(
    "--resume", is_flag=True, help="Go on with the incomplete run in --out, else the newest."
)
@click.option(
    "--no-record", is_flag=True, help="Do without the proxy that records what clients send."
)
@_root
def run(
    targets: tuple[str, ...],
    clients: tuple[str, ...],
    profiles: tuple[str, ...],
    keyword: str,
    oracle: str,
    workers: int,
    out: Path | None,
    resume: bool,
    no_record: bool,
    root: Path | None,
) -> int:
    """Run parity cases and judge them; the report is written beside the log."""
    from sparity_lab import running
    from sparity_lab.progress import ConsoleWatcher

    watcher = ConsoleWatcher(_console())
    options = running.RunOptions(
        targets, clients, profiles, keyword, oracle, workers, out, resume, not no_record, root
    )
    try:
        return running.run(options, watcher)
    finally:
        watcher.close()


@cli.command(
    epilog=_examples(
        "repro batch-core/test_parity_dataframe/drop_several_columns",
        "repro 'batch-core/test_parity_column/cast[int]' --target 3.5.9 --keep-server",
    )
)
@click.argument("case_id")
@click.option("--target", metavar="T", help="Target or sc:// address.")
@click.option("--client", metavar="C", help="Client to judge.")
@click.option(
    "--oracle", type=click.Choice(["live", "golden", "both"]), default="live", show_default=True
)
@click.option("--keep-server", is_flag=True, help="Leave the server up afterwards, and say where.")
@click.option("--save", type=click.Path(path_type=Path), help="Write log and reports there too.")
@_root
def repro(
    case_id: str,
    target: str | None,
    client: str | None,
    oracle: str,
    keep_server: bool,
    save: Path | None,
    root: Path | None,
) -> int:
    """Run one case and show everything about it."""
    from sparity_lab import repro as module

    options = module.ReproOptions(case_id, target, client, oracle, keep_server, save, root)
    return module.repro(options, _console())


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
        click.echo(FORMATS[format_][1](log), nl=False)
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


@cli.command(epilog=_examples("gate reports/latest"))
@_RUN
def gate(run: Path) -> int:
    """Say whether a run holds, and if not, why."""
    from sparity_lab.progress import show_result
    from sparity_lab.report.gate import gate_of
    from sparity_lab.runlog import RunLog, log_path

    log = RunLog.read(run)
    found = gate_of(log)
    show_result(_console(), log, found, log_path(run).parent)
    return EXIT_OK if found.holds else EXIT_GATE


@cli.command(epilog=_examples("diff reports/runs/monday reports/latest"))
@click.argument("run_a", type=click.Path(path_type=Path))
@click.argument("run_b", type=click.Path(path_type=Path))
def diff(run_a: Path, run_b: Path) -> int:
    """Show every case that is not the same in two runs; 1 if there is one."""
    from sparity_lab.report.diff import changes
    from sparity_lab.runlog import RunLog

    found = changes(RunLog.read(run_a), RunLog.read(run_b))
    for change in found:
        sign = "!" if change.is_worse else " "
        step = (
            change.before if change.before == change.after else f"{change.before} → {change.after}"
        )
        click.echo(f"{sign} {step:<26} {change.case} ({change.leg}) {change.what}".rstrip())
    worse = sum(change.is_worse for change in found)
    click.echo(
        f"{len(found)} cases differ, {worse} of them are worse" if found else "no difference"
    )
    return EXIT_GATE if found else EXIT_OK


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
