"""What code calls: through imports, results, annotations, helpers, SQL texts and notebooks."""

import ast
import json
from pathlib import Path

import pytest

from sparity_lab.drift.names import Name, vocabulary
from sparity_lab.drift.narrowing import Narrower, may_be
from sparity_lab.drift.reading import Reader
from sparity_lab.drift.uses import Place, uses
from sparity_lab.problems import UsageProblem

START = "from pyspark.sql import SparkSession, functions as F\n"


def called(code: str) -> set[str]:
    reader = Reader(vocabulary())
    reader.read(ast.parse(code))
    return {found.name.title for found in reader.found}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("from pyspark.sql import functions as F\nF.round(x)", {"functions.round"}),
        ("import pyspark.sql.functions as sf\nsf.col('a')", {"functions.col"}),
        ("import pyspark.sql.functions\npyspark.sql.functions.col('a')", {"functions.col"}),
        ("from pyspark.sql.functions import col as c\nc('a')", {"functions.col"}),
        ("from pyspark.sql.functions import *\nlit(1)", {"functions.lit"}),
        ("from sparity.sql import functions as F\nF.round(x)", {"functions.round"}),
        ("from pyspark.sql.types import DecimalType as D\nD(5, 2)", {"DecimalType"}),
        ("F.round(x)", set()),
        ("import math\nmath.round(x)", set()),
    ],
)
def test_imports_are_resolved(code: str, names: set[str]) -> None:
    assert called(code) == names


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("spark.range(3).groupBy('id').count()", "GroupedData.count"),
        ("spark.range(3).count()", "DataFrame.count"),
        ("spark.read.option('a', 1).csv('p').alias('x')", "DataFrame.alias"),
        ("df = spark.table('t')\ndf.write.mode('append')", "DataFrameWriter.mode"),
        ("(F.col('a') + 1).alias('x')", "Column.alias"),
        ("F.col('a') / 2", "Column /"),
        ("spark.table('t').name.like('x')", "Column.like"),
        ("def f(df: DataFrame):\n    return df.join(df)", "DataFrame.join"),
        ("def f(df: 'ps.DataFrame'):\n    return df.join(df)", "DataFrame.join"),
        ("def load():\n    return spark.table('t')\nload().replace(1, 2)", "DataFrame.replace"),
        ("with x() as y:\n    spark.table('t').unpivot()", "DataFrame.unpivot"),
        ("[F.upper(c) for c in cs]", "functions.upper"),
        ("class Job:\n  def run(self):\n    self.spark.table('t').sort('a')", "DataFrame.sort"),
        ("getattr(F, 'upper')('a')", "functions.upper"),
        ("unknown.withColumnRenamed('a', 'b')", "DataFrame.withColumnRenamed"),
        ("unknown.alias('a')", ".alias()"),
    ],
)
def test_receivers_are_followed(code: str, name: str) -> None:
    assert name in called(START + code)


@pytest.mark.parametrize(
    "code",
    ["', '.join(names)", "import os\nos.path.join('a')", "f'{x}'.replace('a', 'b')", "[].count(1)"],
)
def test_what_is_nothing_of_sparks_is_not_noted(code: str) -> None:
    assert called(START + code) == set()


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("spark.sql('select round(x), upper(y) from t')", {"SQL round()", "SQL upper()"}),
        ("q = '''\n  WITH a AS (SELECT size(x) FROM t) SELECT * FROM a'''", {"SQL size()"}),
        ("spark.sql(f'select abs({x}) from {t}')", {"SQL abs()"}),
        ("F.expr('array_size(x) + 1')", {"SQL array_size()"}),
        ("spark.table('t').selectExpr('a', 'round(b) as c')", {"SQL round()"}),
        ("spark.table('t').filter('length(a) > 1 and a in (1)')", {"SQL length()"}),
        ("F.call_function('asinh', x)", {"SQL asinh()"}),
        ("spark.sql(\"select 'round(1)' as `abs(1)` -- upper(x)\")", set()),
        ("print('we round (down)')", set()),
    ],
)
def test_functions_in_sql_texts_are_noted_by_name(code: str, names: set[str]) -> None:
    assert {name for name in called(START + code) if name.startswith("SQL")} == names


