"""`sparity-lab gate`, `manifests` and `waivers`: whether a run holds, and what excuses it."""

from pathlib import Path

import click

from sparity_lab.cli.shared import console, examples, root_option
from sparity_lab.problems import EXIT_GATE, EXIT_OK


@click.command(
    epilog=examples(
        "gate reports/latest",
        "gate sparity-batch-core",
        "gate sparity-batch-core --run DIR --badge badge.json --signoff signoff.md",
    )
)
@click.argument("subject", metavar="RUN|CLAIM")
@click.option(
    "--run",
    "runs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Look a claim up in this run only; may be given several times.",
)
@click.option("--badge", type=click.Path(path_type=Path), help="Write the claim's badge there.")
@click.option("--signoff", type=click.Path(path_type=Path), help="Write the text to sign there.")
@click.option(
    "--allow-other-tree",
    is_flag=True,
    help="Take runs whose cases, manifests, clients or versions are not those of this tree.",
)
@root_option
def gate(
    subject: str,
    runs: tuple[Path, ...],
    badge: Path | None,
    signoff: Path | None,
    allow_other_tree: bool,
    root: Path | None,
) -> int:
    """Say whether a run, or a claim of matrix/claims.toml, holds, and if not, why.

    A claim is looked up in the newest complete run of each of its legs below reports/runs. One that
    cannot be told, because a leg was not run, does not hold either.
    """
    from sparity_lab import gating

    if gating.is_run(subject):
        options = {"--run": runs, "--badge": badge, "--signoff": signoff}
        return gating.gate_run(Path(subject), [n for n, v in options.items() if v], console())
    asked = gating.ClaimOptions(subject, runs, badge, signoff, allow_other_tree, root)
    return gating.gate_claim(asked, click.echo)


@click.command(epilog=examples("manifests", "manifests --check"))
@click.option("--profile", "profiles", multiple=True, metavar="P", help="Profile of suites.")
@click.option("--check", "check_", is_flag=True, help="Write nothing; 1 if one is not as frozen.")
@root_option
def manifests(profiles: tuple[str, ...], check_: bool, root: Path | None) -> int:
    """Freeze which cases a profile has, and on which versions they run, in matrix/manifests.

    A run fails for a frozen case that vanished, and for one that is unsupported on a version on
    which it is frozen as running. The change to the file is what a reviewer agrees to.
    """
    from sparity_lab.freezing import freeze
    from sparity_lab.matrix import load_matrix

    agreed = freeze(load_matrix(root), profiles, check=check_, say=click.echo)
    return EXIT_OK if agreed else EXIT_GATE


@click.group()
def waivers() -> None:
    """Written excuses for divergences, in matrix/waivers.toml: hold them against a run."""


_RUN_OR_NEWEST = click.argument("run", type=click.Path(path_type=Path), required=False)


@waivers.command("check", epilog=examples("waivers check", "waivers check reports/runs/nightly"))
@_RUN_OR_NEWEST
@root_option
def check_waivers(run: Path | None, root: Path | None) -> int:
    """Say of each waiver and quarantine whether it is in order; 1 if one is not. Runs nothing.

    It has to match something, to fail as it describes, and not to be expired. RUN is the newest
    run if none is named.
    """
    from sparity_lab import upkeep
    from sparity_lab.matrix import load_matrix

    agreed = upkeep.check(load_matrix(root), run, click.echo)
    return EXIT_OK if agreed else EXIT_GATE


@waivers.command("update", epilog=examples("waivers update", "waivers update --write"))
@_RUN_OR_NEWEST
@click.option("--write", is_flag=True, help="Write them to matrix/waivers.toml; comments stay.")
@click.option("--prune", is_flag=True, help="Drop signatures that this run did not show.")
@root_option
def update_waivers(run: Path | None, write: bool, prune: bool, root: Path | None) -> int:
    """Propose the signatures of waivers whose cases still fail, but fail in another way.

    It makes no new waiver, and leaves one alone that no longer fails. Exits with 1 when there is
    something left to be written.
    """
    from sparity_lab import upkeep
    from sparity_lab.matrix import load_matrix

    done = upkeep.refresh(load_matrix(root), run, click.echo, write=write, prune=prune)
    return EXIT_OK if done else EXIT_GATE
