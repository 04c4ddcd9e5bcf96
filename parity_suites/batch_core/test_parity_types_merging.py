"""Types that several rows agree on, and decimals at the edges."""

import datetime
import decimal

from parity_suites.case import case

_ROWS = {
    "null_and_number": [(None,), (1,)],
    "number_and_fraction": [(1,), (1.5,)],
    "number_and_text": [(1,), ("a",)],
    "truth_and_number": [(True,), (1,)],
    "date_and_moment": [(datetime.date(2020, 1, 2),), (datetime.datetime(2020, 1, 2, 3),)],
    "lists": [([1],), ([None, 2],)],
    "lists_that_differ": [([1],), (["a"],)],
    "maps": [({"a": 1},), ({"b": None},)],
    "maps_that_differ": [({"a": 1},), ({1: 1},)],
    "structs": [((1, None),), ((None, "a"),)],
    "decimals": [(decimal.Decimal("1.5"),), (decimal.Decimal("100.25"),)],
}


@case(
    mirrors="types.test_merge_type", params={name: {"rows": rows} for name, rows in _ROWS.items()}
)
def rows_agree_on_a_type(spark, api, rows):
    """What is inferred from several rows together, or why they do not agree."""
    error = api.error_of(lambda: spark.createDataFrame(rows, ["v"]))
    return error or spark.createDataFrame(rows, ["v"])


@case(mirrors="types.test_negative_decimal")
def decimals_of_negative_scale(spark, api):
    """Allowed by a setting of old; plain decimals otherwise."""
    seen = {"plain": spark.sql("SELECT 123E2BD AS v")}
    spark.conf.set("spark.sql.legacy.allowNegativeScaleOfDecimal", True)
    seen["negative"] = str(api.error_of(lambda: spark.sql("SELECT 123E2BD AS v").schema) is None)
    seen["schema"] = spark.sql("SELECT 123E2BD AS v").schema.simpleString()
    return seen


@case(mirrors="creation.test_check_decimal_nan")
def decimals_that_are_no_number(spark, api):
    """NaN is no value of a decimal column."""
    rows = [(decimal.Decimal("NaN"),)]
    return api.error_of(lambda: spark.createDataFrame(rows, "v decimal(10,2)").collect())