# --- files --------------------------------------------------------------------------------------


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def test_each_call_has_its_file_and_line(tmp_path: Path) -> None:
    code = START + "spark = SparkSession.active()\n\nspark.range(3).select(\n    F.round('id')\n)\n"
    found = uses([written(tmp_path, job__py=code)])
    assert found.places[Name("functions", "round")] == [Place(str(tmp_path / "job.py"), 5)]
    assert (found.files, found.strangers, found.unreadable) == (1, 0, {})


def test_files_that_are_no_python_are_named_and_not_fatal(tmp_path: Path) -> None:
    files = {"old__py": "print 'x'\n", "new__py": START + "F.abs(x)", "bad__ipynb": "{"}
    found = uses([written(tmp_path, **files)])
    assert set(found.unreadable) == {str(tmp_path / "old.py"), str(tmp_path / "bad.ipynb")}
    assert "line 1" in found.unreadable[str(tmp_path / "old.py")]
    assert Name("functions", "abs") in found.places


def test_files_without_spark_do_not_count(tmp_path: Path) -> None:
    found = uses([written(tmp_path, plain__py="x.join(y)", job__py="spark.range(1).join(y)")])
    assert found.strangers == 1
    assert {place.file for places in found.places.values() for place in places} == {
        str(tmp_path / "job.py")
    }


def test_hidden_folders_are_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    written(tmp_path / ".venv", lib__py=START + "F.abs(x)")
    written(tmp_path, job__py=START + "F.sqrt(x)")
    assert uses([tmp_path]).files == 1


def test_notebooks_are_read_cell_by_cell(tmp_path: Path) -> None:
    def cell(*lines: str, kind: str = "code") -> dict[str, object]:
        return {"cell_type": kind, "source": [f"{line}\n" for line in lines]}

    cells = [
        cell("# Title: F.abs", kind="markdown"),
        cell("%pip install x", START.strip()),
        cell("df = spark.range(3)", "df.select(F.round('id'))"),
        cell("%%sql", "select upper('x')"),
        cell("%%bash", "not python at all"),
    ]
    file = tmp_path / "n.ipynb"
    file.write_text(json.dumps({"cells": cells, "nbformat": 4}))
    found = uses([file])
    assert found.unreadable == {}
    assert found.places[Name("functions", "round")] == [Place(str(file), 2, 3)]
    assert found.places[Name("sql", "upper")] == [Place(str(file), 2, 4)]
    assert str(Place("n.ipynb", 2, 3)) == "n.ipynb cell 3:2"


def test_a_path_that_is_not_there_is_a_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="no file or folder"):
        uses([tmp_path / "nowhere"])
    with pytest.raises(UsageProblem, match="no Python"):
        uses([tmp_path])


# --- narrowing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "call", "side", "fits"),
    [
        (Name("functions", "round"), Name("functions", "round"), "client", True),
        (Name("functions", "round"), Name("functions", "ceil"), "server", False),
        (Name("functions", "round"), Name("sql", "round"), "server", True),
        (Name("sql", "round"), Name("functions", "round"), "server", True),
        (Name("functions", "round"), Name("sql", "round"), "client", False),
        (Name("DataFrame", "alias"), Name("?", "alias"), "client", True),
        (Name("DataFrame", "alias"), Name("Column", "alias"), "client", False),
        (Name("functions", "count"), Name("?", "count"), "server", False),
        (Name("functions", "count"), Name("DataFrame", "count"), "server", False),
    ],
)
def test_which_call_may_be_what_changed(subject: Name, call: Name, side: str, fits: bool) -> None:
    assert may_be(subject, call, "server" if side == "server" else "client") is fits


def test_a_change_about_several_names_says_whether_all_are_called() -> None:
    size, split = Name("functions", "size"), Name("functions", "split")
    narrower = Narrower({size: [Place("b.py", 2), Place("a.py", 9)]})
    whole = narrower.concern([size], "server")
    assert whole is not None
    assert whole.called == (size,)
    assert whole.places == (Place("a.py", 9), Place("b.py", 2))
    partly = narrower.concern([size, split], "server")
    assert partly is not None
    assert partly.called == (size,)
    assert narrower.concern([split], "server") is None
