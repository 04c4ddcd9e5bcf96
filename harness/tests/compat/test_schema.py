"""The schema of `matrix.json` in the repository is that of the code."""

import json
from importlib import resources

from sparity_lab.compat.document import matrix_schema


def test_the_schema_file_is_that_of_the_model() -> None:
    folder = resources.files("sparity_lab.compat") / "schemas"
    assert json.loads((folder / "matrix.schema.json").read_text()) == matrix_schema()
