"""What a recording says: calls by method, what they asked for, what the server accepted."""

from typing import Any

from lab_fakes.requests import (
    analyze,
    call,
    config_get,
    execute,
    message,
    range_relation,
    recording,
)

from sparity_lab.record.seen import asked, seen
from sparity_lab.record.tape import Tape
from sparity_lab.records import Seen

RANGE = range_relation()


def of(*calls: tuple[Any, ...], beside: dict[str, int] | None = None) -> Seen:
    found = recording(*calls)
    return seen(asked(found), found.more, beside or {})


def test_what_a_plan_is_made_of_counts_once_a_call() -> None:
    literal = message("Expression", literal=message("Expression.Literal", integer=1))
    limited = message(
        "Relation", project=message("Project", input=RANGE, expressions=[literal] * 2)
    )
    found = of(("ExecutePlan", execute(limited)), ("ExecutePlan", execute(RANGE)))
    assert found.uses["relations"] == {"project": (1, 1), "range": (2, 2)}
    assert found.uses["expressions"] == {"literal": (1, 1)}
    assert found.uses["RPCs"] == {"ExecutePlan": (2, 2)}
    assert (found.rpcs, found.executed) == ({"ExecutePlan": 2}, True)


def test_commands_catalog_config_and_analyses_are_told_apart() -> None:
    catalog = message("Catalog", current_database=message("CurrentDatabase"))
    command = message("Command", sql_command=message("SqlCommand", sql="SELECT 1"))
    request = message("ExecutePlanRequest", plan=message("Plan", command=command))
    found = of(
        ("ExecutePlan", execute(message("Relation", catalog=catalog))),
        ("ExecutePlan", request.SerializeToString()),
        ("Config", config_get("a")),
        ("AnalyzePlan", analyze(spark_version=message("AnalyzePlanRequest.SparkVersion"))),
    )
    assert found.uses["catalog operations"] == {"current_database": (1, 1)}
    assert found.uses["relations"] == {"catalog": (1, 1)}
    assert found.uses["commands"] == {"sql_command": (1, 1)}
    assert found.uses["config operations"] == {"get": (1, 1)}
    assert found.uses["analyses"] == {"spark_version": (1, 1)}


def test_what_the_server_refuses_was_sent_but_not_accepted() -> None:
    found = of(("ExecutePlan", execute(RANGE), "INTERNAL", 0))
    assert found.uses["relations"] == {"range": (1, 0)}
    assert not found.executed


def test_a_call_that_goes_on_is_not_accepted_yet() -> None:
    assert not of(("ExecutePlan", execute(RANGE), None)).executed


def test_a_stream_that_the_client_ends_was_accepted_if_it_had_begun() -> None:
    assert of(("ExecutePlan", execute(RANGE), "CANCELLED", 1)).executed
    assert not of(("ExecutePlan", execute(RANGE), "CANCELLED", 0)).executed


def test_an_execution_is_accepted_when_the_last_call_that_attaches_to_it_is() -> None:
    first = execute(RANGE, operation_id="o1")
    again = message("ReattachExecuteRequest", operation_id="o1").SerializeToString()
    lost = of(("ExecutePlan", first, "OK"), ("ReattachExecute", again, "INTERNAL", 0))
    assert lost.uses["relations"] == {"range": (1, 0)}
    saved = of(("ExecutePlan", first, "UNAVAILABLE", 0), ("ReattachExecute", again, "OK"))
    assert saved.uses["relations"] == {"range": (1, 1)}


def test_asking_for_the_version_executes_nothing() -> None:
    version = analyze(spark_version=message("AnalyzePlanRequest.SparkVersion"))
    assert not of(("AnalyzePlan", version)).executed
    plan = message("Plan", root=RANGE)
    schema = analyze(schema=message("AnalyzePlanRequest.Schema", plan=plan))
    assert of(("AnalyzePlan", schema)).executed


def test_calls_beside_the_case_are_no_calls_of_the_case() -> None:
    found = of(
        ("Config", config_get("a")),
        ("ReleaseSession",),
        ("ExecutePlan", execute(RANGE)),
        ("Config", config_get("b")),
        beside={"Config": 1, "ReleaseSession": 1},
    )
    assert found.rpcs == {"Config": 1, "ExecutePlan": 1}
    assert found.uses["RPCs"]["Config"] == (2, 2)


def test_calls_that_were_only_counted_count() -> None:
    tape = Tape(max_calls=1)
    for _ in range(4):
        call(tape, "Config", config_get("a"))
    taken = tape.take()
    assert seen(asked(taken), taken.more, {}).rpcs == {"Config": 4}


def deep(levels: int) -> Any:
    relation = RANGE
    for _ in range(levels):
        outer = message("Relation")
        outer.limit.input.CopyFrom(relation)
        relation = outer
    return relation


def test_deep_plans_are_read() -> None:
    assert set(of(("ExecutePlan", execute(deep(150)))).uses["relations"]) == {"limit", "range"}


def test_what_is_no_message_asks_for_nothing() -> None:
    found = of(("ExecutePlan", b"\xff\xff\xff", "INTERNAL", 0), ("ExecutePlan", b""), ("Strange",))
    assert set(found.uses) == {"RPCs"}
    assert found.rpcs == {"ExecutePlan": 2, "Strange": 1}
