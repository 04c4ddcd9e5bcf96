"""Importing the public API loads none of the heavy libraries."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["sparity.sql", "sparity.sql.functions", "sparity.errors"])
@pytest.mark.parametrize("library", ["pandas", "numpy", "pyarrow", "polars", "plotly"])
def test_importing_does_not_load(module, library):
    program = f"import {module}, sys; sys.exit({library!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_errors_load_neither_grpc_nor_protobuf():
    program = (
        "import sparity.errors, sys; sys.exit(any(m in sys.modules for m in"
        " ('grpc', 'google.protobuf')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_drop_in_loads_nothing_until_a_program_asks():
    program = (
        "import sparity.dropin, sys; sparity.dropin.install(); import pyspark; sys.exit(any(m in"
        " sys.modules for m in ('sparity.sql', 'grpc', 'pandas', 'numpy', 'pyarrow', 'polars')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


#: Modules of the standard library that a session object loads: 46 on Python 3.11 when this was
#: written, on any of its versions a few more or less.
MOST_FOREIGN_MODULES = 60


@pytest.fixture(scope="module")
def loaded_by_a_session() -> list[str]:
    """What the public API and a session object load, before the first call."""
    program = (
        "import sys; before = set(sys.modules);"
        "import sparity.sql.functions; from sparity.sql import SparkSession;"
        "SparkSession('sc://localhost/;use_ssl=true');"
        "print(*sorted(set(sys.modules) - before))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return found.stdout.decode().split()


@pytest.mark.parametrize(
    "lazy",
    [
        *("grpc", "google.protobuf", "asyncio", "opentelemetry", "sparity.sql.aio"),
        *("sparity.connect.session", "sparity.connect.execution", "sparity.connect.channel"),
        *("sparity.connect.driver_sync", "sparity.plan.encoder", "sparity.sql.operation"),
        # Each of these takes as long as a dozen of our own modules, or brings others that do.
        *("dataclasses", "inspect", "urllib.request", "importlib.metadata", "hashlib", "logging"),
        *("platform", "uuid", "pickle", "zoneinfo", "calendar", "pathlib", "random", "string"),
    ],
)
def test_a_session_object_loads_nothing_that_waits_for_the_first_call(loaded_by_a_session, lazy):
    assert lazy not in loaded_by_a_session


def test_the_number_of_modules_does_not_grow(loaded_by_a_session):
    foreign = [name for name in loaded_by_a_session if not name.startswith("sparity")]
    assert len(foreign) <= MOST_FOREIGN_MODULES
