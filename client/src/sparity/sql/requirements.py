"""Checks that a library that is only needed for some methods is installed; loads none of them."""

from __future__ import annotations

from sparity.errors import PySparkImportError

_MINIMUM_VERSIONS = {
    "numpy": "1.23",
    "pandas": "2.0",
    "plotly": "5.0",
    "polars": "1.0",
    "pyarrow": "15.0",
}


def require_package(name: str) -> None:
    """Raise PACKAGE_NOT_INSTALLED with a name instead of a bare ImportError deep down."""
    import importlib.util

    if importlib.util.find_spec(name) is None:
        raise PySparkImportError(
            errorClass="PACKAGE_NOT_INSTALLED",
            messageParameters={
                "package_name": name,
                "minimum_version": _MINIMUM_VERSIONS[name],
            },
        )


def require_minimum_pandas_version() -> None:
    """Raise PACKAGE_NOT_INSTALLED without pandas."""
    require_package("pandas")


def require_minimum_pyarrow_version() -> None:
    """Raise PACKAGE_NOT_INSTALLED without pyarrow."""
    require_package("pyarrow")


def require_minimum_numpy_version() -> None:
    """Raise PACKAGE_NOT_INSTALLED without NumPy."""
    require_package("numpy")


__all__ = [
    "require_minimum_numpy_version",
    "require_minimum_pandas_version",
    "require_minimum_pyarrow_version",
]
