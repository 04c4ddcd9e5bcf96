"""`nearestByJoin`: each left row with its k best right rows."""

from parity_suites.case import case


def _users(spark):
    return spark.createDataFrame([(1, 10.0), (2, 21.0), (3, 30.0)], "u int, score double")


def _items(spark):
    return spark.createDataFrame(
        [("a", 11.0), ("b", 22.0), ("c", 5.0), ("d", 31.0)], "item string, pscore double"
    )


def _gap(F, users, items):
    return F.abs(users["score"] - items["pscore"])


@case(mirrors="nearest_by_join.test_inner_distance_k2", since="4.2")
def the_two_nearest_by_distance(spark, F):
    """Small distances are near."""
    users, items = _users(spark), _items(spark)
    return users.nearestByJoin(items, _gap(F, users, items), 2, mode="exact", direction="distance")


@case(mirrors="nearest_by_join.test_inner_similarity_k1", since="4.2")
def the_nearest_by_similarity(spark, F):
    """Great similarities are near."""
    users, items = _users(spark), _items(spark)
    return users.nearestByJoin(
        items, -_gap(F, users, items), 1, mode="exact", direction="similarity"
    )


@case(mirrors="nearest_by_join.test_left_outer_with_empty_right", since="4.2")
def a_left_join_with_nothing_on_the_right(spark, F):
    """Left rows stay with nulls."""
    users, items = _users(spark), _items(spark).where("false")
    gap = _gap(F, users, items)
    return {
        "left": users.nearestByJoin(
            items, gap, 1, mode="exact", direction="distance", joinType="leftouter"
        ),
        "inner": users.nearestByJoin(items, gap, 1, mode="exact", direction="distance"),
    }


@case(mirrors="nearest_by_join.test_select_star_schema_has_no_internal_columns", since="4.2")
def only_columns_of_both_sides(spark, F):
    """The join adds no columns of its own."""
    users, items = _users(spark), _items(spark)
    joined = users.nearestByJoin(
        items, _gap(F, users, items), 1, mode="exact", direction="distance"
    )
    return {"names": joined.columns, "star": joined.select("*")}


def _refused(spark, F, api, **change):
    users, items = _users(spark), _items(spark)
    given = {"numResults": 1, "mode": "exact", "direction": "distance", **change}
    results = given.pop("numResults")
    join = users.nearestByJoin  # outside, so that a client without it fails the case
    return api.error_of(lambda: join(items, _gap(F, users, items), results, **given).collect())


@case(mirrors="nearest_by_join.test_invalid_num_results_low", since="4.2")
def too_few_results(spark, F, api):
    """Zero and less."""
    return {str(n): _refused(spark, F, api, numResults=n) for n in (0, -1)}


@case(mirrors="nearest_by_join.test_invalid_num_results_high", since="4.2")
def too_many_results(spark, F, api):
    """The greatest number that is allowed, and the next one."""
    return {str(n): _refused(spark, F, api, numResults=n) for n in (100000, 100001, 10**12)}


@case(mirrors="nearest_by_join.test_invalid_direction", since="4.2")
def directions(spark, F, api):
    """Two words in any case."""
    return {word: _refused(spark, F, api, direction=word) for word in ("up", "", "DISTANCE")}


@case(mirrors="nearest_by_join.test_invalid_mode", since="4.2")
def modes(spark, F, api):
    """Two words in any case."""
    return {word: _refused(spark, F, api, mode=word) for word in ("roughly", "", "Exact")}


@case(mirrors="nearest_by_join.test_invalid_join_type", since="4.2")
def join_types(spark, F, api):
    """Inner and left only."""
    kinds = ("full", "right", "cross", "leftsemi", "anti", "", "INNER", "left_outer")
    return {kind: _refused(spark, F, api, joinType=kind) for kind in kinds}


@case(mirrors="nearest_by_join.test_rejected_when_crossjoin_disabled", since="4.2")
def without_cross_joins_it_is_refused(spark, F, api):
    """The join is a cross join underneath and obeys its configuration."""
    users, items = _users(spark), _items(spark)
    spark.conf.set("spark.sql.crossJoin.enabled", "false")
    join = users.nearestByJoin
    return api.error_of(
        lambda: join(items, _gap(F, users, items), 1, mode="exact", direction="distance").collect()
    )


@case(mirrors="nearest_by_join.test_exact_with_nondeterministic_ranking_accepted", since="4.2")
def a_random_ranking_counts_right(spark, F):
    """A ranking by chance still gives k rows a user."""
    users, items = _users(spark), _items(spark)
    joined = users.nearestByJoin(
        items, _gap(F, users, items) + F.rand(3) * 0, 2, mode="exact", direction="distance"
    )
    return joined.groupBy("u").count()
