"""Every kind of change is told apart, ordered by what hurts, and put down to what is called."""

import pytest
from drift_fakes import NEW, OLD, rows
from miniatures.outcomes import a_case, observed, raised, value, vector

from sparity_lab.cases import Case
from sparity_lab.drift.changes import changes
from sparity_lab.drift.deciders import DECIDERS, Decider, decider
from sparity_lab.drift.document import Drift, Entry
from sparity_lab.drift.kinds import KINDS
from sparity_lab.outcome.model import Outcome


def entry(drift: Drift, case: str) -> Entry:
    [found] = [one for one in drift.entries if one.case == f"batch-core/test_parity_small/{case}"]
    return found


@pytest.mark.parametrize(
    ("case", "observation", "kind", "side", "subjects"),
    [
        ("other_rows", "sized", "values", "server", {"functions.size"}),
        ("other_types", "correlation", "types", "client", {"DataFrame.corr"}),
        ("fails_now", "joined", "fails", "client", {"DataFrame.join"}),
        ("renamed_error", None, "renamed", "server", {"functions.sha2"}),
        ("printed", "plan", "printed", "client", {"DataFrame.explain"}),
        ("works_now", None, "works", "client", {"DataFrame.withColumn", "functions.lit"}),
        ("reworded_error", "missing", "reworded", "server", {"SparkSession.table"}),
        ("new_method", None, "new", "client", {"DataFrame.transpose"}),
        ("each[abs]", "result", "types", "client", {"functions.abs"}),
        ("in_sql", "result", "values", "either", {"SQL array()", "SQL array_size()"}),
    ],
)
def test_each_kind_of_change_is_told_apart(
    drift: Drift, case: str, observation: str | None, kind: str, side: str, subjects: set[str]
) -> None:
    found = entry(drift, case)
    assert (found.observation, found.kind, found.side) == (observation, kind, side)
    assert set(found.subjects) == subjects


def test_what_is_the_same_is_no_change(drift: Drift) -> None:
    told = {one.case.rsplit("/", 1)[1] for one in drift.entries}
    assert not told & {"same", "each[sqrt]"}
    assert drift.unchanged == 2


def test_a_case_without_golden_of_its_present_text_is_not_unchanged(drift: Drift) -> None:
    assert drift.no_golden == {OLD: 2, NEW: 1}
    assert (drift.cases, drift.compared) == (14, 12)
    assert drift.compared == drift.unchanged + len({one.case for one in drift.entries})


def test_silent_changes_of_results_come_first_and_the_servers_before_pysparks(drift: Drift) -> None:
    order = [kind.name for kind in KINDS]
    places = [(order.index(one.kind), DECIDERS.index(one.side)) for one in drift.entries]
    assert places == sorted(places)
    assert drift.entries[0].kind == "values"
    assert [one.kind for one in drift.entries if one.kind == "types"] == ["types", "types"]


def test_both_outcomes_are_kept_and_the_first_difference_told(drift: Drift) -> None:
    found = entry(drift, "other_rows")
    assert found.before == ("n: long", "Row(n=-1)", "Row(n=3)")
    assert found.after == ("n: long", "Row(n=3)", "Row(n=None)")
    assert found.summary == "Row(n=-1) → Row(n=None)"


def test_worst_hit_functions_come_first(drift: Drift) -> None:
    names = list(drift.by_subject())
    assert names.index("functions.size") < names.index("DataFrame.join")
    assert names.index("DataFrame.join") < names.index("DataFrame.transpose")


# --- single outcomes ----------------------------------------------------------------------------

LACKS = {
    "attribute": {"name": "AttributeError", "message": "'Column' object has no attribute 'x'"},
    "routine": {"condition": "UNRESOLVED_ROUTINE"},
    "routine_in_message": {"message": "[UNRESOLVED_ROUTINE] Cannot resolve function `f`"},
    "not_implemented": {"name": "PySparkNotImplementedError", "condition": "NOT_IMPLEMENTED"},
    "argument": {"name": "TypeError", "message": "f() got an unexpected keyword argument 'x'"},
}


def kind_of(before: Outcome, after: Outcome, since: str = "3.4") -> str:
    [change] = changes(a_case(since=since), OLD, before, after)
    return change.kind


@pytest.mark.parametrize("name", LACKS)
def test_an_error_of_something_that_is_not_there_makes_it_new(name: str) -> None:
    fields = dict(LACKS[name])
    error = raised(fields.pop("name", "AnalysisException"), **fields)
    assert kind_of(error, value(1)) == "new"
    assert kind_of(error, raised("AnalysisException", condition="OTHER")) == "new"


def test_what_a_case_says_of_itself_makes_it_new_too() -> None:
    assert kind_of(raised("AnalysisException"), value(1), since="4.0") == "new"
    assert kind_of(raised("AnalysisException"), value(1), since="3.5") == "works"


def test_what_no_longer_exists_is_an_error_now() -> None:
    gone = raised("AttributeError", message="'DataFrame' object has no attribute 'rdd'")
    assert kind_of(value(1), gone) == "fails"


