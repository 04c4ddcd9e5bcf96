"""Streams that break off: every row comes once, however often a client has to come back."""

from parity_suites.case import case
from parity_suites.wire.scripts import breaks, numbers, scripted

COLLECT = "connect_collection.test_collect"


@case(
    mirrors=COLLECT,
    since="3.5",
    ordered=True,
    params={
        "once": {"attempts": [3]},
        "twice": {"attempts": [3, 2]},
        "before_the_first_response": {"attempts": [0]},
        "before_it_and_again": {"attempts": [0, 0, 1]},
        "after_the_schema": {"attempts": [1]},
        "after_the_last_row": {"attempts": [11]},
        "after_each_response": {"attempts": [1] * 10},
    },
)
def a_broken_stream_is_taken_up_again(spark, attempts):
    """The connection breaks after so many responses of each attempt."""
    return numbers(scripted(spark, rows=50, responses=10, attempts=attempts))


@case(
    mirrors=COLLECT,
    since="3.5",
    ordered=True,
    params={
        "in_the_middle": {"attempts": [breaks(4, "end")]},
        "without_a_response": {"attempts": [breaks(0, "end")]},
        "several_times": {"attempts": [breaks(2, "end"), breaks(0, "end"), breaks(5, "end")]},
        "and_breaks": {"attempts": [breaks(2, "end"), breaks(1), breaks(1, "end")]},
        "before_the_end_is_told": {"attempts": [breaks(11, "end")]},
    },
)
def a_stream_that_ends_early_is_taken_up_again(spark, attempts):
    """A server may end a stream at any time; only `result_complete` says that all has come."""
    return numbers(scripted(spark, rows=50, responses=10, attempts=attempts))


@case(
    mirrors=COLLECT,
    since="3.5",
    ordered=True,
    params={
        "at_first": {"attempts": [breaks(0, "come_back")]},
        "in_the_middle": {"attempts": [breaks(3, "come_back")]},
        "twice": {"attempts": [breaks(1, "come_back"), breaks(1, "come_back")]},
    },
)
def a_server_asks_to_come_back_later(spark, attempts):
    """UNAVAILABLE with a delay that the server wishes."""
    return numbers(scripted(spark, rows=8, responses=4, attempts=attempts))


@case(mirrors=COLLECT, since="3.5", ordered=True)
def what_the_server_never_began_is_begun_anew(spark):
    """The server does not know the operation, of which nothing has come yet."""
    lost = [breaks(0), breaks(0, "unknown_operation")]
    return numbers(scripted(spark, rows=6, responses=3, attempts=lost))


@case(
    mirrors="connect_error.test_error_handling",
    since="3.5",
    params={"schema": {"after": 1}, "rows": {"after": 3}},
)
def what_the_server_forgot_is_not_begun_anew(spark, after, api):
    """The server does not know the operation, of which something has come."""
    lost = [breaks(after), breaks(0, "unknown_operation")]
    frame = scripted(spark, rows=6, responses=3, attempts=lost)
    error = api.error_of(frame.collect)
    return {"class": type(error).__name__, "rest": numbers(spark.range(2))}


@case(
    mirrors="connect_error.test_error_handling",
    since="3.5",
    params={"at_first": {"after": 0}, "in_the_middle": {"after": 2}},
)
def a_server_that_was_restarted_gives_no_rows(spark, api, after):
    """The server says that it is another session; part of a result is no result."""
    changed = [breaks(after, "session_changed")]
    frame = scripted(spark, rows=6, responses=3, attempts=changed)
    told = [api.error_of(frame.collect) for _ in range(2)]
    return [{"class": type(one).__name__, "condition": one.getCondition()} for one in told]


@case(mirrors=COLLECT, since="3.5", ordered=True)
def one_broken_stream_after_the_other(spark):
    """Each query of a session has its own breaks."""
    first = scripted(spark, rows=9, responses=3, attempts=[2, 1])
    second = scripted(spark, rows=4, responses=2, attempts=[0, 3])
    return {"first": numbers(first), "second": numbers(second), "again": numbers(first)}


@case(mirrors=COLLECT, since="3.5", ordered=True)
def a_slow_stream_is_waited_for(spark):
    """Responses that take their time are no failure."""
    return numbers(scripted(spark, rows=3, responses=3, delay=0.1))


@case(mirrors="collection.test_to_local_iterator", since="3.5", ordered=True)
def an_iterator_survives_a_break(spark):
    """Rows that are handed out one by one come once, too."""
    frame = scripted(spark, rows=20, responses=5, attempts=[2, 2])
    return [row[0] for row in frame.toLocalIterator()]


@case(mirrors="collection.test_to_local_iterator_not_fully_consumed", since="3.5")
def an_iterator_that_is_given_up(spark):
    """What is not read to its end leaves the session usable."""
    rows = scripted(spark, rows=20, responses=5).toLocalIterator()
    first = next(rows)[0]
    del rows
    return {"first": first, "rest": numbers(spark.range(3))}


@case(mirrors="arrow.test_arrow_round_trip", since="3.5", ordered=True)
def an_arrow_table_survives_a_break(spark, api):
    """The same for a table of Arrow."""
    frame = scripted(spark, rows=20, responses=5, attempts=[3, 1])
    return api.to_arrow(frame).column("id").to_pylist()


@case(mirrors="connect_basic.test_range", since="3.5", ordered=True)
def a_range_needs_no_script(spark):
    """The fake server has rows of its own for `range`."""
    return {"all": spark.range(5), "steps": spark.range(10, 4, -2), "none": spark.range(3, 3)}
