"""What cases about types do to a session and to calls that may fail; holds no case."""


def attempt(api, call):
    """What a call gives, or the error it raises."""
    kept = []
    error = api.error_of(lambda: kept.append(call()))
    return kept[0] if error is None else error


def created(spark, api, data, schema=None):
    """The frame that `createDataFrame` makes, or the error it raises."""
    return attempt(api, lambda: spark.createDataFrame(data, schema))


def prepare(spark, setting):
    """A zone with clock changes, an odd distance from UTC before 1883, and what a type needs."""
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    if setting:
        spark.conf.set(setting, "true")
