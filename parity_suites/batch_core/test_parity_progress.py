"""Progress handlers: how they are called.

How often a server reports, and what it has done by then, is a matter of time; only what holds
for every execution is compared.
"""

from parity_suites.case import case


class _Noting:
    def __init__(self):
        self.calls = []

    def __call__(self, stages, inflight_tasks, operation_id, done):
        self.calls.append((list(stages or []), inflight_tasks, operation_id, done))

    def summary(self):
        """What can be said of the calls about one execution, whatever their number."""
        stages = [stage for call in self.calls for stage in call[0]]
        return {
            "told": bool(self.calls),
            "last is done": self.calls[-1][3],
            "done before the end": any(call[3] for call in self.calls[:-1]),
            "operations": len({call[2] for call in self.calls}),
            "ids are text": all(isinstance(call[2], str) for call in self.calls),
            "stages": sorted({type(stage).__name__ for stage in stages}),
            "within bounds": all(0 <= one.num_completed_tasks <= one.num_tasks for one in stages),
            "whole numbers": all(
                isinstance(value, int)
                for one in stages
                for value in (one.stage_id, one.num_tasks, one.num_bytes_read)
            ),
        }


def _slow(spark, tasks):
    # The server reports every other second or so, and not at all what is quicker.
    sleep = "reflect('java.lang.Thread', 'sleep', CAST(id * 0 + 2500 AS BIGINT)) AS slept"
    return spark.range(tasks, numPartitions=tasks).selectExpr(sleep)


@case(mirrors="progress.test_custom_handler_works", since="4.0")
def a_handler_is_told_of_stages_and_of_the_end(spark):
    """Keywords, stages with numbers, one execution, and `done` exactly at its end."""
    handler = _Noting()
    spark.registerProgressHandler(handler)
    _slow(spark, 2).collect()
    return handler.summary()


@case(mirrors="progress.test_custom_handler_works", since="4.0")
def a_handler_is_told_the_end_of_what_is_quick(spark):
    """Data that is here already, and a failure, end too."""
    handler = _Noting()
    spark.registerProgressHandler(handler)
    spark.createDataFrame([(1,)], "a int").collect()
    local = handler.calls[-1][3]
    handler.calls.clear()
    try:
        spark.sql("SELECT raise_error('no') FROM range(1)").collect()
    except Exception as error:
        failed = type(error).__name__
    return {"local": local, "failed": failed, "end of the failure": handler.calls[-1][3]}


@case(mirrors="progress.test_custom_handler_works", since="4.0")
def handlers_come_and_go(spark, api):
    """Registered twice is registered once; who has gone is told nothing."""
    one, other = _Noting(), _Noting()
    spark.registerProgressHandler(one)
    spark.registerProgressHandler(one)
    spark.registerProgressHandler(other)
    spark.removeProgressHandler(one)
    spark.range(1).collect()
    told = (bool(one.calls), bool(other.calls))
    spark.clearProgressHandlers()
    other.calls.clear()
    spark.range(1).collect()
    return {
        "after removing": told,
        "after clearing": bool(other.calls),
        "removed again": type(api.error_of(lambda: spark.removeProgressHandler(one))).__name__,
    }


@case(mirrors="connect_session.test_progress_handler", since="4.0")
def a_handler_that_fails_is_heard(spark):
    """Its exception reaches whoever waits for the result."""

    def failing(**state):
        raise LookupError("mine")

    spark.registerProgressHandler(failing)
    try:
        spark.range(1).collect()
    except Exception as error:
        return [type(error).__name__, *map(str, error.args)]
    return None


@case(mirrors="connect_session.test_progress_handler", since="4.0")
def sessions_do_not_share_handlers(spark):
    """A new session has none."""
    handler = _Noting()
    spark.registerProgressHandler(handler)
    other = spark.newSession()
    other.range(1).collect()
    other.stop()
    return bool(handler.calls)
