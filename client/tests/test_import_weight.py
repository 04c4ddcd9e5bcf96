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