def test_a_condition_that_was_only_in_the_message_is_no_new_name() -> None:
    silent = raised(message="[TABLE_OR_VIEW_NOT_FOUND] The table `t` cannot be found.")
    telling = raised(
        message="[TABLE_OR_VIEW_NOT_FOUND] The table or view `t` cannot be found.",
        condition="TABLE_OR_VIEW_NOT_FOUND",
    )
    assert kind_of(silent, telling) == "reworded"
    assert kind_of(silent, raised("SparkException", condition="OTHER")) == "renamed"


def test_a_leniency_of_the_comparators_holds_here_too() -> None:
    mine = raised(condition="SAME", message="a client's words", side="client")
    yours = raised(condition="SAME", message="others", side="client")
    assert changes(a_case(), OLD, mine, yours) == []
    assert changes(a_case(), OLD, rows(1, 2), rows(2, 1)) == []
    assert kind_of(value([1, 2]), value([2, 1])) == "values"


def test_an_observation_that_only_one_version_has_is_a_change() -> None:
    one = {"a": {"kind": "value", "value": 1}}
    two = {**one, "b": {"kind": "value", "value": 2}}
    assert kind_of(observed(one), observed(two)) == "values"
    assert kind_of(observed(one), observed(two), since="4.0") == "new"


def test_nullability_alone_is_another_type() -> None:
    assert kind_of(rows(1, nullable=False), rows(1)) == "types"


def test_texts_for_people_are_only_printed_otherwise() -> None:
    assert kind_of(value("Column<'(a = 1)'>"), value("Column<'=(a, 1)'>")) == "printed"
    assert kind_of(value("a"), value("b")) == "values"


def test_an_error_caught_by_the_case_may_be_new_and_all_else_unchanged() -> None:
    fine = {"kind": "value", "value": 1}
    lacking = {"kind": "error", "error": vector("AttributeError", message="has no attribute 'x'")}
    before, after = observed({"a": fine, "b": lacking}), observed({"a": fine, "b": fine})
    [change] = changes(a_case(), OLD, before, after)
    assert (change.observation, change.kind) == ("b", "new")


# --- who decides ----------------------------------------------------------------------------------


def decided(before: Outcome, after: Outcome) -> str:
    [change] = changes(a_case(), OLD, before, after)
    return decider(change, None)


def test_other_answers_of_the_server_leave_open_whether_it_was_asked_otherwise() -> None:
    assert decided(rows(1), rows(2)) == "either"


def test_other_values_of_the_same_answers_are_pysparks() -> None:
    one, other = ({"a": {"kind": "value", "value": n}} for n in (1, 2))
    answers = ["arrow:same", "analyzeplan:same"]
    assert decided(observed(one, answers), observed(other, answers)) == "client"
    assert decided(observed(one, answers), observed(other, answers[:1])) == "either"


def test_other_words_of_a_server_are_its_own_and_another_name_for_them_pysparks() -> None:
    said = raised("SparkException", message="(java.sql.SQLException) No driver")
    assert decided(said, raised("UnknownException", message="No driver")) == "client"
    assert decided(said, raised("UnknownException", message="There is no driver")) == "server"


def test_who_named_an_error_in_other_words_is_open_where_pyspark_knew_no_class() -> None:
    said = raised("SparkConnectGrpcException", message="(java.sql.SQLException) No driver")
    assert decided(said, raised("UnknownException", message="No driver")) == "client"
    assert decided(said, raised("UnknownException", message="There is no driver")) == "either"
    said_again = raised("SparkConnectGrpcException", message="There is no driver")
    assert decided(said, said_again) == "server"


def test_a_condition_that_is_in_no_message_may_be_told_by_one_and_read_by_the_other() -> None:
    silent, telling = raised(message="No table"), raised(message="No table", condition="_LEGACY_1")
    assert decided(silent, telling) == "either"


class Runs:
    """Runs that tell one thing of whatever they are asked."""

    runs = ("a on b",)

    def __init__(self, told: Decider | None) -> None:
        self._told = told

    def decider(self, case: Case, observation: str | None) -> Decider | None:
        return self._told


@pytest.mark.parametrize(
    ("told", "open_one", "settled_one"),
    [
        ("server", "server", "client"),
        ("client", "client", "client"),
        ("either", "either", "either"),
        (None, "either", "client"),
    ],
)
def test_runs_tell_what_recordings_leave_open_and_can_open_what_they_settle(
    told: Decider | None, open_one: str, settled_one: str
) -> None:
    [change] = changes(a_case(), OLD, rows(1), rows(2))
    assert decider(change, Runs(told)) == open_one
    said = raised("SparkException", message="No driver")
    [change] = changes(a_case(), OLD, said, raised("UnknownException", message="No driver"))
    assert decider(change, Runs(told)) == settled_one


def test_the_same_error_from_another_place_of_the_server_is_the_servers() -> None:
    here, there = (
        raised(message="No driver", query_context=[{"callSite": f"Planner.scala:{line}"}])
        for line in (1, 2)
    )
    assert decided(here, there) == "server"
