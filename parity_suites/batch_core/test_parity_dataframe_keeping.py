"""Keeping a DataFrame: caches, checkpoints, storage levels, views, hints, its identity."""

from parity_suites.case import case


def _levels(api):
    level = api.StorageLevel
    return {
        "disk": level.DISK_ONLY,
        "disk_2": level.DISK_ONLY_2,
        "disk_3": level.DISK_ONLY_3,
        "memory": level.MEMORY_ONLY,
        "memory_2": level.MEMORY_ONLY_2,
        "both": level.MEMORY_AND_DISK,
        "both_2": level.MEMORY_AND_DISK_2,
        "deserialized": level.MEMORY_AND_DISK_DESER,
        "none": level.NONE,
        "own": level(True, True, False, False, 3),
    }


# --- caches -----------------------------------------------------------------------------------


@case(mirrors="dataframe.test_cache_table", since="3.5", needs=("catalog",))
def tables_in_the_cache(spark, api):
    """A view is cached, emptied and asked about by name; one that is not there is an error."""
    spark.range(3).createOrReplaceTempView("keeping_cached")
    catalog = spark.catalog
    before = catalog.isCached("keeping_cached")
    catalog.cacheTable("keeping_cached")
    cached = catalog.isCached("keeping_cached")
    catalog.uncacheTable("keeping_cached")
    after = catalog.isCached("keeping_cached")
    catalog.cacheTable("keeping_cached", api.StorageLevel.DISK_ONLY)
    catalog.clearCache()
    return {
        "flags": [before, cached, after, catalog.isCached("keeping_cached")],
        "rows": spark.table("keeping_cached"),
        "unknown": api.error_of(lambda: catalog.isCached("keeping_nobody")),
        "cache_unknown": api.error_of(lambda: catalog.cacheTable("keeping_nobody")),
        "uncache_unknown": api.error_of(lambda: catalog.uncacheTable("keeping_nobody")),
    }


@case(mirrors="dataframe.test_cache_dataframe", needs=("catalog",))
def storage_levels_there_and_back(spark, api):
    """Every level is sent and comes back as it went."""
    told = {}
    for name, level in _levels(api).items():
        if name == "none":
            continue
        frame = spark.range(7).selectExpr(f"id as keeping_{name}")
        frame.persist(level)
        told[name] = (str(frame.storageLevel), frame.storageLevel == level, frame.is_cached)
        frame.unpersist(True)
    return told


@case(mirrors="dataframe.test_cache_dataframe", needs=("catalog",))
def caches_of_equal_plans(spark, api):
    """An equal plan is cached too; keeping twice does nothing more; letting go twice neither."""
    frame = spark.range(9).selectExpr("id * 5 as keeping_equal")
    twin = spark.range(9).selectExpr("id * 5 as keeping_equal")
    same = frame.cache() is frame
    again = frame.persist(api.StorageLevel.DISK_ONLY)
    told = {"twin": twin.is_cached, "level": str(again.storageLevel), "same": same}
    told["chained"] = frame.unpersist() is frame
    told["after"] = (frame.is_cached, twin.is_cached)
    frame.unpersist()
    told["rows"] = frame
    return told


@case(mirrors="dataframe.test_cache_dataframe")
def caches_refuse_other_types(spark, api):
    """What is no level; frames that do not resolve."""
    return {
        "text": type(api.error_of(lambda: spark.range(1).persist("DISK_ONLY"))).__name__,
        "unresolved": api.error_of(lambda: spark.range(1).select("nope").cache()),
        "unresolved_level": api.error_of(lambda: spark.range(1).select("nope").storageLevel),
        "command": str(spark.sql("show functions like 'upper'").storageLevel),
    }


@case(mirrors="dataframe.test_cache_dataframe")
def storage_levels_as_values(api):
    """They print, compare and keep their parts."""
    levels = _levels(api)
    told = {name: (str(level), repr(level)) for name, level in levels.items()}
    told["equal"] = levels["disk"] == api.StorageLevel(True, False, False, False)
    told["unequal"] = levels["disk"] == levels["memory"]
    told["parts"] = (levels["own"].replication, levels["own"].useOffHeap)
    return told


# --- checkpoints ------------------------------------------------------------------------------


@case(mirrors="dataframe.test_local_checkpoint_dataframe", since="4.0")
def checkpoints_cut_the_plan(spark, api):
    """The rows stay, the plan behind them is gone, and more can be done with them."""
    frame = spark.range(0, 6, 1, 2).selectExpr("id", "id % 2 as odd").filter("id > 0")
    kept = frame.localCheckpoint()
    plan = api.printed(lambda: kept.explain())
    return {
        "rows": kept,
        "more": kept.groupBy("odd").count(),
        "joined": kept.join(frame, "id").count(),
        "no_range": "Range" not in plan,
        "schema": kept.schema == frame.schema,
        "lazy": frame.localCheckpoint(False).count(),
        "no_rows": frame.limit(0).localCheckpoint(),
        "twice": kept.localCheckpoint().count(),
    }


