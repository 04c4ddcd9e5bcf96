"""`sparity-lab servers` and `doctor`: what stays up on this machine, and what it lacks."""

from pathlib import Path

import click

from sparity_lab.cli.shared import examples, progress, root_option
from sparity_lab.problems import EXIT_INFRA, EXIT_OK


@click.group()
def servers() -> None:
    """Servers that stay up between commands."""


_TARGET = click.argument("target", metavar="T")


@servers.command(epilog=examples("servers up 4.1.1"))
@_TARGET
@root_option
def up(target: str, root: Path | None) -> int:
    """Start the server of a target and leave it up; runs use it from then on."""
    from sparity_lab.legs import SUITES
    from sparity_lab.matrix import load_matrix
    from sparity_lab.workshop import RealWorkshop

    matrix = load_matrix(root)
    workshop = RealWorkshop(matrix, matrix.root / SUITES, progress)
    endpoint = workshop.leave_standing(matrix.target(target))
    click.echo(f"{target} is up at {endpoint.url} (Spark {endpoint.spark_version})")
    return EXIT_OK


@servers.command(epilog=examples("servers down 4.1.1", "servers down --all"))
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


@servers.command(epilog=examples("servers status"))
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


@servers.command(epilog=examples("servers logs 4.1.1 --tail 100"))
@_TARGET
@click.option("--tail", type=click.IntRange(1), default=40, show_default=True)
def logs(target: str, tail: int) -> int:
    """Show the last lines of a server that was left up."""
    from sparity_lab.servers import registry

    for line in registry.logs(target, tail):
        click.echo(line)
    return EXIT_OK


@click.command(epilog=examples("doctor"))
@root_option
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
