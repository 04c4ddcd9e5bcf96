"""`sparity-lab diff`, `bisect`, `minimise`, `fuzz`: what differs, since when, because of what."""

from pathlib import Path

import click

from sparity_lab.cli.shared import console, examples, root_option


@click.command(
    epilog=examples(
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
    return command.diff(options, console(), lambda text: click.echo(text, nl=False))


@click.command(
    epilog=examples(
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
@root_option
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
    return command.bisect(options, console())


@click.command(
    epilog=examples(
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
@root_option
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
    return command.minimise(options, console())


@click.command(
    epilog=examples(
        "fuzz",
        "fuzz --examples 2000 --target 4.1.1",
        "fuzz --seed 1234",
        "fuzz --client pyspark==4.1.1 --target 4.3.0",
    )
)
@click.option("--target", metavar="T", help="Where to run it. [default: the newest Spark]")
@click.option("--client", metavar="C", help="Client to judge. [default: sparity]")
@click.option(
    "--examples",
    type=click.IntRange(min=1),
    default=300,
    show_default=True,
    metavar="N",
    help="Programs to try.",
)
@click.option("--seed", type=click.IntRange(min=0), help="The one that a run has printed.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for what was found. [default: one below reports/fuzz]",
)
@root_option
def fuzz(
    target: str | None,
    client: str | None,
    examples: int,
    seed: int | None,
    out: Path | None,
    root: Path | None,
) -> int:
    """Look for a program in which a client differs from PySpark.

    Programs are made by hypothesis: local data of many types with nulls and extremes, and
    expressions, filters, joins and aggregations over it. Each is run by the client and by the
    PySpark of the target's version, on the same server. The first that differs is made as small as
    can be, and written as a case. Exits with 1 when there is one.
    """
    from sparity_lab.fuzz import command
    from sparity_lab.verdict.judge import NEWEST

    options = command.FuzzOptions(target or NEWEST, client, examples, seed, out, root)
    return command.fuzz(options, console())
