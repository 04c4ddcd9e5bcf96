"""A small repository with goldens of two versions, one case for every kind of change."""

from pathlib import Path
from typing import Any, Literal

from lab_fakes.roots import make_root
from miniatures.outcomes import frame, observed, raised, value, vector

from sparity_lab.cases import Case, discover
from sparity_lab.outcome.model import Outcome
from sparity_lab.verdict.goldens import Goldens

OLD, NEW = "3.5.9", "4.3.0"
PROFILE = "batch-core"

SUITE = '''"""A suite for tests."""

from parity_suites.case import case


def _people(spark):
    return spark.createDataFrame([("Ann", 3), ("Bob", None)], "name string, n int")


@case(mirrors="dataframe.test_same")
def same(spark, F):
    """Nothing changes."""
    return _people(spark).select(F.upper("name"))


@case(mirrors="dataframe.test_rows")
def other_rows(spark, F):
    """The rows change."""
    return {"sized": _people(spark).select(F.size(F.split("name", ""))), "first": 1}


@case(mirrors="dataframe.test_types")
def other_types(spark):
    """The type of a number changes."""
    return {"correlation": _people(spark).corr("n", "n")}


@case(mirrors="dataframe.test_fails")
def fails_now(spark, api):
    """What was allowed is refused."""
    frame = _people(spark)
    return {"joined": api.error_of(lambda: frame.join(frame, 1)), "fine": 1}


@case(mirrors="dataframe.test_renamed")
def renamed_error(spark, F):
    """An error of another name."""
    return _people(spark).select(F.sha2("name", 3))


@case(mirrors="dataframe.test_printed")
def printed(spark, api):
    """A plan that reads otherwise."""
    return {"plan": api.printed(lambda: _people(spark).explain())}


@case(mirrors="dataframe.test_works")
def works_now(spark, F):
    """What was refused is allowed."""
    return _people(spark).withColumn("m", F.lit([1]))


@case(mirrors="dataframe.test_reworded")
def reworded_error(spark):
    """The same error in other words."""
    return {"missing": spark.table("nowhere")}


@case(mirrors="dataframe.test_new", since="4.0")
def new_method(spark):
    """It came with 4.0."""
    return _people(spark).transpose()


@case(mirrors="dataframe.test_probe", params={"abs": {"name": "abs"}, "sqrt": {"name": "sqrt"}})
def each(spark, F, name):
    """A function by its name."""
    return spark.sql("select -4 as n").select(getattr(F, name)("n"))


@case(mirrors="dataframe.test_sql")
def in_sql(spark):
    """A function in a SQL text."""
    return spark.sql("select array_size(array(1)) as n")


@case(mirrors="dataframe.test_gap")
def not_recorded(spark):
    """One version was never asked."""
    return _people(spark).tail(1)


@case(mirrors="dataframe.test_edited")
def edited(spark):
    """It was recorded before it was edited."""
    return _people(spark).head()
'''

_FIELD = {"name": "n", "type": "long", "nullable": True, "metadata": {}}
_SCHEMA = {"type": "struct", "fields": [_FIELD]}


class Crossed:
    """What runs tell that hold client or server: who decides some of the changes above."""

    runs = (f"pyspark=={OLD} on {NEW}",)

    def decider(self, case: Case, observation: str | None) -> Literal["server", "client"] | None:
        known: dict[str, Literal["server", "client"]] = {"other_rows": "server", "each": "client"}
        return known.get(case.function)


def rows(*numbers: Any, nullable: bool = True) -> Outcome:
    schema = {"type": "struct", "fields": [{**_FIELD, "nullable": nullable}]}
    received = [f"arrow:{sorted(map(str, numbers))} {nullable}"]
    return frame([{"row": [["n", number]]} for number in numbers], schema, received=received)


def plan(name: str) -> dict[str, Any]:
    return {"kind": "value", "value": f"== Physical Plan ==\n{name}\n"}


def observation(outcome: Outcome) -> Any:
    return (outcome.observations or {})["result"]


def named(received: str, **observations: Any) -> Outcome:
    return observed(observations, [f"arrow:{received}"])


def _kept(content: Any) -> dict[str, Any]:
    return {"kind": "value", "value": content}


_NUMBER = _kept(1)
_ERROR = {"kind": "error", "error": vector("PySparkTypeError", condition="NOT_STR", side="client")}
_LACKS = "'DataFrame' object has no attribute 'transpose'"

#: By name of the case: what the older and the newer version did.
OUTCOMES: dict[str, tuple[Outcome, Outcome]] = {
    "same": (rows(1), rows(1)),
    "other_rows": (
        named("a", sized=observation(rows(3, -1)), first=_NUMBER),
        named("b", sized=observation(rows(3, None)), first=_NUMBER),
    ),
    "other_types": (
        named("a", correlation=_kept({"numpy": ["float64", {"float": "1.0"}]})),
        named("a", correlation=_kept({"float": "1.0"})),
    ),
    "fails_now": (
        named("a", joined=_NUMBER, fine=_NUMBER),
        named("a", joined=_ERROR, fine=_NUMBER),
    ),
    "renamed_error": (
        raised("AnalysisException", condition="OLD_NAME"),
        raised("AnalysisException", condition="NEW_NAME"),
    ),
    "printed": (named("a", plan=plan("Sort")), named("a", plan=plan("Range"))),
    "works_now": (raised("PySparkTypeError", condition="NOT_A_LITERAL", side="client"), rows(1)),
    "reworded_error": (
        named("a", missing={"kind": "error", "error": vector(message="no such table")}),
        named("a", missing={"kind": "error", "error": vector(message="there is no table")}),
    ),
    "new_method": (raised("AttributeError", message=_LACKS, side="client"), rows(1)),
    "each[abs]": (rows(4, nullable=False), rows(4)),
    "each[sqrt]": (rows(2), rows(2)),
    "in_sql": (rows(1), rows(2)),
    "not_recorded": (value([]), value([])),
    "edited": (value(1), value(2)),
}


def repository(folder: Path) -> Path:
    """Tables, the suite above, and its goldens: one case lacks one, one was edited since."""
    root = make_root(folder, {})
    suite = root / "parity_suites" / "batch_core" / "test_parity_small.py"
    suite.write_text(SUITE)
    goldens = Goldens(root / "golden")
    for case in cases(root):
        before, after = OUTCOMES[case.name]
        if case.name != "not_recorded":
            goldens.record(case, OLD, before)
        goldens.record(case, NEW, after)
    goldens.save()
    suite.write_text(SUITE.replace("_people(spark).head()", "_people(spark).head(1)"))
    return root


def cases(root: Path) -> list[Case]:
    return discover(root / "parity_suites", PROFILE)
