"""`sparity-lab resilience` and `proxy`: what becomes of queries when connections break."""

import sys
from pathlib import Path

import click

from sparity_lab.cli.shared import examples, progress, root_option
from sparity_lab.problems import EXIT_OK, UsageProblem


@click.command(
    epilog=examples(
        "resilience --target 4.3.0 -k reset",
        "resilience --out reports/resilience",
        "resilience --out reports/resilience --resume",
        "resilience --client pyspark==4.1.1 --target 4.3.0 --no-memory",
        "resilience --target sc://localhost:15002 --client pyspark",
    )
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="T",
    help="Spark version, or sc:// address. [default: 3.5.9, 4.1.1 and 4.3.0]",
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
    help="Also move gibibytes, on the last Spark that is started, and measure what memory "
    "sparity takes.",
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

    Starts a server of each version, which sends so little a stream that results take many, and puts
    a proxy before it that cuts, delays, repeats and truncates what passes. A server with an address
    is left as it is: the proxy makes its streams short, and what would restart it is left out. What
    is measured is written when a client is through with a target: whatever stops it, --resume goes
    on.

    Exits with 1 when a client built from this repository lost or doubled rows, hung, told an error
    where rows were due, or took memory that grew with the data; and when a fault did not happen to
    it, so that nothing is known.
    """
    from sparity_lab.resilience import command

    options = command.ResilienceOptions(targets, clients, keyword, memory, out, resume, root)
    return command.resilience(options, progress)


@click.command(
    epilog=examples(
        "proxy sc://localhost:15002 --script faults.toml",
        "proxy sc://localhost:15002 --script faults.toml --port 15003 > faults.jsonl",
        "proxy --list",
    )
    + """

\b
A script, for instance:
  [[fault]]
  do = "end"            # cut the first two streams of results
  status = "UNAVAILABLE"
  after = 2
  times = 2
\b
  [[fault]]
  do = "end"            # then the server has lost the session
  calls = ["ReattachExecute"]
  condition = "INVALID_HANDLE.SESSION_CHANGED"
"""
)
@click.argument("server", metavar="[ADDRESS]", required=False)
@click.option(
    "--script",
    type=click.Path(path_type=Path, dir_okay=False),
    help="TOML file with the faults. [default: break nothing]",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="any that is free",
    help="Where clients come in, on this machine.",
)
@click.option("--list", "list_", is_flag=True, help="Tell every fault and its keys, and end.")
def proxy(server: str | None, script: Path | None, port: int, list_: bool) -> int:
    """Stand between any client and any server, and break calls by a script.

    ADDRESS is the server's, such as sc://localhost:15002; with use_ssl=true the proxy makes TLS.
    Point the client at the address that the first line says, without TLS. A call has the first
    fault of the script that wants it; all others pass as they are, headers and tokens with them.

    Writes a JSON object a line to stdout: `listening` with the address, `fault` for each thing
    done, with method, session and operation of the call, and `stopped` with how often each fault
    struck. Ctrl-C and SIGTERM end it, with exit code 0.
    """
    if list_:
        from sparity_lab.resilience.script import listing

        click.echo("\n".join(listing()))
        return EXIT_OK
    if server is None:
        raise UsageProblem(
            "say which server", hint="sparity-lab proxy sc://HOST:PORT --script faults.toml"
        )
    from sparity_lab.resilience.relay import ProxyOptions, relay

    return relay(ProxyOptions(server, script, port), sys.stdout)
