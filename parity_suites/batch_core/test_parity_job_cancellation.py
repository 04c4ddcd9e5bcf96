"""Tags of operations, and operations that are stopped from another thread."""

import threading
import time

from parity_suites.case import case


@case(mirrors="job_cancellation.test_tags", since="3.5")
def tags_of_a_session(spark, api):
    """They are added once, taken off, counted, and not of any text."""
    seen = {"none": sorted(spark.getTags())}
    for tag in ("one", "two", "one"):
        spark.addTag(tag)
    seen["two"] = sorted(spark.getTags())
    spark.removeTag("one")
    spark.removeTag("never")
    seen["left"] = sorted(spark.getTags())
    spark.clearTags()
    seen["cleared"] = sorted(spark.getTags())
    seen["comma"] = api.error_of(lambda: spark.addTag("a,b"))
    seen["empty"] = api.error_of(lambda: spark.addTag(""))
    return seen


@case(mirrors="job_cancellation.test_tags_multithread", since="3.5")
def tags_belong_to_a_thread(spark):
    """What one thread adds, another does not see."""
    seen = {}
    added = threading.Barrier(2)

    def work(name):
        spark.addTag(name)
        added.wait(30)
        seen[name] = sorted(spark.getTags())

    threads = [threading.Thread(target=work, args=(name,)) for name in ("left", "right")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {**seen, "outside": sorted(spark.getTags())}


def _stopped(spark, api, stop):
    """The error of a query that goes on for minutes, stopped as soon as the server knows it."""
    errors, stopped = [], []

    def work():
        spark.addTag("slow")
        slow = spark.range(1, numPartitions=1).selectExpr(
            "java_method('java.lang.Thread', 'sleep', 120000L) AS v"
        )
        errors.append(api.error_of(slow.collect))

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + 60
    while not stopped and time.monotonic() < deadline:
        stopped = stop()
        time.sleep(0.2)
    thread.join(60)
    text = str(errors[0]) if errors else "no error"
    return {"stopped": len(stopped), "canceled": "OPERATION_CANCELED" in text}


@case(mirrors="job_cancellation.test_interrupt_all", since="3.5")
def all_operations_are_stopped(spark, api):
    """The one that runs ends in an error; afterwards there is nothing to stop."""
    return {**_stopped(spark, api, spark.interruptAll), "again": spark.interruptAll()}


@case(mirrors="job_cancellation.test_interrupt_all", since="3.5")
def operations_are_stopped_by_tag(spark, api):
    """Those with another tag go on."""
    other = spark.interruptTag("other")
    return {**_stopped(spark, api, lambda: spark.interruptTag("slow")), "other": other}
