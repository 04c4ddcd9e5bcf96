"""Statistics of DataFrames: describe, summary, quantiles, correlation, tables of frequencies."""

from parity_suites.case import case


def _people(spark):
    return spark.createDataFrame(
        [
            ("ann", 31, 1.5, True),
            ("bob", 42, 2.5, False),
            ("cyd", None, float("nan"), None),
            (None, 31, None, True),
        ],
        "name string, age int, score double, spy boolean",
    )


# --- describe and summary ---------------------------------------------------------------------


@case(mirrors="connect_stat.test_describe", ordered=True)
def describing_columns(spark, api):
    """Numbers and text; all columns, some, none; no rows."""
    people = _people(spark)
    return {
        "all": people.describe(),
        "one": people.describe("age"),
        "two": people.describe("age", "name"),
        "list": people.describe(["score"]),
        "empty_list": people.describe([]),
        "flag": people.describe("spy"),
        "no_rows": people.limit(0).describe("age", "name"),
        "no_columns": spark.range(2).select().describe(),
        "nested": spark.sql("select array(1) as l, 2 as n").describe(),
        "repeated": api.error_of(lambda: people.describe("age", "age").collect()),
        "unknown": api.error_of(lambda: people.describe("nope").collect()),
        "number": api.error_of(lambda: people.describe(1)),
        "nested_asked": api.error_of(
            lambda: spark.sql("select array(1) l").describe("l").collect()
        ),
    }


@case(mirrors="connect_stat.test_describe", ordered=True)
def summarising_columns(spark, F, api):
    """The usual statistics, chosen ones, percentiles, counts of distinct values."""
    people = _people(spark).select("name", "age", "score")
    return {
        "default": people.summary(),
        "chosen": people.summary("count", "min", "25%", "75%", "max"),
        "percentiles": people.select("age").summary("0%", "33.3%", "100%"),
        "distinct": people.summary("count_distinct", "approx_count_distinct"),
        "order": people.summary("max", "min"),
        "list": api.error_of(lambda: people.summary(["count", "mean"])),
        "no_rows": people.limit(0).summary("count", "50%"),
        "unknown": api.error_of(lambda: people.summary("median").collect()),
        "too_much": api.error_of(lambda: people.summary("101%").collect()),
        "no_percent": api.error_of(lambda: people.summary("x%").collect()),
        "number": api.error_of(lambda: people.summary(1)),
    }


# --- quantiles --------------------------------------------------------------------------------


@case(
    mirrors="connect_stat.test_stat_approx_quantile",
    params={
        "one": {"columns": "a", "chances": [0.5], "error": 0.0},
        "tuple": {"columns": "a", "chances": (0.0, 0.5, 1.0), "error": 0.0},
        "columns": {"columns": ["a", "b"], "chances": [0.1, 0.9], "error": 0.0},
        "column_tuple": {"columns": ("a", "b"), "chances": [0.5], "error": 0.1},
        "one_in_a_list": {"columns": ["a"], "chances": [0.5], "error": 0.0},
        "great_error": {"columns": "a", "chances": [0.5], "error": 5},
        "whole_numbers": {"columns": "a", "chances": [0, 1], "error": 0},
        "no_column": {"columns": [], "chances": [0.5], "error": 0.0},
        "with_nulls": {"columns": "c", "chances": [0.5], "error": 0.0},
    },
)
def quantiles(spark, columns, chances, error):
    """One list for a column, a list of lists for several; nulls and NaN do not count."""
    frame = spark.sql(
        "select id as a, id * 0.5D as b, if(id % 3 = 0, null, if(id = 4, double('nan'), id)) as c"
        " from range(0, 11, 1, 1)"
    )
    return {
        "frame": frame.approxQuantile(columns, chances, error),
        "stat": frame.stat.approxQuantile(columns, chances, error),
        "no_rows": frame.limit(0).approxQuantile(columns, chances, error),
    }


@case(
    mirrors="connect_stat.test_stat_approx_quantile",
    params={
        "column_number": {"given": (1, [0.5], 0.0)},
        "column_none": {"given": (None, [0.5], 0.0)},
        "column_mixed": {"given": (["a", 1], [0.5], 0.0)},
        "chance_number": {"given": ("a", 0.5, 0.0)},
        "chance_text": {"given": ("a", ["half"], 0.0)},
        "chance_great": {"given": ("a", [1.5], 0.0)},
        "chance_negative": {"given": ("a", [-0.5], 0.0)},
        "chance_flag": {"given": ("a", [True], 0.0)},
        "error_text": {"given": ("a", [0.5], "none")},
        "error_negative": {"given": ("a", [0.5], -0.1)},
        "error_none": {"given": ("a", [0.5], None)},
        "unknown": {"given": ("nope", [0.5], 0.0)},
        "text_column": {"given": ("t", [0.5], 0.0)},
    },
)
def quantiles_refuse_other_arguments(spark, api, given):
    """Types and ranges are checked by the client, columns by the server."""
    frame = spark.sql("select id as a, 'x' as t from range(3)")
    return api.error_of(lambda: frame.approxQuantile(*given))


