"""`spark.conf`: reading, writing, defaults, other types, settings that do not change."""

from parity_suites.case import case


@case(mirrors="conf.test_conf")
def settings_come_and_go(spark, api):
    """Set, read, unset; a default of the caller, of Spark, or none."""
    conf = spark.conf
    key = "parity.conf.own"
    before = api.error_of(lambda: conf.get(key))
    conf.set(key, "first")
    first = conf.get(key)
    conf.set(key, "second")
    second = conf.get(key, "unused")
    conf.unset(key)
    return {
        "before": before,
        "values": [first, second],
        "after": conf.get(key, None),
        "default": conf.get(key, "mine"),
        "known_default": conf.get("spark.sql.sources.partitionOverwriteMode"),
        "known_other_default": conf.get("spark.sql.sources.partitionOverwriteMode", "dynamic"),
        "impossible_default": api.error_of(
            lambda: conf.get("spark.sql.sources.partitionOverwriteMode", "mine")
        ),
        "known_none": conf.get("spark.sql.sources.partitionOverwriteMode", None),
        "unset_twice": api.error_of(lambda: conf.unset(key)),
        "unset_unknown": api.error_of(lambda: conf.unset("parity.conf.never")),
    }


@case(mirrors="conf.test_conf")
def keys_and_defaults_of_other_types(spark, api):
    """Keys and defaults are text."""
    conf = spark.conf
    return {
        "get_number": api.error_of(lambda: conf.get(123)),
        "get_none": api.error_of(lambda: conf.get(None)),
        "set_number": api.error_of(lambda: conf.set(123, "x")),
        "set_none": api.error_of(lambda: conf.set("parity.conf.none", None)),
        "set_list": api.error_of(lambda: conf.set("parity.conf.list", ["x"])),
        "default_number": api.error_of(lambda: conf.get("parity.conf.absent", 5)),
        "unset_number": api.error_of(lambda: conf.unset(123)),
        "modifiable_number": api.error_of(lambda: conf.isModifiable(123)),
        "empty_key": api.error_of(lambda: conf.get("")),
    }


@case(
    mirrors="conf.test_conf_with_python_objects",
    params={
        "true": {"value": True},
        "false": {"value": False},
        "number": {"value": 42},
        "zero": {"value": 0},
        "negative": {"value": -7},
        "text": {"value": "a b = c"},
        "empty": {"value": ""},
        "unicode": {"value": "größe 日本"},
        "float": {"value": 1.5},
    },
)
def values_of_python(spark, api, value):
    """Flags and numbers are written as Spark reads them; other types are refused."""
    error = api.error_of(lambda: spark.conf.set("parity.conf.value", value))
    return {"error": error, "read": spark.conf.get("parity.conf.value", "nothing")}


@case(mirrors="conf.test_conf_with_python_objects")
def settings_that_spark_checks(spark, api):
    """Values that do not fit a setting, static settings, settings of the cluster."""
    conf = spark.conf
    return {
        "not_a_number": api.error_of(lambda: conf.set("spark.sql.shuffle.partitions", "many")),
        "not_a_flag": api.error_of(lambda: conf.set("spark.sql.ansi.enabled", "maybe")),
        "out_of_range": api.error_of(lambda: conf.set("spark.sql.shuffle.partitions", "-1")),
        "not_a_zone": api.error_of(lambda: conf.set("spark.sql.session.timeZone", "Mars")),
        "static": api.error_of(lambda: conf.set("spark.sql.warehouse.dir", "elsewhere")),
        "static_unset": api.error_of(lambda: conf.unset("spark.sql.warehouse.dir")),
        "flag": _set_and_get(conf, "spark.sql.ansi.enabled", True),
        "number": _set_and_get(conf, "spark.sql.shuffle.partitions", 3),
    }


def _set_and_get(conf, key, value):
    conf.set(key, value)
    return conf.get(key)


@case(mirrors="conf.test_conf")
def which_settings_can_be_changed(spark):
    """Settings of the session yes, static, foreign and unknown ones no."""
    conf = spark.conf
    keys = (
        "spark.sql.shuffle.partitions",
        "spark.sql.ansi.enabled",
        "spark.sql.warehouse.dir",
        "spark.executor.memory",
        "parity.conf.never",
        "",
    )
    return [conf.isModifiable(key) for key in keys]


@case(mirrors="conf.test_get_all", since="4.0")
def all_settings(spark):
    """Those set are among them; the result is a dict of the caller's own."""
    spark.conf.set("parity.conf.all", "x")
    settings = spark.conf.getAll
    settings["parity.conf.more"] = "y"
    spark.conf.unset("parity.conf.all")
    return {
        "kind": type(settings).__name__,
        "set": settings["parity.conf.all"],
        "unset": "parity.conf.all" in spark.conf.getAll,
        "copied": "parity.conf.more" in spark.conf.getAll,
        "texts": all(type(k) is str and type(v) is str for k, v in settings.items()),
    }


@case(mirrors="conf.test_conf")
def settings_of_sql_and_of_the_client_are_the_same(spark):
    """What SQL sets is read here, and the other way round."""
    spark.sql("set parity.conf.sql=from sql")
    spark.conf.set("parity.conf.client", "from client")
    return {
        "read": spark.conf.get("parity.conf.sql"),
        "sql": spark.sql("set parity.conf.client"),
        "reset": _reset(spark),
    }


def _reset(spark):
    spark.sql("reset parity.conf.sql")
    return spark.conf.get("parity.conf.sql", "gone")


@case(mirrors="conf.test_conf")
def settings_change_queries_from_then_on(spark):
    """A query made before a setting is executed under it."""
    frame = spark.sql("select cast('word' as int) as n")
    spark.conf.set("spark.sql.ansi.enabled", "false")
    return frame
