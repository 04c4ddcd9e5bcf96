"""Measures the client beside PySpark and beside the wire: `nox -s bench`."""
