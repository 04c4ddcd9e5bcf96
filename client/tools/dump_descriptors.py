"""Print the Connect descriptors of the pyspark in this environment, as base64.

Run by extract_protocol.py. Stdlib plus the environment's own pyspark and protobuf: it runs
under every pyspark from 3.4 on.
"""

from __future__ import annotations

import base64
import importlib
import pkgutil
import sys
from typing import Any


def main() -> None:
    """Write the FileDescriptorSet of every `spark/connect` file and what they import to stdout."""
    package = importlib.import_module("pyspark.sql.connect.proto")
    from google.protobuf import descriptor_pb2

    files: dict[str, Any] = {}

    def visit(descriptor: Any) -> None:
        if descriptor.name in files:
            return
        for dependency in descriptor.dependencies:
            visit(dependency)
        files[descriptor.name] = descriptor

    for module in pkgutil.iter_modules(package.__path__):
        if module.name.endswith("_pb2") and not module.name.startswith("example_plugins"):
            visit(importlib.import_module(f"{package.__name__}.{module.name}").DESCRIPTOR)

    result = descriptor_pb2.FileDescriptorSet()
    for descriptor in files.values():
        descriptor.CopyToProto(result.file.add())
    sys.stdout.write(base64.b64encode(result.SerializeToString()).decode())


if __name__ == "__main__":
    main()
