"""Values that differ in types, in texts for people, or in what they tell of errors."""

from typing import Any

import pytest

from sparity_lab.drift.alike import differ_only_in_types, only_names_types, only_prints
from sparity_lab.drift.differing import differing
from sparity_lab.drift.told_errors import told_of_errors
from sparity_lab.drift.values import summary


def table(zone: str, moment: str) -> dict[str, Any]:
    schema = [["t", f"timestamp[us, tz={zone}]", True]]
    return {"arrow": ["Table", {"schema": schema, "columns": [[{"datetime": moment}]]}]}


def frame(dtype: str, value: object) -> dict[str, Any]:
    content = {"columns": ["n"], "dtypes": [dtype], "values": [[value]], "index": {"values": [0]}}
    return {"pandas": ["DataFrame", content]}


def test_a_moment_is_the_same_under_another_zones_label() -> None:
    here = table("America/New_York", "2024-03-10T01:59:59-05:00")
    assert differ_only_in_types(here, table("UTC", "2024-03-10T06:59:59+00:00"))
    assert not differ_only_in_types(here, table("UTC", "2024-03-10T01:59:59+00:00"))


def test_a_frame_of_pandas_is_the_same_under_another_dtype() -> None:
    assert differ_only_in_types(frame("datetime64[us]", 1), frame("datetime64[ns]", 1))
    assert not differ_only_in_types(frame("int64", 1), frame("int64", 2))


@pytest.mark.parametrize(
    ("before", "after", "only"),
    [
        (["NoneType", "bytearray"], ["NoneType", "bytes"], True),
        ({"dict": [["ts", "datetime64[ns]"]]}, {"dict": [["ts", "datetime64[us]"]]}, True),
        ("bytes", "others", False),
        (["bytearray", 1], ["bytes", 2], False),
    ],
)
def test_names_of_types_tell_of_types(before: Any, after: Any, only: bool) -> None:
    assert only_names_types(before, after) is only


def test_a_repr_for_people_is_only_printed() -> None:
    old, new = "<pyspark.sql.connect.group.GroupedData object at 0x1>", "GroupedData[group: [a]]"
    assert only_prints(old, new)


@pytest.mark.parametrize(
    ("before", "after", "kind", "by"),
    [
        ("TypeError", "PySparkAssertionError", "renamed", "client"),
        ("SparkConnectGrpcException", "SparkException", "renamed", None),
        (["AnalysisException", None], ["AnalysisException", "SOME_CONDITION.SUB"], "renamed", None),
        ("NoneType", "TypeError", "fails", "client"),
        ("PySparkNotImplementedError", "NoneType", "works", "client"),
        (None, "22003", "renamed", None),
    ],
)
def test_what_a_case_tells_of_errors_is_no_result(
    before: Any, after: Any, kind: str, by: str | None
) -> None:
    assert told_of_errors(before, after) == (kind, by)


@pytest.mark.parametrize(
    ("before", "after"),
    [("red", "blue"), (1, 2), (["TypeError", 1], ["ValueError", 2]), ("TypeError", "red")],
)
def test_any_other_difference_is_a_result(before: Any, after: Any) -> None:
    assert told_of_errors(before, after) is None


def test_a_whole_error_in_a_value_tells_who_raises_it() -> None:
    def value(side: str, condition: str) -> dict[str, Any]:
        error = {"class": "E", "condition": condition, "message": condition, "side": side}
        return {"error": error}

    assert told_of_errors(value("server", "A"), value("server", "B")) == ("renamed", "server")
    assert told_of_errors(value("client", "A"), value("client", "B")) == ("renamed", "client")


# --- columns --------------------------------------------------------------------------------------


def rows(*pairs: tuple[int, str]) -> dict[str, Any]:
    fields = [{"name": name, "type": "int"} for name in ("n", "t")]
    cells = [{"row": [["n", n], ["t", t]]} for n, t in pairs]
    return {"kind": "frame", "schema": {"type": "struct", "fields": fields}, "rows": cells}


def test_the_columns_that_differ_are_found_with_their_places() -> None:
    found = differing(rows((1, "a"), (2, "b")), rows((1, "a"), (2, "c")))
    assert (found.places, found.of) == ({"t": 1}, 2)
    assert differing(rows((1, "a")), rows((2, "b"))).places == {}, "all of them tell nothing"


def test_the_fields_of_a_schema_that_is_text_are_found_too() -> None:
    def schema(kind: str) -> dict[str, Any]:
        text = f"StructType([StructField('a', {kind}, True), StructField('b', X(), True)])"
        return {"kind": "value", "value": {"object": ["StructType", text]}}

    assert differing(schema("DoubleType()"), schema("LongType()")).places == {"a": 0}


# --- summaries ------------------------------------------------------------------------------------


def test_a_summary_tells_the_first_lines_that_differ_where_they_stand() -> None:
    assert summary(["a", "b", "a"], ["a", "c", "a"]) == "b → c"
    assert summary(["x"], ["x", "y"]) == "nothing → y"
    assert summary(["a", "b", "c"], ["b", "c", "d"]) == "a → d"
    assert summary(["a", "b"], ["b", "a"]) == "the same lines in another order"


def test_a_summary_says_what_cannot_be_seen() -> None:
    assert summary(["(0 rows)", ""], ["(0 rows)"]) == (
        "2 lines → 1 lines, which differ in empty ones"
    )
    assert summary(["same"], ["same"]) == "the same lines, other details"