@case(mirrors="dataframe.test_local_checkpoint_dataframe_with_storage_level", since="4.0")
def checkpoints_at_a_storage_level(spark, api):
    """The level decides where the rows are, not which they are."""
    level = api.StorageLevel
    frame = spark.range(4)
    return {
        "eager": frame.localCheckpoint(eager=True, storageLevel=level.DISK_ONLY),
        "lazy": frame.localCheckpoint(eager=False, storageLevel=level.MEMORY_ONLY),
        "none": frame.localCheckpoint(storageLevel=None),
        "text": type(api.error_of(lambda: frame.localCheckpoint(storageLevel="DISK"))).__name__,
    }


@case(mirrors="dataframe.test_local_checkpoint_dataframe", since="4.0")
def checkpoints_that_cannot_be(spark, api):
    """Without a checkpoint folder, of a frame that fails, of one that does not resolve."""
    failing = spark.sql("select raise_error('no') as x from range(1)")
    spark.range(1).localCheckpoint()  # outside, so that a client without it fails the case
    return {
        "no_folder": api.error_of(lambda: spark.range(1).checkpoint()),
        "failing": api.error_of(lambda: failing.localCheckpoint()),
        "failing_later": api.error_of(lambda: failing.localCheckpoint(eager=False).collect()),
        "unresolved": api.error_of(lambda: spark.range(1).select("nope").localCheckpoint()),
    }


# --- views ------------------------------------------------------------------------------------


@case(mirrors="dataframe.test_table")
def views_of_every_kind(spark, api):
    """Temporary, replaced, registered the old way."""
    one, two = spark.range(1), spark.range(2)
    one.createTempView("keeping_view")
    two.createOrReplaceTempView("keeping_view")
    two.registerTempTable("keeping_registered")
    return {
        "replaced": spark.table("keeping_view").count(),
        "registered": spark.sql("select * from keeping_registered"),
        "quoted": _named(spark, "keeping odd", "`keeping odd`"),
        "again": api.error_of(lambda: one.createTempView("keeping_view")),
        "dotted": api.error_of(lambda: one.createTempView("a.b")),
        "empty": api.error_of(lambda: one.createTempView("")),
        "unresolved": api.error_of(lambda: one.select("nope").createTempView("keeping_bad")),
        "unknown": api.error_of(lambda: spark.table("keeping_nobody").schema),
        "number": type(api.error_of(lambda: one.createTempView(1))).__name__,
    }


def _named(spark, name, quoted):
    return (
        spark.range(1).createOrReplaceTempView(quoted)
        or spark.sql(f"select count(*) as n from `{name}`").collect()
    )


@case(mirrors="dataframe.test_table", needs=("catalog",))
def global_views(spark, api):
    """They live in a schema of their own until they are dropped."""
    spark.range(3).createOrReplaceGlobalTempView("keeping_global")
    told = {
        "rows": spark.table("global_temp.keeping_global").collect(),
        "again": api.error_of(lambda: spark.range(1).createGlobalTempView("keeping_global")),
        "unqualified": api.error_of(lambda: spark.table("keeping_global").schema),
    }
    spark.range(1).createOrReplaceGlobalTempView("keeping_global")
    told["replaced"] = spark.sql("select * from global_temp.keeping_global").collect()
    told["dropped"] = spark.catalog.dropGlobalTempView("keeping_global")
    told["dropped_again"] = spark.catalog.dropGlobalTempView("keeping_global")
    return told


# --- hints ------------------------------------------------------------------------------------


@case(
    mirrors="dataframe.test_extended_hint_types",
    params={
        "none": {"given": ()},
        "text": {"given": ("a",)},
        "int": {"given": (1,)},
        "float": {"given": (1.5,)},
        "several": {"given": ("a", 2, 0.5)},
        "list": {"given": (["a", "b"],)},
        "list_of_numbers": {"given": ([1, 2],)},
        "two_lists": {"given": (["a"], ["b", "c"])},
        "list_and_text": {"given": ("a", ["b"])},
        "empty_list": {"given": ([],)},
    },
)
def hints_with_every_kind_of_parameter(spark, api, given):
    """Unknown hints are kept in the plan before analysis and change no row."""
    frame = spark.range(2).hint("my awesome hint", *given)
    plan = api.printed(lambda: frame.explain(True))
    return {"rows": frame, "parsed": [line for line in plan.splitlines() if "Hint" in line]}


