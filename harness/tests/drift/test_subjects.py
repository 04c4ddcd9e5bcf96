"""What a change is put down to: fixtures are not, expressions, words and readers are."""

from pathlib import Path
from typing import Any

import pytest
from lab_fakes.roots import make_root
from miniatures.outcomes import frame, observed, vector

from sparity_lab.cases import discover
from sparity_lab.drift.document import compare_versions
from sparity_lab.outcome.model import Outcome
from sparity_lab.verdict.goldens import Goldens

OLD, NEW = "3.5.9", "4.3.0"
HEAD = '"""A suite for tests."""\n\nfrom parity_suites.case import case\n\n\n'
FIELDS = ("kept", "made")


class Decides:
    """Runs that tell that one side decides whatever is open."""

    runs = ()

    def __init__(self, side: Any) -> None:
        self._side = side

    def decider(self, *_: object) -> Any:
        return self._side


def rows(made: object, received: str = "", kind: str = "long") -> Outcome:
    fields = [
        {"name": name, "type": "long" if name == "kept" else kind, "nullable": True, "metadata": {}}
        for name in FIELDS
    ]
    schema = {"type": "struct", "fields": fields}
    cells = [{"row": [["kept", 1], ["made", made]]}]
    return frame(cells, schema, received=[f"arrow:{received or made}"])


def told(tmp_path: Path, code: str, old: Outcome, new: Outcome, side: Any = "server") -> Any:
    root = make_root(tmp_path / "repo", {})
    suite = root / "parity_suites" / "batch_core" / "test_parity_small.py"
    suite.write_text(HEAD + code)
    goldens = Goldens(root / "golden")
    cases = discover(root / "parity_suites", "batch-core")
    for case in cases:
        goldens.record(case, OLD, old)
        goldens.record(case, NEW, new)
    suites = root / "parity_suites"
    drift = compare_versions(cases, goldens, suites, (OLD, NEW), crossed=Decides(side))
    return drift.entries[0]


CASES = {
    "the expression of the column that differs": (
        """@case(mirrors="functions.test_it")
def expressions(spark, F):
    return spark.range(1).select(F.abs("id").alias("kept"), F.sqrt("id").alias("made"))
""",
        "server",
        ("functions.sqrt",),
    ),
    "what the case is called after, though most cases call it": (
        """@case(mirrors="functions.test_it")
def enumerations_as_literals(spark, F):
    return spark.range(1).withColumnRenamed("id", "kept").select(F.lit(1))
""",
        "server",
        ("functions.lit",),
    ),
    "what the mirrored test is called after": (
        """@case(mirrors="dataframe.test_with_column_renamed")
def names(spark):
    return spark.range(1).withColumnRenamed("id", "kept").hint("x")
""",
        "server",
        ("DataFrame.withColumnRenamed",),
    ),
    "a method of one of several variables bound at once": (
        """def _frame(spark):
    return spark.range(1)


@case(mirrors="dataframe.test_it")
def joins(spark):
    left, right = _frame(spark), _frame(spark).drop("x")
    return left.join(right)
""",
        "server",
        ("DataFrame.join",),
    ),
    "what PySpark sends its data with, where it asks otherwise": (
        """@case(mirrors="dataframe.test_it")
def changed_in_place(spark, api):
    pd = api.pandas()
    return spark.createDataFrame(pd.DataFrame({"n": [1]})).filter("n = 1")
""",
        "client",
        ("SparkSession.createDataFrame",),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_put_down_to(tmp_path: Path, name: str) -> None:
    code, side, subjects = CASES[name]
    assert told(tmp_path, code, rows(1), rows(2), side).subjects == subjects


FIXTURE = """def _values(spark):
    return spark.sql("select explode(array(1)) as kept, 1 as made")


@case(mirrors="types.test_it")
def moments(spark, api):
    frame = _values(spark)
    return {"result": RESULT}
"""


def test_other_values_of_what_sql_alone_asks_are_about_reading_it(tmp_path: Path) -> None:
    found = told(tmp_path, FIXTURE.replace("RESULT", "frame"), rows(1), rows(2), "client")
    assert found.subjects == ("DataFrame.collect",)


def test_the_same_values_in_other_types_are_about_what_converts_them(tmp_path: Path) -> None:
    def table(zone: str, moment: str) -> Outcome:
        content = {"schema": [["t", zone, True]], "columns": [[{"datetime": moment}]]}
        seen = {"kind": "value", "value": {"arrow": ["Table", content]}}
        return observed({"result": seen}, [f"arrow:{zone}"])

    old = table("New_York", "2024-03-10T01:00:00-05:00")
    new = table("UTC", "2024-03-10T06:00:00+00:00")
    found = told(tmp_path, FIXTURE.replace("RESULT", "api.to_arrow(frame)"), old, new, None)
    assert (found.kind, found.side, found.subjects) == ("types", "either", ("DataFrame.toArrow",))


def test_a_frame_of_pandas_is_no_frame_of_sparks(tmp_path: Path) -> None:
    code, side, _ = CASES["what PySpark sends its data with, where it asks otherwise"]
    assert "DataFrame" not in told(tmp_path, code, rows(1), rows(2), side).calls


def test_lines_of_a_plan_are_only_printed(tmp_path: Path) -> None:
    code = """@case(mirrors="dataframe.test_it")
def hints(spark, api):
    text = api.printed(lambda: spark.range(1).hint("x").explain(True))
    return {"lines": text.splitlines()}
"""

    def lines(*texts: str) -> Outcome:
        return observed({"lines": {"kind": "value", "value": list(texts)}}, [f"arrow:{texts}"])

    found = told(tmp_path, code, lines("!UnresolvedHint a"), lines("UnresolvedHint a"))
    assert (found.kind, found.subjects) == ("printed", ("DataFrame.hint",))


def test_a_type_with_its_size_in_sql_is_no_function(tmp_path: Path) -> None:
    code = """@case(mirrors="types.test_it")
def sized(spark):
    return spark.sql("select 1 as kept, cast('x' as char(3)) as made, char(65)")
"""
    found = told(tmp_path, code, rows(1), rows(2))
    assert {"SQL type CHAR", "SQL char()"} <= set(found.calls)


def test_an_error_that_asking_for_a_setting_ends_in_is_about_that(tmp_path: Path) -> None:
    code = """@case(mirrors="dataframe.test_conf")
def settings(spark, api):
    made = spark.range(3).hint("x").count()
    return {"made": made, "unknown": api.error_of(lambda: spark.conf.get("spark.none"))}
"""
    old, new = (
        observed({"unknown": {"kind": "error", "error": vector(name, message=name)}})
        for name in ("SparkException", "AnalysisException")
    )
    assert told(tmp_path, code, old, new).subjects == ("RuntimeConfig.get",)
