"""The schema files of the lab's own documents are those of their models.

That what the commands really write fits them is tested where each command is.
"""

import jsonschema
import pytest

from sparity_lab.schemas import FILES, PACKAGE, schema_of, schema_text


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_the_schema_of_the_model(name: str) -> None:
    assert (PACKAGE / name).read_text(encoding="utf-8") == schema_text(FILES[name]), (
        "write it again with: python -m sparity_lab.schemas"
    )


@pytest.mark.parametrize("name", FILES)
def test_it_is_a_schema_that_knows_every_field(name: str) -> None:
    schema = schema_of(FILES[name])
    jsonschema.Draft202012Validator.check_schema(schema)
    objects = [schema, *(one for one in schema["$defs"].values() if "properties" in one)]
    assert [one["title"] for one in objects if one.get("additionalProperties") is not False] == []


def test_no_schema_file_is_forgotten() -> None:
    kept = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.glob("*/schemas/*.json")}
    assert kept == set(FILES)
