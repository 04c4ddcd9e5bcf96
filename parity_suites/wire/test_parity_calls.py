"""The calls beside queries: settings, tags, interruptions, sessions, artifacts, large plans."""

from parity_suites.case import case
from parity_suites.wire.scripts import numbers, scripted


@case(mirrors="conf.test_conf", since="3.5")
def settings_are_set_read_and_unset(spark, api):
    """Each of the operations on settings."""
    conf = spark.conf
    conf.set("spark.example.own", "one")
    found = {
        "set": conf.get("spark.example.own"),
        "default": conf.get("spark.example.none", "other"),
        "modifiable": conf.isModifiable("spark.sql.session.timeZone"),
        "fixed": conf.isModifiable("spark.example.own"),
    }
    conf.unset("spark.example.own")
    found["unset"] = conf.get("spark.example.own", "gone")
    found["unknown"] = type(api.error_of(lambda: conf.get("spark.example.own"))).__name__
    return found


@case(mirrors="job_cancellation.test_tags", since="3.5")
def tags_go_with_queries(spark):
    """Tags are sent with every query, until they are taken off."""
    spark.addTag("first")
    spark.addTag("second")
    rows = numbers(scripted(spark, rows=2))
    tags = sorted(spark.getTags())
    spark.removeTag("first")
    spark.clearTags()
    return {"rows": rows, "tags": tags, "left": sorted(spark.getTags())}


@case(
    mirrors="job_cancellation.test_interrupt_all",
    since="3.5",
    params={"all": {"how": "all"}, "tag": {"how": "tag"}, "operation": {"how": "operation"}},
)
def nothing_is_there_to_be_interrupted(spark, how):
    """Interruptions of what has ended, or never was."""
    scripted(spark, rows=2).collect()
    if how == "all":
        return sorted(spark.interruptAll())
    if how == "tag":
        return sorted(spark.interruptTag("nobody"))
    return sorted(spark.interruptOperation("11111111-2222-3333-4444-555555555555"))


@case(mirrors="job_cancellation.test_interrupt_all", since="4.0")
def a_running_query_is_interrupted(spark, api):
    """Another thread ends a query that would take long."""
    import threading

    caught = []
    # Outside, because to make it is a call that can be interrupted as well.
    frame = scripted(spark, rows=2, responses=2, delay=20)

    def run():
        caught.append(api.error_of(frame.collect))

    thread = threading.Thread(target=run)
    thread.start()
    interrupted = []
    while thread.is_alive() and not interrupted:
        interrupted = spark.interruptAll()
        thread.join(0.1)
    thread.join()
    return {"interrupted": len(interrupted), "error": caught[0].getCondition()}


@case(mirrors="connect_session.test_stop_session", since="3.5")
def a_stopped_session_sends_nothing(spark, api):
    """A session is released once; after that it is not used."""
    rows = numbers(scripted(spark, rows=2))
    spark.stop()
    return {"rows": rows, "after": api.error_of(lambda: spark.range(2).collect()) is not None}


@case(mirrors="connect_clone_session.test_clone_session_basic", since="4.1")
def a_cloned_session_has_the_settings(spark):
    """A clone has an id of its own, and the settings of the first."""
    spark.conf.set("spark.example.own", "one")
    clone = spark.cloneSession()
    clone.conf.set("spark.example.own", "two")
    rows = numbers(scripted(clone, rows=3, responses=2, attempts=[1]))
    found = [one.conf.get("spark.example.own") for one in (spark, clone)]
    return {"rows": rows, "settings": found}


@case(
    mirrors="artifact.test_add_file",
    since="3.5",
    params={"small": {"size": 100}, "chunked": {"size": 100_000}, "empty": {"size": 0}},
)
def files_are_uploaded(spark, tmp, size):
    """One file: whole, in chunks, and with nothing in it."""
    path = tmp / "file.txt"
    path.write_bytes(bytes(number % 251 for number in range(size)))
    spark.addArtifacts(str(path), file=True)
    return numbers(spark.range(2))


@case(mirrors="artifact.test_single_chunked_and_chunked_artifact", since="3.5")
def several_files_are_uploaded_at_once(spark, tmp):
    """Small and large files in one call."""
    paths = []
    for name, size in (("a", 10), ("b", 70_000), ("c", 20), ("d", 40_000)):
        path = tmp / (name + ".txt")
        path.write_bytes(name.encode() * size)
        paths.append(str(path))
    spark.addArtifacts(*paths, file=True)
    return numbers(spark.range(2))


@case(mirrors="connect_basic.test_sql", since="4.1")
def a_large_plan_is_compressed(spark):
    """A query that is larger than the server wants plans to be without compression."""
    spark.conf.set("spark.connect.session.planCompression.threshold", "1000")
    return numbers(scripted(spark, rows=3, metrics={"m" * 50_000: 1}))


@case(mirrors="connect_basic.test_session", since="3.5")
def the_server_tells_its_version(spark):
    """The version of the server."""
    return spark.version