@case(mirrors="dataframe.test_extended_hint_types")
def hints_refuse_other_types(spark, api):
    """Null, dates, dicts, lists of mixed or other things, names that are no text."""
    import datetime

    frame = spark.range(2)
    return {
        "none": api.error_of(lambda: frame.hint("x", None)),
        "date": api.error_of(lambda: frame.hint("x", datetime.date(2024, 1, 1))),
        "dict": api.error_of(lambda: frame.hint("x", {"a": 1})),
        "list_of_none": api.error_of(lambda: frame.hint("x", [None])),
        "list_of_lists": api.error_of(lambda: frame.hint("x", [["a"]])),
        "mixed_list": api.error_of(lambda: frame.hint("x", ["a", None])),
        "name": api.error_of(lambda: frame.hint(1, "a")),
        "name_none": api.error_of(lambda: frame.hint(None)),
    }


@case(mirrors="dataframe.test_coalesce_hints_with_string_parameter")
def partitioning_hints(spark, F, api):
    """The number of partitions by hint; text and missing columns are errors."""
    frame = spark.range(0, 20, 1, 4)

    def parts(hinted):
        return hinted.select(F.spark_partition_id().alias("p")).distinct().count()

    return {
        "coalesce": parts(frame.hint("coalesce", 2)),
        "repartition": frame.hint("repartition", 3).count(),
        "repartition_column": frame.hint("repartition", 3, "id").count(),
        "by_range": frame.hint("repartition_by_range", 3, "id").count(),
        "rebalance": frame.hint("rebalance").count(),
        "upper": parts(frame.hint("COALESCE", 1)),
        "text": api.error_of(lambda: frame.hint("coalesce", "two").collect()),
        "no_parameter": api.error_of(lambda: frame.hint("coalesce").collect()),
        "unknown_column": api.error_of(lambda: frame.hint("repartition", 3, "nope").collect()),
    }


@case(mirrors="dataframe.test_extended_hint_types", since="4.0")
def hints_with_columns(spark, F):
    """A column is a parameter too."""
    frame = spark.range(0, 6, 1, 2)
    return {
        "column": frame.hint("repartition", 2, F.col("id")),
        "bound": frame.hint("rebalance", frame.id),
    }


@case(mirrors="dataframe.test_generic_hints")
def hints_choose_the_join(spark, api):
    """The plan follows the hint."""
    left, right = spark.range(3), spark.range(3).toDF("n")

    def join(hinted):
        plan = api.printed(lambda: left.join(hinted, left.id == hinted.n).explain())
        kinds = ("BroadcastHashJoin", "SortMergeJoin", "ShuffledHashJoin")
        return [kind for kind in kinds if kind in plan]

    return {
        "broadcast": join(right.hint("broadcast")),
        "merge": join(right.hint("merge")),
        "shuffle_hash": join(right.hint("shuffle_hash")),
    }


# --- identity ---------------------------------------------------------------------------------


@case(mirrors="dataframe.test_same_semantics_error")
def equal_plans(spark, api):
    """Plans are compared, names of columns aside; what is no frame is refused."""
    one = spark.range(3)
    return {
        "same": one.sameSemantics(spark.range(3)),
        "other": one.sameSemantics(spark.range(4)),
        "alias": one.selectExpr("id as a").sameSemantics(spark.range(3).selectExpr("id as b")),
        "hash": one.semanticHash() == spark.range(3).semanticHash(),
        "hash_other": one.semanticHash() == spark.range(4).semanticHash(),
        "hash_kind": type(one.semanticHash()).__name__,
        "number": api.error_of(lambda: one.sameSemantics(1)),
        "none": api.error_of(lambda: one.sameSemantics(None)),
        "unresolved": api.error_of(lambda: one.sameSemantics(one.select("nope"))),
    }


@case(mirrors="dataframe.test_input_files")
def facts_about_sources(spark, tmp, api):
    """Files, locality, streaming."""
    path = str(tmp / "facts")
    spark.range(4).coalesce(1).write.csv(path)
    read = spark.read.csv(path)
    return {
        "files": len(read.inputFiles()),
        "files_twice": len(read.union(read).inputFiles()),
        "no_files": list(spark.range(1).inputFiles()),
        "local_values": spark.createDataFrame([(1,)], "n int").isLocal(),
        "local_range": spark.range(1).isLocal(),
        "local_command": spark.sql("show functions like 'upper'").isLocal(),
        "streaming": read.isStreaming,
        "empty": spark.range(0).isEmpty(),
        "empty_columns": spark.range(2).select().isEmpty(),
        "session": read.sparkSession is spark,
        "unresolved": api.error_of(lambda: read.select("nope").inputFiles()),
        "unresolved_empty": type(api.error_of(lambda: read.select("nope").isEmpty())).__name__,
    }


@case(mirrors="dataframe.test_pandas_api")
def attributes_that_need_something_else(spark, api):
    """RDDs are not there over Spark Connect."""
    frame = spark.range(1)
    return {
        "rdd": api.error_of(lambda: frame.rdd),
        "jdf": api.error_of(lambda: frame._jdf),
    }


@case(mirrors="dataframe.test_socket_leak")
def many_small_actions(spark):
    """One session takes many actions in a row."""
    return [spark.range(number).count() for number in range(12)]
