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


#: Modules of others that `import sparity.sql` loads besides gRPC and protobuf, whose own number
#: changes with their versions: 60 of the standard library, on any of its versions a few more.
MOST_FOREIGN_MODULES = 70


@pytest.mark.parametrize(
    "lazy", ["driver_async", "telemetry", "opentelemetry", "sparity.sql.aio", "sql.operation"]
)
def test_what_few_programs_need_is_not_loaded(lazy):
    program = f"import sparity.sql, sys; print([m for m in sys.modules if m.endswith({lazy!r})])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert found.stdout.strip() == b"[]"


def test_the_number_of_modules_does_not_grow():
    program = (
        "import sys, grpc, google.protobuf.message_factory, google.protobuf.descriptor_pool;"
        "before = set(sys.modules); import sparity.sql;"
        "print(len({m for m in set(sys.modules) - before if not m.startswith('sparity')}))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(found.stdout) <= MOST_FOREIGN_MODULES
