"""The JSON Schemas of the documents that the lab writes: made of their models, kept as files.

`python -m sparity_lab.schemas` writes the files again; a test sees that they are up to date.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sparity_lab.compat.document import MatrixDocument
from sparity_lab.coverage.document import Coverage
from sparity_lab.diff.document import RunDiff
from sparity_lab.drift.document import Drift
from sparity_lab.report.summary import Summary

PACKAGE = Path(__file__).parent

FILES: dict[str, type[BaseModel]] = {
    "report/schemas/summary.schema.json": Summary,
    "compat/schemas/matrix.schema.json": MatrixDocument,
    "diff/schemas/diff.schema.json": RunDiff,
    "drift/schemas/drift.schema.json": Drift,
    "coverage/schemas/coverage.schema.json": Coverage,
}
"""Where each schema is kept below the package, and the model that it is made of."""


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of the JSON that a document is written as.

    >>> schema_of(Summary)["additionalProperties"]
    False
    """
    schema = model.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text(model: type[BaseModel]) -> str:
    """The text of a schema's file."""
    return json.dumps(schema_of(model), indent=2) + "\n"


def write() -> None:
    """Write all files again."""
    for name, model in FILES.items():
        file = PACKAGE / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(schema_text(model), encoding="utf-8")


if __name__ == "__main__":
    write()
