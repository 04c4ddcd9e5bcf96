"""The drop-in, installed for one test."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sparity.dropin


@pytest.fixture
def installed() -> Iterator[None]:
    """`pyspark` is `sparity` as long as the test runs."""
    sparity.dropin.install()
    yield
    sparity.dropin.uninstall()


@pytest.fixture
def real_pyspark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder from which something else can be imported as `pyspark`."""
    package = tmp_path / "pyspark"
    (package / "ml").mkdir(parents=True)
    (package / "__init__.py").write_text("real = True\n", encoding="utf-8")
    (package / "ml" / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyspark"]:
        del sys.modules[name]
