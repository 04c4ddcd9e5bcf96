"""Files of the names and shapes that PySpark's examples read; the rows in them are our own."""

from pathlib import Path

import pyarrow as pa
import pyarrow.orc
import pyarrow.parquet

_TEXTS = {
    "people.json": '{"name":"Ines"}\n{"name":"Tariq","age":41}\n{"name":"Oona","age":17}\n',
    "people.txt": "Ines, 33\nTariq, 41\nOona, 17\n",
    "people.csv": "name;age;job\nInes;33;Potter\nTariq;41;Baker\n",
    "people.xml": "<people>\n<person><name>Ines</name></person>\n"
    "<person><name>Tariq</name><age>41</age></person>\n"
    "<person><name>Oona</name><age>17</age></person>\n</people>\n",
    "kv1.txt": "7\x01seven\n11\x01eleven\n",
    "dir1/file3.json": '{"file":"damaged"}\n',
}


def write_example_files(folder: Path) -> None:
    """Write them to where the examples look, below `folder`."""
    resources = folder / "examples" / "src" / "main" / "resources"
    (resources / "dir1" / "dir2").mkdir(parents=True)
    for name, text in _TEXTS.items():
        (resources / name).write_text(text, encoding="utf-8")
    users = pa.table(
        {
            "name": ["Ines", "Tariq"],
            "favorite_color": [None, "teal"],
            "favorite_numbers": pa.array([[2, 8], []], pa.list_(pa.int32())),
        }
    )
    pa.parquet.write_table(users, resources / "users.parquet")
    pa.orc.write_table(users, resources / "users.orc")
    for place in ("dir1/file1.parquet", "dir1/dir2/file2.parquet"):
        named = pa.table({"file": [Path(place).name]})
        pa.parquet.write_table(named, resources / place)
