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


@case(
    mirrors={
        "results_low": "nearest_by_join.test_invalid_num_results_low",
        "results_high": "nearest_by_join.test_invalid_num_results_high",
        "direction": "nearest_by_join.test_invalid_direction",
        "mode": "nearest_by_join.test_invalid_mode",
        "join_type": "nearest_by_join.test_invalid_join_type",
    },
    since="4.2",
    params={
        "results_low": {"change": {"numResults": 0}},
        "results_high": {"change": {"numResults": 100001}},
        "direction": {"change": {"direction": "up"}},
        "mode": {"change": {"mode": "roughly"}},
        "join_type": {"change": {"joinType": "full"}},
    },
)
def what_does_not_fit_is_refused(spark, F, api, change):
    """Numbers out of range and unknown words."""
    users, items = _users(spark), _items(spark)
    given = {"numResults": 1, "mode": "exact", "direction": "distance"}
    given.update(change)
    results = given.pop("numResults")
    return api.error_of(
        lambda: users.nearestByJoin(items, _gap(F, users, items), results, **given).collect()
    )


@case(mirrors="nearest_by_join.test_rejected_when_crossjoin_disabled", since="4.2")
def without_cross_joins_it_is_refused(spark, F, api):
    """The join is a cross join underneath and obeys its configuration."""
    users, items = _users(spark), _items(spark)
    spark.conf.set("spark.sql.crossJoin.enabled", "false")
    return api.error_of(
        lambda: users.nearestByJoin(
            items, _gap(F, users, items), 1, mode="exact", direction="distance"
        ).collect()
    )


@case(mirrors="nearest_by_join.test_exact_with_nondeterministic_ranking_accepted", since="4.2")
def a_random_ranking_counts_right(spark, F):
    """A ranking by chance still gives k rows a user."""
    users, items = _users(spark), _items(spark)
    joined = users.nearestByJoin(
        items, _gap(F, users, items) + F.rand(3) * 0, 2, mode="exact", direction="distance"
    )
    return joined.groupBy("u").count()