# --- pairs of columns -------------------------------------------------------------------------


@case(mirrors="connect_stat.test_stat_cov")
def covariances(spark, api):
    """Of numbers; text, unknown columns and other types are refused."""
    frame = spark.sql("select id as a, id * id as b, -id as c, 'x' as t from range(0, 5, 1, 1)")
    people = _people(spark)
    return {
        "frame": frame.cov("a", "b"),
        "stat": frame.stat.cov("a", "c"),
        "itself": frame.cov("a", "a"),
        "nulls": people.cov("age", "age"),
        "one_row": frame.limit(1).cov("a", "b"),
        "no_rows": frame.limit(0).cov("a", "b"),
        "text": api.error_of(lambda: frame.cov("a", "t")),
        "unknown": api.error_of(lambda: frame.cov("a", "nope")),
        "number": api.error_of(lambda: frame.cov(1, "b")),
        "second_number": api.error_of(lambda: frame.cov("a", 1)),
        "column": api.error_of(lambda: frame.cov(frame.a, "b")),
    }


@case(mirrors="connect_stat.test_stat_corr")
def correlations(spark, api):
    """By Pearson, the only method there is."""
    frame = spark.sql("select id as a, id * id as b, 7 as c, 'x' as t from range(0, 5, 1, 1)")
    return {
        "frame": frame.corr("a", "b"),
        "method": frame.corr("a", "b", "pearson"),
        "stat": frame.stat.corr("a", "b"),
        "itself": frame.corr("a", "a"),
        "constant": frame.corr("a", "c"),
        "no_rows": frame.limit(0).corr("a", "b"),
        "other_method": api.error_of(lambda: frame.corr("a", "b", "spearman")),
        "text": api.error_of(lambda: frame.corr("a", "t")),
        "unknown": api.error_of(lambda: frame.corr("a", "nope")),
        "number": api.error_of(lambda: frame.corr(1, "b")),
        "second_number": api.error_of(lambda: frame.corr("a", 2)),
    }


@case(mirrors="functions.test_crosstab")
def tables_of_pairs(spark, api):
    """One row a value of the first column, one column a value of the second."""
    people = _people(spark)
    return {
        "frame": people.crosstab("age", "spy"),
        "stat": people.stat.crosstab("name", "age"),
        "itself": people.crosstab("age", "age"),
        "no_rows": people.limit(0).crosstab("age", "spy"),
        "unknown": api.error_of(lambda: people.crosstab("age", "nope").collect()),
        "number": api.error_of(lambda: people.crosstab(1, "age")),
        "second_number": api.error_of(lambda: people.crosstab("age", 1)),
    }


@case(mirrors="connect_stat.test_stat_freq_items")
def frequent_values(spark, api):
    """Values of several columns; shares below and above what is allowed."""
    people = _people(spark)
    sort = "array_sort(age_freqItems) as ages"
    return {
        "default": people.freqItems(["age"]).selectExpr(sort),
        "share": people.freqItems(["age"], 0.5).selectExpr(sort),
        "tuple": people.freqItems(("age", "name"), 0.4).columns,
        "stat": people.stat.freqItems(["age"], 1.0).columns,
        "no_rows": people.limit(0).freqItems(["age"]),
        "text": api.error_of(lambda: people.freqItems("age")),
        "small": api.error_of(lambda: people.freqItems(["age"], 0.00001).collect()),
        "great": api.error_of(lambda: people.freqItems(["age"], 2.0).collect()),
        "unknown": api.error_of(lambda: people.freqItems(["nope"]).collect()),
        "no_columns": people.freqItems([]).columns,
    }


# --- gaps -------------------------------------------------------------------------------------


@case(mirrors="connect_stat.test_drop_na")
def rows_with_gaps(spark, api):
    """Columns without gaps, no columns, numbers at the edges."""
    people = _people(spark)
    return {
        "thresh_zero": people.dropna(thresh=0).count(),
        "thresh_great": people.dropna(thresh=99).count(),
        "thresh_beats_how": people.dropna(how="all", thresh=4).count(),
        "tuple": people.na.drop(subset=("age", "score")),
        "empty_subset": people.dropna(subset=[]).count(),
        "no_rows": people.limit(0).dropna(),
        "complex": spark.sql("select array(null) as l, null as n").dropna(subset=["l"]).count(),
        "how": api.error_of(lambda: people.dropna(how="most")),
        "how_none": api.error_of(lambda: people.dropna(how=None)),
        "subset_number": api.error_of(lambda: people.dropna(subset=1)),
        "unknown": api.error_of(lambda: people.na.drop(subset="nope").collect()),
        "thresh_text": type(api.error_of(lambda: people.dropna(thresh="x").collect())).__name__,
    }


