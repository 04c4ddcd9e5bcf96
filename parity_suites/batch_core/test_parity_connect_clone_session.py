"""`cloneSession`: what a copy of a session takes along, and that it goes its own way.

A server knows a session from its first request on, and cannot copy what it does not know: every
case does something first.
"""

import uuid

from parity_suites.case import case

SETTING = "spark.sql.shuffle.partitions"


def _value(session, view):
    return session.table(view).collect()[0][0]


@case(mirrors="connect_clone_session.test_clone_session_basic", since="4.1")
def a_clone_takes_settings_along(spark):
    """Settings are copied; changes afterwards stay with the session where they were made."""
    spark.conf.set(SETTING, "17")
    with_copy = spark.cloneSession()
    copied = with_copy.conf.get(SETTING)
    with_copy.conf.set(SETTING, "23")
    seen = {
        "copied": copied,
        "original": spark.conf.get(SETTING),
        "clone": with_copy.conf.get(SETTING),
        "kind": type(with_copy).__name__,
        "same object": with_copy is spark,
    }
    with_copy.stop()
    return seen


@case(mirrors="connect_clone_session.test_clone_session_preserves_temp_views", since="4.1")
def a_clone_takes_views_along(spark):
    """Temporary views are there under the same names."""
    spark.sql("SELECT 1 AS n").createOrReplaceTempView("ones")
    spark.range(4).createOrReplaceTempView("numbers")
    copy = spark.cloneSession()
    seen = {"ones": _value(copy, "ones"), "numbers": copy.table("numbers").count()}
    copy.stop()
    return seen


@case(mirrors="connect_clone_session.test_temp_views_independence_after_cloning", since="4.2")
def views_of_a_clone_are_its_own(spark, api):
    """What one side replaces, drops or makes afterwards does not show on the other."""
    for name in ("kept", "replaced", "dropped"):
        spark.sql(f"SELECT '{name}' AS v").createOrReplaceTempView(name)
    copy = spark.cloneSession()
    copy.sql("SELECT 'anew' AS v").createOrReplaceTempView("replaced")
    copy.catalog.dropTempView("dropped")
    copy.sql("SELECT 'only' AS v").createOrReplaceTempView("only_there")
    spark.sql("SELECT 'late' AS v").createOrReplaceTempView("only_here")
    seen = {
        "original": [_value(spark, name) for name in ("kept", "replaced", "dropped", "only_here")],
        "clone": [_value(copy, name) for name in ("kept", "replaced", "only_there")],
        "dropped": api.error_of(lambda: _value(copy, "dropped")),
        "not here": api.error_of(lambda: _value(spark, "only_there")),
        "not there": api.error_of(lambda: _value(copy, "only_here")),
    }
    copy.stop()
    return seen


@case(mirrors="connect_clone_session.test_clone_session_with_custom_id", since="4.1")
def a_clone_with_an_id_of_ones_own(spark):
    """The id that was asked for is the session's."""
    spark.range(1).count()
    wanted = str(uuid.uuid4())
    copy = spark.cloneSession(wanted)
    seen = {"as asked": copy.session_id == wanted, "rows": copy.range(3).count()}
    copy.stop()
    return seen


@case(mirrors="connect_clone_session.test_clone_session_auto_generated_id", since="4.1")
def clones_have_ids_of_their_own(spark):
    """Two clones and their original are three sessions."""
    spark.range(1).count()
    copies = [spark.cloneSession(), spark.cloneSession()]
    ids = [spark.session_id, *(copy.session_id for copy in copies)]
    seen = {"ids": len(set(ids)), "uuids": all(str(uuid.UUID(one)) == one for one in ids)}
    for copy in copies:
        copy.stop()
    return {**seen, "original goes on": spark.range(2).count()}


@case(
    mirrors="connect_clone_session.test_invalid_session_id_format",
    since="4.1",
    params={"no_uuid": {"new_id": "not-a-uuid"}, "too_short": {"new_id": "1234"}},
    errors_in=("named",),
)
def a_clone_with_an_impossible_id(spark, new_id):
    """The server refuses.

    PySpark hands out gRPC's own exception here, so what is compared is that there is one, and
    that its text names the condition.
    """
    spark.range(1).count()
    clone = spark.cloneSession
    try:
        clone(new_id).stop()
    except Exception as error:
        named = "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_FORMAT" in str(error)
        return {"refused": True, "named": named, "original goes on": spark.range(2).count()}
    return {"refused": False}
