"""Observed metrics: `observe`, `Observation.get`, and where they travel."""

from parity_suites.case import case


def _five(spark):
    return spark.createDataFrame([(n, float(n)) for n in range(1, 6)], "id int, val double")


@case(mirrors="observation.test_observe")
def an_observation_holds_its_metrics(spark, F, api):
    """Metrics of the first action, by name."""
    seen = api.Observation("five")
    frame = _five(spark).observe(
        seen, F.count(F.lit(1)).alias("rows"), F.max("id").alias("top"), F.avg("val").alias("mean")
    )
    rows = frame.where("id > 2").collect()
    return {"rows": len(rows), "metrics": seen.get}


@case(mirrors="observation.test_observe")
def an_observation_without_a_name(spark, F, api):
    """A name is made up; metrics without alias are called after their expression."""
    seen = api.Observation()
    _five(spark).observe(seen, F.sum("id"), F.min("val").alias("low")).collect()
    return sorted(seen.get.items())


@case(mirrors="observation.test_observe")
def metrics_see_every_row_above_a_limit(spark, F, api):
    """What is observed below a projection is not what is shown."""
    seen = api.Observation("all")
    frame = _five(spark).observe(seen, F.count(F.lit(1)).alias("rows")).select("val").orderBy("val")
    return {"count": frame.count(), "metrics": seen.get}


@case(mirrors="observation.test_observe")
def observe_refuses_nonsense(spark, F, api):
    """No metric, no column, a used observation, an empty or foreign name."""
    frame = _five(spark)
    used = api.Observation("used")
    frame.observe(used, F.count(F.lit(1)).alias("n")).collect()
    return {
        "none": api.error_of(lambda: frame.observe(api.Observation("x"))),
        "no_column": api.error_of(lambda: frame.observe(api.Observation("x"), "id")),
        "used": api.error_of(lambda: frame.observe(used, F.count(F.lit(1)).alias("n"))),
        "name": api.error_of(lambda: api.Observation(12)),
        "empty": api.error_of(lambda: api.Observation("")),
        "observation": api.error_of(lambda: frame.observe(5, F.count(F.lit(1)).alias("n"))),
    }


@case(mirrors="observation.test_observe")
def metrics_before_any_action(spark, F, api):
    """An observation that no frame has is asked in vain."""
    return api.error_of(lambda: api.Observation("idle").get)


@case(mirrors="observation.test_observe_str")
def observing_under_a_plain_name(spark, F):
    """A name instead of an observation changes nothing in the rows."""
    return _five(spark).observe("metrics", F.sum("val").alias("sum")).select("id")


@case(mirrors="observation.test_observe_with_same_name_on_different_dataframe")
def the_same_name_on_two_frames(spark, F, api):
    """Two observations of one name keep apart."""
    one, two = api.Observation("same"), api.Observation("same")
    _five(spark).observe(one, F.count(F.lit(1)).alias("n")).collect()
    _five(spark).where("id < 3").observe(two, F.count(F.lit(1)).alias("n")).collect()
    return {"one": one.get, "two": two.get}


@case(mirrors="observation.test_observe_with_array_type", since="4.0")
def metrics_of_arrays(spark, F, api):
    """An array comes as a list."""
    seen = api.Observation("arrays")
    frame = _five(spark).coalesce(1)
    frame.observe(seen, F.sort_array(F.collect_list("id")).alias("ids")).collect()
    return seen.get


@case(mirrors="observation.test_observe_with_map_type", since="4.0")
def metrics_of_maps(spark, F, api):
    """A map comes as a dict."""
    seen = api.Observation("maps")
    frame = _five(spark)
    frame.observe(seen, F.create_map(F.lit("n"), F.count(F.lit(1))).alias("m")).collect()
    return seen.get


@case(mirrors="observation.test_observe_with_struct_type", since="4.0")
def metrics_of_structs(spark, F, api):
    """A struct comes as a row."""
    seen = api.Observation("structs")
    frame = _five(spark)
    frame.observe(
        seen, F.struct(F.count(F.lit(1)).alias("n"), F.max("val").alias("top")).alias("s")
    ).collect()
    return seen.get


@case(mirrors="observation.test_observe_self_join", since="4.1")
def an_observed_frame_joined_with_itself(spark, F, api):
    """Both sides are the same observed frame."""
    seen = api.Observation("self")
    frame = _five(spark).observe(seen, F.count(F.lit(1)).alias("n"))
    joined = frame.alias("a").join(frame.alias("b"), F.col("a.id") == F.col("b.id"))
    return {"rows": joined.count(), "metrics": seen.get}


@case(mirrors="observation.test_observe_self_join_union", since="4.1")
def an_observed_frame_joined_and_united(spark, F, api):
    """And once more below a union."""
    seen = api.Observation("more")
    frame = _five(spark).observe(seen, F.count(F.lit(1)).alias("n"))
    joined = frame.alias("a").join(frame.alias("b"), F.col("a.id") == F.col("b.id")).select("a.id")
    return {"rows": joined.union(frame.select("id")).count(), "metrics": seen.get}


@case(mirrors="observation.test_observe_lateral_join", since="4.0")
def an_observed_frame_below_a_lateral_join(spark, F, api):
    """The left side of a lateral join is observed."""
    seen = api.Observation("lateral")
    frame = _five(spark).observe(seen, F.count(F.lit(1)).alias("n"))
    made = frame.lateralJoin(spark.range(1).select((F.col("id").outer() + 1).alias("more")))
    return {"rows": made.count(), "metrics": seen.get}


@case(mirrors="observation.test_observe_on_commands", since="4.0")
def metrics_of_a_write(spark, F, api, tmp):
    """A write is an action too."""
    seen = api.Observation("write")
    frame = _five(spark).observe(seen, F.count(F.lit(1)).alias("n"), F.sum("id").alias("sum"))
    frame.write.format("json").save(str(tmp / "out"))
    return seen.get


@case(mirrors="observation.test_observation_errors_propagated_to_client", since="4.2")
def a_metric_that_fails_fails_loudly(spark, F, api):
    """A failing metric reaches whoever asks for it."""
    seen = api.Observation("fails")
    metric = F.sum(F.when(F.col("id") > 4, F.raise_error(F.lit("too big"))).otherwise(1)).alias("m")
    frame = _five(spark).observe(seen, metric)
    return {"action": api.error_of(frame.collect), "get": api.error_of(lambda: seen.get)}
