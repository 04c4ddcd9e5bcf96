"""`sparity-lab golden`: record and check what PySpark yields."""

from pathlib import Path

import click

from sparity_lab.cli.shared import F, examples, progress, root_option
from sparity_lab.problems import EXIT_GATE, EXIT_INFRA, EXIT_OK


@click.group()
def golden() -> None:
    """Recorded outcomes of the reference: make them, check them."""


def _golden_options(command: F) -> F:
    for option in (
        root_option,
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
    epilog=examples(
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
        Request(targets, (), profiles, keyword), root, workers, progress, missing=missing
    )
    for line in found.changed:
        click.echo(f"recorded {line}")
    for line in found.pruned:
        click.echo(f"pruned {line}")
    click.echo(f"{found.cases} outcomes, {len(found.changed)} new or changed")
    return _failed(found.failed)


@golden.command(epilog=examples("golden check --target 4.1.1", "golden check --offline"))
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
        found = golden_recording.check_offline(request, root, progress)
    else:
        found = golden_recording.check(request, root, workers, progress)
    for line in found.changed:
        click.echo(line)
    click.echo(f"{found.cases} goldens looked at, {len(found.changed)} to be recorded again")
    if found.changed:
        click.echo("hint: sparity-lab golden record", err=True)
    return _failed(found.failed) or (EXIT_GATE if found.changed else EXIT_OK)


def _failed(lines: list[str]) -> int:
    for line in lines:
        click.echo(f"error: {line}", err=True)
    return EXIT_INFRA if lines else EXIT_OK
