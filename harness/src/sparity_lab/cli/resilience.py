"""`sparity-lab resilience`: what becomes of queries when connections break."""

from pathlib import Path

import click

from sparity_lab.cli.shared import examples, progress, root_option


@click.command(
    epilog=examples(
        "resilience --target 4.3.0 -k reset",
        "resilience --out reports/resilience",
        "resilience --out reports/resilience --resume",
        "resilience --client pyspark==4.1.1 --target 4.3.0 --no-memory",
    )
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="T",
    help="Spark version. [default: 3.5.9, 4.1.1 and 4.3.0]",
)
@click.option(
    "--client",
    "clients",
    multiple=True,
    metavar="C",
    help="Client. [default: sparity, and the PySpark of each target]",
)
@click.option("-k", "keyword", default="", metavar="TEXT", help="Only scenarios named like this.")
@click.option(
    "--memory/--no-memory",
    default=True,
    show_default=True,
    help="Also move gibibytes, on the last target, and measure what memory sparity takes.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write resilience.json and resilience.md there; other targets in them stay.",
)
@click.option("--resume", is_flag=True, help="Keep what --out has of the same clients.")
@root_option
def resilience(
    targets: tuple[str, ...],
    clients: tuple[str, ...],
    keyword: str,
    memory: bool,
    out: Path | None,
    resume: bool,
    root: Path | None,
) -> int:
    """Break connections to real Spark by script, and see that each row comes once or an error.

    Starts a server of each target, which sends so little a stream that results take many, and puts
    a proxy before it that cuts, delays, repeats and truncates what passes. What is measured is
    written when a client is through with a target: whatever stops it, --resume goes on.

    Exits with 1 when a client built from this repository lost or doubled rows, hung, or told an
    error where rows were due.
    """
    from sparity_lab.resilience import command

    options = command.ResilienceOptions(targets, clients, keyword, memory, out, resume, root)
    return command.resilience(options, progress)
