"""What results are made of: responses, chunks, what is damaged, and what a newer server adds."""

from parity_suites.case import case
from parity_suites.wire.scripts import all_or_none, numbers, scripted

COLLECT = "connect_collection.test_collect"
CHUNKS = "connect_basic.test_arrow_batch_result_chunking"


@case(
    mirrors=COLLECT,
    since="3.5",
    ordered=True,
    params={
        "one": {"rows": 5, "responses": 1},
        "many": {"rows": 40, "responses": 20},
        "some_empty": {"rows": 3, "responses": 7},
        "no_rows": {"rows": 0, "responses": 1},
        "no_rows_in_many": {"rows": 0, "responses": 3},
    },
)
def rows_come_in_so_many_responses(spark, rows, responses):
    """Rows, schema and Arrow types, however the rows are spread."""
    return scripted(spark, rows=rows, responses=responses)


@case(
    mirrors=CHUNKS,
    since="4.1",
    ordered=True,
    params={
        "whole": {"chunks": 1, "attempts": []},
        "two": {"chunks": 2, "attempts": []},
        "many": {"chunks": 30, "attempts": []},
        "broken_between_chunks": {"chunks": 4, "attempts": [3, 2, 1]},
        "ended_between_chunks": {"chunks": 4, "attempts": [{"after": 6, "then": "end"}]},
    },
)
def batches_come_in_chunks(spark, chunks, attempts):
    """A client that allows it is sent a batch in several responses."""
    frame = scripted(spark, rows=90, responses=3, chunks=chunks, attempts=attempts)
    return numbers(frame)


@case(
    mirrors="connect_error.test_error_handling",
    since="3.5",
    params={
        name: {"damage": name}
        for name in ("garbled", "row_count", "start_offset", "twice", "lost", "other_session")
    },
)
def a_damaged_response_gives_no_wrong_rows(spark, damage):
    """One of three Arrow responses is not what it should be."""
    fault = {"response": 1, "damage": damage}
    frame = scripted(spark, rows=9, responses=3, fault=fault)
    return all_or_none(lambda: numbers(frame), 9)


# Not the last batch: where its last chunk is missing, PySpark gives the rows before it as if they
# were all, and would be no witness of what is right.
@case(mirrors=CHUNKS, since="4.1", params={"first": {"response": 0}, "second": {"response": 1}})
def a_missing_chunk_gives_no_wrong_rows(spark, response):
    """A batch of which the last chunk does not come."""
    fault = {"response": response, "damage": "missing_chunk"}
    frame = scripted(spark, rows=9, responses=3, chunks=3, fault=fault)
    return all_or_none(lambda: numbers(frame), 9)


@case(mirrors=COLLECT, since="3.5")
def the_session_is_usable_after_a_damaged_response(spark):
    """What went wrong with one result is nothing to the next."""
    damaged = scripted(spark, rows=9, responses=3, fault={"response": 2, "damage": "garbled"})
    before = all_or_none(lambda: numbers(damaged), 9)
    return {"before": before, "after": numbers(spark.range(4))}


@case(
    mirrors=COLLECT,
    since="3.5",
    ordered=True,
    params={
        "fields": {"newer": ["field"]},
        "responses": {"newer": ["response"]},
        "both": {"newer": ["field", "response"]},
    },
)
def what_a_newer_server_adds_is_passed_over(spark, newer):
    """Fields and a type of response that no client of today knows."""
    return numbers(scripted(spark, rows=6, responses=2, newer=newer))


@case(mirrors="connect_basic.test_schema", since="3.5")
def a_schema_is_asked_for_without_rows(spark):
    """The schema of a query, and its columns."""
    frame = scripted(spark, rows=5)
    return {"schema": frame.schema.simpleString(), "columns": frame.columns}


@case(mirrors="df_debug.test_df_quey_execution_empty_before_execution", since="4.0")
def metrics_come_with_rows(spark):
    """What the server measured is there once the rows are."""
    frame = scripted(spark, rows=2, metrics={"numOutputRows": 2})
    before = frame.executionInfo is None
    frame.collect()
    lines = frame.executionInfo.metrics.toText().splitlines()
    return {"before": before, "metrics": sorted(line.strip() for line in lines)}


@case(mirrors="observation.test_observe", since="3.5", ordered=True)
def an_observation_comes_with_rows(spark, F, api):
    """What the server observed beside the rows."""
    observation = api.Observation("seen")
    frame = scripted(spark, rows=3, observed={"n": 3, "last": 2})
    rows = numbers(frame.observe(observation, F.count(F.lit(1)).alias("n")))
    return {"rows": rows, "observed": sorted(observation.get.items())}


@case(mirrors="progress.test_custom_handler_works", since="4.0")
def progress_is_told_to_handlers(spark):
    """Messages about progress come between the rows, and change nothing of them."""
    told = []

    def handler(stages, inflight_tasks, operation_id, done):
        told.append([stage.num_completed_tasks for stage in stages])

    spark.registerProgressHandler(handler)
    rows = numbers(scripted(spark, rows=4, responses=2, progress=3))
    spark.removeProgressHandler(handler)
    return {"rows": rows, "told": [one for one in told if one]}