@case(mirrors="connect_stat.test_fill_na")
def filling_by_every_kind_of_value(spark, api):
    """Numbers fill numbers, text fills text; what does not fit is left alone."""
    people = _people(spark)
    return {
        "float_in_int": people.fillna(1.9, subset=["age"]),
        "int_in_float": people.fillna(7, subset="score"),
        "flag_in_int": people.fillna(True, subset=["age"]),
        "dict_mixed": people.fillna({"name": "?", "spy": False, "score": -1}),
        "dict_subset_ignored": people.na.fill({"age": 0}, subset=["name"]),
        "no_rows": people.limit(0).fillna(0),
        "unknown": api.error_of(lambda: people.fillna(0, subset=["nope"]).collect()),
        "unknown_dict": api.error_of(lambda: people.fillna({"nope": 0}).collect()),
        "empty_dict": api.error_of(lambda: people.fillna({})),
        "dict_of_lists": api.error_of(lambda: people.fillna({"age": [1]})),
        "dict_of_numbers": api.error_of(lambda: people.fillna({1: 1})),
        "date": api.error_of(lambda: people.fillna(_date())),
        "decimal": api.error_of(lambda: people.fillna(_decimal())),
    }


def _date():
    import datetime

    return datetime.date(2024, 1, 1)


def _decimal():
    import decimal

    return decimal.Decimal(1)


@case(mirrors="connect_stat.test_replace")
def replacing_by_every_signature(spark, api):
    """Values, lists, dicts; null as new value; NaN; subsets."""
    people = _people(spark)
    return {
        "float": people.replace(1.5, 9.5),
        "int_in_float": people.replace(31, 32),
        "nan": people.replace(float("nan"), 0.0),
        "null_list": people.replace(["ann", "bob"], ["A", None]),
        "dict_with_unused_value": people.replace({"ann": "A"}, 1),
        "subset": people.replace(31, 0, subset=["age"]),
        "subset_text": people.replace("ann", "A", "name"),
        "subset_tuple": people.na.replace("ann", "A", ("name",)),
        "list_to_one": people.replace([31, 42], 0),
        "flags": people.replace({True: False}),
        "no_rows": people.limit(0).replace(31, 0),
        "mixed": api.error_of(lambda: people.replace([31, "ann"], [0, "A"])),
        "mixed_pair": api.error_of(lambda: people.replace(31, "A")),
        "none": api.error_of(lambda: people.replace(None, 1)),
        "lengths": api.error_of(lambda: people.replace([31], [0, 1])),
        "one_to_list": api.error_of(lambda: people.replace(31, [0])),
        "empty": people.replace({}, 1).count(),
        "unknown": api.error_of(lambda: people.replace(31, 0, subset=["nope"]).collect()),
    }


# --- grouped ----------------------------------------------------------------------------------


@case(mirrors="connect_stat.test_agg_with_avg")
def averages(spark, F):
    """By function, by name, by dict, under an alias."""
    people = _people(spark)
    return {
        "function": people.agg(F.avg("age")),
        "mean": people.select(F.mean("score")),
        "name": people.groupBy("spy").avg("age"),
        "dict": people.groupBy().agg({"age": "avg", "score": "max"}),
        "alias": people.groupBy("spy").agg(F.avg(F.col("age") + 1).alias("a")),
        "no_rows": people.limit(0).agg(F.avg("age"), F.count("*")),
        "no_groups": people.limit(0).groupBy("spy").avg("age"),
    }


@case(mirrors="connect_stat.test_agg_with_two_agg_exprs")
def aggregates_refuse_other_arguments(spark, F, api):
    """Nothing, text, unknown functions and columns, mixtures."""
    people = _people(spark)
    return {
        "nothing": api.error_of(lambda: people.agg()),
        "text": api.error_of(lambda: people.agg("age")),
        "number": api.error_of(lambda: people.agg(1)),
        "mixed": api.error_of(lambda: people.agg(F.max("age"), "x")),
        "empty_dict": api.error_of(lambda: people.agg({})),
        "unknown_function": api.error_of(lambda: people.agg({"age": "nope"}).collect()),
        "unknown_column": api.error_of(lambda: people.agg({"nope": "max"}).collect()),
        "dict_of_numbers": api.error_of(lambda: people.agg({"age": 1})),
        "no_aggregate": api.error_of(lambda: people.groupBy("spy").agg(F.col("age")).collect()),
    }
