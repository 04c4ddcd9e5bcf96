"""`sparity-lab coverage`, `surface`, `drift` and `matrix`: what is told to others."""

from pathlib import Path

import click

from sparity_lab.cli.shared import console, examples, progress, root_option
from sparity_lab.problems import EXIT_GATE, EXIT_OK


@click.command(
    epilog=examples(
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
@root_option
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
        show.show(console(), found)
    problems = found.problems(fail_under)
    for line in problems:
        click.echo(f"error: {line}", err=True)
    return EXIT_GATE if problems else EXIT_OK


@click.command(
    epilog=examples(
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
@root_option
def surface(client: str | None, against: str | None, format_: str, root: Path | None) -> int:
    """Compare the public names and signatures of a client with those of PySpark.

    Modules, classes, members, functions, and the name, kind, order and default of each parameter,
    in both directions. What may differ is said, with a reason, in matrix/surface.toml.
    """
    from sparity_lab.surface import command

    options = command.SurfaceOptions(client, against, format_ == "json", root)
    return command.surface(options, console(), progress)


@click.command(
    epilog=examples(
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
@root_option
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
    return command.drift(options, console(), lambda text: click.echo(text, nl=False))


@click.command(
    epilog=examples(
        "matrix",
        "matrix --client sparity --client pyspark==4.1.1 --target 3.5.9 -k 'rename or try_cast'",
        "matrix --resume",
        "matrix --target 4.1.1 --target sail --out reports/matrix/nightly --publish pages",
        "matrix --from spark-3.5 --from spark-4.1 --publish reports/published/matrix",
        "matrix --from reports/published/matrix --from newer --publish reports/published/matrix",
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
    help="Write matrix.json, matrix.md, index.html and its cells there.",
)
@click.option(
    "--from",
    "sources",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Run nothing: take the cells of this matrix, run or published; several are put together.",
)
@click.option(
    "--remove-environments",
    is_flag=True,
    help="Remove in the end the PySpark environments that were not there before.",
)
@click.option("--list-json", is_flag=True, help="Only print what there is to run, for a CI.")
@root_option
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
    return command.matrix(options, console())
