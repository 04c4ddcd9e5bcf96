"""What cases call `api`, as a small class of a program: only what the case uses of it."""

import ast
from collections.abc import Iterable

from sparity_lab.drift.names import vocabulary

_LIBRARIES = {"pandas": "pandas", "numpy": "numpy", "arrow": "pyarrow", "polars": "polars"}
_HELPERS = {
    "error_of": '''
    @staticmethod
    def error_of(call):
        """The exception that a call raises, else None."""
        try:
            call()
        except Exception as error:
            return error
''',
    "printed": '''
    @staticmethod
    def printed(call):
        """What a call prints."""
        with contextlib.redirect_stdout(io.StringIO()) as text:
            call()
        return text.getvalue()
''',
    "to_arrow": '''
    @staticmethod
    def to_arrow(frame):
        """The rows as a pyarrow.Table, with a client of any version."""
        if hasattr(frame, "toArrow"):
            return frame.toArrow()
        client = frame._session.client
        return client.to_table(frame._plan.to_proto(client))[0]
''',
}
_HELPERS_IMPORT = {"printed": ("import contextlib", "import io")}
_HOMES = {
    "DataFrame": "pyspark.sql.connect.dataframe",
    "Column": "pyspark.sql.connect.column",
    "SparkSession": "pyspark.sql.connect.session",
    "Window": "pyspark.sql.connect.window",
    "StorageLevel": "pyspark",
}
"""Where PySpark has a name if not in `pyspark.sql`; sessions of Connect have their own classes."""


def api_class(nodes: Iterable[ast.AST]) -> tuple[list[str], str]:
    """The class that stands for what cases call `api`, and the imports that it needs."""
    used = sorted(
        {
            inner.attr
            for node in nodes
            for inner in ast.walk(node)
            if isinstance(inner, ast.Attribute)
            and isinstance(inner.value, ast.Name)
            and inner.value.id == "api"
        }
    )
    imports = [line for name in used for line in _HELPERS_IMPORT.get(name, ())]
    inside = []
    for name in used:
        if name in _HELPERS:
            inside.append(_HELPERS[name].strip("\n"))
        elif name in _LIBRARIES:
            body = f"        import {_LIBRARIES[name]}\n        return {_LIBRARIES[name]}"
            inside.append(f"    @staticmethod\n    def {name}():\n{body}")
        else:
            inside.append(f"    from {_home(name)} import {name}")
    inside.sort(key=lambda text: not text.startswith("    from "))
    return imports, "class api:\n" + ("\n\n".join(inside) if inside else "    pass")


def _home(name: str) -> str:
    """The module of PySpark that has a public name."""
    if name in vocabulary().modules["testing"]:
        return "pyspark.testing"
    if name in _HOMES:
        return _HOMES[name]
    return "pyspark.sql.types" if name.endswith("Type") else "pyspark.sql"
