"""Makes parity cases pytest items when `--target` is given; otherwise it only knows its options.

It is loaded into every pytest run of an environment that has the lab, so it imports nothing heavy
until a parity run is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a parity run."""
    group = parser.getgroup("sparity-lab", "parity of Spark Connect clients")
    group.addoption(
        "--target",
        action="append",
        metavar="T",
        help="Run parity cases against this target: a name from matrix/targets.toml or an sc:// "
        "address. May be given several times.",
    )
    group.addoption(
        "--client",
        action="append",
        metavar="C",
        help="The client to judge: sparity, pyspark or pyspark==VERSION; may be repeated.",
    )
    group.addoption(
        "--profile",
        action="append",
        metavar="P",
        help="The profile to run, such as batch-core. May be given several times.",
    )
    group.addoption(
        "--oracle",
        metavar="O",
        help="What judges: live (the reference runs beside the candidate), golden (its recorded "
        "outcomes) or both (they have to agree).",
    )
    group.addoption("--lab-spark", metavar="V", help="Whose goldens judge an sc:// server.")
    group.addoption(
        "--lab-shared-files",
        choices=("yes", "no"),
        help="Whether an sc:// server sees this machine's folders.",
    )
    group.addoption(
        "--out", metavar="DIR", help="Folder of the run's log and reports; write --out=DIR."
    )
    group.addoption("--resume", action="store_true", help="Go on with the incomplete run in --out.")
    group.addoption(
        "--lab-order",
        default="file",
        metavar="O",
        help="Order of the cases: file, or random to find cases that depend on others.",
    )
    group.addoption("--lab-seed", type=int, metavar="N", help="The seed of the random order.")
    group.addoption(
        "--lab-reruns",
        type=int,
        default=3,
        metavar="K",
        help="How often a divergent case is run again, by candidate and reference.",
    )
    group.addoption(
        "--lab-record",
        action="store_true",
        help="Record what clients send, by a proxy, and compare their plans.",
    )
    group.addoption(
        "--lab-reuse",
        action="store_true",
        help="Take over passes of earlier runs where nothing has changed.",
    )
    group.addoption("--lab-root", metavar="DIR", help="The repository; found from here upward.")


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the hook by which a conftest puts another workshop in place."""
    from sparity_lab import pytest_hooks

    pluginmanager.add_hookspecs(pytest_hooks)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start a parity session if a target is given."""
    if not config.getoption("target"):
        return
    from sparity_lab.pytest_session import ParitySession

    if not config.pluginmanager.has_plugin(ParitySession.NAME):
        session = ParitySession(config)
        config.pluginmanager.register(session, ParitySession.NAME)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """Collect a suite of a parity run by its cases, and leave every other module alone."""
    if not parent.config.getoption("target"):
        return None
    from sparity_lab.pytest_items import suite_collector

    return suite_collector(module_path, parent)
