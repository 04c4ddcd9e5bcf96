"""`executionInfo`: what a DataFrame knows of its last execution.

Numbers of plans and times differ from run to run, and so does the order of operators, on which
the indentation of PySpark's text depends; names and counts of rows do not.
"""

from parity_suites.case import case


def _numbers(spark):
    return spark.range(0, 20, 1, 2).filter("id % 5 > 0").coalesce(1)


def _lines(info):
    return sorted(line.strip() for line in info.metrics.toText().splitlines() if line.strip())


@case(mirrors="df_debug.test_df_quey_execution_empty_before_execution", since="4.0")
def nothing_is_known_before_an_execution(spark):
    """Asking for the schema or deriving a frame executes nothing."""
    frame = _numbers(spark)
    before = frame.executionInfo
    schema = frame.schema.simpleString()
    derived = frame.select("id")
    frame.collect()
    return {
        "before": before,
        "schema": schema,
        "after": frame.executionInfo is not None,
        "derived": derived.executionInfo,
        "kind": type(frame.executionInfo).__name__,
    }


@case(
    mirrors="df_debug.test_df_debug_basics",
    since="4.0",
    params={
        "collect": {"action": "collect"},
        "toPandas": {"action": "toPandas"},
        "toArrow": {"action": "toArrow"},
        "count": {"action": "count"},
        "first": {"action": "first"},
        "isEmpty": {"action": "isEmpty"},
        "show": {"action": "show"},
        "explain": {"action": "explain"},
        "printSchema": {"action": "printSchema"},
        "cache": {"action": "cache"},
        "localCheckpoint": {"action": "localCheckpoint"},
        "toLocalIterator": {"action": "toLocalIterator"},
        "inputFiles": {"action": "inputFiles"},
    },
)
def which_actions_are_remembered(spark, api, action):
    """Some actions run another plan than that of the frame, and are not."""
    frame = _numbers(spark)
    api.printed(lambda: getattr(frame, action)())
    frame.unpersist()
    return frame.executionInfo is not None


@case(mirrors="df_debug.test_df_debug_basics", since="4.0")
def the_graph_of_operators(spark):
    """One operator at the top; the others feed it."""
    frame = _numbers(spark)
    frame.collect()
    top, graph = frame.executionInfo.metrics.extract_graph()
    fed = [child for node in graph.values() for child in node.children]
    return {
        "top_is_there": top in graph,
        "all_but_the_top_feed_another": sorted(set(graph) - set(fed) - {top}),
        "operators": sorted(node.name.split(" ")[0] for node in graph.values()),
        "ids": all(number == node.id for number, node in graph.items()),
    }


@case(mirrors="df_debug.test_query_execution_text_format", since="4.0")
def the_text_tells_rows_of_operators(spark, F):
    """A line an operator, with the metrics that matter most."""
    frame, grouped = _numbers(spark), spark.range(0, 9, 1, 1).groupBy(F.col("id") % 3).count()
    frame.collect()
    grouped.collect()
    return {
        "filter": _lines(frame.executionInfo),
        "operators": [line.split("(")[0].strip() for line in _lines(grouped.executionInfo)],
        "rows_known": any("numOutputRows" in line for line in _lines(grouped.executionInfo)),
    }


@case(mirrors="df_debug.test_query_execution_text_format", since="4.0")
def metrics_have_names_values_and_types(spark):
    """Each operator lists what it measured, under names for programs."""
    frame = _numbers(spark)
    frame.collect()
    _, graph = frame.executionInfo.metrics.extract_graph()
    measured = {
        node.name: sorted((m.name, m.metric_type) for m in node.metrics) for node in graph.values()
    }
    rows = {
        node.name: m.value
        for node in graph.values()
        for m in node.metrics
        if m.name == "numOutputRows"
    }
    return {"measured": measured, "rows": rows}


@case(mirrors="df_debug.test_df_query_execution_metrics_to_dot", since="4.0")
def a_picture_needs_graphviz(spark, api):
    """Where the package is not there, the error names it."""
    frame = _numbers(spark)
    frame.collect()
    try:
        import graphviz

        return type(frame.executionInfo.metrics.toDot()).__name__ == graphviz.Digraph.__name__
    except ImportError:
        return api.error_of(lambda: frame.executionInfo.metrics.toDot())


@case(mirrors="df_debug.test_df_query_execution_with_writes", since="4.0")
def writes_are_remembered(spark, tmp, api):
    """A write belongs to the frame whose rows are written."""
    frame, other = _numbers(spark), _numbers(spark)
    frame.write.mode("overwrite").json(str(tmp / "out"))
    failed = _numbers(spark)
    error = api.error_of(lambda: failed.write.mode("error").json(str(tmp / "out")))
    return {
        "known": frame.executionInfo is not None,
        "flows": frame.executionInfo.flows,
        "other": other.executionInfo,
        "failed": failed.executionInfo,
        "error": error,
    }


@case(mirrors="df_debug.test_df_debug_basics", since="4.0")
def observed_metrics_are_flows(spark, F):
    """Each observation by name, in any number; a later execution replaces the info."""
    frame = _numbers(spark).observe("first", F.count("id").alias("rows"), F.max("id").alias("top"))
    frame = frame.filter("id < 9").observe("second", F.sum("id").alias("sum"))
    frame.collect()
    flows = sorted((name, sorted(values.items())) for name, values in frame.executionInfo.flows)
    info = frame.executionInfo
    frame.collect()
    return {"flows": flows, "replaced": frame.executionInfo is not info}


@case(mirrors="df_debug.test_df_debug_basics", since="4.0")
def the_info_cannot_be_set(spark, api):
    """A user does not assign it."""

    def assign():
        spark.range(1).executionInfo = 1

    return api.error_of(assign) is not None


@case(mirrors="df_debug.test_df_debug_basics", since="4.0")
def an_execution_that_fails(spark, api):
    """What the frame knows after an action that raised."""
    frame = spark.sql("select raise_error('no') as x from range(1)")
    error = api.error_of(frame.collect)
    return {"error": error, "info": frame.executionInfo}
