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

F = TypeVar("F", bound=Callable[..., object])


def _examples(*lines: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  sparity-lab {line}" for line in lines)


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
    root: Path | None,
) -> int:
    """Run parity cases and judge them; the report is written beside the log."""
    from sparity_lab import running
    from sparity_lab.progress import ConsoleWatcher

    watcher = ConsoleWatcher(Console(highlight=False))
    options = running.RunOptions(
        targets, clients, profiles, keyword, oracle, workers, out, resume, root
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
    return module.repro(options, Console(highlight=False))


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


@cli.command(epilog=_examples("gate reports/latest"))
@_RUN
def gate(run: Path) -> int:
    """Say whether a run holds, and if not, why."""
    from sparity_lab.progress import show_result
    from sparity_lab.report.gate import gate_of
    from sparity_lab.runlog import RunLog, log_path

    log = RunLog.read(run)
    found = gate_of(log)
    show_result(Console(highlight=False), log, found, log_path(run).parent)
    return EXIT_OK if found.holds else EXIT_GATE


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
