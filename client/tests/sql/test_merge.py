"""MERGE: what the builders collect and what is sent."""

import pytest
from fake_session import fake_session

from sparity.errors import PySparkTypeError, UnsupportedOnServerError
from sparity.sql import MergeIntoWriter
from sparity.sql import functions as F


@pytest.fixture
def session():
    return fake_session()


@pytest.fixture
def writer(session):
    return session[0].range(3).mergeInto("t", F.col("match"))


def sent(session):
    (plan,) = session[1].plans
    return plan.command.merge_into_table_command


def kinds(actions):
    return [
        action.merge_action.ActionType.Name(action.merge_action.action_type) for action in actions
    ]


def test_a_merge_names_the_table_the_rows_and_the_condition(session, writer):
    assert isinstance(writer, MergeIntoWriter)
    writer.merge()
    told = sent(session)
    assert told.target_table_name == "t"
    assert told.source_table_plan.range.end == 3
    assert told.merge_condition.unresolved_attribute.unparsed_identifier == "match"
    assert not told.with_schema_evolution


def test_actions_are_sent_by_kind_in_the_order_of_the_calls(session, writer):
    (
        writer.whenMatched()
        .updateAll()
        .whenNotMatched()
        .insertAll()
        .whenMatched()
        .delete()
        .whenNotMatchedBySource()
        .delete()
        .whenNotMatched()
        .insert({"a": F.lit(1)})
        .whenNotMatchedBySource()
        .updateAll()
        .whenMatched()
        .update({"a": F.lit(1)})
        .whenNotMatchedBySource()
        .update({"a": F.lit(1)})
        .withSchemaEvolution()
        .merge()
    )
    told = sent(session)
    assert kinds(told.match_actions) == [
        "ACTION_TYPE_UPDATE_STAR",
        "ACTION_TYPE_DELETE",
        "ACTION_TYPE_UPDATE",
    ]
    assert kinds(told.not_matched_actions) == ["ACTION_TYPE_INSERT_STAR", "ACTION_TYPE_INSERT"]
    assert kinds(told.not_matched_by_source_actions) == [
        "ACTION_TYPE_DELETE",
        "ACTION_TYPE_UPDATE_STAR",
        "ACTION_TYPE_UPDATE",
    ]
    assert told.with_schema_evolution


def test_assignments_are_columns_as_sql_text_and_their_values(session, writer):
    writer.whenMatched(F.col("only")).update({"a.b": F.lit(1), "c": F.col("d")}).merge()
    (action,) = sent(session).match_actions
    assert action.merge_action.condition.unresolved_attribute.unparsed_identifier == "only"
    assert [one.key.expression_string.expression for one in action.merge_action.assignments] == [
        "a.b",
        "c",
    ]
    assert action.merge_action.assignments[0].value.literal.integer == 1


def test_each_action_gives_the_same_writer(writer):
    assert writer.whenMatched().delete() is writer
    assert writer.whenNotMatched().insertAll() is writer
    assert writer.withSchemaEvolution() is writer


def test_a_builder_without_an_action_does_nothing(session, writer):
    writer.whenMatched(F.lit(True))
    writer.merge()
    assert not sent(session).match_actions


@pytest.mark.parametrize(
    ("say", "arg_name"),
    [
        (lambda frame, writer: frame.mergeInto(5, F.col("a")), "table"),
        (lambda frame, writer: frame.mergeInto("t", "a = b"), "condition"),
        (lambda frame, writer: writer.whenMatched("a"), "condition"),
        (lambda frame, writer: writer.whenNotMatched(5), "condition"),
        (lambda frame, writer: writer.whenMatched().update(5), "assignments"),
        (lambda frame, writer: writer.whenMatched().update({"a": 5}), "assignments"),
        (lambda frame, writer: writer.whenNotMatched().insert({5: F.lit(1)}), "assignments"),
    ],
)
def test_what_is_no_column_is_refused_at_once(session, writer, say, arg_name):
    with pytest.raises(PySparkTypeError) as caught:
        say(session[0].range(1), writer)
    assert caught.value.getCondition() == "NOT_EXPECTED_TYPE"
    assert caught.value.getMessageParameters()["arg_name"] == arg_name


def test_servers_before_4_0_are_too_old():
    spark, _ = fake_session("3.5.9")
    with pytest.raises(UnsupportedOnServerError):
        spark.range(1).mergeInto("t", F.lit(True)).whenMatched().delete().merge()
