"""The command `sparity-lab`: options in, exit code out; every command calls a module that works."""

import os
import sys

import click

from sparity_lab.cli import find, golden, judge, publish, resilience, run, servers
from sparity_lab.problems import EXIT_INFRA, EXIT_OK, LabError

DEBUG_VARIABLE = "SPARITY_LAB_DEBUG"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sparity-lab")
def cli() -> None:
    """Prove what a Spark Connect client or server really does, against real Spark and PySpark.

    Exit codes: 0 the gate holds, 1 it does not, 2 wrong usage or configuration, 3 infrastructure.
    """


for _command in (
    run.run,
    run.repro,
    run.report,
    publish.coverage,
    judge.gate,
    judge.manifests,
    judge.waivers,
    find.diff,
    find.bisect,
    find.minimise,
    find.fuzz,
    golden.golden,
    servers.servers,
    publish.surface,
    publish.drift,
    publish.matrix,
    resilience.resilience,
    resilience.proxy,
    servers.doctor,
):
    cli.add_command(_command)


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
