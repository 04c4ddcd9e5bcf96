"""`sparity-lab run`, `repro` and `report`: run cases, one case, and derive their reports."""

from pathlib import Path

import click

from sparity_lab.cli.shared import ORACLE, RUN, SPARK, console, examples, root_option
from sparity_lab.problems import EXIT_OK


@click.command(
    epilog=examples(
        "run",
        "run --target 3.5.9 --target 4.3.0 -n 2",
        "run --target sc://localhost:15002 --client pyspark==4.1.1",
        "run --target sc://spark.example:443/;use_ssl=true --spark 4.1",
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
@ORACLE
@SPARK
@click.option(
    "--shared-files/--no-shared-files",
    default=None,
    help="Whether an sc:// server sees this machine's folders; if not, cases that need that are "
    "left out.  [default: if its address is local]",
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
@click.option(
    "--no-cache",
    is_flag=True,
    help="Run also what passed before and cannot have changed, as a CI should.",
)
@root_option
def run(
    targets: tuple[str, ...],
    clients: tuple[str, ...],
    profiles: tuple[str, ...],
    keyword: str,
    oracle: str | None,
    spark: str | None,
    shared_files: bool | None,
    workers: int,
    order: str,
    seed: int | None,
    reruns: int,
    out: Path | None,
    resume: bool,
    record: bool,
    no_cache: bool,
    root: Path | None,
) -> int:
    """Run parity cases and judge them; the report is written beside the log.

    A case that passed before is not run again while its text and data, client, server, reference,
    goldens and the lab are the same to the byte; the table says how many were taken over.
    """
    from sparity_lab import running
    from sparity_lab.progress import ConsoleWatcher

    watcher = ConsoleWatcher(console())
    options = running.RunOptions(
        targets,
        clients,
        profiles,
        keyword,
        oracle or "",
        workers,
        out,
        resume,
        root,
        order,
        seed,
        reruns,
        record,
        reuse=not no_cache,
        spark=spark,
        shared_files=shared_files,
    )
    try:
        return running.run(options, watcher)
    finally:
        watcher.close()


_BY_DEFAULT = click.core.ParameterSource.DEFAULT


@click.command(
    epilog=examples(
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
@ORACLE
@SPARK
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
@root_option
def repro(
    case_id: str | None,
    target: str | None,
    client: str | None,
    oracle: str | None,
    spark: str | None,
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
        return replay_capsule(replay, client, root, console())
    if case_id is None:
        raise click.UsageError("Name a case, or a capsule with --replay FILE.")
    options = module.ReproOptions(
        case_id, target, client, oracle or "", spark, keep_server, out, save, root
    )
    return module.repro(options, console())


def _shown_name(parameter: str) -> str:
    return "CASE_ID" if parameter == "case_id" else f"--{parameter.replace('_', '-')}"


@click.command(epilog=examples("report reports/latest", "report reports/latest --format md"))
@RUN
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
