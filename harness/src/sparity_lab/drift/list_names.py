"""Writes the public names of an installed PySpark as JSON: members of classes and what they give.

One stdlib-only file, handed to the interpreter of a reference environment by `nox -s names`. It
reads names and annotated result classes, nothing else. Arguments: a JSON file whose keys are the
names of SQL functions.
"""

import importlib
import importlib.metadata
import inspect
import json
import re
import sys
from typing import Any

CLASSES = {
    "pyspark.sql": [
        "Catalog Column DataFrame DataFrameNaFunctions DataFrameReader DataFrameStatFunctions",
        "DataFrameWriter DataFrameWriterV2 GroupedData Observation Row SparkSession Window",
        "WindowSpec",
    ],
    "pyspark.sql.conf": ["RuntimeConfig"],
    "pyspark.sql.merge": ["MergeIntoWriter"],
    "pyspark.sql.streaming": ["DataStreamReader DataStreamWriter"],
    "pyspark.sql.tvf": ["TableValuedFunction"],
    "pyspark.sql.udf": ["UDFRegistration"],
    "pyspark.storagelevel": ["StorageLevel"],
}
#: Modules whose functions count, by the name that they have here.
FUNCTIONS = {"functions": "pyspark.sql.functions", "testing": "pyspark.testing"}
#: Modules all of whose classes count.
OPEN = ("pyspark.sql.types", "pyspark.errors")

_OPERATORS = re.compile(
    "__(add|and|contains|eq|floordiv|ge|getitem|gt|invert|le|lt|mod|mul|ne|neg|or|pow|radd|rand|"
    "rmod|rmul|ror|rpow|rsub|rtruediv|sub|truediv)__"
)
_ALIASES = {"ParentDataFrame": "DataFrame", "Builder": "SparkSession.Builder"}
#: Properties that have no annotation that could be read.
_KNOWN = {
    ("SparkSession", "builder"): "SparkSession.Builder",
    ("SparkSession", "catalog"): "Catalog",
    ("SparkSession", "conf"): "RuntimeConfig",
}


def classes() -> dict[str, type]:
    """Every class that counts, by name."""
    found: dict[str, type] = {}
    for module, lines in CLASSES.items():
        for name in " ".join(lines).split():
            found[name] = getattr(importlib.import_module(module), name)
    found["SparkSession.Builder"] = found["SparkSession"].Builder  # type: ignore[attr-defined]
    for open_module in OPEN:
        names = vars(importlib.import_module(open_module))
        for public in names["__all__"]:
            if inspect.isclass(names[public]):
                found.setdefault(public, names[public])
    return found


def members(name: str, cls: type, known: set[str]) -> dict[str, str]:
    """The public members of a class, each with the class of what it gives, else an empty text.

    Data types and exceptions inherit nearly everything: of them only what each adds is written.
    """
    bases = [cls] if cls.__module__.startswith(OPEN) else cls.__mro__
    own = {m for base in bases if base.__module__.startswith("pyspark.") for m in vars(base)}
    kept = sorted(m for m in own if not m.startswith("_") or _OPERATORS.fullmatch(m))
    return {member: _result(name, cls, member, known) for member in kept}


def _result(name: str, cls: type, member: str, known: set[str]) -> str:
    if (name, member) in _KNOWN:
        return _KNOWN[name, member]
    value = inspect.getattr_static(cls, member)
    if isinstance(value, property):
        value = value.fget
    return given(getattr(value, "__func__", value), known)


def given(function: Any, known: set[str]) -> str:
    """The class that a function is annotated to return, if it is one that counts."""
    try:
        annotation = inspect.signature(function).return_annotation
    except (TypeError, ValueError):
        return ""
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__qualname__", "")
    text = _ALIASES.get(text.strip("'\""), text.strip("'\""))
    return text if text in known else ""


def written(value: Any, depth: int) -> str:
    """JSON with one line for each thing that is nested so deep."""
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    lines = (f"{json.dumps(key)}: {written(value[key], depth - 1)}" for key in sorted(value))
    return "{\n" + ",\n".join(lines) + "\n}"


def main(sql_functions: str) -> None:
    """Write everything to standard output."""
    found = classes()
    known = set(found)
    with open(sql_functions, encoding="utf-8") as stream:  # noqa: PTH123 - any Python
        sql = sorted(name for name in json.load(stream) if re.fullmatch(r"[a-z]\w*", name))
    modules = {}
    for short, module in FUNCTIONS.items():
        names = vars(importlib.import_module(module))
        public = getattr(importlib.import_module(module), "__all__", None) or names
        modules[short] = {
            name: given(names[name], known)
            for name in sorted(public)
            if inspect.isfunction(names.get(name)) and not name.startswith("_")
        }
    document = {
        "pyspark": importlib.metadata.version("pyspark"),
        "classes": {name: members(name, found[name], known) for name in sorted(found)},
        "modules": modules,
        "sql": sql,
    }
    sys.stdout.write(written(document, 2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
