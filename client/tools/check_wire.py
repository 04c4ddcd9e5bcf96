"""Compares the messages of every function and column operation with those of a reference PySpark.

    python client/tools/check_wire.py --reference PATH_TO_PYTHON [--remote sc://…]

The calls are those in `wire_cases.txt`, every example of the registry, and for every parameter of
every function a call with each of a few values. Both clients run in processes of their own. With
`--remote`, PySpark gets a session, without which it does not note where a column was written; then
the origins are compared too. The exit code is 1 when something differs that `EXPLAINED` does not
explain.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from generate_functions import Function, Parameter, read_registry

TOOLS = Path(__file__).parent
PROBE = TOOLS / "wire_probe.py"
CASES = TOOLS / "wire_cases.txt"
PROBES = (
    '"zz"',
    "7",
    "1.5",
    "True",
    "None",
    'F.col("q")',
    'b"x"',
    "[0.25, 0.5]",
    "object()",
    "Colour.RED",
)
BY_SEND = {
    "function": {1: "lambda x: x", 2: "lambda x, y: x + y", 3: "lambda x, y, z: x"},
}
#: Differences that are meant, by a pattern of the source.
EXPLAINED = {
    r"^F\.(udf|udtf|arrow_udtf|pandas_udf|arrow_udf)\(": "no Python worker yet",
    r"datetime\.timedelta\(1\)$": "PySpark's == refuses a timedelta, its other operators do not",
    r"^F\.(from_csv|substring)\(.*Colour": "PySpark takes members of enums elsewhere",
    r"Window\.rowsBetween\(-2\*\*40": "refused when it is written, not when it is sent",
    r"T\.ArrayType\(T\.StringType|np\.array\(\[.a": "PySpark names the default collation",
    r"^F\.overlay\(.*len=None": "the error names another parameter",
    r"options=": "PySpark fails in an attribute error of its own",
}


def _base(parameter: Parameter) -> str:
    name, kind = parameter.name.lstrip("*"), parameter.type
    if "Callable" in kind:
        count = kind.split("]")[0].count("Column")
        return BY_SEND["function"].get(count, "None")
    if parameter.name.startswith("*"):
        return 'F.col("v1"), "v2"'
    if "ColumnOrName" in kind or "Column" in kind or kind == "Any":
        return f'F.col("c_{name}")'
    return {"str": f'"s_{name}"', "float": "0.5", "bool": "True"}.get(kind, "5")


def calls(function: Function) -> Iterator[str]:
    """Calls that try every parameter with every probe."""
    required = [p for p in function.parameters if p.default is None and p.name != "*"]
    base = ", ".join(_base(p) for p in required)
    yield f"F.{function.name}({base})"
    for parameter in function.parameters:
        if parameter.name.startswith("*") or "Callable" in parameter.type:
            continue
        for probe in PROBES:
            if parameter.default is None:
                values = [probe if p is parameter else _base(p) for p in required]
                yield f"F.{function.name}({', '.join(values)})"
            else:
                given = f"{parameter.name}={probe}"
                yield f"F.{function.name}({', '.join([*filter(None, [base]), given])})"


def observe(python: str, client: str, remote: str | None, sources: list[str]) -> dict[str, Any]:
    """What the client in that environment makes of the sources."""
    command = [python, str(PROBE), client, *([remote] if remote else [])]
    done = subprocess.run(command, input=json.dumps(sources), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{client} in {python} failed:\n{done.stderr}")
    observed: dict[str, Any] = json.loads(done.stdout)
    return observed


def _plain(value: Any, origins: bool) -> Any:
    if isinstance(value, dict):
        return {
            key: _plain(item, origins)
            for key, item in value.items()
            # A field that is false and one that is not set mean the same to the server.
            if not (key == "is_metadata_column" and item is False)
            and not (key == "common" and not origins)
        }
    return [_plain(item, origins) for item in value] if isinstance(value, list) else value


def canonical(observed: Any, origins: bool) -> str:
    """The observation as text, lambda variables numbered from 0."""
    numbers: dict[str, str] = {}
    text = json.dumps(_plain(observed, origins), sort_keys=True)
    return re.sub(
        r"\b([xyz])_\d+", lambda m: numbers.setdefault(m[0], f"{m[1]}_{len(numbers)}"), text
    )


def main(arguments: list[str] | None = None) -> int:
    """Compare, and say what differs."""
    parser = argparse.ArgumentParser(description="Compare messages with those of PySpark.")
    parser.add_argument("--reference", required=True, help="Python with PySpark 4.3.0")
    parser.add_argument("--remote", help="a Spark 4.3 server for PySpark's session")
    parser.add_argument("--show", type=int, default=20, help="how many differences to print")
    given = parser.parse_args(arguments)
    registry = read_registry()
    sources = [line for line in CASES.read_text("utf-8").splitlines() if line]
    for function in registry:
        if "spark" not in function.example:
            sources.append(function.example)
        sources.extend(calls(function))
    sources = list(dict.fromkeys(sources))
    ours = observe(sys.executable, "sparity", None, sources)
    theirs = observe(given.reference, "pyspark", given.remote, sources)
    origins = given.remote is not None
    equal, explained, different = 0, 0, []
    for source in sources:
        if canonical(ours[source], origins) == canonical(theirs[source], origins):
            equal += 1
        elif any(re.search(pattern, source) for pattern in EXPLAINED):
            explained += 1
        else:
            different.append(source)
    for source in different[: given.show]:
        sys.stdout.write(f"{source}\n  ours   {ours[source]}\n  theirs {theirs[source]}\n")
    messages = sum("message" in ours[source] for source in sources)
    sys.stdout.write(
        f"{len(registry)} functions, {len(sources)} calls ({messages} give a message): "
        f"{equal} equal, {explained} explained, {len(different)} different\n"
    )
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
