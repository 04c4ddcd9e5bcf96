"""Write the protocol data of `sparity` from the descriptors inside published pyspark packages.

    python client/tools/extract_protocol.py 3.4=PYTHON 3.5=PYTHON … 4.3=PYTHON

Each argument names a Spark line and a Python interpreter whose environment has that pyspark.
The newest line gives `schema.binpb.z`; comparing all of them gives `since.json`. Only names,
numbers and types are kept: options and comments are dropped.
"""

from __future__ import annotations

import argparse
import base64
import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from google.protobuf import descriptor_pb2 as pb

TOOLS = Path(__file__).parent
PROTOCOL = TOOLS.parent / "src" / "sparity" / "protocol"


def dump(python: str) -> pb.FileDescriptorSet:
    """The descriptors of the pyspark that `python` imports."""
    shown = subprocess.run(
        [python, str(TOOLS / "dump_descriptors.py")], check=True, capture_output=True, text=True
    )
    return pb.FileDescriptorSet.FromString(base64.b64decode(shown.stdout))


def names_numbers_and_types(descriptors: pb.FileDescriptorSet) -> pb.FileDescriptorSet:
    """The same files without options, which only other languages' generators read."""
    bare = pb.FileDescriptorSet()
    bare.CopyFrom(descriptors)
    for file in bare.file:
        file.ClearField("options")
        file.ClearField("source_code_info")
    return bare


def messages(descriptors: pb.FileDescriptorSet) -> Iterator[tuple[str, pb.DescriptorProto]]:
    """Every message with its full name, nested ones included."""

    def walk(prefix: str, found: pb.DescriptorProto) -> Iterator[tuple[str, pb.DescriptorProto]]:
        name = f"{prefix}.{found.name}"
        yield name, found
        for nested in found.nested_type:
            yield from walk(name, nested)

    for file in descriptors.file:
        for message in file.message_type:
            yield from walk(file.package, message)


Table = dict[str, dict[str, str]]


def first_seen(by_line: dict[str, pb.FileDescriptorSet]) -> tuple[dict[str, str], Table, Table]:
    """The first Spark line of every message, of its fields, and of every enum's values."""
    known_messages: dict[str, str] = {}
    fields: Table = {}
    enums: Table = {}
    for line, descriptors in by_line.items():
        present: set[str] = set()

        def see(table: Table, owner: str, names: list[str], line: str, seen: set[str]) -> None:
            members = table.setdefault(owner, {})
            for name in names:
                members.setdefault(name, line)
                seen.add(f"{owner}.{name}")

        for file in descriptors.file:
            for enum in file.enum_type:
                values = [value.name for value in enum.value]
                see(enums, f"{file.package}.{enum.name}", values, line, present)
        for name, message in messages(descriptors):
            known_messages.setdefault(name, line)
            see(fields, name, [field.name for field in message.field], line, present)
            for enum in message.enum_type:
                values = [value.name for value in enum.value]
                see(enums, f"{name}.{enum.name}", values, line, present)

        everything = {f"{o}.{n}" for table in (fields, enums) for o in table for n in table[o]}
        if gone := everything - present:
            sys.exit(f"Spark {line} lost {sorted(gone)}; one schema cannot serve all versions")
    return known_messages, fields, enums


def since(by_line: dict[str, pb.FileDescriptorSet]) -> dict[str, object]:
    """The table that `sparity.protocol.since` reads; messages as old as Connect are not listed."""
    lines = list(by_line)
    known, fields, enums = first_seen(by_line)
    return {
        "first": lines[0],
        "newest": lines[-1],
        "messages": {name: line for name, line in sorted(known.items()) if line != lines[0]},
        "fields": dict(sorted(fields.items())),
        "enum_values": dict(sorted(enums.items())),
    }


def main() -> None:
    """Parse the arguments and write both files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pyspark", nargs="+", metavar="LINE=PYTHON")
    pairs = (argument.split("=", 1) for argument in parser.parse_args().pyspark)
    by_line = {
        line: names_numbers_and_types(dump(python))
        for line, python in sorted(pairs, key=lambda pair: tuple(map(int, pair[0].split("."))))
    }
    newest = by_line[list(by_line)[-1]].SerializeToString(deterministic=True)
    (PROTOCOL / "schema.binpb.z").write_bytes(zlib.compress(newest, 9))
    table = json.dumps(since(by_line), indent=1) + "\n"
    (PROTOCOL / "since.json").write_text(table, "utf-8")
    print(f"schema of Spark {list(by_line)[-1]}: {len(newest)} bytes")


if __name__ == "__main__":
    main()
